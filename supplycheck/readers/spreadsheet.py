"""Workbooks (.xlsx, .xls, .ods), read with python-calamine: the sheet whose row of headings names the most fields.

Measured: every number comes as a float, so 18 digits are ruined for good and ten are not; cells with error values and
formulas whose result was never saved come empty, which is why the sheet's XML is looked at for those. A sheet is laid
out as a full rectangle: one cell in the last row and column would need hundreds of gigabytes, so its size is looked at
first.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from supplycheck.declaration import Declaration
from supplycheck.errors import UnreadableInput
from supplycheck.readers import layout, linked_sheets, table, workbook_limits
from supplycheck.readers.headings import KNOWN, Names
from supplycheck.readers.notes import make, unreadable
from supplycheck.readers.safe_xml import parse
from supplycheck.readers.sheet import Area, Row, Sheet
from supplycheck.readers.workbook_layout import column_number
from supplycheck.readers.workbook_limits import broken

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

MAX_MERGED = 100_000
"""How many areas of merged cells are looked at."""

_FAILED = re.compile(
    rb"""<(?:\w+:)?c\s(?=[^>]*\bt="e")[^>]*\br="([A-Z]{1,3}[0-9]{1,7})"[^>]*>(?:<f[^>]{0,200}>[^<]{0,200}(?:</f>)?)?<v>([^<]{1,20})"""
)
_NOT_COMPUTED = re.compile(
    rb"""<(?:\w+:)?c\s[^>]*\br="([A-Z]{1,3}[0-9]{1,7})"[^>]*><f(?:[^>]{0,200}/>|[^>]{0,200}>[^<]{0,200}</f>)(?:<v\s*/>|<v></v>)?</"""
)


class Book(NamedTuple):
    """The sheets of a workbook that have anything, in its order; those with headings of goods; those that are hidden."""

    sheets: dict[str, Sheet]
    found: dict[str, layout.Heading]
    hidden: set[str]

    @property
    def best(self) -> str | None:
        """The sheet to read: visible before hidden, called a declaration before others, the one that names the most."""
        return max(self.found, key=self._rank, default=None)

    def _rank(self, sheet: str) -> tuple[bool, bool, int]:
        return sheet not in self.hidden, linked_sheets.is_declaration(sheet), self.found[sheet].columns.score


def read(data: bytes, source: str, name: str, names: Names | None = None) -> list[Declaration | UnreadableInput]:
    """The declarations of a workbook: of its best sheet, and of each further one that is a declaration of its own.

    Raises:
        UnreadableInput: D28, D29 where it is no workbook or needs a password, D40 for its size, and as for any table.
    """
    book = open_book(data, source, name, names)
    best = book.best
    if best is None:
        raise layout.no_heading(next((sheet.rows for sheet in book.sheets.values()), []), source)
    chosen = [s for s in book.found if s == best or _stands_alone(book, best, s)]
    results: list[Declaration | UnreadableInput] = []
    for sheet_name in chosen:
        sheet = book.sheets[sheet_name]
        sheet.others = {other: beside for other, beside in book.sheets.items() if other not in chosen}
        if sheet_name in book.hidden:
            sheet.notes.append(make("hidden-sheet", name, seen=sheet_name))
        try:
            results += table.read(sheet, source, book.found[sheet_name])
        except UnreadableInput as error:
            results.append(error)
    for position, result in enumerate(results, start=1):
        if isinstance(result, Declaration):
            result.position = position
    return results


def open_book(data: bytes, source: str, name: str, names: Names | None = None) -> Book:
    """The sheets of a workbook. Raises as `read` does, but for unknown headings."""
    workbook_limits.check(data, source)
    workbook = _open(data, source)
    book, known = Book({}, {}, set()), names or KNOWN
    cells = 0
    for meta in workbook.sheets_metadata:
        if not str(meta.typ).endswith(".WorkSheet"):
            continue
        rows = _rows(workbook, meta.name, source)
        if not rows:
            continue
        cells += len(rows) * len(rows[0].cells)
        if cells > workbook_limits.MAX_CELLS:  # many sheets can be one and the same member
            raise workbook_limits.too_large(source)
        if not str(meta.visible).endswith(".Visible"):
            book.hidden.add(meta.name)
        _show_broken(data, meta.name, rows)
        where = _where_on(name, meta.name)
        book.sheets[meta.name] = Sheet(rows, where, merged=_merged(workbook, meta.name), names=known)
        if heading := layout.find_heading(rows, known):
            book.found[meta.name] = heading
    return book


def _stands_alone(book: Book, best: str, other: str) -> bool:
    """Whether a sheet beside the best one is a declaration of its own: it tells its head, and lists other goods."""
    sheets, found = book.sheets, book.found
    if other in book.hidden or linked_sheets.is_paper(other) or not table.has_head(sheets[other], found[other]):
        return False
    return table.has_head(sheets[best], found[best]) and not linked_sheets.same_goods(sheets[best], sheets[other])


def _show_broken(data: bytes, sheet: str, rows: list[Row]) -> None:
    """Put error values, and a word for results never saved, into the cells that the library leaves empty."""
    for row, column, text in _broken_cells(data, sheet):
        if 0 < row <= len(rows) and column < len(rows[row - 1].cells):
            cells = list(rows[row - 1].cells)
            cells[column] = text
            rows[row - 1] = Row(row, cells)


def _where_on(name: str, sheet: str) -> Callable[[int, int, str], str]:
    return lambda row, column, heading: f"{name}:{sheet}!{column_letters(column)}{row}"


def column_letters(column: int) -> str:
    """The name of a column counted from 0: A, B, … Z, AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _open(data: bytes, source: str) -> CalamineWorkbook:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError:
        raise unreadable(source, "", "D29", "工作簿有密码保护", "the workbook is protected by a password") from None
    except (CalamineError, OSError, ValueError):
        raise broken(source) from None
    except BaseException as error:
        raise _from_panic(error, source) from None


