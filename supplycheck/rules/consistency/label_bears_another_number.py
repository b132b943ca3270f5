"""The label bears another registration number than the one declared."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.identifiers import nmpa_registration
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, failed, fix
from supplycheck.rules.support import of_dossier


def check(case: Case, requirement: Requirement | None) -> Result:
    label = case.dossier.label if case.dossier else None
    texts = [*label.texts, *label.marks] if label else []
    borne = [number for text in texts for number in nmpa_registration.find(text)]
    if not borne or not case.certificates:
        return NOT_APPLICABLE
    declared = {nmpa_registration.normal(c.number) for c in case.certificates}
    if not declared.isdisjoint(map(nmpa_registration.normal, borne)):
        return PASSED
    return failed(
        seen="、".join(borne),
        needed="、".join(c.number for c in case.certificates),
        where=of_dossier("label.texts", "标签"),
    )


RULE = Rule(
    code="LABEL-NUMBER",
    topic="label",
    title=Text("标签上的注册证号不一致", "The label bears another registration number"),
    severity="warning",
    law=("CIL-2021#33",),
    reads=("dossier", "certificates"),
    scope="line",
    says={
        "failed": Text(
            "标签上的注册证号是{seen}，申报的是{needed}。",
            "The label bears registration {seen}, declared is {needed}.",
        )
    },
    fixes=fix(
        "make-labels-agree", "核对实物标签和注册证，使其一致。", "Check labels and certificate until they agree."
    ),
    check=check,
)
