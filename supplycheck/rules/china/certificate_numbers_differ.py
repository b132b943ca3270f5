"""The declaration names another certificate than the dossier."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.identifiers import nmpa_registration
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, failed, fix
from supplycheck.rules.support import of_line


def check(case: Case, requirement: Requirement | None) -> Result:
    papers = [
        d.number
        for d in case.documents
        if d.kind in ("nmpa-registration", "nmpa-filing", "nmpa-emergency") and d.number
    ]
    declared = case.line.certificate_number if papers else None
    if not declared:
        return NOT_APPLICABLE
    if nmpa_registration.normal(declared) in {nmpa_registration.normal(n) for n in papers}:
        return PASSED
    return failed(
        seen=declared,
        needed="、".join(papers),
        where=of_line("certificate_number", "医疗器械注册证号"),
        severity="info" if case.qualification_is_advice else None,
    )


RULE = Rule(
    code="CN-CERTIFICATES-DIFFER",
    topic="qualification-number",
    title=Text("申报的注册证号与资料不一致", "The declared certificate is not the dossier's"),
    severity="warning",
    law=("MOFCOM-2020-5#1",),
    reads=("line", "documents", "qualification_is_advice"),
    scope="line",
    says={
        "failed": Text(
            "申报的注册证号是{seen}，资料中的是{needed}。", "Declared is certificate {seen}, the dossier has {needed}."
        )
    },
    fixes=fix("correct-the-number", "核对并统一注册证编号。", "Check and use one number."),
    check=check,
)
