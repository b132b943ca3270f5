"""`supplycheck registry`: the lists that authorities publish, as snapshots."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from supplycheck.cli.options import day_option, format_option, out, registries_option, say


@click.group()
def registry() -> None:
    """Registry snapshots: import, list, show. 名单快照。"""


@registry.command("import")
@click.argument("name")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@day_option("--as-of", required=True, help="The day on which the list was taken.")
@click.option("--partial", is_flag=True, help="The file does not hold the whole list.")
@registries_option
def import_(name: str, file: Path, as_of: date, partial: bool, registries: Path | None) -> None:
    """Import a list as a snapshot. 导入名单快照。"""
    from supplycheck.registry import default_data_dir, import_file

    info = import_file(registries or default_data_dir(), name, file, as_of, partial=partial)
    say(f"{info.registry} {info.as_of}: {info.rows} rows, sha256 {info.sha256}")


@registry.command("list")
@day_option("--date", "on", help="As of which day.  [default: today]")
@format_option("table", "json")
@registries_option
def list_(on: date | None, format_: str, registries: Path | None) -> None:
    """List the snapshots that count on a day. 列出当日有效的快照。"""
    from supplycheck.registry import default_data_dir, list_snapshots

    rows = [
        {
            "registry": i.registry,
            "as_of": i.as_of.isoformat() if i.as_of else None,
            "rows": i.rows,
            "sha256": i.sha256,
            "complete": i.complete,
            "age_days": i.age_days,
            "state": i.state,
        }
        for i in list_snapshots(registries or default_data_dir(), on or date.today())
    ]
    if format_ == "json":
        import json

        out(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for r in rows:
        say(
            f"{r['registry']:<18} {r['as_of'] or '—':<11} {r['state']:<10} {r['rows']:>8} rows  {'complete' if r['complete'] else 'partial'}"
        )


@registry.command("show")
@click.argument("name")
@click.argument("key")
@day_option("--date", "on", help="As of which day.  [default: today]")
@registries_option
def show(name: str, key: str, on: date | None, registries: Path | None) -> None:
    """Look a number or a company up. 查询编号或企业。"""
    from supplycheck.registry import Found, NotFound, Registries

    view = Registries(registries).on(name, on or date.today())
    answer = view.find(key) if view.definition.normaliser != "none" else view.find_party(name=key)
    if isinstance(answer, Found):
        say(f"{name} {answer.evidence.as_of}: {answer.record.id} {answer.record.name}")
        for field, value in answer.record.fields.items():
            say(f"  {field}: {value}")
    elif isinstance(answer, NotFound):
        say(f"{name} {answer.evidence.as_of}: {key} is not in the list; 名单中没有")
        for near in answer.near:
            say(f"  near: {near.id} {near.name}")
        sys.exit(1)
    else:
        say(f"{name}: {answer.en}; {answer.zh}")
        sys.exit(3)
