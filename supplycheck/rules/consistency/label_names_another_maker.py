"""A place on the goods names another maker than the declaration."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.declaration import Party
from supplycheck.facts.law import Requirement
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, failed, fix
from supplycheck.rules.support import of_dossier, same_company


def check(case: Case, requirement: Requirement | None) -> Result:
    label = case.dossier.label if case.dossier else None
    named = [p for p in label.places if p.manufacturer] if label else []
    if not named or case.maker is None:
        return NOT_APPLICABLE
    for n, place in enumerate(named):
        verdict, _ = same_company(
            Party(name=place.manufacturer), Party(name=case.maker.name, name_en=case.maker.name_en)
        )
        if verdict in ("different", "possible"):
            return failed(
                place=place.place,
                seen=place.manufacturer,
                needed=case.maker.name or case.maker.name_en,
                where=of_dossier(case, f"label.places[{n}].manufacturer", "生产企业"),
            )
    return PASSED


RULE = Rule(
    code="LABEL-MAKER",
    topic="label",
    title=Text("标签上的生产企业不一致", "The label names another maker"),
    severity="warning",
    law=("CIL-2021#33",),
    reads=("dossier", "maker", "line"),
    scope="line",
    says={
        "failed": Text(
            "{place}上的生产企业是“{seen}”，申报的是“{needed}”。",
            "{place} names the maker “{seen}”, declared is “{needed}”.",
        )
    },
    fixes=fix(
        "make-labels-agree", "核对实物标签和报关单，使其一致。", "Check labels and declaration until they agree."
    ),
    check=check,
)
