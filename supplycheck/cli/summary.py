"""`supplycheck summary`: what kept results come to, for who supervises: who, what, where, and how it develops."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from supplycheck.cli.options import format_option, lang_option, language
from supplycheck.cli.output import beside, writing
from supplycheck.writers import overview_page, words
from supplycheck.writers.csv_table import guarded

if TYPE_CHECKING:
    from supplycheck.batch.overview import Overview

_KINDS = tuple(overview_page.TITLES)


@click.command()
@click.argument("results", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--by",
    "kinds",
    multiple=True,
    type=click.Choice(_KINDS),
    help="Count by this; may be given several times.  [default: all]",
)
@format_option("table", "json", "csv", "html")
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write into this file.")
@click.option(
    "--most",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    metavar="N",
    help="Show at most N of each, those with most failures first; totals stay exact, csv holds all.",
)
@lang_option
def summary(
    results: tuple[Path, ...],
    kinds: tuple[str, ...],
    format_: str,
    output: Path | None,
    most: int,
    lang: str | None,
) -> None:
    """Sum up kept results (JSON, JSON Lines, Parquet, CSV). 汇总已保存的核对结果。"""
    from supplycheck.batch.overview import Overview, read

    beside(output, results, format_)
    overview = Overview()
    try:
        for path in results:
            for result in read(path):
                overview.add(result)
        with writing(output) as out:
            _WRITERS[format_](overview, kinds or _KINDS, most, out, language(lang))
    finally:
        overview.close()


def _json(overview: Overview, kinds: tuple[str, ...], most: int, out: TextIO, lang: str) -> None:
    outcomes = overview.outcomes()
    answer = {
        "declarations": {o: outcomes[o] for o in words.OUTCOME if outcomes[o]},
        "weeks": [{"week": week or None, **dict(counts)} for week, counts in overview.weeks()],
        "by": {kind: overview.of(kind, most) for kind in kinds},
    }
    out.write(json.dumps(answer, ensure_ascii=False, indent=1) + "\n")


def _csv(overview: Overview, kinds: tuple[str, ...], most: int, out: TextIO, lang: str) -> None:
    import csv

    table = csv.writer(out)
    out.write("\ufeff")
    table.writerow(["by", "key", "name", "week", "outcome", "declarations"])
    for *texts, n in overview.every(kinds):
        table.writerow([*(guarded(str(text)) for text in texts), n])


def _html(overview: Overview, kinds: tuple[str, ...], most: int, out: TextIO, lang: str) -> None:
    found = {kind: overview.of(kind, most) for kind in kinds}
    overview_page.write(found, overview.outcomes(), overview.weeks(), out, lang)


def _table(overview: Overview, kinds: tuple[str, ...], most: int, out: TextIO, lang: str) -> None:
    from rich.console import Console
    from rich.table import Table

    from supplycheck.writers.printable import printable

    console = Console(file=out, width=None if out.isatty() else 140, highlight=False, markup=False)
    outcomes = overview.outcomes()
    said = ", ".join(f"{words.OUTCOME[o].of(lang)} {outcomes[o]:,}" for o in words.OUTCOME if outcomes[o])
    console.print(f"{overview_page.TOTAL.of(lang)} {outcomes.total():,}: {said}")
    for kind in kinds:
        found = overview.of(kind, most)
        table = Table(title=overview_page.TITLES[kind].of(lang), title_justify="left", box=None)
        table.add_column("")
        for text in (overview_page.TOTAL, overview_page.FAILS, overview_page.RECENT):
            table.add_column(text.of(lang), justify="right")
        table.add_column("" if kind == "rule" else overview_page.RULES.of(lang))
        for row in found["rows"]:
            table.add_row(
                printable(overview_page.label(kind, row, lang)),
                f"{row['total']:,}",
                overview_page.percent(row["fails"]),
                f"{overview_page.percent(row['recent'])} ({overview_page.percent(row['before'])})",
                printable(overview_page.rules(row)),
            )
        console.print()
        console.print(table)
        if (left := found["number"] - len(found["rows"])) > 0:
            console.print(overview_page.OTHERS.of(lang).format(n=f"{left:,}"))


_WRITERS = {"table": _table, "json": _json, "csv": _csv, "html": _html}
