"""What a workbook may be before a library lays it out: not too large, packed or unpacked, and not made to hang it.

A sheet is laid out as a full rectangle: one cell in the last row and column would need hundreds of gigabytes. A tag that
is closed by another one, or a chain of sectors that runs in a circle, never ends. Both were found by fuzzing.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from supplycheck.errors import UnreadableInput
from supplycheck.readers import compound_file
from supplycheck.readers.notes import unreadable

MAX_BYTES = 64 * 1024 * 1024
"""The largest workbook that is read, packed."""

MAX_UNPACKED = 512 * 1024 * 1024
"""The largest workbook that is read, unpacked."""

MAX_CELLS = 5_000_000
"""The largest rectangle of cells, filled or not."""

_CHUNK = 1 << 20
_OVERLAP = 512
_ADDRESS = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,3})([0-9]{1,7})["']""")
_REPEATED = re.compile(rb"""<table:table-(row|cell)\b([^>]{0,2000})>""")
_TIMES = re.compile(rb"""number-(?:rows|columns)-repeated\s*=\s*["']([0-9]{1,9})["']""")
_MAX_REPEATED = 10_000


def check(data: bytes, source: str) -> None:
    """Refuse a workbook that would unpack, or be laid out, beyond measure.

    Raises:
        UnreadableInput: D40 for its size or a document type, D28 where it is damaged.
    """
    if len(data) > MAX_BYTES:
        raise _too_large(source)
    if data.startswith(b"PK"):
        _check_zip(data, source)
        return
    try:
        cells = compound_file.cells(data)
    except ValueError:
        raise broken(source) from None
    if cells > MAX_CELLS:
        raise _too_large(source)


def broken(source: str) -> UnreadableInput:
    """The error for what is no readable workbook."""
    zh = "不是可读取的工作簿（文件损坏、加密或类型不符），请另存为 .xlsx 或 .csv"
    en = "no readable workbook (damaged, encrypted, or of another type); save it as .xlsx or .csv"
    return unreadable(source, "", "D28", zh, en)


def column_number(letters: bytes) -> int:
    """The number of a column's letters, from 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _too_large(source: str) -> UnreadableInput:
    return unreadable(source, "", "D40", "工作簿过大，拒绝读取", "the workbook is too large; it is refused")


def _check_zip(data: bytes, source: str) -> None:
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
        raise broken(source) from None


class _Nothing:
    """Takes what a parser finds, and refuses a document type."""

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        raise ValueError("a document type")

    def close(self) -> None:
        """Nothing is built."""


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo, source: str) -> Iterator[bytes]:
    """A member piece by piece, each with the end of the one before; its true size is counted, not believed.

    It is parsed on the way: what is not well-formed is refused.
    """
    from lxml.etree import XMLParser, XMLSyntaxError

    target: Any = _Nothing()
    parser = XMLParser(target=target, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    rest, total = b"", 0
    try:
        with archive.open(member) as file:
            while chunk := file.read(_CHUNK):
                total += len(chunk)
                if total > MAX_UNPACKED:
                    raise _too_large(source)
                parser.feed(chunk)
                yield rest + chunk
                rest = chunk[-_OVERLAP:]
        parser.close()
    except XMLSyntaxError:
        raise broken(source) from None


def _check_sheet(archive: zipfile.ZipFile, member: zipfile.ZipInfo, source: str) -> None:
    last_row = last_column = 1
    for chunk in _chunks(archive, member, source):
        found = _ADDRESS.findall(chunk)
        last_row = max([last_row, *{int(row) for _, row in found}])
        last_column = max([last_column, *map(column_number, {letters for letters, _ in found})])
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
