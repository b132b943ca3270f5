"""After the repeal no certificate is demanded at customs; a number that is given is looked up as advice."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.registry.answers import NotFound
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, failed, fix
from supplycheck.rules.support import evidence_of, of_line


def check(case: Case, requirement: Requirement | None) -> Result:
    first = case.certificate if case.qualification_is_advice else None
    if first is None:
        return NOT_APPLICABLE
    if first.kind == "malformed":
        return failed("malformed", seen=first.number, where=of_line("certificate_number", "医疗器械注册证号"))
    if isinstance(first.answer, NotFound):
        as_of = first.answer.evidence.as_of
        return failed(
            seen=first.number,
            as_of=as_of.isoformat() if as_of else "",
            where=of_line("certificate_number", "医疗器械注册证号"),
            evidence=evidence_of(first.answer),
        )
    return PASSED


RULE = Rule(
    code="CN-REGISTRATION-ADVICE",
    topic="qualification-number",
    title=Text("注册证编号查询（提示）", "The registration number, looked up as advice"),
    severity="info",
    law=("MOFCOM-2023-32#1", "SC-739#59"),
    reads=("certificates", "qualification_is_advice"),
    scope="line",
    says={
        "failed": Text(
            "{as_of}的药监名单中没有{seen}；海关已不要求注册证，但请核对。",
            "The regulator's list of {as_of} has no {seen}; customs no longer asks for it, but have a look.",
        ),
        "malformed": Text(
            "“{seen}”不符合注册证编号的格式；海关已不要求注册证，但请核对。",
            "“{seen}” has not the form of a registration number; customs no longer asks for it, but have a look.",
        ),
    },
    fixes=fix("check-the-number", "按注册证原件核对编号。", "Check the number against the certificate itself."),
    check=check,
)
