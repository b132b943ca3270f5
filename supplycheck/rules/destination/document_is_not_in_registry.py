"""A number is another applicant's or another device's in its registry, or the registry could not be asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from supplycheck.case import Case
from supplycheck.declaration import Document, Party
from supplycheck.facts.formats import wrong
from supplycheck.facts.law import Requirement
from supplycheck.registry.answers import Answer, Found, NotFound, Record
from supplycheck.registry.normal import values
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, Where, failed, fix
from supplycheck.rules.support import (
    Sameness,
    best_of,
    document_field,
    evidence_of,
    lists_of,
    papers,
    ruled,
    same_company,
    unavailable,
)


def check(case: Case, requirement: Requirement | None) -> Result:
    assert requirement is not None
    asked = [
        (d, registry, case.answers[registry, d.number])
        for d in papers(case, requirement)
        if d.number
        for registry in lists_of(requirement, d.kind)
        if (registry, d.number) in case.answers
        and not (registry != requirement.registry and _is_malformed(requirement, d))
    ]
    if not asked:
        return NOT_APPLICABLE
    for document, registry, answer in asked:
        if registry == requirement.revocations and (revoked := _revoked(case, document, answer)) is not None:
            return revoked
    results: dict[int, list[Result]] = {}
    for document, registry, answer in asked:
        if registry != requirement.revocations:
            wanted = registry == requirement.registry
            results.setdefault(id(document), []).append(_looked_up(case, requirement, document, answer, wanted))
    # One good paper is enough; a paper is as good as the worst that any registry says of it.
    return best_of([max(of_one, key=_badness) for of_one in results.values()]) if results else PASSED


def _badness(result: Result) -> int:
    if result.severity == "info" or result.status == "passed":
        return 0 if result.status == "passed" else 1
    return 2 if result.status == "not_evaluated" else 3 if result.severity else 4


def _is_malformed(requirement: Requirement, document: Document) -> bool:
    """Whether the number has not its form: that is said elsewhere, and no list has such numbers."""
    form = requirement.form_on(document.kind)
    return form is not None and wrong(form, document.number or "") is not None


def _revoked(case: Case, document: Document, answer: Answer) -> Result | None:
    """A number that its authority has revoked by the day of arrival."""
    if not isinstance(answer, Found) or (
        answer.record.valid_from is not None and answer.record.valid_from > case.arrival
    ):
        return None
    return failed(
        "revoked",
        seen=document.number,
        holder=answer.record.name,
        revoked=answer.record.valid_from.isoformat() if answer.record.valid_from else "",
        where=document_field(case, document, "number", "编号"),
        evidence=evidence_of(answer),
    )


def _looked_up(case: Case, requirement: Requirement, document: Document, answer: Answer, wanted: bool) -> Result:
    """What a registry says of a number. `wanted`: the law rests on this registry; any other is asked where it is held."""
    where = document_field(case, document, "number", "编号")
    if isinstance(answer, Found):
        return _found(case, requirement, document, answer, where)
    if isinstance(answer, NotFound):
        as_of = answer.evidence.as_of
        if as_of is None and not wanted:
            return PASSED  # the list did not exist yet
        return failed(
            seen=document.number,
            as_of=as_of.isoformat() if as_of else "",
            where=where,
            evidence=evidence_of(answer),
            confidence=answer.confidence,
        )
    if wanted or answer.reason == "unreadable":
        return unavailable(answer, document.number)
    if answer.reason in _NOTHING_TO_SAY:
        return PASSED
    return unavailable(answer, document.number)._replace(severity="info")


_NOTHING_TO_SAY = ("ended", "nothing-asked", "no-identifier")


def _found(case: Case, requirement: Requirement, document: Document, answer: Found, where: Where) -> Result:
    """What the rows with a number say of it: still in force, for these goods, of this firm."""
    rows = (answer.record, *answer.others)
    about = {"where": where, "evidence": evidence_of(answer), "confidence": answer.confidence}
    if answer.standing == "ended" or _is_over(rows, case.arrival):
        over = answer.record.valid_to
        return failed("over", seen=document.number, over=over.isoformat() if over else "—", **about)
    if all(row.valid_from is not None and row.valid_from > case.arrival for row in rows):
        start = answer.record.valid_from
        return failed("not-yet", seen=document.number, start=start.isoformat() if start else "", **about)
    codes = frozenset(code for row in rows for code in values(row.fields.get("product_code", "")))
    if requirement.product_codes and codes and codes.isdisjoint(requirement.product_codes):
        device, code = answer.record.fields.get("product", ""), answer.record.fields.get("product_code", "")
        return failed("other-device", seen=document.number, device=device, code=code, goods=case.line.name, **about)
    return _firm(case, requirement, document, answer, about)


def _is_over(rows: tuple[Record, ...], day: date) -> bool:
    return all(row.valid_to is not None and row.valid_to < day for row in rows)


def _firm(
    case: Case, requirement: Requirement, document: Document, answer: Found, about: Mapping[str, object]
) -> Result:
    """Whether the firm of the rows is the one it should be: the maker, or in a register of importers the consignee."""
    firm = case.declaration.consignee if answer.role == "importer" else _maker(case)
    if firm is None:
        return PASSED
    rows = {same_company(firm, Party(name=row.name))[0]: row for row in (answer.record, *answer.others) if row.name}
    nearest: Sameness = next((v for v in _NEAREST_FIRST if v in rows), "same")
    verdict = ruled(nearest, answer)
    demanded = requirement.registry == answer.evidence.registry
    if verdict == "same" or (verdict == "unknown" and not demanded) or (answer.others and not answer.whole):
        return PASSED
    who = {"seen": document.number, "holder": rows[nearest].name, "maker": firm.name_en or firm.name, **about}
    if answer.role == "importer":
        return failed("importer", **who, severity="warning")
    return failed("another", **who) if verdict == "different" else failed("possible", **who, severity="warning")


_NEAREST_FIRST: tuple[Sameness, ...] = ("same", "possible", "unknown", "different")


def _maker(case: Case) -> Party | None:
    return case.maker and Party(name=case.maker.name, name_en=case.maker.name_en)


RULE = Rule(
    code="DEST-NUMBER",
    topic="destination-evidence",
    title=Text("编号在登记库中不存在或属于别人", "The number is not in its registry, or is another's"),
    severity="error",
    law=("MOFCOM-2020-5#2", "SC-739#59"),
    reads=("line", "documents", "answers", "maker", "arrival", "declaration"),
    says={
        "over": Text("登记库显示{seen}已失效（{over}）。", "{seen} is no longer in force in its registry ({over})."),
        "not-yet": Text("登记库显示{seen}自{start}起才有效。", "{seen} is in force in its registry only from {start}."),
        "importer": Text(
            "{seen}在登记库中属于“{holder}”，是否就是收货人“{maker}”或为其进口须人工核对。",
            "{seen} is registered to “{holder}”; whether that is the consignee “{maker}”, or imports for it, needs a person's eye.",
        ),
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
