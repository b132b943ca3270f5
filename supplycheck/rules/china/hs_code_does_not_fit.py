"""The commodity code is one for other goods: medical masks under "other masks", a suit under a mask's code, not ten digits."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.products import LOOK_ALIKES
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, failed, fix, not_evaluated
from supplycheck.rules.support import of_line


def check(case: Case, requirement: Requirement | None) -> Result:
    product, hs = case.product, case.line.hs_code
    type_ = product.product_type
    if type_ is None:
        return NOT_APPLICABLE
    where = of_line("hs_code", "商品编号")
    now = case.china.codes_for(type_, case.day, product.medical)
    needed = "、".join(now)
    if not hs:
        return not_evaluated("no-code", "no-code", where=where, needed=needed)
    if len(hs) != 10 or not hs.isdigit():
        return failed("incomplete", seen=hs, needed=needed, where=where, severity="warning")
    code = product.code
    if code is None:
        # Civil look-alikes stand under codes of many kinds, of which only those of the controlled goods are in our facts.
        if product.subtype in LOOK_ALIKES:
            return PASSED
        return failed("unusual", seen=hs, needed=needed, where=where, severity="warning")
    if code.type != type_:
        return failed(
            seen=hs, name=code.name.zh, name_en=code.name.en, goods=case.line.name, needed=needed, where=where
        )
    if not code.on(case.day):
        return NOT_APPLICABLE
    if code.medical is not None and product.medical is not None and code.medical != product.medical:
        return failed(
            "medical" if product.medical else "not-medical",
            seen=hs,
            name=code.name.zh,
            name_en=code.name.en,
            needed=needed,
            where=where,
        )
    if code.subtypes and product.subtype not in code.subtypes:
        usual = "、".join(case.china.codes_for(type_, case.day, product.medical, product.subtype))
        return failed("unusual", seen=hs, needed=usual, where=where, severity="warning")
    return PASSED


RULE = Rule(
    code="CN-HS-WRONG-GOODS",
    topic="hs-code",
    title=Text("商品编号与商品不符", "The commodity code is for other goods"),
    severity="error",
    law=("GAC-2020-53#1", "GAC-2020-138#1", "GAC-2021-118#1", "GAC-2019-18#1"),
    reads=("line", "day", "product", "china"),
    scope="line",
    goods="any",
    says={
        "failed": Text(
            "商品编号{seen}是“{name}”，申报的是“{goods}”；当日可用{needed}。",
            "{seen} is “{name_en}”, declared is “{goods}”; in force on the day: {needed}.",
        ),
        "medical": Text(
            "申报为医用，商品编号{seen}却是“{name}”；应为{needed}。",
            "Declared as medical, but {seen} is “{name_en}”; it should be {needed}.",
        ),
        "not-medical": Text(
            "申报为非医用，商品编号{seen}却是“{name}”；应为{needed}。",
            "Declared as not medical, but {seen} is “{name_en}”; it should be {needed}.",
        ),
        "unusual": Text(
            "这类商品通常不归入{seen}（当日常用{needed}），请核对归类。",
            "Such goods are not usually classified under {seen} (usual on the day: {needed}); check the classification.",
        ),
        "incomplete": Text(
            "商品编号“{seen}”不是10位；当日可用{needed}。",
            "“{seen}” is not a ten-digit code; in force on the day: {needed}.",
        ),
        "no-code": Text(
            "没有商品编号；当日可用{needed}。", "There is no commodity code; in force on the day: {needed}."
        ),
    },
    fixes=fix("correct-the-code", "按商品更正商品编号。", "Correct the code to fit the goods."),
    check=check,
)
