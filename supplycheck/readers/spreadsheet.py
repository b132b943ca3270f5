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
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from supplycheck.declaration import Declaration
from supplycheck.errors import UnreadableInput
from supplycheck.readers import layout, linked_sheets, table
from supplycheck.readers.headings import KNOWN, Names
from supplycheck.readers.notes import make, unreadable
from supplycheck.readers.safe_xml import parse
from supplycheck.readers.sheet import Area, Row, Sheet

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

MAX_BYTES = 64 * 1024 * 1024
"""The largest workbook that is read, packed."""

MAX_UNPACKED = 512 * 1024 * 1024
"""The largest workbook that is read, unpacked."""

MAX_CELLS = 5_000_000
"""The largest rectangle of cells, filled or not."""

MAX_MERGED = 100_000
"""How many areas of merged cells are looked at."""

_CHUNK = 1 << 20
_OVERLAP = 512
_ADDRESS = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,3})([0-9]{1,7})["']""")
_FAILED = re.compile(
    rb"""<(?:\w+:)?c\s(?=[^>]*\bt="e")[^>]*\br="([A-Z]{1,3}[0-9]{1,7})"[^>]*>(?:<f[^>]{0,200}>[^<]{0,200}(?:</f>)?)?<v>([^<]{1,20})"""
)
_NOT_COMPUTED = re.compile(
    rb"""<(?:\w+:)?c\s[^>]*\br="([A-Z]{1,3}[0-9]{1,7})"[^>]*><f(?:[^>]{0,200}/>|[^>]{0,200}>[^<]{0,200}</f>)(?:<v\s*/>|<v></v>)?</"""
)
_REPEATED = re.compile(rb"""<table:table-(row|cell)\b([^>]{0,2000})>""")
_TIMES = re.compile(rb"""number-(?:rows|columns)-repeated\s*=\s*["']([0-9]{1,9})["']""")
_MAX_REPEATED = 10_000


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
    if len(data) > MAX_BYTES:
        raise _too_large(source)
    if data.startswith(b"PK"):
        _check_size(data, source)
    workbook = _open(data, source)
    book, known = Book({}, {}, set()), names or KNOWN
    for meta in workbook.sheets_metadata:
        if not str(meta.typ).endswith(".WorkSheet"):
            continue
        rows = _rows(workbook, meta.name, source)
        if not rows:
            continue
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


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _open(data: bytes, source: str) -> CalamineWorkbook:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError:
        raise unreadable(source, "", "D29", "工作簿有密码保护", "the workbook is protected by a password") from None
    except (CalamineError, OSError, ValueError):
        raise _broken(source) from None
    except BaseException as error:
        raise _from_panic(error, source) from None


def _rows(workbook: CalamineWorkbook, sheet: str, source: str) -> list[Row]:
    from python_calamine import CalamineError

    try:
        cells = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError, OverflowError):
        raise _broken(source) from None
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
    return _broken(source) if type(error).__name__ == "PanicException" else error


def _broken(source: str) -> UnreadableInput:
    zh = "不是可读取的工作簿（文件损坏、加密或类型不符），请另存为 .xlsx 或 .csv"
    en = "no readable workbook (damaged, encrypted, or of another type); save it as .xlsx or .csv"
    return unreadable(source, "", "D28", zh, en)


def _too_large(source: str) -> UnreadableInput:
    return unreadable(source, "", "D40", "工作簿过大，拒绝读取", "the workbook is too large; it is refused")


def _check_size(data: bytes, source: str) -> None:
    """Refuse a workbook that would unpack, or be laid out, beyond measure."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
                raise _too_large(source)
            for member in archive.infolist():
                if member.filename.startswith("xl/worksheets/") and member.filename.endswith(".xml"):
                    _check_sheet(archive, member, source)
                elif member.filename == "content.xml":
                    _check_repeats(archive, member, source)
                elif member.filename.endswith(".xml"):
                    for _ in _chunks(archive, member, source):
                        pass
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError):
        raise _broken(source) from None


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo, source: str) -> Iterator[bytes]:
    """A member piece by piece, each with the end of the one before; its true size is counted, not believed."""
    rest, total = b"", 0
    with archive.open(member) as file:
        while chunk := file.read(_CHUNK):
            total += len(chunk)
            if total > MAX_UNPACKED:
                raise _too_large(source)
            yield rest + chunk
            rest = chunk[-_OVERLAP:]


def _check_sheet(archive: zipfile.ZipFile, member: zipfile.ZipInfo, source: str) -> None:
    last_row = last_column = 1
    for chunk in _chunks(archive, member, source):
        found = _ADDRESS.findall(chunk)
        last_row = max([last_row, *{int(row) for _, row in found}])
        last_column = max([last_column, *map(_column_number, {letters for letters, _ in found})])
        if last_row * last_column > MAX_CELLS:
            raise _too_large(source)


def _check_repeats(archive: zipfile.ZipFile, member: zipfile.ZipInfo, source: str) -> None:
    """OpenDocument writes a repeated cell once, with a count; a filled cell repeated past measure is refused."""
    row_times = 1
    filled = 0
    for chunk in _chunks(archive, member, source):
        for kind, attributes in _REPEATED.findall(chunk):
            match = _TIMES.search(attributes)
            times = int(match.group(1)) if match else 1
            if kind == b"row":
                row_times = times
            elif b"value-type" in attributes:
                filled += times * row_times
                if times > _MAX_REPEATED or row_times > _MAX_REPEATED or filled > MAX_CELLS:
                    raise _too_large(source)


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
                text = file.read(MAX_UNPACKED)
    except (zipfile.BadZipFile, zlib.error, KeyError, OSError, RuntimeError, ValueError, UnreadableInput):
        return []
    if b't="e"' in text:
        found += [(*_place(address), value.decode("ascii", "replace")) for address, value in _FAILED.findall(text)]
    if b"<f" in text:
        found += [(*_place(address), "#FORMULA") for address in _NOT_COMPUTED.findall(text)]
    return found


def _place(address: bytes) -> tuple[int, int]:
    letters = address.rstrip(b"0123456789")
    return int(address[len(letters) :]), _column_number(letters) - 1


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
