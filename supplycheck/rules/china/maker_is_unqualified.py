"""Maker and product are on SAMR's list of unqualified products and firms. The list names producer, product and lot."""

from __future__ import annotations

import re

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.names import product
from supplycheck.registry.answers import Found, Unavailable
from supplycheck.registry.days import read_day
from supplycheck.report import Text
from supplycheck.rules.china.model_is_not_on_certificate import agrees
from supplycheck.rules.rule import PASSED, Result, Rule, failed, fix, not_evaluated
from supplycheck.rules.support import evidence_of, lots_in, of_line, unavailable


def check(case: Case, requirement: Requirement | None) -> Result:
    name = requirement.list if requirement and requirement.list else ""
    where = of_line("manufacturer.name", "生产企业")
    if case.maker is None:
        return not_evaluated("maker-unknown", "maker-unknown", where=where)
    maker = case.maker.name or case.maker.name_en or ""
    rows = case.rows_of(name, "maker")
    if not rows:
        answer = case.answer(name, "maker")
        return unavailable(answer, maker) if isinstance(answer, Unavailable) else PASSED
    worst = max(rows, key=lambda row: _weight(case, row))
    weight = _weight(case, worst)
    fields = worst.record.fields
    return failed(
        "failed" if weight == 3 else "possible" if worst.match == "possible" else "other-goods",
        seen=maker,
        needed=worst.record.name,
        product=fields.get("product", ""),
        lot=fields.get("lot", ""),
        reason_=fields.get("reason", ""),
        where=where,
        evidence=evidence_of(worst),
        severity=None if weight == 3 else "warning",
    )


def _weight(case: Case, row: Found) -> int:
    """3: this producer, product and lot · 2: this producer, other goods · 1: a producer that may be this one."""
    if row.match == "possible":
        return 1
    fields = row.record.fields
    lots = {_lot(part) for _, lot in case.lots for part in lots_in(lot)}
    if case.produced_on is not None:
        lots.add(case.produced_on.isoformat())
    same_lot = not lots.isdisjoint(_listed(fields.get("lot", "")))
    model = case.line.specification
    same_goods = bool(model and fields.get("model") and agrees(model, fields["model"])) or (
        bool(case.line.name) and product.compare(case.line.name or "", fields.get("product", "")).verdict is not None
    )
    return 3 if same_lot and same_goods else 2


def _listed(text: str) -> set[str]:
    """The lots and days of production of a row: "20200523、2020.5.24"."""
    whole = read_day(text)
    return (
        {whole.isoformat()} if whole is not None else {_lot(part) for part in re.split(r"[,;、；，\s]+", text) if part}
    )


def _lot(text: str) -> str:
    """A lot or a day in one spelling."""
    day = read_day(text)
    return day.isoformat() if day is not None else re.sub(r"[^0-9A-Z]", "", text.upper())


RULE = Rule(
    code="CN-MAKER-UNQUALIFIED",
    topic="manufacturer-barred",
    title=Text("生产企业和产品在市场监管总局不合格清单上", "Maker and product are on SAMR's list of the unqualified"),
    severity="error",
    law=("MOFCOM-2020-12#1",),
    reads=("line", "maker", "produced_on", "lots", "answers", "rows"),
    says={
        "failed": Text(
            "“{seen}”的{product}（{lot}）在不合格产品和企业清单上：{reason_}。",
            "{product} of “{seen}” (lot {lot}) is on the list of unqualified products and firms: {reason_}.",
        ),
        "other-goods": Text(
            "“{seen}”因{product}（{lot}）在不合格清单上；这批货是否同一产品，须人工核对。",
            "“{seen}” is on the list of the unqualified for {product} ({lot}); whether these are such goods needs a person's eye.",
        ),
        "possible": Text(
            "不合格清单上的“{needed}”可能就是“{seen}”，须人工核对。",
            "“{needed}” of the list of the unqualified may be “{seen}”; a person must compare.",
        ),
    },
    fixes=fix(
        "do-not-export-these-goods",
        "不合格产品不得出口；换用合格企业的产品。",
        "Unqualified goods may not leave; take goods of a qualified maker.",
    ),
    check=check,
)
