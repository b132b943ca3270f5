"""What the destination wants, or that it wants nothing, is known from general knowledge only: information."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement, Route
from supplycheck.report import Text
from supplycheck.rules.rule import PASSED, Result, Rule, failed, fix
from supplycheck.rules.support import of_head


def unverified(case: Case, route: Route) -> Result:
    """The result for a route whose law nobody has read in a source."""
    return failed(
        seen=route.title.zh,
        seen_en=route.title.en,
        where=of_head("destination", "运抵国（地区）"),
        confidence="general",
    )


def check(case: Case, requirement: Requirement | None) -> Result:
    return PASSED  # the engine asks `unverified` for a route that passes on general knowledge


RULE = Rule(
    code="DEST-LAW-UNVERIFIED",
    topic="destination-route",
    title=Text("目的地法规未经核实", "The destination's law is unverified"),
    severity="info",
    law=("SC-739#59",),
    reads=(),
    says={
        "failed": Text(
            "“{seen}”来自一般知识，未经核实（law-unverified）。",
            "“{seen_en}” is general knowledge that nobody verified (law-unverified).",
        )
    },
    fixes=fix("verify-the-law", "请向目的地主管部门核实。", "Verify it with the destination's authority."),
    check=check,
    confidence="general",
)
