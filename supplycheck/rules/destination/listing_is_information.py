"""A list that is no condition of market access: whether the goods are on it is information."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.registry.answers import NotFound
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, failed, fix
from supplycheck.rules.support import evidence_of, of_line


def check(case: Case, requirement: Requirement | None) -> Result:
    assert requirement is not None
    if requirement.registry is None or (requirement.registry, "maker") not in case.answers:
        return NOT_APPLICABLE
    answer = case.answer(requirement.registry, "maker")
    if not isinstance(answer, NotFound):
        return PASSED
    maker = case.maker.name_en or case.maker.name if case.maker else ""
    return failed(
        seen=maker,
        needed=requirement.text.zh,
        needed_en=requirement.text.en,
        where=of_line("manufacturer.name", "生产企业"),
        evidence=evidence_of(answer),
    )


RULE = Rule(
    code="DEST-LISTING",
    topic="destination-evidence",
    title=Text("不在一份仅供参考的清单上", "Not on a list that is information only"),
    severity="info",
    law=("SC-739#59",),
    reads=("answers", "maker"),
    says={"failed": Text("“{seen}”不在该清单上：{needed}。", "“{seen}” is not on it: {needed_en}.")},
    fixes=fix("nothing-to-do", "无须处理。", "Nothing needs doing."),
    check=check,
)
