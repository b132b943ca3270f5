"""No box is ticked that the data does not support; what is unknown stays blank."""

from __future__ import annotations

import importlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from bases import declaration

from supplycheck.checker import Checker
from supplycheck.errors import UsageError
from supplycheck.facts.codes import country, country_name, rows
from supplycheck.optional import need
from supplycheck.statements import Paper, make, wanted
from supplycheck.statements.fonts import font
from supplycheck.statements.forms import form


def paper(checker: Checker, name: str, changes: dict[str, Any] | None = None, form_name: str | None = None) -> Paper:
    declared = declaration(name, changes)
    report = checker.check(declared)
    (want,) = wanted(declared, report, form_name=form_name)
    return make(declared, report, want)


def ticked(made: Paper) -> set[str]:
    return {box.promise.id for box in made.boxes if box.ticked}


@pytest.mark.parametrize(
    ("name", "changes", "supported"),
    [
        ("eu-mask", {}, {"registered", "destination"}),
        # the certificate is another's, in no list, or not given
        (
            "eu-mask",
            {"lines.0.manufacturer.name": "绍兴示例竹里日用品有限公司", "lines.0.manufacturer.uscc-": 0},
            {"destination"},
        ),
        ("eu-mask", {"dossier.lines.1.documents": []}, {"registered"}),
        ("eu-mask", {"dossier.lines.1.documents": [], "lines.0.certificate_number-": 0}, set()),
        # nothing is known of the importing country's standard, or a paper it wants is missing
        ("mask", {}, {"registered"}),
        ("eu-mask", {"dossier.lines.1.standards": [], "lines.0.standard": "GB 19083-2010"}, {"registered"}),
        ("listed-medical", {}, set()),
        ("civil-mask", {}, {"chinese", "accepted", "not-medical", "no-liability"}),
        ("civil-mask-foreign", {}, {"foreign", "accepted", "not-medical", "no-liability"}),
        ("civil-mask", {"dossier.statements.0.importer_signed": False}, {"chinese"}),
        ("civil-mask", {"dossier.statements": []}, {"chinese"}),
        ("civil-mask", {"dossier.statements": [], "lines.0.mask_standard_basis-": 0}, set()),
        ("civil-mask", {"lines.0.mask_standard_basis": "foreign", "dossier.statements": []}, set()),
    ],
)
def test_boxes(name: str, changes: dict[str, Any], supported: set[str], checker: Checker) -> None:
    made = paper(checker, name, changes)
    assert ticked(made) <= supported, [(b.promise.id, b.why) for b in made.boxes]
    if supported - {"destination"}:
        assert ticked(made) >= supported - {"destination"}, [(b.promise.id, b.why) for b in made.boxes]


def test_without_registries_nothing_is_ticked(tmp_path: Path) -> None:
    made = paper(Checker(tmp_path), "eu-mask")
    assert "registered" not in ticked(made)
    assert any("registries" in note.en for note in made.notes)


def test_without_a_report_nothing_is_ticked(checker: Checker) -> None:
    declared = declaration("eu-mask")
    (want,) = wanted(declared, checker.check(declared))
    assert ticked(make(declared, None, want)) == set()


def test_what_is_unknown_stays_blank(checker: Checker) -> None:
    made = paper(checker, "mask", {"lines.0.lot-": 0, "lines.0.manufacturer-": 0, "dossier-": 0})
    (item,) = made.statement.items
    assert (item.lot, item.manufacturer, made.statement.signed_on) == (None, None, None)
    assert any("Lot no." in note.en for note in made.notes)


def test_the_form_follows_the_day_and_the_route(checker: Checker) -> None:
    for day, expected in ((date(2020, 3, 31), []), (date(2020, 5, 6), ["announcement-5"]), (date(2024, 5, 6), [])):
        declared = declaration("mask", {"declared_on": day})
        assert [want.form for want in wanted(declared, checker.check(declared))] == expected
    for name, expected in (("listed-medical", "announcement-12-medical"), ("civil-mask", "announcement-12-joint")):
        declared = declaration(name)
        assert [want.form for want in wanted(declared, checker.check(declared))] == [expected]


def test_a_form_that_is_not_demanded_is_made_open(checker: Checker) -> None:
    made = paper(checker, "after-repeal", form_name="announcement-12-medical")
    assert ticked(made) == set()
    with pytest.raises(UsageError, match="known are"):
        form("announcement-6")


def test_countries_on_paper_are_understood() -> None:
    for code in filter(None, (row["alpha2"] for row in rows("country.csv"))):
        found = country(country_name(code))
        assert found is not None
        assert found.alpha2 == code


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr("supplycheck.optional.import_module", missing)
    with pytest.raises(UsageError, match=r"python-docx.*pip install 'supplycheck\[statements\]'"):
        need("docx", "statements")
    monkeypatch.undo()
    assert need("json", "statements") is importlib.import_module("json")


def test_without_a_font_the_error_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("supplycheck.statements.fonts._found", lambda: iter(()))
    with pytest.raises(UsageError, match="--font FILE"):
        font(None)


def test_a_font_that_lacks_a_character_is_refused(checker: Checker, font_file: Path) -> None:
    from supplycheck.statements import pdf_file

    made = paper(checker, "mask", {"lines.0.name": "医用外科口罩𠮷"})
    with pytest.raises(UsageError, match=r"U\+20BB7"):
        pdf_file.write(made, font(font_file))
