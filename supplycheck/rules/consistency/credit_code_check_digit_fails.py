"""The check digit of a credit code fails. Genuine codes do that too, so a registry that has the code settles it."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.identifiers import uscc
from supplycheck.registry.answers import Found
from supplycheck.report import Text
from supplycheck.rules.consistency.credit_code_is_malformed import ROLES, reason_of
from supplycheck.rules.rule import PASSED, Result, Results, Rule, failed, fix
from supplycheck.rules.support import of_head


def check(case: Case, requirement: Requirement | None) -> Results:
    found: list[Result] = []
    for role, label in ROLES.items():
        party = getattr(case.declaration, role)
        if party is None or not party.uscc or reason_of(party.uscc) != "checksum":
            continue
        code = uscc.compact(party.uscc)
        listed = any(
            isinstance(a, Found) and a.match == "uscc" and uscc.compact(a.record.fields.get("uscc", "")) == code
            for a in case.answers.values()
        )
        found.append(
            failed(
                seen=party.uscc,
                role=label,
                where=of_head(f"{role}.uscc", f"{label}统一社会信用代码"),
                severity="info" if listed or role == "agent" else None,
            )
        )
    return found or PASSED


RULE = Rule(
    code="PARTY-CHECK-DIGIT",
    topic="party",
    title=Text("统一社会信用代码校验位不符", "The check digit of the credit code fails"),
    severity="warning",
    law=("GB-32100-2015#4",),
    reads=("declaration", "answers"),
    scope="declaration",
    says={
        "failed": Text(
            "{role}的统一社会信用代码“{seen}”校验位不符；早期的真实代码也有不符的，请核对。",
            "The check digit of “{seen}” ({role}) fails; some early genuine codes do, so check it.",
        )
    },
    fixes=fix(
        "correct-the-credit-code", "按营业执照核对统一社会信用代码。", "Check the code against the business licence."
    ),
    check=check,
    machine="may-over-report",
)
