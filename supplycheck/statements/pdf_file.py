"""A statement as a PDF, to be printed and sealed, with its font embedded. Equal papers give equal bytes.

Lines are broken here and drawn one by one, each with the spaces it ends in, so that the text can be read back whole.
"""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from supplycheck.errors import UsageError
from supplycheck.optional import need
from supplycheck.statements.fonts import Font
from supplycheck.statements.layout import Block, Cell, Grid, Sentence, Tick, Title, blocks
from supplycheck.statements.paper import Paper

CREATOR = "supplycheck statement"
BOXES = ({True: ("☑",), False: ("☐",)}, {True: ("□", "√"), False: ("□",)}, {True: ("[x]",), False: ("[ ]",)})
"""Boxes, best first, for fonts that lack the ones before; of two signs the second is drawn over the first."""

_LEFT, _TOP, _BOTTOM, _WIDTH = 20.0, 18.0, 17.0, 170.0
_LABEL, _VALUE = 32.0, 53.0
_PAD, _PAD_ABOVE = 1.2, 0.8
_GREY, _RED, _BLACK = (89, 89, 89), (176, 30, 30), (0, 0, 0)
_SHADES = {"caption": (217, 226, 236), "label": (242, 245, 248)}
_TO_SIGN = 22.0
_INDENT = 6.5
_BREAK = re.compile(r"[\x21-\x7e\u00a1-\u024f]+ *|\s+|.", re.DOTALL)
"""What is not torn apart where a line ends: a Latin word with the spaces behind it, any other character by itself."""


def write(paper: Paper, font: Font) -> bytes:
    """The PDF.

    Raises:
        UsageError: fpdf2 is not installed, or the font lacks a character of the statement.
    """
    need("fpdf", "statements")
    boxes = next(b for b in BOXES if not font.lacks("".join("".join(signs) for signs in b.values())))
    _refuse_gaps(paper, font)
    sheet = _Sheet(paper, font)
    listed = list(blocks(paper))
    first = next((n for n, block in enumerate(listed) if isinstance(block, Tick)), 0) - 1
    for n, block in enumerate(listed):
        if n == first:
            sheet.keep_together(listed[n:-1])
        if isinstance(block, Title):
            sheet.title(block)
        elif isinstance(block, Sentence):
            sheet.sentence(block)
        elif isinstance(block, Tick):
            sheet.tick(block, boxes[block.ticked])
        else:
            sheet.grid(block)
    return sheet.finished()


def _refuse_gaps(paper: Paper, font: Font) -> None:
    texts = [paper.mark]
    for block in blocks(paper):
        if isinstance(block, Grid):
            texts += [block.caption, *(t for row in block.rows for cell in row for t in (*cell.label, cell.value))]
        else:
            texts += block.texts
    if lacking := font.lacks("".join(texts)):
        shown = " ".join(f"{c} (U+{ord(c):04X})" for c in lacking[:5])
        raise UsageError(f"{font.path.name} lacks {shown}; 字体缺字: give another font with --font FILE")


