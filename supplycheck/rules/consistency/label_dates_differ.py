"""The dates on the goods disagree, or cannot be: made after the declaration, expired, valid for less than no time."""

from __future__ import annotations

from collections.abc import Sequence

from supplycheck.case import DECLARED, Case
from supplycheck.declaration import LabelPlace
from supplycheck.facts.law import Requirement
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Results, Rule, failed, fix
from supplycheck.rules.support import lots_in, of_dossier


def check(case: Case, requirement: Requirement | None) -> Results:
    label = case.dossier.label if case.dossier else None
    places = label.places if label else []
    declared = case.line.produced_on
    if not places and declared is None:
        return NOT_APPLICABLE
    found: list[Result] = []
    where = of_dossier("label.places", "日期")
    made = [(p.place, p.produced_on) for p in places if p.produced_on is not None]
    until = [(p.place, p.expires_on) for p in places if p.expires_on is not None]
    for group in _by_lot(places) if places else ():
        # Only places of one lot must agree.
        for says, told in (
            ("produced", [(p.place, p.produced_on.isoformat()) for p in group if p.produced_on is not None]),
            ("expires", [(p.place, p.expires_on.isoformat()) for p in group if p.expires_on is not None]),
            ("shelf-life", [(p.place, " ".join(p.shelf_life.split()).lower()) for p in group if p.shelf_life]),
        ):
            if len({said for _, said in told}) > 1:
                found.append(failed(says, seen="；".join(f"{p} {said}" for p, said in told), where=where))
    days = case.line.production_days or ([declared] if declared is not None else [])
    if days and made and {day for _, day in made}.isdisjoint(days):
        all_of_them = "；".join(f"{p} {day.isoformat()}" for p, day in [*((DECLARED, day) for day in days), *made])
        found.append(failed("produced", seen=all_of_them, where=where))
    made = [(DECLARED, day) for day in days] + made
    for place, day in made:
        if day > case.day:
            found.append(failed("future", place=place, seen=day.isoformat(), needed=case.day.isoformat(), where=where))
            break
    for p in places:
        if p.expires_on is not None and p.produced_on is not None and p.expires_on <= p.produced_on:
            found.append(
                failed(
                    "impossible",
                    place=p.place,
                    seen=p.expires_on.isoformat(),
                    needed=p.produced_on.isoformat(),
                    where=where,
                )
            )
            break
    for place, day in until:
        if day < case.day:
            found.append(failed("over", place=place, seen=day.isoformat(), needed=case.day.isoformat(), where=where))
            break
    return found or PASSED


def _by_lot(places: Sequence[LabelPlace]) -> list[list[LabelPlace]]:
    """The places by lot; those that name none stand with every lot if there is but one, else by themselves."""
    groups: dict[frozenset[str], list[LabelPlace]] = {}
    for place in places:
        groups.setdefault(lots_in(place.lot) if place.lot else frozenset(), []).append(place)
    return [list(places)] if len([lots for lots in groups if lots]) <= 1 else list(groups.values())


RULE = Rule(
    code="LABEL-DATES",
    topic="label",
    title=Text("日期不一致或不可能", "The dates disagree or cannot be"),
    severity="warning",
    law=("CIL-2021#33",),
    reads=("dossier", "line", "day"),
    scope="line",
    says={
        "produced": Text("生产日期不一致：{seen}。", "The days of production disagree: {seen}."),
        "expires": Text("有效期不一致：{seen}。", "The expiry days disagree: {seen}."),
        "shelf-life": Text("保质期不一致：{seen}。", "The shelf lives disagree: {seen}."),
        "future": Text(
            "{place}的生产日期{seen}晚于申报日期{needed}。",
            "{place}: made on {seen}, after the declaration of {needed}.",
        ),
        "impossible": Text(
            "{place}的有效期{seen}不晚于生产日期{needed}。",
            "{place}: expires on {seen}, not after it was made on {needed}.",
        ),
        "over": Text(
            "{place}的有效期{seen}在申报日期{needed}之前，商品已过期。",
            "{place}: expired on {seen}, before the declaration of {needed}.",
        ),
    },
    fixes=fix(
        "make-labels-agree",
        "核对实物标签、合格证和报关单，使其一致。",
        "Check labels, certificate of conformity and declaration until they agree.",
    ),
    check=check,
)
