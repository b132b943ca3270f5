"""The basis declared (Chinese or foreign standard), the joint declaration and the standards applied do not agree."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.report import Text
from supplycheck.rules.rule import PASSED, Result, Rule, failed, fix, not_evaluated
from supplycheck.rules.support import of_line, statement_field, statements_of

NAMES = {"chinese": Text("中国标准", "a Chinese standard"), "foreign": Text("国外标准", "a foreign standard")}


def check(case: Case, requirement: Requirement | None) -> Result:
    basis = requirement.basis if requirement and requirement.basis else "chinese"
    wanted = NAMES[basis]
    flag = case.line.mask_standard_basis
    statements = statements_of(case, "announcement-12-joint")
    # Of several joint declarations the one on this basis is meant.
    statement = next((s for s in statements if s.standard_basis == basis), statements[0] if statements else None)
    said = statement.standard_basis if statement is not None else None
    if flag is not None and flag != basis:
        return failed(
            "flag",
            where=of_line("mask_standard_basis", "非医用口罩标准（DataSource第1位）"),
            **_names(flag, basis),
        )
    if said is not None and said != basis:
        return failed(
            "statement", where=statement_field(case, statement, "standard_basis", "标准依据"), **_names(said, basis)
        )
    if flag is None and said is None:
        return not_evaluated(
            "basis-unknown",
            "basis-unknown",
            where=of_line("mask_standard_basis", "非医用口罩标准（DataSource第1位）"),
        )
    applied = [d for d in case.product.standards if not (d.standard is not None and d.standard.general)]
    if applied and not any(d.chinese == (basis == "chinese") for d in applied):
        return failed(
            "standards",
            seen="、".join(d.text for d in applied),
            basis=wanted.zh,
            basis_en=wanted.en,
            where=of_line("standard", "执行标准"),
            severity="warning",
        )
    return PASSED


def _names(had: str, wanted: str) -> dict[str, str]:
    return {"had": NAMES[had].zh, "had_en": NAMES[had].en, "basis": NAMES[wanted].zh, "basis_en": NAMES[wanted].en}


RULE = Rule(
    code="CN-STANDARD-BASIS",
    topic="statement",
    title=Text("申报的标准依据不一致", "The declared basis of standards does not agree"),
    severity="error",
    law=("MOFCOM-2020-12#1",),
    reads=("line", "product", "statements", "covering"),
    says={
        "flag": Text("报关单申报的是{had}，不是{basis}。", "The declaration says {had_en}, not {basis_en}."),
        "statement": Text("共同声明写的是{had}，不是{basis}。", "The joint declaration says {had_en}, not {basis_en}."),
        "standards": Text(
            "申报为{basis}，而执行的标准是“{seen}”。", "Declared is {basis_en}, but the standards applied are “{seen}”."
        ),
        "basis-unknown": Text(
            "没有申报按中国标准还是国外标准。", "It is not declared whether a Chinese or a foreign standard applies."
        ),
    },
    fixes=fix(
        "agree-on-the-basis",
        "使报关单、共同声明和执行标准一致。",
        "Make the declaration, the joint declaration and the standards agree.",
    ),
    check=check,
)
