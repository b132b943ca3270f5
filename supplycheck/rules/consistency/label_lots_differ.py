"""Carton, box, certificate of conformity and declaration disagree on the lot."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, failed, fix
from supplycheck.rules.support import lots_in, of_dossier


def check(case: Case, requirement: Requirement | None) -> Result:
    # The declaration names one lot of each line; only papers and goods may name others.
    dossier = case.dossier
    if dossier is None or not (dossier.lot or dossier.label) or len(case.lots) < 2:
        return NOT_APPLICABLE
    sets = [(place, lots_in(lot)) for place, lot in case.lots]
    first_place, first = sets[0]
    for place, lots in sets[1:]:
        if first and lots and not (first <= lots or lots <= first):
            return failed(
                place=place,
                seen="、".join(sorted(lots)),
                other=first_place,
                needed="、".join(sorted(first)),
                where=of_dossier("label.places", "批号"),
            )
    return PASSED


RULE = Rule(
    code="LABEL-LOT",
    topic="label",
    title=Text("批号不一致", "The lots disagree"),
    severity="warning",
    law=("CIL-2021#33",),
    reads=("dossier", "lots"),
    scope="line",
    says={
        "failed": Text(
            "{place}的批号是{seen}，{other}的批号是{needed}。",
            "The lot on {place} is {seen}, on {other} it is {needed}.",
        )
    },
    fixes=fix(
        "make-labels-agree",
        "核对实物标签、合格证和报关单，使其一致。",
        "Check labels, certificate of conformity and declaration until they agree.",
    ),
    check=check,
)
