"""The domestic consignor is not named, or has neither credit code nor customs code."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.report import Text
from supplycheck.rules.rule import PASSED, Result, Rule, failed, fix
from supplycheck.rules.support import of_head


def check(case: Case, requirement: Requirement | None) -> Result:
    consignor = case.declaration.consignor
    if consignor is None or not (consignor.name or consignor.name_en):
        return failed(where=of_head("consignor.name", "境内发货人"))
    unreadable = any(p.startswith("consignor.") for p in case.declaration.unreadable)
    if not consignor.uscc and not consignor.customs_code and not unreadable:
        return failed("no-code", seen=consignor.name, where=of_head("consignor.uscc", "境内发货人统一社会信用代码"))
    return PASSED


RULE = Rule(
    code="PARTY-MISSING",
    topic="party",
    title=Text("境内发货人不明", "The domestic consignor is not identified"),
    severity="warning",
    law=("GAC-2019-18#1",),
    reads=("declaration",),
    scope="declaration",
    says={
        "failed": Text("没有境内发货人。", "No domestic consignor is named."),
        "no-code": Text(
            "境内发货人“{seen}”没有统一社会信用代码，也没有海关编码。",
            "The domestic consignor “{seen}” has neither a credit code nor a customs code.",
        ),
    },
    fixes=fix(
        "identify-the-consignor",
        "填写境内发货人的名称和统一社会信用代码。",
        "Give the consignor's name and credit code.",
    ),
    check=check,
)
