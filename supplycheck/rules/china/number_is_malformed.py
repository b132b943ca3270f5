"""The registration number has a form that no registration number has."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, failed, fix
from supplycheck.rules.support import of_line


def check(case: Case, requirement: Requirement | None) -> Result:
    first = case.certificate
    if first is None or first.kind not in ("registration", "malformed"):
        return NOT_APPLICABLE
    if first.kind == "registration" or case.record is not None:
        return PASSED
    return failed(number=first.number, seen=first.number, where=of_line("certificate_number", "医疗器械注册证号"))


RULE = Rule(
    code="CN-NUMBER-MALFORMED",
    topic="qualification-number",
    title=Text("注册证编号格式不对", "The registration number is malformed"),
    severity="error",
    law=("MOFCOM-2020-5#1", "CFDA-2014-4#76", "SAMR-2021-47#115"),
    reads=("certificates",),
    says={
        "failed": Text(
            "“{number}”不符合注册证编号的格式。", "“{number}” does not have the form of a registration number."
        )
    },
    fixes=fix("correct-the-number", "按注册证原件更正编号。", "Correct the number from the certificate itself."),
    check=check,
)
