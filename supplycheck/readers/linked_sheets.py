"""The other sheets of a workbook that list the same goods (发票, 箱单, 申报要素): what they add, and where they differ."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from supplycheck.readers import layout
from supplycheck.readers.cells import Record
from supplycheck.readers.headings import Columns
from supplycheck.readers.notes import Log
from supplycheck.readers.sheet import Row, Sheet
from supplycheck.readers.values import plain, read_number

_PAPER = re.compile(r"发票|装箱|箱单|合同|协议|要素|invoice|packing|contract|element", re.IGNORECASE)
_DECLARATION = re.compile(r"报关单|declaration", re.IGNORECASE)
_NO_GOODS = re.compile(r"示例|样例|例子|说明|模板|代码|example|sample|template|readme|codes?$", re.IGNORECASE)
_COMPARED = ("line.quantity", "line.unit_price", "line.total")
_IDENTITY = frozenset({"line.number", "line.hs_code", "line.name"})


class Goods(NamedTuple):
    """A sheet with goods: its columns, and the records of its items."""

    sheet: Sheet
    columns: Columns
    records: list[Record]


def is_declaration(name: str) -> bool:
    """Whether a sheet is called a customs declaration."""
    return bool(_DECLARATION.search(name)) and not _PAPER.search(name)


def is_paper(name: str) -> bool:
    """Whether a sheet is called after a paper that accompanies goods, and so lists the same goods again."""
    return bool(_PAPER.search(name))


def goods_of(sheet: Sheet) -> Goods | None:
    """The goods that a sheet lists, if it is a table of goods."""
    heading = layout.find_heading(sheet.rows, sheet.names)
    if heading is None:
        return None
    columns, rows = layout.items(sheet, heading)
    return Goods(sheet, columns, [Record(row, columns, sheet) for row in rows if _is_item(row, columns, sheet)])


def _is_item(row: Row, columns: Columns, sheet: Sheet) -> bool:
    texts = [text for cell in row.cells if cell not in (None, "") and (text := plain(str(cell)))]
    if not texts or layout.is_total(texts) or layout.is_foot(texts):
        return False
    record = Record(row, columns, sheet)
    return any(record.filled(name) for name in ("line.hs_code", "line.name", "line.name_and_model"))


def with_others(sheet: Sheet, columns: Columns, rows: list[Row], log: Log) -> tuple[Columns, list[Row]]:
    """The columns and rows of a table with what other sheets say of the same items and it does not.

    A sheet lists the same goods if it has as many items and each agrees in commodity code, or in name where one has no
    code. Where both give a quantity or price and differ, a note says so. A sheet with other goods that is no example
    and no list of codes leaves the declaration's lines in doubt: goods that were not read must not pass.
    """
    unread: list[str] = []
    for name, other in sheet.others.items():
        goods = goods_of(other)
        if goods is None or not goods.records:
            continue
        own = [n for n, row in enumerate(rows) if _is_item(row, columns, sheet)]
        pairs = list(zip(own, goods.records, strict=False))
        if len(own) == len(goods.records) and all(_agree(Record(rows[n], columns, sheet), r) for n, r in pairs):
            _compare(rows, columns, sheet, pairs, name, log)
            columns, rows = _extended(rows, columns, goods, pairs)
            continue
        unread.append(name)
        if _is_further_goods(name, goods):
            log.lost("goods-elsewhere", other.where(goods.records[0].number, 0, ""), "lines", seen=name)
    if unread:
        first = sheet.others[unread[0]]
        log.add("other-sheets", first.where(1, 0, ""), seen="、".join(unread))
    return columns, rows


def same_goods(one: Sheet, other: Sheet) -> bool:
    """Whether two sheets list the same items in the same order."""
    first, second = goods_of(one), goods_of(other)
    return bool(
        first
        and second
        and len(first.records) == len(second.records)
        and all(_agree(mine, theirs) for mine, theirs in zip(first.records, second.records, strict=True))
    )


def _is_further_goods(name: str, goods: Goods) -> bool:
    counted = any(f in goods.columns.fields for f in ("line.quantity", "line.quantity_and_unit"))
    return counted and not is_paper(name) and not _NO_GOODS.search(name)


def _agree(one: Record, other: Record) -> bool:
    for name in ("line.hs_code", "line.name"):
        texts = [_compact(record.key(name)) for record in (one, other)]
        if all(texts):
            return texts[0] == texts[1]
    return False


def _compact(text: str) -> str:
    return re.sub(r"[\s.]", "", text).casefold()


def _compare(
    rows: Sequence[Row],
    columns: Columns,
    sheet: Sheet,
    pairs: Sequence[tuple[int, Record]],
    name: str,
    log: Log,
) -> None:
    for n, record in pairs:
        own = Record(rows[n], columns, sheet)
        units = {_compact(r.key("line.unit")) for r in (own, record)} - {""}
        for field in _COMPARED if len(units) <= 1 else _COMPARED[2:]:
            mine, theirs = (read_number(r.key(field)).value for r in (own, record))
            if isinstance(mine, Decimal) and isinstance(theirs, Decimal) and mine != theirs:
                column = own.filled(field)[0]
                log.add(
                    "sheets-differ",
                    own.where(column),
                    field=columns.headings[column],
                    seen=theirs,
                    other=name,
                    used=mine,
                )


def _extended(
    rows: list[Row], columns: Columns, goods: Goods, pairs: Sequence[tuple[int, Record]]
) -> tuple[Columns, list[Row]]:
    """The table with the other sheet's fields of the goods behind its own, where its own has none."""
    added = [
        (name, column)
        for name, places in goods.columns.fields.items()
        if name.startswith("line.") and name not in _IDENTITY and name not in columns.fields
        for column in places
    ]
    if not added:
        return columns, rows
    width = max([len(columns.headings), *(len(row.cells) for row in rows)])
    fields = dict(columns.fields)
    for n, (name, _) in enumerate(added):
        fields[name] = (*fields.get(name, ()), width + n)
    padding = [""] * (width - len(columns.headings))
    texts = (*columns.headings, *padding, *(goods.columns.headings[column] for _, column in added))
    theirs = dict(pairs)
    extended = []
    for n, row in enumerate(rows):
        record = theirs.get(n)
        if record is None:
            extended.append(row)
            continue
        empty = width - len(row.cells)
        cells = [record.cells[c] if c < len(record.cells) else None for _, c in added]
        origins = [*(row.origin(c) for c in range(width)), *(record.where(c) for _, c in added)]
        extended.append(row._replace(cells=[*row.cells, *[None] * empty, *cells], origins=origins))
    return Columns(texts, fields, columns.unknown, columns.places), extended
