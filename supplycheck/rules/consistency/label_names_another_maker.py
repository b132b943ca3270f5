"""A place on the goods names another maker than the declaration."""

from __future__ import annotations

import re
from collections.abc import Iterator

from supplycheck.case import Case
from supplycheck.declaration import Party
from supplycheck.facts.law import Requirement
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, failed, fix
from supplycheck.rules.support import of_dossier, same_company

_MAKER = re.compile(
    r"(?:生产企业|生产厂家|生产商|制造商|生产单位|注册人|manufacturer|manufactured by)\s*(?:名称)?\s*[:：]\s*([^,，;；。\n]+)",
    re.IGNORECASE,
)


def makers_in(text: str) -> Iterator[str]:
    """The makers that a text of a label names as such."""
    return (found[1].strip() for found in _MAKER.finditer(text))


def check(case: Case, requirement: Requirement | None) -> Result:
    label = case.dossier.label if case.dossier else None
    if label is None or case.maker is None:
        return NOT_APPLICABLE
    named = [
        (p.place, p.manufacturer, f"places[{n}].manufacturer") for n, p in enumerate(label.places) if p.manufacturer
    ]
    named += [("标签", name, f"texts[{n}]") for n, text in enumerate(label.texts) for name in makers_in(text)]
    if not named:
        return NOT_APPLICABLE
    declared = Party(name=case.maker.name, name_en=case.maker.name_en)
    for place, name, path in named:
        if same_company(Party(name=name), declared)[0] in ("different", "possible"):
            return failed(
                place=place,
                seen=name,
                needed=case.maker.name or case.maker.name_en,
                where=of_dossier(f"label.{path}", "生产企业"),
            )
    return PASSED


RULE = Rule(
    code="LABEL-MAKER",
    topic="label",
    title=Text("标签上的生产企业不一致", "The label names another maker"),
    severity="warning",
    law=("CIL-2021#33",),
    reads=("dossier", "maker"),
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
