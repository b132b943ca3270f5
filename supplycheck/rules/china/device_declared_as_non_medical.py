"""A device by its nature (a COVID-19 test kit, a ventilator, a thermometer for people) is declared as non-medical."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.products import DEVICES_BY_NATURE
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, failed, fix
from supplycheck.rules.support import of_line


def check(case: Case, requirement: Requirement | None) -> Result:
    if case.product.subtype not in DEVICES_BY_NATURE or case.regime in ("before-announcement-5", "after-repeal"):
        return NOT_APPLICABLE
    if case.product.medical is not False:
        return PASSED
    return failed(goods=case.line.name, where=of_line("medical", "医用或非医用"))


RULE = Rule(
    code="CN-DEVICE-AS-NON-MEDICAL",
    topic="classification",
    title=Text("医疗器械申报为非医用", "A device is declared as non-medical"),
    severity="warning",
    law=("MOFCOM-2020-5#1", "GAC-2019-18#1"),
    reads=("line", "product", "regime"),
    scope="line",
    says={
        "failed": Text(
            "“{goods}”本身就是第5号公告所列的医疗物资，却申报为非医用；是否另有用途，须人工核对。",
            "“{goods}” is one of the goods of Announcement No. 5 by its nature, but declared as non-medical; whether it has another use needs a person's eye.",
        )
    },
    fixes=fix(
        "declare-as-medical",
        "按医疗器械申报并提供注册证；确为其他用途的，提供说明。",
        "Declare it as a device with its registration, or show what else it is for.",
    ),
    check=check,
    machine="asks-a-person",
)
