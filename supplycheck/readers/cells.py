"""One record of a table, read by field: each cell with its heading, its place and its path in the declaration."""

from __future__ import annotations

from functools import lru_cache

from supplycheck.declaration import Party
from supplycheck.readers.headings import Columns
from supplycheck.readers.sheet import Row, Sheet
from supplycheck.readers.values import Cell, Values, as_text, is_null_word, plain


class Record:
    """A row by field: gives the cell, its heading and its place."""

    __slots__ = ("cells", "columns", "number", "row", "sheet")

    def __init__(self, row: Row, columns: Columns, sheet: Sheet) -> None:
        self.row = row
        self.number = row.number
        self.cells = row.cells
        self.columns = columns
        self.sheet = sheet

    def filled(self, name: str) -> list[int]:
        """The columns of a field in which this row has something."""
        cells = self.cells
        return [
            column
            for column in self.columns.fields.get(name, ())
            if column < len(cells) and (cell := cells[column]) is not None and cell != "" and str(cell).strip()
        ]

    def key(self, name: str) -> str:
        """The cell as text for comparing, "" where nothing is filled in."""
        filled = self.filled(name)
        return self.text_at(filled[0]) if filled else ""

    def text_at(self, column: int) -> str:
        """A cell as plain text."""
        text = plain(as_text(self.cells[column]))
        return "" if is_null_word(text) else text

    def where(self, column: int) -> str:
        """Where a cell stands."""
        columns = self.columns
        if columns.places and (place := columns.places.get(column)):
            return place
        if not self.row.origins:
            return self.sheet.where(self.number, column, columns.headings[column])
        origin = self.row.origin(column)
        return origin if isinstance(origin, str) else self.sheet.where(*origin, columns.headings[column])


class Cells:
    """Reads one record (or the head of several) into values, with notes and places."""

    __slots__ = ("at", "fields", "path", "record", "values")

    def __init__(self, record: Record, values: Values, path: str, at: dict[str, str]) -> None:
        self.record = record
        self.fields = record.columns.fields
        self.values = values
        self.path = path
        self.at = at

    def cell(self, name: str, attribute: str) -> tuple[Cell, str, str, str] | None:
        """The cell of a field with heading, place and path; None where empty. Remembers the place."""
        record = self.record
        columns = self.fields.get(name)
        if columns is None:
            return None
        if len(columns) == 1:
            column = columns[0]
            cells = record.cells
            if column >= len(cells) or (cell := cells[column]) is None or not str(cell).strip():
                return None
            self.at[attribute] = where = record.where(column)
            return cell, record.columns.headings[column], where, self.path + attribute
        filled = record.filled(name)
        if not filled:
            return None
        column = filled[0]
        heading, where = record.columns.headings[column], record.where(column)
        path = self.path + attribute
        for other in filled[1:]:
            if record.text_at(other) != record.text_at(column):
                seen = f"{record.text_at(column)} / {record.text_at(other)}"
                self.values.log.lost(
                    "double-heading", where, path, field=heading, other=record.columns.headings[other], seen=seen
                )
                return None
        self.at[attribute] = where
        return record.cells[column], heading, where, path

    def text(self, name: str, attribute: str) -> str | None:
        """A text."""
        found = self.cell(name, attribute) if name in self.fields else None
        return self.values.text(*found) if found else None

    def name(self, name: str, attribute: str) -> str | None:
        """The name of goods or of a company."""
        found = self.cell(name, attribute) if name in self.fields else None
        return self.values.name(*found) if found else None

    def code(self, name: str, attribute: str) -> str | None:
        """A code or number."""
        found = self.cell(name, attribute) if name in self.fields else None
        return self.values.code(*found) if found else None

    def country(self, name: str, attribute: str) -> str | None:
        """A country."""
        found = self.cell(name, attribute) if name in self.fields else None
        return self.values.country(*found) if found else None

    def party(self, section: str, attribute: str) -> Party | None:
        """A party from the columns of its name, credit code, customs code and English name."""
        columns, parts = _parts(section, attribute)
        if self.fields.keys().isdisjoint(columns):
            return None
        name = self.name(columns[0], parts[0])
        found = self.cell(columns[1], parts[1])
        uscc = self.values.uscc(*found) if found else None
        name_en = self.name(columns[3], parts[3])
        customs_code = self.code(columns[2], parts[2])
        if name is None and name_en is None and uscc is None and customs_code is None:
            return None
        self.at[attribute] = next(self.at[part] for part in parts if part in self.at)
        return Party(name, name_en, uscc, customs_code)


@lru_cache(maxsize=64)
def _parts(section: str, attribute: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns of a party's parts, and their names in the declaration."""
    parts = ("name", "uscc", "customs_code", "name_en")
    return tuple(f"{section}.{part}" for part in parts), tuple(f"{attribute}.{part}" for part in parts)


class Merged(Record):
    """A head put together from several rows: each cell stands where it was found."""

    __slots__ = ("found_in",)

    def __init__(self, first: Record, cells: list[Cell], found_in: dict[int, Record]) -> None:
        super().__init__(Row(first.number, cells), first.columns, first.sheet)
        self.found_in = found_in

    def where(self, column: int) -> str:
        found = self.found_in.get(column)
        return found.where(column) if found else super().where(column)
