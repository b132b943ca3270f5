"""Reports as CSV for spreadsheets: UTF-8 with its mark, one row for each finding and for each line without any."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import TextIO

from supplycheck.report import Report
from supplycheck.writers.rows import COLUMNS, RUN, rows

_RUNS = tuple("=+-@\t\r\n＝＋－＠")
"""What makes a spreadsheet take a text for a formula, in some language or version."""


def write(reports: Iterable[Report], out: TextIO, lang: str) -> None:
    """Writes reports as they come. `out` is a text stream that leaves line ends alone."""
    write_headings(out, lang)
    for report in reports:
        write_rows(report, out, lang)


def write_headings(out: TextIO, lang: str) -> None:
    """Writes what stands before all rows."""
    out.write("\ufeff")  # without it Excel reads the file in the code page of the machine
    csv.writer(out).writerow([column.heading.of(lang) for column in COLUMNS + RUN])


def write_rows(report: Report, out: TextIO, lang: str) -> None:
    """Writes the rows of one report."""
    table = csv.writer(out)
    for _, row in rows(report, lang, COLUMNS + RUN):
        table.writerow(map(guarded, row))


def guarded(text: str) -> str:
    """The text so that no spreadsheet runs it; our own reader of tables takes the guard off again."""
    return f"'{text}" if text.startswith(_RUNS) else text
