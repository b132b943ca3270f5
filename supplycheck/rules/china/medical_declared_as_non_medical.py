"""Medical goods declared as non-medical: a word, a standard or a label says what the declaration denies."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.report import Field, Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, failed, fix
from supplycheck.rules.support import of_line

# The code of the purpose and the commodity code are compared by rules of their own, or weigh less than words.
TELLING = {"name", "specification", "standard", "label"}


def check(case: Case, requirement: Requirement | None) -> Result:
    product = case.product
    if product.medical is not False:
        return NOT_APPLICABLE
    against = [c for c in product.cues if c.medical and c.kind in TELLING]
    certified = any(c.kind == "registration" for c in case.certificates)
    if not against:
        number = next((c for c in product.cues if c.kind == "number"), None)
        if number is not None:
            return failed(
                "number", seen=number.text, where=Field(number.path(case.line), "标签", None), severity="warning"
            )
        weak = next((c for c in product.cues if c.medical and c.kind == "purpose"), None)
        if weak is not None:
            return failed(
                "purpose",
                seen=weak.text,
                where=Field(weak.path(case.line), "用途", case.place("purpose")),
                severity="warning",
            )
        if certified and case.certificate is not None:
            return failed(
                "certificate",
                seen=case.certificate.number,
                where=of_line("certificate_number", "注册证号"),
                severity="warning",
            )
        return PASSED
    first = against[0]
    # A standard alone may be quoted beside the civil one; a civil standard beside it makes the case less sure.
    only_standard = all(c.kind == "standard" for c in against)
    # A word such as 医院 may speak of the place, not of the goods.
    only_weak = all(c.kind in ("label", "specification") and c.weak for c in against)
    mixed = only_standard and any(c.kind == "standard" and not c.medical for c in product.cues)
    return failed(
        seen="；".join(dict.fromkeys(c.text for c in against)),
        goods=case.line.name,
        where=Field(
            first.path(case.line),
            {"name": "商品名称", "label": "标签", "standard": "执行标准"}.get(first.kind, "规格型号"),
            case.place("name"),
        ),
        severity="warning" if mixed or only_weak else None,
    )


RULE = Rule(
    code="CN-MEDICAL-AS-NON-MEDICAL",
    topic="classification",
    title=Text("医用商品申报为非医用", "Medical goods declared as non-medical"),
    severity="error",
    law=("MOFCOM-2020-5#1", "GAC-2019-18#1"),
    reads=("line", "product", "certificates"),
    scope="line",
    goods="any",
    says={
        "failed": Text(
            "“{goods}”申报为非医用，但写有医用的内容：{seen}。",
            "“{goods}” is declared as non-medical, but this says medical: {seen}.",
        ),
        "number": Text(
            "申报为非医用，标签上却有医疗器械注册证号{seen}。",
            "Declared as non-medical, but the label bears a registration number: {seen}.",
        ),
        "purpose": Text(
            "申报为非医用，用途代码却是{seen}（治疗、预防、诊断）。",
            "Declared as non-medical, but the purpose code is {seen} (treatment, prevention, diagnosis).",
        ),
        "certificate": Text(
            "申报为非医用，却填有医疗器械注册证号{seen}。",
            "Declared as non-medical, but a registration number is given: {seen}.",
        ),
    },
    fixes=fix(
        "declare-as-medical",
        "确属医用的按医疗器械申报；确属非医用的，去掉医用的文字和标准。",
        "Declare medical goods as such; if they are not, take the medical wording and standards off.",
    ),
    check=check,
    machine="may-over-report",
)
