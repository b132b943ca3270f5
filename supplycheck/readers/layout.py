"""How a table lies on its sheet: which rows are headings, and which rows are one item of goods.

Flat tables have one row an item. On the printed customs form and in tables made after it an item has two or three: the
specification below the name, the deal's quantity below the legal ones, the total below the price. They are put together
here, so that everything after it reads one row an item. Which rows belong together is told by merged cells, by headings
that are stacked likewise, or by the combined headings of the form; where none of them tells for certain, the item is
marked as doubtful.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from supplycheck.errors import UnreadableInput
from supplycheck.readers import head_block, headings
from supplycheck.readers.headings import IGNORED, KNOWN, Columns, Names
from supplycheck.readers.notes import unreadable
from supplycheck.readers.sheet import Area, Row, Sheet
from supplycheck.readers.values import Cell, as_text, plain

HEADING_ROWS = 40
"""How far down the row of headings is looked for."""

MAX_ROWS = 3
"""How many rows an item, or its headings, may have; the printed form has no more."""

_TOTALS = frozenset({"合计", "总计", "小计", "累计", "total", "totals", "subtotal", "sub total", "grand total", "sum"})
_FOOT = ("特殊关系确认", "价格影响确认", "支付特许权使用费确认", "报关人员", "申报单位", "兹申明")
"""What stands below the goods on the printed customs form."""

_COMBINED = frozenset({"line.name_and_model", "line.quantity_and_unit", "line.prices_and_currency"})
"""Headings of the printed form that name several things at once, one below the other."""

_NAMES = frozenset({"line.name", "line.name_and_model"})
_COUNTRIES = frozenset({"line.origin", "line.destination"})
_BROUGHT_ON = frozenset(
    {
        *_COMBINED,
        *(f"line.{name}" for name in ("name", "model", "specification", "quantity", "unit", "unit_price", "total")),
        "line.currency",
        *_COUNTRIES,
    }
)
"""What the further rows of an item may add to, on the printed form."""

_SEPARATORS = frozenset("|｜丨¦∣")
_PARTS = (".name", ".name_en", ".uscc", ".customs_code")
_NAME = frozenset({"名称", "中文名称", "企业名称", "Name"})
"""What stands below a party in headings of two tiers, beside its codes."""

_ITEM = re.compile(r"\d{1,3}(?:\.0)?")


class Heading(NamedTuple):
    """The row of headings: its place among the rows, and what it says.

    `below` are headings stacked under it, which belong to the second and third row of each item; `height` is the number
    of heading rows.
    """

    row: int
    columns: Columns
    below: tuple[Columns, ...] = ()
    height: int = 1


def find_heading(rows: Sequence[Row], names: Names = KNOWN) -> Heading | None:
    """The row that names the most fields, if any row of the first `HEADING_ROWS` can be one, with what is stacked below."""
    best: tuple[int, Columns] | None = None
    for index, row in enumerate(rows[:HEADING_ROWS]):
        columns = headings.understand(row.cells, names)
        if columns.usable and (best is None or columns.score > best[1].score):
            best = (index, columns)
    return _with_stacked(rows, *best, names) if best else None


def no_heading(rows: Sequence[Row], source: str) -> UnreadableInput:
    """Why no row of headings was found: perhaps the text was already destroyed when the file was written."""
    for row in rows[:HEADING_ROWS]:
        if _is_mojibake(row.cells):
            zh = "文件已乱码（UTF-8 与 GBK 被混用后保存），请从原系统重新导出"
            en = "the text was already destroyed when the file was saved (UTF-8 taken for GBK); export it again"
            return unreadable(source, f"row {row.number}", "D03", zh, en)
    zh = "未找到可识别的表头行（至少需要商品编号或商品名称）；可用 supplycheck columns 生成列对照表"
    en = (
        "no row of known headings was found (a commodity code or a goods name is the least); "
        "`supplycheck columns` writes a profile in which to name them"
    )
    return unreadable(source, "", "D30", zh, en)


def _is_mojibake(cells: Sequence[Cell]) -> bool:
    text = [cell for cell in cells if isinstance(cell, str) and cell]
    if "\ufffd" in "".join(text):
        return True
    for wrong, right in (("gb18030", "utf-8"), ("latin-1", "utf-8"), ("cp1252", "utf-8"), ("latin-1", "gb18030")):
        repaired = [cell.encode(wrong, "replace").decode(right, "ignore") for cell in text]
        if repaired != text and any(KNOWN.field_of(cell) for cell in repaired if cell and not cell.isascii()):
            return True
    return False


# --- rows of headings ----------------------------------------------------------------------------------------------


def _with_stacked(rows: Sequence[Row], index: int, top: Columns, names: Names) -> Heading:
    """The heading with the rows below it that hold headings too: its translation, its second tier, or stacked ones."""
    below: list[Columns] = []
    height = 1
    for row in rows[index + 1 : index + MAX_ROWS]:
        under = _all_headings(row, top, names)
        if under is None:
            break
        height += 1
        fresh = {c: name for c, name in under.items() if c not in top.fields.get(name, ())}
        if any(_names_at(top, c) for c in fresh):
            texts = tuple(cell.strip() if isinstance(cell, str) else "" for cell in row.cells)
            fields: dict[str, tuple[int, ...]] = {}
            for column, name in fresh.items():
                if name != IGNORED:
                    fields[name] = (*fields.get(name, ()), column)
            below.append(Columns(texts, fields, ()))
        else:
            top = _merged_tiers(top, row, fresh)
    return Heading(index, top, tuple(below), height)


def _all_headings(row: Row, top: Columns, names: Names) -> dict[int, str] | None:
    """The field of each cell, if the whole row is headings.

    A cell below a group ("统一社会信用代码" below "境内发货人") is read together with it where the two name a party's part.
    """
    found: dict[int, str] = {}
    group = ""
    for column, cell in enumerate(row.cells[: headings.MAX_COLUMNS]):
        if column < len(top.headings) and top.headings[column]:
            group = top.headings[column]
        if cell in (None, ""):
            continue
        text = cell.strip() if isinstance(cell, str) else ""
        if not text or len(text) > 100:
            return None
        whole, joined = names.field_of(group), names.field_of(group + text)
        if text in _NAME and whole and whole.endswith(".name"):
            name: str | None = whole
        else:
            name = joined if joined and joined.endswith(_PARTS) else names.field_of(text)
        if name is None:
            return None
        found[column] = name
    return found or None


def _names_at(columns: Columns, column: int) -> list[str]:
    return [name for name, places in columns.fields.items() if column in places]


def _merged_tiers(top: Columns, row: Row, fresh: dict[int, str]) -> Columns:
    """The heading with what its second tier names where the first has nothing known."""
    width = max(len(top.headings), len(row.cells))
    texts = [*top.headings, *[""] * (width - len(top.headings))]
    fields = dict(top.fields)
    for column, name in fresh.items():
        texts[column] = f"{texts[column]}{str(row.cells[column]).strip()}"
        if name != IGNORED:
            fields[name] = (*fields.get(name, ()), column)
    unknown = tuple(t for c, t in enumerate(top.headings) if t in top.unknown and c not in fresh)
    return Columns(tuple(texts), fields, unknown)


# --- rows of goods -------------------------------------------------------------------------------------------------


def is_total(texts: Sequence[str]) -> bool:
    """Whether the texts of a row, from the left, say that it is a sum of others."""
    return any(text.lower().rstrip(":") in _TOTALS for text in texts[:3])


def is_foot(texts: Sequence[str]) -> bool:
    """Whether the texts of a row are from the foot of the printed form."""
    return bool(texts) and texts[0].startswith(_FOOT)


def has_combined(columns: Columns) -> bool:
    """Whether a heading names several things at once, as on the printed form."""
    return bool(_COMBINED & columns.fields.keys())


def items(sheet: Sheet, heading: Heading) -> tuple[Columns, list[Row]]:
    """The columns, and the rows below the headings with the rows of each item put together."""
    rows = sheet.rows[heading.row + heading.height :]
    columns = heading.columns
    numbered = [c for name in ("line.number", "line.hs_code") for c in columns.fields.get(name, ())]
    spans = _spans(sheet.merged, columns)
    combined = has_combined(columns)
    if numbered and (heading.below or spans or combined):
        columns, rows = _put_together(rows, heading, numbered, spans, sheet.names)
    if sheet.merged:
        rows = _filled_down(rows, sheet.merged, spans)
    return columns, rows


def _spans(merged: Sequence[Area], columns: Columns) -> dict[int, int]:
    """First and last row of items whose number (else commodity code, on a printed form) is one cell over several rows."""
    name = "line.number" if "line.number" in columns.fields else "line.hs_code"
    if name == "line.hs_code" and not _COMBINED & columns.fields.keys():
        return {}
    places = columns.fields.get(name, ())
    return {a.top: a.bottom for a in merged if a.bottom > a.top and any(a.left <= c <= a.right for c in places)}


def _put_together(
    rows: Sequence[Row], heading: Heading, numbered: Sequence[int], spans: dict[int, int], names: Names
) -> tuple[Columns, list[Row]]:
    columns = heading.columns
    blocks = list(_blocks(rows, heading, numbered, spans, names))
    width = max([len(columns.headings), *(len(row.cells) for block in blocks for row in block)])
    extra = [
        (level, column, name)
        for level, under in enumerate(heading.below, start=1)
        for name, places in under.fields.items()
        for column in places
    ]
    if not heading.below and "line.model" not in columns.fields and "line.name_and_model" not in columns.fields:
        extra += [(0, column, "line.model") for column in columns.fields.get("line.name", ())]
    fields = dict(columns.fields)
    texts = [*columns.headings, *[""] * (width - len(columns.headings))] if extra else list(columns.headings)
    for n, (level, column, name) in enumerate(extra):
        fields[name] = (*fields.get(name, ()), width + n)
        texts.append(heading.below[level - 1].headings[column] if level else texts[column])
    laid_out = Columns(tuple(texts), fields, columns.unknown)
    named = {c for name in _NAMES for c in columns.fields.get(name, ())}
    countries = {c for name in _COUNTRIES for c in columns.fields.get(name, ())}
    return laid_out, [
        block[0]
        if len(block) == 1 and not extra
        else _stacked(block, extra, width)
        if heading.below
        else _joined(block, extra, width, named, countries, certain=block[0].number in spans)
        for block in blocks
    ]


def _blocks(
    rows: Sequence[Row], heading: Heading, numbered: Sequence[int], spans: dict[int, int], names: Names
) -> Iterator[list[Row]]:
    """The rows item by item; whatever belongs to no item comes alone."""
    block: list[Row] = []
    for row in rows:
        if block and _goes_on(block, row, heading, numbered, spans, names):
            block.append(row)
            continue
        if block:
            yield block
        block = [row]
    if block:
        yield block


def _goes_on(
    block: Sequence[Row],
    row: Row,
    heading: Heading,
    numbered: Sequence[int],
    spans: dict[int, int],
    names: Names,
) -> bool:
    """Whether a row is a further row of the item that a block begins."""
    first = block[0]
    if first.number in spans:
        return row.number <= spans[first.number]
    if len(block) >= (1 + len(heading.below) if heading.below else MAX_ROWS) or row.number in spans:
        return False
    texts = [text for cell in row.cells if cell not in (None, "") and (text := plain(str(cell)))]
    if not texts or is_total(texts) or is_foot(texts) or any(head_block.tells_head(text, names) for text in texts):
        return False
    if not any(_is_code(first, c) for c in numbered) or any(_filled(row, c) for c in numbered):
        return False
    fields = heading.columns.fields
    return bool(heading.below) or (
        bool(_COMBINED & fields.keys())
        and all(
            name in _BROUGHT_ON or not any(_filled(r, c) for r in block)
            for name, places in fields.items()
            for c in places
            if _filled(row, c)
        )
    )


def _filled(row: Row, column: int) -> bool:
    return column < len(row.cells) and row.cells[column] not in (None, "") and bool(str(row.cells[column]).strip())


def _is_code(row: Row, column: int) -> bool:
    """Whether a cell has an item number or a commodity code."""
    text = plain(str(row.cells[column])) if _filled(row, column) else ""
    return bool(_ITEM.fullmatch(text)) or sum(c.isdigit() for c in text) >= 6


def _stacked(block: Sequence[Row], extra: Sequence[tuple[int, int, str]], width: int) -> Row:
    """One row of an item whose headings are stacked as its rows are."""
    first = block[0]
    cells: list[Cell] = [*first.cells, *[None] * (width - len(first.cells))]
    at: list[tuple[int, int] | str] = [(first.number, column) for column in range(width)]
    for level, column, _ in extra:
        row = block[level] if level < len(block) else first
        cells.append(row.cells[column] if level < len(block) and column < len(row.cells) else None)
        at.append((row.number, column))
    return Row(first.number, cells, at)


def _joined(
    block: Sequence[Row],
    extra: Sequence[tuple[int, int, str]],
    width: int,
    named: set[int],
    countries: set[int],
    *,
    certain: bool,
) -> Row:
    """One row of an item whose further rows go on below the same headings, cell below cell."""
    first = block[0]
    cells: list[Cell] = [*first.cells, *[None] * (width + len(extra) - len(first.cells))]
    at: list[tuple[int, int] | str] = [(first.number, column) for column in range(len(cells))]
    own = {column: width + n for n, (_, column, _) in enumerate(extra)}
    doubtful = 0
    for row in block[1:]:
        for column, cell in enumerate(row.cells):
            if not _filled(row, column):
                continue
            if column in named and not certain and not _SEPARATORS & set(str(cell)):
                doubtful = doubtful or row.number
            target = own.get(column, column)
            if cells[target] in (None, ""):
                cells[target], at[target] = cell, (row.number, column)
            else:
                further = as_text(cell).strip()
                first_part = as_text(cells[target]).strip()
                cells[target] = (
                    f"{first_part}({further.strip('()（）')})" if column in countries else f"{first_part}\n{further}"
                )
    return Row(first.number, cells, at, doubtful)


def _filled_down(rows: Sequence[Row], merged: Sequence[Area], spans: dict[int, int]) -> list[Row]:
    """The rows with the value of an area of merged cells in each of its rows that is an item of its own."""
    by_row: dict[int, list[Area]] = {}
    for area in merged:
        for number in range(max(area.top, spans.get(area.top, 0)) + 1, area.bottom + 1):
            by_row.setdefault(number, []).append(area)
    values = {row.number: row for row in rows}
    filled = []
    for row in rows:
        cells, at = list(row.cells), [row.origin(column) for column in range(len(row.cells))]
        for area in by_row.get(row.number, ()):
            first = values.get(area.top)
            if first is not None and any(_filled(row, c) for c in range(len(row.cells))):
                for column in range(area.left, min(area.right + 1, len(cells), len(first.cells))):
                    if cells[column] in (None, ""):
                        cells[column], at[column] = first.cells[column], first.origin(column)
        filled.append(Row(row.number, cells, at, row.doubtful) if row.number in by_row else row)
    return filled
