"""The joint declaration is one of exporter and importer; the importer is missing, is another, or has not signed."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.declaration import Party, Statement
from supplycheck.facts.law import Requirement
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, failed, fix, not_evaluated
from supplycheck.rules.support import best_of, same_company, statement_field, statements_of


def check(case: Case, requirement: Requirement | None) -> Result:
    statements = [s for s in statements_of(case, requirement.form if requirement else None) if not s.named_only]
    return best_of([judge(case, s) for s in statements]) if statements else NOT_APPLICABLE


def judge(case: Case, statement: Statement) -> Result:
    """Whether one joint declaration is signed by the importer of the goods."""
    if statement.importer_signed is False:
        return failed(
            "unsigned",
            importer=statement.importer or "",
            where=statement_field(case, statement, "importer_signed", "进口方签字"),
        )
    if not statement.importer:
        return failed("failed", where=statement_field(case, statement, "importer", "进口方"))
    if statement.importer_signed is None:
        return not_evaluated(
            "signature-unknown",
            "signature-unknown",
            where=statement_field(case, statement, "importer_signed", "进口方签字"),
        )
    consignee = case.declaration.consignee
    if consignee is None or not (consignee.name or consignee.name_en):
        return PASSED
    verdict, _ = same_company(Party(name=statement.importer), consignee)
    if verdict in ("same", "unknown"):
        return PASSED
    return failed(
        "other",
        seen=statement.importer,
        needed=consignee.name or consignee.name_en,
        where=statement_field(case, statement, "importer", "进口方"),
        severity="warning",
    )


RULE = Rule(
    code="CN-STATEMENT-IMPORTER",
    topic="statement",
    title=Text("进口方没有签署共同声明", "The importer has not signed the joint declaration"),
    severity="error",
    law=("MOFCOM-2020-12#1",),
    reads=("statements", "declaration", "covering"),
    says={
        "failed": Text("共同声明没有写明进口方。", "The joint declaration names no importer."),
        "unsigned": Text(
            "进口方“{importer}”没有签署共同声明。", "The importer “{importer}” has not signed the joint declaration."
        ),
        "other": Text(
            "共同声明的进口方“{seen}”不是境外收货人“{needed}”。",
            "The importer of the joint declaration, “{seen}”, is not the overseas consignee “{needed}”.",
        ),
        "signature-unknown": Text(
            "不知道进口方是否签署了共同声明。", "It is not known whether the importer signed the joint declaration."
        ),
    },
    fixes=fix("importer-signs", "请进口方签字盖章。", "Have the importer sign and seal it."),
    check=check,
)
