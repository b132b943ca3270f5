"""A credit code that is none: wrong length, letters that do not occur. A check digit alone that fails is another rule."""

from __future__ import annotations

from functools import lru_cache

from supplycheck.case import Case
from supplycheck.errors import InvalidIdentifier
from supplycheck.facts.law import Requirement
from supplycheck.identifiers import uscc
from supplycheck.remembered import FIRMS
from supplycheck.report import Text
from supplycheck.rules.rule import PASSED, Result, Results, Rule, failed, fix
from supplycheck.rules.support import of_head

ROLES = {"consignor": "境内发货人", "producer": "生产销售单位", "agent": "申报单位"}


@lru_cache(maxsize=FIRMS)
def reason_of(code: str) -> str | None:
    """Why a text is no credit code, or None if it is one."""
    try:
        uscc.validate(code)
    except InvalidIdentifier as error:
        return error.reason
    return None


def check(case: Case, requirement: Requirement | None) -> Results:
    found: list[Result] = []
    for role, label in ROLES.items():
        party = getattr(case.declaration, role)
        if party is None or not party.uscc:
            continue
        reason = reason_of(party.uscc)
        if reason in (None, "checksum"):
            continue
        found.append(
            failed(
                "length" if reason == "length" else "failed",
                seen=party.uscc,
                role=label,
                length=len(uscc.compact(party.uscc)),
                where=of_head(f"{role}.uscc", f"{label}统一社会信用代码"),
                severity="warning" if role == "agent" else None,
            )
        )
    return found or PASSED


RULE = Rule(
    code="PARTY-CREDIT-CODE",
    topic="party",
    title=Text("统一社会信用代码不对", "The credit code is malformed"),
    severity="error",
    law=("GB-32100-2015#4", "GAC-2019-18#1"),
    reads=("declaration",),
    scope="declaration",
    says={
        "failed": Text("{role}的统一社会信用代码“{seen}”不是有效的代码。", "“{seen}” is no credit code ({role})."),
        "length": Text(
            "{role}的统一社会信用代码“{seen}”有{length}位，应为18位。",
            "“{seen}” ({role}) has {length} characters; a credit code has 18.",
        ),
    },
    fixes=fix(
        "correct-the-credit-code", "按营业执照更正统一社会信用代码。", "Correct the code from the business licence."
    ),
    check=check,
)
