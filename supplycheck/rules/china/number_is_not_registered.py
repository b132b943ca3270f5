"""The registration number is not in the regulator's list of the day. A number one character off is shown, never accepted."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.registry.answers import Found, NotFound, Unavailable
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, failed, fix
from supplycheck.rules.support import evidence_of, of_line, unavailable


def check(case: Case, requirement: Requirement | None) -> Result:
    first = case.certificate
    if first is None or first.kind != "registration" or first.answer is None:
        return NOT_APPLICABLE
    if isinstance(first.answer, Found):
        return PASSED
    if isinstance(first.answer, Unavailable):
        return unavailable(first.answer, first.number)
    near = first.answer.near if isinstance(first.answer, NotFound) else ()
    as_of = first.answer.evidence.as_of
    return failed(
        "near" if near else "failed",
        number=first.number,
        seen=first.number,
        as_of=as_of.isoformat() if as_of else "",
        near="；".join(f"{r.id}（{r.name}）" for r in near),
        where=of_line("certificate_number", "医疗器械注册证号"),
        evidence=evidence_of(first.answer),
    )


RULE = Rule(
    code="CN-NUMBER-NOT-REGISTERED",
    topic="qualification-number",
    title=Text("注册证编号不在药监部门名单内", "The registration number is not in the regulator's list"),
    severity="error",
    law=("MOFCOM-2020-5#1",),
    reads=("certificates",),
    says={
        "failed": Text(
            "{as_of}的药监名单中没有注册证编号{number}。",
            "The regulator's list of {as_of} has no registration {number}.",
        ),
        "near": Text(
            "{as_of}的药监名单中没有注册证编号{number}；只差一个字符的有：{near}。",
            "The regulator's list of {as_of} has no registration {number}; one character off are: {near}.",
        ),
    },
    fixes=fix(
        "correct-the-number",
        "按注册证原件核对编号；确属该证的，附原件。",
        "Check the number against the certificate itself.",
    ),
    check=check,
)
