"""Correct and check again; run a report again."""

from __future__ import annotations

import hashlib
import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from bases import base
from conftest import REGISTRIES
from test_cli import EXAMPLES, run

from supplycheck import Checker, UsageError
from supplycheck.compare import compare, load
from supplycheck.readers import read_bytes
from supplycheck.root import root

CHANGED, USAGE = 1, 2
EXAMPLE = EXAMPLES / "declarations" / "clean-surgical-mask.xml"


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
        ("", "empty"),
        ("[" * 100_000, "no report"),
    ],
)
def test_what_is_no_report_is_told(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "old.json"
    path.write_text(text)
    with pytest.raises(UsageError, match=said):
        load(path)


def test_a_damaged_report_is_told_with_the_place(old: Path) -> None:
    data = json.loads(old.read_text("utf-8"))
    del data["reports"][0]["lines"][0]["findings"][0]["severity"]
    old.write_text(json.dumps(data), encoding="utf-8")
    for command in ("recheck", "replay"):
        done = run(command, old, *([EXAMPLE] if command == "recheck" else []))
        assert done.returncode == USAGE
        assert "lines.0.findings.0.severity" in done.stderr


def test_a_text_may_hold_what_ends_a_line_elsewhere(old: Path, tmp_path: Path) -> None:
    (report,) = json.loads(old.read_text("utf-8"))["reports"]
    report["lines"][0]["name"] = "a\u2028b\u0085c"
    path = tmp_path / "old.jsonl"
    path.write_text(f"{json.dumps(report, ensure_ascii=False)}\n" * 2, encoding="utf-8")
    assert len(load(path)) == 2


def test_a_finding_keeps_its_id_while_other_things_change(tmp_path: Path) -> None:
    """Another folder, another day, other findings beside it."""
    (tmp_path / "x").mkdir()
    one = json.loads(checked(written(tmp_path / "a.json", LESS)))["reports"]
    two = json.loads(checked(written(tmp_path / "x" / "a.json", {**WRONG, "declared_on": "2020-05-08"})))["reports"]
    lot = [f["id"] for r in (one, two) for f in r[0]["lines"][0]["findings"] if f["rule"] == "LABEL-LOT"]
    assert len(lot) == 2
    assert len(set(lot)) == 1


def reports(data: object, name: str = "a.json") -> list[dict[str, Any]]:
    """What is answered about some JSON data: one declaration, or a list of them as JSON lines."""
    many = data if isinstance(data, list) else [data]
    found = read_bytes("\n".join(json.dumps(d) for d in many).encode(), name)
    return [r.to_dict() for r in Checker(REGISTRIES, today=date(2026, 11, 23)).check_many(found)]


def anonymous(changes: dict[str, Any] | None = None) -> dict[str, Any]:
    data = base("mask", changes)
    del data["id"], data["contract_number"], data["dossier"]["contract"]
    return data


def with_a_line_before(data: dict[str, Any]) -> dict[str, Any]:
    """The same goods behind others, so that line, dossier and statement have another number."""
    other = {**base("mask")["lines"][0], "name": "丁腈手套", "hs_code": "4015190000"}
    data["lines"] = [other, {**data["lines"][0], "number": 2}]
    data["dossier"]["lines"] = {"2": data["dossier"]["lines"]["1"]}
    data["dossier"]["statements"][0]["lines"] = [2]
    return data


def test_findings_keep_their_ids_when_a_line_is_put_in_before() -> None:
    before, after = reports(base("mask", WRONG)), reports(with_a_line_before(base("mask", WRONG)))
    assert [f["id"] for f in before[0]["lines"][0]["findings"]] == [f["id"] for f in after[0]["lines"][1]["findings"]]


def test_findings_keep_their_ids_when_a_paper_is_put_in_before() -> None:
    number = {"dossier.lines.1.documents.0.number": "苏械注准20182149999"}
    data = base("mask", number)
    before = reports(data)
    data["dossier"]["lines"]["1"]["documents"].insert(0, {"kind": "voluntary-certificate", "number": "V-1"})
    changes = compare(before, reports(data))
    assert rules(changes.remaining)
    assert (changes.fixed, changes.new) == ([], [])


def test_the_same_defect_of_two_lines_is_two_findings() -> None:
    data = base("mask", WRONG)
    data["lines"].append({**data["lines"][0], "number": 2})
    data["dossier"]["lines"]["2"] = data["dossier"]["lines"]["1"]
    (report,) = reports(data)
    ids = [f["id"] for line in report["lines"] for f in line["findings"]]
    assert len(ids) == len(set(ids))
    changes = compare([report], reports(base("mask", WRONG)))
    assert ("LABEL-LOT" in rules(changes.fixed), "LABEL-LOT" in rules(changes.remaining)) == (True, True)


def test_declarations_without_a_number_are_known_by_file_and_place() -> None:
    two = reports([anonymous(WRONG), anonymous(WRONG)], "a.jsonl")
    assert two[0]["declaration"]["id"] is None
    ids = [{f["id"] for f in r["lines"][0]["findings"]} for r in two]
    assert ids[0] & ids[1] == set()
    one_corrected = compare(two, reports([anonymous(), anonymous(WRONG)], "a.jsonl"))
    assert [(d["before"], d["after"]) for d in one_corrected.declarations] == [("fail", "pass"), ("fail", "fail")]
    assert {"CN-HOLDER", "LABEL-LOT"} <= rules(one_corrected.fixed) & rules(one_corrected.remaining)
    assert one_corrected.new == []


def test_a_single_declaration_is_compared_although_its_file_or_number_is_another() -> None:
    old = reports(anonymous(WRONG))
    for new in (
        reports(anonymous(WRONG), "b.json"),
        reports({**anonymous(WRONG), "id": "220120200000000001"}, "c.json"),
    ):
        changes = compare(old, new)
        assert rules(changes.remaining)
        assert (changes.fixed, changes.new, len(changes.declarations)) == ([], [], 1)


def test_what_could_not_be_read_is_compared_with_what_it_became(tmp_path: Path) -> None:
    old, new = reports(base("mask", {"direction": "import"})), reports(base("mask"))
    assert [(d["before"], d["after"]) for d in compare(old, new).declarations] == [("unreadable", "pass")]


def test_declarations_of_one_side_only_are_listed() -> None:
    changes = compare(
        reports(base("mask")), reports([base("kit", {"id": "DEMO-8"}), base("eu-mask", {"id": "DEMO-9"})], "b.jsonl")
    )
    assert [(d["before"], d["after"]) for d in changes.declarations] == [("pass", None), (None, "pass"), (None, "pass")]


# --- replay ----------------------------------------------------------------------------------------------------------


def replay(report: Path, *more: object) -> Any:
    return run("replay", report, "--registries", REGISTRIES, *more)


def test_the_same_input_gives_the_same_bytes(old: Path) -> None:
    done = replay(old)
    assert (done.returncode, done.stderr) == (0, "")
    assert "same bytes" in done.stdout


@pytest.mark.slow
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


def test_a_declaration_that_came_twice_is_replayed(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("a", "b"):
        written(tmp_path / "in" / f"{name}.json", WRONG)
    report = tmp_path / "old.json"
    report.write_text(checked(tmp_path / "in"), encoding="utf-8")
    assert '"D33"' in report.read_text("utf-8")
    assert (replay(report).returncode, replay(report).stdout.count("same bytes")) == (0, 2)


def test_all_declarations_of_a_file_are_replayed_also_what_could_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    entries = [
        json.dumps(base("mask")),
        "{",
        json.dumps(anonymous(WRONG)),
        "[",
        json.dumps(base("mask", {"lines": []})),
    ]
    path.write_text("\n".join(entries), encoding="utf-8")
    report = tmp_path / "old.json"
    report.write_text(checked(path), encoding="utf-8")
    assert (replay(report).returncode, replay(report).stdout.count("same bytes")) == (0, 5)


def test_a_record_knows_the_dossier_that_was_named(tmp_path: Path) -> None:
    data = base("mask")
    papers = tmp_path / "papers.json"
    papers.write_text(json.dumps(data.pop("dossier")), encoding="utf-8")
    path = tmp_path / "a.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    run("check", path, "--dossier", papers, "--registries", REGISTRIES, "--archive", tmp_path / "kept")
    (record,) = (tmp_path / "kept").glob("*/*.json")
    digest = json.loads(record.read_text("utf-8"))["input"]["dossier_sha256"]
    assert digest == hashlib.sha256(papers.read_bytes()).hexdigest()
    assert "same bytes" in replay(record, "--dossier", papers).stdout
    papers.write_text(papers.read_text("utf-8") + " ")
    assert "its dossier differs" in replay(record, "--dossier", papers).stdout


def test_records_that_cannot_be_written_do_not_keep_reports_back(tmp_path: Path) -> None:
    path = written(tmp_path / "a.json", WRONG)
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "HEAD.json").write_text("x")
    done = run("check", path, "--registries", REGISTRIES, "--archive", tmp_path / "kept", "--format", "json")
    assert done.returncode == USAGE
    assert json.loads(done.stdout)["summary"]["declarations"] == {"fail": 1}
    assert "HEAD.json" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
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
    maker = run("archive", "find", kept, "--party", "绍兴示例竹里日用品有限公司").stdout
    assert ("DEMO-1" in maker, "DEMO-2" in maker) == (True, False)
    assert len(run("archive", "find", kept, "--party", "91999999MA0000001N").stdout.splitlines()) == 2
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


@pytest.mark.slow
def test_one_declaration_under_other_facts(tmp_path: Path) -> None:
    """Of a destination without a file nothing is known."""
    path = written(tmp_path / "a.json", {"destination": "HK", "dossier.statements.0.items.0.destination": "HK"})
    facts = tmp_path / "facts"
    shutil.copytree(root(), facts)
    words = ("diff", path, "--registries-a", REGISTRIES, "--facts-b", facts, "--format", "json")
    assert run(*words).returncode == 0
    (facts / "law" / "destinations" / "HK.toml").unlink()
    done = run(*words)
    assert done.returncode == CHANGED
    changes = json.loads(done.stdout)
    (declaration,) = changes["declarations"]
    assert declaration["lines"] == [{"line": 1, "before": "pass", "after": "review"}]
    assert {f["rule"] for f in changes["new"]} == {"DEST-UNKNOWN"}
    assert "line 1: PASS → REVIEW" in run(*words[:-2], "--lang", "en").stdout
    assert run("diff", path, "--facts-b", tmp_path).returncode == 2
