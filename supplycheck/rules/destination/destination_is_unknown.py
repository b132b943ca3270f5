"""Nothing is known of the destination, or of these goods there: what was not looked at may not pass."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.products import LOOK_ALIKES
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, fix, not_evaluated
from supplycheck.rules.support import of_head


def check(case: Case, requirement: Requirement | None) -> Result:
    where = of_head("destination", "运抵国（地区）")
    subtype = case.product.subtype
    if subtype in LOOK_ALIKES:
        return NOT_APPLICABLE
    if case.destination_code is None:
        filed = case.declaration.destination_as_filed
        return not_evaluated("no-destination", "unresolved" if filed else "no-destination", seen=filed, where=where)
    if case.destination is None:
        return not_evaluated("destination-unknown", "failed", seen=case.destination_code, where=where)
    if subtype is None:
        return NOT_APPLICABLE
    if not case.destination.routes_for(subtype):
        said = case.destination.unknown.get(subtype)
        return not_evaluated(
            "no-rules-for-product",
            "no-product",
            seen=case.destination_code,
            goods=subtype,
            why=said.zh if said else "",
            why_en=said.en if said else "",
            where=where,
        )
    return PASSED


RULE = Rule(
    code="DEST-UNKNOWN",
    topic="destination-unknown",
    title=Text("没有该目的地或该商品的规定", "No rules for the destination or for these goods there"),
    severity="error",
    law=("MOFCOM-2020-5#2", "SC-739#59"),
    reads=("product", "destination", "destination_code", "declaration"),
    scope="line",
    says={
        "failed": Text(
            "没有收录目的地{seen}的规定，未作核对。",
            "The rules of {seen} are not in our facts; nothing was checked there.",
        ),
        "no-product": Text(
            "没有收录{seen}对{goods}的规定（{why}），未作核对。",
            "The rules of {seen} for {goods} are not in our facts ({why_en}); nothing was checked.",
        ),
        "no-destination": Text("没有写明运抵国（地区）。", "No destination is given."),
        "unresolved": Text("看不出“{seen}”是哪个国家（地区）。", "“{seen}” is no country that could be recognised."),
    },
    fixes=fix(
        "look-up-the-destination",
        "向进口商或目的地主管部门确认要求。",
        "Ask the importer or the destination's authority what is required.",
    ),
    check=check,
)
