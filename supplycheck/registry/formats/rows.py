"""What every reader of interchange files gives, and the steps they share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from supplycheck.registry.definition import Definition

MANY = 20
"""How many damaged places are named; the rest are counted."""

BETWEEN = "；"
"""What stands between the values of a field that collects several."""

_LOST = "\ufffd"

Row: TypeAlias = dict[str, str]
"""One row: texts under our field names, empty ones left out."""


@dataclass(slots=True)
class Damage:
    """What of a file could not be read, or not surely.

    With any damage the file shows what it holds, but not that anything is absent. `places` names the first `MANY`.
    """

    count: int = 0
    places: list[str] = field(default_factory=list)

    def note(self, place: str) -> None:
        """Note one damaged place."""
        self.count += 1
        if len(self.places) < MANY:
            self.places.append(place)


@dataclass(slots=True)
class Rows:
    """The rows of a file, to be gone through once.

    The file is read on the way: a file that turns out not to be what it should raises RegistryUnavailable there, and
    what is damaged is known when the rows have ended.
    """

    rows: Iterator[Row]
    damage: Damage


def clean(text: str) -> str:
    """A text that can be stored and compared: no NUL, no lone surrogates, no white space around it."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode()
    return text.strip()


def identified(definition: Definition, row: Row) -> bool:
    """Whether the row says what it is about: its number, or where the list has none, its firm."""
    if definition.identifier is not None:
        return definition.identifier in row
    return definition.party_name in row or (definition.party_uscc is not None and definition.party_uscc in row)


def unidentified(definition: Definition, place: str) -> str:
    """The sentence on a row that does not say what it is about."""
    return f"{place}: no {definition.identifier or definition.party_name}"


def heading_key(text: str) -> str:
    """A heading for comparison: folded (NFKC), without white space and invisible characters, in small letters."""
    import unicodedata

    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c) not in ("Cf", "Cc"))


Columns: TypeAlias = dict[str, tuple[int, ...]]
"""Per field of ours the places of its cells."""


def columns_of(definition: Definition, headings: Sequence[str]) -> Columns | None:
    """The places of our fields among the headings, or None where a required one is not there."""
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        places.setdefault(heading_key(heading), place)
    found: Columns = {}
    for field_name, synonyms in definition.columns.items():
        hits = tuple(places[key] for key in map(heading_key, synonyms) if key in places)
        if hits:
            found[field_name] = hits if field_name in definition.joined else hits[:1]
    return found if all(field_name in found for field_name in definition.required) else None


def picked(definition: Definition, columns: Columns, cells: Sequence[str]) -> Row:
    """The cells of one row under our field names."""
    row: Row = {}
    width = len(cells)
    for field_name, places in columns.items():
        texts = [text for place in places if place < width and (text := clean(cells[place]))]
        if texts:
            row[field_name] = (BETWEEN if is_number(definition, field_name) else " ").join(texts)
    return row


def is_number(definition: Definition, field_name: str) -> bool:
    """Whether a field has numbers by which a row is found."""
    return field_name == definition.identifier or field_name in definition.also


def garbled(definition: Definition, row: Row) -> bool:
    """Whether a byte was lost of what a row is found by: its numbers, or where the list has none, its firm."""
    fields = (definition.identifier, *definition.also) if definition.identifier else (definition.party_name,)
    return any(_LOST in row.get(field_name or "", "") for field_name in fields)


def wanted_headings(definition: Definition) -> str:
    """The headings that must be there, for people."""
    return "、".join(definition.columns[field_name][0] for field_name in definition.required)
