"""A paper or the label bears a number that stood on goods it was not given for."""

from __future__ import annotations

from collections.abc import Iterator

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.identifiers._within import stands_in
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Results, Rule, Where, failed, fix
from supplycheck.rules.support import document_field, of_dossier


def check(case: Case, requirement: Requirement | None) -> Results:
    known = [a for a in (case.destination.abused if case.destination else ()) if a.on(case.arrival)]
    if not known:
        return NOT_APPLICABLE
    found: dict[str, Result] = {}
    for said, where in _said(case):
        for abused in known:
            if abused.number not in found and stands_in(abused.number, said):
                found[abused.number] = failed(
                    seen=abused.number,
                    why=abused.text.zh,
                    why_en=abused.text.en,
                    where=where,
                    confidence=abused.confidence,
                )
    return list(found.values()) or PASSED


def _said(case: Case) -> Iterator[tuple[str, Where]]:
    for document in case.documents:
        for name, said in (("number", document.number), ("text", document.text)):
            if said:
                yield said, document_field(case, document, name, "编号")
    label = case.dossier.label if case.dossier else None
    for name, texts in (("label.texts", label.texts), ("label.marks", label.marks)) if label else ():
        for said in texts:
            yield said, of_dossier(name, "标签")


RULE = Rule(
    code="DEST-NUMBER-ABUSED",
    topic="destination-evidence",
    title=Text("编号曾被冒用", "The number is known to have been abused"),
    severity="error",
    law=("MOFCOM-2020-5#2", "SC-739#59"),
    reads=("destination", "arrival", "documents", "dossier"),
    scope="line",
    says={
        "failed": Text(
            "“{seen}”曾被冒用：{why}。须向主管机关核对是否属于本商品。",
            "“{seen}” is known to have been abused: {why_en}. Ask the authority whether it is that of these goods.",
        )
    },
    fixes=fix(
        "ask-whose-number-it-is",
        "向主管机关或持有人核对该编号，并保存答复。",
        "Ask the authority or the holder whose number it is, and keep the answer.",
    ),
    check=check,
)
