"""A number is another applicant's or another device's in its registry, or the registry could not be asked."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.declaration import Document, Party
from supplycheck.facts.law import Requirement
from supplycheck.registry.answers import Found, NotFound
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, failed, fix
from supplycheck.rules.support import document_field, evidence_of, same_company, unavailable


def check(case: Case, requirement: Requirement | None) -> Result:
    assert requirement is not None
    registry = requirement.registry
    papers = [d for d in case.documents if d.kind in requirement.documents and d.number]
    if registry is None or not papers:
        return NOT_APPLICABLE
    if (revoked := _revoked(case, requirement, papers)) is not None:
        return revoked
    worst = PASSED
    for document in papers:
        if (registry, document.number or "") not in case.answers:
            continue
        answer = case.answer(registry, document.number or "")
        where = document_field(case, document, "number", "编号")
        if isinstance(answer, Found):
            result = _same_device(case, requirement, answer, document.number or "", where)
        elif isinstance(answer, NotFound):
            as_of = answer.evidence.as_of
            result = failed(
                seen=document.number,
                as_of=as_of.isoformat() if as_of else "",
                where=where,
                evidence=evidence_of(answer),
            )
        else:
            result = unavailable(answer, document.number)
        if result.status == "passed":
            return PASSED
        if worst.status == "passed" or result.status == "failed":
            worst = result
    return worst


def _revoked(case: Case, requirement: Requirement, papers: list[Document]) -> Result | None:
    """A number that its authority has revoked by the day of arrival."""
    if requirement.revocations is None:
        return None
    for document in papers:
        answer = case.answer(requirement.revocations, document.number or "")
        if isinstance(answer, Found) and (answer.record.valid_from is None or answer.record.valid_from <= case.arrival):
            return failed(
                "revoked",
                seen=document.number,
                holder=answer.record.name,
                revoked=answer.record.valid_from.isoformat() if answer.record.valid_from else "",
                where=document_field(case, document, "number", "编号"),
                evidence=evidence_of(answer),
            )
    return None


def _same_device(case: Case, requirement: Requirement, answer: Found, number: str, where: object) -> Result:
    fields = answer.record.fields
    code = fields.get("product_code", "")
    if requirement.product_codes and code and code not in requirement.product_codes:
        return failed(
            "other-device",
            seen=number,
            device=fields.get("product", ""),
            code=code,
            goods=case.line.name,
            where=where,
            evidence=evidence_of(answer),
        )
    if case.maker is not None and answer.record.name:
        verdict, _ = same_company(
            Party(name=case.maker.name, name_en=case.maker.name_en), Party(name=answer.record.name)
        )
        if verdict == "different":
            return failed(
                "another",
                seen=number,
                holder=answer.record.name,
                maker=case.maker.name_en or case.maker.name,
                where=where,
                evidence=evidence_of(answer),
            )
        if verdict in ("possible", "unknown"):
            return failed(
                "possible",
                seen=number,
                holder=answer.record.name,
                maker=case.maker.name_en or case.maker.name,
                where=where,
                evidence=evidence_of(answer),
                severity="warning",
            )
    return PASSED


RULE = Rule(
    code="DEST-NUMBER",
    topic="destination-evidence",
    title=Text("编号在登记库中不存在或属于别人", "The number is not in its registry, or is another's"),
    severity="error",
    law=("MOFCOM-2020-5#2", "SC-739#59"),
    reads=("line", "documents", "answers", "maker", "arrival"),
    says={
        "failed": Text("{as_of}的登记库中没有{seen}。", "The registry of {as_of} has no {seen}."),
        "revoked": Text("{seen}（{holder}）已于{revoked}被撤销。", "{seen} (of {holder}) was revoked on {revoked}."),
        "other-device": Text(
            "{seen}在登记库中是“{device}”（产品代码{code}），不是“{goods}”。",
            "{seen} is “{device}” (product code {code}) in the registry, not “{goods}”.",
        ),
        "another": Text(
            "{seen}的持有人是“{holder}”，不是“{maker}”。", "{seen} belongs to “{holder}”, not to “{maker}”."
        ),
        "possible": Text(
            "{seen}的持有人是“{holder}”，是否就是“{maker}”须人工核对。",
            "{seen} belongs to “{holder}”; whether that is “{maker}” needs a person's eye.",
        ),
    },
    fixes=fix(
        "correct-the-number",
        "核对编号，提供属于该制造商和该产品的编号。",
        "Check the number; provide the one of this maker and this device.",
    ),
    check=check,
)
