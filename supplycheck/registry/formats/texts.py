"""The text of a file, read as it comes, whatever it is encoded in."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from supplycheck.errors import RegistryUnavailable

_CHUNK = 1 << 20
LENIENT = "-lenient"
"""What an encoding's name ends in where single bytes that it lacks are read as U+FFFD: some lists are in one almost."""

_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def encoding_of(name: str, file: BinaryIO, fallbacks: Iterable[str]) -> str:
    """The encoding of a file: by its byte order mark, else UTF-8, else the first fallback that fits without error.

    A fallback that ends in "-lenient" fits any file, and is for the last place. The file is read through once for each that is tried, a piece at a time, and left at its beginning.

    Raises:
        RegistryUnavailable: none fits.
    """
    start = file.read(4)
    file.seek(0)
    marked = next((encoding for mark, encoding in _MARKS.items() if start.startswith(mark)), None)
    tried = [marked] if marked is not None else ["utf-8", *fallbacks]
    for encoding in tried:
        if encoding.endswith(LENIENT) or _fits(file, encoding):
            return encoding
    raise RegistryUnavailable(name, f"the file is no text in {', '.join(tried)}")


def _fits(file: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while piece := file.read(_CHUNK):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    finally:
        file.seek(0)
    return True


@contextmanager
def opened(name: str, file: BinaryIO, fallbacks: Iterable[str]) -> Iterator[io.TextIOWrapper]:
    """The file as text, with its line ends as they are; the file itself stays open. Raises as `encoding_of`."""
    encoding, errors = _decoding(encoding_of(name, file, fallbacks))
    text = io.TextIOWrapper(file, encoding=encoding, errors=errors, newline="")
    try:
        yield text
    finally:
        text.detach()


def whole(name: str, file: BinaryIO, fallbacks: Iterable[str]) -> str:
    """The whole text of a file."""
    encoding, errors = _decoding(encoding_of(name, file, fallbacks))
    return file.read().decode(encoding, errors)


def _decoding(encoding: str) -> tuple[str, str]:
    """What Python calls an encoding, and what it does with bytes that the encoding lacks."""
    return encoding.removesuffix(LENIENT), "replace" if encoding.endswith(LENIENT) else "strict"
