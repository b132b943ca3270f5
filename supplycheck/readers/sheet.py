"""A sheet of cells as it lies before a table is read from it: rows, places, merged areas, the other sheets beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from supplycheck.declaration import Note
from supplycheck.readers.headings import KNOWN, Names
from supplycheck.readers.values import Cell


class Row(NamedTuple):
    """One row with its number as people count: the first row is 1.

    A row put together from several has in `origins` the row and column of each cell (or its place, as a text, where it
    stands on another sheet), and in `doubtful` the number of a
    row of which it is not certain that it belongs here (0 where there is none).
    """

    number: int
    cells: Sequence[Cell]
    origins: Sequence[tuple[int, int] | str] = ()
    doubtful: int = 0

    def origin(self, column: int) -> tuple[int, int] | str:
        """The row and column in which a cell stands."""
        return self.origins[column] if column < len(self.origins) else (self.number, column)


class Area(NamedTuple):
    """Merged cells: first and last row (from 1), first and last column (from 0). The first cell has the value."""

    top: int
    bottom: int
    left: int
    right: int


@dataclass(slots=True)
class Sheet:
    """A table to read: its rows, how to say where a cell stands, whether its last row ends as if cut off.

    `merged` are the areas of merged cells, `names` what headings mean, `others` the other sheets of its workbook by
    name.
    """

    rows: list[Row]
    where: Callable[[int, int, str], str]
    notes: list[Note] = field(default_factory=list)
    cut: bool = False
    merged: Sequence[Area] = ()
    names: Names = KNOWN
    others: dict[str, Sheet] = field(default_factory=dict)
