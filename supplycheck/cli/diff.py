"""`supplycheck diff`: the same declarations on another day, under another regime, against other lists."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import click

from supplycheck.cli.options import (
    FOLDER,
    begin_redacting,
    columns_option,
    day_option,
    format_option,
    lang_option,
    language,
    out,
    redact_option,
    stdout,
)

NOTHING_FOUND = 4


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@day_option("--date-a", help="First: as if declared on this day.  [default: as the files say]")
@day_option("--date-b", help="Second: as if declared on this day.  [default: as the files say]")
@click.option("--regime-a", help="First: under this regime of Chinese law.")
@click.option("--regime-b", help="Second: under this regime of Chinese law.")
@click.option(
    "--registries-a", type=FOLDER, help="First: against these snapshots.  [default: the user's data directory]"
)
@click.option("--registries-b", type=FOLDER, help="Second: against these snapshots.  [default: those of the first]")
@columns_option
@format_option("table", "json")
@redact_option
@lang_option
def diff(
    paths: tuple[Path, ...],
    date_a: date | None,
    date_b: date | None,
    regime_a: str | None,
    regime_b: str | None,
    registries_a: Path | None,
    registries_b: Path | None,
    columns: Path | None,
    format_: str,
    redact: bool,
    lang: str | None,
) -> None:
    """Compare two answers about the same files. 同一批文件在不同日期、法规或名单下的结果差异。"""
    from supplycheck.checker import Checker
    from supplycheck.compare import compare
    from supplycheck.readers import read_declarations
    from supplycheck.writers import comparison

    begin_redacting(redact)
    sides = []
    for day, regime, lists in (
        (date_a, regime_a, registries_a),
        (date_b, regime_b, registries_b or registries_a),
    ):
        checker = Checker(lists, as_if_declared=day, regime=regime, redact=redact)
        found = (declaration for path in paths for declaration in read_declarations(path, columns=columns))
        sides.append([report.to_dict() for report in checker.check_many(found)])
    changes = compare(*sides)
    if format_ == "json":
        out(json.dumps(changes.to_dict(), ensure_ascii=False, indent=1))
    else:
        comparison.write(changes.to_dict(), stdout(), language(lang))
    if not sides[0]:
        click.echo("nothing to check was found; 没有找到可核对的报关单", err=True)
        sys.exit(NOTHING_FOUND)
    sys.exit(1 if changes.fixed or changes.new else 0)
