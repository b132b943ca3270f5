"""`supplycheck match`: names in a list, their parts under each other; what reviewers decided of them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from bases import base
from conftest import REGISTRIES
from running import USAGE, run

NAME, EN = "深圳示例博康医疗器械有限公司", "Shenzhen Shili Bokang Medical Co., Ltd."
CLOSE = "深圳示例博庚医疗器械有限公司"
CODE = "91440399MA0000001X"
ASKED = ("--registry", "mofcom-masks", "--date", "2020-05-06", "--registries", "lists")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a list of two firms."""
    place = tmp_path / "lists" / "mofcom-masks" / "2020-05-06.csv"
    place.parent.mkdir(parents=True)
    rows = (
        f'企业名称,英文名称,统一社会信用代码,认证或注册\n{NAME},"{EN}",{CODE},CE\n上海示例云岚防护用品有限公司,,,CE\n'
    )
    place.write_text(rows, "utf-8")
    return tmp_path


def test_a_name_as_json(folder: Path) -> None:
    said = run(folder, "match", f"{NAME[:2]}市{NAME[2:]}", *ASKED, "--format", "json")
    assert said.returncode == 0
    assert json.loads(said.stdout) == [
        {"name": NAME, "record": CODE, "verdict": "same", "score": 100.0, "differences": []}
    ]
    said = run(folder, "match", *ASKED, CLOSE, "--format", "json")
    (only,) = json.loads(said.stdout)
    assert (only["verdict"], only["differences"]) == (
        "possible",
        [{"part": "brand", "left": "示例博庚", "right": "示例博康"}],
    )


def test_parts_stand_under_each_other(folder: Path) -> None:
    lines = run(folder, "match", CLOSE, *ASKED, "--lang", "zh").stdout.splitlines()
    assert lines[1].startswith(f"1. {NAME}  {CODE}  可能一致")
    head, asked, listed = lines[2:5]
    assert "字号 ≠" in head
    assert asked.index("示例博庚") == listed.index("示例博康")
    assert "brand ≠" in run(folder, "match", EN.replace("Bokang", "Bokangg"), *ASKED, "--lang", "en").stdout


@pytest.mark.slow
def test_nothing_found_and_nothing_asked(folder: Path) -> None:
    assert run(folder, "match", "台州示例榆塘用品有限公司", *ASKED).returncode == 1
    assert run(folder, "match", NAME, *ASKED[:2], "--date", "2019-01-01", *ASKED[4:]).returncode == 3
    assert run(folder, "match", NAME, "--registry", "nosuch").returncode == 2
    assert run(folder, "match", NAME).returncode == 2
    assert "NAME" in run(folder, "match", "--help").stdout


# --- decisions in checks ----------------------------------------------------------------------------------------------

MAKER, HOLDER = "苏州示例云岫医械用品有限公司", "苏州示例云岫医疗用品有限公司"
NUMBER = "苏械注准20182140001"
LISTED = ("--registry", "nmpa", "--date", "2020-05-06", "--registries", "lists")
BY = ("--reason", "renamed in 2019", "--by", "Li Ming", "--today", "2026-11-26")


@pytest.fixture
def declared(tmp_path: Path) -> Path:
    """A folder with lists and a declaration of which the maker's name is close to the holder's."""
    shutil.copytree(REGISTRIES, tmp_path / "lists")
    made = {"lines.0.manufacturer": {"name": MAKER}, "producer-": 0}
    made["dossier.statements.0.items.0.manufacturer"] = MAKER
    made["dossier.lines.1.documents.0.holder"] = HOLDER
    (tmp_path / "one.json").write_text(json.dumps(base("mask", made)), "utf-8")
    return tmp_path


def checked(folder: Path, *more: str) -> dict[str, Any]:
    done = run(folder, "check", "one.json", "--registries", "lists", "--today", "2026-11-26", "--format", "json", *more)
    (report,) = json.loads(done.stdout)["reports"]
    return report  # type: ignore[no-any-return]


