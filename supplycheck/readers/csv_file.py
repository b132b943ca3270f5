"""Tables as text: comma, tab or semicolon, UTF-8 or UTF-16 or GB18030."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from supplycheck.declaration import Declaration
from supplycheck.readers import layout, table
from supplycheck.readers.encoding import decode
from supplycheck.readers.headings import KNOWN, Names
from supplycheck.readers.notes import unreadable
from supplycheck.readers.sheet import Row, Sheet
from supplycheck.readers.values import Cell

MAX_BYTES = 256 * 1024 * 1024
"""The largest text table that is read."""

MAX_CELLS = 10_000_000
"""The most cells of a text table; with them in memory it takes about 1 GB."""

_DELIMITERS = (",", "\t", ";")


def read(data: bytes, source: str, name: str, names: Names | None = None) -> list[Declaration]:
    """The declarations of a text table.

    Raises:
        UnreadableInput: D03, D04 for the encoding (and for text that was destroyed before), D30 where no headings are
            known, D41 where quotation marks do not close, "too-large".
    """
    return table.read(sheet(data, source, name, names), source)


def sheet(data: bytes, source: str, name: str, names: Names | None = None) -> Sheet:
    """The cells of a text table. Raises as `read` does, but for unknown headings."""
    if len(data) > MAX_BYTES:
        raise unreadable(
            source, "", "too-large", "文件过大", f"the file is larger than {MAX_BYTES // 1024 // 1024} MiB"
        )
    text, _, notes = decode(data, source, name)
    delimiter = delimiter_of(text, names or KNOWN)
    try:
        rows = list(bounded(parsed(text, delimiter, strict=True), source))
    except csv.Error as error:
        rows = _parse_leniently(text, delimiter, source, str(error))

    def where(row: int, column: int, heading: str) -> str:
        return f"{name}:{row} {heading}".rstrip()

    return Sheet(rows, where, list(notes), not text.endswith(("\n", "\r")), names=names or KNOWN)


def parsed(text: str, delimiter: str, *, strict: bool = False) -> Iterator[list[str]]:
    """The cells of each row."""
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)


def bounded(found: Iterable[Sequence[Cell]], source: str, first: int = 1) -> Iterator[Row]:
    """The rows, numbered from `first`; refused where they have too many cells together."""
    left = MAX_CELLS
    for number, cells in enumerate(found, start=first):
        left -= len(cells) or 1
        if left < 0:
            en = f"the table has more than {MAX_CELLS} cells"
            raise unreadable(source, f"row {number}", "too-large", "表格过大", en)
        yield Row(number, cells)


def _parse_leniently(text: str, delimiter: str, source: str, reason: str) -> list[Row]:
    """Rows of a file with stray quotation marks; refused if one of them swallowed the end of its row."""
    rows: list[Row] = []
    try:
        for row in bounded(parsed(text, delimiter, strict=False), source):
            if any("\n" in str(cell) for cell in row.cells):
                raise csv.Error(reason)
            rows.append(row)
    except csv.Error as error:
        zh = "引号未配对，行的边界无法确定"
        en = f"the quotation marks do not pair, rows cannot be told apart ({error})"
        raise unreadable(source, f"row {len(rows) + 1}", "D41", zh, en) from None
    return rows


def delimiter_of(text: str, names: Names) -> str:
    """The delimiter with which the first rows name the most fields; a comma where none does."""
    best, best_score = ",", 0
    for delimiter in _DELIMITERS:
        rows: list[Row] = []
        try:
            for number, cells in enumerate(islice(parsed(text, delimiter, strict=False), layout.HEADING_ROWS), start=1):
                rows.append(Row(number, cells))
        except csv.Error:
            pass
        heading = layout.find_heading(rows, names)
        if heading and heading.columns.score > best_score:
            best, best_score = delimiter, heading.columns.score
    return best
