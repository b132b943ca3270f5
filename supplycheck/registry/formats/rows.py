"""What every reader of interchange files gives, and the steps they share."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from supplycheck.errors import RegistryUnavailable
from supplycheck.registry.definition import Definition

MANY = 20
"""How many damaged places are named; the rest are counted."""


@dataclass(slots=True)
class Rows:
    """The rows of a file, each a mapping from our field names to texts, empty ones left out.

    `damaged` counts places that could not be read, or not surely: with any of them the file shows what it holds, but
    not that anything is absent. `places` names the first ones.
    """

    rows: list[dict[str, str]] = field(default_factory=list)
    damaged: int = 0
    places: list[str] = field(default_factory=list)

    def damage(self, place: str) -> None:
        """Note one damaged place."""
        self.damaged += 1
        if len(self.places) < MANY:
            self.places.append(place)


def clean(text: str) -> str:
    """A text that can be stored and compared: no NUL, no lone surrogates, no white space around it."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode()
    return text.strip()


def identified(definition: Definition, row: dict[str, str]) -> bool:
    """Whether the row says what it is about: its number, or where the list has none, its firm."""
    if definition.identifier is not None:
        return definition.identifier in row
    return definition.party_name in row or (definition.party_uscc is not None and definition.party_uscc in row)


def heading_key(text: str) -> str:
    """A heading for comparison: folded (NFKC), without white space and invisible characters, in small letters."""
    import unicodedata

    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c) not in ("Cf", "Cc"))


def columns_of(definition: Definition, headings: Sequence[str]) -> dict[str, tuple[int, ...]] | None:
    """The places of our fields among the headings, or None where a required one is not there."""
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        places.setdefault(heading_key(heading), place)
    found: dict[str, tuple[int, ...]] = {}
    for field_name, synonyms in definition.columns.items():
        hits = tuple(places[key] for key in map(heading_key, synonyms) if key in places)
        if hits:
            found[field_name] = hits if field_name in definition.joined else hits[:1]
    return found if all(field_name in found for field_name in definition.required) else None


def picked(columns: dict[str, tuple[int, ...]], cells: Sequence[str]) -> dict[str, str]:
    """The cells of one row under our field names."""
    row: dict[str, str] = {}
    width = len(cells)
    for field_name, places in columns.items():
        texts = [text for place in places if place < width and (text := clean(cells[place]))]
        if texts:
            row[field_name] = " ".join(texts)
    return row


def decode(name: str, data: bytes, fallbacks: Iterable[str]) -> str:
    """The text of a file: by its byte order mark, else UTF-8, else the first fallback that fits without error.

    Raises:
        RegistryUnavailable: none fits.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif data.startswith(codecs.BOM_UTF8):
        encodings = ["utf-8-sig"]
    else:
        encodings = ["utf-8", *fallbacks]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RegistryUnavailable(name, f"the file is no text in {', '.join(encodings)}")
