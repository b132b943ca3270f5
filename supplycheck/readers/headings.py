"""Column headings of tables: which heading means which of our fields (`registries/codes/headings.toml`)."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import NamedTuple

from supplycheck.errors import FactsMissing
from supplycheck.facts.codes import folded
from supplycheck.root import root

IGNORED = "ignored"
"""The field of a heading that is known and of no use to the checks."""

GOODS = frozenset({"line.hs_code", "line.name", "line.name_and_model"})
"""A row of headings must have one of these."""

MAX_COLUMNS = 2000
"""Further columns of a table are not looked at."""

_ALIKE = 70
"""From which likeness on (0 to 100) a known heading is suggested for an unknown one."""

_ASCII_LETTERS = re.compile(r"[A-Za-z.]+")
_IN_BRACKETS = re.compile(r"\([^()]*\)")


@dataclass(slots=True, frozen=True)
class Columns:
    """One row of headings, understood.

    `headings` are the texts as they stand, `fields` the columns of each of our fields (rarely more than one), `unknown`
    the headings that nobody knows. `places`: where the one cell stands that a column has for all rows, for columns that
    come from a block of labels and values elsewhere.
    """

    headings: tuple[str, ...]
    fields: dict[str, tuple[int, ...]]
    unknown: tuple[str, ...]
    places: dict[int, str] = field(default_factory=dict)

    @property
    def score(self) -> int:
        """How many of our fields the row names."""
        return len(self.fields)

    @property
    def usable(self) -> bool:
        """Whether this can be the heading of a goods table."""
        return self.score >= 2 and any(name in self.fields for name in GOODS)


@cache
def _file() -> dict[str, dict[str, list[str]]]:
    path = root() / "codes" / "headings.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return {section: dict(table[section]) for section in ("declaration", "line", IGNORED)}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, ValueError, TypeError) as error:
        raise FactsMissing([str(path)], f"cannot be read ({type(error).__name__})") from error


def _table() -> dict[str, dict[str, list[str]]]:
    return {section: names for section, names in _file().items() if section != IGNORED}


@cache
def _known() -> dict[str, str]:
    known = {folded(heading): IGNORED for heading in _file()[IGNORED]["headings"]}
    for section, names in _table().items():
        for name, headings in names.items():
            known.update((folded(heading), f"{section}.{name}") for heading in headings)
    return known


@dataclass(slots=True, frozen=True)
class Names:
    """What headings mean: those that everybody knows, and before them a user's own (a column profile).

    `own`: our field, or `IGNORED`, by heading as `folded` has it.
    """

    own: Mapping[str, str] = field(default_factory=dict)

    def field_of(self, heading: str) -> str | None:
        """The field that a heading means, `IGNORED`, or None.

        A heading in two languages ("商品编号 HS Code") or with a remark in brackets ("单价(USD)") is known by its Chinese
        part.
        """
        return (self.own and self.own.get(folded(heading))) or _field_of(heading)


KNOWN = Names()
"""Nothing but the headings that everybody knows."""


@lru_cache(maxsize=4096)
def _field_of(heading: str) -> str | None:
    known = _known()
    text = unicodedata.normalize("NFKC", heading)
    for part in (text, _IN_BRACKETS.sub("", text), _ASCII_LETTERS.sub("", _IN_BRACKETS.sub("", text))):
        if name := known.get(folded(part)):
            return name
    return None


class Suggestion(NamedTuple):
    """A known heading that an unknown one resembles, the field it means, and how alike they are (0 to 100)."""

    heading: str
    field: str
    score: int


@lru_cache(maxsize=4096)
def suggest(heading: str) -> Suggestion | None:
    """The known heading most like an unknown one. It is only ever told, never used unasked."""
    from rapidfuzz import fuzz, process

    wanted = folded(heading)
    found = process.extractOne(wanted, _known().keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE) if wanted else None
    if found is None:
        return None
    known, score, _ = found
    return Suggestion(known, _known()[known], round(score))


def nearest(field_name: str) -> str | None:
    """The field whose name is most like a text, if any is."""
    from rapidfuzz import fuzz, process

    found = process.extractOne(field_name, fields().keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return found[0] if found else None


@cache
def fields() -> dict[str, str]:
    """Every field that a heading can mean, with the heading of our own template for it."""
    return {f"{section}.{name}": known[0] for section, names in _table().items() for name, known in names.items()}


def understand(cells: Sequence[object], names: Names = KNOWN) -> Columns:
    """What a row says if it is read as a row of headings."""
    headings = tuple(cell.strip() if isinstance(cell, str) else "" for cell in cells[:MAX_COLUMNS])
    fields: dict[str, tuple[int, ...]] = {}
    unknown: list[str] = []
    for column, heading in enumerate(headings):
        if not heading or len(heading) > 100:
            continue
        name = names.field_of(heading)
        if name is None:
            unknown.append(heading)
        elif name != IGNORED:
            fields[name] = (*fields.get(name, ()), column)
    return Columns(headings, fields, tuple(unknown))
