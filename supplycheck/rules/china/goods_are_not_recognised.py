"""The commodity code is one of these goods, but the name does not say so, or the kind stays open."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.report import Text
from supplycheck.rules.rule import PASSED, Result, Rule, fix, not_evaluated
from supplycheck.rules.support import of_line


def check(case: Case, requirement: Requirement | None) -> Result:
    product = case.product
    if product.named and product.subtype is not None:
        return PASSED
    if product.subtype is not None and product.subtype_from == "dossier":
        return PASSED
    code = product.code
    return not_evaluated(
        "goods-unclear",
        "no-kind" if product.named else "failed",
        goods=case.line.name or "",
        code=code.hs if code else "",
        name=code.name.zh if code else "",
        name_en=code.name.en if code else "",
        where=of_line("name", "商品名称"),
    )


RULE = Rule(
    code="CN-GOODS-UNCLEAR",
    topic="classification",
    title=Text("看不出是哪一种商品", "What the goods are is not clear"),
    severity="error",
    law=("GAC-2019-18#1",),
    reads=("line", "product"),
    scope="line",
    says={
        "failed": Text(
            "商品编号{code}是“{name}”，商品名称“{goods}”却看不出来。",
            "The code {code} is “{name_en}”, but the name “{goods}” does not say so.",
        ),
        "no-kind": Text(
            "从“{goods}”看不出是哪一种，无法确定适用的要求。",
            "“{goods}” does not say which kind it is, so the duties that apply are open.",
        ),
    },
    fixes=fix("name-the-goods", "写明规范的商品名称。", "Give the proper name of the goods."),
    check=check,
)