def _rows(workbook: CalamineWorkbook, sheet: str, source: str) -> list[Row]:
    from python_calamine import CalamineError

    try:
        cells = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError, OverflowError):
        raise broken(source) from None
    except BaseException as error:
        raise _from_panic(error, source) from None
    rows = [Row(number, row) for number, row in enumerate(cells, start=1)]
    return rows if any(cell != "" for row in rows for cell in row.cells) else []


def _merged(workbook: CalamineWorkbook, sheet: str) -> list[Area]:
    """The areas of merged cells, where the file's type tells them (.ods does not)."""
    try:
        ranges = workbook.get_sheet_by_name(sheet).merged_cell_ranges or []
    except BaseException as error:
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            return []  # the cells were read; without the areas a table is read as if nothing were merged
        raise
    return [Area(top + 1, bottom + 1, left, right) for (top, left), (bottom, right) in ranges[:MAX_MERGED]]


def _from_panic(error: BaseException, source: str) -> BaseException:
    """The library's own crash as our error; anything else (an interrupt, a lack of memory) as it is."""
    return broken(source) if type(error).__name__ == "PanicException" else error


def _broken_cells(data: bytes, sheet: str) -> list[tuple[int, int, str]]:
    """Row (from 1), column (from 0) and text of cells with an error value or an unsaved result; .xlsx only."""
    if not data.startswith(b"PK"):
        return []
    found: list[tuple[int, int, str]] = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            part = _part_of(archive, sheet)
            if part is None:
                return []
            with archive.open(part) as file:
                text = file.read(workbook_limits.MAX_UNPACKED)
    except (zipfile.BadZipFile, zlib.error, KeyError, OSError, RuntimeError, ValueError, UnreadableInput):
        return []
    if b't="e"' in text:
        found += [(*_place(address), value.decode("ascii", "replace")) for address, value in _FAILED.findall(text)]
    if b"<f" in text:
        found += [(*_place(address), "#FORMULA") for address in _NOT_COMPUTED.findall(text)]
    return found


def _place(address: bytes) -> tuple[int, int]:
    letters = address.rstrip(b"0123456789")
    return int(address[len(letters) :]), column_number(letters.decode("ascii")) - 1


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The member that holds a sheet, by way of the workbook's relations."""
    if "xl/workbook.xml" not in archive.namelist():
        return None
    book, _ = parse(archive.read("xl/workbook.xml"), "", "")
    relations, _ = parse(archive.read("xl/_rels/workbook.xml.rels"), "", "")
    targets = {relation.get("Id"): str(relation.get("Target") or "") for relation in relations}
    for element in book.iter():
        if element.tag.endswith("}sheet") and element.get("name") == sheet:
            identifier = next((str(value) for name, value in element.attrib.items() if str(name).endswith("}id")), None)
            target = targets.get(identifier, "").removeprefix("/")
            return target if target.startswith("xl/") else f"xl/{target}"
    return None
