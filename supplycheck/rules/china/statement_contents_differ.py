"""What the statement says of the goods is not what is declared."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation

from supplycheck.case import DECLARED, Case
from supplycheck.declaration import Declaration, Line, Party, Statement, StatementItem
from supplycheck.facts.codes import country, unit, unit_name
from supplycheck.facts.law import Requirement
from supplycheck.identifiers import nmpa_registration
from supplycheck.names import product
from supplycheck.report import Field, Text
from supplycheck.rules.china.product_is_not_on_certificate import kind_of
from supplycheck.rules.china.statement_issuer_is_wrong import judge as issuer
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Results, Rule, failed, fix, not_evaluated
from supplycheck.rules.support import CERTIFICATES, lots_in, same_company, statement_field, statements_of


def check(case: Case, requirement: Requirement | None) -> Results:
    statements = statements_of(case, requirement.form if requirement else None)
    if not statements:
        return NOT_APPLICABLE
    described = [s for s in statements if not s.named_only and (s.items or s.form == "announcement-12-joint")]
    if not described:
        return not_evaluated(
            "contents-not-given", "contents-not-given", where=statement_field(case, statements[0], "items", "声明内容")
        )
    # A statement that is not the consignor's does not help one that is.
    own = [s for s in described if issuer(case, s).status == "passed"] or described
    papers = [_items([s]) for s in own]
    if len(own) > 1:
        papers.append(_items(own))  # one statement per lot, say: together they tell the whole
    if any(not items for items in papers):
        return PASSED  # a joint declaration need not list the goods
    found = [_agree(case, items) for items in papers]
    return min(found, key=lambda results: (sum(r.severity is None for r in results), len(results))) or PASSED


Item = tuple[Statement, int, StatementItem]
"""A statement, the place of one of its items, and the item."""


def _items(statements: list[Statement]) -> list[Item]:
    return [(s, n, item) for s in statements for n, item in enumerate(s.items)]


def _agree(case: Case, items: list[Item]) -> list[Result]:
    """What differs between the items that speak of the line's goods and the declaration."""
    meant = [i for i in items if next(_other_goods(case, *i), None) is None]
    if meant:
        return [*_quantities(case, meant), *_lots(case, meant)]
    return min(([make() for make in _other_goods(case, *i)] for i in items), key=len)


def _other_goods(case: Case, statement: Statement, n: int, item: StatementItem) -> Iterator[Callable[[], Result]]:
    """In what an item is not about the line's goods (quantity and lot apart); the results are made when asked for."""

    def differs(
        name: str, label: str, label_en: str, said: str, declared: str | None, sure: bool = True
    ) -> Callable[[], Result]:
        where = f"items[{n}].{name}"
        return lambda: _differs(label, label_en, said, declared, statement_field(case, statement, where, label), sure)

    # What is cheap to compare comes first: one difference is enough to know that other goods are meant.
    certificate = case.certificate
    named = item.certificate if statement.form == "announcement-5" else None
    if (
        named
        and certificate is not None
        and nmpa_registration.normal(named) != nmpa_registration.normal(certificate.number)
    ):
        yield differs("certificate", "注册证号", "certificate", named, certificate.number)
    if item.destination and case.destination_code and not _same_destination(case, item.destination):
        yield differs("destination", "进口国（地区）", "destination", item.destination, case.destination_code)
    if item.manufacturer and case.maker is not None and item.manufacturer != case.maker.name:
        verdict, _ = same_company(
            Party(name=item.manufacturer), Party(name=case.maker.name, name_en=case.maker.name_en)
        )
        if verdict != "same":
            maker = case.maker.name or case.maker.name_en
            yield differs("manufacturer", "生产厂商", "manufacturer", item.manufacturer, maker, verdict == "different")
    line = case.line
    if item.product and line.name and item.product != line.name and not _same_product(case, item.product, line.name):
        yield differs("product", "产品名称", "product", item.product, line.name)


def _differs(label: str, label_en: str, said: str, declared: str | None, where: Field, sure: bool) -> Result:
    return failed(
        seen=said,
        needed=declared,
        label=label,
        label_en=label_en,
        where=where,
        severity=None if sure else "warning",
    )


