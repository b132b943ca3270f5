"""Parquet: a flat table with the headings of the other tables, or rows of the package's own model (with a list `lines`).

Read some rows at a time. A flat table whose declarations do not stand together is read as a whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, BinaryIO

from supplycheck.declaration import Declaration
from supplycheck.errors import UnreadableInput, UsageError
from supplycheck.optional import need
from supplycheck.readers import csv_file, own_model, table
from supplycheck.readers.cells import Record
from supplycheck.readers.headings import KNOWN, Names
from supplycheck.readers.large_table import KeyFilter
from supplycheck.readers.layout import Heading, find_heading, no_heading
from supplycheck.readers.notes import unreadable
from supplycheck.readers.sheet import Row, Sheet
from supplycheck.readers.values import Cell

SUFFIX = ".parquet"
MAGIC = b"PAR1"

ROWS = 1000
"""How many rows are read at a time."""


def read(file: BinaryIO, source: str, name: str, names: Names | None = None) -> Iterator[Declaration | UnreadableInput]:
    """The declarations of a Parquet file, in order.

    Raises:
        UnreadableInput: D28 where it is damaged, D30 where no headings are known.
            "unsupported" where pyarrow is not installed.
    """
    try:
        parquet = need("pyarrow.parquet", "parquet")
    except UsageError as error:
        raise unreadable(source, "", "unsupported", str(error), str(error)) from None
    try:
        data = parquet.ParquetFile(file)
        headings = [str(name) for name in data.schema_arrow.names]
        if "lines" in headings:
            lines = (as_json(row) for batch in _batches(data) for row in rows_of(batch))
            yield from own_model.read_lines(lines, source, name)
        else:
            yield from _flat(data, headings, source, name, names or KNOWN)
    except (ValueError, OSError, KeyError) as error:  # pyarrow raises children of the first two
        raise unreadable(source, "", "D28", "Parquet 文件已损坏", f"the Parquet file is damaged ({error})") from None


def _batches(data: Any) -> Iterator[Any]:
    yield from data.iter_batches(batch_size=ROWS, use_threads=False)


def rows_of(batch: Any) -> list[dict[str, Any]]:
    """The rows of an Arrow batch; raises KeyError or ValueError for a map that has a key twice."""
    rows: list[dict[str, Any]] = batch.to_pylist(maps_as_pydicts="strict")
    return rows


def as_json(row: dict[str, Any]) -> bytes:
    """A row of the own model; what it does not have stands there as null."""
    return json.dumps(_filled(row), ensure_ascii=False, default=str).encode("utf-8", "surrogatepass")


def _filled(value: Any) -> Any:
    """Without empty members: a column of all rows has a place in each, filled in or not."""
    if isinstance(value, dict):
        return {key: _filled(each) for key, each in value.items() if each is not None}
    if isinstance(value, list):
        return [_filled(each) for each in value]
    return value


def _flat(data: Any, headings: list[str], source: str, name: str, names: Names) -> Iterator[Declaration]:
    top = Row(1, headings)
    heading = find_heading([top], names)
    if heading is None:
        raise no_heading([top], source)
    sheet = Sheet([top], partial(_where, name), names=names)
    if not table.is_keyed(heading.columns) or not table.is_flat(heading) or _apart(data, heading, sheet):
        sheet.rows += csv_file.bounded((row.cells for row in _rows(data)), source, 2)
        yield from table.read(sheet, source, heading)
        return
    position = 1
    for rows in _runs_together(data, heading, sheet):
        found = table.read(Sheet([top, *rows], sheet.where, names=names), source, heading, position)
        position += len(found)
        yield from found


def _where(name: str, row: int, column: int, heading: str) -> str:
    return f"{name}:{row} {heading}".rstrip()


def _rows(data: Any) -> Iterator[Row]:
    """The rows, numbered as in a table whose first row has the headings."""
    number = 1
    for batch in _batches(data):
        for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            number += 1
            yield Row(number, [cell_of(cell) for cell in cells])


def cell_of(value: Any) -> Cell:
    if value is None or isinstance(value, str | int | float | Decimal | date):
        return value
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _apart(data: Any, heading: Heading, sheet: Sheet) -> bool:
    """Whether rows of some declaration seem not to stand together."""
    grouping, seen = table.Grouping(heading.columns), KeyFilter()
    current: tuple[str, ...] | None = None
    for row in _rows(data):
        key, _ = grouping.of(Record(row, heading.columns, sheet))
        if key is not None and key != current:
            if seen.has(key):
                return True
            current = key
    return False


def _runs_together(data: Any, heading: Heading, sheet: Sheet) -> Iterable[list[Row]]:
    """Rows of whole declarations, about `ROWS` at a time."""
    grouping = table.Grouping(heading.columns)
    together: list[Row] = []
    current: tuple[str, ...] | None = None
    for row in _rows(data):
        key, _ = grouping.of(Record(row, heading.columns, sheet))
        if key is not None and key != current:
            if current is not None and len(together) >= ROWS:
                yield together
                together = []
            current = key
        together.append(row)
    if together:
        yield together
