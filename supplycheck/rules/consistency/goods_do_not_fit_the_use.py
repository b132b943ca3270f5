"""Non-medical goods for clinical use: the joint declaration promises the opposite."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.products.words import for_professionals
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, failed, fix
from supplycheck.rules.support import of_dossier


def check(case: Case, requirement: Requirement | None) -> Result:
    setting = case.dossier.setting if case.dossier else None
    if setting is None:
        return NOT_APPLICABLE
    where = of_dossier("setting", "使用场合")
    if setting == "clinical" and case.product.medical is False:
        # While No. 12 was in force the importer signed that the masks are not for medical use.
        promised = case.product.product_type == "mask" and case.regime == "announcements-5-and-12"
        return failed(goods=case.line.name, where=where, severity=None if promised else "warning")
    if setting == "home" and case.product.product_type == "test_kit":
        label = case.dossier.label if case.dossier else None
        if case.product.subtype == "antigen_professional" or any(map(for_professionals, label.texts if label else ())):
            return failed("home", goods=case.line.name, where=where, severity="warning")
    return PASSED


RULE = Rule(
    code="END-USE",
    topic="end-use",
    title=Text("商品不适合所述用途", "The goods do not fit the stated use"),
    severity="error",
    law=("MOFCOM-2020-12#1", "SC-739#59"),
    reads=("dossier", "product", "regime", "line"),
    scope="line",
    says={
        "failed": Text(
            "“{goods}”申报为非医用，却用于临床；共同声明保证不作医用。",
            "“{goods}” is declared as non-medical but is for clinical use; the joint declaration promises it is not.",
        ),
        "home": Text(
            "“{goods}”供专业人员使用，却用于家庭自测。", "“{goods}” is for professionals but is to be used at home."
        ),
    },
    fixes=fix(
        "export-goods-that-fit",
        "临床使用的按医疗器械出口，或更正用途。",
        "Export medical devices for clinical use, or correct the stated use.",
    ),
    check=check,
)