def _quantities(case: Case, items: list[Item]) -> list[Result]:
    """Whether the items add up to the lines of these goods, or hold one item for each of them."""
    told = [item for _, _, item in items if item.quantity]
    covered = [s.lines for s, _, _ in items]
    lines = [
        x for x in _of_these_goods(case) if x.quantity is not None and any(c is None or x.number in c for c in covered)
    ]
    if not told or case.line.quantity is None:
        return []
    verdict = _adds_up(told, lines)
    if verdict is True:
        return []
    said = " + ".join(f"{i.quantity}{i.unit or ''}" for i in told)
    declared = " + ".join(f"{x.quantity.normalize():f}{unit_name(x.unit)}" for x in lines if x.quantity is not None)
    where = Field("dossier.statements.items.quantity", "产品数量", None)
    return [_differs("产品数量", "quantity", said, declared, where, verdict is False)]


def _of_these_goods(case: Case) -> list[Line]:
    """The lines of the same goods: equal name, maker and certificate."""
    goods = _goods(case.declaration, case.line)
    return [line for line in case.declaration.lines if _goods(case.declaration, line) == goods]


def _goods(declaration: Declaration, line: Line) -> tuple[str | None, ...]:
    dossier = declaration.dossier.lines.get(line.number) if declaration.dossier is not None else None
    maker = line.manufacturer or (dossier.manufacturer if dossier else None)
    papers = dossier.documents if dossier is not None else []
    number = line.certificate_number or next((d.number for d in papers if d.kind in CERTIFICATES), None)
    return line.name, maker.name if maker else None, number


def _adds_up(items: list[StatementItem], lines: list[Line]) -> bool | None:
    """True where the amounts agree, False where they do not, None where their units cannot be compared."""
    said = [_amount(i.quantity, i.unit) for i in items]
    declared = [_amount(x.quantity, x.unit) for x in lines]
    amounts = [a for a in (*said, *declared) if a is not None]
    if len(amounts) < len(said) + len(declared):
        return None
    here, there = [n for n, _ in amounts[: len(said)]], [n for n, _ in amounts[len(said) :]]
    units = {unit for _, unit in amounts if unit}
    if len(units) <= 1:
        return sum(here) == sum(there) or Counter(there) <= Counter(here)
    # Other words for the same number may mean the same; how many pieces a pack holds is not said.
    return None if Counter(here) == Counter(there) or any(u.startswith("pack") for u in units) else False


def _amount(quantity: str | Decimal | None, unit_said: str | None) -> tuple[Decimal, str] | None:
    """A number with what it counts: "piece", a unit's code, "pack…" for a container, "" where no unit is given."""
    try:
        number = Decimal(re.sub(r"[,\s]", "", str(quantity)))
    except InvalidOperation:
        return None
    if not number.is_finite():
        return None
    found = unit(unit_said) if unit_said else None
    if found is None:
        return (number, "") if not unit_said else None
    if found.pack:
        return number, f"pack {found.code}"
    base = unit(found.base) if found.base else found
    return number * (found.factor or 1), "piece" if base is not None and base.piece else found.base or found.code


def _lots(case: Case, items: list[Item]) -> list[Result]:
    """Whether the items name the lots that are declared."""
    said = {lot for _, _, item in items if item.lot for lot in lots_in(item.lot)}
    own = [lot for place, lot in case.lots if place == DECLARED] or [lot for _, lot in case.lots]
    declared = {lot for text in own for lot in lots_in(text)}
    if not said or not declared or declared <= said:
        return []
    where = Field("dossier.statements.items.lot", "产品批号", None)
    texts = "、".join(sorted(said)), "、".join(sorted(declared))
    return [_differs("产品批号", "lot", *texts, where, declared.isdisjoint(said))]


def _same_product(case: Case, said: str, declared: str) -> bool:
    verdict = product.compare(said, declared).verdict
    if verdict == "same":
        return True
    here, there = kind_of(said), kind_of(declared)
    return (verdict == "possible" and here == there) or (
        verdict is None and here == there and here[1] is not None and here[0] != "test_kit"
    )


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
    reads=(
        "line",
        "declaration",
        "destination_code",
        "maker",
        "certificates",
        "statements",
        "lots",
        "destination",
        "covering",
    ),
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
