"""The nearest ways in which a line that does not pass would: what each lacks, on both sides, and what no paper heals.

    answer = checker.what_if(report)            # or of a declaration
    for line in answer.lines:
        for obligation in line.obligations:
            best = obligation.ways[0]           # nearest first
            print(best.route.id, [need.id for need in best.needs], best.then)

Whoever supplies all needs of the first way of each obligation, and mends what stands in `line.needs` and `answer.needs`,
gets the outcome `line.then`. Where that is no `pass`, `why` says what stays, whatever is supplied.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from supplycheck.case import Case
from supplycheck.declaration import Declaration
from supplycheck.facts.law import Requirement, Route
from supplycheck.persons import without_persons
from supplycheck.plan import Ask, arriving
from supplycheck.reach import (
    Distance,
    Stays,
    closed_why,
    grouped,
    lasting,
    nearest,
    reachable,
    served_by,
    stays_of,
    ways,
)
from supplycheck.report import OUTCOMES, Field, Fix, Outcome, Status, Text, worst
from supplycheck.requirements import Item, Way, item, way
from supplycheck.rules.rule import shown_at
from supplycheck.rules.said import fix_of, message_of
from supplycheck.verdict import (
    OUTCOME,
    PASS,
    Judged,
    arrival,
    declaration_rules,
    departure,
    fits,
    judge,
    judged_route,
    standing_rules,
)

Does = Literal["add", "correct", "look", "update-registry", "nothing"]
"""What is to be done: supply what is not there; replace what is wrong (the paper in the field); have a person look it up
with the authority; import a snapshot of the list; nothing that the exporter writes helps."""


@dataclass(slots=True, frozen=True)
class Fault:
    """What the rules say against it now. `field` is where it stands: `documents[2].body` means that paper is to be replaced."""

    rule: str
    status: Status
    reason: str | None
    field: Field | None
    seen: str | None
    message: Text
    fix: Fix | None


@dataclass(slots=True, frozen=True)
class Need:
    """One thing to do. `id` is the requirement's, or the rule's where no requirement is behind it; `item` all it demands.

    `served_by`: the need whose paper meets this one too, so that nothing is to be done for it. `why`: what stays of it.
    """

    id: str
    does: Does
    item: Item | None
    faults: tuple[Fault, ...]
    why: Stays | None
    served_by: str | None = None


@dataclass(slots=True, frozen=True)
class NearWay:
    """One way to meet an obligation.

    `route`: its title, law, days and everything it demands; the papers that `needs` ask for must meet all of it. `then`:
    what it comes to once `needs` are supplied, `why` what stays. `opens`: its first day, where that is yet to come: the
    evidence is then judged as of that day. `route` is None where nothing is demanded any more from that day on.
    """

    route: Way | None
    opens: date | None
    then: Outcome
    needs: tuple[Need, ...]
    why: tuple[Stays, ...]


@dataclass(slots=True, frozen=True)
class Aim:
    """One obligation that is not met. `ways`: nearest first; empty where none is open. `later`: a way that opens later and
    lacks less, or the next that opens where none is open; None where none is known."""

    id: str
    side: Literal["china", "destination"]
    ways: tuple[NearWay, ...]
    later: NearWay | None


@dataclass(slots=True, frozen=True)
class LineWays:
    """A line that does not pass: the obligations it fails, and what is to be mended besides."""

    line: int
    name: str | None
    subtype: str | None
    arrives_on: date
    outcome: Outcome
    then: Outcome
    obligations: tuple[Aim, ...]
    needs: tuple[Need, ...]
    why: tuple[Stays, ...]


@dataclass(slots=True, frozen=True)
class WhatIf:
    """The answer about one declaration; `lines` holds those that do not pass. `needs` concern the declaration as a whole."""

    declaration: str | None
    source: str
    destination: str | None
    declared_on: date
    outcome: Outcome
    then: Outcome
    needs: tuple[Need, ...]
    lines: tuple[LineWays, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON-ready data."""
        return {
            "declaration": self.declaration,
            "source": self.source,
            "destination": self.destination,
            "declared_on": self.declared_on.isoformat(),
            "outcome": self.outcome,
            "then": self.then,
            "needs": [_need(n) for n in self.needs],
            "lines": [_line(line) for line in self.lines],
        }


Later = Callable[[int], tuple[Case, Ask] | None]
"""For the place of a line its case on the next day on which Chinese export law changes, and that day's lists."""


