"""A statement as a Word document, to be completed, signed and sealed. Equal papers give equal bytes."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from supplycheck.optional import need
from supplycheck.statements.layout import Cell, Grid, Sentence, Tick, Title, blocks
from supplycheck.statements.paper import Paper
from supplycheck.steady_zip import steady

BOXES = {True: "☑", False: "☐"}
_FONT, _FONT_EN = "宋体", "Times New Roman"
_LABEL_CM, _VALUE_CM = 3.2, 5.3
_GREY, _RED = (0x59, 0x59, 0x59), (0xB0, 0x1E, 0x1E)


def write(paper: Paper) -> bytes:
    """The document.

    Raises:
        UsageError: python-docx is not installed.
    """
    document = need("docx", "statements").Document()
    _prepare(document, paper)
    for block in blocks(paper):
        _DRAW[type(block)](document, block)
    packed = io.BytesIO()
    document.save(packed)
    return steady(packed.getvalue())


def _prepare(document: Any, paper: Paper) -> None:
    """Page, fonts, what stands on every page, and properties that do not tell the time."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.0)
    section.top_margin, section.bottom_margin = Cm(1.8), Cm(1.5)
    style = document.styles["Normal"]
    style.font.name, style.font.size = _FONT_EN, Pt(10.5)
    _east_asian(style.element.get_or_add_rPr())
    style.paragraph_format.space_after = Pt(0)
    section.header_distance, section.footer_distance = Cm(0.8), Cm(0.8)
    if paper.mark:
        mark = section.header.paragraphs[0]
        mark.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(mark, paper.mark, size=12, bold=True, colour=_RED)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for code in ("PAGE", " / ", "NUMPAGES"):
        _run(foot, code, size=8, colour=_GREY) if code == " / " else _page_field(foot, code)
    core = document.core_properties
    core.title, core.author, core.last_modified_by = paper.form.title.zh, "supplycheck", "supplycheck"
    core.comments, core.revision = "", 1
    core.created = core.modified = datetime(2020, 1, 1)


def _title(document: Any, block: Title) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    for text, size in zip(block.texts, (18, 12), strict=False):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(4)
        _run(paragraph, text, size=size, bold=True)


def _sentence(document: Any, block: Sentence) -> None:
    from docx.shared import Pt

    for n, text in enumerate(block.texts):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(4 if n == 0 else 0)
        paragraph.paragraph_format.space_after = Pt(3 if n == len(block.texts) - 1 else 0)
        paragraph.paragraph_format.keep_with_next = not block.small
        size = 7.5 if block.small else 10.5 if n == 0 else 8.5
        _run(paragraph, text, size=size, colour=_GREY if block.small else None)


def _tick(document: Any, block: Tick) -> None:
    from docx.shared import Cm, Pt

    for n, text in enumerate(block.texts):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.left_indent = Cm(0.7)
        paragraph.paragraph_format.space_after = Pt(2 if n == len(block.texts) - 1 else 0)
        paragraph.paragraph_format.keep_with_next = True  # what is promised stands above the signature
        if n == 0:
            paragraph.paragraph_format.first_line_indent = Cm(-0.7)
            _run(paragraph, BOXES[block.ticked], size=12)
            text = " " + text
        _run(paragraph, text, size=10.5 if n == 0 else 8.5)


def _grid(document: Any, block: Grid) -> None:
    """A table of four columns: label, value, label, value; a value alone in its row takes the last three."""
    from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
    from docx.shared import Cm, Pt

    table = document.add_table(rows=0, cols=4, style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, (_LABEL_CM, _VALUE_CM) * 2, strict=True):
        column.width = Cm(width)
    if block.caption:
        cells = table.add_row().cells
        caption = cells[0].merge(cells[3])
        _shade(caption, "D9E2EC")
        _written(caption, [block.caption], bold=True, keep=True)
    for n, row in enumerate(block.rows):
        added = table.add_row()
        _keep_whole(added)
        if block.to_sign and n == 0:
            added.height, added.height_rule = Cm(2.0), WD_ROW_HEIGHT_RULE.AT_LEAST
        _row(added.cells, row, keep=block.to_sign or n < len(block.rows) - 1)
    gap = document.add_paragraph()
    gap.paragraph_format.line_spacing = Pt(6)


def _row(cells: Any, row: list[Cell], keep: bool) -> None:
    from docx.shared import Cm

    places = [(cells[0], cells[1]), (cells[2], cells[3])]
    if len(row) == 1:
        places = [(cells[0], cells[1].merge(cells[3]))]
    else:
        for n, cell in enumerate(cells):
            cell.width = Cm((_LABEL_CM, _VALUE_CM)[n % 2])
    for cell, (label, value) in zip(row, places, strict=True):
        _shade(label, "F2F5F8")
        _written(label, cell.label, small=True, keep=keep)
        _written(value, [cell.value], keep=keep)


def _written(cell: Any, texts: list[str], *, bold: bool = False, small: bool = False, keep: bool = False) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.shared import Pt

    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for n, text in enumerate(texts):
        paragraph = cell.paragraphs[0] if n == 0 else cell.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(1.5 if n == 0 else 0)
        paragraph.paragraph_format.space_after = Pt(1.5 if n == len(texts) - 1 else 0)
        paragraph.paragraph_format.keep_with_next = keep
        _run(paragraph, text, size=(9.5 if n == 0 else 7.5) if small else 10.5, bold=bold)


_DRAW: dict[type, Any] = {Title: _title, Sentence: _sentence, Tick: _tick, Grid: _grid}


def _run(
    paragraph: Any, text: str, *, size: float, bold: bool = False, colour: tuple[int, int, int] | None = None
) -> None:
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(text)
    run.font.size, run.font.bold, run.font.name = Pt(size), bold or None, _FONT_EN
    if colour is not None:
        run.font.color.rgb = RGBColor(*colour)
    _east_asian(run._element.get_or_add_rPr())


def _east_asian(properties: Any) -> None:
    """Chinese characters in a Chinese font, whatever the Latin one is."""
    from docx.oxml.ns import qn

    properties.get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)


def _page_field(paragraph: Any, code: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    paragraph._p.append(field)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)


def _shade(cell: Any, colour: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:color"), "auto")
    shade.set(qn("w:fill"), colour)
    cell._tc.get_or_add_tcPr().append(shade)


def _keep_whole(row: Any) -> None:
    """A row is not torn apart by the end of a page."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
