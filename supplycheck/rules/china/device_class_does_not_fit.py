"""The device class in the number does not fit the goods: test kits are class III, masks, suits and thermometers class II."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.identifiers import nmpa_registration
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, failed, fix
from supplycheck.rules.support import of_line

CLASSES = {"test_kit": "3", "mask": "23", "suit": "23", "thermometer": "2", "ventilator": "23"}


def check(case: Case, requirement: Requirement | None) -> Result:
    first = case.certificate
    if first is None or first.kind != "registration" or case.product.product_type is None:
        return NOT_APPLICABLE
    number = nmpa_registration.parse(first.number)
    usual = CLASSES[case.product.product_type]
    if str(number.device_class) in usual:
        return PASSED
    return failed(
        number=first.number,
        seen=str(number.device_class),
        needed="、".join(usual),
        where=of_line("certificate_number", "医疗器械注册证号"),
        severity="info" if case.record is not None else "warning",
    )


RULE = Rule(
    code="CN-DEVICE-CLASS",
    topic="qualification-product",
    title=Text("注册证的管理类别与商品不符", "The device class of the certificate does not fit the goods"),
    severity="warning",
    law=("CFDA-2014-4#76", "SAMR-2021-47#115"),
    reads=("product", "certificates"),
    scope="line",
    says={
        "failed": Text(
            "注册证编号{number}是第{seen}类，这类商品是第{needed}类。",
            "{number} is of class {seen}; such goods are of class {needed}.",
        )
    },
    fixes=fix(
        "check-the-number", "按注册证原件核对编号和产品。", "Check number and product against the certificate itself."
    ),
    check=check,
    confidence="partial",
)
