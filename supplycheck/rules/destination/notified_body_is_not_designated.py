"""The body behind a certificate was not designated for that act and those goods on the day, or our table does not know it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from supplycheck.case import Case
from supplycheck.declaration import Document
from supplycheck.facts.bodies import Designation
from supplycheck.facts.law import Requirement
from supplycheck.identifiers import notified_body
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Results, Rule, Where, failed, fix, not_evaluated
from supplycheck.rules.support import document_field, of_dossier


def check(case: Case, requirement: Requirement | None) -> Results:
    assert requirement is not None
    assert requirement.act is not None
    act = requirement.act
    plain = act.upper().replace(" ", "").replace("/EEC", "").replace("/EC", "")
    papers = [
        d
        for d in case.documents
        if d.kind == "notified-body-certificate"
        and (not d.legislation or plain in d.legislation.upper().replace(" ", ""))
    ]
    found: list[Result] = []
    asked: set[tuple[str, date | None]] = set()

    def look(number: str, where: Where, issued: date | None, module: str | None = None) -> None:
        if (number, issued) not in asked:
            asked.add((number, issued))
            found.extend(_judge(case, act, number, where, issued, module))

    for d in papers:
        number = body_number(d.body)
        where = document_field(case, d, "body", "公告机构")
        if number is None:
            return not_evaluated("body-unknown", "no-body", where=where)
        known = case.modules.get(act)
        named = _MODULE.findall((d.module or "").upper())
        if known is not None and named and not known & set(named):
            found.append(
                failed(
                    "module",
                    seen=d.module,
                    act=act,
                    needed="、".join(sorted(known)),
                    where=document_field(case, d, "module", "模式"),
                    severity="warning",
                )
            )
        look(number, where, d.issued_on if is_type_examination(d) else None, named[0] if len(named) == 1 else None)
    label = case.dossier.label if case.dossier else None
    for mark in label.marks if label else ():
        number = notified_body.in_mark(mark)
        if number is not None:
            look(number, of_dossier("label.marks", "标志"), None)
    if not asked:
        return NOT_APPLICABLE
    return found or PASSED


def body_number(text: str | None) -> str | None:
    """The four digits of a body in a text such as "NB 0158" or "0158 DEKRA"."""
    m = re.search(r"(?<!\d)(\d{4})(?!\d)", text or "")
    return m[1] if m else None


def is_type_examination(document: Document) -> bool:
    """Whether a certificate is one of module B: it is given once, while the other modules go on."""
    return (document.module or "").upper().strip() == "B"


_MODULE = re.compile(r"(?<![A-Z0-9])(?:[IVX]{1,4}|[A-H][12]?)(?![A-Z0-9])")
"""A module or an annex, such as C2 or IX."""


def _judge(case: Case, act: str, number: str, where: Where, issued: date | None, module: str | None) -> list[Result]:
    """What is wrong with a body; `issued` is the day of a certificate that may outlive its body's designation."""
    body = case.bodies.get(number)
    product = case.product.product_type
    known = body.for_act(act, case.arrival, product, module) if body is not None else None
    if body is None or known is None:
        # A real number on a paper of a scope that nobody is known to have given it.
        scope = "、".join(_scope(d) for d in body.designations if d.designated) if body else ""
        return [
            not_evaluated(
                "body-unknown",
                "other-scope" if scope else "unknown",
                seen=number,
                name=body.name if body else "",
                act=act,
                scope=scope,
                where=where,
                confidence="general",
            )
        ]
    more: dict[str, Any] = {
        "seen": number,
        "name": body.name,
        "act": act,
        "day": case.arrival.isoformat(),
        "where": where,
        "confidence": known.confidence,
    }
    if not known.designated:
        then = body.for_act(act, issued, product, module) if issued is not None else None
        if then is not None and then.designated and then.certificates_live_on:
            return []
        return [failed("ended" if known.from_ else "failed", **more)]
    if known.confidence == "general":
        return [failed("table-only", severity="info", **more)]
    return []


def _scope(designation: Designation) -> str:
    return " ".join([designation.act, *sorted(designation.products)])


RULE = Rule(
    code="DEST-NOTIFIED-BODY",
    topic="notified-body",
    title=Text("公告机构当日未获指定", "The body is not designated"),
    severity="error",
    law=("MOFCOM-2020-5#2", "SC-739#59"),
    reads=("documents", "dossier", "bodies", "modules", "arrival", "product"),
    says={
        "failed": Text("{seen}（{name}）不是{act}的公告机构。", "{seen} ({name}) is no notified body for {act}."),
        "ended": Text(
            "{seen}（{name}）在{day}已不是{act}的公告机构。",
            "{seen} ({name}) was no longer a notified body for {act} on {day}.",
        ),
        "unknown": Text(
            "机构{seen}是否获{act}指定，我们的表中没有，须在NANDO核对。",
            "Whether {seen} is designated for {act} is not in our table; look it up in NANDO.",
        ),
        "other-scope": Text(
            "机构{seen}（{name}）已知的范围是{scope}，对这类商品是否获{act}指定不明，须在NANDO核对。",
            "What is known of {seen} ({name}) is {scope}; whether it is designated for such goods under {act} must be looked up in NANDO.",
        ),
        "module": Text(
            "{act}没有“{seen}”这种模式或附件（有{needed}），这样的证书不可能出具。",
            "{act} has no module or annex “{seen}” (it has {needed}), so there can be no such certificate.",
        ),
        "no-body": Text("证书没有写明公告机构的编号。", "The certificate does not give the body's number."),
        "table-only": Text(
            "{seen}（{name}）的{act}指定未在NANDO核实。",
            "The designation of {seen} ({name}) for {act} was not looked up in NANDO.",
        ),
    },
    fixes=fix(
        "get-certificate-of-designated-body",
        "由获指定的公告机构重新评定并取得证书。",
        "Have a designated body assess the goods and get its certificate.",
    ),
    check=check,
)
