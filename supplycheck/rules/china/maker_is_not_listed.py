"""The maker, with this kind of product, is not on MOFCOM's list of makers with foreign certification or registration."""

from __future__ import annotations

from datetime import date

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.registry.answers import Found, Unavailable
from supplycheck.report import Text
from supplycheck.rules.rule import PASSED, Result, Rule, failed, fix, not_evaluated
from supplycheck.rules.support import evidence_of, exact, of_line, unavailable

NO_12_FROM = "2020-04-26"


def check(case: Case, requirement: Requirement | None) -> Result:
    name = requirement.list if requirement and requirement.list else ""
    where = of_line("manufacturer.name", "生产企业")
    if case.maker is None:
        return not_evaluated("maker-unknown", "maker-unknown", where=where)
    maker = case.maker.name or case.maker.name_en or ""
    answer = case.answer(name, "maker")
    if isinstance(answer, Unavailable):
        return unavailable(answer, maker)
    if isinstance(answer, Found):
        if answer.match != "possible":
            return PASSED
        return failed(
            "possible",
            seen=maker,
            needed=answer.record.name,
            where=where,
            evidence=evidence_of(answer),
            severity="warning",
        )
    others = exact(case.rows_of(name, "maker"))
    as_of = answer.evidence.as_of
    contract = case.declaration.dossier.contract if case.declaration.dossier else None
    # Whether the list also binds contracts signed before No. 12 is not said where the text could be read.
    early = (
        contract is not None and contract.signed_on is not None and contract.signed_on < date.fromisoformat(NO_12_FROM)
    )
    return failed(
        "other-product" if others else "failed",
        seen=maker,
        as_of=as_of.isoformat() if as_of else "",
        products="、".join(f.record.fields.get("category", "") for f in others),
        where=where,
        evidence=evidence_of(answer),
        severity="warning" if early and requirement is not None and requirement.list == "mofcom-masks" else None,
    )


RULE = Rule(
    code="CN-MAKER-NOT-LISTED",
    topic="manufacturer-listed",
    title=Text("生产企业不在商务部清单上", "The maker is not on MOFCOM's list"),
    severity="error",
    law=("MOFCOM-2020-12#1", "MOFCOM-2020-12#2"),
    reads=("declaration", "maker", "answers", "rows"),
    says={
        "failed": Text("“{seen}”不在{as_of}的商务部清单上。", "“{seen}” is not on MOFCOM's list of {as_of}."),
        "other-product": Text(
            "“{seen}”在{as_of}的商务部清单上只列了{products}，没有这类产品。",
            "“{seen}” is on MOFCOM's list of {as_of} for {products} only, not for this kind of product.",
        ),
        "possible": Text(
            "商务部清单上的“{needed}”可能就是“{seen}”，须人工核对。",
            "“{needed}” of MOFCOM's list may be “{seen}”; a person must compare.",
        ),
    },
    fixes=fix(
        "take-another-route",
        "改按中国标准（或凭中国注册证）出口，或待企业列入清单后申报。",
        "Export to a Chinese standard (or on a Chinese registration), or wait until the maker is listed.",
    ),
    check=check,
)
