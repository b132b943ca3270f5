"""A class I filing (备案), an emergency filing or a production licence stands where a registration certificate is wanted."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, failed, fix
from supplycheck.rules.support import of_line


def check(case: Case, requirement: Requirement | None) -> Result:
    first = case.certificate
    if first is None:
        return NOT_APPLICABLE
    if first.kind not in ("filing", "emergency", "production-licence"):
        return PASSED
    # Gowns of class I are filed, not registered, and whether No. 5 means them was never said.
    unsettled = first.kind == "filing" and case.product.subtype in case.china.filing_unsettled
    return failed(
        first.kind,
        number=first.number,
        seen=first.number,
        where=of_line("certificate_number", "医疗器械注册证号"),
        severity="warning" if unsettled else None,
    )


RULE = Rule(
    code="CN-FILING-IS-NOT-REGISTRATION",
    topic="qualification-missing",
    title=Text("备案或生产许可不是注册证", "A filing or a production licence is not a registration"),
    severity="error",
    law=("MOFCOM-2020-5#1", "CFDA-2014-4#76", "SAMR-2021-47#116"),
    reads=("product", "china", "certificates"),
    says={
        "filing": Text(
            "{number}是第一类医疗器械备案号，备案不是注册证。",
            "{number} is a class I filing; a filing is not a registration certificate.",
        ),
        "emergency": Text(
            "{number}是应急备案号，不是注册证。", "{number} is an emergency filing, not a registration certificate."
        ),
        "production-licence": Text(
            "{number}是生产许可证号，不是产品注册证号。",
            "{number} is a production licence, not a product registration.",
        ),
    },
    fixes=fix(
        "get-registration-certificate",
        "提供该产品的医疗器械注册证编号（×械注准…）。",
        "Provide the product's registration number (×械注准…).",
    ),
    check=check,
)
