"""How well the law is known."""

from __future__ import annotations

import json
from datetime import date, timedelta

from test_cli import run

from supplycheck.coverage import FIRST, LAST, coverage
from supplycheck.declaration import SUBTYPES
from supplycheck.facts.destinations import places


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


def test_what_is_unknown_says_so() -> None:
    (stretch,) = (s for s in coverage(LAST) if (s.destination, s.product) == ("EU", "ventilator_parts"))
    assert (stretch.confidence, stretch.routes, stretch.open[0].value) == (None, 0, "unknown")


def test_the_command() -> None:
    found = json.loads(run("coverage", "--on", "2024-05-01", "--to", "de", "--format", "json").stdout)
    assert found == []  # a member has no facts of its own; those of the Union hold
    found = json.loads(run("coverage", "--on", "2024-05-01", "--to", "EU", "--format", "json").stdout)
    assert [row["product"] for row in found] == list(SUBTYPES)
    assert "verified" in run("coverage", "--to", "HK").stdout
