"""`supplycheck archive`: look through the records that `check --archive` keeps."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from supplycheck.cli.options import day_option, format_option, language, out, say
from supplycheck.errors import UsageError

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def archive() -> None:
    """Records of checks: verify, find, export. 核对记录。"""


@archive.command()
@click.argument("folder", type=_FOLDER)
def verify(folder: Path) -> None:
    """Show records that were changed, removed or put in. 检查记录是否被改动。"""
    from supplycheck.records import Archive

    found = Archive(folder).verify()
    for problem in found.problems:
        said = problem.zh if language() == "zh" else problem.en
        say(f"{problem.record or '—'}: {said}")
    say(f"{found.records} records, last {found.last}")
    sys.exit(1 if found.problems else 0)


@archive.command()
@click.argument("folder", type=_FOLDER)
@click.option("--id", "declaration", help="Of this declaration.")
@click.option("--outcome", type=click.Choice(["fail", "review", "pass", "not_controlled", "unreadable"]))
@click.option("--rule", help="With a finding of this rule.")
@click.option("--party", help="With this company, by name or credit code.")
@day_option("--since", help="Checked on this day (UTC) or later.")
@day_option("--until", help="Checked on this day (UTC) or earlier.")
@format_option("table", "jsonl")
def find(
    folder: Path,
    declaration: str | None,
    outcome: str | None,
    rule: str | None,
    party: str | None,
    since: date | None,
    until: date | None,
    format_: str,
) -> None:
    """Find records. 查找记录。"""
    from supplycheck.compare import check_saved, findings_of
    from supplycheck.records import Archive, concerns

    count = 0
    for record in Archive(folder).records():
        report: dict[str, Any] = record["report"]
        try:
            check_saved(report, f"record {record['record']}")
        except UsageError as error:
            click.echo(f"supplycheck: {error}", err=True)
            continue
        day = record["at"][:10]
        if (
            (declaration is not None and report["declaration"]["id"] != declaration)
            or (outcome is not None and report["outcome"] != outcome)
            or (rule is not None and rule.upper() not in {f["rule"] for f in findings_of(report).values()})
            or (party is not None and not concerns(record, party))
            or (since is not None and day < since.isoformat())
            or (until is not None and day > until.isoformat())
        ):
            continue
        count += 1
        if format_ == "jsonl":
            out(json.dumps(record, ensure_ascii=False, separators=(",", ":")))
        else:
            ref = report["declaration"]
            say(f"{record['record']:>9}  {record['at']}  {report['outcome']:<14}  {ref['id'] or '—'}  {ref['source']}")
    sys.exit(0 if count else 1)


@archive.command()
@click.argument("folder", type=_FOLDER)
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def export(folder: Path, target: Path) -> None:
    """Write all records into one new file, .zip or .jsonl. 导出全部记录。"""
    from supplycheck.records import Archive

    say(f"{Archive(folder).export(target)} records → {target}")
