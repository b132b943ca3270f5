"""Tables with headings as text: most lists.

The encoding is UTF-8 (with or without byte order mark), UTF-16 by byte order mark, or one that the definition names. A
title above the headings and remarks below the rows are passed over. Separators are comma, tab, semicolon or bar,
whichever shows the required headings. Files are read as they come: their size does not matter.
"""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from supplycheck.errors import RegistryUnavailable
from supplycheck.registry.definition import Definition
from supplycheck.registry.formats import texts
from supplycheck.registry.formats.rows import (
    Columns,
    Damage,
    Row,
    columns_of,
    garbled,
    identified,
    picked,
    unidentified,
    wanted_headings,
)

_SEPARATORS = ",\t;|"
TITLE_LINES = 10
"""How many lines may stand above the headings."""
_REMARK = re.compile(r"\s*[（(【*※]?\s*(?:注|备注|说明|附注|合计|总计|共计|共\s*[0-9]+|数据来源|来源|截至|更新)")


def read(definition: Definition, file: BinaryIO, damage: Damage) -> Iterator[Row]:
    """The rows of a table; see `formats.parse`."""
    with texts.opened(definition.name, file, definition.encodings) as text:
        separator = _separator(definition, [*itertools.islice(text, TITLE_LINES + 1)])
        if separator is None:
            raise RegistryUnavailable(definition.name, f"no line holds the headings {wanted_headings(definition)}")
        text.seek(0)
        yield from rows_of(definition, _Lines(definition, text, separator).numbered(), damage)


def _separator(definition: Definition, first: Sequence[str]) -> str | None:
    """The separator with which the first lines show the headings; None for none."""
    shown = [s for s in _SEPARATORS if any(s in line for line in first)]
    for separator in shown if len(definition.required) > 1 else [*shown, ","]:
        try:
            for cells in _split(definition, first, separator):
                if columns_of(definition, cells) is not None:
                    return separator
        except csv.Error:
            continue
    return None


def _split(definition: Definition, lines: Iterable[str], separator: str) -> Iterator[list[str]]:
    if definition.quoted:
        # Strict, so that a quotation mark left open is an error instead of swallowing the rows behind it.
        return csv.reader(lines, delimiter=separator, strict=True)
    return (line.rstrip("\r\n").split(separator) for line in lines)


class _Lines:
    """The lines of a table with their numbers in the file."""

    def __init__(self, definition: Definition, lines: Iterable[str], separator: str) -> None:
        self._name = definition.name
        self._count = 0
        self._cells = _split(definition, self._counted(lines), separator)

    def _counted(self, lines: Iterable[str]) -> Iterator[str]:
        for line in lines:
            self._count += 1
            yield line

    def numbered(self) -> Iterator[tuple[str, list[str]]]:
        """Each line's place and cells; raises RegistryUnavailable."""
        try:
            for cells in self._cells:
                yield f"line {self._count}", cells
        except csv.Error as error:
            raise RegistryUnavailable(self._name, f"line {self._count}: {error}") from error


def rows_of(definition: Definition, lines: Iterable[tuple[str, Sequence[str]]], damage: Damage) -> Iterator[Row]:
    """The rows of lines of cells, each with its place; what is above the headings and remarks are passed over.

    Raises:
        RegistryUnavailable: the headings are not there.
    """
    columns: Columns | None = None
    width = above = 0
    last: tuple[str, int] | None = None
    for place, cells in lines:
        if columns is None:
            columns, width = columns_of(definition, cells), len(cells)
            above += 1
            if columns is None and above > TITLE_LINES:
                break
            continue
        filled = [at for at, cell in enumerate(cells) if cell and not cell.isspace()]
        if not filled or (len(filled) == 1 and _REMARK.match(cells[filled[0]])):
            continue
        last = (place, len(cells))
        row = picked(definition, columns, cells)
        if not identified(definition, row):
            damage.note(unidentified(definition, place))
            continue
        if garbled(definition, row):
            damage.note(f"{place}: a byte of its number cannot be read")
        elif filled[-1] >= width:
            damage.note(f"{place}: more cells than headings")
        elif any(columns[field][0] >= len(cells) for field in definition.required):
            damage.note(f"{place}: fewer cells than headings")
        elif not definition.quoted and len(cells) != width:
            damage.note(f"{place}: {len(cells)} cells, {width} headings")
        yield row
    if columns is None:
        raise RegistryUnavailable(definition.name, f"no line holds the headings {wanted_headings(definition)}")
    if definition.quoted and last is not None and last[1] < width:
        damage.note(f"{last[0]}: the last row is cut off")
