"""Foreign-aid goods go against the aid project task letter (援外项目任务通知函)."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.report import Text
from supplycheck.rules.rule import PASSED, Result, Rule, failed, fix
from supplycheck.rules.support import no_dossier, of_head


def check(case: Case, requirement: Requirement | None) -> Result:
    if any(d.kind == "aid-task-letter" for d in case.documents) or any(
        x.type_code == "d" for x in case.declaration.licences
    ):
        return PASSED
    if not case.told:
        return no_dossier("援外项目任务通知函", "the aid project task letter")
    return failed(where=of_head("trade_mode", "监管方式"))


RULE = Rule(
    code="CN-AID-TASK-LETTER",
    topic="qualification-missing",
    title=Text("没有援外项目任务通知函", "There is no aid project task letter"),
    severity="error",
    law=("MOFCOM-2020-5#2",),
    reads=("documents", "declaration", "told"),
    says={
        "failed": Text(
            "按援外物资申报，但没有援外项目任务通知函。",
            "Declared as foreign aid, but there is no aid project task letter.",
        )
    },
    fixes=fix("get-aid-task-letter", "提供援外项目任务通知函。", "Provide the aid project task letter."),
    check=check,
)