def rules(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {f["rule"]: f for line in report["lines"] for f in line["findings"] if f["severity"] != "info"}


@pytest.mark.slow
def test_what_there_is_to_decide(declared: Path) -> None:
    said = run(declared, "match", "review", "list", "one.json", "--registries", "lists", "--format", "json")
    (only,) = json.loads(said.stdout)
    assert (only["registry"], only["name"], only["record"], only["listed"]) == ("nmpa", MAKER, NUMBER, HOLDER)
    assert "≠" in run(declared, "match", "review", "list", "one.json", "--registries", "lists").stdout


@pytest.mark.slow
def test_an_accepted_maker_passes_and_stands_in_the_report(declared: Path) -> None:
    before = checked(declared)
    assert (before["outcome"], before["decisions"]) == ("review", None)
    assert set(rules(before)) == {"CN-HOLDER"}
    said = run(declared, "match", "review", "accept", MAKER, NUMBER, *LISTED, *BY)
    assert said.returncode == 0, said.stderr
    after = checked(declared)
    assert after["outcome"] == "pass"
    (used,) = after["decisions"]["used"]
    assert used == {
        "registry": "nmpa",
        "name": MAKER,
        "record": NUMBER,
        "decided": {"ruling": "same", "by": "Li Ming", "on": "2026-11-26", "reason": "renamed in 2019"},
    }
    assert "Li Ming" in run(declared, "check", "one.json", "--registries", "lists").stdout
    masked = checked(declared, "--redact")
    assert masked["decisions"]["sha256"] == after["decisions"]["sha256"]
    assert not {
        word
        for word in ("Li Ming", MAKER, NUMBER, "2019")
        if word in json.dumps(masked["decisions"], ensure_ascii=False)
    }
    assert (
        run(declared, "match", "review", "list", "one.json", "--registries", "lists", "--format", "json").stdout
        == "[]\n"
    )


@pytest.mark.slow
def test_a_rejected_maker_fails_and_says_why(declared: Path) -> None:
    assert run(declared, "match", "review", "reject", MAKER, NUMBER, *LISTED, *BY).returncode == 0
    report = checked(declared)
    assert report["outcome"] == "fail"
    (evidence,) = rules(report)["CN-HOLDER"]["evidence"]
    assert evidence["decided"] == {
        "ruling": "different",
        "by": "Li Ming",
        "on": "2026-11-26",
        "reason": "renamed in 2019",
    }


@pytest.mark.slow
def test_replay_says_that_decisions_differ(declared: Path) -> None:
    (declared / "old.json").write_text(json.dumps({"reports": [checked(declared)]}), "utf-8")
    assert run(declared, "replay", "old.json", "--registries", "lists").returncode == 0
    run(declared, "match", "review", "accept", MAKER, NUMBER, *LISTED, *BY)
    said = run(declared, "replay", "old.json", "--registries", "lists")
    assert said.returncode == 1
    assert "decisions was None" in said.stdout


@pytest.mark.slow
def test_only_close_names_are_decided_by_somebody_for_a_reason(declared: Path) -> None:
    for name, record, more in (
        (HOLDER, NUMBER, BY),
        ("台州示例榆塘用品有限公司", NUMBER, BY),
        (MAKER, "苏械注准20182149999", BY),
        (MAKER, NUMBER, ("--reason", " ", "--by", "Li Ming")),
        (MAKER, NUMBER, ("--reason", "so", "--by", " ")),
        (MAKER, NUMBER, BY[:2]),
    ):
        assert run(declared, "match", "review", "accept", name, record, *LISTED, *more).returncode == USAGE
    assert not list((declared / "lists").rglob("*.jsonl"))


@pytest.mark.slow
def test_decisions_go_to_other_machines(declared: Path) -> None:
    run(declared, "match", "review", "accept", MAKER, NUMBER, *LISTED, *BY)
    shutil.copytree(REGISTRIES, declared / "there")
    assert run(declared, "match", "review", "export", "all.jsonl", "--registries", "lists").returncode == 0
    reject = (
        "--registry",
        "nmpa",
        "--date",
        "2020-05-06",
        "--registries",
        "there",
        "--by",
        "王芳",
        "--reason",
        "asked them",
    )
    run(declared, "match", "review", "reject", MAKER, NUMBER, *reject, "--today", "2026-11-25")
    said = run(declared, "match", "review", "import", "all.jsonl", "--registries", "there")
    assert said.returncode == 1
    assert "1 of 1" in said.stdout
    assert "王芳" in said.stdout
    listed = run(declared, "match", "review", "list", "--registries", "there", "--format", "json")
    assert {d["person"]: d["state"] for d in json.loads(listed.stdout)} == {"Li Ming": "counts", "王芳": "overruled"}
    assert "王芳" in run(declared, "match", "review", "list", "--registries", "there").stdout
