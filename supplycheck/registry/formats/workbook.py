"""Tables with headings in workbooks (xlsx, xls, ods): the first sheet that holds the headings, and others like it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO

from supplycheck.errors import RegistryUnavailable
from supplycheck.registry.definition import Definition
from supplycheck.registry.formats.rows import Damage, Row, columns_of, wanted_headings
from supplycheck.registry.formats.table import TITLE_LINES, rows_of

_XLS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def looks_like(start: bytes) -> bool:
    """Whether a file that begins so is a workbook of the old kind; the others are archives."""
    return start.startswith(_XLS)


def read(definition: Definition, file: BinaryIO, damage: Damage) -> Iterator[Row]:
    """The rows of a workbook; see `formats.parse`."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(file)
        found = False
        for name in book.sheet_names:
            lines = [[_text(cell) for cell in row] for row in book.get_sheet_by_name(name).iter_rows()]
            if any(columns_of(definition, line) is not None for line in lines[: TITLE_LINES + 1]):
                found = True
                yield from rows_of(definition, _numbered(name, lines), damage)
    except (CalamineError, OSError, ValueError) as error:
        raise RegistryUnavailable(definition.name, f"the file is no workbook that can be read: {error}") from error
    if not found:
        raise RegistryUnavailable(definition.name, f"no sheet holds the headings {wanted_headings(definition)}")


def _numbered(sheet: str, lines: Sequence[list[str]]) -> Iterator[tuple[str, list[str]]]:
    for number, line in enumerate(lines, start=1):
        yield f"{sheet}:{number}", line


def _text(cell: Any) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)
