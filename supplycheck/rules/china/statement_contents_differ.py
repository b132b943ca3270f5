"""What the statement says of the goods is not what is declared."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from supplycheck.case import Case
from supplycheck.declaration import Party, Statement, StatementItem
from supplycheck.facts.codes import country, unit, unit_name
from supplycheck.facts.law import Requirement
from supplycheck.identifiers import nmpa_registration
from supplycheck.names import product
from supplycheck.report import Text
from supplycheck.rules.china.product_is_not_on_certificate import kind_of
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Results, Rule, failed, fix, not_evaluated
from supplycheck.rules.support import same_company, statement_field, statement_of


def check(case: Case, requirement: Requirement | None) -> Results:
    statement = statement_of(case, requirement.form if requirement else None)
    if statement is None:
        return NOT_APPLICABLE
    if statement.named_only or (not statement.items and statement.form != "announcement-12-joint"):
        return not_evaluated(
            "contents-not-given", "contents-not-given", where=statement_field(case, statement, "items", "声明内容")
        )
    if not statement.items:
        return PASSED
    compared = [_compare(case, statement, n, item) for n, item in enumerate(statement.items)]
    # The item that agrees best is the one meant for this line.
    best = min(compared, key=len)
    return best or PASSED


def _compare(case: Case, statement: Statement, n: int, item: StatementItem) -> list[Result]:
    found: list[Result] = []

    def differs(
        name: str, label: str, label_en: str, said: str | None, declared: str | None, warning: bool = False
    ) -> None:
        found.append(
            failed(
                seen=said,
                needed=declared,
                label=label,
                label_en=label_en,
                where=statement_field(case, statement, f"items[{n}].{name}", label),
                severity="warning" if warning else None,
            )
        )

    line = case.line
    if item.product and line.name and not _same_product(case, item.product, line.name):
        differs("product", "产品名称", "product", item.product, line.name)
    if item.quantity and line.quantity is not None:
        same = _same_quantity(item, line.quantity, line.unit)
        if same is not True:
            differs(
                "quantity",
                "产品数量",
                "quantity",
                f"{item.quantity}{item.unit or ''}",
                f"{line.quantity.normalize():f}{unit_name(line.unit)}",
                same is None,
            )
    certificate = case.certificate
    if item.certificate and certificate is not None and statement.form == "announcement-5":
        said, declared = nmpa_registration.normal(item.certificate), nmpa_registration.normal(certificate.number)
        if said != declared:
            differs("certificate", "注册证号", "certificate", item.certificate, certificate.number)
    if item.lot and case.lots and not _same_lot(item.lot, {lot for _, lot in case.lots}):
        differs("lot", "产品批号", "lot", item.lot, "、".join(dict.fromkeys(lot for _, lot in case.lots)))
    if item.destination and case.destination_code and not _same_destination(case, item.destination):
        differs("destination", "进口国（地区）", "destination", item.destination, case.destination_code)
    if item.manufacturer and case.maker is not None:
        verdict, _ = same_company(
            Party(name=item.manufacturer), Party(name=case.maker.name, name_en=case.maker.name_en)
        )
        if verdict != "same":
            differs(
                "manufacturer",
                "生产厂商",
                "manufacturer",
                item.manufacturer,
                case.maker.name or case.maker.name_en,
                verdict != "different",
            )
    return found


def _same_product(case: Case, said: str, declared: str) -> bool:
    verdict = product.compare(said, declared).verdict
    if verdict == "same":
        return True
    here, there = kind_of(said), kind_of(declared)
    return (verdict == "possible" and here == there) or (
        verdict is None and here == there and here[1] is not None and here[0] != "test_kit"
    )


def _same_quantity(item: StatementItem, quantity: Decimal, unit_code: str | None) -> bool | None:
    """True where they agree, False where they do not, None where the units cannot be compared."""
    try:
        said = Decimal(re.sub(r"[,\s]", "", item.quantity or ""))
    except InvalidOperation:
        return None
    if not said.is_finite():
        return None
    here = unit(item.unit) if item.unit else None
    there = unit(unit_code) if unit_code else None
    if here is None or there is None:
        return True if said == quantity else None if item.unit and here is None else False
    if (here.base or here.code) != (there.base or there.code):
        return None if said == quantity else False
    return said * (here.factor or 1) == quantity * (there.factor or 1)


def _same_lot(said: str, known: set[str]) -> bool:
    if said in known:
        return True
    here = {p.strip().upper() for p in re.split(r"[,;、；，/\s]+", said) if p.strip()}
    there = {p.strip().upper() for lot in known for p in re.split(r"[,;、；，/\s]+", lot) if p.strip()}
    return not here or not there or here <= there or there <= here


def _same_destination(case: Case, said: str) -> bool:
    found = country(said)
    if found is None:
        return False
    if found.alpha2:
        return found.alpha2 == case.destination_code
    # A group of countries, such as the Union, stands for its members.
    return case.destination is not None and bool(case.destination.members)


RULE = Rule(
    code="CN-STATEMENT-CONTENTS",
    topic="statement",
    title=Text("声明内容与申报不一致", "The statement does not agree with the declaration"),
    severity="error",
    law=("MOFCOM-2020-5#2", "MOFCOM-2020-12#1", "MOFCOM-2020-12#2"),
    reads=("line", "destination_code", "maker", "certificates", "statements", "lots", "destination"),
    says={
        "failed": Text(
            "声明中的{label}是“{seen}”，申报的是“{needed}”。",
            "The statement's {label_en} is “{seen}”, declared is “{needed}”.",
        ),
        "contents-not-given": Text(
            "只知道有声明，没有声明的内容，无法与申报核对。",
            "A statement is named, but its contents are not given, so they were not compared.",
        ),
    },
    fixes=fix(
        "correct-the-statement",
        "更正声明或报关单，使两者一致。",
        "Correct the statement or the declaration so that they agree.",
    ),
    check=check,
)
