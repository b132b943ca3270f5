"""The goods were not made within the validity of the certificate. The day of production decides, not that of declaration."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.report import Severity, Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, failed, fix
from supplycheck.rules.support import evidence_of, of_line


def check(case: Case, requirement: Requirement | None) -> Result:
    first = case.certificate
    if first is None or first.kind not in ("registration", "malformed"):
        return NOT_APPLICABLE
    record = case.record
    if record is not None:
        start, end = record.record.valid_from, record.record.valid_to
    elif first.document is not None:
        start, end = first.document.issued_on, first.document.expires_on
    else:
        return NOT_APPLICABLE
    made = case.produced_on
    severity: Severity | None = None
    if made is not None:
        first_made = case.first_produced_on or made
        if end is not None and made > end:
            says, day = "failed", made
        elif start is not None and first_made < start and not _renewed(first.number, start.year):
            says, day = "before", first_made
        else:
            return PASSED
    elif end is not None and case.day > end:
        says, day, severity = "unknown", case.day, "warning"
    elif start is not None and case.day < start:
        says, day = "before", case.day
    else:
        return PASSED
    return failed(
        says,
        number=first.number,
        from_=start.isoformat() if start else "",
        to=end.isoformat() if end else "",
        evidence=evidence_of(record) if record is not None else (),
        where=of_line("produced_on", "生产日期"),
        seen=day.isoformat(),
        severity=severity,
    )


def _renewed(number: str, year: int) -> bool:
    """Whether the number is older than the day of issue: a renewal keeps the year of the first registration."""
    digits = "".join(c for c in number if c.isdigit())
    return len(digits) >= 4 and digits[:4].isdigit() and 2000 <= int(digits[:4]) < year


RULE = Rule(
    code="CN-CERTIFICATE-EXPIRED",
    topic="qualification-expired",
    title=Text("商品不是在注册证有效期内生产", "The goods were not made within the validity of the certificate"),
    severity="error",
    law=("MOFCOM-2020-5#1", "SAMR-2021-47#112"),
    reads=("certificates", "produced_on", "first_produced_on", "day"),
    says={
        "failed": Text(
            "注册证{number}有效期至{to}，商品生产于{seen}，在有效期之后。",
            "Certificate {number} ended on {to}; the goods were made on {seen}, after it.",
        ),
        "before": Text(
            "注册证{number}自{from_}起有效，{seen}早于该日。",
            "Certificate {number} is valid from {from_}; {seen} is before that.",
        ),
        "unknown": Text(
            "注册证{number}已于{to}到期，申报日{seen}在后，生产日期不明。",
            "Certificate {number} ended on {to}, before the declaration of {seen}; the day of production is not known.",
        ),
    },
    fixes=fix(
        "show-production-date",
        "提供证明商品在有效期内生产的材料，或提供延续后的注册证。",
        "Show that the goods were made within the validity, or provide the renewed certificate.",
    ),
    check=check,
)