def what_if(
    declaration: Declaration,
    day: date,
    readings: list[list[Case]],
    ask: Ask,
    later: Later,
) -> WhatIf:
    """The answer about the lines of a declaration of a day, given the readings of each line's law."""
    outcomes = {id(cases): judge(cases).outcome for cases in readings}
    lines = [_line_ways(cases, outcomes[id(cases)], ask, later) for cases in readings if outcomes[id(cases)] in _OPEN]
    first = next((cases[0] for cases in readings if cases[0].product.controlled), None)
    whole = [(j, _standing(j, first)) for j in declaration_rules(first) if j.value < PASS] if first is not None else []
    needs = tuple(need for _, need in whole)
    settled = [outcome for outcome in outcomes.values() if outcome not in _OPEN]
    return WhatIf(
        declaration.id,
        declaration.source,
        declaration.destination,
        day,
        worst([*outcomes.values(), *(OUTCOME[j.value] for j, _ in whole)]),
        _then([*settled, *(line.then for line in lines)], needs),
        needs,
        tuple(lines),
    )


_OPEN = ("fail", "review")


def _line_ways(readings: list[Case], outcome: Outcome, ask: Ask, later: Later) -> LineWays:
    """What one line lacks that does not pass, given one case per reading of the day's law."""
    case = min(readings, key=lambda c: OUTCOMES.index(judge([c]).outcome)) if len(readings) > 1 else readings[0]
    if not case.product.controlled:
        hidden = [_standing(j, case) for j in judge([case]).shown if j.value < PASS]
        return _answer(case, outcome, (), hidden, (), PASS)
    arrived = arrival(case)
    there = ways(case, arrived, ask)
    here = grouped(case, departure(case), ask)
    aims = [
        Aim(id_, "china", tuple(_way(case, d, d.wants) for d in found), _later_here(case, found, later))
        for id_, found in here.items()
        if not found[0].met
    ]
    aims += [
        Aim(
            id_,
            "destination",
            tuple(_way(case, d, _with_others(d, there, id_)) for d in found),
            _later_there(case, id_, found, ask),
        )
        for id_, found in there.items()
        if not (found and found[0].met)
    ]
    needs = [_standing(j, case) for j in standing_rules(case) if j.value < PASS]
    values = [found[0].reaches for found in here.values()]
    if there or arrived.no_way:
        values.append(reachable(there, arrived))
    # Nothing gets worse by it; where readings of the law differ, the worst one is told of.
    value = max(min(values, default=PASS), OUTCOME.index(outcome))
    return _answer(case, outcome, tuple(aims), needs, tuple(closed_why(arrived, there)), value)


def _then(outcomes: list[Outcome], needs: Iterable[Need]) -> Outcome:
    """The outcome once everything is done: the worst of what is reached."""
    return worst([*outcomes, *(OUTCOME[need.why.value] for need in needs if need.why is not None)])


def _answer(
    case: Case, outcome: Outcome, aims: tuple[Aim, ...], needs: list[Need], closed: tuple[Stays, ...], value: int
) -> LineWays:
    first = [aim.ways[0].why for aim in aims if aim.ways]
    stays = [*closed, *(stay for why in first for stay in why), *(n.why for n in needs if n.why is not None)]
    return LineWays(
        case.line.number,
        case.line.name and without_persons(case.line.name),
        case.product.subtype,
        case.arrival,
        outcome,
        _then([OUTCOME[value]], needs),
        aims,
        tuple(needs),
        tuple(dict.fromkeys(stays)),
    )


def _later_there(case: Case, obligation: str, found: list[Distance], ask: Ask) -> NearWay | None:
    """The next way of the destination that opens, judged on its first day, where it lacks less than what is open."""
    coming = [r for r in case.destination_routes if r.obligation == obligation and _opens(case, r)]
    first = min((r.from_ for r in coming if r.from_ is not None), default=None)
    if first is None:
        return None
    then = arriving(case, first, ask)
    opening = [judged_route(then, r) for r in coming if r.from_ == first]
    return _if_nearer(then, nearest(then, opening, ask)[0], found, first)


def _opens(case: Case, route: Route) -> bool:
    return (
        route.from_ is not None
        and route.from_ > case.arrival
        and route.status != "informative"
        and fits(case, route)
        and (not route.only_if_claimed or route.id in case.claims)
    )


def _later_here(case: Case, found: list[Distance], later: Later) -> NearWay | None:
    """What Chinese export law wants once it changes next, where the line lacks less of it."""
    coming = later(case.index)
    if coming is None:
        return None
    then, ask = coming
    open_ = [d for ds in grouped(then, departure(then), ask).values() for d in ds]
    if not open_:
        return NearWay(None, then.day, "pass", (), ())
    best = min(open_, key=lambda d: (not d.met, -d.reaches, len(d.lacks)))
    return _if_nearer(then, best, found, then.day)


