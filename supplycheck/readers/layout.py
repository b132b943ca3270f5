"""How a table lies on its sheet: which row has the headings, and which rows are one item of goods."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from supplycheck.errors import UnreadableInput
from supplycheck.readers import headings
from supplycheck.readers.headings import Columns
from supplycheck.readers.notes import unreadable
from supplycheck.readers.sheet import Row
from supplycheck.readers.values import Cell

HEADING_ROWS = 40
"""How far down the row of headings is looked for."""


class Heading(NamedTuple):
    """The row of headings: its place among the rows, and what it says."""

    row: int
    columns: Columns


def find_heading(rows: Sequence[Row]) -> Heading | None:
    """The row that names the most fields, if any row of the first `HEADING_ROWS` can be one."""
    best: Heading | None = None
    for index, row in enumerate(rows[:HEADING_ROWS]):
        columns = headings.understand(row.cells)
        if columns.usable and (best is None or columns.score > best.columns.score):
            best = Heading(index, columns)
    return best


def no_heading(rows: Sequence[Row], source: str) -> UnreadableInput:
    """Why no row of headings was found: perhaps the text was already destroyed when the file was written."""
    for row in rows[:HEADING_ROWS]:
        if _is_mojibake(row.cells):
            zh = "文件已乱码（UTF-8 与 GBK 被混用后保存），请从原系统重新导出"
            en = "the text was already destroyed when the file was saved (UTF-8 taken for GBK); export it again"
            return unreadable(source, f"row {row.number}", "D03", zh, en)
    zh = "未找到可识别的列标题（至少需要商品编号或商品名称）"
    return unreadable(source, "", "D30", zh, "no row of known column headings (commodity code or goods name at least)")


def _is_mojibake(cells: Sequence[Cell]) -> bool:
    text = [cell for cell in cells if isinstance(cell, str) and cell]
    if "\ufffd" in "".join(text):
        return True
    for wrong, right in (("gb18030", "utf-8"), ("latin-1", "utf-8"), ("cp1252", "utf-8"), ("latin-1", "gb18030")):
        repaired = [cell.encode(wrong, "replace").decode(right, "ignore") for cell in text]
        if repaired != text and any(headings.field_of(cell) for cell in repaired if cell and not cell.isascii()):
            return True
    return False
