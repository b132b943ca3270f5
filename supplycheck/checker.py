"""`Checker`: binds facts, registries, rules and the clock, and answers for one declaration at a time."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, NamedTuple

from supplycheck._version import __version__
from supplycheck.case import Case
from supplycheck.declaration import Declaration, Note
from supplycheck.errors import UnreadableInput, UsageError
from supplycheck.facts.china import ChinaFacts, china
from supplycheck.facts.destinations import Destination
from supplycheck.facts.digest import version
from supplycheck.facts.law import Instrument, Requirement, within
from supplycheck.persons import without_persons
from supplycheck.plan import Ask, prepare, prepare_all
from supplycheck.plugins import loaded
from supplycheck.registry import Registries, View
from supplycheck.report import (
    Confidence,
    Decided,
    DecisionRef,
    DecisionsRef,
    DeclarationRef,
    EvidenceSeen,
    Finding,
    Fix,
    InstrumentRef,
    LineReport,
    NoteReport,
    Outcome,
    Regime,
    Report,
    Severity,
    Status,
    Text,
    half_id,
    worst,
)
from supplycheck.requirements import Checklist, checklist
from supplycheck.rules.rule import Rule, shown_at
from supplycheck.rules.said import fix_of, message_of
from supplycheck.seen import Seen, same_as
from supplycheck.verdict import OUTCOME, PASS, Judged, LineVerdict, Remembered, declaration_rules, judge

if TYPE_CHECKING:
    from supplycheck.doubts import Doubt
    from supplycheck.registry.answers import Evidence
    from supplycheck.registry.decisions import Decision
    from supplycheck.waivers import Waiver, Waivers
    from supplycheck.what_if import WhatIf
    from supplycheck.where_to import Place

log = logging.getLogger(__name__)

_TOLD: tuple[Status, ...] = ("failed", "not_evaluated")
_ALL: tuple[Status, ...] = (*_TOLD, "passed", "not_applicable")


class Checker:
    """Checks declarations against the law and the registries of their day.

    Args:
        registries: a directory of snapshots or interchange files; by default the user's data directory. Extracts that
            come with the package fill in for registries it lacks.
        today: the day that stands in reports as `checked_on`, and the declaration date where nothing else gives one;
            by default the machine's day, read once.
        regime: pins a regime of Chinese law by its id, whatever the day; reports say so on top.
        as_if_declared: overrides every declaration date; reports say so on top.
        trace: also report rules that passed or did not apply.
        waivers: a waivers file (see `supplycheck.waivers`), what was loaded from one, or single waivers.
        redact: mask companies and numbers in reports, for others to see.
        texts: whether findings have messages and fixes; lean reports need none, and are made faster without.

    Raises:
        UsageError: unknown regime or directory, or a waivers file that is none.
        FactsMissing: the facts are not installed.
    """

    def __init__(
        self,
        registries: str | Path | None = None,
        *,
        today: date | None = None,
        regime: str | None = None,
        as_if_declared: date | None = None,
        trace: bool = False,
        waivers: str | Path | Waivers | Iterable[Waiver] | None = None,
        redact: bool = False,
        texts: bool = True,
    ) -> None:
        self._facts = china()
        if regime is not None and regime not in {r.id for r in self._facts.regimes}:
            raise UsageError(
                f"there is no regime {regime!r}; known are: {', '.join(r.id for r in self._facts.regimes)}"
            )
        if registries is not None and not Path(registries).is_dir():
            raise UsageError(f"{registries}: no such directory")
        self._registries_as_told = registries
        self._registries = Registries(registries)
        self._today = today or date.today()
        self._regime = regime
        self._as_if = as_if_declared
        self._trace = trace
        self.waivers = _waivers(waivers, self._today)
        self._redact = redact
        self._texts = texts
        self._open_here = lru_cache(maxsize=_DAYS)(self._facts.instruments_on)
        self._regimes = lru_cache(maxsize=_DAYS)(partial(_regimes, self._facts))
        self._of_place: dict[tuple[str, date], list[str]] = {}

    def registry(self, name: str, on: date) -> View:
        """The snapshot of a registry that applies on a day.

        Raises:
            RegistryUnavailable: there is no such registry.
        """
        return self._registries.on(name, on)

    def requirements(self, product: str, to: str, on: date | None = None) -> Checklist:
        """What is needed for a product (a subtype) that arrives at a destination on a day (today), without any file.

        Raises:
            UsageError: there is no such subtype, or nothing is known of the destination.
        """
        return checklist(product, to, on or self._today)

    def destinations(self, declaration: Declaration, *, on: date | None = None) -> dict[int, list[Place]]:
        """Where the goods of each line may go with the evidence at hand, best first, by line number.

        Only the destination's side is judged; whether the goods may leave China, `check` tells.
        """
        from supplycheck.where_to import where_to

        day, _, _ = self._day(declaration, on)
        ask = self._asking(day, {})
        # What the destination wants does not hang on the reading of Chinese export law.
        cases = [readings[0] for readings in self._readings(declaration, day, ask)]
        return {case.line.number: where_to(case, ask) for case in cases}

    def what_if(self, about: Report | Declaration, *, on: date | None = None, line: int | None = None) -> WhatIf:
        """The nearest ways in which the lines that do not pass would, on both sides (see `supplycheck.what_if`).

        `about` is a declaration, or a report that a checker of this process made: it remembers its declaration, beside
        its data. One that was copied, redacted or read from a file does not; give the declaration then. Lines that
        a waiver lets pass in the report are left out. `on` is the declaration's date where nothing else gives one; `line`
        asks for one line only.

        Raises:
            UsageError: the report does not know its declaration, or there is nothing to judge in it.
        """
        from supplycheck.what_if import what_if

        waived: frozenset[int] = frozenset()
        if isinstance(about, Report):
            declaration: Declaration | None = getattr(about, "checked", None)
            if declaration is None:
                raise UsageError("this report does not know its declaration any more: ask with the declaration")
            on = about.declaration.declared_on
            waived = frozenset(x.line for x in about.lines if x.outcome in ("pass", "not_controlled"))
        else:
            declaration = about
        if declaration.direction != "export" or not declaration.lines:
            raise UsageError(f"{declaration.source}: there is nothing to judge; check says why")
        day, _, _ = self._day(declaration, on)
        ask = self._asking(day, {})
        readings = [
            cases
            for cases in self._readings(declaration, day, ask)
            if cases[0].line.number not in waived and line in (None, cases[0].line.number)
        ]
        following = self._facts.changes_after(day)

        def later(index: int) -> tuple[Case, Ask] | None:
            if following is None or self._regime is not None:
                return None
            ask_then = self._asking(following, {})
            (regime,) = self._facts.regimes_on(following)
            return prepare(declaration, index, following, regime.id, self._facts, ask_then), ask_then

        answer = what_if(declaration, day, readings, ask, later)
        if not self._redact:
            return answer
        from supplycheck.redact import redact_answer, secrets

        return redact_answer(answer, secrets(declaration, [case for cases in readings for case in cases]))

    def doubts(self, declaration: Declaration, *, on: date | None = None) -> list[Doubt]:
        """The names of a declaration that may be those of records, of which no reviewer has decided (see `match review`)."""
        from supplycheck.doubts import doubts

        day, _, _ = self._day(declaration, on)
        ask = self._asking(day, {})
        return [doubt for cases in self._readings(declaration, day, ask) for case in cases for doubt in doubts(case)]

    def _asking(self, day: date, asked: dict[str, View]) -> Ask:
        """Registries as of a day, each opened once and kept in `asked`."""

        def ask(name: str) -> View:
            view = asked.get(name)
            if view is None:
                asked[name] = view = self._registries.on(name, day)
                if log.isEnabledFor(logging.DEBUG):
                    taken = view.as_of or "no snapshot"
                    age, rows = view.age_days, view.rows
                    log.debug("%s as of %s: %s (%s, age %s days), %d rows", name, day, taken, view.state, age, rows)
            return view

        return ask

    def _readings(self, declaration: Declaration, day: date, ask: Ask) -> list[list[Case]]:
        """The cases of each line, one for each reading of the day's law (nearly always one)."""
        regimes = (self._regime,) if self._regime else self._regimes(day)
        by_regime = [prepare_all(declaration, day, regime, self._facts, ask, self._trace) for regime in regimes]
        return [[*cases] for cases in zip(*by_regime, strict=True)]

    def check_many(
        self, declarations: Iterable[Declaration | UnreadableInput], *, on: date | None = None, workers: int = 1
    ) -> Iterator[Report]:
        """One report per declaration, lazily and in order; what cannot be read becomes an `unreadable` report.

        A declaration that was checked before in the same run is checked again, with a note that names the first.
        With several `workers`, as many processes check (and, of what `read_declarations` gives, read) at once; the
        reports are the same. One that a process dies of twice is `unreadable`, and says so.
        """
        seen = Seen()
        for key, report in self._checked(declarations, on, workers):
            if key is not None and (first := seen.first(key, place_of(report.declaration))):
                report.notes.append(seen_before(first, report.declaration.source))
            yield report

    def _checked(
        self, declarations: Iterable[Declaration | UnreadableInput], on: date | None, workers: int
    ) -> Iterator[tuple[bytes | None, Report]]:
        """The reports, each with what tells that its declaration came before."""
        if workers > 1:
            from supplycheck.many import checked

            yield from checked(partial(Checker, **self.settings), declarations, on, workers, self._used)
            return
        for declaration in declarations:
            yield same_as(declaration), self.check(declaration, on=on)

    def _used(self, waivers: set[int]) -> None:
        if self.waivers is not None:
            self.waivers.mark(waivers)

    @property
    def settings(self) -> dict[str, Any]:
        """What makes another checker that answers alike, in another process."""
        return {
            "registries": self._registries_as_told,
            "today": self._today,
            "regime": self._regime,
            "as_if_declared": self._as_if,
            "trace": self._trace,
            "waivers": self.waivers,
            "redact": self._redact,
            "texts": self._texts,
        }

    def check(self, declaration: Declaration | UnreadableInput, *, on: date | None = None) -> Report:
        """The report on one declaration. `on` is its date where neither message nor dossier gives one."""
        (report,) = self.check_together((declaration,), on=on)
        return report

    def check_together(
        self, declarations: Sequence[Declaration | UnreadableInput], *, on: date | None = None
    ) -> list[Report]:
        """The reports on some declarations, each as `check` gives it.

        Look-ups of all are made first, then all are judged, then all reports written: a tenth faster than one after
        another, for each step is done while the processor still has it at hand.
        """
        work = [self._looked_up(declaration, on) for declaration in declarations]
        for each in work:
            if isinstance(each, _Asked):
                each.verdicts = [judge(readings) for readings in each.cases]
        return [self._answered(each) if isinstance(each, _Asked) else each for each in work]

    def _looked_up(self, declaration: Declaration | UnreadableInput, on: date | None) -> _Asked | Report:
        """The cases of a declaration, or the report that it cannot be checked."""
        if isinstance(declaration, UnreadableInput):
            return self._unreadable(declaration)
        if declaration.direction != "export":
            zh, en = (
                "这不是出口报关单（进出口标志不是E）。",
                "This is no export declaration (its direction is not export).",
            )
            return self._unreadable(
                UnreadableInput(declaration.source, "", code="not-an-export", zh=zh, en=en), declaration
            )
        if not declaration.lines:
            zh, en = "报关单没有商品项。", "The declaration has no goods lines."
            return self._unreadable(UnreadableInput(declaration.source, "", code="no-lines", zh=zh, en=en), declaration)
        day, day_from, notes = self._day(declaration, on)
        asked: dict[str, View] = {}
        return _Asked(
            declaration, day, day_from, notes, asked, self._readings(declaration, day, self._asking(day, asked))
        )

    def _answered(self, work: _Asked) -> Report:
        """The report on a declaration that was judged."""
        report, declaration = self._report(work), work.declaration
        if self.waivers is not None:
            self.waivers.apply(report, declaration)
        report.checked = declaration
        log.debug("%d lines as of %s (%s): %s", len(report.lines), work.day, work.day_from, report.outcome)
        return self._shown(report, declaration, work.cases)

    def _open_there(self, place: Destination, day: date) -> list[str]:
        """The instruments of a destination in force on a day."""
        known = self._of_place.get((place.id, day))
        if known is None:
            if len(self._of_place) >= _DAYS:
                self._of_place.clear()
            known = self._of_place[place.id, day] = [
                i.id for i in place.instruments.values() if within(day, i.from_, i.to)
            ]
        return known

    def _shown(self, report: Report, declaration: Declaration | None, cases: list[list[Case]]) -> Report:
        if not self._redact:
            return report
        from supplycheck.redact import redact, secrets

        every = [case for readings in cases for case in readings]
        return redact(report, secrets(declaration, every) if declaration is not None else ())

    def _day(self, declaration: Declaration, on: date | None) -> tuple[date, str, list[Note]]:
        """The declaration date and where it is from: the file, else the dossier, else the caller, else today."""
        if self._as_if is not None:
            return self._as_if, "as-if-declared", []
        if declaration.declared_on is not None:
            return declaration.declared_on, "file", []
        if declaration.dossier is not None and declaration.dossier.declared_on is not None:
            return declaration.dossier.declared_on, "dossier", []
        if on is not None:
            return on, "option", []
        zh, en = f"没有申报日期，按{self._today}核对。", f"No declaration date is given; checked as of {self._today}."
        return self._today, "today", [Note("no-date", "warning", declaration.source, zh, en)]

    def _unreadable(self, error: UnreadableInput, declaration: Declaration | None = None) -> Report:
        log.info("%s: unreadable (%s)", PurePath(os.path.basename(error.path)), error.code)
        where = f"{error.path}{':' + error.where if error.where else ''}"
        notes = [
            NoteReport(n.code, n.severity, n.where, Text(n.zh, n.en))
            for n in (declaration.notes if declaration else ())
        ]
        report = Report(
            tool=f"supplycheck {__version__}{loaded.signature}",
            facts=version(),
            checked_on=self._today,
            pinned_regime=self._regime,
            as_if_declared=self._as_if,
            declaration=DeclarationRef(
                declaration.id if declaration else None,
                declaration.source if declaration else error.path,
                declaration.position if declaration else 1,
                declaration.declared_on if declaration else None,
                None,
                declaration.destination if declaration else None,
                *_filed(declaration),
            ),
            outcome="unreadable",
            regime=Regime([], []),
            notes=[
                *notes,
                NoteReport(error.code, "error", where, Text(without_persons(error.zh), without_persons(error.en))),
            ],
        )
        return self._shown(report, declaration, [])

    def _report(self, work: _Asked) -> Report:
        declaration, day, cases = work.declaration, work.day, work.cases
        first = next(
            (readings[0] for readings, v in zip(cases, work.verdicts, strict=True) if v.outcome != "not_controlled"),
            None,
        )
        writer = _Findings(self._facts.instruments, day, self._trace, self._texts, _known_as(declaration))
        general = declaration_rules(first) if first is not None else []
        whole = writer.write(general, first, whole=True) if first is not None else []
        # Findings of the declaration as a whole count for every line that is controlled at all.
        common: list[Outcome] = [OUTCOME[j.value] for j in general]
        lines = []
        for readings, verdict in zip(cases, work.verdicts, strict=True):
            case = readings[0]
            if common and verdict.outcome != "not_controlled":
                verdict.outcome = worst([verdict.outcome, *common])
            findings = writer.write(verdict.shown, case)
            lines.append(_line(case, verdict, findings))
        arrival = cases[0][0].arrival
        places = {d.id: d for readings in cases if (d := readings[0].destination) is not None}
        there = {i for place in places.values() for i in self._open_there(place, arrival)}
        return Report(
            tool=f"supplycheck {__version__}{loaded.signature}",
            facts=version(),
            checked_on=self._today,
            pinned_regime=self._regime,
            as_if_declared=self._as_if,
            declaration=DeclarationRef(
                declaration.id,
                declaration.source,
                declaration.position,
                day,
                work.day_from,
                declaration.destination,
                *_filed(declaration),
            ),
            outcome=worst([line.outcome for line in lines]),
            regime=Regime(list(self._open_here(day)), sorted(there)),
            findings=whole,
            lines=lines,
            notes=[
                NoteReport(n.code, n.severity, n.where, Text(n.zh, n.en)) for n in (*declaration.notes, *work.notes)
            ],
            instruments=writer.cited,
            snapshots=[ref for _, v in sorted(work.asked.items()) if (ref := v.ref) is not None],
            decisions=(
                _decisions(case for readings in cases for case in readings) if self._registries.decisions else None
            ),
        )


