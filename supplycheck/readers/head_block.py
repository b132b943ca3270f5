"""A head of labels and values (境内发货人 | 示例公司) above a goods table or on a sheet of its own, as columns of the table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from supplycheck.readers import headings
from supplycheck.readers.headings import Columns, Names

if TYPE_CHECKING:
    from supplycheck.readers.sheet import Row, Sheet
    from supplycheck.readers.values import Cell

_REACH = 4  # cells to the right of a label in which its value may stand; merged cells leave empty ones between
_SEPARATORS = ":："
_USCC = re.compile(r"[(（]\s*([0-9A-Z]{18})\s*[)）]")
"""The printed form has a party's credit code beside the label: 境内发货人 (…)."""


class Told(NamedTuple):
    """A field of the head: the label, its value, and the place of the value."""

    label: str
    value: Cell
    place: str


class Block(NamedTuple):
    """What labels in some rows give: the fields, the numbers of the rows used, and labels that give two values."""

    fields: dict[str, Told]
    rows: set[int]
    twice: dict[str, tuple[Told, Told]]


def read(sheet: Sheet, rows: Sequence[Row]) -> Block:
    """The fields of the head that labels in some rows of a sheet give: in the cell itself, to its right, else below it."""
    names, where = sheet.names, sheet.where
    block = Block({}, set(), {})
    for index, row in enumerate(rows):
        for column, cell in enumerate(row.cells[: headings.MAX_COLUMNS]):
            if not isinstance(cell, str) or not (text := cell.strip()):
                continue
            label, name, value = _label(text, names)
            if name is None:
                continue
            at = (row.number, column)
            if name.endswith(".name") and (code := _USCC.search(text)):
                add(block, f"{name.removesuffix('name')}uscc", Told(label, code[1], where(*at, label)))
            if value is None:
                value, at = _beside(rows, index, column, names)
            if value is None:
                continue
            block.rows.update((row.number, at[0]))
            add(block, name, Told(label, value, where(*at, label)))
            if at[0] != row.number and index + 2 < len(rows) and _stands_at(rows[index + 2], column, names):
                further = rows[index + 2]
                add(block, name, Told(label, further.cells[column], where(further.number, column, label)))
    return block


def add(block: Block, name: str, told: Told) -> None:
    """Take a field in. The first stays; another value of it is kept as said twice."""
    first = block.fields.setdefault(name, told)
    if str(first.value).strip() != str(told.value).strip():
        block.twice.setdefault(name, (first, told))


def _stands_at(row: Row, column: int, names: Names) -> bool:
    """Whether a row has a value in a column: what stands below a value that stands below its label."""
    cell = row.cells[column] if column < len(row.cells) else None
    return cell not in (None, "") and not _is_label(cell, names)


def _label(text: str, names: Names) -> tuple[str, str | None, Cell]:
    """A cell as a label: its words, its field, and the value where "label：value" stand together, or the value in the cell's next line."""
    if (name := _head_field(text.rstrip(_SEPARATORS + " "), names)) is not None:
        return text.rstrip(_SEPARATORS + " "), name, None
    for sign in (*_SEPARATORS, "\n"):
        label, found, value = text.partition(sign)
        if found and value.strip() and (name := _head_field(label.strip().rstrip(_SEPARATORS), names)) is not None:
            return label.strip(), name, value.strip()
    return text, None, None


def _head_field(text: str, names: Names) -> str | None:
    name = names.field_of(text) if len(text) <= 100 else None
    return name if name is not None and name.startswith("declaration.") else None


def _beside(rows: Sequence[Row], index: int, column: int, names: Names) -> tuple[Cell, tuple[int, int]]:
    """The value of a label that stands alone, and its row and column."""
    row = rows[index]
    for n in range(column + 1, min(column + 1 + _REACH, len(row.cells))):
        cell = row.cells[n]
        if cell not in (None, ""):
            if not _is_label(cell, names):
                return cell, (row.number, n)
            break
    if index + 1 < len(rows):
        below = rows[index + 1]
        cell = below.cells[column] if column < len(below.cells) else None
        if cell not in (None, "") and not _is_label(cell, names):
            return cell, (below.number, column)
    return None, (row.number, column)


def tells_head(text: str, names: Names) -> bool:
    """Whether a text is a label of the head, alone or with its value."""
    return _label(text, names)[1] is not None


def _is_label(cell: Cell, names: Names) -> bool:
    return isinstance(cell, str) and (
        names.field_of(cell.strip().rstrip(_SEPARATORS)) is not None or _label(cell, names)[1] is not None
    )


def extended(columns: Columns, told: dict[str, Told], width: int) -> tuple[Columns, list[Cell]]:
    """The columns of a table with those of a head behind them (from `width` on), and the cells that every row has there."""
    names = [name for name in told if name not in columns.fields]
    texts = (*columns.headings, *[""] * (width - len(columns.headings)), *(told[name].label for name in names))
    fields = {**columns.fields, **{name: (width + n,) for n, name in enumerate(names)}}
    places = {width + n: told[name].place for n, name in enumerate(names)}
    return Columns(texts, fields, columns.unknown, places), [told[name].value for name in names]


def widened(rows: Iterable[Row], width: int, cells: list[Cell]) -> list[list[Cell]]:
    """The cells of each row, with those of the head where the row has anything."""
    return [
        [*row.cells, *[None] * (width - len(row.cells)), *cells]
        if any(cell not in (None, "") for cell in row.cells)
        else list(row.cells)
        for row in rows
    ]
