"""The consignor, the producer or the maker is barred from exporting these goods on the day."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.registry.answers import Unavailable
from supplycheck.report import Text
from supplycheck.rules.rule import PASSED, Result, Results, Rule, failed, fix
from supplycheck.rules.support import evidence_of, of_head, of_line, unavailable

REGISTRY = "barred-exporters"
ROLES = {
    "consignor": Text("境内发货人", "the domestic consignor"),
    "producer": Text("生产销售单位", "the producing or selling unit"),
    "maker": Text("生产企业", "the manufacturer"),
}


def check(case: Case, requirement: Requirement | None) -> Results:
    found: list[Result] = []
    unasked: Unavailable | None = None
    for role, label in ROLES.items():
        if (REGISTRY, role) not in case.answers:
            continue
        answer = case.answer(REGISTRY, role)
        if isinstance(answer, Unavailable):
            unasked = answer
        for row in case.rows_of(REGISTRY, role):
            start, end = row.record.valid_from, row.record.valid_to
            if (start is not None and case.day < start) or (end is not None and case.day > end):
                continue
            sure = row.match != "possible"
            where = of_line("manufacturer.name", label.zh) if role == "maker" else of_head(f"{role}.name", label.zh)
            found.append(
                failed(
                    "failed" if sure else "possible",
                    role=label.zh,
                    role_en=label.en,
                    seen=row.record.name,
                    basis=row.record.fields.get("reason", ""),
                    from_=start.isoformat() if start else "",
                    to=end.isoformat() if end else "—",
                    where=where,
                    evidence=evidence_of(row),
                    severity=None if sure else "warning",
                )
            )
            break
    if not found and unasked is not None:
        return unavailable(unasked, "、".join(dict.fromkeys(_names(case))))
    return found or PASSED


def _names(case: Case) -> list[str]:
    parties = (case.declaration.consignor, case.declaration.producer, case.maker)
    return [p.name or p.name_en or "" for p in parties if p is not None and (p.name or p.name_en)]


RULE = Rule(
    code="CN-BARRED",
    topic="manufacturer-barred",
    title=Text("企业被停止出口", "A company is barred from exporting"),
    severity="error",
    law=("CIL-2021#33",),
    reads=("declaration", "day", "maker", "answers", "rows"),
    scope="line",
    says={
        "failed": Text(
            "{role}“{seen}”自{from_}至{to}被停止出口（{basis}）。",
            "{role_en}, “{seen}”, is barred from exporting from {from_} to {to} ({basis}).",
        ),
        "possible": Text(
            "被停止出口的“{seen}”可能就是{role}，须人工核对。",
            "The barred “{seen}” may be {role_en}; a person must compare.",
        ),
    },
    fixes=fix("do-not-export", "在停止期间不得出口这类商品。", "These goods may not be exported while the bar lasts."),
    check=check,
)