def _if_nearer(case: Case, best: Distance, found: list[Distance], first: date) -> NearWay | None:
    nearer = not found or (best.reaches, -len(best.lacks)) > (found[0].reaches, -len(found[0].lacks))
    return _way(case, best, best.wants, first) if nearer else None


def _with_others(way_: Distance, found: dict[str, list[Distance]], obligation: str) -> list[Requirement]:
    """What a way lacks, with what the first ways of the other obligations do."""
    ways_ = ([way_] if id_ == obligation else ds[:1] for id_, ds in found.items())
    return [wanted for chosen in ways_ for d in chosen for wanted in d.wants]


def _way(case: Case, distance: Distance, together: list[Requirement], opens: date | None = None) -> NearWay:
    route = distance.verdict.route
    there = case.destination.instruments if case.destination is not None else {}
    instrument = there[route.instrument] if route.side == "destination" else case.china.instruments[route.instrument]
    return NearWay(
        way(route, instrument, case.product.subtype, case.arrival),
        opens,
        OUTCOME[distance.reaches],
        tuple(
            Need(
                id_,
                _does(judged),
                item(wanted, case.product.subtype, case.arrival),
                tuple(_fault(j, case) for j in judged),
                next((stay for stay in distance.stays if stay.requirement == id_), None),
                served_by(wanted, together),
            )
            for id_, (wanted, judged) in distance.lacks.items()
        ),
        distance.stays,
    )


def _standing(j: Judged, case: Case) -> Need:
    return Need(j.rule.code, _does([j]), None, (_fault(j, case),), stays_of(j))


_PAPER = re.compile(r"(?:documents|statements)\[\d+\]")
_ANOTHER = frozenset({"other-act", "other-module"})
"""A paper that is right for something else: it stays, and one for this is added."""


def _does(judged: list[Judged]) -> Does:
    """What is to be done about the results of one requirement, the gravest first."""
    stays = lasting(judged)
    if any(stay.code == "registry" for stay in stays):
        return "update-registry"
    if any(stay.code in ("list", "barred") for stay in stays):
        return "nothing"
    if any(j.result.reason == "ask-the-authority" for j in judged):
        return "look"
    return "correct" if any(map(_is_wrong, judged)) else "add"


def _is_wrong(j: Judged) -> bool:
    """Whether a result is about something that is there, and wrong."""
    result = j.result
    if result.says in _ANOTHER:
        return False
    path = result.where.path if result.where else ""
    if _PAPER.search(path):
        return True
    kind = j.requirement.kind if j.requirement else ""
    return kind in ("mark", "claim", "notified-body") or (kind != "standard" and result.seen is not None)


def _fault(j: Judged, case: Case) -> Fault:
    r = j.result
    return Fault(
        j.rule.code,
        r.status,
        r.reason,
        shown_at(r.where, case) if r.where is not None else None,
        r.seen and without_persons(r.seen),
        message_of(j.rule, r),
        fix_of(j.rule, r),
    )


def _line(line: LineWays) -> dict[str, Any]:
    return {
        "line": line.line,
        "name": line.name,
        "subtype": line.subtype,
        "arrives_on": line.arrives_on.isoformat(),
        "outcome": line.outcome,
        "then": line.then,
        "why": [s.to_dict() for s in line.why],
        "needs": [_need(n) for n in line.needs],
        "obligations": [
            {
                "id": aim.id,
                "side": aim.side,
                "ways": [_near(w) for w in aim.ways],
                "later": _near(aim.later) if aim.later else None,
            }
            for aim in line.obligations
        ],
    }


def _near(near: NearWay) -> dict[str, Any]:
    return {
        "route": near.route.to_dict() if near.route else None,
        "opens": near.opens.isoformat() if near.opens else None,
        "then": near.then,
        "why": [s.to_dict() for s in near.why],
        "needs": [_need(n) for n in near.needs],
    }


def _need(need: Need) -> dict[str, Any]:
    return {
        "id": need.id,
        "does": need.does,
        "item": need.item.to_dict() if need.item else None,
        "faults": [
            {
                "rule": f.rule,
                "status": f.status,
                "reason": f.reason,
                "field": {"path": f.field.path, "label": f.field.label, "at": f.field.at} if f.field else None,
                "seen": f.seen,
                "message": f.message.to_dict(),
                "fix": {"code": f.fix.code, "zh": f.fix.zh, "en": f.fix.en} if f.fix else None,
            }
            for f in need.faults
        ],
        "why": need.why.to_dict() if need.why else None,
        "served_by": need.served_by,
    }
