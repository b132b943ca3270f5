"""The statement is not issued by the domestic consignor (境内发货人), who exports; the declaring agent's word does not do."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.declaration import Party, Statement
from supplycheck.facts.law import Requirement
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, failed, fix, not_evaluated
from supplycheck.rules.support import best_of, same_company, statement_field, statements_of


def check(case: Case, requirement: Requirement | None) -> Result:
    statements = [s for s in statements_of(case, requirement.form if requirement else None) if not s.named_only]
    if len(statements) == 1:
        return judge(case, statements[0])
    return best_of([judge(case, s) for s in statements]) if statements else NOT_APPLICABLE


def judge(case: Case, statement: Statement) -> Result:
    """Whether one statement is the consignor's."""
    consignor = case.declaration.consignor
    if statement.issuer and consignor is not None and statement.issuer == consignor.name:
        return PASSED
    where = statement_field(case, statement, "issuer", "声明单位")
    if not statement.issuer or consignor is None or not consignor.name:
        return not_evaluated("issuer-unknown", "issuer-unknown", where=where)
    issuer = Party(name=statement.issuer)
    verdict, parts = same_company(issuer, Party(name=consignor.name, name_en=consignor.name_en))
    if verdict == "same":
        return PASSED
    agent = case.declaration.agent
    by_agent = agent is not None and same_company(issuer, Party(name=agent.name, name_en=agent.name_en))[0] == "same"
    return failed(
        "agent" if by_agent else "possible" if verdict == "possible" else "failed",
        seen=statement.issuer,
        needed=consignor.name,
        parts=parts.zh,
        parts_en=parts.en,
        where=where,
        severity="warning" if verdict in ("possible", "unknown") and not by_agent else None,
    )


RULE = Rule(
    code="CN-STATEMENT-ISSUER",
    topic="statement",
    title=Text("声明不是境内发货人出具", "The statement is not the domestic consignor's"),
    severity="error",
    law=("MOFCOM-2020-5#2", "MOFCOM-2020-12#1", "MOFCOM-2020-12#2"),
    reads=("statements", "declaration", "covering"),
    says={
        "failed": Text(
            "声明由“{seen}”出具，应由境内发货人“{needed}”出具。",
            "The statement is by “{seen}”; it must be by the domestic consignor “{needed}”.",
        ),
        "agent": Text(
            "声明由申报单位“{seen}”出具，海关不接受代理出具的声明；应由境内发货人“{needed}”出具。",
            "The statement is by the declaring agent “{seen}”; only the domestic consignor “{needed}” can make it.",
        ),
        "possible": Text(
            "声明单位“{seen}”与境内发货人“{needed}”可能是同一家：{parts}。",
            "The issuer “{seen}” may be the domestic consignor “{needed}”: {parts_en}.",
        ),
        "issuer-unknown": Text(
            "声明未写明出具单位，或申报未写明境内发货人。",
            "The statement does not name its issuer, or the declaration its consignor.",
        ),
    },
    fixes=fix(
        "statement-by-consignor",
        "由境内发货人重新出具声明并盖章。",
        "Have the domestic consignor issue and seal the statement.",
    ),
    check=check,
)
