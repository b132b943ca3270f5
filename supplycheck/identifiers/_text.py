"""What the numbers share: bringing text to a bare form, and the two checks that most of them begin with.

>>> squeeze('\uff2b 20\u200b12\u201034\uff15\u00a0')
'K2012345'
>>> readable('\uff23\uff25\u30000194')
'CE 0194'
>>> bare('承認番号：第 20900BZZ01234000 号', re.compile('[0-9]{5}[A-Z]{3}[0-9]{8}'))
'20900BZZ01234000'
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container

from supplycheck.errors import InvalidIdentifier

# Characters that show nothing: controls (other than white space), joiners, direction marks, fillers, variation
# selectors, tags, the byte order mark and the soft hyphen.
_INVISIBLE = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff"
)
HYPHENS = "\\-\u058a\u05be\u1806\u2010-\u2015\u2043\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d"
"""Hyphens, dashes and minus signs, for use inside a character class."""

_NOT_SHOWN = re.compile(f"[{_INVISIBLE}]+")
_NOT_COUNTED = re.compile(f"[\\s{_INVISIBLE}{HYPHENS}]+")
_SPACE = re.compile(r"\s")
# What people write before a number and after it: words up to a colon, East Asian ones up to 号 or 证, an abbreviation.
_LABEL = re.compile(
    r"[^:0-9]{0,40}:|第|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]{1,20}?[号號호码碼证證]|(?:NUMBER|NO|N°|NR|#)\.?"
)
_TAIL = ("号", "號", "호", ".")
_LABELS = 4
_LONG = 2048
_UPPER = {code: code - 32 for code in range(ord("a"), ord("z") + 1)}


def squeeze(text: str) -> str:
    """The text folded (NFKC), without white space, hyphens and invisible characters, ASCII letters in upper case."""
    if text.isascii():
        return text.upper() if text.isalnum() else _NOT_COUNTED.sub("", text).upper()
    # Only ASCII letters are raised: full case mapping turns letters that no number has (ı, ß) into ones it may have.
    # Taking a character out can bring a letter beside a combining mark, hence the second look.
    while True:
        folded = _NOT_COUNTED.sub("", _folded(text)).translate(_UPPER)
        if folded == text:
            return folded
        text = folded


def bare(text: str, shape: re.Pattern[str]) -> str:
    """The squeezed text; where it is a number of that shape with labels before it (编号：, No., 第…号), the number alone.

    Only what is written in place of a number's name is left out, so the number of another paper keeps its own letters.
    """
    given = number = squeeze(text)
    for _ in range(_LABELS):
        for candidate in (number, number[:-1] if number.endswith(_TAIL) else number):
            if shape.fullmatch(candidate):
                return candidate
        label = _LABEL.match(number)
        if not label:
            break
        number = number[label.end() :]
    return given


def readable(text: str) -> str:
    """The text folded (NFKC) with its spaces and hyphens: every kind of space is one space, invisible ones are gone."""
    if not text.isascii():
        text = _folded(text)
    return _SPACE.sub(" ", _NOT_SHOWN.sub("", text))


def _folded(text: str) -> str:
    # Normalising takes quadratic time in a run of combining marks. No number has any, and no honest text a long run.
    if len(text) > _LONG:
        text = "".join(character for character in text if not unicodedata.combining(character))
    return unicodedata.normalize("NFKC", text)


def shaped(kind: str, given: str, number: str, lengths: Container[int], pattern: re.Pattern[str]) -> str:
    """The compact `number` if it has one of the lengths and the pattern; `given` is what an error quotes."""
    if len(number) not in lengths:
        raise InvalidIdentifier(kind, "length", given)
    if not pattern.fullmatch(number):
        raise InvalidIdentifier(kind, "format", given)
    return number


def passes(validate: Callable[[str], object], text: str) -> bool:
    """Whether `validate` takes the text."""
    try:
        validate(text)
    except InvalidIdentifier:
        return False
    return True
