"""`supplycheck check`: declarations in, reports out."""

from __future__ import annotations

import logging
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from supplycheck._version import __version__
from supplycheck.cli.logs import notice
from supplycheck.cli.options import (
    Asked,
    asked_options,
    fail_on_options,
    lang_option,
    language,
    setting,
    status,
)
from supplycheck.cli.output import DOCUMENTS, beside, output_options, write_document, writing
from supplycheck.errors import UnreadableInput, UsageError
from supplycheck.garbage import collect_seldom
from supplycheck.plugins import loaded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from supplycheck.checker import Checker
    from supplycheck.declaration import Declaration
    from supplycheck.report import Report
    from supplycheck.waivers import Waiver, Waivers

log = logging.getLogger(__name__)

NOTHING_FOUND = 4


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@setting(
    "--format",
    "format_",
    type=click.Choice(["table", "json", "jsonl", *DOCUMENTS]),
    default="table",
    show_default=True,
    help="Output format.",
)
@output_options
@asked_options
@lang_option
@setting(
    "--detail", type=click.Choice(["full", "lean"]), default="full", show_default=True, help="Leave texts out of JSON."
)
@click.option("--trace", is_flag=True, help="Also report rules that passed or did not apply.")
@setting(
    "--archive", type=click.Path(file_okay=False, path_type=Path), help="Keep a record of each check in this folder."
)
@fail_on_options
def check(
    paths: tuple[Path, ...],
    format_: str,
    output: Path | None,
    per_rule: int | None,
    asked: Asked,
    lang: str | None,
    detail: str,
    trace: bool,
    archive: Path | None,
    fail_on: str,
    exit_zero: bool,
) -> None:
    """Check declarations: files or folders. 核对报关单文件或文件夹。"""
    from supplycheck.writers.summary import Summary

    if format_ == "xlsx" and output is None:
        raise click.UsageError("--format xlsx needs a file: -o FILE")
    beside(output, paths, format_)
    if asked.redact and archive is not None:
        raise click.UsageError("--redact and --archive exclude each other: a record is of the whole report")
    started = time.perf_counter()
    checker = asked.checker(trace=trace)
    summary = Summary()

    unrecorded: list[UsageError] = []

    def reports() -> Iterator[Report]:
        found = asked.reports(checker, paths)
        for report in _recorded(asked, checker, paths, archive, unrecorded) if archive else found:
            if not summary.declarations:
                # All that a check loads is loaded; it stays, so it need not be looked through for garbage.
                collect_seldom()
            summary.add(report)
            yield report

    lean = detail == "lean"
    if format_ in DOCUMENTS:
        write_document(format_, reports(), output, language(lang), per_rule)
    else:
        with writing(output, piece_by_piece=format_ == "jsonl") as target:
            if format_ == "jsonl":
                for report in reports():
                    target.write(report.to_json(lean=lean) + "\n")
            elif format_ == "json":
                found = list(reports())
                target.write(_json(found, summary, _run(asked, checker.waivers), lean) + "\n")
            else:
                from supplycheck.writers import table

                found = list(reports())
                table.write(found, summary, target, language(lang))
    if checker.waivers is not None:
        for waiver in checker.waivers.unused:
            notice(f"unused waiver; 未用到的豁免: {_label(waiver, asked.redact)} (until {waiver.until})")
    log.info("%d declarations, %d lines", summary.declarations.total(), summary.lines.total())
    log.debug("%.3f s", time.perf_counter() - started)
    if unrecorded:
        raise unrecorded[0]  # whatever was found: who keeps records must learn that one is missing
    if not summary.declarations:
        click.echo("nothing to check was found; 没有找到可核对的报关单", err=True)
        sys.exit(NOTHING_FOUND)
    sys.exit(0 if exit_zero else status(summary.declarations, fail_on))


def _recorded(
    asked: Asked, checker: Checker, paths: tuple[Path, ...], archive: Path, failed: list[UsageError]
) -> Iterator[Report]:
    """The reports, each with a record in the archive before it is shown.

    Where a record cannot be written, the reports go on without, and the error is in `failed`.
    """
    from datetime import UTC, datetime

    from supplycheck.records import Archive

    kept = Archive(archive)
    current: list[Declaration | UnreadableInput] = []

    def noted() -> Iterator[Declaration | UnreadableInput]:
        for declaration in asked.declarations(paths):
            current[:] = [declaration]
            yield declaration

    for report in checker.check_many(noted(), on=asked.on):
        (declaration,) = current
        named = None if asked.redact or isinstance(declaration, UnreadableInput) else declaration
        if not failed:
            try:
                kept.add(report, datetime.now(UTC), declaration=named, dossier=asked.dossier)
            except UsageError as error:
                failed.append(error)
        yield report


def _run(asked: Asked, waivers: Waivers | None) -> dict[str, Any]:
    """What stands in the head of a JSON answer about the run itself."""
    registries = asked.registries.name if asked.registries and asked.redact else asked.registries
    run: dict[str, Any] = {
        "tool": f"supplycheck {__version__}{loaded.signature}",
        "registries": str(registries) if registries else None,
        "date": asked.on.isoformat() if asked.on else None,
    }
    if waivers is not None:
        run["waivers"] = {"sha256": waivers.digest, "unused": [_label(w, asked.redact) for w in waivers.unused]}
    return run


def _label(waiver: Waiver, redact: bool) -> str:
    """What a waiver waives, in a word."""
    if not redact or waiver.finding:
        return waiver.label
    from supplycheck.redact import mask

    return " ".join([waiver.rule or "", *(mask(named) for named in (waiver.party, waiver.number) if named)])


def _json(reports: list[Report], summary: Any, run: dict[str, Any], lean: bool) -> str:
    """One answer with its head."""
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
    return json.dumps(head, ensure_ascii=False, indent=1)
