"""`supplycheck check`: declarations in, reports out."""

from __future__ import annotations

import gc
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from supplycheck._version import __version__
from supplycheck.cli.options import (
    columns_option,
    day_option,
    format_option,
    lang_option,
    language,
    out,
    registries_option,
    stdout,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from supplycheck.report import Report

NOTHING_FOUND = 4


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@format_option("table", "json", "jsonl")
@registries_option
@day_option("--date", "on", help="Declaration date where neither file nor dossier gives one.")
@day_option("--as-if-declared", help="Check as if declared on this day, whatever the file says.")
@click.option(
    "--dossier",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Dossier of the declaration.  [default: NAME.dossier.json]",
)
@columns_option
@click.option("--regime", help="Pin a regime of Chinese law by its id.")
@day_option("--today", help="The day that stands in the report as checked_on.  [default: today]")
@lang_option
@click.option(
    "--detail", type=click.Choice(["full", "lean"]), default="full", show_default=True, help="Leave texts out of JSON."
)
@click.option("--trace", is_flag=True, help="Also report rules that passed or did not apply.")
@click.option(
    "--fail-on",
    type=click.Choice(["fail", "review"]),
    default="review",
    show_default=True,
    help="From which outcome on the exit status is not 0.",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever was found.")
def check(
    paths: tuple[Path, ...],
    format_: str,
    registries: Path | None,
    on: date | None,
    as_if_declared: date | None,
    dossier: Path | None,
    columns: Path | None,
    regime: str | None,
    today: date | None,
    lang: str | None,
    detail: str,
    trace: bool,
    fail_on: str,
    exit_zero: bool,
) -> None:
    """Check declarations: files or folders. 核对报关单文件或文件夹。"""
    from supplycheck.checker import Checker
    from supplycheck.writers.summary import Summary

    checker = Checker(registries, today=today, regime=regime, as_if_declared=as_if_declared, trace=trace)
    summary = Summary()

    def reports() -> Iterator[Report]:
        from supplycheck.readers import read_declarations

        for path in paths:
            for report in checker.check_many(read_declarations(path, dossier=dossier, columns=columns), on=on):
                if not summary.declarations:
                    # All that a check loads is loaded; it stays, so it need not be looked through for garbage.
                    gc.freeze()
                    gc.enable()
                summary.add(report)
                yield report

    lean = detail == "lean"
    if format_ == "jsonl":
        for report in reports():
            out(report.to_json(lean=lean))
    elif format_ == "json":
        _json(list(reports()), summary, checker_run(registries, on), lean)
    else:
        from supplycheck.writers import table

        found = list(reports())
        table.write(found, summary, stdout(), language(lang))
    if not summary.declarations:
        click.echo("nothing to check was found; 没有找到可核对的报关单", err=True)
        sys.exit(NOTHING_FOUND)
    sys.exit(0 if exit_zero else _status(summary.declarations, fail_on))


def checker_run(registries: Path | None, on: date | None) -> dict[str, Any]:
    """What stands in the head of a JSON answer about the run itself."""
    return {
        "tool": f"supplycheck {__version__}",
        "registries": str(registries) if registries else None,
        "date": on.isoformat() if on else None,
    }


def _json(reports: list[Report], summary: Any, run: dict[str, Any], lean: bool) -> None:
    import json

    from supplycheck.report import SCHEMA_VERSION

    head = {
        "schema_version": SCHEMA_VERSION,
        "run": run,
        "summary": summary.to_dict(),
        "reports": [r.to_dict(lean=lean) for r in reports],
    }
    if lean:
        # What lean reports leave out stands once here, for all of them.
        whole = [r.to_dict() for r in reports]
        head["run"]["instruments"] = {ref: text for r in whole for ref, text in r["instruments"].items()}
        head["run"]["snapshots"] = list({s["sha256"]: s for r in whole for s in r["snapshots"]}.values())
    out(json.dumps(head, ensure_ascii=False, indent=1))


def _status(outcomes: Any, fail_on: str) -> int:
    if outcomes["fail"]:
        return 1
    if fail_on == "review" and (outcomes["review"] or outcomes["unreadable"]):
        return 3
    return 0
