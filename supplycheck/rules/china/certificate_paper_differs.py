"""The certificate's paper says another thing than the registry: holder, product, or a later last day."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.declaration import Party
from supplycheck.facts.law import Requirement
from supplycheck.names import product
from supplycheck.report import Severity, Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, failed, fix
from supplycheck.rules.support import document_field, evidence_of, same_company

TOPICS = {
    "holder": "qualification-holder",
    "product": "qualification-product",
    "failed": "qualification-expired",
}


def check(case: Case, requirement: Requirement | None) -> Result:
    if not case.documents:
        return NOT_APPLICABLE
    first, record = case.certificate, case.record
    paper = first.document if first is not None else None
    if record is None or first is None or paper is None:
        return NOT_APPLICABLE
    listed = record.record
    advice: Severity | None = "info" if case.qualification_is_advice else None

    def differs(says: str, name: str, label: str, said: str, needed: str, sure: bool = True) -> Result:
        return failed(
            says,
            number=first.number,
            seen=said,
            needed=needed,
            where=document_field(case, paper, name, label),
            evidence=evidence_of(record),
            severity=advice or (None if sure else "warning"),
            topic=TOPICS[says],
        )

    if paper.holder:
        verdict = same_company(Party(name=paper.holder), Party(name=listed.name))[0]
        if verdict in ("different", "possible"):
            return differs("holder", "holder", "注册人", paper.holder, listed.name, verdict == "different")
    certified = listed.fields.get("product")
    if paper.product and certified and product.compare(paper.product, certified).verdict is None:
        return differs("product", "product", "产品名称", paper.product, certified, False)
    if paper.expires_on is not None and listed.valid_to is not None and paper.expires_on > listed.valid_to:
        return differs(
            "failed", "expires_on", "有效期至", paper.expires_on.isoformat(), listed.valid_to.isoformat(), False
        )
    return PASSED


RULE = Rule(
    code="CN-CERTIFICATE-PAPER-DIFFERS",
    topic="qualification-number",
    title=Text("注册证原件与名单不一致", "The certificate's paper is not what the registry has"),
    severity="error",
    law=("MOFCOM-2020-5#1",),
    reads=("certificates", "documents", "qualification_is_advice"),
    scope="line",
    says={
        "holder": Text(
            "注册证{number}的纸面注册人是“{seen}”，名单上是“{needed}”。",
            "The paper of {number} names the holder “{seen}”, the registry “{needed}”.",
        ),
        "product": Text(
            "注册证{number}的纸面产品是“{seen}”，名单上是“{needed}”。",
            "The paper of {number} names the product “{seen}”, the registry “{needed}”.",
        ),
        "failed": Text(
            "注册证{number}的纸面有效期至{seen}，名单上是{needed}。",
            "The paper of {number} is valid to {seen}, the registry says {needed}.",
        ),
    },
    fixes=fix(
        "check-the-certificate",
        "核对注册证原件，必要时向发证部门查询。",
        "Check the certificate, if need be with the authority.",
    ),
    check=check,
)