@dataclass(slots=True)
class _Asked:
    """A declaration on its way to a report: its day and where that is from, the registries asked, its cases, their verdicts."""

    declaration: Declaration
    day: date
    day_from: str
    notes: list[Note]
    asked: dict[str, View]
    cases: list[list[Case]]
    verdicts: list[LineVerdict] = field(default_factory=list)


def _regimes(facts: ChinaFacts, day: date) -> tuple[str, ...]:
    return tuple([r.id for r in facts.regimes_on(day)])


_DAYS = 4096
"""How many days, and days at destinations, are remembered with the law that was in force."""


def _decisions(cases: Iterable[Case]) -> DecisionsRef | None:
    """The reviewers' decisions that some cases rest on."""
    used = {decision for case in cases for answer in case.asked for decision in answer.evidence.decided}
    if not used:
        return None
    from supplycheck.registry.decisions import digest_of_all

    return DecisionsRef(
        digest_of_all(used), [DecisionRef(d.registry, d.name, d.record, _decided(d)) for d in sorted(used)]
    )


def _decided(decision: Decision) -> Decided:
    return Decided(decision.ruling, decision.person, decision.day, decision.reason)


def _evidence(seen: Evidence) -> EvidenceSeen:
    return EvidenceSeen(seen.registry, seen.as_of, seen.record, _decided(seen.decided[0]) if seen.decided else None)


