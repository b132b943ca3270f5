"""`supplycheck registry`: the lists that authorities publish, as snapshots."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from supplycheck.cli.options import day_option, format_option, out, registries_option, say, setting

if TYPE_CHECKING:
    from supplycheck.registry.registries import Registries, SnapshotInfo
    from supplycheck.registry.update import Updated

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_REPORTS = click.Path(exists=True, path_type=Path)

_accept_loss = click.option(
    "--accept-loss", is_flag=True, help="Take a list that lost more rows than it is known to lose."
)

_offline = setting("--offline", is_flag=True, help="Fetch nothing: refuse before anything is sent.")


@click.group()
def registry() -> None:
    """Registry snapshots: get, look up, look after. 名单快照。"""


@registry.command("import")
@click.argument("name")
@click.argument("file", type=_FILE)
@day_option("--as-of", required=True, help="The day on which the list was taken.")
@click.option("--partial", is_flag=True, help="The file does not hold the whole list.")
@click.option("--replace", is_flag=True, help="Put it in the place of another file of that day.")
@click.option("--columns", type=_FILE, help="Column profile, for headings that are not the publisher's.")
@_accept_loss
@registries_option
def import_(
    name: str,
    file: Path,
    as_of: date,
    partial: bool,
    replace: bool,
    columns: Path | None,
    accept_loss: bool,
    registries: Path | None,
) -> None:
    """Import a list as a snapshot. 导入名单快照。"""
    from supplycheck.registry import import_file

    info = import_file(
        registries, name, file, as_of, partial=partial, replace=replace, accept_loss=accept_loss, columns=columns
    )
    _told(info, registries)


def _told(info: SnapshotInfo, registries: Path | None) -> None:
    """Say what a snapshot is, and what it changed."""
    from supplycheck.registry import history
    from supplycheck.registry.registries import data_root

    say(f"{info.registry} {info.as_of}: {info.rows} rows, sha256 {info.sha256}")
    noted = history.entries(data_root(registries) / info.registry)
    if noted and noted[-1].get("since") and noted[-1].get("as_of") == str(info.as_of):
        last = noted[-1]
        say(f"  since {last['since']}: {last['added']} added, {last['changed']} changed, {last['gone']} gone")
    if info.detail:
        say(f"  not read: {info.detail}")


@registry.command("list")
@day_option("--date", "on", help="As of which day.  [default: today]")
@format_option("table", "json")
@registries_option
def list_(on: date | None, format_: str, registries: Path | None) -> None:
    """List the snapshots that count on a day. 列出当日有效的快照。"""
    from supplycheck.registry import list_snapshots

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
        for i in list_snapshots(registries, on or date.today())
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
        for record in (answer.record, *answer.others):
            say(f"{name} {answer.evidence.as_of}: {record.id} {record.name}")
            for field, value in record.fields.items():
                say(f"  {field}: {value}")
    elif isinstance(answer, NotFound):
        say(f"{name} {answer.evidence.as_of}: {key} is not in the list; 名单中没有")
        for near in answer.near:
            say(f"  near: {near.id} {near.name}")
        sys.exit(1)
    else:
        say(f"{name}: {answer.en}; {answer.zh}")
        sys.exit(3)


@registry.command("history")
@click.argument("name")
@format_option("table", "json")
@registries_option
def history_(name: str, format_: str, registries: Path | None) -> None:
    """Tell what was put there, and what it changed. 快照的历史。"""
    from supplycheck.registry import history
    from supplycheck.registry.definition import checked_name
    from supplycheck.registry.registries import data_root

    entries = history.entries(data_root(registries) / checked_name(name))
    if format_ == "json":
        import json

        out(json.dumps(entries, ensure_ascii=False, indent=1))
        return
    for e in entries:
        changed = f"  +{e['added']} ~{e['changed']} -{e['gone']} since {e['since']}" if e.get("since") else ""
        say(f"{e['as_of']}  {e['file']:<18} {str(e['sha256'])[:12]}  {e['origin']}{changed}")


@registry.command("verify")
@click.argument("names", nargs=-1)
@registries_option
def verify(names: tuple[str, ...], registries: Path | None) -> None:
    """Read every snapshot through; say which are damaged or changed. 检查快照是否完好。"""
    from supplycheck.registry import upkeep

    found = upkeep.verify(registries, names)
    for v in found:
        state = v.problem or ("sound" if v.recorded else "readable, put there by hand")
        say(f"{v.registry:<18} {v.as_of}  {v.rows:>8} rows  {state}")
    if any(v.problem for v in found):
        sys.exit(1)


@registry.command("prune")
@click.argument("names", nargs=-1)
@click.option("--keep", type=click.IntRange(min=1), required=True, help="How many of the newest stay.")
@click.option(
    "--reports",
    type=_REPORTS,
    multiple=True,
    required=True,
    help="Reports or records that are kept; what they name stays. A folder is gone through.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@registries_option
def prune(names: tuple[str, ...], keep: int, reports: tuple[Path, ...], dry_run: bool, registries: Path | None) -> None:
    """Remove old snapshots that no kept report names. 清理旧快照。"""
    from supplycheck.registry import upkeep

    for file in upkeep.prune(registries, keep, reports, names, pretend=dry_run):
        say(f"{'would remove' if dry_run else 'removed'} {file.path}")


@registry.group("bundle")
def bundle() -> None:
    """Snapshots as one file, for machines without a network. 快照打包。"""


@bundle.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.argument("names", nargs=-1)
@day_option("--date", "on", help="The snapshots that count on that day.  [default: the newest]")
@registries_option
def export(file: Path, names: tuple[str, ...], on: date | None, registries: Path | None) -> None:
    """Write the snapshots of registries into one file. 导出快照包。"""
    from supplycheck.registry import bundle as bundles

    for packed in bundles.export(registries, file, names, on):
        say(f"{packed.registry} {packed.as_of}: {packed.bytes} bytes, sha256 {packed.sha256}")


@bundle.command("import")
@click.argument("file", type=_FILE)
@click.option("--replace", is_flag=True, help="Put them in the place of other files of the same days.")
@_accept_loss
@registries_option
def take_in(file: Path, replace: bool, accept_loss: bool, registries: Path | None) -> None:
    """Take in the snapshots of a bundle. 导入快照包。"""
    from supplycheck.registry import bundle as bundles

    for info in bundles.take_in(registries, file, replace=replace, accept_loss=accept_loss):
        say(f"{info.registry} {info.as_of}: {info.rows} rows, sha256 {info.sha256}")


@registry.command("update")
@click.argument("names", nargs=-1)
@_accept_loss
@click.option("--mirror", metavar="URL", help="Ask this address first.")
@_offline
@registries_option
def update(
    names: tuple[str, ...], accept_loss: bool, mirror: str | None, offline: bool, registries: Path | None
) -> None:
    """Fetch lists from their publishers. 从发布机构更新名单。

    Without names: those of which a snapshot is there. What cannot be had leaves the old snapshot as it is.
    """
    from supplycheck.registry import update as updates
    from supplycheck.registry.registries import Registries

    if not names:
        with Registries(registries) as held:
            names = tuple(
                name for name in updates.fetchable() if held.snapshots(name) and not _only_bundled(held, name)
            )
        if not names:
            say("nothing to update; fetched on request: " + ", ".join(updates.fetchable()))
            return
    failed = False
    with updates.web_for(registries, offline=offline) as web, _Progress() as progress:
        for u in updates.update(
            registries, names, web, date.today(), accept_loss=accept_loss, mirror=mirror, progress=progress
        ):
            failed = failed or u.came not in ("updated", "unchanged")
            _say_updated(u)
    if failed:
        sys.exit(3)


def _only_bundled(held: Registries, name: str) -> bool:
    return all(info.bundled for info in held.snapshots(name))


def _say_updated(u: Updated) -> None:
    if u.info is None:
        since = f" (since {u.failing_since})" if u.failing_since is not None else ""
        say(f"{u.registry}: {u.came}{since}{': ' if u.why else ''}{u.why}")
        return
    say(f"{u.registry} {u.info.as_of}: {u.info.rows} rows, {'whole list' if u.info.complete else 'a part of the list'}")
    if u.since is not None:
        say(f"  since {u.since}: {u.added} added, {u.changed} changed, {u.gone} gone")
    if u.info.detail:
        say(f"  not read: {u.info.detail}")


class _Progress:
    """One line on a terminal that tells how much has come; nothing elsewhere."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._told = 0.0

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")

    def __call__(self, name: str, done: int, total: int | None) -> None:
        import time

        now = time.monotonic()
        if self._shown and now - self._told > _TOLD_EVERY:
            self._told = now
            of = f" of {total:,} ({done / total:.0%})" if total else ""
            sys.stderr.write(f"\r\x1b[K{name}: {done:,}{of}")
            sys.stderr.flush()


