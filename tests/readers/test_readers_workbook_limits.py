"""Workbooks that would be laid out beyond measure are refused before the library makes room: it would end the process.

Each of these once ended the process or took gigabytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from supplycheck.readers import workbook_limits

SHEET, BOOK, CONTENT = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "content.xml"
FILLED = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'


def changed(book: bytes, member: str, change: Callable[[str], str], name: str | None = None) -> bytes:
    """A workbook with one member changed, and perhaps named otherwise, in the relations too."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            text = old.read(info).decode()
            if info.filename == member:
                text = change(text)
            if name:
                text = text.replace(member.removeprefix("xl/"), name.removeprefix("xl/"))
            new.writestr(name if name and info.filename == member else info.filename, text)
    return out.getvalue()


def xlsx(kit, cells: str, name: str | None = None) -> bytes:
    book = kit.xlsx({"a": [list(kit.row), list(kit.row.values())]})
    return changed(book, SHEET, lambda text: text.replace("</sheetData>", f"{cells}</sheetData>"), name)


def ods(kit, rows: str) -> bytes:
    book = kit.ods([list(kit.row), list(kit.row.values())])
    return changed(book, CONTENT, lambda text: text.replace("</table:table>", f"{rows}</table:table>"))


def corner(address: str, row: str) -> str:
    return f'<row r="{row}"><c r="{address}"><v>1</v></c></row>'


@pytest.mark.parametrize(
    ("cells", "name", "code"),
    [
        (corner("XFD1048576", "1048576"), None, "D40"),
        (corner("XFD1048576", "1048576"), "xl/elsewhere/s.xml", "D40"),
        (corner("XFD1048576", "1048576"), "xl/WORKSHEETS/S.XML", "D40"),
        (corner("XFD1048576", "1048576"), "xl/elsewhere/s.bin", "D28"),
        (corner("XFD0001048576", "0001048576"), None, "D40"),
        (corner("AXFD1048576", "1048576"), None, "D28"),
        (corner("A4294967295", "4294967295"), None, "D28"),
        (corner("A99999999", "99999999"), None, "D28"),
        ('<row r="1048576"><c><v>1</v></c><c r="XFD1"><v>1</v></c></row>', None, "D40"),
        (f'<row r="1048576"><c r{" " * 2_000_000}="XFD1048576"><v>1</v></c></row>', None, "D40"),
        ('<row r="900"><c r="A900"/>' + "<c><v>1</v></c>" * 10_000 + "</row>", None, "D40"),
    ],
)
def test_a_cell_far_away_however_it_is_written(kit, cells, name, code):
    assert kit.broken(xlsx(kit, cells, name), "a.xlsx").code == code


@pytest.mark.parametrize(
    "rows",
    [
        '<table:table-row><table:table-cell table:number-columns-repeated="900000000"/>'
        + FILLED
        + "</table:table-row>",
        '<table:table-row table:number-rows-repeated="900000000"><table:table-cell/></table:table-row>'
        f"<table:table-row>{FILLED}</table:table-row>",
        '<table:table-row table:number-rows-repeated="9000"><table:table-cell table:number-columns-repeated="9000"/>'
        f"{FILLED}</table:table-row>",
        f'<table:table-row><table:table-cell office:x=">" table:number-columns-repeated="90000"{FILLED[17:]}'
        "</table:table-row>",
        '<table:table-row table:number-rows-repeated="00000900000">' + FILLED + "</table:table-row>",
        '<table:table-row><table:covered-table-cell table:number-columns-repeated="900000"><text:p>x</text:p>'
        "</table:covered-table-cell></table:table-row>",
    ],
)
def test_repeats_beyond_measure(kit, rows):
    assert kit.broken(ods(kit, rows), "a.ods").code == "D40"


def test_empty_repeats_at_the_end_are_how_programs_fill_a_sheet(kit):
    rows = (
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:style-name="ce1" '
        'table:number-columns-repeated="16384"/></table:table-row>'
    )
    assert kit.one(ods(kit, rows), "a.ods") == kit.one(ods(kit, ""), "a.ods")


def test_sheets_are_counted_together(kit):
    table = (
        f'<table:table table:name="t"><table:table-row table:number-rows-repeated="4000"><table:table-cell '
        f'table:number-columns-repeated="1000"/>{FILLED}</table:table-row></table:table>'
    )
    book = changed(ods(kit, ""), CONTENT, lambda text: text.replace("</office:spr", f"{table}{table}</office:spr"))
    assert kit.broken(book, "a.ods").code == "D40"


def test_many_sheets_that_are_one_member(kit, monkeypatch):
    more = "".join(f'<sheet name="q{n}" sheetId="{n + 9}" r:id="rId1"/>' for n in range(9))
    book = changed(xlsx(kit, ""), BOOK, lambda text: text.replace("<sheets>", f"<sheets>{more}"))
    monkeypatch.setattr(workbook_limits, "MAX_CELLS", 300)
    assert kit.broken(book, "a.xlsx").code == "D40"