def _filed(declaration: Declaration | None) -> tuple[str | None, str | None, str | None]:
    """The consignor's name and code, and the customs office."""
    party = declaration.consignor if declaration else None
    name = (party.name or party.name_en) if party else None
    code = (party.uscc or party.customs_code) if party else None
    office = declaration.customs_office if declaration else None
    return name and without_persons(name), code and without_persons(code), office and without_persons(office)


def place_of(ref: DeclarationRef) -> str:
    """A declaration's file and place in it, in one word."""
    return f"{ref.source}#{ref.position}"


def seen_before(first: str, source: str) -> NoteReport:
    """The note on a declaration that came before, at `first`."""
    zh, en = f"与 {first} 是同一份报关单。", f"This is the same declaration as {first}."
    return NoteReport("D33", "warning", source, Text(zh, en))


def _waivers(waivers: str | Path | Waivers | Iterable[Waiver] | None, today: date) -> Waivers | None:
    if waivers is None:
        return None
    from supplycheck.waivers import Waivers, load, of

    if isinstance(waivers, str | Path):
        return load(waivers, today)
    return waivers if isinstance(waivers, Waivers) else of(waivers, today)


def _line(case: Case, verdict: LineVerdict, findings: list[Finding]) -> LineReport:
    product = case.product
    return LineReport(
        line=case.line.number,
        outcome=verdict.outcome,
        name=case.line.name and without_persons(case.line.name),
        product_type=product.product_type,
        subtype=product.subtype,
        subtype_from=product.subtype_from,
        medical=product.medical,
        route=verdict.route,
        routes=list(verdict.routes),
        findings=findings,
    )


