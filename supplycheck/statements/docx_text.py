"""The text of a Word document, row by row. The document may be hostile: it is bounded, and only its text is looked at.

Refused: a password, macros, document types, parts from elsewhere, sizes beyond measure. Hidden and deleted text is not
read: nobody who signs sees it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from supplycheck.errors import UnreadableInput
from supplycheck.readers.archive import Archive
from supplycheck.readers.notes import unreadable
from supplycheck.readers.safe_xml import parse

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_BYTES = 32 * 1024 * 1024
"""The largest document that is read, packed."""

MAX_UNPACKED = 64 * 1024 * 1024
"""The most XML that a document may unpack to."""

MAX_PARTS = 2_000
MAX_ROWS = 100_000

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_XML = (".xml", ".rels")
_FOREIGN = ("/aFChunk", "/subDocument")
"""Relationships to parts that Word would show and we do not read."""

Row = list[str]
"""A paragraph by itself, or the cells of a table row."""


def rows(data: bytes, source: str) -> tuple[list[Row], str]:
    """The rows of the document's body, and the text of headers and footers.

    Raises:
        UnreadableInput: the document is no .docx, is damaged, or is refused.
    """
    if len(data) > MAX_BYTES:
        raise _refused(source, "文件过大", f"the document is larger than {MAX_BYTES // 1024 // 1024} MiB")
    archive = Archive(data, source)
    parts = _parts(archive, source)
    body = parts.get("word/document.xml")
    if body is None:
        raise unreadable(source, "", "D28", "不是 Word 文档（.docx）", "no Word document (.docx)")
    found: list[Row] = []
    for row in _rows(body):
        found.append(row)
        if len(found) > MAX_ROWS:
            raise _refused(source, "文档过长", "the document is too long")
    around = [
        _text(paragraph)
        for name, part in sorted(parts.items())
        if name.startswith(("word/header", "word/footer"))
        for paragraph in part.iter(f"{_W}p")
    ]
    return found, "\n".join(around)


def _parts(archive: Archive, source: str) -> dict[str, _Element]:
    """The parts that are XML, each parsed without document types; all of them, so that none hides anything."""
    members = list(archive.members())
    if len(members) > MAX_PARTS or sum(m.info.file_size for m in members if _is_xml(m.name)) > MAX_UNPACKED:
        raise _refused(source, "解压后过大", "the document unpacks beyond measure")
    if len({m.name.casefold() for m in members}) < len(members):
        raise _refused(source, "有重名的部件", "two parts of the document have one name")
    if any("vbaproject" in m.name.casefold() or "/activex/" in m.name.casefold() for m in members):
        raise _refused(source, "文档含宏，拒绝读取", "the document has macros; it is refused")
    parts = {}
    for member in members:
        if _is_xml(member.name):
            data = archive.read(member)
            if data.strip():
                parts[member.name] = parse(data, source, member.name)[0]
    _check_types(parts.get("[Content_Types].xml"), source)
    for name, part in parts.items():
        if name.endswith(".rels"):
            _check_relations(part, source)
    return parts


def _is_xml(name: str) -> bool:
    return name.lower().endswith(_XML)


def _check_types(types: _Element | None, source: str) -> None:
    if types is not None and any("macroenabled" in str(e.get("ContentType", "")).casefold() for e in types.iter()):
        raise _refused(source, "文档含宏，拒绝读取", "the document has macros; it is refused")


def _check_relations(relations: _Element, source: str) -> None:
    for relation in relations.iter():
        kind = str(relation.get("Type", ""))
        if relation.get("TargetMode", "").casefold() == "external" and not kind.endswith("/hyperlink"):
            zh, en = "文档引用外部内容，拒绝读取", "the document takes content from elsewhere; it is refused"
            raise _refused(source, zh, en)
        if kind.endswith(_FOREIGN):
            zh, en = "文档嵌入了其他文档，拒绝读取", "the document has another one inside; it is refused"
            raise _refused(source, zh, en)


def _rows(at: _Element) -> Iterator[Row]:
    """Paragraphs and table rows in their order; tables in cells come after the row they are in."""
    for child in at:
        if child.tag == f"{_W}p":
            yield [_text(child)]
        elif child.tag == f"{_W}tbl":
            for row in child.iterchildren(f"{_W}tr"):
                cells = list(_cells(row))
                yield ["\n".join(_text(p) for p in cell.iterchildren(f"{_W}p")) for cell in cells]
                for cell in cells:
                    for inner in cell.iterchildren(f"{_W}tbl"):
                        yield from _rows_of(inner)
        elif child.tag in (f"{_W}body", f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _rows(child)


def _rows_of(table: _Element) -> Iterator[Row]:
    for row in table.iterchildren(f"{_W}tr"):
        yield ["\n".join(_text(p) for p in cell.iterchildren(f"{_W}p")) for cell in _cells(row)]


def _cells(row: _Element) -> Iterator[_Element]:
    for child in row:
        if child.tag == f"{_W}tc":
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent"):
            yield from _cells(child)


def _text(paragraph: _Element) -> str:
    """What a reader sees of a paragraph."""
    pieces: list[str] = []
    for run in paragraph.iter(f"{_W}r"):
        if _is_hidden(run):
            continue
        for piece in run:
            if piece.tag == f"{_W}t":
                pieces.append(piece.text or "")
            elif piece.tag == f"{_W}tab":
                pieces.append("\t")
            elif piece.tag in (f"{_W}br", f"{_W}cr"):
                pieces.append("\n")
            elif piece.tag == f"{_W}sym":
                pieces.append(_SYMBOLS.get(str(piece.get(f"{_W}char", "")).upper()[-2:], ""))
    return "".join(pieces)


_SYMBOLS = {"FE": "☑", "FD": "☒", "A8": "□", "6F": "□", "FC": "✓", "FB": "✗", "6E": "■"}
"""Signs of the fonts Wingdings and Wingdings 2 that stand for boxes and ticks."""


def _is_hidden(run: _Element) -> bool:
    for mark in run.iterfind(f"{_W}rPr/{_W}vanish"):
        if str(mark.get(f"{_W}val", "1")).casefold() not in ("0", "false", "off"):
            return True
    return False


def _refused(source: str, zh: str, en: str) -> UnreadableInput:
    return unreadable(source, "", "D40", zh, en)
