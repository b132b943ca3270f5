"""The consignor is not the manufacturer and shows no power of attorney, which belongs to its statement: information."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.declaration import Party
from supplycheck.facts.law import Requirement
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, failed, fix
from supplycheck.rules.support import of_dossier, same_company


def check(case: Case, requirement: Requirement | None) -> Result:
    if not case.told or not case.statements:
        return NOT_APPLICABLE
    consignor = case.declaration.consignor
    if consignor is None or case.maker is None:
        return NOT_APPLICABLE
    two = consignor.uscc and case.maker.uscc and consignor.uscc != case.maker.uscc
    if not two and same_company(consignor, case.maker)[0] == "same":
        return NOT_APPLICABLE
    powers = [d for d in case.documents if d.kind == "power-of-attorney"]
    if any(
        not d.holder or same_company(Party(name=d.holder), Party(name=consignor.name))[0] in ("same", "possible")
        for d in powers
    ):
        return PASSED
    return failed(
        "other" if powers else "failed",
        seen=powers[0].holder if powers else None,
        needed=consignor.name,
        where=of_dossier("documents", "授权委托书"),
    )


RULE = Rule(
    code="CN-POWER-OF-ATTORNEY",
    topic="statement",
    title=Text(
        "发货人不是生产企业，没有委托授权", "The consignor is not the manufacturer and has no power of attorney"
    ),
    severity="info",
    law=("MOFCOM-2020-5#2", "MOFCOM-2020-12#1", "MOFCOM-2020-12#2"),
    reads=("declaration", "maker", "told", "statements", "documents"),
    scope="line",
    says={
        "failed": Text(
            "境内发货人“{needed}”不是生产企业，声明宜附生产企业的授权委托书。",
            "The consignor “{needed}” is not the manufacturer; a power of attorney belongs to the statement.",
        ),
        "other": Text(
            "授权委托书给的是“{seen}”，不是境内发货人“{needed}”。",
            "The power of attorney is for “{seen}”, not for the consignor “{needed}”.",
        ),
    },
    fixes=fix("get-power-of-attorney", "请生产企业出具授权委托书。", "Have the manufacturer give a power of attorney."),
    check=check,
)
