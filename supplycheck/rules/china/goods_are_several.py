"""One line lists goods of several controlled kinds; each kind has its own code, certificate and requirements."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.products.words import types_listed
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, failed, fix
from supplycheck.rules.support import of_line


def check(case: Case, requirement: Requirement | None) -> Result:
    if not case.line.name:
        return NOT_APPLICABLE
    kinds = types_listed(case.line.name)
    if len(kinds) < 2:
        return PASSED
    return failed(seen=case.line.name, kinds="、".join(kinds), where=of_line("name", "商品名称"))


RULE = Rule(
    code="CN-GOODS-SEVERAL",
    topic="classification",
    title=Text("一项商品列有多种货物", "One line lists several kinds of goods"),
    severity="warning",
    law=("GAC-2019-18#1",),
    reads=("line",),
    scope="line",
    goods="any",
    says={
        "failed": Text(
            "“{seen}”列有多种受管货物（{kinds}），应分项申报；此处只按一种核对。",
            "“{seen}” lists several controlled kinds of goods ({kinds}), which are declared line by line; only one was checked.",
        )
    },
    fixes=fix(
        "split-the-line",
        "将各种货物分项申报，各用其商品编号。",
        "Declare each kind of goods on a line of its own under its own code.",
    ),
    check=check,
    machine="may-over-report",
)
