"""The certificate's paper shows another last day than the registry: a paper that says more than the list is doubtful."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, failed, fix
from supplycheck.rules.support import document_field, evidence_of


def check(case: Case, requirement: Requirement | None) -> Result:
    first, record = case.certificate, case.record
    if (
        record is None
        or first is None
        or first.document is None
        or first.document.expires_on is None
        or record.record.valid_to is None
    ):
        return NOT_APPLICABLE
    if first.document.expires_on <= record.record.valid_to:
        return PASSED
    return failed(
        number=first.number,
        seen=first.document.expires_on.isoformat(),
        needed=record.record.valid_to.isoformat(),
        where=document_field(case, first.document, "expires_on", "有效期至"),
        evidence=evidence_of(record),
        severity="info" if case.qualification_is_advice else None,
    )


RULE = Rule(
    code="CN-CERTIFICATE-PAPER-DIFFERS",
    topic="qualification-expired",
    title=Text("注册证原件的有效期与名单不一致", "The paper's validity is not the registry's"),
    severity="warning",
    law=("MOFCOM-2020-5#1",),
    reads=("line", "certificates", "documents", "qualification_is_advice"),
    scope="line",
    says={
        "failed": Text(
            "注册证{number}的纸面有效期至{seen}，名单上是{needed}。",
            "The paper of {number} is valid to {seen}, the registry says {needed}.",
        )
    },
    fixes=fix(
        "check-the-certificate",
        "核对注册证原件，必要时向发证部门查询。",
        "Check the certificate, if need be with the authority.",
    ),
    check=check,
)
