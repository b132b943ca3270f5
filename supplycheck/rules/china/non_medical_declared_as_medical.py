"""Goods declared as medical carry words or standards that say they are not."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.report import Field, Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, failed, fix

TELLING = {"name", "specification", "label", "flag", "dossier", "mask-standard-basis"}


def check(case: Case, requirement: Requirement | None) -> Result:
    product = case.product
    if product.medical is not True:
        return NOT_APPLICABLE
    against = [c for c in product.cues if not c.medical and c.kind in TELLING]
    standards = [c for c in product.cues if c.kind == "standard"]
    if standards and not any(c.medical for c in standards):
        against += standards
    if not against:
        return PASSED
    first = against[0]
    return failed(
        seen="；".join(dict.fromkeys(c.text for c in against)),
        goods=case.line.name,
        where=Field(first.path(case.line), "商品名称" if first.kind == "name" else "规格型号", case.place("name")),
    )


RULE = Rule(
    code="CN-NON-MEDICAL-AS-MEDICAL",
    topic="classification",
    title=Text("医用与非医用的说法矛盾", "Declared as medical, described as non-medical"),
    severity="warning",
    law=("GAC-2019-18#1",),
    reads=("line", "product"),
    scope="line",
    goods="any",
    says={
        "failed": Text(
            "“{goods}”申报为医用，但写有非医用的内容：{seen}。",
            "“{goods}” is declared as medical, but this says non-medical: {seen}.",
        )
    },
    fixes=fix(
        "make-it-clear",
        "使名称、规格、标准和标签的说法一致。",
        "Make name, specification, standards and label say the same.",
    ),
    check=check,
    machine="may-over-report",
)