class _Said(NamedTuple):
    """What a finding says, wherever the line stands.

    `half`: of its id, where it is said once. `head`: rule, requirement, topic, status, severity, confidence and reason.
    `texts`: whether its message and fix were made. `law`: the articles behind it, by the destination.
    """

    defect: str
    half: str
    head: tuple[str, str | None, str, Status, Severity, Confidence, str | None]
    seen: str | None
    needed: str | None
    evidence: list[EvidenceSeen]
    texts: bool
    message: Text | None
    fix: Fix | None
    law: dict[str, dict[str, InstrumentRef]]


class _Findings:
    """Turns results into findings, and remembers which articles they cite."""

    def __init__(
        self, instruments: dict[str, Instrument], day: date, trace: bool, texts: bool, declaration: str
    ) -> None:
        self._instruments = instruments
        self._day = day
        self._texts = texts
        self._wanted = _ALL if trace else _TOLD
        self._declaration = half_id(declaration)
        self._times: dict[str, int] = {}
        self._cited: list[dict[str, InstrumentRef]] = []

    def write(self, judged: list[Judged], case: Case, whole: bool = False) -> list[Finding]:
        """The findings of some results, in their order, without repetitions; of a line or of the `whole`."""
        wanted = self._wanted
        told = [j for j in judged if j.result.status in wanted]
        if not told:
            return []
        line = case.line
        goods = "" if whole else _goods(line.name, line.model, line.specification)
        place = case.destination.id if case.destination is not None and not whole else ""
        found: dict[tuple[str, str], Finding] = {}
        texts, times, cited = self._texts, self._times, self._cited
        for j in told:
            where, field, path = j.result.where, None, ""
            if where is not None:
                field = shown_at(where, case)
                path = field.path
            known: _Said | None = j.shown if isinstance(j, Remembered) else None
            said = known if known is not None and known.texts == texts else self._said_of(j, goods, path)
            defect, half, head, seen, needed, evidence, _, message, fix, law = said
            if (key := (defect, path)) in found:
                continue
            times[defect] = nth = times.get(defect, 0) + 1
            refs = law.get(place)
            if refs is None:
                refs = law[place] = self._refs(j.rule, j.requirement, case.destination if place else None)
            cited.append(refs)
            found[key] = Finding(
                self._declaration + (half if nth == 1 else _half(defect, nth)),
                *head,
                field,
                seen,
                needed,
                message,
                [*refs],
                [*evidence],
                fix,
            )
        return list(found.values())

    @property
    def cited(self) -> dict[str, InstrumentRef]:
        """The articles behind what was written, in order."""
        cited: dict[str, InstrumentRef] = {}
        for refs in {id(refs): refs for refs in self._cited}.values():
            cited |= refs
        return dict(sorted(cited.items()))

    def _said_of(self, j: Judged, goods: str, path: str) -> _Said:
        """What a finding says of a result; one that lines share remembers it."""
        rule, result, requirement = j.rule, j.result, j.requirement
        defect = _defect(j, goods, path)
        wanted = requirement.id if requirement is not None else None
        topic = result.topic or (requirement.topic if requirement is not None else None) or rule.topic
        said = _Said(
            defect,
            half_id(f"{defect}|1"),
            (rule.code, wanted, topic, result.status, j.severity, j.confidence, result.reason),
            result.seen and without_persons(result.seen),
            result.needed and without_persons(result.needed),
            [_evidence(e) for e in result.evidence],
            self._texts,
            message_of(rule, result) if self._texts else None,
            fix_of(rule, result) if self._texts and (j.value < PASS or result.status == "failed") else None,
            {},
        )
        if isinstance(j, Remembered):
            j.shown = said
        return said

    def _refs(self, rule: Rule, requirement: Requirement | None, place: Destination | None) -> dict[str, InstrumentRef]:
        """The articles behind what a rule says of a requirement: the requirement's, and the rule's of the day."""
        # One requirement may stand in several routes, each under an instrument of its own.
        wanted = (requirement.id, requirement.law) if requirement is not None else None
        key = (rule.code, wanted, place.id if place is not None else "", self._day)
        known = _REFS.get(key)
        if known is None:
            if len(_REFS) >= _MOST_REFS:
                _REFS.clear()
            known = _REFS[key] = self._find_refs(rule, requirement, place)
        return known

    def _find_refs(
        self, rule: Rule, requirement: Requirement | None, place: Destination | None
    ) -> dict[str, InstrumentRef]:
        there = place.instruments if place is not None else {}
        named: dict[str, Instrument] = {}
        demanded = requirement.law if requirement else ()
        # A requirement of the Chinese side knows its own article; a rule serves several. A destination's requirement
        # is backed by the duty to meet the destination's requirements as well.
        own = bool(demanded) and all(ref.partition("#")[0] in self._instruments for ref in demanded)
        for ref in demanded if own else (*demanded, *rule.law):
            instrument = self._instruments.get(ref.partition("#")[0]) or there.get(ref.partition("#")[0])
            if instrument is not None:
                named[ref] = instrument
        current = [ref for ref, i in named.items() if i.id not in self._instruments or _in_force(i, self._day)]
        # A code used before its law, say, has only law of other days to cite; citing that explains it.
        return {ref: cite(named[ref], ref.partition("#")[2]) for ref in current or named}


