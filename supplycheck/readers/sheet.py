"""A sheet of cells as it lies before a table is read from it: rows, places, merged areas, the other sheets beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from supplycheck.declaration import Note
from supplycheck.readers.values import Cell


class Row(NamedTuple):
    """One row with its number as people count: the first row is 1."""

    number: int
    cells: Sequence[Cell]


@dataclass(slots=True)
class Sheet:
    """A table to read: its rows, how to say where a cell stands, whether its last row ends as if cut off.

    `others` are the other sheets of its workbook, by name.
    """

    rows: list[Row]
    where: Callable[[int, int, str], str]
    notes: list[Note] = field(default_factory=list)
    cut: bool = False
    others: dict[str, Sheet] = field(default_factory=dict)
