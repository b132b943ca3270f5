"""The certificate's holder is not the manufacturer of the goods: another company's certificate is used."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.declaration import Party
from supplycheck.facts.law import Requirement
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, Where, failed, fix, not_evaluated
from supplycheck.rules.support import document_field, evidence_of, is_plainly, of_line, ruled, same_company


def check(case: Case, requirement: Requirement | None) -> Result:
    first = case.certificate
    if first is None or first.kind not in ("registration", "malformed"):
        return NOT_APPLICABLE
    record = case.record
    if record is not None:
        name, fields = record.record.name, record.record.fields
        if case.maker is not None and is_plainly(case.maker, name, fields.get("uscc")):
            return PASSED
        holder = Party(name, fields.get("name_en"), fields.get("uscc") or None)
        where: Where = of_line("manufacturer.name", "生产企业")
    elif first.document is not None and first.document.holder:
        # Without the registry's record the paper still says whose it is.
        holder = Party(name=first.document.holder)
        where = document_field(case, first.document, "holder", "注册人")
    else:
        return NOT_APPLICABLE
    if case.maker is None:
        return not_evaluated("maker-unknown", "maker-unknown", where=where)
    by_name, parts = same_company(case.maker, holder)
    verdict = ruled(by_name, record)
    if verdict == "same" and (not parts.zh or by_name != "same"):
        return PASSED
    return failed(
        "renamed" if verdict == "same" else "possible" if verdict in ("possible", "unknown") else "failed",
        number=first.number,
        seen=case.maker.name or case.maker.name_en,
        needed=holder.name,
        parts=parts.zh,
        parts_en=parts.en,
        where=where,
        evidence=evidence_of(record) if record is not None else (),
        severity="info" if verdict == "same" else "warning" if verdict in ("possible", "unknown") else None,
    )


RULE = Rule(
    code="CN-HOLDER",
    topic="qualification-holder",
    title=Text("注册人不是生产企业", "The holder is not the manufacturer"),
    severity="error",
    law=("MOFCOM-2020-5#1",),
    reads=("maker", "certificates"),
    says={
        "failed": Text(
            "注册证{number}的注册人是“{needed}”，不是该商品的生产企业“{seen}”。",
            "The holder of {number} is “{needed}”, not the manufacturer “{seen}”.",
        ),
        "renamed": Text(
            "注册证{number}的注册人“{needed}”与生产企业“{seen}”信用代码相同，名称不同（{parts}），可能已更名。",
            "The holder of {number}, “{needed}”, has the credit code of the manufacturer “{seen}”; the names differ ({parts_en}), so it may have been renamed.",
        ),
        "possible": Text(
            "注册证{number}的注册人“{needed}”与生产企业“{seen}”可能是同一家：{parts}。",
            "The holder of {number}, “{needed}”, may be the manufacturer “{seen}”: {parts_en}.",
        ),
    },
    fixes=fix(
        "get-certificate-of-manufacturer",
        "提供生产企业自己的注册证；确为同一企业的，提供更名或授权的证明。",
        "Provide the manufacturer's own certificate, or proof that both are one company.",
    ),
    check=check,
)
