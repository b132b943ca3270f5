"""`supplycheck replay`: run a report again; the same input, facts and lists give the same bytes."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

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
    for was in old:
        name = was["declaration"]["id"] or was["declaration"]["source"]
        now = _again(was, input_, registries, columns, waivers, dossier)
        if now is None:
            raise click.UsageError(f"{name}: no such declaration in {input_ or was['declaration']['source']}")
        causes = _causes(was, now, record, str(input_ or was["declaration"]["source"]))
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


def _again(
    was: dict[str, Any],
    input_: Path | None,
    registries: Path | None,
    columns: Path | None,
    waivers: Path | None,
    dossier: Path | None,
) -> dict[str, Any] | None:
    """The report on the same declaration, made as the old one was; under the old one's source where it was moved."""
    from supplycheck.checker import Checker
    from supplycheck.readers import read_declarations

    ref = was["declaration"]
    checked_on = date.fromisoformat(was["checked_on"])
    assumed = was["as_if_declared"]
    traced = any(f["status"] in ("passed", "not_applicable") for line in was["lines"] for f in line["findings"])
    checker = Checker(
        registries,
        today=checked_on,
        regime=was["pinned_regime"],
        as_if_declared=date.fromisoformat(assumed) if assumed else None,
        trace=traced,
        waivers=waivers,
    )
    on = date.fromisoformat(ref["declared_on"]) if ref["declared_on_from"] == "option" else None
    source = str(input_) if input_ is not None else _on_disk(ref["source"])
    for declaration in read_declarations(source, dossier=dossier, columns=columns):
        found = checker.check(declaration, on=on)
        if found.declaration.position != ref["position"] or found.declaration.id != ref["id"]:
            continue
        if input_ is None and found.declaration.source != ref["source"]:
            continue
        found.declaration.source = ref["source"]
        return found.to_dict(lean="instruments" not in was)
    return None


def _on_disk(source: str) -> str:
    """The file that a source names: the archive, for a file in one."""
    path = Path(source)
    return str(next((p for p in (path, *path.parents) if p.is_file()), path))


def _causes(was: dict[str, Any], now: dict[str, Any], record: dict[str, Any] | None, source: str) -> list[str]:
    """What is not as it was: tool, facts, lists, waivers, and for a record the input."""
    from supplycheck.records import input_digest

    causes = [
        f"{name} was {was.get(name)}, is {now.get(name)}"
        for name in ("tool", "facts", "waivers")
        if was.get(name) != now.get(name)
    ]
    lists = [{s["registry"]: s["sha256"] for s in report.get("snapshots", ())} for report in (was, now)]
    causes += [
        f"list {name} differs" for name in sorted({*lists[0], *lists[1]}) if lists[0].get(name) != lists[1].get(name)
    ]
    if record is not None and record["input"]["sha256"] not in (None, input_digest(source)):
        causes.append("the input differs")
    return causes


def _bytes(report: dict[str, Any]) -> str:
    return json.dumps(report, ensure_ascii=False)
