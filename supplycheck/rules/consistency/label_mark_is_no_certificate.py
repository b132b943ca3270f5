"""A mark on the label that proves nothing or does not belong there: FDA's name, a medical standard on a civil mask."""

from __future__ import annotations

import re

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.facts.standards import find
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, failed, fix
from supplycheck.rules.support import of_dossier

_AGENCY = re.compile(r"(?<![A-Z])FDA(?![A-Z])(?!\s*(?:510|EUA|REG|EST))", re.IGNORECASE)


def check(case: Case, requirement: Requirement | None) -> Result:
    label = case.dossier.label if case.dossier else None
    if label is None or not (label.marks or label.texts):
        return NOT_APPLICABLE
    for mark in label.marks:
        if _AGENCY.search(mark):
            return failed("agency", seen=mark, where=of_dossier("label.marks", "标志"))
    if case.product.medical is False:
        for text in (*label.marks, *label.texts):
            medical = next((d for d in find(text) if d.standard is not None and d.standard.medical), None)
            if medical is not None:
                return failed("medical-standard", seen=text, needed=medical.family, where=of_dossier("label", "标签"))
    return PASSED


RULE = Rule(
    code="LABEL-MARK",
    topic="label",
    title=Text("标志不能证明什么或不该使用", "A mark that proves nothing or does not belong there"),
    severity="warning",
    law=("CIL-2021#33",),
    reads=("dossier", "product"),
    scope="line",
    says={
        "agency": Text(
            "标志“{seen}”：FDA不授权使用其标志，该标志不是证明。",
            "Mark “{seen}”: FDA lets nobody use its logo; it proves nothing.",
        ),
        "medical-standard": Text(
            "非医用商品的标签上写有医用标准：{seen}。",
            "The label of non-medical goods quotes a medical standard: {seen}.",
        ),
    },
    fixes=fix(
        "take-the-mark-off",
        "去掉该标志，以注册号或证书证明。",
        "Take the mark off; a registration number or a certificate is what proves.",
    ),
    check=check,
)
