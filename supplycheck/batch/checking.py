"""What a worker of a batch does: reads and checks a piece of the input, and gives back what is to be written."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from supplycheck.checker import Checker, place_of, seen_before
from supplycheck.declaration import Declaration
from supplycheck.errors import UnreadableInput
from supplycheck.many import STEP, Task, in_steps
from supplycheck.piece import Input
from supplycheck.plugins import use
from supplycheck.report import Report
from supplycheck.seen import same_as
from supplycheck.writers.summary import Summary

log = logging.getLogger(__name__)

INTERNAL = "internal-error"
"""The code of the note on a declaration over which the program itself failed."""

Json = dict[str, Any]
Counted = dict[tuple[str, str, str], int]
"""How many, by kind ("office"), key ("2248") and outcome."""


@dataclass(slots=True, frozen=True)
class How:
    """How a worker checks and writes: what makes its checker, the day where nothing gives one, and the form of results."""

    checker: dict[str, Any]
    on: date | None
    plugins: tuple[str, ...]
    format: str
    lean: bool
    lang: str


class Item(NamedTuple):
    """What comes of one declaration.

    Attributes:
        key, place: what tells that it came before, and where it stands.
        written: its results, as they are put into the output.
        source: its file as given, for a note.
        lost: why it was not processed, where it could not be: place, code, text in both languages.
        bare: the report itself, where a note on it changes what is written in a form that cannot be patched.
        news: what results leave out and this process has not told yet: instruments, snapshots, waivers used.
        counts: of all that the process was given with this one, for the totals; on the first of them only.
    """

    key: bytes | None
    place: str
    written: bytes
    source: str
    lost: tuple[str, str, str, str] | None
    bare: Report | None
    news: tuple[Json, Json, set[int]] | None
    counts: Counted | None = None


def begin(how: How) -> Callable[[Task], list[Item]]:
    """Makes what a worker needs; gives what it does with a task."""
    for name in how.plugins:
        use(name)
    checker = Checker(**how.checker)
    told = _Told()
    write = partial(render, format_=how.format, lean=how.lean, lang=how.lang)

    def work(task: Task) -> list[Item]:
        counts = _Counts()
        items: list[Item] = []
        for some in in_steps(task.read(), STEP):
            done = all_rendered(some, checker, how.on, write)
            items += [_item(d, *each, checker, how, told) for d, each in zip(some, done, strict=True)]
            for report, _ in done:
                counts.add(report)
        items[:1] = [item._replace(counts=counts.all()) for item in items[:1]]
        return items

    return work


@dataclass(slots=True)
class _Told:
    """What this process has told of already."""

    instruments: set[str] = field(default_factory=set)
    snapshots: set[tuple[str, date, str]] = field(default_factory=set)
    waivers: set[int] = field(default_factory=set)


def _item(declaration: Input, report: Report, written: bytes, checker: Checker, how: How, told: _Told) -> Item:
    key = same_as(declaration)
    bare = report if key is not None and how.format == "csv" and not report.lines and not report.findings else None
    return Item(
        key,
        place_of(report.declaration),
        written,
        report.declaration.source,
        _lost(report),
        bare,
        _news(report, checker, told),
    )


def all_rendered(
    declarations: list[Input], checker: Checker, on: date | None, write: Callable[[Report], bytes]
) -> list[tuple[Report, bytes]]:
    """The reports on some declarations and what is written of them, as `rendered` gives them."""
    try:
        return [(report, write(report)) for report in checker.check_together(declarations, on=on)]
    except Exception:  # of which one, is found out
        return [rendered(d, checker, on, write) for d in declarations]


def rendered(
    declaration: Input, checker: Checker, on: date | None, write: Callable[[Report], bytes]
) -> tuple[Report, bytes]:
    """The report on a declaration and what is written of it; where the program itself fails over it, those that say so."""
    try:
        report = checker.check(declaration, on=on)
        return report, write(report)
    except Exception as error:
        log.exception("a declaration could not be checked")
        report = _failed(declaration, error, checker)
        return report, write(report)


def _failed(declaration: Input, error: Exception, checker: Checker) -> Report:
    """The report on a declaration over which the program failed."""
    source = declaration.path if isinstance(declaration, UnreadableInput) else declaration.source
    report = checker.check(internal(source, error))
    if isinstance(declaration, Declaration) and not checker.settings["redact"]:
        report.declaration = replace(report.declaration, id=declaration.id, position=declaration.position)
    return report


def internal(source: str, error: Exception) -> UnreadableInput:
    """Says that the program itself failed over a declaration."""
    what = f"{type(error).__name__}: {error}"
    zh, en = f"未核对：程序内部错误（{what}）", f"not processed: an error in the program ({what})"
    return UnreadableInput(source, "", code=INTERNAL, zh=zh, en=en)


def render(report: Report, format_: str, *, lean: bool, lang: str) -> bytes:
    """What is written of a report: a line of JSON, or rows of CSV."""
    if format_ != "csv":
        return report.to_json(lean=lean).encode("utf-8", "backslashreplace") + b"\n"
    from supplycheck.writers import csv_table

    out = io.StringIO(newline="")
    csv_table.write_rows(report, out, lang)
    return out.getvalue().encode("utf-8", "backslashreplace")


def again(item: Item, first: str, format_: str, *, lean: bool, lang: str) -> bytes:
    """The same with the note that the declaration came before, at `first`."""
    if item.bare is not None:
        item.bare.notes.append(seen_before(first, item.source))
        return render(item.bare, format_, lean=lean, lang=lang)
    if format_ == "csv":
        return item.written  # no row tells of notes
    import json

    report = json.loads(item.written)
    note = seen_before(first, item.source)
    plain: Json = {"code": note.code, "severity": note.severity, "where": note.where}
    report["notes"].append(plain if lean else {**plain, "message": note.message.to_dict()})
    return (json.dumps(report, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")


@dataclass(slots=True)
class _Counts:
    """What some reports count for."""

    summary: Summary = field(default_factory=Summary)
    told: Counted = field(default_factory=dict)

    def add(self, report: Report) -> None:
        self.summary.add(report)
        told, ref, outcome = self.told, report.declaration, report.outcome
        for counted in (
            ("destination", ref.destination or "", outcome),
            ("exporter", ref.consignor_code or ref.consignor or "", outcome),
            ("office", ref.customs_office or "", outcome),
        ):
            told[counted] = told.get(counted, 0) + 1

    def all(self) -> Counted:
        summary = self.summary
        of_all = {name: getattr(summary, name) for name in ("law_unverified", "without_dossier", "waived")}
        return {
            **{("all", "", outcome): n for outcome, n in summary.declarations.items()},
            **{("lines", outcome, ""): n for outcome, n in summary.lines.items()},
            **{("topic", topic, ""): n for topic, n in summary.topics.items()},
            **{("of all", name, ""): n for name, n in of_all.items() if n},
            **self.told,
        }


def _lost(report: Report) -> tuple[str, str, str, str] | None:
    if report.outcome != "unreadable":
        return None
    said = next((n for n in report.notes if n.severity == "error"), report.notes[-1])
    return said.where, said.code, said.message.zh, said.message.en


def _news(report: Report, checker: Checker, told: _Told) -> tuple[Json, Json, set[int]] | None:
    instruments = {ref: cited for ref, cited in report.instruments.items() if ref not in told.instruments}
    snapshots = {key: s for s in report.snapshots if (key := (s.registry, s.as_of, s.sha256)) not in told.snapshots}
    waivers = checker.waivers.used - told.waivers if checker.waivers is not None else set()
    if not (instruments or snapshots or waivers):
        return None
    told.instruments.update(instruments)
    told.snapshots.update(snapshots)
    told.waivers |= waivers
    whole = replace(report, lines=[], findings=[], notes=[], instruments=instruments, snapshots=[*snapshots.values()])
    plain = whole.to_dict()
    by_key = {f"{s['registry']} {s['as_of']} {s['sha256']}": s for s in plain["snapshots"]}
    return plain["instruments"], by_key, waivers
