"""A document that the destination requires is missing, malformed, expired, for another act, or somebody else's."""

from __future__ import annotations

import re
from datetime import date

from supplycheck.case import Case
from supplycheck.declaration import OTHER, SUBTYPES, Document, Party
from supplycheck.facts.formats import formats, number_in, wrong
from supplycheck.facts.law import Requirement
from supplycheck.products.words import finds_another, for_home_use, for_professionals, other_goods, type_of_name
from supplycheck.report import Text
from supplycheck.rules.rule import PASSED, Result, Rule, failed, fix, not_evaluated
from supplycheck.rules.support import (
    countries_of,
    document_field,
    is_another_maker,
    no_dossier,
    of_dossier,
    papers,
    pending,
    same_company,
    title_of,
)


def check(case: Case, requirement: Requirement | None) -> Result:
    assert requirement is not None
    candidates = papers(case, requirement)
    named = {"needed": requirement.text.zh, "needed_en": requirement.text.en}
    if not candidates:
        if not case.told:
            return no_dossier(requirement.text.zh, requirement.text.en)
        where = of_dossier("documents", "随附文件")
        return failed(where=where, severity="warning" if _is_nameless(requirement) else None, **named)
    results = [_judge(case, requirement, d) for d in candidates]
    # One good paper is enough; else the one that lacks least is the one to mend.
    return min(results, key=_badness)


def _badness(result: Result) -> int:
    if result.says in ("other-act", "other-module"):
        return 3
    return {"passed": 0, "not_evaluated": 1}.get(result.status, 2)


def _judge(case: Case, requirement: Requirement, document: Document) -> Result:
    named = {"needed": requirement.text.zh, "needed_en": requirement.text.en, "number": document.number or ""}
    if (word := pending(document, requirement)) is not None:
        where = document_field(case, document, "text", "文件")
        return failed("pending", seen=title_of(document) or word, word=word, where=where, severity="warning", **named)
    if document.legislation and any(act in _plain_act(document.legislation) for act in requirement.not_acts):
        where = document_field(case, document, "legislation", "依据法规")
        return failed("other-act", seen=document.legislation, where=where, **named)
    if requirement.acts:
        if not document.legislation:
            return not_evaluated(
                "act-unknown", "act-unknown", where=document_field(case, document, "legislation", "依据法规"), **named
            )
        if not any(act in _plain_act(document.legislation) for act in requirement.acts):
            return failed(
                "other-act",
                seen=document.legislation,
                where=document_field(case, document, "legislation", "依据法规"),
                **named,
            )
    if requirement.modules:
        module = (document.module or "").upper().strip()
        if not module:
            return not_evaluated(
                "module-unknown", "module-unknown", where=document_field(case, document, "module", "模式"), **named
            )
        if not any(re.search(rf"(?<![A-Z0-9]){m}(?![A-Z0-9])", module) for m in requirement.modules):
            return failed(
                "other-module", seen=document.module, where=document_field(case, document, "module", "模式"), **named
            )
    if (wrong_number := _of_number(case, requirement, document, named)) is not None:
        return wrong_number
    if requirement.territory and (outside := _outside(case, requirement, document)):
        where = document_field(case, document, "holder", "持有人")
        return failed("elsewhere", seen=document.holder or document.number, country=outside, where=where, **named)
    if requirement.issued_before is not None:
        if document.issued_on is None:
            return not_evaluated(
                "issue-day-unknown",
                "issue-day-unknown",
                day=requirement.issued_before.isoformat(),
                where=document_field(case, document, "issued_on", "签发日期"),
                **named,
            )
        if document.issued_on >= requirement.issued_before:
            return failed(
                "too-late",
                seen=document.issued_on.isoformat(),
                day=requirement.issued_before.isoformat(),
                where=document_field(case, document, "issued_on", "签发日期"),
                **named,
            )
    if document.expires_on is not None and document.expires_on < case.arrival:
        extended = requirement.extended_from
        if extended is None or case.arrival < extended or document.expires_on < extended:
            # A paper that had ended before the law extended the others lives on only under an agreement or a measure.
            lapsed = extended is not None and case.arrival >= extended
            return failed(
                "lapsed" if lapsed else "expired",
                seen=document.expires_on.isoformat(),
                arrival=case.arrival.isoformat(),
                extended=extended.isoformat() if extended else "",
                where=document_field(case, document, "expires_on", "有效期至"),
                severity="warning" if lapsed else None,
                **named,
            )
    if (
        requirement.most_years is not None
        and document.expires_on is None
        and document.issued_on is not None
        and _years_later(document.issued_on, requirement.most_years) < case.arrival
    ):
        return failed(
            "too-old",
            seen=document.issued_on.isoformat(),
            years=requirement.most_years,
            arrival=case.arrival.isoformat(),
            where=document_field(case, document, "issued_on", "签发日期"),
            severity="warning",
            **named,
        )
    if document.issued_on is not None and document.issued_on > case.arrival:
        return failed(
            "issued-later",
            seen=document.issued_on.isoformat(),
            arrival=case.arrival.isoformat(),
            where=document_field(case, document, "issued_on", "签发日期"),
            **named,
        )
    if (document.result or "").lower() in ("fail", "failed", "不合格"):
        return failed("negative", seen=document.result, where=document_field(case, document, "result", "结果"), **named)
    if requirement.holder == "manufacturer" and document.holder and case.maker is not None:
        verdict, _ = same_company(case.maker, Party(name=document.holder))
        if verdict in ("different", "possible"):
            return failed(
                "another",
                seen=document.holder,
                maker=case.maker.name,
                where=document_field(case, document, "holder", "持有人"),
                severity="warning" if verdict == "possible" else None,
                **named,
            )
    if requirement.holder == "importer" and is_another_maker(case, document.holder):
        return failed(
            "another",
            seen=document.holder,
            maker=(case.maker.name_en or case.maker.name) if case.maker else "",
            where=document_field(case, document, "holder", "持有人"),
            severity="warning",
            **named,
        )
    if (other := _of_other_goods(case, document, named)) is not None:
        return other
    if case.product.subtype == "antigen_self_test":
        return _for_its_users(case, document, named)
    return PASSED


