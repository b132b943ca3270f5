"""Finds the labels of our fields in the text of a paper: in either language, whatever its width, spaces and colons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from supplycheck.facts.codes import folded
from supplycheck.statements.forms import ITEM, fields, known_labels

_LONGEST = 80
"""No label is longer, in characters."""

_COLON = re.compile(r"[:：︰﹕]")
_GAP = re.compile(r"\t|\u3000+| {2,}")
_NUMBERED = re.compile(r"^\s*[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[)）.、．]\s*")
_IN_BRACKETS = re.compile(r"[（(\[【][^（）()\[\]【】]*[)）\]】]")
_LATIN = re.compile(r"[A-Za-z][A-Za-z .,'/&()-]*")
_BOUNDARY = re.compile(r"[\s;；,，。、|/（(:：]")
_PROSE = "的为是应均须需符及和与就保将因在由共双"
"""Characters that go on with a sentence behind what would be a label: 产品名称的…, 进口方保证…"""


class Said(NamedTuple):
    """A piece of text: the value of a field, or (`key` is None) text before any label."""

    key: str | None
    text: str


@lru_cache(maxsize=4096)
def label_of(text: str) -> str | None:
    """The field that a text is the label of, and nothing but the label."""
    if not text or len(text) > _LONGEST:
        return None
    bare = _COLON.sub("", _NUMBERED.sub("", text, count=1))
    known = known_labels()
    for spelling in (bare, _IN_BRACKETS.sub("", bare)):
        if key := known.get(folded(spelling)):
            return key
        latin = "".join(_LATIN.findall(spelling))
        chinese = known.get(folded(_LATIN.sub("", spelling)))
        if latin and chinese and chinese == known.get(folded(latin)):
            return chinese
    return None


def split(text: str) -> list[Said]:
    """A line of text by the labels in it; one without any is a piece without a key."""
    found = list(_labels(text))
    if not found:
        return [Said(None, text)]
    pieces = [Said(None, text[: found[0][0]])] if text[: found[0][0]].strip() else []
    for n, (_, end, key) in enumerate(found):
        following = found[n + 1][0] if n + 1 < len(found) else len(text)
        pieces.append(Said(key, text[end:following]))
    return pieces


def _labels(text: str) -> Iterator[tuple[int, int, str]]:
    """Where labels begin and their values do, with the field: before colons, at the beginning, and behind gaps."""
    at = 0
    for start in sorted({0, *(m.end() for m in _GAP.finditer(text)), *(m.start() for m in _COLON.finditer(text))}):
        if start < at:
            continue
        is_colon = _COLON.match(text, start) is not None
        found = _before_colon(text, at, start) if is_colon else _at(text, start)
        if found is not None:
            yield found
            at = found[1]


def _before_colon(text: str, at: int, colon: int) -> tuple[int, int, str] | None:
    """The longest label that ends at a colon and begins where a word does."""
    for start in range(max(at, colon - _LONGEST), colon):
        if (start == at or _BOUNDARY.match(text, start - 1)) and (key := label_of(text[start:colon])):
            return start, colon + 1, key
    return None


def _at(text: str, start: int) -> tuple[int, int, str] | None:
    """The longest label that begins here and is set off from its value, or is a product's field right before its value."""
    if key := label_of(text[start:]):
        return start, len(text), key
    rest = text[start : start + _LONGEST]
    for length in range(len(rest) - 1, 1, -1):
        key = label_of(rest[:length])
        if key is None or rest[:length].isascii() or rest[length - 1].isspace():
            continue
        if _COLON.match(rest, length):
            return None  # the colon finds it
        close = fields()[key].part == ITEM and length >= 4 and rest[length] not in _PROSE
        if rest[length].isspace() or close:
            return start, start + length, key
    return None
