"""The category digits of the number are not the usual ones of such goods. Genuine numbers break this too: information."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.identifiers import nmpa_registration
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, failed, fix
from supplycheck.rules.support import of_line


def check(case: Case, requirement: Requirement | None) -> Result:
    first = case.certificate
    if first is None or first.kind != "registration" or case.product.product_type is None:
        return NOT_APPLICABLE
    category = nmpa_registration.parse(first.number).category
    usual = case.china.categories[case.product.product_type]
    if not category or category in usual:
        return PASSED
    return failed(
        number=first.number,
        seen=category,
        needed="、".join(usual),
        where=of_line("certificate_number", "医疗器械注册证号"),
        # A number that no list knows and that looks odd as well is worth a second look.
        severity="info" if case.record is not None else "warning",
    )


RULE = Rule(
    code="CN-CATEGORY-DIGITS",
    topic="qualification-number",
    title=Text("注册证编号的分类编码不常见", "The category digits of the number are unusual"),
    severity="info",
    law=("CFDA-2014-4#76", "SAMR-2021-47#115"),
    reads=("product", "china", "certificates"),
    scope="line",
    says={
        "failed": Text(
            "注册证编号{number}的分类编码是{seen}，这类商品常见的是{needed}。",
            "The category digits of {number} are {seen}; usual for such goods: {needed}.",
        )
    },
    fixes=fix("check-the-number", "按注册证原件核对编号。", "Check the number against the certificate itself."),
    check=check,
    machine="may-over-report",
    confidence="partial",
)