def _of_number(case: Case, requirement: Requirement, document: Document, named: dict[str, str]) -> Result | None:
    """What is wrong with a paper's number; the text of a paper of no kind of its own may give it."""
    where = document_field(case, document, "number", "编号")
    number, form = document.number, requirement.form_on(document.kind)
    if not number and document.kind == OTHER and requirement.number is True:
        number = number_in(title_of(document), form)
    if requirement.number is True and not number:
        # Where a dossier has no kind for such papers, one without a number says no more than none at all.
        return failed("no-number", where=where, severity="warning" if _is_nameless(requirement) else None, **named)
    if number and form and (reason := wrong(form, number)) is not None:
        return failed(
            "check-digit" if reason == "checksum" else "malformed",
            seen=number,
            where=where,
            # Genuine numbers break check digits too, and a form that no official text confirms fails nothing.
            severity="info" if reason == "checksum" else None,
            confidence=formats()[form].confidence,
            **named,
        )
    if requirement.number_has and number and not any(part in number.upper() for part in requirement.number_has):
        return failed("other-role", seen=number, where=where, severity="warning", **named)
    return None


def _is_nameless(requirement: Requirement) -> bool:
    """Whether a dossier has no kind for the papers wanted, so that its silence says less."""
    return set(requirement.documents) == {OTHER}


def _outside(case: Case, requirement: Requirement, document: Document) -> str:
    """The countries that a paper plainly gives as those of whom it names, where none of them will do that day; else nothing."""
    said = countries_of(document.holder, document.number)
    holder = (document.holder or "").lower()
    open_ = [t for t in requirement.territory if t.to is None or case.arrival <= t.to]
    if any(said & t.countries or any(name in holder for name in t.names) for t in open_):
        return ""
    return ", ".join(sorted(said))


def _of_other_goods(case: Case, document: Document, named: dict[str, str]) -> Result | None:
    """A paper for goods of another type, or whose product or title names only goods that are none of ours."""
    if not case.product.product_type:
        return None
    own_type = SUBTYPES.get(case.product.subtype or "", case.product.product_type)
    for key, text, title in (("product", document.product, "产品"), ("text", document.text, "内容")):
        if not text:
            continue
        named_type = type_of_name(text)
        sure = (named_type is not None and named_type != own_type) or (
            own_type == "test_kit" and finds_another(text, case.product.subtype)
        )
        if sure or other_goods(text, own_type):
            return failed(
                "other-product",
                seen=text,
                goods=case.line.name,
                where=document_field(case, document, key, title),
                # A remark beside the product, and a word for goods that we do not know, are less sure.
                severity=None if sure and key == "product" else "warning",
                **named,
            )
    return None


def _for_its_users(case: Case, document: Document, named: dict[str, str]) -> Result:
    """A test that lay people use is not covered by a paper for professionals; a remark aside the product is less sure."""
    for key, text, title, severity in (
        ("product", document.product, "产品", None),
        ("text", document.text, "内容", "warning"),
    ):
        if text and for_professionals(text) and not for_home_use(text):
            where = document_field(case, document, key, title)
            return failed("other-users", seen=text, goods=case.line.name, where=where, severity=severity, **named)
    return PASSED


