"""Which format some bytes are in: by content first, by name where the content could be several things."""

from __future__ import annotations

import codecs
import io
import zipfile
from typing import Literal

from supplycheck.errors import UnreadableInput
from supplycheck.readers.notes import unreadable

Format = Literal["xml", "json", "jsonl", "table", "workbook", "archive", "parquet"]

SUFFIXES = frozenset(
    {
        ".xml",
        ".json",
        ".jsonl",
        ".ndjson",
        ".csv",
        ".tsv",
        ".txt",
        ".xlsx",
        ".xlsm",
        ".xls",
        ".et",
        ".ods",
        ".xlsb",
        ".zip",
        ".parquet",
    }
)
"""Names that are looked into when a folder or an archive is read; `.xlsb` is told as unreadable, not passed over."""

_TABLES = (".csv", ".tsv", ".txt", ".tab")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (
    (b"%PDF", "PDF 文件", "a PDF file"),
    (b"\x89PNG", "图片文件", "an image"),
    (b"\xff\xd8\xff", "图片文件", "an image"),
    (b"GIF8", "图片文件", "an image"),
    (b"Rar!", "RAR 压缩包", "a RAR archive"),
    (b"7z\xbc\xaf", "7z 压缩包", "a 7z archive"),
    (b"\x1f\x8b", "gzip 压缩文件", "a gzip file"),
    (b"{\\rtf", "RTF 文档", "an RTF document"),
)
_HTML = ("<!doctype html", "<html", "<table", "<head", "<body", "<meta")


def detect(data: bytes, source: str, name: str) -> Format:
    """The format of a file.

    Raises:
        UnreadableInput: "empty", "unsupported" for a format that is not read, D28 for HTML and damaged archives.
    """
    if not data.strip():
        raise unreadable(source, "", "empty", "文件为空", "the file is empty")
    for magic, zh, en in _OTHERS:
        if data.startswith(magic):
            raise _unsupported(source, zh, en)
    if data.startswith(b"PAR1"):
        return "parquet"
    if data.startswith(_OLE):
        return "workbook"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(data, source, name)
    head = _beginning(data)
    if head.startswith("MIME-Version:") and "multipart/related" in head:
        raise _html(source)
    lower = name.lower()
    if head.startswith("<"):
        if head.lower().startswith(_HTML) and not lower.endswith(".xml"):
            raise _html(source)
        if "urn:schemas-microsoft-com:office:spreadsheet" in head:
            zh, en = "Excel 2003 XML 表格，请另存为 .xlsx", "a spreadsheet in the XML of 2003; save it as .xlsx"
            raise unreadable(source, "", "D28", zh, en)
        return "xml"
    if lower.endswith(_TABLES):
        return "table"
    if head.startswith(("{", "[")):
        return "jsonl" if lower.endswith((".jsonl", ".ndjson")) else "json"
    if lower.endswith((".json", ".jsonl", ".ndjson")):
        return "jsonl" if not lower.endswith(".json") else "json"
    if lower.endswith(".xml"):
        return "xml"
    if not head or "\0" in head:
        raise _unsupported(source, "未知类型的二进制文件", "a binary file of unknown type")
    return "table"


def _html(source: str) -> UnreadableInput:
    zh, en = "是 HTML 网页，不是表格；请另存为 .xlsx 或 .csv", "this is HTML; save it as .xlsx or .csv"
    return unreadable(source, "", "D28", zh, en)


def _beginning(data: bytes) -> str:
    """The first characters, without mark and white space; "" for what is no text."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        head = data[:1024].decode("utf-16", "ignore")
    elif data[:2] in (b"<\0", b"\0<"):
        head = "<"
    else:
        head = data[:1024].removeprefix(codecs.BOM_UTF8).decode("latin-1")
    return head.lstrip()


def _zipped(data: bytes, source: str, name: str) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            kind = archive.read("mimetype")[:100] if "mimetype" in names and "content.xml" in names else b""
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError):
        if name.lower().endswith((".xlsx", ".xlsm", ".ods")):
            return "workbook"
        raise unreadable(source, "", "D28", "压缩文件已损坏", "the zip file is damaged") from None
    except Exception as error:  # zlib.error and whatever a broken member raises
        raise unreadable(
            source, "", "D28", "压缩文件已损坏", f"the zip file is damaged ({type(error).__name__})"
        ) from None
    if "xl/workbook.xml" in names or b"spreadsheet" in kind:
        return "workbook"
    if "xl/workbook.bin" in names:
        raise _unsupported(source, "xlsb 工作簿，请另存为 .xlsx", "an .xlsb workbook; save it as .xlsx")
    if any(member.startswith("word/") for member in names):
        raise _unsupported(source, "Word 文档", "a Word document")
    return "archive"


def _unsupported(source: str, zh: str, en: str) -> UnreadableInput:
    return unreadable(source, "", "unsupported", f"不支持的文件类型：{zh}", f"a format that is not read: {en}")
