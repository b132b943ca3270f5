"""The checklist without any file."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from test_cli import run

from supplycheck import Checker, UsageError
from supplycheck.declaration import SUBTYPES
from supplycheck.facts.destinations import destination, known, places
from supplycheck.facts.validate import FIRST_DAY, LAST_DAY
from supplycheck.requirements import Checklist, checklist
from supplycheck.writers import checklist as writer

DAY = date(2020, 5, 20)
USAGE = 2


def routes(found: Checklist) -> set[str]:
    return {way.id for o in (*found.china, *found.obligations) for way in o.routes}


def test_both_sides_of_a_mask() -> None:
    found = checklist("surgical_mask", "DE", DAY)
    assert {"announcement-5", "announcement-12-medical", "eu.mdd-class-i"} <= routes(found)
    assert not found.nothing_demanded
    (way,) = (w for o in found.obligations for w in o.routes if w.id == "eu.mdd-class-i")
    assert way.standards == ("EN 14683:2014 / 2019+AC:2019 / 2019 (I, II, IIR)",)  # 2025 is yet to come
    assert [item.documents for item in way.requirements][:1] == [("eu-declaration-of-conformity",)]


def test_the_day_decides() -> None:
    assert "announcement-12-medical" not in routes(checklist("surgical_mask", "DE", date(2020, 4, 25)))
    assert "announcement-12-medical" in routes(checklist("surgical_mask", "DE", date(2020, 4, 26)))
    assert checklist("surgical_mask", "DE", date(2024, 1, 1)).china == ()


def test_a_destination_that_demands_nothing() -> None:
    found = checklist("surgical_mask", "HK", date(2024, 5, 1))
    assert found.nothing_demanded
    assert found.unknown is None


def test_goods_of_which_nothing_is_known() -> None:
    found = checklist("ventilator_parts", "DE", DAY)
    assert found.unknown is not None
    assert not found.nothing_demanded
    assert found.obligations == ()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_checklist_can_be_written(lang: str) -> None:
    for place in places():
        for subtype in SUBTYPES:
            assert place.id in writer.text(checklist(subtype, place.id, DAY).to_dict(), lang)
    assert "notified afterwards" in writer.text(checklist("surgical_mask", "PH", date(2020, 5, 1)).to_dict(), "en")


def test_forms_and_places_to_look_up() -> None:
    found = checklist("surgical_mask", "US", date(2024, 5, 1))
    items = [item for o in found.obligations for way in o.routes for item in way.requirements]
    (item,) = {item for item in items if item.format == "fda_510k"}
    assert (item.example, item.registry) == ("K242844", "fda-510k")


def test_every_form_of_a_number_is_shown() -> None:
    found = checklist("pcr_kit", "US", date(2024, 5, 1)).to_dict()
    items = [w for o in found["obligations"] for way in o["routes"] for w in way["requirements"]]
    (item,) = (w for w in items if len(w["forms"]) > 1)
    examples = [form["example"] for form in item["forms"]]
    assert [form["document"] for form in item["forms"]] == item["documents"] == ["fda-510k", "fda-de-novo"]
    assert item["example"] == examples[0]
    for lang in ("zh", "en"):
        assert " / ".join(examples) in writer.text(found, lang)


@pytest.mark.parametrize(("product", "to"), [("mask", "DE"), ("surgical_mask", "ZZ"), ("", "DE")])
def test_what_there_is_not(product: str, to: str) -> None:
    with pytest.raises(UsageError):
        Checker(today=DAY).requirements(product, to)


def test_every_destination_and_subtype_has_an_answer_in_every_quarter() -> None:
    """Routes, or a word that nothing is known; and both languages say it."""
    day = FIRST_DAY
    while day <= LAST_DAY:
        for code in {place.id for c in known() if (place := destination(c))}:
            for product in SUBTYPES:
                found = checklist(product, code, day)
                assert found.obligations or found.unknown, (product, code, day)
                assert not (found.nothing_demanded and not found.obligations)
        day += timedelta(days=91)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("product", ["surgical_mask", "gown_isolation", "ir_forehead", "pcr_kit", "civil_mask"])
def test_it_can_be_written(product: str, lang: str) -> None:
    for code in ("DE", "US", "GB", "JP", "AU"):
        found = checklist(product, code, date(2024, 5, 1)).to_dict()
        text, page = writer.text(found, lang), writer.markdown(found, lang)
        for o in found["obligations"]:
            for route in o["routes"]:
                assert route["title"][lang] in text
                assert route["id"] in page
        assert page.startswith("# ")


def test_the_command() -> None:
    done = run("requirements", "--product", "ir_forehead", "--to", "us", "--on", "2024-05-01", "--format", "json")
    assert done.returncode == 0
    found = json.loads(done.stdout)
    assert (found["destination"], found["product"], found["on"]) == ("US", "ir_forehead", "2024-05-01")
    assert found["obligations"][0]["routes"][0]["requirements"]
    assert "fda" in run("requirements", "--product", "pcr_kit", "--to", "US", "--on", "2021-05-01").stdout.lower()
    assert run("requirements", "--product", "pcr_kit", "--to", "ZZ").returncode == USAGE
