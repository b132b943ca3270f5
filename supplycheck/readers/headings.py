"""Column headings of tables: which heading means which of our fields (`registries/codes/headings.toml`)."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from supplycheck.errors import FactsMissing
from supplycheck.facts.codes import folded
from supplycheck.root import root

IGNORED = "ignored"
"""The field of a heading that is known and of no use to the checks."""

GOODS = frozenset({"line.hs_code", "line.name", "line.name_and_model"})
"""A row of headings must have one of these."""

MAX_COLUMNS = 2000
"""Further columns of a table are not looked at."""

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
def _known() -> dict[str, str]:
    path = root() / "codes" / "headings.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        known = {folded(heading): IGNORED for heading in table["ignored"]["headings"]}
        for section in ("declaration", "line"):
            for name, headings in table[section].items():
                known.update((folded(heading), f"{section}.{name}") for heading in headings)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, AttributeError) as error:
        raise FactsMissing([str(path)], f"cannot be read ({type(error).__name__})") from error
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
