"""No registration certificate: Announcement No. 5 releases medical goods against a Chinese certificate only."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, failed, fix
from supplycheck.rules.support import no_dossier, of_line


def check(case: Case, requirement: Requirement | None) -> Result:
    if case.product.medical is False:
        return NOT_APPLICABLE
    if case.certificates:
        return PASSED
    where = of_line("certificate_number", "医疗器械注册证号")
    if not case.told:
        return no_dossier("医疗器械产品注册证书", "the registration certificate")
    return failed(where=where, goods=case.line.name)


RULE = Rule(
    code="CN-CERTIFICATE-MISSING",
    topic="qualification-missing",
    title=Text("没有医疗器械产品注册证书", "There is no registration certificate"),
    severity="error",
    law=("MOFCOM-2020-5#1",),
    reads=("line", "told", "certificates", "product"),
    says={
        "failed": Text(
            "“{goods}”没有医疗器械产品注册证书。", "“{goods}” has no Chinese medical-device registration certificate."
        )
    },
    fixes=fix(
        "get-registration-certificate",
        "提供该产品在药监部门的医疗器械注册证，或改走第12号公告的清单途径。",
        "Provide the product's registration certificate, or take the list route of Announcement No. 12.",
    ),
    check=check,
)
