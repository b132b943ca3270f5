"""`supplycheck match review`: what people decide of names that may be a record's."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from supplycheck.cli.options import (
    day_option,
    declared_option,
    format_option,
    lang_option,
    language,
    out,
    registries_option,
    say,
)
from supplycheck.errors import RegistryUnavailable, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from supplycheck.registry import Registries
    from supplycheck.registry.decisions import Decision, Ruling


@click.group()
def review() -> None:
    """Decide of close names, and see what was decided. 人工核对名称。

    A decision is a line in the file of who decides, in the data directory. It counts in every later check, until the
    record changes.
    """


@review.command("list")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@declared_option
@format_option("table", "json")
@registries_option
@lang_option
def list_(paths: tuple[Path, ...], on: date | None, format_: str, registries: Path | None, lang: str | None) -> None:
    """Without files: what was decided, and what of it counts. With declarations: what there is to decide. 列出。"""
    if paths:
        _open(paths, on, format_, registries, language(lang))
        return
    from supplycheck.registry import Registries

    with Registries(registries) as held:
        found: list[dict[str, Any]] = [
            {**decision.to_dict(), "state": held.decisions.state(decision, _digests(held, decision))}
            for decision in held.decisions.all
        ]
    if format_ == "json":
        out(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for d in found:
        say(f"{d['day']}  {d['person']}  {d['registry']}  {d['name']} {_sign(d['ruling'])} {d['record']}  {d['state']}")
        say(f"  {d['reason']}")


def _sign(ruling: str) -> str:
    return "=" if ruling == "same" else "≠"


def _digests(held: Registries, decision: Decision) -> set[str]:
    """The digests of the records that a decision's record is today."""
    from supplycheck.registry.decisions import digest_of

    try:
        view = held.on(decision.registry, date.today())
    except (RegistryUnavailable, UsageError):
        return set()
    return {digest_of(record.fields) for record in view.records(decision.record)}


def _open(paths: Iterable[Path], on: date | None, format_: str, registries: Path | None, lang: str) -> None:
    """What there is to decide in declarations."""
    from supplycheck.checker import Checker
    from supplycheck.declaration import Declaration
    from supplycheck.readers import read_declarations
    from supplycheck.writers import matches

    checker = Checker(registries)
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for path in paths:
        for declaration in read_declarations(path):
            if not isinstance(declaration, Declaration):
                continue
            for d in checker.doubts(declaration, on=on):
                differences = [{"part": p.part, "left": p.left, "right": p.right} for p in d.differences]
                told: dict[str, Any] = {
                    "registry": d.registry,
                    "name": d.name,
                    "record": d.record.id,
                    "listed": d.record.name,
                }
                found.setdefault((d.registry, d.name, d.record.id), {**told, "differences": differences})
    if format_ == "json":
        out(json.dumps(list(found.values()), ensure_ascii=False, indent=1))
        return
    for told in found.values():
        say(f"{told['registry']}  {told['name']} ? {told['record']} {told['listed']}")
        for line in matches.aligned(told["name"], told["listed"], {p["part"] for p in told["differences"]}, lang):
            say(line)


_accepting = (
    click.argument("name"),
    click.argument("record"),
    click.option("--registry", required=True, help="The list, such as mofcom-masks."),
    click.option("--reason", required=True, help="Why."),
    click.option("--by", "person", required=True, help="Who decides."),
    day_option("--date", "on", help="As of which day the list is asked.  [default: today]"),
    day_option("--today", help="The day of the decision.  [default: today]"),
    registries_option,
)


def _deciding(command: Any) -> Any:
    for option in reversed(_accepting):
        command = option(command)
    return command


@review.command("accept")
@_deciding
def accept(**values: Any) -> None:
    """NAME is the firm of RECORD. 认定为同一企业。"""
    _decide("same", **values)


@review.command("reject")
@_deciding
def reject(**values: Any) -> None:
    """NAME is not the firm of RECORD. 认定不是同一企业。"""
    _decide("different", **values)


def _decide(
    ruling: Ruling,
    name: str,
    record: str,
    registry: str,
    reason: str,
    person: str,
    on: date | None,
    today: date | None,
    registries: Path | None,
) -> None:
    from supplycheck.names import company
    from supplycheck.registry import Registries, decisions

    if not reason.strip():
        raise UsageError("a decision needs a reason")
    with Registries(registries) as held:
        rows = held.on(registry, on or date.today()).records(record)
        if not rows:
            raise UsageError(f"{registry} has no record {record}")
        names = [text for row in rows for text in (row.name, row.fields.get("name_en")) if text]
        verdicts = {company.compare(name, text).verdict for text in names}
        if "same" in verdicts:
            raise UsageError(f"{name} is the name of {record}: there is nothing to decide")
        apart = all(company.script(name) != company.script(text) for text in names)
        if "possible" not in verdicts and not apart:
            raise UsageError(
                f"{name} is not close to {' or '.join(dict.fromkeys(names))}: names that differ are no decision"
            )
        day = today or date.today()
        made = [
            decisions.Decision(registry, name, record, digest, ruling, reason, person, day)
            for digest in dict.fromkeys(decisions.digest_of(row.fields) for row in rows)
        ]
        for other in dict.fromkeys(o for decision in made for o in held.decisions.against(decision)):
            say(f"{other.person} decided otherwise on {other.day} ({other.reason}); 另有不同结论")
        added = decisions.add(held.data_dir / decisions.FOLDER, made)
    say(f"{name} {_sign(ruling)} {record}: {'decided; 已记录' if added else 'decided before; 此前已记录'}")


@review.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@registries_option
def export(file: Path, registries: Path | None) -> None:
    """Write all decisions into one file, for other machines. 导出。"""
    from supplycheck.registry import Registries, decisions

    with Registries(registries) as held:
        found = held.decisions.all
    try:
        file.write_text(decisions.export(found), "utf-8")
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror}") from error
    say(f"{len(found)} decisions, sha256 {decisions.digest_of_all(found)}")


@review.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@registries_option
def import_(file: Path, registries: Path | None) -> None:
    """Take in decisions that were exported elsewhere. 导入。"""
    from supplycheck.registry import Registries, decisions

    with Registries(registries) as held:
        new = decisions.read(file)
        added = decisions.add(held.data_dir / decisions.FOLDER, new)
        held.refresh()
        against = {d for decision in added for d in held.decisions.against(decision)}
    say(f"{len(added)} of {len(new)} decisions are new")
    for other in sorted(against):
        say(f"{other.person} decided otherwise of {other.name} and {other.record} on {other.day}; 另有不同结论")
    if against:
        sys.exit(1)
