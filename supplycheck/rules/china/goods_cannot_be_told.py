"""Name or code of the goods is missing, incomplete or unreadable, so that they may be of the five product types."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, fix, not_evaluated
from supplycheck.rules.support import of_line

_DIGITS = 10


def check(case: Case, requirement: Requirement | None) -> Result:
    line, hidden = case.line, set(case.declaration.unreadable)
    base = f"lines[{case.index}]"
    if case.product.controlled:
        return NOT_APPLICABLE
    if hidden & {"lines", base, f"{base}.name", f"{base}.hs_code"}:
        return not_evaluated("unreadable", "failed", where=of_line("name", "商品名称"))
    if not line.name and not line.hs_code:
        return not_evaluated("missing", "missing", where=of_line("name", "商品名称"))
    code = line.hs_code or ""
    if code and len(code) < _DIGITS:
        under = sorted(c for c in case.china.codes if c.startswith(code))
        if under:
            where = of_line("hs_code", "商品编号")
            return not_evaluated("incomplete", "incomplete", seen=code, needed="、".join(under), where=where)
    return PASSED


RULE = Rule(
    code="CN-GOODS-HIDDEN",
    topic="classification",
    title=Text("看不到是什么商品", "What the goods are cannot be seen"),
    severity="error",
    law=("GAC-2019-18#1",),
    reads=("declaration", "line", "index", "product", "china"),
    says={
        "failed": Text(
            "商品名称或商品编号无法读取，不能排除是受管控的防疫物资。",
            "Name or code of the goods could not be read; they may be controlled supplies.",
        ),
        "missing": Text(
            "商品名称和商品编号都没有填写，不能排除是受管控的防疫物资。",
            "Neither name nor code of the goods is filled in; they may be controlled supplies.",
        ),
        "incomplete": Text(
            "商品编号{seen}不完整，可能是受管控的{needed}。",
            "The code {seen} is incomplete; it may be one of the controlled {needed}.",
        ),
    },
    fixes=fix("name-the-goods", "写明商品名称和10位商品编号。", "Give the name and the ten-digit code of the goods."),
    check=check,
)
