"""`supplycheck replay`: run a report again; the same input, facts and lists give the same bytes."""

from __future__ import annotations

import json
import sys
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from supplycheck.cli.options import (
    columns_option,
    lang_option,
    language,
    registries_option,
    say,
    stdout,
    waivers_option,
)
from supplycheck.errors import UnreadableInput

if TYPE_CHECKING:
    from supplycheck.declaration import Declaration


@click.command()
@click.argument("report", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--input",
    "input_",
    type=click.Path(exists=True, path_type=Path),
    help="Where the input is now, if it was moved; under its old name.",
)
@registries_option
@columns_option
@waivers_option
@click.option(
    "--dossier", type=click.Path(dir_okay=False, path_type=Path), help="Dossier, where one was given by name."
)
@lang_option
def replay(
    report: Path,
    input_: Path | None,
    registries: Path | None,
    columns: Path | None,
    waivers: Path | None,
    dossier: Path | None,
    lang: str | None,
) -> None:
    """Run a report (or a record of an archive) again. 重新运行一份报告，核对结果是否逐字节相同。"""
    from supplycheck.compare import compare, load
    from supplycheck.writers import comparison

    old = load(report)
    record = _record(report)
    differs = False

    def where(was: dict[str, Any]) -> str:
        return str(input_) if input_ is not None else _on_disk(was["declaration"]["source"])

    for source, reports in groupby(old, where):
        several = list(reports)
        found = _declarations(several, source, moved=input_ is not None, dossier=dossier, columns=columns)
        for was, declaration in zip(several, found, strict=True):
            name = was["declaration"]["id"] or was["declaration"]["source"]
            if declaration is None:
                # A redacted report has masks where name and number of its declaration were.
                raise click.UsageError(f"{name}: no such declaration in {source}")
            now = _again(was, declaration, registries, waivers)
            causes = _causes(was, now, record, str(input_ or was["declaration"]["source"]), dossier)
            if _bytes(was) == _bytes(now):
                say(f"{name}: same bytes 完全一致" + "".join(f"; {cause}" for cause in causes))
                continue
            differs = True
            say(f"{name}: differs 不一致: {'; '.join(causes) or 'the options of the run, it seems'}")
            comparison.write(compare([was], [now]).to_dict(), stdout(), language(lang))
    sys.exit(1 if differs else 0)


def _record(path: Path) -> dict[str, Any] | None:
    """The record, if the file is one of an archive and not a report by itself."""
    try:
        data = json.loads(path.read_text("utf-8"))
    except ValueError:
        return None
    return data if isinstance(data, dict) and "previous" in data else None


def _declarations(
    reports: list[dict[str, Any]], source: str, *, moved: bool, dossier: Path | None, columns: Path | None
) -> list[Declaration | UnreadableInput | None]:
    """What each of some reports is about, read anew from one file; under the old name where it was moved."""
    from supplycheck.readers import read_declarations

    wanted = [(r["declaration"]["id"], r["declaration"]["position"], r["declaration"]["source"]) for r in reports]
    kept: dict[tuple[Any, ...], list[Declaration | UnreadableInput]] = {}
    size = 2 if moved else 3
    known = {key[:size] for key in wanted}
    for found in read_declarations(source, dossier=dossier, columns=columns):
        key = (None, 1, found.path) if isinstance(found, UnreadableInput) else (found.id, found.position, found.source)
        if key[:size] in known:
            kept.setdefault(key[:size], []).append(found)
    answer: list[Declaration | UnreadableInput | None] = []
    for key in wanted:
        same = kept.get(key[:size])
        found_again = same.pop(0) if same else None
        if isinstance(found_again, UnreadableInput):
            found_again.path = key[2]
        elif found_again is not None:
            found_again.source = key[2]
        answer.append(found_again)
    return answer


def _again(
    was: dict[str, Any], declaration: Declaration | UnreadableInput, registries: Path | None, waivers: Path | None
) -> dict[str, Any]:
    """The report on the same declaration, made as the old one was."""
    from supplycheck.checker import Checker

    assumed = was["as_if_declared"]
    traced = any(f["status"] in ("passed", "not_applicable") for line in was["lines"] for f in line["findings"])
    checker = Checker(
        registries,
        today=date.fromisoformat(was["checked_on"]),
        regime=was["pinned_regime"],
        as_if_declared=date.fromisoformat(assumed) if assumed else None,
        trace=traced,
        waivers=waivers,
    )
    ref = was["declaration"]
    on = date.fromisoformat(ref["declared_on"]) if ref["declared_on_from"] == "option" else None
    now = checker.check(declaration, on=on).to_dict(lean="instruments" not in was)
    # That a declaration came twice is told of the run, not of the declaration.
    now["notes"] += [note for note in was.get("notes", ()) if note["code"] == "D33"]
    return now


def _on_disk(source: str) -> str:
    """The file that a source names: the archive, for a file in one."""
    path = Path(source)
    return str(next((p for p in (path, *path.parents) if p.is_file()), path))


def _causes(
    was: dict[str, Any], now: dict[str, Any], record: dict[str, Any] | None, source: str, dossier: Path | None
) -> list[str]:
    """What is not as it was: tool, facts, lists, waivers, and for a record the input."""
    from supplycheck.records import inputs

    causes = [
        f"{name} was {was.get(name)}, is {now.get(name)}"
        for name in ("tool", "facts", "waivers")
        if was.get(name) != now.get(name)
    ]
    digests = [(report.get("decisions") or {}).get("sha256") for report in (was, now)]
    if digests[0] != digests[1]:
        causes.append(f"decisions was {digests[0]}, is {digests[1]}")
    lists = [{s["registry"]: s["sha256"] for s in report.get("snapshots", ())} for report in (was, now)]
    causes += [
        f"list {name} differs" for name in sorted({*lists[0], *lists[1]}) if lists[0].get(name) != lists[1].get(name)
    ]
    if record is not None:
        is_ = inputs(source, dossier)
        words = (("sha256", "the input differs"), ("dossier_sha256", "its dossier differs"))
        causes += [said for key, said in words if record["input"][key] != is_[key]]
    return causes


def _bytes(report: dict[str, Any]) -> str:
    return json.dumps(report, ensure_ascii=False)
