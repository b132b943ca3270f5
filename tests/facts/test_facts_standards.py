"""Reading standards from messy text: families, editions, tiers; what is only nearly a known one is not known."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supplycheck.facts.standards import catalogue, find, tier_of


@pytest.mark.parametrize(
    ("text", "family", "edition", "tier"),
    [
        ("EN 14683:2019+AC:2019 Type IIR", "EN 14683", "2019+AC:2019", "IIR"),
        ("ＥＮ　１４６８３：２０１９＋ＡＣ：２０１９ Ｔｙｐｅ ⅡＲ", "EN 14683", "2019+AC:2019", "IIR"),
        ("EN 14683: 2019 TYPE I", "EN 14683", "2019", "I"),
        ("EN14683-2019", "EN 14683", "2019", None),
        ("BS EN 14683:2019", "EN 14683", "2019", None),
        ("en 14683", "EN 14683", None, None),
        ("DIN EN 149:2001 + A1:2009 FFP2 NR", "EN 149", "2001+A1:2009", "FFP2"),
        ("EN149:2001+A1:2009FFP3", "EN 149", "2001+A1:2009", "FFP3"),
        ("GB2626-2019 KN95", "GB 2626", "2019", "KN95"),
        ("ＧＢ２６２６－２０１９", "GB 2626", "2019", None),
        ("GB 2626—2006", "GB 2626", "2006", None),
        ("GB 2626–2006", "GB 2626", "2006", None),
        ("符合YY0469-2011标准", "YY 0469", "2011", None),
        ("yy 0469", "YY 0469", None, None),
        ("YY/T0969-2013", "YY/T 0969", "2013", None),
        ("YY 0969-2013", "YY/T 0969", "2013", None),
        ("YY ／ T 0969－2013", "YY/T 0969", "2013", None),
        ("GB38880-2020", "GB/T 38880", "2020", None),
        ("YY/T 0506.1-2005", "YY/T 0506.1", "2005", None),
        ("ASTM F2100-19 Level 2", "ASTM F2100", "19", "Level 2"),
        ("AS/NZS1716:2012 P2", "AS/NZS 1716", "2012", "P2"),
        ("AAMI PB70 level 3", "ANSI/AAMI PB70", None, "Level 3"),
        ("EN ISO 13485:2016", "ISO 13485", "2016", None),
        ("EN ISO 80601-2-56:2017", "ISO 80601-2-56", "2017", None),
        ("42 CFR Part 84", "42 CFR 84", None, None),
    ],
)
def test_designations(text: str, family: str, edition: str | None, tier: str | None) -> None:
    (found,) = find(text)
    assert found.standard is catalogue()[family]
    assert (found.family, found.edition, found.tier) == (family, edition, tier)
    assert found.chinese is (found.standard.origin == "chinese")


@pytest.mark.parametrize(
    "text",
    [
        "YY 0496-2011",
        "YY 0468-2011",
        "GB 19038-2010",
        "GB 2662-2019",
        "GB 26260-2019",
        "GB 262-2019",
        "EN 14638:2019",
        "EN 1468:2019",
        "EN 1490:2001",
        "EN 14",
        "ASTM F2001",
        "ASTM F21000",
        "GB/T 38808-2020",
        "EN 13795:2019",
        "EN 13795-3:2019",
        "ISO 13458:2016",
    ],
)
def test_a_misquoted_number_is_another_standard(text: str) -> None:
    (found,) = find(text)
    assert found.standard is None
    assert found.chinese is text.startswith(("GB", "YY"))


@pytest.mark.parametrize(
    "text", ["", "示例医疗用品有限公司", "KN95", "FFP2 NR", "规格17.5cm×9.5cm", "2019", "XGB 2626"]
)
def test_text_without_a_standard(text: str) -> None:
    assert find(text) == ()


def test_several_in_order_each_with_its_own_tier() -> None:
    found = find("执行标准：GB 2626-2019（KN95）、EN 149:2001+A1:2009 FFP2；示例标准 Q/SL 001-2020；YY 0469-2011")
    assert [(d.family, d.edition, d.tier) for d in found] == [
        ("GB 2626", "2019", "KN95"),
        ("EN 149", "2001+A1:2009", "FFP2"),
        ("Q/SL 001", "2020", None),
        ("YY 0469", "2011", None),
    ]
    assert [d.chinese for d in found] == [True, False, True, True]


def test_the_longer_family_is_read() -> None:
    assert [d.family for d in find("IEC 60601-1-2:2014")] == ["IEC 60601-1-2"]
    assert [d.family for d in find("GB 9706.1-2020, GB9706.212-2020")] == ["GB 9706.1", "GB 9706.212"]


def test_tiers_by_themselves() -> None:
    masks = catalogue()["EN 14683"]
    assert [tier_of(masks, t) for t in ("Type IIR", "ＩＩＲ", "type ii", "I", "IV", "")] == [
        "IIR",
        "IIR",
        "II",
        "I",
        None,
        None,
    ]
    assert tier_of(catalogue()["ASTM F2100"], "LEVEL 3") == "Level 3"


@pytest.mark.parametrize(
    ("family", "edition", "first", "last"),
    [
        ("GB 19083", "2010", date(2011, 8, 1), date(2025, 11, 30)),
        ("GB 19083", "2023", date(2025, 12, 1), None),
        ("GB 2626", "2006", None, date(2021, 6, 30)),
        ("GB 2626", "2019", date(2021, 7, 1), None),
    ],
)
def test_editions(family: str, edition: str, first: date | None, last: date | None) -> None:
    found = catalogue()[family].edition(edition)
    assert found is not None
    assert (found.from_, found.to) == (first, last)
    assert catalogue()[family].edition("1999") is None


@pytest.mark.parametrize("name", sorted(catalogue()))
def test_every_family_is_found_by_its_own_name(name: str) -> None:
    for text in (name, name.lower(), name.replace(" ", ""), f"示例（{name}）"):
        assert [d.family for d in find(text)] == [name], text


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    for found in find(text):
        assert found.text
        assert found.standard is None or found.standard.id == found.family
