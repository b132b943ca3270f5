"""Credit codes: the vectors of the standard and of public registers, and another implementation as a judge."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import uscc as oracle
from stdnum.exceptions import ValidationError

from supplycheck.errors import InvalidIdentifier
from supplycheck.identifiers import uscc

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
PUBLISHED = [
    "91350100M000100Y43",
    "91512081MA62K0260E",
    "91530100MA6PA3K51H",
    "91530425MA6PAWT665",
    "9131000063159284XQ",
    "91532500217880993G",
    "91532300790258283E",
    "91530381587390289W",
]


@pytest.mark.parametrize("code", PUBLISHED)
def test_published_codes_are_valid(code: str) -> None:
    assert uscc.validate(code.lower()) == code
    assert uscc.check_digit(code[:17]) == code[17]


@pytest.mark.parametrize("code", ["91350211M0000XUF46", "91350100M0001TGQXM"])
def test_genuine_codes_that_break_the_check_digit_say_so_and_keep_their_parts(code: str) -> None:
    with pytest.raises(InvalidIdentifier) as caught:
        uscc.validate(code)
    assert caught.value.reason == "checksum"
    assert uscc.district(code) == code[2:8]
    assert uscc.organisation_code(code) == code[8:17]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "length"),
        ("91350100M000100Y4", "length"),
        ("91350100M000100Y433", "length"),
        ("9.13102E+17", "length"),
        ("91350100M000100Y4Z", "format"),
        ("9135O100M000100Y43", "format"),
        ("9135010ZM000100Y43", "format"),
        ("91350100M000100I43", "format"),
        ("91350100M000100Y44", "checksum"),
        ("91350100M001000Y43", "checksum"),
    ],
)
def test_reasons(text: str, reason: str) -> None:
    with pytest.raises(InvalidIdentifier) as caught:
        uscc.validate(text)
    assert (caught.value.reason, caught.value.value) == (reason, text)


def test_check_digit_refuses_a_whole_code() -> None:
    with pytest.raises(InvalidIdentifier):
        uscc.check_digit("91350100M000100Y43")


@settings(max_examples=200, deadline=None)
@given(
    st.builds(
        "".join,
        st.tuples(
            st.text("0123456789", min_size=8, max_size=8),
            st.text(ALPHABET, min_size=9, max_size=9),
            st.text(ALPHABET + "IOSVZ", min_size=0, max_size=2),
        ),
    )
)
def test_agrees_with_another_implementation(code: str) -> None:
    try:
        expected: str | None = oracle.validate(code)
    except ValidationError:
        expected = None
    assert uscc.is_valid(code) == (expected is not None)


@settings(max_examples=100, deadline=None)
@given(st.text("0123456789", min_size=8, max_size=8), st.text(ALPHABET, min_size=9, max_size=9))
def test_check_digit_agrees_with_another_implementation(head: str, tail: str) -> None:
    digit = uscc.check_digit(head + tail)
    assert digit == oracle.calc_check_digit(head + tail)
    assert uscc.is_valid(head + tail + digit)


def test_registering_departments_may_be_letters() -> None:
    body = "N2350100M000100Y4"
    assert uscc.is_valid(body + uscc.check_digit(body))
