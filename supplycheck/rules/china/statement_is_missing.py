"""The statement that the route wants is missing, has the wrong form, or does not cover the line."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.report import Text
from supplycheck.rules.rule import PASSED, Result, Rule, failed, fix
from supplycheck.rules.support import no_dossier, statement_field, statements_of

FORMS = {
    "announcement-5": Text(
        "出口医疗物资声明（第5号公告）", "the statement on the export of medical supplies (Announcement No. 5)"
    ),
    "announcement-12-medical": Text(
        "出口医疗物资声明（第12号公告附件2）", "the bilingual statement of Annex 2 (Announcement No. 12)"
    ),
    "announcement-12-joint": Text("出口方和进口方共同声明", "the joint declaration of exporter and importer"),
}


def check(case: Case, requirement: Requirement | None) -> Result:
    form = requirement.form if requirement is not None else None
    if statements_of(case, form):
        return PASSED
    wanted = FORMS[form or ""]
    uncovered = next((s for s in case.statements if s.form == form), None)
    if uncovered is not None:
        return failed(
            "not-covered",
            form=wanted.zh,
            form_en=wanted.en,
            line=case.line.number,
            where=statement_field(case, uncovered, "lines", "声明"),
        )
    other = next((s for s in case.covering if s.form in FORMS), None)
    if other is not None:
        had = FORMS[other.form or ""]
        return failed(
            "wrong-form",
            form=wanted.zh,
            form_en=wanted.en,
            had=had.zh,
            had_en=had.en,
            where=statement_field(case, other, "form", "声明"),
        )
    if not case.statements_told:
        return no_dossier(wanted.zh, wanted.en)
    return failed(form=wanted.zh, form_en=wanted.en, where=statement_field(case, None, "", "声明"))


RULE = Rule(
    code="CN-STATEMENT-MISSING",
    topic="statement",
    title=Text("缺少声明或声明不对", "The statement is missing or is the wrong one"),
    severity="error",
    law=("MOFCOM-2020-5#2", "MOFCOM-2020-12#1", "MOFCOM-2020-12#2"),
    reads=("statements", "statements_told", "line", "covering"),
    says={
        "failed": Text("缺少{form}。", "Missing: {form_en}."),
        "not-covered": Text("{form}没有包括商品序号{line}。", "{form_en} does not cover line {line}."),
        "wrong-form": Text("需要{form}，现有的是{had}。", "Needed is {form_en}; there is {had_en}."),
    },
    fixes=fix(
        "make-the-statement",
        "由境内发货人按规定格式出具声明，并列明该商品。",
        "The domestic consignor issues the statement in the right form, with this line in it.",
    ),
    check=check,
)
