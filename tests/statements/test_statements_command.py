"""`supplycheck statement make | read`, as a user runs them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from bases import base
from running import USAGE, run

from supplycheck.readers import read_bytes
from supplycheck.statements import dossier_file
from supplycheck.statements.reading import Reading

pytestmark = pytest.mark.slow

REGISTRIES = Path(__file__).parent.parent / "registries"
REVIEW = 3


def put(folder: Path, name: str, changes: dict[str, Any] | None = None) -> Path:
    path = folder / "d.json"
    path.write_text(json.dumps(base(name, changes)), "utf-8")
    return path


def make(folder: Path, *words: object) -> Any:
    return run(folder, "statement", "make", "d.json", "--registries", REGISTRIES, *words)


@pytest.mark.parametrize("name", ["eu-mask", "listed-medical", "civil-mask"])
def test_what_was_made_passes_as_the_statement(name: str, tmp_path: Path) -> None:
    put(tmp_path, name)
    done = make(tmp_path, "-o", "s.docx", "--confirmed", "--signed-on", "2020-05-05")
    assert done.returncode == 0, done.stderr
    words = ("--declaration", "d.json", "--registries", REGISTRIES, "--signed", "-o", "new.json", "--format", "json")
    done = run(tmp_path, "statement", "read", "s.docx", *words)
    assert done.returncode == 0, done.stdout + done.stderr
    (report,) = json.loads(done.stdout)["reports"]
    assert report["outcome"] == "pass"
    assert report["lines"][0]["findings"] == []
    (entry,) = json.loads((tmp_path / "new.json").read_text("utf-8"))["statements"]
    assert entry["signed_on"] == "2020-05-05"


def test_another_declaration_does_not_pass(tmp_path: Path) -> None:
    put(tmp_path, "eu-mask")
    make(tmp_path, "-o", "s.docx", "--confirmed")
    changes = {"lines.0.quantity": "100001", "consignor.name": "厦门示例海岸进出口有限公司", "contract_number": "HT-2"}
    put(tmp_path, "eu-mask", changes)
    done = run(tmp_path, "statement", "read", "s.docx", "--declaration", "d.json", "--registries", REGISTRIES)
    assert done.returncode == 1
    assert "CN-STATEMENT-CONTENTS" in done.stdout
    assert "CN-STATEMENT-ISSUER" in done.stdout
    assert "Contract No. on the paper is “HT-1”" in done.stderr


def test_a_draft_says_so_and_is_told_when_read(tmp_path: Path) -> None:
    put(tmp_path, "mask")
    done = make(tmp_path)
    assert "草稿–未签署" in done.stdout
    assert "left blank" in done.stdout
    done = run(tmp_path, "statement", "read", "d.announcement-5.docx")
    assert done.returncode == 0
    assert "unsigned draft" in done.stderr
    data = json.loads(done.stdout)
    assert data["complete"] is False
    assert data["statements"][0]["form"] == "announcement-5"
    refused = run(tmp_path, "statement", "read", "d.announcement-5.docx", "-o", "new.json")
    assert (refused.returncode, (tmp_path / "new.json").exists()) == (USAGE, False)
    assert run(tmp_path, "statement", "read", "d.announcement-5.docx", "-o", "new.json", "--signed").returncode == 0
    assert json.loads((tmp_path / "new.json").read_text("utf-8"))["statements"]


def test_days_without_statements(tmp_path: Path) -> None:
    put(tmp_path, "after-repeal")
    done = make(tmp_path)
    assert done.returncode == USAGE
    assert "no statement is demanded" in done.stderr
    done = make(tmp_path, "--form", "announcement-5", "-o", "s.docx")
    assert done.returncode == 0
    assert "box left open" in done.stdout


def test_nothing_is_written_over(tmp_path: Path) -> None:
    put(tmp_path, "mask")
    (tmp_path / "s.docx").write_bytes(b"signed")
    assert make(tmp_path, "-o", "s.docx").returncode == USAGE
    assert (tmp_path / "s.docx").read_bytes() == b"signed"


def test_lines_of_two_forms_make_two_statements(tmp_path: Path) -> None:
    data = base("eu-mask")
    other = base("civil-mask")
    data["lines"].append({**other["lines"][0], "number": 2})
    data["dossier"]["lines"]["2"] = other["dossier"]["lines"]["1"]
    (tmp_path / "d.json").write_text(json.dumps(data), "utf-8")
    done = make(tmp_path, "-o", "s.docx")
    assert done.returncode == USAGE
    assert "announcement-12-joint" in done.stderr
    assert make(tmp_path).returncode == 0
    assert (tmp_path / "d.announcement-5.docx").exists()
    assert (tmp_path / "d.announcement-12-joint.docx").exists()
    assert make(tmp_path, "--line", "2", "-o", "s.docx").returncode == 0
    assert make(tmp_path, "--line", "9", "-o", "t.docx").returncode == USAGE


def test_a_pdf_needs_a_font(tmp_path: Path, font_file: Path) -> None:
    put(tmp_path, "eu-mask")
    assert make(tmp_path, "-o", "s.pdf", "--font", font_file).returncode == 0
    assert (tmp_path / "s.pdf").read_bytes().startswith(b"%PDF-")
    done = make(tmp_path, "-o", "t.pdf", "--font", "d.json")
    assert done.returncode == USAGE
    assert "no font that can be read" in done.stderr
    assert make(tmp_path, "-o", "t.odt").returncode == USAGE


ENTRY = {"form": "announcement-5", "issuer": "甲", "lines": [1]}


def test_a_dossier_loses_nothing() -> None:
    existing = {
        "x-own": [1, {"a": None}],
        "statements": [{"form": "announcement-12-joint"}],
        "lines": {"1": {"lot": "7"}},
    }
    found = dossier_file.merged(json.dumps(existing).encode(), Reading(ENTRY), "d")
    assert found == {**existing, "statements": [{"form": "announcement-12-joint"}, ENTRY]}


def test_a_statement_that_is_there_is_completed_not_doubled() -> None:
    existing = {"statements": [{"form": "announcement-5", "lines": [1], "x-own": 1}]}
    found = dossier_file.merged(json.dumps(existing).encode(), Reading(ENTRY), "d")
    assert found == {"statements": [{**ENTRY, "x-own": 1}]}
    again = dossier_file.merged(json.dumps(found).encode(), Reading(ENTRY), "d")
    assert again == found


def test_a_new_dossier_is_no_complete_account() -> None:
    whole = dossier_file.written(dossier_file.merged(None, Reading(ENTRY), "d")).encode()
    (declared,) = read_bytes(json.dumps(base("mask", {"dossier-": 0})).encode(), "d.json", whole)
    assert declared.dossier is not None  # type: ignore[union-attr]
    assert not declared.dossier.complete  # type: ignore[union-attr]
