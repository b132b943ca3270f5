"""What a workbook may be before a library lays it out: not too large, packed or unpacked, and not made to hang it.

A sheet is laid out as a full rectangle: one cell in the last row and column would need hundreds of gigabytes. A tag that
is closed by another one, or a chain of sectors that runs in a circle, never ends. Both were found by fuzzing.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Any

from supplycheck.errors import UnreadableInput
from supplycheck.readers import compound_file
from supplycheck.readers.notes import unreadable
from supplycheck.readers.workbook_layout import Layout

MAX_BYTES = 64 * 1024 * 1024
"""The largest workbook that is read, packed."""

MAX_UNPACKED = 512 * 1024 * 1024
"""The largest workbook that is read, unpacked."""

MAX_CELLS = 5_000_000
"""The most cells that the sheets of a workbook are laid out to, filled or not."""

_CHUNK = 1 << 20
_SHEET = re.compile(rb"<(?:[A-Za-z_][A-Za-z0-9_.-]{0,99}:)?sheetData\b")
_OVERLAP = 128


def check(data: bytes, source: str) -> None:
    """Refuse a workbook that would unpack, or be laid out, beyond measure.

    Raises:
        UnreadableInput: D40 for its size or a document type, D28 where it is damaged.
    """
    if len(data) > MAX_BYTES:
        raise too_large(source)
    if _is_locked(data):
        raise locked(source)
    if data.startswith(b"PK"):
        _check_zip(data, source)
        return
    try:
        cells = compound_file.cells(data)
    except ValueError:
        raise broken(source) from None
    if cells > MAX_CELLS:
        raise too_large(source)


_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
"""The stream in which Office keeps a workbook that has a password."""

_FILE_PASS = re.compile(rb"\x09\x08\x10\x00.{16}(?:\x86\x00\x00\x00)?\x2f\x00.\x00[\x00\x01]\x00", re.DOTALL)
"""The record by which an .xls workbook says, right behind its beginning, that it is encrypted."""


def _is_locked(data: bytes) -> bool:
    """Whether a password is needed to open the workbook, by the marks that each format has for it."""
    if not data.startswith(b"PK"):
        return _ENCRYPTED_PACKAGE in data or _FILE_PASS.search(data) is not None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return any(info.flag_bits & 1 for info in archive.infolist()) or (
                "META-INF/manifest.xml" in archive.namelist()
                and b"encryption-data" in archive.read("META-INF/manifest.xml")
            )
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError):
        return False


def locked(source: str) -> UnreadableInput:
    """The error for a workbook with a password."""
    zh, en = "工作簿有密码保护，请去除密码后重试", "the workbook is protected by a password; save it without one"
    return unreadable(source, "", "D29", zh, en)


def broken(source: str) -> UnreadableInput:
    """The error for what is no readable workbook."""
    zh = "不是可读取的工作簿（文件损坏、加密或类型不符），请另存为 .xlsx 或 .csv"
    en = "no readable workbook (damaged, encrypted, or of another type); save it as .xlsx or .csv"
    return unreadable(source, "", "D28", zh, en)


def too_large(source: str) -> UnreadableInput:
    """The error for a workbook that is larger than is read."""
    return unreadable(source, "", "D40", "工作簿过大，拒绝读取", "the workbook is too large; it is refused")


def _check_zip(data: bytes, source: str) -> None:
    laid_out = Layout()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
                raise too_large(source)
            for member in archive.infolist():
                _check_member(archive, member, laid_out, source)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError):
        raise broken(source) from None


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, laid_out: Layout, source: str) -> None:
    """Parse a member that is XML, piece by piece; its true size is counted, not believed.

    What is not well-formed is refused. So is a sheet whose name does not say that it is XML: the library would read it
    all the same.
    """
    from lxml.etree import XMLParser, XMLSyntaxError

    is_xml = member.filename.lower().endswith(".xml")
    target: Any = laid_out
    parser = XMLParser(target=target, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    rest, total = b"", 0
    try:
        with archive.open(member) as file:
            while chunk := file.read(_CHUNK):
                total += len(chunk)
                if total > MAX_UNPACKED:
                    raise too_large(source)
                if is_xml:
                    parser.feed(chunk)
                elif _SHEET.search(rest + chunk):
                    raise broken(source)
                if laid_out.cells > MAX_CELLS:
                    raise too_large(source)
                rest = chunk[-_OVERLAP:]
        if is_xml:
            parser.close()
    except XMLSyntaxError:
        raise broken(source) from None
    if laid_out.cells > MAX_CELLS:
        raise too_large(source)
