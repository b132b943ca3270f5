"""The container of .xls files (OLE compound file), looked through before a library opens it.

Sources: [MS-CFB] for the container, [MS-XLS] 2.5 for records with a cell's row and column.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST = 0xFFFFFFFA  # sector numbers from here on say something else: end of chain, free, part of a table
_ENTRY = 128
_CELLS = frozenset({0x0003, 0x0004, 0x0006, 0x0203, 0x0204, 0x0205, 0x0206, 0x027E, 0x0406, 0x00FD, 0x00D6})
_ROW_OF_CELLS, _STRINGS, _PASSWORD, _DIMENSIONS = 0x00BD, 0x00FC, 0x002F, 0x0200
_MOST_ROWS, _MOST_COLUMNS = 65536, 256


def cells(data: bytes) -> int:
    """How many cells the largest rectangle of a workbook would have; 0 where there is none, or a password hides it.

    Raises:
        ValueError: no compound file, or a chain that runs in a circle or out of the file.
    """
    if len(data) < 512 or not data.startswith(_SIGNATURE):
        raise ValueError("no compound file")
    shift, mini_shift = struct.unpack_from("<HH", data, 30)
    if shift not in (9, 12) or mini_shift != 6:
        raise ValueError("no known sector size")
    size = 1 << shift
    first_directory, _, cutoff, first_mini, _, first_difat, _ = struct.unpack_from("<7I", data, 48)
    table = _table(data, size, first_difat)
    directory = _stream(data, table, first_directory, size, size)
    minis = _numbers(_stream(data, table, first_mini, size, size)) if first_mini < _LAST else ()
    found: bytes | None = None
    container = b""
    for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        kind = directory[at + 66]
        start, length = struct.unpack_from("<IQ", directory, at + 116)
        if size == 512:
            length &= 0xFFFFFFFF
        if kind not in (2, 5) or not length:
            continue
        if length > len(data):
            raise ValueError("a stream longer than the file")
        small = kind == 2 and length < cutoff
        content = _stream(container, minis, start, 64, 0) if small else _stream(data, table, start, size, size)
        if kind == 5:
            container = content
        elif _name(directory, at) in ("workbook", "book"):
            found = content[:length]
    return _extent(found) if found is not None else 0


def _name(directory: bytes, at: int) -> str:
    length = struct.unpack_from("<H", directory, at + 64)[0]
    return directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace").lower()


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _table(data: bytes, size: int, first_difat: int) -> tuple[int, ...]:
    """The table of sectors: which follows which."""
    sectors = list(struct.unpack_from("<109I", data, 76))
    seen: set[int] = set()
    while first_difat < _LAST:
        if first_difat in seen:
            raise ValueError("a circle of sectors")
        seen.add(first_difat)
        numbers = _numbers(_sector(data, first_difat, size, size))
        sectors += numbers[:-1]
        first_difat = numbers[-1]
    used = [number for number in sectors if number < _LAST]
    if len(used) != len(set(used)):
        raise ValueError("a sector used twice")
    return tuple(number for sector in used for number in _numbers(_sector(data, sector, size, size)))


def _sector(data: bytes, number: int, size: int, header: int) -> bytes:
    at = header + number * size
    if at >= len(data):
        raise ValueError("a sector outside the file")
    return data[at : at + size].ljust(size, b"\0")


def _stream(data: bytes, table: Sequence[int], start: int, size: int, header: int) -> bytes:
    parts: list[bytes] = []
    seen: set[int] = set()
    while start < _LAST:
        if start in seen or start >= len(table):
            raise ValueError("a circle of sectors, or one outside the table")
        seen.add(start)
        parts.append(_sector(data, start, size, header))
        start = table[start]
    return b"".join(parts)


def _records(stream: bytes) -> Iterator[tuple[int, int, int]]:
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, at + 4, length
        at += 4 + length


def _extent(stream: bytes) -> int:
    """Rows times columns up to the last cell of any sheet."""
    rows = columns = 0
    for kind, at, length in _records(stream):
        if kind == _PASSWORD:
            return 0
        if at + length > len(stream):
            break
        if kind in _CELLS and length >= 4:
            row, column = struct.unpack_from("<HH", stream, at)
        elif kind == _ROW_OF_CELLS and length >= 6:
            row = struct.unpack_from("<H", stream, at)[0]
            column = struct.unpack_from("<H", stream, at + length - 2)[0]
        elif kind == _DIMENSIONS:
            if _beyond(stream[at : at + length]):
                raise ValueError("more rows or columns than there are")
            continue
        elif kind == _STRINGS and length >= 8:
            if struct.unpack_from("<I", stream, at + 4)[0] > len(stream):
                raise ValueError("more strings than bytes")
            continue
        else:
            continue
        rows, columns = max(rows, row + 1), max(columns, column + 1)
    return rows * columns


def _beyond(dimensions: bytes) -> bool:
    """Whether the extent that a sheet claims is larger than the format allows, or ends before it begins.

    Room for it would be made at once.
    """
    if len(dimensions) >= 14:
        row, rows, column, columns = struct.unpack_from("<IIHH", dimensions)
    elif len(dimensions) >= 8:
        row, rows, column, columns = struct.unpack_from("<4H", dimensions)
    else:
        return True
    return bool(row > rows or column > columns or rows > _MOST_ROWS or columns > _MOST_COLUMNS)
