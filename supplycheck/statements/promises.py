"""Which boxes of a statement the data supports: nobody is made to promise what nobody has looked at."""

from __future__ import annotations

from typing import NamedTuple

from supplycheck.declaration import Dossier, Statement, StatementItem
from supplycheck.facts.china import china
from supplycheck.report import LineReport, Report, Text
from supplycheck.statements.forms import Form, Promise

_ABOUT_DESTINATION = frozenset({"notified-body", "standard", "registry"})


class Box(NamedTuple):
    """A promise with its box: ticked, or open and why."""

    promise: Promise
    ticked: bool
    why: Text | None = None


def boxes(form: Form, statement: Statement, report: Report | None, dossier: Dossier) -> tuple[Box, ...]:
    """The boxes of a statement. Without a report nothing was looked at, and all stay open."""
    return tuple(_box(form, promise, statement, report, dossier) for promise in form.promises)


def _box(form: Form, promise: Promise, statement: Statement, report: Report | None, dossier: Dossier) -> Box:
    if promise.basis is not None and statement.standard_basis not in (None, promise.basis):
        return Box(promise, False)  # the other basis is declared: nothing is missing here
    why = _missing(form, promise, statement, report, dossier)
    return Box(promise, why is None, why)


def _missing(
    form: Form, promise: Promise, statement: Statement, report: Report | None, dossier: Dossier
) -> Text | None:
    """What keeps a box open, None where the data supports the promise."""
    if promise.importer:
        return None if _importer_signed(form, statement, dossier) else _OF_IMPORTER
    if promise.basis is not None and statement.standard_basis is None:
        return _BASIS
    if blank := [key for key in promise.fields if not _told(statement.items, key)]:
        labels = [form.label(key) for key in blank]
        return Text(f"未填写：{'、'.join(x.zh for x in labels)}", f"left blank: {', '.join(x.en for x in labels)}")
    if report is None or statement.lines is None:
        return _NOT_CHECKED
    lines = {line.line: line for line in report.lines}
    covered = [lines.get(number) for number in statement.lines]
    if not all(line is not None and _met(form, promise, line) for line in covered):
        return _UNMET
    return None


_OF_IMPORTER = Text("由进口方勾选", "for the importer to tick")
_BASIS = Text("报关单未申报按中国标准还是国外标准", "the declaration does not say whether Chinese or foreign standards")
_NOT_CHECKED = Text("未经核对", "not checked")
_UNMET = Text("现有资料或名单查询不能证明", "papers and registries at hand do not show it")


def _told(items: list[StatementItem], key: str) -> bool:
    return bool(items) and all(getattr(item, key) for item in items)


def _importer_signed(form: Form, statement: Statement, dossier: Dossier) -> bool:
    """Whether the dossier has this statement, for all of these lines, signed by the importer."""
    signed = [s for s in dossier.statements if s.form == form.id and s.importer_signed]
    return bool(statement.lines) and all(any(s.covers(number) for s in signed) for number in statement.lines or ())


def _met(form: Form, promise: Promise, line: LineReport) -> bool:
    if promise.destination:
        return _destination_met(line)
    return _requirements_met(form, promise, line)


def _requirements_met(form: Form, promise: Promise, line: LineReport) -> bool:
    """Whether a route of this form was judged for the line, and these of its requirements are met."""
    ways = {r.id for r in china().routes if {w.id for w in r.requirements}.issuperset(promise.requirements)}
    judged = [r for r in line.routes if r.side == "china" and r.id in ways]
    return any(set(promise.requirements).isdisjoint(r.unmet) for r in judged)


def _destination_met(line: LineReport) -> bool:
    """Whether all that the destination wants is met, by law that somebody has verified."""
    chosen = [r for r in line.routes if r.side == "destination" and r.chosen]
    about = [f for f in line.findings if f.topic.startswith("destination") or f.topic in _ABOUT_DESTINATION]
    return (
        bool(chosen)
        and all(r.outcome == "pass" for r in chosen)
        and all(f.outcome == "pass" and f.rule != "DEST-LAW-UNVERIFIED" for f in about)
    )
