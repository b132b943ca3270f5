"""XML from strangers: parsed without document types, entities, network, or unbounded size and depth.

lxml has no option that refuses a document type: with entities switched off `<a>&x;</a>` silently reads as empty. So the
prolog is searched before parsing, in text that we decoded ourselves, and a document that has one is refused.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from supplycheck.declaration import Note
from supplycheck.errors import UnreadableInput
from supplycheck.readers.encoding import declared_encoding, decode
from supplycheck.readers.notes import shown, unreadable

if TYPE_CHECKING:
    from lxml.etree import XMLParser, XMLSyntaxError, XPath, _Element

MAX_BYTES = 64 * 1024 * 1024
"""The largest XML document that is read."""

MAX_DEPTH = 64
"""The deepest nesting of elements that is read; a real message has seven levels."""


@cache
def _parser() -> XMLParser:
    from lxml.etree import XMLParser

    return XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        encoding="utf-8",
    )


@cache
def _too_deep() -> XPath:
    from lxml.etree import XPath

    return XPath("boolean(" + "/*" * (MAX_DEPTH + 1) + ")")


def parse(data: bytes, path: str, name: str) -> tuple[_Element, tuple[Note, ...]]:
    """The root element and the notes about the encoding.

    Raises:
        UnreadableInput: D40 for a document type, or too large or too deep a document; D41 for text that is not
            well-formed, D04 where it ends too early; D03, D04 for its encoding.
    """
    from lxml.etree import XMLSyntaxError, XPathError, fromstring

    if len(data) > MAX_BYTES:
        raise _refused(path, "", "文件过大", f"the file is larger than {MAX_BYTES // 1024 // 1024} MiB")
    text, _, notes = decode(data, path, name, declared_encoding(data))
    start, has_type = _prolog(text)
    if has_type:
        line = f"line {text.count(chr(10), 0, start) + 1}"
        raise _refused(
            path, line, "XML 含文档类型声明（DTD），拒绝读取", "the XML has a document type (DTD); it is refused"
        )
    try:
        root = fromstring(_without_declaration(text).encode("utf-8"), _parser())
    except XMLSyntaxError as error:
        raise _malformed(path, text, error) from None
    tree = root.getroottree()
    info: Any = tree.docinfo
    if info.doctype or info.internalDTD is not None:
        raise _refused(
            path, "", "XML 含文档类型声明（DTD），拒绝读取", "the XML has a document type (DTD); it is refused"
        )
    try:
        deep = _too_deep()(root)
    except XPathError:  # more elements on one level than it looks at, ten millions
        raise _refused(path, "", "XML 元素过多", "the XML has too many elements") from None
    if deep:
        raise _refused(path, "", "XML 嵌套过深", f"the XML is nested deeper than {MAX_DEPTH} levels")
    return root, notes


def _prolog(text: str) -> tuple[int, bool]:
    """Where the first thing stands that is no white space, comment or processing instruction; is it a `<!…`?"""
    at = 0
    while True:
        while at < len(text) and text[at].isspace():
            at += 1
        if text.startswith("<!--", at):
            end = text.find("-->", at + 4)
        elif text.startswith("<?", at):
            end = text.find("?>", at + 2)
        else:
            return at, text.startswith("<!", at)
        if end < 0:
            return at, False
        at = end + (3 if text.startswith("-->", end) else 2)


def _without_declaration(text: str) -> str:
    """The text without `<?xml …?>`: we have decoded it, its claim no longer holds. Line numbers stay."""
    head = len(text) - len(text.lstrip())
    if not text.startswith("<?xml", head) or text[head + 5 : head + 6].strip():
        return text
    end = text.find("?>", head)
    return text if end < 0 else "\n" * text.count("\n", 0, end) + text[end + 2 :]


def _refused(path: str, where: str, zh: str, en: str) -> UnreadableInput:
    return unreadable(path, where, "D40", zh, en)


def _malformed(path: str, text: str, error: XMLSyntaxError) -> UnreadableInput:
    line, column = error.position if error.position else (0, 0)
    where = f"line {line}, column {column}"
    reason = shown((error.msg or "").split(", line ")[0])
    if "XML_PARSE_HUGE" in reason or "limit" in reason.lower():
        return _refused(path, where, "XML 超出大小或嵌套限制", f"the XML exceeds a limit ({reason})")
    if not text.rstrip().endswith(">"):
        return unreadable(
            path, where, "D04", "XML 不完整，文件可能被截断", "the XML ends too early; the file may be cut off"
        )
    return unreadable(path, where, "D41", f"XML 格式错误：{reason}", f"the XML is not well-formed: {reason}")