_TOLD_EVERY = 0.2


@registry.command("ask")
@click.argument("name")
@click.argument("text")
@click.option("--field", default="number", show_default=True, help="What TEXT is: number, holder, …")
@click.option(
    "--keep", is_flag=True, help="Keep what is found as evidence: in a snapshot of today that is a part of the list."
)
@_offline
@registries_option
def ask(name: str, text: str, field: str, keep: bool, offline: bool, registries: Path | None) -> None:
    """Ask a publisher's own interface for one entry. 向发布机构接口查询一条记录。"""
    from supplycheck.registry import update as updates
    from supplycheck.registry.sources import Listed, NotListed, Unanswered

    with updates.web_for(registries, offline=offline) as web:
        answer = updates.look_up(registries, name, field, text, web, date.today(), keep=keep)
    if isinstance(answer, Listed):
        for row in answer.rows:
            say(f"{name} {answer.as_of}: {row.get(field, text)}")
            for column, value in row.items():
                say(f"  {column}: {value}")
        if not answer.whole:
            say("there are more; 还有更多")
        return
    if isinstance(answer, NotListed):
        say(f"{name} {answer.as_of}: {text} is not there; 查无此记录")
        sys.exit(1)
    if isinstance(answer, Unanswered):
        since = f" since {answer.since}" if answer.since is not None else ""
        say(f"{name}: no answer{since} ({answer.reason}): {answer.en}")
    else:
        say(f"{name}: the interface did not heed the question and answered with “{answer.other}”; that shows nothing")
    sys.exit(3)
