"""Tables of web pages as a person saved them: several lists are published as nothing else.

The table that holds the headings is read, and others of the page like it; what an old program calls a workbook is often
such a page. A cell that spans rows stands in each of them. Nothing that a page refers to is fetched.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from supplycheck.errors import RegistryUnavailable
from supplycheck.registry.definition import Definition
from supplycheck.registry.formats import texts
from supplycheck.registry.formats.rows import Damage, Row, columns_of, wanted_headings
from supplycheck.registry.formats.table import TITLE_LINES, rows_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_MOST_BYTES = 200_000_000
_WIDEST = 1000
_MOST_CELLS = 10_000_000
"""A short page may say of a few cells that they stand in millions of places."""

_BREAK = "\u2028"
_MARKS = ("<table", "<html", "<!doctype html")


def looks_like(start: bytes) -> bool:
    """Whether a file that begins so is a web page."""
    text = start.replace(b"\x00", b"").decode("ascii", "ignore").lstrip().lower()
    return text.startswith("<") and any(mark in text for mark in _MARKS)


def read(definition: Definition, file: BinaryIO, damage: Damage) -> Iterator[Row]:
    """The rows of a page's tables; see `formats.parse`."""
    found = False
    for number, table in enumerate(_tables(definition, file), start=1):
        lines = _lines(definition, table)
        if any(columns_of(definition, line) is not None for line in lines[: TITLE_LINES + 1]):
            found = True
            numbered = ((f"table {number}:{place}", line) for place, line in enumerate(lines, start=1))
            yield from rows_of(definition, numbered, damage)
    if not found:
        raise RegistryUnavailable(
            definition.name, f"no table of the page holds the headings {wanted_headings(definition)}"
        )


def _tables(definition: Definition, file: BinaryIO) -> list[_Element]:
    from lxml import etree

    file.seek(0, 2)
    if file.tell() > _MOST_BYTES:
        raise RegistryUnavailable(definition.name, f"the page has more than {_MOST_BYTES} bytes")
    file.seek(0)
    # Decoded here: what pages say of their own encoding is often not true.
    text = texts.whole(definition.name, file, definition.encodings)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        page = etree.fromstring(text.encode(), parser)
    except (etree.LxmlError, ValueError) as error:
        raise RegistryUnavailable(definition.name, f"the page cannot be read: {error}") from error
    if page is None:
        return []
    for element in page.iter("br"):
        element.tail = _BREAK + (element.tail or "")
    return list(page.iter("table"))


def _lines(definition: Definition, table: _Element) -> list[list[str]]:
    """The cells of a table's own rows; one that spans several places stands in the first column and in all its rows."""
    lines: list[list[str]] = []
    down: dict[int, tuple[int, str]] = {}
    cells = 0
    for row in table.iter("tr"):
        if next(row.iterancestors("table"), None) is not table:
            continue
        line: list[str] = []
        for cell in row.iterchildren("td", "th"):
            _go_down(line, down)
            text = _text(cell)
            for place in range(_span(cell, "colspan")):
                if (rows := _span(cell, "rowspan")) > 1:
                    down[len(line)] = (rows - 1, "" if place else text)
                line.append("" if place else text)
        _go_down(line, down)
        lines.append(line)
        cells += len(line)
        if cells > _MOST_CELLS:
            raise RegistryUnavailable(definition.name, f"a table of the page has more than {_MOST_CELLS} cells")
    return lines


def _text(cell: _Element) -> str:
    """A cell's text; only what the page breaks by intent are lines of it."""
    lines = "".join(map(str, cell.itertext())).split(_BREAK)
    return "\n".join(line for part in lines if (line := " ".join(part.split())))


def _go_down(line: list[str], down: dict[int, tuple[int, str]]) -> None:
    """Fill the next places of a line with the cells above that reach down into it."""
    while (above := down.pop(len(line), None)) is not None:
        left, text = above
        if left > 1:
            down[len(line)] = (left - 1, text)
        line.append(text)


def _span(cell: Any, name: str) -> int:
    said = cell.get(name, "1").strip()
    return min(max(int(said), 1), _WIDEST) if said.isascii() and said.isdigit() and len(said) < len("10000") else 1
