"""The dates on the goods disagree, or cannot be: made after the declaration, expired, valid for less than no time."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Results, Rule, failed, fix
from supplycheck.rules.support import of_dossier


def check(case: Case, requirement: Requirement | None) -> Results:
    label = case.dossier.label if case.dossier else None
    places = label.places if label else []
    declared = case.line.produced_on
    if not places and declared is None:
        return NOT_APPLICABLE
    found: list[Result] = []
    where = of_dossier(case, "label.places", "日期")
    made = [(p.place, p.produced_on) for p in places if p.produced_on is not None]
    if declared is not None:
        made.insert(0, ("报关单", declared))
    if len({d for _, d in made}) > 1:
        found.append(failed("produced", seen="；".join(f"{p} {d.isoformat()}" for p, d in made), where=where))
    until = [(p.place, p.expires_on) for p in places if p.expires_on is not None]
    if len({d for _, d in until}) > 1:
        found.append(failed("expires", seen="；".join(f"{p} {d.isoformat()}" for p, d in until), where=where))
    lives = [(p.place, p.shelf_life) for p in places if p.shelf_life]
    if len({" ".join(life.split()).lower() for _, life in lives}) > 1:
        found.append(failed("shelf-life", seen="；".join(f"{p} {life}" for p, life in lives), where=where))
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
