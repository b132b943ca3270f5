"""The statement is dated after the declaration it belongs to."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, failed, fix
from supplycheck.rules.support import statement_field, statements_of


def check(case: Case, requirement: Requirement | None) -> Result:
    statements = statements_of(case, requirement.form if requirement else None)
    days = [s.signed_on for s in statements if s.signed_on is not None]
    if not days:
        return NOT_APPLICABLE
    first = min(days)
    if first <= case.day:
        return PASSED
    statement = next(s for s in statements if s.signed_on == first)
    return failed(
        seen=first.isoformat(),
        needed=case.day.isoformat(),
        where=statement_field(case, statement, "signed_on", "声明日期"),
    )


RULE = Rule(
    code="CN-STATEMENT-DATE",
    topic="statement",
    title=Text("声明日期晚于申报日期", "The statement is dated after the declaration"),
    severity="warning",
    law=("MOFCOM-2020-5#2", "MOFCOM-2020-12#1", "MOFCOM-2020-12#2"),
    reads=("statements", "day", "covering"),
    says={
        "failed": Text(
            "声明日期{seen}晚于申报日期{needed}。", "The statement is dated {seen}, after the declaration of {needed}."
        )
    },
    fixes=fix("correct-the-statement", "核对声明日期。", "Check the date of the statement."),
    check=check,
)
