"""How well the law is known."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta

import pytest
from test_cli import run

from supplycheck.coverage import FIRST, LAST, QUARTERS, counted, coverage
from supplycheck.declaration import SUBTYPES
from supplycheck.facts.destinations import Destination, places
from supplycheck.facts.law import CONFIDENCES


def test_every_day_of_every_product_is_covered_once() -> None:
    days: dict[tuple[str, str], date] = {}
    for stretch in coverage():
        key = (stretch.destination, stretch.product)
        assert stretch.from_ == days.get(key, FIRST)
        assert stretch.from_ <= stretch.to
        days[key] = stretch.to + timedelta(days=1)
    assert set(days) == {(place.id, product) for place in places() for product in SUBTYPES}
    assert set(days.values()) == {LAST + timedelta(days=1)}


def test_what_is_not_verified_is_named_with_its_page() -> None:
    (stretch,) = (s for s in coverage(date(2022, 3, 1)) if (s.destination, s.product) == ("GB", "pcr_kit"))
    assert stretch.confidence == "partial"
    pages = {o.value: o.page for o in stretch.open}
    assert "gb.ce-ivdd" in pages
    assert all(page is None or page.startswith("http") for page in pages.values())


@pytest.mark.parametrize("place", places(), ids=lambda place: place.id)
def test_every_quarter_has_an_answer_with_sources_or_an_unknown(place: Destination) -> None:
    """Looked up in the facts themselves, apart from the code that counts them."""
    answers = Counter[str]()
    for product in SUBTYPES:
        routes = [r for r in place.routes_for(product) if r.status != "informative"]
        for day in QUARTERS:
            open_ = [r for r in routes if r.on(day)]
            sure = [r for r in open_ if not r.only_if_claimed and not r.may_be_closed(day)]
            gaps = [g for g in place.gaps_for(product) if g.on(day)]
            if product in place.unknown:
                assert not routes
                assert place.unknown[product].zh
                answers["unknown"] += 1
                continue
            assert open_ or gaps, f"{product} on {day}: neither an answer nor an unknown"
            for route in open_:
                assert route.confidence == "general" or route.sources, route.id
                assert route.title.zh
                assert route.instrument in place.instruments
            for gap in gaps:
                assert gap.confidence == "general" or gap.sources, gap.text.en
            rests_on = {x.confidence for x in (*sure, *gaps)}
            shut = gaps and not [r for r in open_ if not r.only_if_claimed]
            answers["unknown" if not rests_on else "closed" if shut else max(rests_on, key=CONFIDENCES.index)] += 1
    assert answers == counted(coverage())[place.id]
    assert answers.total() == len(SUBTYPES) * len(QUARTERS)


def test_days_without_a_way_are_told() -> None:
    (stretch,) = (s for s in coverage(date(2022, 8, 16)) if (s.destination, s.product) == ("JP", "antigen_self_test"))
    assert (stretch.state, stretch.confidence, stretch.routes) == ("closed", "verified", 0)


def test_what_is_unknown_says_so() -> None:
    (stretch,) = (s for s in coverage(LAST) if (s.destination, s.product) == ("EU", "ventilator_parts"))
    assert (stretch.confidence, stretch.routes, stretch.open[0].value) == (None, 0, "unknown")


def test_the_command() -> None:
    found = json.loads(run("coverage", "--on", "2024-05-01", "--to", "de", "--format", "json").stdout)
    assert {row["destination"] for row in found} == {"EU"}, "of a member the facts of the Union hold"
    assert run("coverage", "--to", "QQ").returncode == 2
    found = json.loads(run("coverage", "--on", "2024-05-01", "--to", "EU", "--format", "json").stdout)
    assert [row["product"] for row in found] == list(SUBTYPES)
    assert "verified" in run("coverage", "--to", "HK").stdout
