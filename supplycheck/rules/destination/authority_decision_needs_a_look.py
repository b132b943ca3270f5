"""The way rests on an authority's decision or list that no snapshot holds: a person must look it up."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.report import Text
from supplycheck.rules.rule import Result, Rule, failed, fix, not_evaluated
from supplycheck.rules.support import document_field, no_dossier, of_dossier, papers


def check(case: Case, requirement: Requirement | None) -> Result:
    assert requirement is not None
    named = {"needed": requirement.text.zh, "needed_en": requirement.text.en}
    for d in papers(case, requirement):
        return not_evaluated(
            "ask-the-authority",
            "look",
            seen=d.number or d.legislation or d.text,
            where=document_field(case, d, "number", "文件"),
            **named,
        )
    if not case.told:
        return no_dossier(requirement.text.zh, requirement.text.en)
    return failed(where=of_dossier("documents", "随附文件"), **named)


RULE = Rule(
    code="DEST-DECISION",
    topic="destination-evidence",
    title=Text("须人工核对主管机关的决定", "An authority's decision needs a person's eye"),
    severity="error",
    law=("MOFCOM-2020-5#2", "SC-739#59"),
    reads=("documents", "told"),
    says={
        "failed": Text("缺少{needed}。", "Missing: {needed_en}."),
        "look": Text(
            "“{seen}”须向主管机关核对：{needed}。", "“{seen}” must be looked up with the authority: {needed_en}."
        ),
    },
    fixes=fix(
        "ask-the-authority", "在主管机关的网站核对后存档。", "Look it up on the authority's site and keep the page."
    ),
    check=check,
    machine="asks-a-person",
)
