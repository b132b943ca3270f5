"""What later steps need of earlier ones: the declarations as they were read, and those before the last correction.

It travels in the page and nowhere else. A declaration goes with everything a reader knows of it (places, notes, what could
not be read), so that whatever the form has no field for is as it was.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from supplycheck.declaration import Declaration
from supplycheck.errors import UnreadableInput
from supplycheck.web.seal import BrokenSeal, Seal


@dataclass(slots=True, frozen=True)
class Broken:
    """Something that could not be read, as data."""

    path: str
    where: str
    code: str
    zh: str
    en: str


@dataclass(slots=True)
class Entry:
    """One declaration, or why there is none."""

    declaration: Declaration | None = None
    broken: Broken | None = None


@dataclass(slots=True, frozen=True)
class Heading:
    """One heading of a table, the field it was taken for, and how: "known", "suggested" or "unknown"."""

    heading: str
    field: str
    how: str


@dataclass(slots=True)
class State:
    """`before`: the entries before the correction, by place; only those that were corrected. `headings`: by file.

    `cut`: there were more declarations than one page takes; `late`: or than were read in time.
    """

    entries: list[Entry] = field(default_factory=list)
    before: dict[int, Entry] = field(default_factory=dict)
    headings: dict[str, list[Heading]] = field(default_factory=dict)
    cut: bool = False
    late: bool = False


def entry(found: Declaration | UnreadableInput) -> Entry:
    """What a reader gave, as an entry."""
    if isinstance(found, Declaration):
        return Entry(found)
    return Entry(broken=Broken(found.path, found.where, found.code, found.zh, found.en))


def as_read(one: Entry) -> Declaration | UnreadableInput:
    """An entry, as a reader gives it."""
    if one.declaration is not None:
        return one.declaration
    b = one.broken or Broken("", "", "empty", "", "")
    return UnreadableInput(b.path, b.where, code=b.code, zh=b.zh, en=b.en)


@cache
def _adapter() -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(State)


def packed(state: State, seal: Seal) -> str:
    """The state as a text for a hidden field."""
    return seal.close(_adapter().dump_json(state))


def unpacked(text: str, seal: Seal) -> State:
    """The state in a hidden field.

    Raises:
        BrokenSeal: this session did not write it.
    """
    from pydantic import ValidationError

    try:
        state: State = _adapter().validate_json(seal.open(text))
    except ValidationError:
        raise BrokenSeal from None
    return state
