"""The marking quotes the class of a standard (KN95) without its number and year, or quotes another standard than declared."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.facts.standards import Designation, find
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, failed, fix
from supplycheck.rules.support import of_dossier


def check(case: Case, requirement: Requirement | None) -> Result:
    label = case.dossier.label if case.dossier else None
    texts = [*label.texts, *label.marks] if label else []
    if not texts:
        return NOT_APPLICABLE
    other = _other_standard(case, texts)
    if other is not None:
        return other
    marked = [d for d in case.product.standards if d.standard is not None and d.standard.marking]
    if not marked:
        return NOT_APPLICABLE
    standard = marked[0].standard
    assert standard is not None
    on_label = [d for t in texts for d in find(t)]
    quoted = [d for d in on_label if d.family == standard.id]
    where = of_dossier("label.texts", "标签")
    if quoted:
        if not any(d.edition for d in quoted):
            return failed("no-year", seen=quoted[0].text, needed=marked[0].text, where=where)
        editions = {d.edition for d in marked if d.edition}
        if editions and not editions & {d.edition for d in quoted if d.edition}:
            return failed("other-edition", seen=quoted[0].text, needed=marked[0].text, where=where)
        return PASSED
    joined = unicodedata.normalize("NFKC", " ".join(texts)).upper()
    tier = next((t for t in standard.tiers if t in joined), None)
    # Silence is no finding; a class that is marked without the standard it belongs to is.
    return failed(seen=tier, needed=marked[0].text, where=where) if tier else PASSED


def _other_standard(case: Case, texts: list[str]) -> Result | None:
    """The label quotes a product standard of the same origin as those declared, but none of them."""

    def of_product(designations: Iterable[Designation]) -> dict[str, Designation]:
        return {
            d.family: d
            for d in designations
            if d.standard is not None and not d.standard.general and case.product.product_type in d.standard.products
        }

    quoted = of_product(d for t in texts for d in find(t))
    declared = of_product(case.product.standards)
    for family, d in quoted.items():
        same_origin = [x for x in declared.values() if x.chinese == d.chinese]
        if same_origin and family not in declared and quoted.keys().isdisjoint(x.family for x in same_origin):
            needed = "、".join(x.text for x in same_origin)
            return failed("other-standard", seen=d.text, needed=needed, where=of_dossier("label.texts", "标签"))
    return None


RULE = Rule(
    code="LABEL-STANDARD",
    topic="label",
    title=Text("标识缺少标准编号和年号", "The marking lacks the standard's number and year"),
    severity="warning",
    law=("GB-2626#marking",),
    reads=("dossier", "product"),
    scope="line",
    says={
        "failed": Text(
            "标识只有“{seen}”，没有标准编号和年号（{needed}）。",
            "The marking says “{seen}” without the standard's number and year ({needed}).",
        ),
        "other-standard": Text(
            "标签上的标准是“{seen}”，申报的是{needed}。", "The label quotes “{seen}”; declared is {needed}."
        ),
        "no-year": Text(
            "标识“{seen}”没有年号，申报的是{needed}。", "The marking “{seen}” has no year; declared is {needed}."
        ),
        "other-edition": Text(
            "标识“{seen}”与申报的{needed}不是同一版本。",
            "The marking “{seen}” is another edition than the declared {needed}.",
        ),
    },
    fixes=fix(
        "mark-the-standard",
        "在产品上标注标准编号、年号和级别，例如GB 2626-2006 KN95。",
        "Mark number, year and class on the product, such as GB 2626-2006 KN95.",
    ),
    check=check,
)
