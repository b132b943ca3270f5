"""No standard, or no tier of it, that the destination accepts is shown for the goods."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Accepted, Requirement
from supplycheck.facts.standards import Designation, find, tier_of
from supplycheck.products.words import asks_for
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, failed, fix, not_evaluated
from supplycheck.rules.support import document_field, no_dossier, of_dossier


def check(case: Case, requirement: Requirement | None) -> Result:
    assert requirement is not None
    accepted = {a.family: a for a in requirement.accepted}
    named = {"needed": requirement.text.zh, "needed_en": requirement.text.en}
    if requirement.proof == "declared":
        reported = [d for x in case.documents if x.kind == "test-report" and x.standard for d in find(x.standard)]
        said = [d for d in (*case.product.standards, *reported) if not (d.standard is not None and d.standard.general)]
        if not said:
            return NOT_APPLICABLE
        good = [d for d in said if d.family in accepted and _edition_ok(accepted[d.family], d)]
        if good:
            return PASSED
        return failed(seen="、".join(d.text for d in said), where=of_dossier("standards", "执行标准"), **named)
    reports = [d for d in case.documents if d.kind == "test-report"]
    if not reports:
        if not case.told:
            return no_dossier(requirement.text.zh, requirement.text.en)
        return failed("no-report", where=of_dossier("documents", "检测报告"), **named)
    other: list[str] = []
    for report in reports:
        for d in find(report.standard or ""):
            rule = accepted.get(d.family)
            if rule is None or not _edition_ok(rule, d):
                other.append(d.text)
                continue
            if report.result and asks_for(report.result):
                where = document_field(case, report, "result", "结果")
                return failed("negative", seen=report.result, where=where, severity="warning", **named)
            if (report.result or "pass").lower() in ("fail", "failed", "不合格"):
                return failed(
                    "negative", seen=report.result, where=document_field(case, report, "result", "结果"), **named
                )
            if not rule.tiers:
                return PASSED
            tier = _tier(case, d, report.tier)
            if tier is None:
                return not_evaluated(
                    "tier-unknown", "tier-unknown", where=document_field(case, report, "tier", "级别"), **named
                )
            if tier not in rule.tiers:
                return failed("tier", seen=tier, where=document_field(case, report, "tier", "级别"), **named)
            return PASSED
    return failed(seen="、".join(other) or "—", where=of_dossier("documents", "检测报告"), **named)


def _edition_ok(rule: Accepted, d: Designation) -> bool:
    return (
        not rule.editions
        or d.edition is None
        or d.edition in rule.editions
        or any(e.startswith(f"{d.edition}+") for e in rule.editions)
    )


def _tier(case: Case, d: Designation, stated: str | None) -> str | None:
    """The tier of the report: its own field, its standard's text, else what the line says of the same standard."""
    assert d.standard is not None
    if stated:
        return tier_of(d.standard, stated) or stated
    return d.tier or next((x.tier for x in case.product.standards if x.family == d.family and x.tier), None)


RULE = Rule(
    code="DEST-STANDARD",
    topic="destination-standard",
    title=Text("没有目的地接受的标准或级别", "No standard or tier that the destination accepts"),
    severity="error",
    law=("MOFCOM-2020-5#2", "SC-739#59"),
    reads=("product", "documents", "told"),
    says={
        "failed": Text("需要{needed}，现有的是“{seen}”。", "Needed is {needed_en}; at hand is “{seen}”."),
        "no-report": Text("缺少{needed}。", "Missing: {needed_en}."),
        "tier-unknown": Text(
            "检测报告没有写明级别（需要{needed}）。", "The test report does not give the tier (needed is {needed_en})."
        ),
        "tier": Text(
            "级别“{seen}”不在接受之列（需要{needed}）。", "Tier “{seen}” is not accepted (needed is {needed_en})."
        ),
        "negative": Text(
            "检测结论是“{seen}”（需要{needed}）。", "The test's result is “{seen}” (needed is {needed_en})."
        ),
    },
    fixes=fix(
        "test-to-accepted-standard",
        "按目的地接受的标准检测并取得报告。",
        "Have the goods tested to a standard the destination accepts.",
    ),
    check=check,
)