_PASSING = frozenset({"as_of", "arrival", "line"})
"""What a message says of the day of the check, and of the place of the line; the defect is the same elsewhere."""


_PLACE = re.compile(r"\[\d+\]|(?<=^dossier\.lines\.)\d+")
"""What in a field's path moves when something is put in before it."""


def _known_as(declaration: Declaration) -> str:
    """What a declaration is known by wherever its file lies: its number, else its contract, else its place in the file."""
    contract = declaration.dossier.contract if declaration.dossier is not None else None
    number = declaration.id or declaration.contract_number or (contract.number if contract is not None else None)
    return number or f"{os.path.basename(declaration.source)}#{declaration.position}"


@lru_cache(maxsize=4096)
def _goods(*texts: str | None) -> str:
    """The goods that findings are about, as their ids know them: by name, model and specification."""
    return "".join(f"{' '.join(text.split()) if text else ''}|" for text in texts)


@lru_cache(maxsize=16384)  # the same goods lack the same papers, line after line
def _half(defect: str, times: int) -> str:
    return half_id(f"{defect}|{times}")


@lru_cache(maxsize=4096)
def _steady(path: str) -> str:
    return _PLACE.sub("", path)


def _defect(j: Judged, goods: str, path: str) -> str:
    """What is wrong, with which goods: all that a finding says, but for what moves with other lines, papers or days."""
    rule, requirement, result = j.rule, j.requirement, j.result
    seen = result.seen or ""
    said = (
        f"{goods}{rule.code}|{requirement.id if requirement is not None else ''}|{_steady(path)}|{result.says}|"
        f"{_steady(seen) if seen == path else seen}|{result.status}"
    )
    if result.status != "failed" or not result.values:
        return said
    values = result.values
    named = sorted(name for name in values if name not in _PASSING and not name.endswith("_en"))
    return "|".join([said, *(values[name] for name in named)])


_MOST_REFS = 20_000
_REFS: dict[tuple[str, tuple[str, tuple[str, ...]] | None, str, date], dict[str, InstrumentRef]] = {}


def cite(instrument: Instrument, article: str) -> InstrumentRef:
    """An article of an instrument as reports cite it."""
    known = instrument.articles.get(article)
    return InstrumentRef(
        instrument.title,
        known.text if known else None,
        instrument.url,
        instrument.from_.isoformat() if instrument.from_ else None,
        instrument.to.isoformat() if instrument.to else None,
        instrument.confidence,
    )


def _in_force(instrument: Instrument, day: date) -> bool:
    """Whether an instrument of the Chinese side was, or may have been, in force on a day."""
    start = instrument.unclear_from if instrument.to is None and instrument.unclear_from else instrument.from_
    return within(day, start, instrument.to)


__all__ = ["Checker"]
