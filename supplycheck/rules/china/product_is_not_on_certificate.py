"""The certificate is for another product than the one declared."""

from __future__ import annotations

from functools import lru_cache

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.names import product
from supplycheck.products.words import squeeze, subtype_of, type_of_name
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, failed, fix
from supplycheck.rules.support import evidence_of, of_line


@lru_cache(maxsize=4096)
def kind_of(name: str) -> tuple[str | None, str | None]:
    """Type and subtype that a product name speaks of."""
    type_ = type_of_name(name)
    subtypes = subtype_of(type_, squeeze(name)) if type_ else ()
    return type_, subtypes[0] if subtypes else None


def check(case: Case, requirement: Requirement | None) -> Result:
    first = case.certificate
    if first is None or first.kind not in ("registration", "malformed"):
        return NOT_APPLICABLE
    record = case.record
    certified = (
        record.record.fields.get("product")
        if record is not None
        else first.document.product
        if first.document
        else None
    )
    declared = case.line.name
    if not certified or not declared:
        return NOT_APPLICABLE
    verdict = product.compare(declared, certified).verdict
    here, there = kind_of(declared), kind_of(certified)
    same_kind = here == there or (here[0] == there[0] and case.product.subtype == there[1])
    if verdict == "same" or (verdict == "possible" and same_kind):
        return PASSED
    sure = verdict is None and not same_kind
    return failed(
        "failed" if sure else "possible",
        number=first.number,
        seen=declared,
        needed=certified,
        where=of_line("name", "商品名称"),
        evidence=evidence_of(record) if record is not None else (),
        severity=None if sure else "warning",
    )


RULE = Rule(
    code="CN-PRODUCT",
    topic="qualification-product",
    title=Text("注册证上的产品不是申报的商品", "The certificate is for another product"),
    severity="error",
    law=("MOFCOM-2020-5#1",),
    reads=("line", "product", "certificates"),
    says={
        "failed": Text(
            "注册证{number}的产品是“{needed}”，申报的是“{seen}”。",
            "Certificate {number} is for “{needed}”, declared is “{seen}”.",
        ),
        "possible": Text(
            "注册证{number}的产品“{needed}”与申报的“{seen}”是否同一产品，须人工核对。",
            "Whether “{needed}” of certificate {number} is the declared “{seen}” needs a person's eye.",
        ),
    },
    fixes=fix(
        "get-certificate-of-product",
        "提供该产品的注册证，或更正商品名称。",
        "Provide the certificate of this product, or correct the goods name.",
    ),
    check=check,
)
