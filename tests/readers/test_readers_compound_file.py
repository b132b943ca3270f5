"""The container of .xls files, looked through before a library opens it."""

from __future__ import annotations

import io
import struct

import pytest
import xlwt

from supplycheck.readers import compound_file

ROWS, COLUMNS = 30, 4


@pytest.fixture
def book() -> bytearray:
    made = xlwt.Workbook()
    sheet = made.add_sheet("a")
    for row in range(ROWS):
        for column in range(COLUMNS):
            sheet.write(row, column, f"cell {row} {column}" if column else row)
    out = io.BytesIO()
    made.save(out)
    return bytearray(out.getvalue())


def test_the_rectangle_of_cells(book):
    assert compound_file.cells(bytes(book)) == ROWS * COLUMNS


def test_a_cell_in_the_last_corner_counts(book):
    number = struct.pack("<HHHH", 0x0203, 14, 0, 0)
    at = book.index(struct.pack("<HHHH", 0x027E, 10, 0, 0)) if number not in book else book.index(number)
    struct.pack_into("<HH", book, at + 4, 65535, 255)
    assert compound_file.cells(bytes(book)) >= 65536 * COLUMNS


def test_sectors_in_a_circle(book):
    table = 512 + struct.unpack_from("<I", book, 76)[0] * 512
    struct.pack_into("<I", book, table, 0)
    with pytest.raises(ValueError, match="circle"):
        compound_file.cells(bytes(book))


def test_a_sector_outside_the_file(book):
    struct.pack_into("<I", book, 76, 5000)
    with pytest.raises(ValueError, match="outside"):
        compound_file.cells(bytes(book))


def test_more_strings_than_bytes(book):
    at = book.index(struct.pack("<H", 0x00FC))
    struct.pack_into("<I", book, at + 8, 0x7FFFFFFF)
    with pytest.raises(ValueError, match="strings"):
        compound_file.cells(bytes(book))


def test_a_claim_of_more_rows_than_there_are(book):
    at = book.index(struct.pack("<HH", 0x0200, 14))
    struct.pack_into("<I", book, at + 8, 0x7FFFFFFF)
    with pytest.raises(ValueError, match="more rows"):
        compound_file.cells(bytes(book))


@pytest.mark.parametrize("data", [b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK" * 400])
def test_what_is_no_container(data):
    with pytest.raises(ValueError, match="no "):
        compound_file.cells(data)
