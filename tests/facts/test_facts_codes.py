"""Code tables: one number means different things in different tables; leading zeros come back; names in any writing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from supplycheck.facts.codes import Code, country, currency, folded, rows, supervision_mode, unit, unit_name


@pytest.mark.parametrize(
    ("number", "place", "money"),
    [
        ("142", "CN", "CNY"),
        ("502", "US", "USD"),
        ("110", "HK", "HKD"),
        ("116", "JP", "JPY"),
        ("303", "GB", "GBP"),
    ],
)
def test_a_number_is_a_country_here_and_a_currency_there(number: str, place: str, money: str) -> None:
    there, paid = country(number), currency(number)
    assert there is not None
    assert (there.alpha2, there.usual) == (place, True)
    assert paid is not None
    assert (paid.code, paid.how) == (money, "code")


def test_the_same_numbers_as_units_and_modes() -> None:
    hundred_ten, mode = unit("110"), supervision_mode("110")
    assert hundred_ten is not None
    assert (hundred_ten.code, hundred_ten.how) == ("110", "code")
    assert mode is not None
    assert (mode.code, mode.how) == ("0110", "padded")
    assert unit("502") is None
    assert supervision_mode("502") is None
    assert supervision_mode("142") is None


def test_customs_numbers_win_over_those_of_iso() -> None:
    # 116 is Japan for customs and Cambodia in ISO, 344 is Russia for customs and Hong Kong in ISO
    for number, place in (("116", "JP"), ("344", "RU")):
        found = country(number)
        assert found is not None
        assert found.alpha2 == place
    for number, place in (("156", "CN"), ("840", "US"), ("392", "JP")):
        found = country(number)
        assert found is not None
        assert (found.alpha2, found.usual) == (place, False)


@pytest.mark.parametrize("number", ["199", "299", "399", "499", "599", "699", "701", "4", "1420", "000"])
def test_numbers_that_are_no_single_country(number: str) -> None:
    assert country(number) is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("CN", "CN"),
        ("chn", "CN"),
        ("中国", "CN"),
        ("ＵＳＡ", "US"),
        ("U.S.A.", "US"),
        ("The Netherlands", "NL"),
        ("Côte d'Ivoire", "CI"),
        ("cote d ivoire", "CI"),
        (" 香 港 ", "HK"),
        ("Hong Kong, China", "HK"),
        ("England", "GB"),
        ("NO", "NO"),
        ("欧盟", ""),
    ],
)
def test_countries_by_name(text: str, place: str) -> None:
    found = country(text)
    assert found is not None
    assert found.alpha2 == place


@pytest.mark.parametrize("text", ["德国(DEU)", "德国（DE）", "Germany (304)"])
def test_a_country_with_its_code_in_brackets(text: str) -> None:
    found = country(text)
    assert found is not None
    assert found.alpha2 == "DE"


def test_a_supervision_mode_with_its_code_in_brackets() -> None:
    assert supervision_mode("一般贸易(0110)") == Code("0110", "name")
    assert supervision_mode("一般贸易(1039)") is None


@pytest.mark.parametrize("text", ["", " ", "示例国", "XX", "Chin", "-", "德国(FRA)", "德国(XX)"])
def test_no_country(text: str) -> None:
    assert country(text) is None


@pytest.mark.parametrize(
    ("text", "code", "how"),
    [
        ("usd", "USD", "code"),
        ("美元", "USD", "name"),
        ("US$", "USD", "alias"),
        ("€", "EUR", "alias"),
        ("人民币", "CNY", "name"),
        ("元", "CNY", "alias"),
        ("ＥＵＲ", "EUR", "code"),
        ("HK$", "HKD", "alias"),
    ],
)
def test_currencies(text: str, code: str, how: str) -> None:
    found = currency(text)
    assert found is not None
    assert (found.code, found.how) == (code, how)


@pytest.mark.parametrize("text", ["$", "¥", "￥", "156", "16", "", "示例币"])
def test_no_currency_or_more_than_one(text: str) -> None:
    assert currency(text) is None


@pytest.mark.parametrize(
    ("text", "code", "how"),
    [
        ("007", "007", "code"),
        ("7", "007", "padded"),
        ("07", "007", "padded"),
        ("35", "035", "padded"),
        ("个", "007", "name"),
        ("PCS", "007", "alias"),
        ("Pcs.", "007", "alias"),
        ("千克", "035", "name"),
        ("ＫＧ", "035", "alias"),
        ("人份", "170", "name"),
    ],
)
def test_units(text: str, code: str, how: str) -> None:
    found = unit(text)
    assert found is not None
    assert (found.code, found.how) == (code, how)


@pytest.mark.parametrize("text", ["0007", "", "示例单位", "999"])
def test_no_unit(text: str) -> None:
    assert unit(text) is None


def test_what_a_unit_counts() -> None:
    ten_thousand, box, one = unit("万个"), unit("盒"), unit("只")
    assert ten_thousand is not None
    assert (ten_thousand.base, ten_thousand.factor) == ("007", Decimal(10000))
    assert box is not None
    assert (box.pack, box.piece, box.base) == (True, False, None)
    assert one is not None
    assert (one.pack, one.piece) == (False, True)
    assert unit_name("007") == "个"
    assert unit_name("9ZZ") == "9ZZ"
    assert unit_name(None) == ""


@pytest.mark.parametrize(
    ("text", "code", "how"),
    [("0110", "0110", "code"), ("110", "0110", "padded"), ("一般贸易", "0110", "name"), ("1039", "1039", "code")],
)
def test_modes(text: str, code: str, how: str) -> None:
    found = supervision_mode(text)
    assert found is not None
    assert (found.code, found.how) == (code, how)


def test_every_row_is_found_by_its_code_and_its_name() -> None:
    for row in rows("unit.csv"):
        by_code, by_name = unit(row["code"]), unit(row["zh"])
        assert by_code is not None
        assert by_name is not None
        assert by_code.code == by_name.code == row["code"]
    for row in rows("currency.csv"):
        found = currency(row["customs"] or row["alpha3"])
        assert found is not None
        assert found.code == row["alpha3"]
    for row in rows("country.csv"):
        if row["alpha2"]:
            there = country(row["zh"])
            assert there is not None
            assert there.alpha2 == row["alpha2"]


def test_folding() -> None:
    assert folded("Ｃôte d'IVOIRE") == "cotedivoire"
    assert folded("中国（示例）") == "中国示例"
