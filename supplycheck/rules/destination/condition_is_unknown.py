"""Which way applies depends on a property of the goods that is not said, such as a gown's barrier level."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.report import Text
from supplycheck.rules.rule import Result, Rule, fix, not_evaluated
from supplycheck.rules.support import of_line


def check(case: Case, requirement: Requirement | None) -> Result:
    return not_evaluated("level-unknown", "failed", where=of_line("model", "规格型号"))


RULE = Rule(
    code="DEST-CONDITION-UNKNOWN",
    topic="destination-route",
    title=Text("不知道商品的防护等级", "The barrier level of the goods is not known"),
    severity="error",
    law=("SC-739#59",),
    reads=(),
    says={
        "failed": Text(
            "没有写明防护等级（1至4级），无法确定适用哪条路径。",
            "The barrier level (1 to 4) is not given, so which way applies is open.",
        )
    },
    fixes=fix(
        "give-the-level", "在规格型号或标准中写明防护等级。", "Give the barrier level with the model or the standard."
    ),
    check=check,
)
