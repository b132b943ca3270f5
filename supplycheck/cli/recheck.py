"""`supplycheck recheck`: check again after correcting, and tell what is fixed, new and remaining."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import click

from supplycheck.cli.options import (
    Asked,
    asked_options,
    fail_on_options,
    format_option,
    lang_option,
    language,
    out,
    status,
    stdout,
)

NOTHING_FOUND = 4


@click.command()
@click.argument("old_report", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@format_option("table", "json")
@asked_options
@lang_option
@fail_on_options
def recheck(
    old_report: Path,
    paths: tuple[Path, ...],
    format_: str,
    asked: Asked,
    lang: str | None,
    fail_on: str,
    exit_zero: bool,
) -> None:
    """Check again and compare with an earlier report. 更正后重新核对，与原报告比较。"""
    from supplycheck.compare import compare, load
    from supplycheck.writers import comparison

    old = load(old_report)
    if asked.redact:
        from supplycheck.redact import redact_old

        old = [redact_old(report) for report in old]
    new = [report.to_dict() for report in asked.reports(asked.checker(), paths)]
    changes = compare(old, new).to_dict()
    if format_ == "json":
        out(json.dumps(changes, ensure_ascii=False, indent=1))
    else:
        comparison.write(changes, stdout(), language(lang))
    if not new:
        click.echo("nothing to check was found; 没有找到可核对的报关单", err=True)
        sys.exit(NOTHING_FOUND)
    sys.exit(0 if exit_zero else status(Counter(report["outcome"] for report in new), fail_on))
