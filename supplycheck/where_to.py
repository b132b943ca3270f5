"""Where the goods may go with the evidence at hand, and the smallest set that is missing elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from supplycheck.case import Case
from supplycheck.facts.destinations import places
from supplycheck.plan import Ask, elsewhere
from supplycheck.report import OUTCOMES, Outcome
from supplycheck.verdict import PASS, RouteVerdict, arrival


@dataclass(slots=True, frozen=True)
class Place:
    """One destination: what its side comes to, by which routes, and the requirements that are missing for a pass."""

    destination: str
    outcome: Outcome
    route: str | None
    missing: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON-ready data."""
        return {
            "destination": self.destination,
            "outcome": self.outcome,
            "route": self.route,
            "missing": list(self.missing),
        }


def where_to(case: Case, ask: Ask) -> list[Place]:
    """Every destination for the goods of a case, best first; none for goods that are not controlled."""
    if not case.product.controlled:
        return []
    found = [_place(elsewhere(case, place.id, ask)) for place in places()]
    return sorted(found, key=lambda p: (-OUTCOMES.index(p.outcome), len(p.missing), p.destination))


def _place(case: Case) -> Place:
    outcome, routes = arrival(case)
    nearest: dict[str, RouteVerdict] = {}
    for verdict in routes:
        if verdict.route.status == "informative":
            continue
        best = nearest.get(verdict.route.obligation)
        if best is None or _distance(verdict) < _distance(best):
            nearest[verdict.route.obligation] = verdict
    chosen = list(nearest.values())
    missing = tuple(dict.fromkeys(wanted for verdict in chosen if verdict.value < PASS for wanted in verdict.unmet))
    return Place(case.destination_code or "", outcome, chosen[0].route.id if chosen else None, missing)


def _distance(verdict: RouteVerdict) -> tuple[int, int]:
    """How far a route is from being met: a met one first, then by what it lacks."""
    return (0 if verdict.value == PASS else 1, len(verdict.unmet))
