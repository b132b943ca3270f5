"""Since when the way is open is not known, so whether it was open on the day of arrival is not either."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement, Route
from supplycheck.report import Text
from supplycheck.rules.rule import PASSED, Result, Rule, fix, not_evaluated
from supplycheck.rules.support import of_head


def unknown(case: Case, route: Route) -> Result:
    """The result for a route whose first day nobody knows, on a day before the first that a source speaks of."""
    return not_evaluated(
        "law-unclear",
        "failed",
        seen=route.title.zh,
        seen_en=route.title.en,
        arrival=case.arrival.isoformat(),
        where=of_head("destination", "运抵国（地区）"),
        confidence=route.confidence,
    )


def check(case: Case, requirement: Requirement | None) -> Result:
    return PASSED  # the engine asks `unknown` for a route of which it is not known that it was open


RULE = Rule(
    code="DEST-START-UNKNOWN",
    topic="destination-route",
    title=Text("不知道该路径何时开始", "Since when the way is open is not known"),
    severity="error",
    law=("SC-739#59",),
    reads=("arrival",),
    says={
        "failed": Text(
            "不知道“{seen}”何时开始，到货日{arrival}是否已开放不明。",
            "Since when “{seen_en}” is open is not known, so neither is whether it was on the day of arrival, {arrival}.",
        )
    },
    fixes=fix("verify-the-law", "请向目的地主管部门核实。", "Verify it with the destination's authority."),
    check=check,
    machine="asks-a-person",
)
