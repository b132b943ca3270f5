"""A paper stands under a title, or bears a letterhead, that gives it no legal value for a conformity mark."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.declaration import OTHER, Document
from supplycheck.facts.law import Requirement
from supplycheck.report import Text
from supplycheck.rules.rule import PASSED, Result, Results, Rule, failed, fix
from supplycheck.rules.support import document_field

_CERTIFICATE = "notified-body-certificate"
_VOLUNTARY = "voluntary-certificate"


def check(case: Case, requirement: Requirement | None) -> Results:
    # Only where an act wants a body's certificate or a declaration does such a paper pretend to be one.
    if not any(w.acts for route in case.destination_routes for w in route.requirements):
        return PASSED
    return [result for d in case.documents if (result := _judge(case, d)) is not None] or PASSED


def _judge(case: Case, document: Document) -> Result | None:
    if document.kind not in (_CERTIFICATE, _VOLUNTARY, OTHER):
        return None
    # What is not given as a body's certificate counts for nothing anyway: it is only told.
    severity = "warning" if document.kind == _CERTIFICATE else "info"
    for kind, texts in (
        ("title", (document.text, document.product)),
        ("letterhead", (document.body, document.holder, document.text)),
    ):
        said = " ".join(t for t in texts if t).lower()
        for fact in case.worthless[kind]:
            word = next((w for w in fact.words if w in said), None)
            if word is not None:
                where = document_field(case, document, "text" if kind == "title" else "body", "文件")
                return failed(
                    kind, seen=word, where=where, severity=severity, confidence=fact.confidence, source=fact.source
                )
    if document.kind == _VOLUNTARY:
        where = document_field(case, document, "kind", "文件")
        return failed("voluntary", seen=document.number or document.text or "—", where=where, severity="info")
    return None


RULE = Rule(
    code="DEST-NO-VALUE",
    topic="notified-body",
    title=Text("文件没有法律效力", "The paper has no legal value"),
    severity="warning",
    law=("MOFCOM-2020-5#2", "SC-739#59"),
    reads=("destination_routes", "documents", "worthless"),
    scope="line",
    says={
        "title": Text(
            "标题为“{seen}”的文件没有法律效力，不能代替公告机构的证书或合格声明。",
            "A paper under the title “{seen}” has no legal value; it replaces no body's certificate and no declaration of conformity.",
        ),
        "letterhead": Text(
            "以“{seen}”名义出具的此类证书被指没有法律效力，须核对。",
            "Certificates of this kind under the name “{seen}” are said to have no legal value; look it up.",
        ),
        "voluntary": Text(
            "“{seen}”是自愿性证书，不能证明符合要求。",
            "“{seen}” is a voluntary certificate; it proves no conformity.",
        ),
    },
    fixes=fix(
        "get-a-paper-that-counts",
        "需要的是生产企业的合格声明，及（如须）获指定机构的证书。",
        "What counts is the manufacturer's declaration of conformity and, where one is needed, a designated body's certificate.",
    ),
    check=check,
)
