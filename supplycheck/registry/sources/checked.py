"""Comparing what a source answers with what it was asked.

Some interfaces pass over a filter they do not know and answer with the whole table. So nothing that comes back is taken
for an answer unless it is one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Any

from supplycheck.errors import UsageError
from supplycheck.registry import normal
from supplycheck.registry.definition import Definition
from supplycheck.registry.formats import records
from supplycheck.registry.formats.rows import BETWEEN, Row
from supplycheck.registry.sources.outcomes import Listed, LookUp, NotListed, Unfiltered
from supplycheck.registry.sources.web import Web, live_of


def filter_of(definition: Definition, field: str, text: str) -> tuple[str, str]:
    """The interface's name of a filter, and what it is given.

    Raises:
        UsageError: the source cannot be asked for that field, or nothing is asked: an empty filter is none.
    """
    name = live_of(definition).ask.get(field)
    if name is None:
        asked = "、".join(live_of(definition).ask) or "nothing"
        raise UsageError(f"{definition.name} cannot be asked for {field!r}; it can be asked for {asked}")
    sent = _sent(definition, field, text)
    if not sent or not _compared(definition, field, text):
        raise UsageError(f"{definition.name}: there is nothing to ask for in {text!r}")
    return name, sent


def answer(
    definition: Definition,
    web: Web,
    asked: tuple[str, str],
    objects: Iterable[Any],
    address: str,
    as_of: date,
    whole: bool = True,
) -> LookUp:
    """What the objects of an answer come to that asked for a text in a field of ours.

    Raises:
        SourceUnavailable: they are no such objects.
    """
    field, text = asked
    shown = web.shown_address(address)
    rows = rows_of(definition, web, objects, address)
    if not rows:
        return NotListed(shown, as_of)
    if not any(field in row for row in rows):
        web.fail(definition, "garbage", f"nothing in the answer is a {field}", address)
    other = next((row for row in rows if not fits(definition, field, text, row)), None)
    if other is not None:
        return Unfiltered(shown, other.get(field, ""))
    return Listed(tuple(rows), shown, as_of, whole)


def rows_of(definition: Definition, web: Web, objects: Iterable[Any], address: str) -> list[Row]:
    """The rows of the objects of an answer; raises SourceUnavailable where one is no object."""
    synonyms = records.wanted(definition)
    rows = []
    for value in objects:
        if not isinstance(value, dict):
            web.fail(definition, "garbage", "the answer has something that is no object in its list", address)
        rows.append(records.picked(definition, synonyms, value))
    return rows


def fits(definition: Definition, field: str, text: str, row: Row) -> bool:
    """Whether a row is one that was asked for: its number is equal; any other field contains the text."""
    asked, value = _compared(definition, field, text), row.get(field, "")
    if _normaliser(definition, field) is None:
        return asked in _compared(definition, field, value)
    parts = {value, *value.split(BETWEEN), *(normal.values(value) if definition.several else ())}
    return asked in {_compared(definition, field, part) for part in parts}


def _normaliser(definition: Definition, field: str) -> str | None:
    """How the numbers of a field are compared; None for a field without numbers."""
    if field == definition.identifier:
        return definition.normaliser
    return "credit-code" if field == definition.party_uscc else definition.also.get(field)


def _compared(definition: Definition, field: str, text: str) -> str:
    """A text as it is compared; "" where nothing of it is left."""
    normaliser = _normaliser(definition, field)
    if normaliser is None:
        return _letters(text)
    return normal.credit_code(text) if normaliser == "credit-code" else normal.number(normaliser, text)


def _sent(definition: Definition, field: str, text: str) -> str:
    """A text as interfaces know it: 510(k) numbers in their one spelling, the others without white space around them."""
    text = "".join(" " if unicodedata.category(c) == "Cc" else c for c in normal.storable(text)).strip()
    return normal.number("k-number", text) if _normaliser(definition, field) == "k-number" else text


def _letters(text: str) -> str:
    """The letters and digits of a text, without case and accents: interfaces search by words, not by signs."""
    return "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if c.isalnum())
