"""How Chinese characters sound in Hanyu Pinyin: the bridge between a firm's Chinese and its English name.

Most registered English names write place and brand as they sound. A character may be read in several ways (长: chang,
zhang), so a text has a few spellings; tones, spaces and apostrophes are not written.
"""

from __future__ import annotations

from functools import cache, lru_cache

from supplycheck.names import lists

MOST = 8
"""Spellings of one text at most; the likeliest readings come first."""


@cache
def _readings() -> dict[str, tuple[str, ...]]:
    first: dict[str, list[str]] = {}
    others: dict[str, list[str]] = {}
    for line in lists.table("pinyin.toml")["readings"].split("\n"):
        syllable, _, chars = line.partition(" ")
        usual, _, rare = chars.partition(" ")
        for char in usual:
            first.setdefault(char, []).append(syllable)
        for char in rare:
            others.setdefault(char, []).append(syllable)
    return {char: (*first.get(char, ()), *others.get(char, ())) for char in first.keys() | others.keys()}


@cache
def _only_reading() -> dict[str, str]:
    return {char: several[0] for char, several in _readings().items() if len(several) == 1}


@cache
def _syllables() -> frozenset[str]:
    return frozenset(syllable for several in _readings().values() for syllable in several)


def spellings(text: str) -> tuple[str, ...]:
    """The text in Latin letters, in at most MOST ways; () where a character has no known reading.

    >>> spellings("示例康"), spellings("长乐abc")
    (('shilikang',), ('zhangleabc', 'zhangyueabc', 'changleabc', 'changyueabc'))
    """
    known = list(map(_only_reading().get, text))
    if text and None not in known:
        return ("".join(known),)  # type: ignore[arg-type]  # the commonest case: each has one reading
    readings = _readings()
    found = [""]
    for char in text:
        several = (char,) if char.isascii() else readings.get(char)
        if several is None:
            return ()
        found = [start + one for start in found for one in several][:MOST]
    return tuple(dict.fromkeys(found)) if text else ()


def sound_alike(one: str, other: str) -> bool:
    """Whether two characters have a reading in common.

    >>> sound_alike("例", "立"), sound_alike("例", "康")
    (True, False)
    """
    readings = _readings()
    return not set(readings.get(one, ())).isdisjoint(readings.get(other, ()))


_LONGEST = 6  # letters of a syllable: zhuang


@lru_cache(maxsize=8192)
def syllables(text: str) -> tuple[str, ...]:
    """The syllables of a text in Hanyu Pinyin, () if it is not one: the longest that lead to the end of the text.

    >>> syllables("shilikang"), syllables("catheter")
    (('shi', 'li', 'kang'), ())
    """
    known = _syllables()
    end = len(text)
    # From the back: how long a syllable may begin at each place so that the rest can be read.
    step = [0] * (end + 1)
    step[end] = -1
    for at in range(end - 1, -1, -1):
        for length in range(min(_LONGEST, end - at), 0, -1):
            if step[at + length] and text[at : at + length] in known:
                step[at] = length
                break
    if not end or not step[0]:
        return ()
    found = []
    at = 0
    while at < end:
        found.append(text[at : at + step[at]])
        at += step[at]
    return tuple(found)
