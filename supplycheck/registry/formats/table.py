"""Tables with headings, as CSV: most Chinese lists.

The encoding is UTF-8 (with or without byte order mark), UTF-16 by byte order mark, or GB18030. A title above the
headings and remarks below the rows are passed over. Separators are comma, tab, semicolon or bar, whichever shows the
required headings.
"""

from __future__ import annotations

import csv
import io
import re

from supplycheck.errors import RegistryUnavailable
from supplycheck.registry.definition import Definition
from supplycheck.registry.formats.rows import Rows, columns_of, decode, identified, picked

_SEPARATORS = ",\t;|"
_TITLE_LINES = 10
_REMARK = re.compile(r"\s*[（(【*※]?\s*(?:注|备注|说明|附注|合计|总计|共计|共\s*[0-9]+|数据来源|来源|截至|更新)")


def read(definition: Definition, data: bytes) -> Rows:
    """The rows of a table; see `formats.parse`."""
    text = decode(definition.name, data, ["gb18030"])
    for separator in _SEPARATORS:
        if separator in text[:65536] and (rows := _read(definition, text, separator)) is not None:
            return rows
    if len(definition.required) == 1 and (rows := _read(definition, text, ",")) is not None:
        return rows
    wanted = "、".join(definition.columns[field][0] for field in definition.required)
    raise RegistryUnavailable(definition.name, f"no line holds the headings {wanted}")


def _read(definition: Definition, text: str, separator: str) -> Rows | None:
    """The rows, or None where the headings do not show with this separator."""
    # Strict, so that a quotation mark left open is an error instead of swallowing the rows behind it.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    columns: dict[str, tuple[int, ...]] | None = None
    width = 0
    result = Rows()
    last: tuple[int, int] | None = None
    try:
        for cells in reader:
            if columns is None:
                columns, width = columns_of(definition, cells), len(cells)
                if columns is None and reader.line_num >= _TITLE_LINES:
                    return None
                continue
            filled = [place for place, cell in enumerate(cells) if cell and not cell.isspace()]
            if not filled or (len(filled) == 1 and _REMARK.match(cells[filled[0]])):
                continue
            last = (reader.line_num, len(cells))
            _take(definition, columns, width, cells, filled, reader.line_num, result)
    except csv.Error as error:
        if columns is None:
            return None
        raise RegistryUnavailable(definition.name, f"line {reader.line_num}: {error}") from error
    if columns is None:
        return None
    if last is not None and last[1] < width:
        result.damage(f"line {last[0]}: the last row is cut off")
    return result


def _take(
    definition: Definition,
    columns: dict[str, tuple[int, ...]],
    width: int,
    cells: list[str],
    filled: list[int],
    line: int,
    result: Rows,
) -> None:
    row = picked(columns, cells)
    if not identified(definition, row):
        result.damage(f"line {line}: no {definition.identifier or definition.party_name}")
        return
    result.rows.append(row)
    if filled[-1] >= width:
        result.damage(f"line {line}: more cells than headings")
    elif any(columns[field][0] >= len(cells) for field in definition.required):
        result.damage(f"line {line}: fewer cells than headings")
