"""Destinations by code: the file that speaks for it, the routes of a subtype, and what is not known."""

from __future__ import annotations

from datetime import date

import pytest

from supplycheck.declaration import SUBTYPES
from supplycheck.facts.destinations import JUDGED_BY, Destination, destination, known, last_days
from supplycheck.facts.law import lower


def facts(code: str) -> Destination:
    found = destination(code)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("code", "speaks"), [("EU", "EU"), ("DE", "EU"), ("AT", "EU"), ("SK", "EU"), ("US", "US"), ("PR", "US")]
)
def test_who_speaks_for_a_code(code: str, speaks: str) -> None:
    assert facts(code).id == speaks
    assert code in known()


@pytest.mark.parametrize("code", ["CN", "ZZ", "", None, "de", "GBR", "Germany", "../EU", "E"])
def test_codes_of_which_nothing_is_known(code: str | None) -> None:
    assert destination(code) is None
    assert code not in known()


def test_every_member_is_found() -> None:
    for code in ("EU", "US", "HK", "CL"):
        whole = facts(code)
        assert all(destination(member) is whole for member in whole.members)
    assert len(facts("EU").members) == 27


@pytest.mark.parametrize("code", ["EU", "US", "HK", "CL"])
def test_every_subtype_is_known_or_said_to_be_unknown(code: str) -> None:
    there = facts(code)
    assert set(JUDGED_BY) <= set(SUBTYPES)
    for subtype in SUBTYPES:
        assert bool(there.routes_for(subtype)) is not (subtype in there.unknown), subtype


@pytest.mark.parametrize("code", ["EU", "US", "HK", "CL"])
def test_who_is_judged_by_another_is_judged_one_step_less_surely(code: str) -> None:
    there = facts(code)
    for subtype, other in JUDGED_BY.items():
        own = there.routes_for(other)
        borrowed = there.routes_for(subtype)
        assert [r.id for r in borrowed] == [r.id for r in own]
        assert [r.confidence for r in borrowed] == [lower(r.confidence) for r in own]
        for mine, theirs in zip(borrowed, own, strict=True):
            assert "verified" not in (mine.confidence, *(w.confidence for w in mine.requirements))
            assert [w.confidence for w in mine.requirements] == [lower(w.confidence) for w in theirs.requirements]


def test_confidence_goes_down_to_general() -> None:
    assert [lower(c) for c in ("verified", "partial", "general")] == ["partial", "general", "general"]


def test_requirements_take_law_confidence_and_sources_of_their_route() -> None:
    for route in facts("EU").routes:
        for wanted in route.requirements:
            assert (wanted.law, wanted.sources) == ((route.instrument,), route.sources)
            # A requirement that is less sure than its route keeps that; none is surer.
            own = wanted.id in ("eu.srn", "eu.mdd-legacy.confirmation", "eu.ivdd-legacy.confirmation")
            assert wanted.confidence == ("partial" if own else route.confidence)


@pytest.mark.parametrize(
    ("subtype", "day", "routes"),
    [
        ("civil_mask", date(2024, 12, 12), {"eu.general-safety-directive"}),
        ("civil_mask", date(2024, 12, 13), {"eu.general-safety-regulation"}),
        ("surgical_mask", date(2021, 5, 25), {"eu.mdd-class-i", "eu.mdd-class-is", "eu.2020-403-devices"}),
        (
            "surgical_mask",
            date(2021, 5, 26),
            {"eu.mdr-class-i", "eu.mdr-class-is", "eu.mdd-legacy-class-is", "eu.2020-403-devices"},
        ),
        ("medical_respirator", date(2021, 9, 30), {"eu.ppe-respirator", "eu.2020-403"}),
        ("medical_respirator", date(2021, 10, 1), {"eu.ppe-respirator"}),
    ],
)
def test_routes_open_on_a_day(subtype: str, day: date, routes: set[str]) -> None:
    assert {r.id for r in facts("DE").routes_for(subtype) if r.on(day)} == routes


def test_routes_that_end_between_two_days() -> None:
    routes = facts("EU").routes_for("medical_respirator")
    assert [(r.id, day) for r, day in last_days(routes, date(2021, 9, 30), date(2021, 10, 1))] == [
        ("eu.2020-403", date(2021, 9, 30))
    ]
    assert last_days(routes, date(2021, 9, 30), date(2021, 9, 30)) == []
    assert last_days(routes, date(2021, 10, 1), date(2026, 1, 1)) == []


def test_a_destination_under_the_law_of_another() -> None:
    """Its routes are the other's; of days on which that is less certain, one confidence lower."""
    here, there = destination("XI"), destination("EU")
    assert here is not None
    assert there is not None
    ours = {route.id: route for route in here.routes}
    theirs = {route.id: route for route in there.routes}
    before, after = ours["eu.ppe-respirator.to-2020-12-31"], ours["eu.ppe-respirator"]
    assert (before.to, after.from_) == (date(2020, 12, 31), date(2021, 1, 1))
    assert (before.confidence, after.confidence) == ("partial", "verified")
    assert before.requirements[0].confidence == "partial"
    assert after.requirements[0].text == theirs["eu.ppe-respirator"].requirements[0].text
    assert ours["eu.ivdr"].from_ == theirs["eu.ivdr"].from_
    assert "eu.2020-403" not in ours
    assert "eu.2020-403" in theirs
    assert {"ventilator_parts", "civil_suit", "civil_thermometer"} == set(here.unknown)