def _years_later(day: date, years: int) -> date:
    last = day.day if (day.month, day.day) != (2, 29) else 28
    return date(day.year + years, day.month, last)


def _plain_act(text: str) -> str:
    return re.sub(r"\s", "", text.upper())


RULE = Rule(
    code="DEST-DOCUMENT",
    topic="destination-evidence",
    title=Text("目的地要求的文件缺失或不对", "A document the destination requires is missing or wrong"),
    severity="error",
    law=("MOFCOM-2020-5#2", "SC-739#59"),
    reads=("declaration", "line", "arrival", "told", "maker", "documents", "product"),
    says={
        "failed": Text("缺少{needed}。", "Missing: {needed_en}."),
        "pending": Text(
            "“{seen}”只是申请或受理的文件（“{word}”），不是{needed}。",
            "“{seen}” only asks for a paper (“{word}”); it is not {needed_en}.",
        ),
        "other-act": Text(
            "需要{needed}，现有文件依据的是“{seen}”。", "Needed is {needed_en}; the paper at hand is under “{seen}”."
        ),
        "other-module": Text(
            "需要{needed}，现有证书是模式{seen}。",
            "Needed is {needed_en}; the certificate at hand is of module {seen}.",
        ),
        "act-unknown": Text(
            "不知道该文件依据哪部法规（需要{needed}）。",
            "Under which act the paper stands is not said (needed is {needed_en}).",
        ),
        "module-unknown": Text(
            "不知道该证书是哪种模式（需要{needed}）。",
            "Of which module the certificate is, is not said (needed is {needed_en}).",
        ),
        "no-number": Text("{needed}没有编号。", "There is no number: {needed_en}."),
        "malformed": Text("“{seen}”不符合格式（{needed}）。", "“{seen}” has not the form of {needed_en}."),
        "other-role": Text(
            "“{seen}”不是这种编号（需要{needed}）。", "“{seen}” is a number of another kind (needed is {needed_en})."
        ),
        "check-digit": Text(
            "“{seen}”的校验位不符（{needed}）；真实号码也有不符的，请核对。",
            "The check digit of “{seen}” fails ({needed_en}); genuine numbers do that too, so check it.",
        ),
        "too-old": Text(
            "文件{number}签发于{seen}，没有写明有效期；这类证书最长{years}年，到货日为{arrival}（{needed}）。",
            "{number} was issued on {seen} and does not say how long it runs; such papers run {years} years at most, the goods arrive on {arrival} ({needed_en}).",
        ),
        "elsewhere": Text(
            "“{seen}”设在{country}，不在要求的地域之内（{needed}）。",
            "“{seen}” is established in {country}, not where it must be ({needed_en}).",
        ),
        "issue-day-unknown": Text(
            "不知道签发日期，须早于{day}（{needed}）。",
            "The day of issue is not given; it must be before {day} ({needed_en}).",
        ),
        "too-late": Text(
            "签发于{seen}，须早于{day}（{needed}）。", "Issued on {seen}; it must be before {day} ({needed_en})."
        ),
        "expired": Text(
            "文件{number}已于{seen}到期，到货日为{arrival}（{needed}）。",
            "{number} ended on {seen}; the goods arrive on {arrival} ({needed_en}).",
        ),
        "lapsed": Text(
            "文件{number}已于{seen}到期，早于法定延期之日{extended}；是否有协议或主管机关的措施使其继续有效，须核对（{needed}）。",
            "{number} ended on {seen}, before the law extended others on {extended}; whether an agreement or a measure keeps it alive needs a look ({needed_en}).",
        ),
        "issued-later": Text(
            "文件{number}签发于{seen}，晚于到货日{arrival}（{needed}）。",
            "{number} was issued on {seen}, after the arrival of {arrival} ({needed_en}).",
        ),
        "negative": Text("报告的结论是“{seen}”（{needed}）。", "The paper's result is “{seen}” ({needed_en})."),
        "another": Text(
            "{needed}的持有人是“{seen}”，不是生产企业“{maker}”。",
            "The holder is “{seen}”, not the manufacturer “{maker}” ({needed_en}).",
        ),
        "other-product": Text(
            "文件的产品是“{seen}”，申报的是“{goods}”（{needed}）。",
            "The paper is for “{seen}”, declared is “{goods}” ({needed_en}).",
        ),
        "other-users": Text(
            "文件说的是供专业人员使用（“{seen}”），申报的“{goods}”供自测（{needed}）。",
            "The paper is for professional users (“{seen}”), declared is “{goods}” for self-testing ({needed_en}).",
        ),
    },
    fixes=fix(
        "get-the-document",
        "向生产企业或进口商索取：{needed}。",
        "Get from the manufacturer or the importer: {needed_en}.",
    ),
    check=check,
)
