"""The commodity code was not in force for these goods on the day (codes were renumbered in 2021 and 2022)."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, failed, fix
from supplycheck.rules.support import of_line


def check(case: Case, requirement: Requirement | None) -> Result:
    code, type_ = case.product.code, case.product.product_type
    if code is None or type_ is None or code.type != type_:
        return NOT_APPLICABLE
    if code.on(case.day) and not code.unclear(case.day):
        return PASSED
    now = case.china.codes_for(type_, case.day, case.product.medical)
    replaced = [c for c in code.replaced_by if c in now] or now
    more = {
        "seen": code.hs,
        "needed": "、".join(replaced),
        "where": of_line("hs_code", "商品编号"),
        "name": code.name.zh,
        "name_en": code.name.en,
    }
    if code.unclear(case.day):
        return failed("unclear", severity="warning", **more)
    if code.to is not None and case.day > code.to:
        return failed("ended", to=code.to.isoformat(), **more)
    return failed(
        "not-yet",
        from_=code.from_.isoformat() if code.from_ else "",
        severity="info" if code.year_only else None,
        **more,
    )


RULE = Rule(
    code="CN-HS-NOT-IN-FORCE",
    topic="hs-code",
    title=Text("商品编号当日无效", "The commodity code was not in force on the day"),
    severity="error",
    law=("GAC-2020-138#1", "GAC-2021-118#1"),
    reads=("day", "product", "china"),
    scope="line",
    goods="any",
    says={
        "ended": Text(
            "商品编号{seen}（{name}）已于{to}停止用于这类商品，应为{needed}。",
            "{seen} ({name_en}) ended for these goods on {to}; it is now {needed}.",
        ),
        "not-yet": Text(
            "商品编号{seen}（{name}）自{from_}起才使用，当日应为{needed}。",
            "{seen} ({name_en}) is in use only from {from_}; on this day it is {needed}.",
        ),
        "unclear": Text(
            "新旧商品编号交替的日期不确定，{seen}当日是否有效须核对（{needed}）。",
            "The day of the renumbering is not certain; whether {seen} was in force needs a look ({needed}).",
        ),
    },
    fixes=fix("correct-the-code", "改为当日有效的商品编号。", "Use the code in force on the day."),
    check=check,
)
