"""`supplycheck diff`: the same declarations on another day, under another regime, other facts, against other lists."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

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
from supplycheck.errors import UsageError
from supplycheck.root import VARIABLE

NOTHING_FOUND = 4


class Side(NamedTuple):
    """Under what one of the two answers is given."""

    day: date | None
    regime: str | None
    registries: Path | None
    facts: Path | None


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
@click.option("--facts-a", type=FOLDER, help="First: under these facts of law.  [default: those of this installation]")
@click.option("--facts-b", type=FOLDER, help="Second: under these facts of law, such as a later release's registries/.")
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
    facts_a: Path | None,
    facts_b: Path | None,
    columns: Path | None,
    format_: str,
    redact: bool,
    lang: str | None,
) -> None:
    """Compare two answers about the same files. 同一批文件在不同日期、法规、法规数据或名单下的结果差异。"""
    from supplycheck.compare import compare
    from supplycheck.writers import comparison

    begin_redacting(redact)
    sides = []
    for side in (
        Side(date_a, regime_a, registries_a, facts_a),
        Side(date_b, regime_b, registries_b or registries_a, facts_b),
    ):
        answer = _answer if side.facts is None else _answer_under_other_facts
        sides.append(answer(paths, columns, side, redact))
    changes = compare(*sides)
    if format_ == "json":
        out(json.dumps(changes.to_dict(), ensure_ascii=False, indent=1))
    else:
        comparison.write(changes.to_dict(), stdout(), language(lang))
    if not sides[0]:
        click.echo("nothing to check was found; 没有找到可核对的报关单", err=True)
        sys.exit(NOTHING_FOUND)
    sys.exit(1 if changes.fixed or changes.new else 0)


def _answer(paths: Sequence[Path], columns: Path | None, side: Side, redact: bool) -> list[dict[str, Any]]:
    from supplycheck.checker import Checker
    from supplycheck.readers import read_declarations

    checker = Checker(side.registries, as_if_declared=side.day, regime=side.regime, redact=redact)
    found = (declaration for path in paths for declaration in read_declarations(path, columns=columns))
    return [report.to_dict() for report in checker.check_many(found)]


def _answer_under_other_facts(
    paths: Sequence[Path], columns: Path | None, side: Side, redact: bool
) -> list[dict[str, Any]]:
    """The answer of another process: facts are read once in each."""
    options = {"--as-if-declared": side.day, "--regime": side.regime, "--registries": side.registries}
    words = [str(w) for name, value in {**options, "--columns": columns}.items() if value for w in (name, value)]
    command = [sys.executable, "-m", "supplycheck", "check", "--format", "jsonl", "--exit-zero", *words]
    done = subprocess.run(
        [*command, *(["--redact"] if redact else []), "--", *map(str, paths)],
        env={**os.environ, VARIABLE: str(side.facts)},
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    if done.returncode not in (0, NOTHING_FOUND):
        raise UsageError(f"{side.facts}: no answer could be given under these facts")
    return [json.loads(line) for line in done.stdout.split("\n") if line.strip()]
