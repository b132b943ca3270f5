"""Statutory export inspection of GAC No. 53 applies: a duty to be met, not a defect."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, Result, Rule, fix, not_evaluated
from supplycheck.rules.support import of_line


def check(case: Case, requirement: Requirement | None) -> Result:
    if case.product.medical is False:
        return NOT_APPLICABLE
    law = next((e for e in case.china.inspection if case.line.hs_code in e.keys and e.on(case.day)), None)
    if law is None:
        return NOT_APPLICABLE
    return not_evaluated(
        "duty-to-be-met",
        "failed",
        seen=case.line.hs_code,
        where=of_line("hs_code", "商品编号"),
        severity="info",
        confidence=law.confidence,
    )


RULE = Rule(
    code="CN-INSPECTION",
    topic="inspection",
    title=Text("须实施出口商品检验", "Statutory export inspection applies"),
    severity="info",
    law=("GAC-2020-53#1",),
    reads=("line", "day", "product", "china"),
    scope="line",
    says={
        "failed": Text(
            "商品编号{seen}项下的医疗物资须实施出口商品检验；当日监管条件请在海关网站核对。",
            "Medical goods under {seen} are subject to export inspection; look the supervision condition of the day up with customs.",
        )
    },
    fixes=fix("apply-for-inspection", "申报时一并申请出口检验。", "Apply for export inspection with the declaration."),
    check=check,
)
