"""The forms of numbers: each stands with its source, none is surer than the research, an unsure one fails nothing."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path

import pytest
from bases import declaration
from conftest import REGISTRIES
from hypothesis import given
from hypothesis import strategies as st

from supplycheck import Checker
from supplycheck.declaration import Document
from supplycheck.explain import explain
from supplycheck.facts import law
from supplycheck.facts.formats import Format, formats, wrong
from supplycheck.identifiers._text import squeeze
from supplycheck.rules.destination import document_is_missing
from supplycheck.rules.rule import Result
from supplycheck.verdict import FAIL, REVIEW, weigh

RESEARCH = Path(__file__).parents[3] / "shared" / "law" / "evidence_formats.json"
WITH_FORM = [f for f in formats().values() if f.pattern or f.module]


@pytest.mark.parametrize("form", formats().values(), ids=lambda f: f.id)
def test_a_form_is_explained(form: Format) -> None:
    assert form.text.zh
    assert form.text.en
    for lang in ("zh", "en"):
        told = explain(form.id, lang)
        assert form.text.of(lang) in told
        assert form.confidence in told


@pytest.mark.parametrize("form", [f for f in WITH_FORM if f.example], ids=lambda f: f.id)
def test_an_example_has_its_form_however_it_is_written(form: Format) -> None:
    assert form.example
    for text in (form.example, form.example.lower(), f" {form.example} ", form.example.replace("-", "–")):
        assert wrong(form.id, text) in (None, "checksum"), text
    for text in ("", "?", form.example + "x?", "?" + form.example):
        assert wrong(form.id, text) not in (None, "checksum"), text


@given(st.text(max_size=60))
def test_any_text_gets_an_answer(text: str) -> None:
    for form in WITH_FORM:
        assert wrong(form.id, text) in (None, "format", "length", "component", "checksum")


@pytest.mark.parametrize("piece", ["A1", "9", "DM", "-/. ", "第", "PM0", "((("])
def test_long_texts_take_no_time(piece: str) -> None:
    text = piece * 20_000
    began = time.perf_counter()
    for form in WITH_FORM:
        if form.pattern:
            assert form.pattern.fullmatch(squeeze(text)) is None
    assert time.perf_counter() - began < 10


@pytest.mark.parametrize("form", WITH_FORM, ids=lambda f: f.id)
def test_only_a_verified_form_fails_a_declaration(form: Format) -> None:
    """A number of the wrong form, asked for by a verified requirement, through rule and verdict."""
    requirement = law.requirement(
        {
            "id": "xx.paper",
            "text": {"zh": "文件", "en": "a paper"},
            "kind": "document",
            "documents": ["test-report"],
            "formats": [form.id],
            "law": [],
            "confidence": "verified",
            "sources": [],
            "holder": "any",
        }
    )
    checker = Checker(REGISTRIES, today=date(2026, 11, 23))
    assert checker.check(declaration("mask")).outcome == "pass"
    from supplycheck.facts.china import china
    from supplycheck.plan import prepare

    wanted = declaration("mask")
    wanted.dossier.lines[1].documents.append(Document("test-report", number="?!"))
    case = prepare(
        wanted, 0, date(2020, 5, 6), "announcements-5-and-12", china(), lambda n: checker.registry(n, date(2020, 5, 6))
    )
    result = document_is_missing.check(case, requirement)
    assert isinstance(result, Result)
    assert result.says == "malformed"
    judged = weigh(document_is_missing.RULE, requirement, result)
    assert judged.value == (FAIL if form.confidence == "verified" else REVIEW)


def test_mainland_licences_are_told_from_others() -> None:
    assert wrong("tfda_licence", "衛署醫器輸字第012345號") is None
    assert wrong("tfda_mainland_licence", "衛署醫器輸字第012345號") == "format"
    assert wrong("tfda_mainland_licence", "衛部醫器陸輸字第 003456 號") is None


@pytest.mark.shared
def test_every_form_of_the_research_stands_here_and_none_is_surer() -> None:
    if not RESEARCH.exists():
        pytest.skip("the research is not part of this repository")
    rows = json.loads(RESEARCH.read_text("utf-8"))
    ours = list(formats().values())
    sure = {"verified": 2, "partial": 1, "general": 0}
    for key, row in rows.items():
        alike = [f for f in ours if f.source == row["registry_url"] and f.confidence == row["confidence"]]
        assert alike, key
        if row["id_regex"] and row["example"]:
            fits = [f for f in ours if (f.pattern or f.module) and wrong(f.id, row["example"]) in (None, "checksum")]
            assert any(f.source == row["registry_url"] for f in fits), key
            assert all(sure[f.confidence] <= sure[row["confidence"]] for f in alike)
    known = {(row["registry_url"], row["confidence"]) for row in rows.values()}
    assert {(f.source, f.confidence) for f in ours} <= known
