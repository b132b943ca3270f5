"""Correct and check again; run a report again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from bases import base
from conftest import REGISTRIES
from test_cli import run

from supplycheck import UsageError
from supplycheck.compare import compare, load

CHANGED, USAGE = 1, 2


def written(path: Path, changes: dict[str, Any] | None = None) -> Path:
    path.write_text(json.dumps(base("mask", changes), ensure_ascii=False), encoding="utf-8")
    return path


def checked(path: Path, *more: object) -> str:
    return run("check", path, "--registries", REGISTRIES, "--format", "json", *more).stdout


WRONG = {
    "lines.0.lot": "20200417",
    "lines.0.manufacturer.name": "绍兴示例竹里日用品有限公司",
    "lines.0.manufacturer.uscc-": 0,
}
LESS = {"lines.0.lot": "20200417"}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    report = tmp_path / "old.json"
    report.write_text(checked(written(tmp_path / "a.json", WRONG)), encoding="utf-8")
    return report


def recheck(old: Path, path: Path, *more: object) -> dict[str, Any]:
    done = run("recheck", old, path, "--registries", REGISTRIES, "--format", "json", *more)
    assert done.stderr == ""
    return json.loads(done.stdout)


def rules(findings: list[dict[str, Any]]) -> set[str]:
    return {f["rule"] for f in findings if f["severity"] != "info"}


def test_what_is_fixed_new_and_remaining(old: Path, tmp_path: Path) -> None:
    changes = recheck(old, written(tmp_path / "a.json", {**LESS, "dossier.lines.1.standards": ["YY 9999-2011"]}))
    assert "CN-HOLDER" in rules(changes["fixed"])
    assert "LABEL-LOT" in rules(changes["remaining"])
    assert "LABEL-LOT" not in rules(changes["new"])
    (declaration,) = changes["declarations"]
    assert (declaration["before"], declaration["id"]) == ("fail", "DEMO-1")


def test_nothing_changed(old: Path, tmp_path: Path) -> None:
    changes = recheck(old, written(tmp_path / "b.json", WRONG))
    assert (changes["fixed"], changes["new"]) == ([], [])
    assert changes["remaining"]


def test_all_corrected(old: Path, tmp_path: Path) -> None:
    done = run("recheck", old, written(tmp_path / "a.json"), "--registries", REGISTRIES, LANG="zh_CN.UTF-8")
    assert done.returncode == 0
    assert "DEMO-1: 不可申报 → 可申报" in done.stdout
    assert "仍存在: 0" in done.stdout


def test_jsonl_and_single_reports_are_read_too(tmp_path: Path) -> None:
    path = written(tmp_path / "a.json", WRONG)
    lines = tmp_path / "old.jsonl"
    lines.write_text(checked(path, "--format", "jsonl") * 2, encoding="utf-8")
    assert len(load(lines)) == 2
    single = tmp_path / "one.json"
    single.write_text(lines.read_text("utf-8").splitlines()[0], encoding="utf-8")
    assert len(load(single)) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{}", "no report"),
        ("[1]", "no report"),
        ("x", "no report"),
        ('{"schema_version": 99}', "schema version 99"),
        ('{"schema_version": 1, "lines": []}', "damaged"),
        ('{"reports": [{"schema_version": 1}]}', "damaged"),
    ],
)
def test_what_is_no_report_is_told(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "old.json"
    path.write_text(text)
    with pytest.raises(UsageError, match=said):
        load(path)


def test_a_finding_keeps_its_id_while_other_things_change(tmp_path: Path) -> None:
    """Another folder, another day, other findings beside it."""
    (tmp_path / "x").mkdir()
    one = json.loads(checked(written(tmp_path / "a.json", LESS)))["reports"]
    two = json.loads(checked(written(tmp_path / "x" / "a.json", {**WRONG, "declared_on": "2020-05-08"})))["reports"]
    lot = [f["id"] for r in (one, two) for f in r[0]["lines"][0]["findings"] if f["rule"] == "LABEL-LOT"]
    assert len(lot) == 2
    assert len(set(lot)) == 1


def test_declarations_without_an_id_are_paired_by_file(tmp_path: Path) -> None:
    data = base("mask", WRONG)
    del data["id"], data["contract_number"]
    path = tmp_path / "a.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    reports = json.loads(checked(path))["reports"]
    assert reports[0]["declaration"]["id"] is None
    same = compare(reports, reports)
    assert (same.fixed, same.new, len(same.declarations)) == ([], [], 1)


# --- replay ----------------------------------------------------------------------------------------------------------


def replay(report: Path, *more: object) -> Any:
    return run("replay", report, "--registries", REGISTRIES, *more)


def test_the_same_input_gives_the_same_bytes(old: Path) -> None:
    done = replay(old)
    assert (done.returncode, done.stderr) == (0, "")
    assert "same bytes" in done.stdout


@pytest.mark.parametrize("more", [("--trace",), ("--detail", "lean"), ("--as-if-declared", "2020-04-10")])
def test_the_options_of_the_run_are_known_from_the_report(more: tuple[str, ...], tmp_path: Path) -> None:
    report = tmp_path / "old.json"
    report.write_text(checked(written(tmp_path / "a.json", WRONG), *more), encoding="utf-8")
    assert replay(report).returncode == 0


def test_another_input_differs_and_tells_what(old: Path, tmp_path: Path) -> None:
    written(tmp_path / "a.json", LESS)
    done = replay(old)
    assert done.returncode == CHANGED
    assert "CN-HOLDER" in done.stdout


def test_other_facts_are_named(old: Path) -> None:
    text = old.read_text("utf-8")
    facts = json.loads(text)["reports"][0]["facts"]
    old.write_text(text.replace(facts, "2020.01.01+sha256:0"), encoding="utf-8")
    done = replay(old)
    assert done.returncode == CHANGED
    assert "facts was 2020.01.01+sha256:0" in done.stdout


def test_an_input_that_was_moved(old: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "a.json").rename(tmp_path / "elsewhere" / "a.json")
    assert replay(old).returncode == USAGE
    assert replay(old, "--input", tmp_path / "elsewhere" / "a.json").returncode == 0


def test_a_record_is_replayed_and_its_input_compared(tmp_path: Path) -> None:
    path = written(tmp_path / "a.json", WRONG)
    run("check", path, "--registries", REGISTRIES, "--archive", tmp_path / "kept")
    (record,) = (tmp_path / "kept").glob("*/*.json")
    assert replay(record).returncode == 0
    path.write_text(path.read_text("utf-8") + "\n")
    done = replay(record)
    assert done.returncode == 0
    assert "the input differs" in done.stdout


def test_records_from_the_command_line(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    for name, changes in (("a", WRONG), ("b", {"id": "DEMO-2"})):
        run("check", written(tmp_path / f"{name}.json", changes), "--registries", REGISTRIES, "--archive", kept)
    verified = run("archive", "verify", kept)
    assert (verified.returncode, verified.stdout.split()[0]) == (0, "2")
    assert "DEMO-2" in run("archive", "find", kept, "--id", "DEMO-2").stdout
    assert "DEMO-1" in run("archive", "find", kept, "--rule", "cn-holder", "--outcome", "fail").stdout
    assert run("archive", "find", kept, "--id", "DEMO-3").returncode == CHANGED
    assert run("archive", "find", kept, "--until", "2020-01-01").returncode == CHANGED
    assert run("archive", "export", kept, tmp_path / "all.zip").returncode == 0
    (first,) = kept.glob("*/000000001.json")
    first.chmod(0o644)
    first.write_text(first.read_text("utf-8").replace("DEMO-1", "DEMO-9"), encoding="utf-8")
    assert run("archive", "verify", kept).returncode == CHANGED


def test_waivers_from_the_command_line(tmp_path: Path) -> None:
    lot = {"lines.0.lot": "20200417", "dossier.statements.0.items.0.lot": "20200417"}
    path = written(tmp_path / "a.json", lot)
    waivers = tmp_path / "w.toml"
    entry = '[[waiver]]\nrule = "{}"\nnumber = "HT-1"\nreason = "x"\nby = "Li"\nuntil = 2027-03-01\n'
    waivers.write_text(entry.format("LABEL-LOT") + entry.format("LABEL-DATES"))
    done = run("check", path, "--registries", REGISTRIES, "--waivers", waivers, "--today", "2026-11-23")
    assert done.returncode == 0
    assert "waived by Li until 2027-03-01" in done.stdout
    assert "unused waiver" in done.stderr
    assert "LABEL-DATES" in done.stderr


# --- diff --------------------------------------------------------------------------------------------------------------


def test_one_declaration_on_two_days(tmp_path: Path) -> None:
    """The bilingual statement is no way before Announcement No. 12."""
    path = tmp_path / "a.json"
    path.write_text(json.dumps(base("listed-medical")), encoding="utf-8")
    words = ("diff", path, "--registries-a", REGISTRIES, "--date-a", "2020-04-20", "--date-b", "2020-05-06")
    done = run(*words, "--format", "json")
    assert done.returncode == CHANGED
    changes = json.loads(done.stdout)
    (declaration,) = changes["declarations"]
    assert (declaration["before"], declaration["after"]) == ("fail", "pass")
    assert changes["fixed"]
    assert "DEMO" in run(*words).stdout


def test_one_declaration_under_two_regimes(tmp_path: Path) -> None:
    path = written(tmp_path / "a.json", {"dossier.statements": []})
    words = ("diff", path, "--registries-a", REGISTRIES, "--regime-b", "after-repeal", "--format", "json")
    (declaration,) = json.loads(run(*words).stdout)["declarations"]
    assert (declaration["before"], declaration["after"]) == ("fail", "pass")


def test_nothing_differs(tmp_path: Path) -> None:
    path = written(tmp_path / "a.json")
    done = run("diff", path, "--registries-a", REGISTRIES, "--format", "json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["new"] == []
