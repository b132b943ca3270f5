"""规格型号 by the declaration elements of the code and day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supplycheck.declaration import Declaration, Line
from supplycheck.readers import elements
from supplycheck.readers.notes import Log

THERMOMETER = "9025199010"
DAY = date(2020, 5, 8)


def settled(model: str, hs: str = THERMOMETER, day: date | None = DAY, **line: object) -> tuple[Line, list[str]]:
    declaration = Declaration(declared_on=day, lines=[Line(hs_code=hs, model=model, **line)])  # type: ignore[arg-type]
    log = Log()
    elements.settle(declaration, log)
    assert log.unreadable == []
    return declaration.lines[0], [note.code for note in log.notes()]


def test_brand_and_model_are_taken_from_what_fits() -> None:
    line, codes = settled("1|0|红外|是|样例牌|YB-1|||")
    assert (line.brand, line.specification, codes) == ("样例牌", "YB-1", [])
    assert line.at["specification"].endswith("型号")
    assert line.model == "1|0|红外|是|样例牌|YB-1|||"


def test_a_field_of_its_own_is_not_overwritten() -> None:
    line, _ = settled("1|0|红外|是|样例牌|YB-1|||", brand="甲", specification="YB-2")
    assert (line.brand, line.specification) == ("甲", "YB-2")


@pytest.mark.parametrize("bar", elements.LOOK_ALIKES)
def test_look_alike_separators(bar: str) -> None:
    line, codes = settled("1|0|红外|是|样例牌|YB-1".replace("|", bar))
    assert (line.specification, codes) == ("YB-1", ["D16"])


@pytest.mark.parametrize("model", ["红外额温计 1|0|红外|是|样例牌|YB-1", "红外额温计|1|0|红外|是|样例牌|YB-1|||"])
def test_a_name_before_the_elements(model: str) -> None:
    line, codes = settled(model)
    assert (line.specification, codes) == ("YB-1", [])


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("1|0|红外|是", "缺少：品牌、型号"),
        ("1|0|红外|是|样例牌|YB-1||||再一项", "多于该商品编号的要素：再一项"),
        ("1|0|额温|红外|是|样例牌|YB-1||", "错位"),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_is_taken(model: str, said: str) -> None:
    declaration = Declaration(declared_on=DAY, lines=[Line(hs_code=THERMOMETER, model=model)])
    log = Log()
    elements.settle(declaration, log)
    (note,) = log.notes()
    assert (note.code, note.severity) == ("D17", "warning")
    assert said in note.zh
    assert "品牌类型=1" in note.zh
    assert note.en
    assert (declaration.lines[0].brand, declaration.lines[0].specification) == (None, None)


@pytest.mark.parametrize(
    ("model", "codes"),
    [
        ("0|0|红外|是|样例牌|YB-1", ["D37"]),
        ("1|0|红外|是|无品牌|YB-1", ["D37"]),
        ("0|0|红外|是|无牌|YB-1", []),
        ("境内自主品牌|不享惠|红外|是|样例牌|YB-1", []),
        ("1|3|红外|是|样例牌|YB-1", ["D37"]),
        ("7|0|红外|是|样例牌|YB-1", ["D37"]),
        ("1|9|红外|是|样例牌|YB-1", ["D37"]),
        ("1|0|红外|是|样例牌|无型号", []),
    ],
)
def test_brand_type_and_benefit(model: str, codes: list[str]) -> None:
    line, found = settled(model)
    assert found == codes
    assert line.specification in ("YB-1", None)


@pytest.mark.parametrize(
    ("hs", "day", "known"),
    [
        ("6307900010", DAY, True),
        ("6307900010", date(2022, 1, 1), False),
        ("6307901010", date(2022, 1, 1), False),
        ("9019202011", date(2022, 1, 1), True),
        ("9019202011", date(2021, 12, 31), False),
        ("3822190020", date(2026, 1, 1), True),
        ("3822190020", None, True),
        ("9999999999", DAY, False),
        (None, DAY, False),
    ],
)
def test_the_list_of_the_code_on_the_day(hs: str | None, day: date | None, known: bool) -> None:
    assert (elements.listed(hs, day) is not None) is known


def test_the_registration_number_of_a_ventilator_is_found() -> None:
    listed = elements.listed("9019201010", date(2022, 5, 1))
    assert listed is not None
    assert listed.elements[6] == "医疗器械注册编号"


def test_without_a_list_only_the_codes_are_looked_at() -> None:
    line, codes = settled("1|3|随便|什么", "6307901010", date(2023, 5, 1))
    assert (codes, line.specification) == (["D37"], None)


@pytest.mark.parametrize(
    "model",
    [
        "0|2|光面||无型号||无品牌|无型号||",
        "1|2|玩具用|圆柱形|锂离子|ICR18650|PKCELL|2600mAh|不含汞|3.7V|比能量：207.51WH/KG",
        "0|0|用于餐厅包厢门及空间隔断装饰|不锈钢主题搭配金属装饰条|无品牌|1681*2674mm|",
        "塑料制柱子 0|2|杆|58%木粉 37%PE塑料 5%化学助剂|无品牌|无型号",
    ],
)
def test_texts_as_brokers_write_them(model: str) -> None:
    parts = elements.split(model)
    assert parts[0] in "01"
    assert parts[1] in "02"


def test_a_text_that_the_client_would_cut() -> None:
    _, codes = settled("平面型" * 43, name="口罩" * 64)
    assert codes == ["D18", "D18"]
    _, codes = settled("平面型" * 42, name="口罩" * 63)
    assert codes == []


@given(st.text(max_size=80), st.sampled_from([THERMOMETER, "6210103010", "3822190020", "1"]))
def test_any_text_is_kept_as_filed(model: str, hs: str) -> None:
    line, codes = settled(model, hs)
    assert line.model == model
    assert set(codes) <= {"D16", "D17", "D37"}
