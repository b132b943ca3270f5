"""A quantity above what our house ships in one line asks for a look."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, failed, fix
from supplycheck.rules.support import of_line

MOST = Decimal(10_000)


def check(case: Case, requirement: Requirement | None) -> Result:
    try:
        quantity = Decimal(str(case.line.quantity))
    except InvalidOperation:
        return NOT_APPLICABLE
    if quantity <= MOST:
        return PASSED
    return failed(seen=str(quantity), needed=str(MOST), where=of_line("quantity", "数量"))


RULE = Rule(
    code="X-ATLANTIS-MANY",
    topic="party",
    title=Text("数量超过本公司单项上限", "More than our house ships in one line"),
    severity="warning",
    law=(),
    reads=("line",),
    says={"failed": Text("数量{seen}超过{needed}，请确认。", "{seen} are more than {needed}: please confirm.")},
    fixes=fix("confirm-quantity", "与货主确认数量。", "Confirm the quantity with the owner of the goods."),
    check=check,
    scope="line",
)
