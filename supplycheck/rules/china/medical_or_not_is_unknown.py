"""Nothing says whether the goods are medical, on a day when the law asks for it."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, fix, not_evaluated
from supplycheck.rules.support import of_line


def check(case: Case, requirement: Requirement | None) -> Result:
    if case.product.medical is not None:
        return PASSED
    if case.regime in ("before-announcement-5", "after-repeal"):
        return NOT_APPLICABLE
    return not_evaluated("medical-unknown", "failed", goods=case.line.name, where=of_line("name", "商品名称"))


RULE = Rule(
    code="CN-MEDICAL-UNKNOWN",
    topic="classification",
    title=Text("没有说明是否医用", "It is not said whether the goods are medical"),
    severity="error",
    law=("MOFCOM-2020-5#1", "GAC-2019-18#1"),
    reads=("line", "regime", "product"),
    scope="line",
    says={
        "failed": Text(
            "“{goods}”没有写明医用还是非医用，无法判断适用哪些要求。",
            "“{goods}” is not said to be medical or non-medical, so which duties apply is open.",
        )
    },
    fixes=fix(
        "say-medical-or-not",
        "在商品名称中写明“医用”或“非医用”。",
        "Say in the goods name whether it is for medical use.",
    ),
    check=check,
)
