"""Bytes to text: byte order mark, then UTF-8, then GB18030, each strictly; never by statistics.

Chinese text in GB18030 is practically never valid UTF-8, so trying in this order decides. The reverse does not hold:
damaged UTF-8 often decodes as GB18030 into nonsense, so a file that begins as UTF-8 is never read as GB18030.
GB2312 and GBK are read as GB18030, which contains both.
"""

from __future__ import annotations

import codecs
import logging
import re
from pathlib import PurePath
from typing import NamedTuple

from supplycheck.declaration import Note
from supplycheck.readers.notes import make, unreadable

log = logging.getLogger(__name__)

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:\-]{1,40})["']""")
_GB = frozenset({"gb2312", "gbk", "gb18030", "cp936", "x-gbk", "gb_2312-80", "hz-gb-2312", "windows-936"})
_ENOUGH_HAN = 4


class Decoded(NamedTuple):
    """A text, the encoding it was read with, and what to note about that."""

    text: str
    encoding: str
    notes: tuple[Note, ...]


def declared_encoding(data: bytes) -> str | None:
    """What the XML declaration at the head of the bytes names, in lower case."""
    head = data[:400]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<\0", b"\0<")):
        head = head.replace(b"\0", b"")
    match = _DECLARED.match(head.lstrip(b"\xef\xbb\xbf\xff\xfe"))
    return match.group(1).decode("ascii").lower() if match else None


def decode(data: bytes, path: str, name: str, declared: str | None = None) -> Decoded:
    """The text of `data`.

    Args:
        data: the whole file.
        path: the file as the caller named it, for errors.
        name: its base name, for notes.
        declared: the encoding that the content claims, in lower case, where it claims one.

    Raises:
        UnreadableInput: D04 where the last character is cut off, D03 where neither encoding fits; with byte offset.
    """
    decoded = _decode(data, path, name, declared)
    if log.isEnabledFor(logging.DEBUG):
        log.debug("%s: decoded as %s", PurePath(name), decoded.encoding)
    return decoded


def _decode(data: bytes, path: str, name: str, declared: str | None) -> Decoded:
    for mark, codec in _MARKS:
        if data.startswith(mark):
            try:
                text = data[len(mark) :].decode(codec)
            except UnicodeDecodeError as error:
                raise _undecodable(path, codec, error.start + len(mark), error.end + len(mark) >= len(data)) from None
            return Decoded(text, codec, _said(declared, codec, name))
    if data[:2] in (b"<\0", b"\0<"):
        codec = "utf-16-le" if data[1] == 0 else "utf-16-be"
        try:
            return Decoded(data.decode(codec), codec, _said(declared, codec, name))
        except UnicodeDecodeError as error:
            raise _undecodable(path, codec, error.start, error.end >= len(data)) from None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        failure = error
    else:
        if text.isascii() or declared not in _GB:
            return Decoded(text, "utf-8", () if text.isascii() else _said(declared, "utf-8", name))
        # two bytes of GB18030 can pass as one Latin or Greek letter of UTF-8; three bytes of it hardly ever as Han
        if max(text) > "\u07ff":
            return Decoded(text, "utf-8", _said(declared, "utf-8", name))
        try:
            return Decoded(data.decode("gb18030"), "gb18030", ())
        except UnicodeDecodeError:
            return Decoded(text, "utf-8", _said(declared, "utf-8", name))
    if begins_as_utf8(data[: failure.start]):
        raise _undecodable(path, "utf-8", failure.start, failure.start >= len(data) - 3 and "end" in failure.reason)
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        worse = error if error.start >= failure.start else failure
        raise _undecodable(path, worse.encoding, worse.start, worse.end >= len(data)) from None
    if declared in _GB:
        return Decoded(text, "gb18030", ())
    note = make("encoding-mismatch", name, declared=declared, used="gb18030") if declared else make("gb18030", name)
    return Decoded(text, "gb18030", (note,))


def begins_as_utf8(data: bytes) -> bool:
    """Whether the beginning of a text is UTF-8 for certain, so that what is not further down is damage."""
    return sum(char > "\u07ff" for char in data.decode("utf-8", "ignore")[:4096]) >= _ENOUGH_HAN


def _said(declared: str | None, used: str, name: str) -> tuple[Note, ...]:
    """What to note where the content claims one encoding (or none) and was read with another."""
    if declared is None:
        return (make("utf-16", name),) if used.startswith("utf-16") else ()
    family = used.removesuffix("-le").removesuffix("-be")
    if declared in (used, family, family.replace("-", "")):
        return ()
    return (make("encoding-mismatch", name, declared=declared, used=used),)


def _undecodable(path: str, codec: str, offset: int, at_end: bool) -> Exception:
    if at_end:
        zh = f"文件不完整：最后一个字符在第 {offset} 字节处被截断"
        return unreadable(
            path, f"byte {offset}", "D04", zh, f"the file is incomplete: cut off inside a character at byte {offset}"
        )
    zh = f"编码既不是 UTF-8 也不是 GB18030（第 {offset} 字节，{codec}）"
    en = f"the encoding is neither UTF-8 nor GB18030 (byte {offset}, {codec})"
    return unreadable(path, f"byte {offset}", "D03", zh, en)
