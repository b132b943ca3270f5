"""From a line to what it is: type, subtype, medical or not, as of the day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from bases import declaration

from supplycheck.declaration import SUBTYPES, Declaration, Dossier, DossierLine, Label, Line
from supplycheck.facts.china import china
from supplycheck.products import Classification, classify

DAY = date(2020, 5, 6)


def kind(
    line: Line, dossier: DossierLine | None = None, day: date = DAY, others: tuple[Line, ...] = ()
) -> Classification:
    whole = Declaration(lines=[line, *others], dossier=Dossier(lines={1: dossier}) if dossier else None)
    return classify(whole, line, dossier, china(), day)


@pytest.mark.parametrize(
    ("name", "hs", "day", "subtype", "medical"),
    [
        ("医用外科口罩", "6307900010", DAY, "surgical_mask", True),
        ("医用防护口罩", "6307900010", DAY, "medical_respirator", True),
        ("一次性使用医用口罩", "6307900010", DAY, "disposable_medical_mask", True),
        ("日常防护型口罩（非医用）", "6307900010", DAY, "civil_mask", False),
        ("FFP2防护口罩（非医用）", "6307900010", DAY, "medical_respirator", False),
        ("医用一次性防护服", "6210103010", DAY, "coverall", True),
        ("一次性使用手术衣", "6210103010", DAY, "gown_surgical", True),
        ("医用隔离衣", "6210103010", DAY, "gown_isolation", True),
        ("非医用防护服", "6210103010", DAY, "civil_suit", False),
        ("有创呼吸机", "9019200090", DAY, "ventilator_invasive", True),
        ("无创呼吸机", "9019200010", DAY, "ventilator_noninvasive", True),
        ("急救转运呼吸机", "9019200090", DAY, "ventilator_emergency", True),
        ("呼吸机配件", "9019201090", date(2022, 5, 6), "ventilator_parts", None),
        ("红外额温计", "9025199010", DAY, "ir_forehead", True),
        ("红外耳温计", "9025199010", DAY, "ir_ear", True),
        ("工业用红外测温仪", "9025199010", DAY, "civil_thermometer", False),
        ("新型冠状病毒核酸检测试剂盒（荧光PCR法）", "3822009000", DAY, "pcr_kit", True),
        ("新型冠状病毒抗原检测试剂盒", "3822009000", DAY, "antigen_professional", True),
        ("新型冠状病毒抗原自测试剂盒", "3822190020", date(2022, 5, 6), "antigen_self_test", True),
        ("新型冠状病毒IgM/IgG抗体检测试剂盒", "3002150090", DAY, "antibody_test", True),
    ],
)
def test_every_subtype(name: str, hs: str, day: date, subtype: str, medical: bool | None) -> None:
    found = kind(Line(name=name, hs_code=hs), day=day)
    assert (found.subtype, found.product_type) == (subtype, SUBTYPES[subtype])
    if medical is not None:
        assert found.medical is medical


def test_all_subtypes_are_tried() -> None:
    """The list above leaves none out."""
    (mark,) = (m for m in test_every_subtype.pytestmark if m.name == "parametrize")  # type: ignore[attr-defined]
    assert {case[3] for case in mark.args[1]} == set(SUBTYPES)


def test_from_2022_the_code_says_medical_or_not() -> None:
    later = date(2022, 5, 6)
    assert kind(Line(name="一次性口罩", hs_code="6307901010"), day=later).medical is True
    assert kind(Line(name="一次性口罩", hs_code="6307901090"), day=later).medical is False
    assert kind(Line(name="一次性口罩", hs_code="6307900010")).medical is None


def test_a_code_of_its_own_decides_where_the_name_does_not() -> None:
    found = kind(Line(name="防疫用品", hs_code="6307900010"))
    assert (found.product_type, found.named) == ("mask", False)
    assert not kind(Line(name="防疫用品", hs_code="6307900090")).controlled


def test_the_basis_of_standards_is_about_the_mask_it_fits() -> None:
    """The message gives it once for all lines: medical goods beside a civil mask keep what they are."""
    civil = Line(number=2, name="日常防护型口罩", mask_standard_basis="chinese")
    medical = Line(name="医用外科口罩", mask_standard_basis="chinese", hs_code="6307900010")
    assert kind(medical, others=(civil,)).medical is True
    assert kind(civil, others=(medical,)).medical is False
    assert kind(Line(name="红外额温计", hs_code="9025199010", mask_standard_basis="chinese")).medical is True
    alone = kind(medical)
    assert alone.medical is False
    assert any(c.kind == "name" and c.medical for c in alone.cues)
    with_dossier = kind(medical, DossierLine(medical=True))
    assert with_dossier.medical is True
    assert any(c.kind == "mask-standard-basis" for c in with_dossier.cues)


def test_goods_declared_as_something_else_are_seen_on_the_label() -> None:
    label = DossierLine(label=Label(texts=["一次性使用医用口罩"]))
    assert kind(Line(name="无纺布制品", hs_code="5603129000"), label).product_type == "mask"
    about = DossierLine(label=Label(texts=["适用于生产医用口罩"]))
    assert not kind(Line(name="熔喷布", hs_code="5603129000"), about).controlled


def test_the_names_of_the_firms_say_nothing_of_the_goods() -> None:
    declared = declaration(
        "civil-mask", {"dossier.lines.1.label.texts": ["收货人 Example Trading Limited Medical Division"]}
    )
    declared.consignee.name_en = "Example Trading Limited Medical Division"  # type: ignore[union-attr]
    assert declared.dossier is not None
    found = classify(declared, declared.lines[0], declared.dossier.lines[1], china(), DAY)
    assert not any(c.medical for c in found.cues)


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({}, "pass"),
        ({"lines.0.name": "一次性医用口罩", "lines.0.medical": False}, "fail"),
        ({"dossier.lines.1.label.texts": ["供临床医护人员佩戴"]}, "fail"),
        ({"dossier.lines.1.label.texts": ["不能替代医用口罩", "Not for medical use"]}, "pass"),
    ],
)
def test_medical_goods_declared_as_civil_are_caught_and_honest_ones_are_not(
    changes: dict[str, Any], outcome: str, checker: Any
) -> None:
    assert checker.check(declaration("civil-mask", changes)).outcome == outcome
