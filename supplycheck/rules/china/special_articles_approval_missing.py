"""Test kits need the health-quarantine approval for special articles, until the law took devices out of it."""

from __future__ import annotations

from datetime import date

from supplycheck.case import Case
from supplycheck.declaration import OTHER, Document
from supplycheck.facts.law import Requirement
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, Where, failed, fix
from supplycheck.rules.support import no_dossier, of_dossier, papers

KIND = "special-articles-approval"
LICENCE_TYPE = "203"  # 出入境特殊物品卫生检疫审批 in the customs table of licence types


def check(case: Case, requirement: Requirement | None) -> Result:
    if case.product.product_type != "test_kit":
        return NOT_APPLICABLE
    law = next((e for e in case.china.special_articles if e.on(case.day)), None)
    if law is None:
        return NOT_APPLICABLE
    approvals = [d for d in case.documents if d.kind == KIND]
    if any(_wrong(case, d) is None for d in approvals) or any(
        x.type_code == LICENCE_TYPE for x in (*case.line.licences, *case.declaration.licences)
    ):
        return PASSED
    where = of_dossier("documents", "特殊物品审批")
    if law.effect == "none":
        return _managed_as_device(case, where)
    if approvals:
        says, day = _wrong(case, approvals[0]) or ("expired", case.day)
        return failed(says, number=approvals[0].number, seen=day.isoformat(), where=where)
    if not case.told:
        return no_dossier("特殊物品卫生检疫审批单", "the special-articles approval")
    unclear = law.effect == "unclear"
    return failed(
        "unclear" if unclear else "failed",
        day=case.day.isoformat(),
        where=where,
        severity="warning" if unclear else None,
        confidence=law.confidence,
    )


def _wrong(case: Case, approval: Document) -> tuple[str, date] | None:
    """Why an approval does not serve on the day, with the day that says so."""
    if approval.expires_on is not None and approval.expires_on < case.day:
        return "expired", approval.expires_on
    if approval.issued_on is not None and approval.issued_on > case.day:
        return "later", approval.issued_on
    return None


def _managed_as_device(case: Case, where: Where) -> Result:
    """Exempt as far as the goods are managed as devices, here or abroad; goods for research, say, are not."""
    if case.product.medical is False:
        return failed("research", where=where, severity="warning")
    if any(c.kind == "registration" for c in case.certificates) or any(
        d.kind in case.china.device_papers for d in case.documents
    ):
        return PASSED
    # What the destination's device law asks for is such an authority's paper, though it has no kind of its own.
    wanted = (w for route in case.destination_routes for w in route.requirements if OTHER in w.documents and w.formats)
    if any(papers(case, w) for w in wanted):
        return PASSED
    if not case.told:
        return no_dossier("医疗器械主管部门的批准材料", "a device authority's approval")
    return failed("no-device", where=where, severity="warning")


RULE = Rule(
    code="CN-SPECIAL-ARTICLES",
    topic="special-approval",
    title=Text("检测试剂盒没有特殊物品审批", "Test kits without the special-articles approval"),
    severity="error",
    law=("SPECIAL-ARTICLES#1", "FHQL-2024#22", "GAC-2025-65#1"),
    reads=("product", "china", "day", "documents", "line", "declaration", "told", "certificates", "destination_routes"),
    scope="line",
    says={
        "failed": Text(
            "出口新冠病毒检测试剂盒没有特殊物品卫生检疫审批单。",
            "COVID-19 test kits leave without the health-quarantine approval for special articles.",
        ),
        "unclear": Text(
            "{day}是否还需要特殊物品审批不明确：法律已豁免医疗器械，海关的公告尚未发布。",
            "Whether the approval was still wanted on {day} is unclear: the law exempted devices, customs had not yet said so.",
        ),
        "expired": Text(
            "特殊物品审批单{number}已于{seen}到期。", "The special-articles approval {number} ended on {seen}."
        ),
        "later": Text(
            "特殊物品审批单{number}签发于{seen}，晚于申报。",
            "The special-articles approval {number} was issued on {seen}, after the declaration.",
        ),
        "no-device": Text(
            "没有中国或国外医疗器械主管部门的批准材料，不能视为按医疗器械管理，可能仍需特殊物品审批。",
            "No approval of a device authority, here or abroad, is shown, so the kits may still need the special-articles approval.",
        ),
        "research": Text(
            "申报为非医疗用途的检测试剂盒不属医疗器械管理，可能仍需特殊物品审批。",
            "Kits declared as not for medical use are not managed as devices and may still need the approval.",
        ),
    },
    fixes=fix(
        "get-special-articles-approval",
        "向直属海关申请特殊物品卫生检疫审批。",
        "Apply to the customs district for the special-articles approval.",
    ),
    check=check,
)
