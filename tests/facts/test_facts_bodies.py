"""Bodies on the days around the end of a designation, and the confidence of the forms of numbers."""

from __future__ import annotations

from datetime import date

import pytest

from supplycheck.facts.bodies import Body, Designation, bodies, modules
from supplycheck.facts.formats import formats


def designated(number: str, act: str, day: date) -> bool | None:
    found = bodies()[number].for_act(act, day)
    return found.designated if found else None


@pytest.mark.parametrize(
    ("number", "day", "answer"),
    [
        ("2163", date(2021, 5, 30), True),
        ("2163", date(2021, 5, 31), False),
        ("0194", date(2020, 12, 31), True),
        ("0194", date(2021, 1, 1), False),
        ("0158", date(2019, 1, 1), True),
        ("0158", date(2030, 1, 1), True),
        ("1282", date(2020, 4, 1), False),
    ],
)
def test_designations_by_day(number: str, day: date, answer: bool) -> None:
    assert designated(number, "2016/425", day) is answer


def test_an_act_of_which_nothing_is_known() -> None:
    assert designated("0158", "98/79/EC", date(2021, 1, 1)) is None
    assert designated("0158", "2016/42", date(2021, 1, 1)) is None
    assert "9999" not in bodies()


def test_numbers_keep_their_zeros() -> None:
    assert all(len(number) == 4 and body.number == number for number, body in bodies().items())
    assert "123" not in bodies()
    assert bodies()["0123"].country == "DE"


def test_certificates_may_outlive_a_designation() -> None:
    ended = bodies()["2163"].for_act("2016/425", date(2020, 6, 1))
    assert ended is not None
    assert ended.certificates_live_on


def test_days_that_nobody_spoke_of() -> None:
    between = Body(
        "9998",
        "示例认证机构",
        "ZZ",
        (
            Designation("2016/425", True, None, date(2020, 6, 30), "general", "https://example.org/"),
            Designation("2016/425", False, date(2020, 7, 2), None, "general", "https://example.org/"),
        ),
    )
    assert between.for_act("2016/425", date(2020, 7, 1)) is None


def test_forms_of_numbers() -> None:
    assert formats()["fda_510k"].confidence == "verified"
    assert formats()["udi_di"].confidence == "general"
    assert "uscc" not in formats()


def test_a_fact_of_masks_says_nothing_of_suits() -> None:
    day = date(2021, 1, 1)
    assert bodies()["2703"].for_act("2016/425", day, "mask") is not None
    assert bodies()["2703"].for_act("2016/425", day, "suit") is None
    assert bodies()["1282"].for_act("2016/425", day, "suit") is not None, "of this one all scopes are denied"


def test_a_designation_for_some_modules() -> None:
    some = Designation("2016/425", True, None, None, "general", "https://example.org/", modules=frozenset({"B"}))
    body = Body("9998", "示例认证机构", "ZZ", (some,))
    assert body.for_act("2016/425", date(2021, 1, 1), "mask", "B") is some
    assert body.for_act("2016/425", date(2021, 1, 1), "mask", None) is some
    assert body.for_act("2016/425", date(2021, 1, 1), "mask", "D") is None


def test_every_act_of_a_designation_has_its_modules() -> None:
    acts = {d.act for body in bodies().values() for d in body.designations}
    assert acts == set(modules())