class _Sheet:
    """The pages, drawn from top to bottom."""

    def __init__(self, paper: Paper, font: Font) -> None:
        from fpdf import FPDF

        mark = paper.mark

        class Pages(FPDF):
            def header(self) -> None:
                """The mark of a draft."""
                if mark:
                    self.set_font("cjk", size=12)
                    self.set_text_color(*_RED)
                    self.set_xy(_LEFT, 9)
                    self.cell(_WIDTH, 7, mark, align="C")

            def footer(self) -> None:
                """The number of the page."""
                self.set_font("cjk", size=8)
                self.set_text_color(*_GREY)
                self.set_xy(_LEFT, -13)
                self.cell(_WIDTH, 6, f"{self.page_no()} / {{nb}}", align="C")

        self.pdf: Any = Pages(format="A4")
        self.pdf.set_auto_page_break(False)
        self.pdf.set_margins(0, 0, 0)
        self.pdf.c_margin = 0
        self.pdf.set_title(paper.form.title.zh)
        self.pdf.set_creator(CREATOR)
        self.pdf.set_creation_date(datetime(2020, 1, 1, tzinfo=UTC))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of fontTools, about tables that fonts may lack
            self.pdf.add_font("cjk", fname=str(font.path), collection_font_number=font.number)
        self._new_page()

    def finished(self) -> bytes:
        """The file."""
        return bytes(self.pdf.output())

    def keep_together(self, kept: list[Block]) -> None:
        """Begins a page where these do not fit on this one: what is promised stands above the signature."""
        height = sum(self._height_of(block) for block in kept)
        if height < self._page_height():
            self._room(height)

    def _height_of(self, block: Block) -> float:
        if isinstance(block, Grid):
            return sum(self._row_height(row, block.to_sign and n == 0) for n, row in enumerate(block.rows)) + 2.5
        indent = _INDENT if isinstance(block, Tick) else 0.0
        sizes = [(text, 10.5 if n == 0 else 8.5) for n, text in enumerate(block.texts)]
        return sum(len(list(self._lines(t, _WIDTH - indent, s))) * _height(s) for t, s in sizes) + 3.5

    def title(self, block: Title) -> None:
        """The title, in the middle."""
        for text, size, height in zip(block.texts, (18, 12), (10.0, 7.0), strict=False):
            self._line(text, _LEFT, self.y, _WIDTH, height, size, align="C")
            self.y += height
        self.y += 1

    def sentence(self, block: Sentence) -> None:
        """A paragraph for each language."""
        self.y += 2
        for n, text in enumerate(block.texts):
            size = 7.5 if block.small else 10.5 if n == 0 else 8.5
            self._paragraph(text, _LEFT, _WIDTH, size, _GREY if block.small else _BLACK)
        self.y += 1.5

    def tick(self, block: Tick, box: tuple[str, ...]) -> None:
        """A box, and what it promises."""
        sizes = [(text, 10.5 if n == 0 else 8.5) for n, text in enumerate(block.texts)]
        self._room(sum(len(list(self._lines(t, _WIDTH - _INDENT, s))) * _height(s) for t, s in sizes))
        for sign in box:
            self._line(sign, _LEFT, self.y, _INDENT, _height(10.5), 12)
        for text, size in sizes:
            self._paragraph(text, _LEFT + _INDENT, _WIDTH - _INDENT, size)
        self.y += 1

    def grid(self, block: Grid) -> None:
        """A table; it begins on the page its caption and first row fit on."""
        rows = [(row, self._row_height(row, block.to_sign and n == 0)) for n, row in enumerate(block.rows)]
        caption = 7.0 if block.caption else 0.0
        whole = caption + sum(height for _, height in rows)
        self._room(whole if whole < 120 else caption + rows[0][1])
        if block.caption:
            self._frame(_LEFT, caption, _WIDTH, "caption")
            self._line(block.caption, _LEFT + _PAD, self.y, _WIDTH, caption, 10.5)
            self.y += caption
        for row, height in rows:
            self._row(row, height)
        self.y += 2.5

    def _row(self, row: list[Cell], height: float) -> None:
        if height > self._page_height():
            self._split(row[0])
            return
        self._room(height)
        for n, cell in enumerate(row):
            x = _LEFT + n * (_LABEL + _VALUE)
            wide = _VALUE if len(row) > 1 else _WIDTH - _LABEL
            self._frame(x, height, _LABEL, "label")
            self._frame(x + _LABEL, height, wide, None)
            self._text(self._label_lines(cell), x + _PAD, height)
            self._text([(t, 10.5) for t in self._lines(cell.value, wide - 2 * _PAD, 10.5)], x + _LABEL + _PAD, height)
        self.y += height

    def _split(self, cell: Cell) -> None:
        """A value longer than a page, over as many as it takes."""
        self._text(self._label_lines(cell), _LEFT + _PAD, 0)
        for line in self._lines(cell.value, _WIDTH - _LABEL - 2 * _PAD, 10.5):
            self._room(_height(10.5))
            self._line(line, _LEFT + _LABEL + _PAD, self.y, 0, _height(10.5), 10.5)
            self.y += _height(10.5)

    def _row_height(self, row: list[Cell], to_sign: bool) -> float:
        wide = (_VALUE if len(row) > 1 else _WIDTH - _LABEL) - 2 * _PAD
        heights = [6.2, _TO_SIGN if to_sign else 0.0]
        for cell in row:
            heights.append(sum(_height(size) for _, size in self._label_lines(cell)) + 2 * _PAD_ABOVE)
            heights.append(len(list(self._lines(cell.value, wide, 10.5))) * _height(10.5) + 2 * _PAD_ABOVE)
        return max(heights)

    def _label_lines(self, cell: Cell) -> list[tuple[str, float]]:
        sized = [(text, 9.5 if n == 0 else 7.5) for n, text in enumerate(cell.label)]
        return [(line, size) for text, size in sized for line in self._lines(text, _LABEL - 2 * _PAD, size)]

    def _text(self, lines: list[tuple[str, float]], x: float, height: float) -> None:
        """Lines in the middle of a cell."""
        y = self.y + max(0.0, (height - sum(_height(size) for _, size in lines)) / 2)
        for text, size in lines:
            self._line(text, x, y, 0, _height(size), size)
            y += _height(size)

    def _paragraph(self, text: str, x: float, width: float, size: float, colour: tuple[int, int, int] = _BLACK) -> None:
        for line in self._lines(text, width, size):
            self._room(_height(size))
            self._line(line, x, self.y, 0, _height(size), size, colour=colour)
            self.y += _height(size)

    def _line(
        self,
        text: str,
        x: float,
        y: float,
        width: float,
        height: float,
        size: float,
        *,
        align: str = "L",
        colour: tuple[int, int, int] = _BLACK,
    ) -> None:
        if not text:
            return
        self.pdf.set_font("cjk", size=size)
        self.pdf.set_text_color(*colour)
        self.pdf.set_xy(x, y)
        self.pdf.cell(width or self.pdf.get_string_width(text) + 1, height, text, align=align)

    def _lines(self, text: str, width: float, size: float) -> Iterator[str]:
        """The lines of a text. Joined they are the text; spaces stay where they were, beyond the margin if need be."""
        self.pdf.set_font("cjk", size=size)
        line = ""
        for piece in _pieces(text, lambda t: self.pdf.get_string_width(t.rstrip()) <= width):
            if line and self.pdf.get_string_width((line + piece).rstrip()) > width and not _closes(piece):
                yield line
                line = ""
            line += piece
        if line:
            yield line

    def _frame(self, x: float, height: float, width: float, shade: str | None) -> None:
        if shade:
            self.pdf.set_fill_color(*_SHADES[shade])
        self.pdf.set_line_width(0.2)
        self.pdf.rect(x, self.y, width, height, style="DF" if shade else "D")

    def _room(self, height: float) -> None:
        """Goes on to a new page where less than this is left, unless that page is new."""
        if self.y + height > 297 - _BOTTOM and self.y > _TOP:
            self._new_page()

    def _page_height(self) -> float:
        return 297 - _BOTTOM - _TOP

    def _new_page(self) -> None:
        self.pdf.add_page()
        self.y = _TOP


def _height(size: float) -> float:
    """The height of a line, in millimetres, by the size of its letters in points."""
    return size * 0.45


def _pieces(text: str, fits: Any) -> Iterator[str]:
    """The pieces between which a line may end; a word that fits on no line comes letter by letter."""
    for match in _BREAK.finditer(text):
        piece = match[0]
        if fits(piece):
            yield piece
        else:
            yield from piece


def _closes(piece: str) -> bool:
    """Whether it begins no line: it is space, or a sign that closes."""
    return (
        piece.isspace()
        or len(piece) == 1
        and (piece in "，。、；：？！％" or unicodedata.category(piece) in ("Pe", "Pf"))
    )
