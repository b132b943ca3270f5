"""Reports as an Excel workbook: totals, details, notes on the input, sources. Every text stays a text.

Rows go to disk as they come, so memory does not grow with the reports. Equal reports give equal bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from supplycheck.optional import need
from supplycheck.report import OUTCOMES, Report, Text
from supplycheck.writers import words
from supplycheck.writers.printable import in_one_line
from supplycheck.writers.rows import (
    COLUMNS,
    NOTE_HEADINGS,
    SOURCE_HEADINGS,
    Cell,
    instrument_row,
    note_row,
    rows,
    snapshot_row,
)
from supplycheck.writers.summary import sentence
from supplycheck.writers.totals import Totals

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

TOTALS = Text("汇总", "Summary")
DETAILS = Text("明细", "Details")
NOTES = Text("输入问题", "Input notes")
SOURCES = Text("数据来源", "Sources")
MOST_ROWS = 1_048_576
"""How many rows a sheet holds; what is more goes on in another."""

MOST_CHARACTERS = 32_767
"""How many characters a cell holds; what is more is cut, and ends in "…"."""

_COLOURS = {
    "fail": ("#9C1C14", "#FBE4E1"),
    "unreadable": ("#5B2A86", "#EFE4F6"),
    "review": ("#7A4F00", "#FFF1D6"),
    "pass": ("#175C33", "#E0F2E6"),
    "not_controlled": ("#38506A", "#E6EDF4"),
    "info": ("#3F4A54", "#EEF0F2"),
    "waived": ("#3F4A54", "#EEF0F2"),
}


def write(reports: Iterable[Report], path: Path, lang: str) -> None:
    """Writes reports into a new workbook at a path.

    Raises:
        UsageError: XlsxWriter is not installed.
    """
    xlsxwriter = need("xlsxwriter", "excel")
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(path, options)
    look = _Look(book)
    summary = book.add_worksheet(TOTALS.of(lang))
    details = _Sheet(book, look, DETAILS.of(lang), [(c.heading.of(lang), c.width) for c in COLUMNS])
    notes = _Sheet(book, look, NOTES.of(lang), [(h.of(lang), width) for h, width in NOTE_HEADINGS])
    sources = _Sheet(book, look, SOURCES.of(lang), [(h.of(lang), width) for h, width in SOURCE_HEADINGS])
    totals = Totals()
    for report in reports:
        totals.add(report)
        for cell, row in rows(report, lang):
            details.add(row, _colours(cell))
        for note in report.notes:
            notes.add(note_row(report, note, lang))
    for snapshot in totals.asked():
        sources.add(snapshot_row(snapshot, lang))
    for ref, cited in sorted(totals.instruments.items()):
        sources.add(instrument_row(ref, cited, lang))
    for sheet in (details, notes, sources):
        sheet.end()
    _summarise(summary, look, totals, lang)
    book.set_properties({"created": datetime.combine(max(totals.checked_on, default=date(2020, 1, 1)), time())})
    book.close()


def _colours(cell: Cell) -> dict[int, str]:
    """Which cells of a row are coloured, and for what."""
    return {n: column.colour(cell) for n, column in enumerate(COLUMNS) if column.colour is not None}


class _Look:
    """The formats of a workbook."""

    def __init__(self, book: Workbook) -> None:
        top: dict[str, Any] = {"valign": "top"}
        self.text = book.add_format({**top, "num_format": "@"})
        self.head = book.add_format({**top, "bold": True, "bg_color": "#E3E9EF", "bottom": 1, "text_wrap": True})
        self.title = book.add_format({**top, "bold": True, "font_size": 14})
        self.number = book.add_format({**top, "num_format": "#,##0"})
        self.of = {
            name: book.add_format({**top, "num_format": "@", "bold": True, "font_color": ink, "bg_color": ground})
            for name, (ink, ground) in _COLOURS.items()
        }


class _Sheet:
    """A table with a frozen heading and a filter that goes on in another sheet when it is full."""

    def __init__(self, book: Workbook, look: _Look, name: str, headings: list[tuple[str, int]]) -> None:
        self._book, self._look, self._name, self._headings = book, look, name, headings
        self._count = 0
        self._begin()

    def _begin(self) -> None:
        self._count += 1
        self._sheet = self._book.add_worksheet(self._name if self._count == 1 else f"{self._name} {self._count}")
        for n, (heading, width) in enumerate(self._headings):
            self._sheet.set_column(n, n, width, self._look.text)
            self._sheet.write_string(0, n, heading, self._look.head)
        self._sheet.freeze_panes(1, 0)
        self._row = 0

    def add(self, texts: list[str], colours: dict[int, str] | None = None) -> None:
        """Adds a row; `colours` names what a cell is coloured for."""
        if self._row == MOST_ROWS - 1:
            self.end()
            self._begin()
        self._row += 1
        for n, text in enumerate(texts):
            if text:
                look = self._look.of.get((colours or {}).get(n, ""), self._look.text)
                self._sheet.write_string(self._row, n, fitting(text), look)

    def end(self) -> None:
        """Sets the filter over what was added."""
        self._sheet.autofilter(0, 0, self._row, len(self._headings) - 1)


def fitting(text: str) -> str:
    """The text cut to what a cell holds. Excel counts in UTF-16."""
    if len(text) * 2 <= MOST_CHARACTERS or len(text.encode("utf-16-le")) // 2 <= MOST_CHARACTERS:
        return text
    return text.encode("utf-16-le")[: (MOST_CHARACTERS - 1) * 2].decode("utf-16-le", "ignore") + "…"


def _summarise(sheet: Any, look: _Look, totals: Totals, lang: str) -> None:
    """Fills the sheet of totals, from top to bottom."""
    for n, width in enumerate((34, 26, 16, 16, 16)):
        sheet.set_column(n, n, width)
    for number, row in enumerate(_summary_rows(totals, look, lang)):
        for n, (value, form) in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(number, n, value, form)
            elif value:
                sheet.write_string(number, n, fitting(in_one_line(value)), form)


_Row = list[tuple[str | int, "Format"]]


def _summary_rows(totals: Totals, look: _Look, lang: str) -> Iterator[_Row]:
    def head(*texts: Text) -> _Row:
        return [(t.of(lang), look.head) for t in texts]

    yield [(sentence(totals.summary, lang), look.title)]
    yield []
    yield [(words.TOOL.of(lang), look.head), (", ".join(sorted(totals.tools)), look.text)]
    yield [(words.FACTS.of(lang), look.head), (", ".join(sorted(totals.facts)), look.text)]
    days = ", ".join(day.isoformat() for day in sorted(totals.checked_on))
    yield [(words.CHECKED_ON.of(lang), look.head), (days, look.text)]
    yield []
    yield head(words.RESULT, words.DECLARATIONS, words.LINES)
    for o in OUTCOMES:
        counts = totals.summary.declarations[o], totals.summary.lines[o]
        if any(counts):
            yield [(words.OUTCOME[o].of(lang), look.of[o]), *((n, look.number) for n in counts)]
    yield []
    yield head(words.RULE, words.ABOUT, words.GRADE, words.FINDINGS)
    for rule, topic, how, n in totals.by_rule():
        grade = look.of.get(how, look.text)
        yield [
            (rule, look.text),
            (words.topic(topic).of(lang), look.text),
            (words.KIND[how].of(lang), grade),
            (n, look.number),
        ]
    yield []
    yield head(words.DESTINATION, words.DECLARATIONS)
    for place, by_outcome in sorted(totals.destinations.items(), key=lambda p: (-p[1].total(), p[0] or "")):
        yield [(place or words.UNKNOWN.of(lang), look.text), (by_outcome.total(), look.number)]
