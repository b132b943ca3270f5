"""Numbers of Chinese customs: offices, companies, declarations, commodity codes."""

from __future__ import annotations

import pytest

from supplycheck.errors import InvalidIdentifier
from supplycheck.identifiers import customs_office, customs_registration, declaration_number, hs


def test_parts_of_a_declaration_number() -> None:
    number = declaration_number.parse(" 0202 2008 0525 641690 ")
    assert (number.office, number.year, number.direction, number.serial) == ("0202", 2008, "export", "525641690")
    assert not number.consolidated


@pytest.mark.parametrize(
    ("digit", "direction", "consolidated"),
    [("0", "export", False), ("1", "import", False), ("E", "export", True), ("I", "import", True)],
)
def test_direction_of_a_declaration_number(digit: str, direction: str, consolidated: bool) -> None:
    number = declaration_number.parse(f"22482020{digit}000000001")
    assert (number.direction, number.consolidated) == (direction, consolidated)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "length"),
        ("02022008052564169", "length"),
        ("0202200805256416900", "length"),
        ("2.02201E+16", "length"),
        ("02022008X525641690", "format"),
        ("0202200805256416O0", "format"),
        ("020220087525641690", "component"),
        ("020221080525641690", "component"),
    ],
)
def test_what_is_no_declaration_number(text: str, reason: str) -> None:
    with pytest.raises(InvalidIdentifier) as caught:
        declaration_number.validate(text)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    "text",
    [
        "6307900010",
        "6307900010.0",
        "6307900010.00",
        "6307.9000.10",
        "6307 9000 10",
        "63079000.10",
        "6307.90.00.10",
        "６３０７９０００１０",
        "63079000-10",
    ],
)
def test_spellings_of_a_commodity_code(text: str) -> None:
    assert hs.validate(text) == "6307900010"
    assert hs.split_ciq(text) == ("6307900010", None)


def test_zeros_of_the_code_are_no_spreadsheet_tail() -> None:
    assert hs.validate("63079000.00") == "6307900000"
    assert hs.compact("307900010.0") == "307900010"


@pytest.mark.parametrize("text", ["3822190020401", "3822190020.401", "3822190020 401", "3822190020401.0"])
def test_ciq_suffix(text: str) -> None:
    assert hs.split_ciq(text) == ("3822190020", "401")
    assert not hs.is_valid(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("63079000", "length"),
        ("63079000.0", "length"),
        ("630790", "length"),
        ("", "length"),
        ("630790001", "length"),
        ("630790001O", "format"),
        ("0007900010", "component"),
        ("7707900010", "component"),
    ],
)
def test_what_is_no_commodity_code(text: str, reason: str) -> None:
    for verb in (hs.validate, hs.split_ciq):
        with pytest.raises(InvalidIdentifier) as caught:
            verb(text)
        assert caught.value.reason == reason


def test_a_bad_code_with_ciq_suffix() -> None:
    with pytest.raises(InvalidIdentifier) as caught:
        hs.split_ciq("38221900204O1")
    assert caught.value.reason == "format"


def test_company_codes() -> None:
    assert customs_registration.enterprise_type("3101980133") == "broker"
    assert customs_registration.enterprise_type("31019A0133") is None
    for text, reason in (("310198013", "length"), ("31019801330", "length"), ("310198013号", "format")):
        with pytest.raises(InvalidIdentifier) as caught:
            customs_registration.enterprise_type(text)
        assert caught.value.reason == reason


def test_offices() -> None:
    assert customs_office.district(" 5301 ") == "53"
    for text, reason in (("530", "length"), ("53011", "length"), ("53O1", "format")):
        with pytest.raises(InvalidIdentifier) as caught:
            customs_office.validate(text)
        assert caught.value.reason == reason
