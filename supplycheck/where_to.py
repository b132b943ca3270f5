"""Where the goods may go with the evidence at hand, and the smallest set that is missing elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from supplycheck.case import Case
from supplycheck.facts.destinations import places
from supplycheck.plan import Ask, elsewhere
from supplycheck.products import LOOK_ALIKES
from supplycheck.reach import Distance, Stays, alone, closed_why, reachable, ways
from supplycheck.report import OUTCOMES, Finding, LineReport, Outcome, Report, worst
from supplycheck.verdict import OUTCOME, arrival


@dataclass(slots=True, frozen=True)
class Place:
    """One destination: what its side comes to, by which route, and what is missing for a pass.

    `missing`: the smallest set of requirements to meet, on the nearest way of each obligation, wrong papers among them; what
    a paper for one of these meets too is left out. `then`:
    what it comes to once they are supplied; where that is no pass, `why` tells what no paper heals (see `reach.WHY`).
    """

    destination: str
    outcome: Outcome
    route: str | None
    missing: tuple[str, ...]
    then: Outcome
    why: tuple[Stays, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON-ready data."""
        return {
            "destination": self.destination,
            "outcome": self.outcome,
            "route": self.route,
            "missing": list(self.missing),
            "then": self.then,
            "why": [stay.to_dict() for stay in self.why],
        }


def where_to(case: Case, ask: Ask) -> list[Place]:
    """Every destination for the goods of a case, best first; none for goods that are not controlled."""
    if not case.product.controlled:
        return []
    found = [_place(elsewhere(case, place.id, ask), ask) for place in places()]
    return sorted(found, key=_order)


def wherever(report: Report) -> dict[int, Outcome]:
    """What each line comes to wherever it goes: Chinese export law, and what is wrong in the declaration itself."""
    return {line.line: _wherever([*report.findings, *line.findings], line) for line in report.lines}


def _wherever(findings: list[Finding], line: LineReport) -> Outcome:
    own = [f.outcome for f in findings if f.requirement is None and f.waived is None and not f.rule.startswith("DEST-")]
    return worst([*own, *(r.outcome for r in line.routes if r.side == "china" and r.chosen), "pass"])


def _order(place: Place) -> tuple[int, int, int, str]:
    return -OUTCOMES.index(place.outcome), -OUTCOMES.index(place.then), len(place.missing), place.destination


def _place(case: Case, ask: Ask) -> Place:
    arrived = arrival(case)
    if case.product.subtype in LOOK_ALIKES and not arrived.routes and not arrived.no_way:
        return Place(case.destination_code or "", "not_controlled", None, (), "not_controlled", ())
    distances = ways(case, arrived, ask)
    chosen: list[Distance] = [found[0] for found in distances.values() if found]
    return Place(
        case.destination_code or "",
        arrived.outcome,
        chosen[0].verdict.route.id if chosen else None,
        tuple(wanted.id for wanted in alone([wanted for way in chosen for wanted in way.wants])),
        OUTCOME[reachable(distances, arrived)],
        tuple(dict.fromkeys(s for s in (*closed_why(arrived, distances), *(s for way in chosen for s in way.stays)))),
    )
