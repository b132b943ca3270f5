"""The command line as a user has it: outputs, languages, exit statuses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from bases import base
from conftest import REGISTRIES
from running import started

USAGE = 2
ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "docs" / "examples"


def run(*words: object, **env: str) -> subprocess.CompletedProcess[str]:
    return started(ROOT, words, dict(os.environ), env)


def written(folder: Path, name: str, changes: dict[str, Any] | None = None) -> Path:
    path = folder / f"{name}.json"
    path.write_text(json.dumps(base(name, changes), ensure_ascii=False), encoding="utf-8")
    return path


def check(path: object, *more: object, **env: str) -> subprocess.CompletedProcess[str]:
    return run("check", path, "--registries", REGISTRIES, *more, **env)


@pytest.mark.parametrize(
    ("changes", "options", "status"),
    [
        ({}, (), 0),
        ({"dossier.statements": []}, (), 1),
        ({"dossier-": 0}, (), 3),
        ({"dossier-": 0}, ("--fail-on", "fail"), 0),
        ({"dossier.statements": []}, ("--fail-on", "fail"), 1),
        ({"dossier.statements": []}, ("--exit-zero",), 0),
    ],
)
def test_exit_status_tells_the_outcome(
    changes: dict[str, Any], options: tuple[str, ...], status: int, tmp_path: Path
) -> None:
    done = check(written(tmp_path, "mask", changes), *options)
    assert (done.returncode, done.stderr) == (status, "")


def test_exit_status_of_what_cannot_be_checked(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{")
    unreadable = check(tmp_path / "broken.json", "--format", "json")
    assert unreadable.returncode == 3
    (report,) = json.loads(unreadable.stdout)["reports"]
    assert report["outcome"] == "unreadable"
    assert report["notes"][0]["where"]
    (tmp_path / "empty").mkdir()
    assert check(tmp_path / "empty").returncode == 4
    assert check(tmp_path / "none.xml").returncode == 2
    assert run("check", tmp_path / "broken.json", "--registries", tmp_path / "none").returncode == 2
    assert run("check").returncode == 2
    assert check(written(tmp_path, "mask"), "--date", "yesterday").returncode == 2
    assert check(written(tmp_path, "mask"), "--regime", "none").returncode == 2


def test_no_error_of_ours_shows_a_traceback(tmp_path: Path) -> None:
    for words in (("explain", "NOTHING"), ("registry", "show", "none", "x"), ("check", tmp_path / "none.xml")):
        done = run(*words)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
        assert done.stderr.strip()


def test_json_is_one_answer_and_jsonl_one_report_a_line() -> None:
    whole = json.loads(
        run("check", EXAMPLES / "declarations", "--registries", EXAMPLES / "registries", "--format", "json").stdout
    )
    assert list(whole) == ["schema_version", "run", "summary", "reports"]
    assert whole["summary"]["declarations"] == {"fail": 2, "pass": 2, "not_controlled": 1}
    lines = run("check", EXAMPLES / "declarations", "--registries", EXAMPLES / "registries", "--format", "jsonl").stdout
    assert [json.loads(line) for line in lines.splitlines()] == whole["reports"]


def test_lean_json_keeps_articles_and_snapshots_once_in_the_head() -> None:
    options = ("--registries", EXAMPLES / "registries", "--format", "json")
    full = json.loads(run("check", EXAMPLES / "declarations", *options).stdout)
    lean = json.loads(run("check", EXAMPLES / "declarations", *options, "--detail", "lean").stdout)
    assert all("instruments" not in r and "snapshots" not in r for r in lean["reports"])
    assert set(lean["run"]["instruments"]) == {ref for r in full["reports"] for ref in r["instruments"]}
    assert {s["sha256"] for s in lean["run"]["snapshots"]} == {
        s["sha256"] for r in full["reports"] for s in r["snapshots"]
    }


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ["共1份报关单：不可申报 1。", "商品序号1", "依据", "处理", "商务部 海关总署 国家药监局公告2020年第5号"]),
        ("en", ["1 declaration: 1 FAIL.", "line 1", "law", "do", "MOFCOM-2020-5#2"]),
    ],
)
def test_the_table_says_why_the_law_and_what_to_do(lang: str, words: list[str], tmp_path: Path) -> None:
    path = written(tmp_path, "mask", {"dossier.statements": []})
    by_option = check(path, "--lang", lang).stdout
    by_environment = check(path, LC_ALL="zh_CN.UTF-8" if lang == "zh" else "en_GB.UTF-8").stdout
    for text in (by_option, by_environment):
        squeezed = " ".join(text.split())
        assert all(word in squeezed for word in words), squeezed


def test_missing_dossiers_are_said_once_on_top(tmp_path: Path) -> None:
    first = check(written(tmp_path, "mask", {"dossier-": 0}), "--lang", "en").stdout.splitlines()[0]
    assert "without a dossier" in first


def test_a_pinned_regime_is_said_on_top(tmp_path: Path) -> None:
    text = check(written(tmp_path, "mask"), "--regime", "after-repeal", "--lang", "en").stdout
    assert "pinned regime" in text


def test_trace_shows_what_passed(tmp_path: Path) -> None:
    (report,) = json.loads(check(written(tmp_path, "mask"), "--trace", "--format", "json").stdout)["reports"]
    passed = {f["rule"] for f in report["lines"][0]["findings"] if f["status"] == "passed"}
    assert {"CN-HOLDER", "CN-NUMBER-NOT-REGISTERED", "CN-STATEMENT-ISSUER"} <= passed


def test_dossier_may_lie_elsewhere(tmp_path: Path) -> None:
    data = base("mask")
    (tmp_path / "papers").mkdir()
    papers = tmp_path / "papers" / "evidence.json"
    papers.write_text(json.dumps(data.pop("dossier"), ensure_ascii=False), encoding="utf-8")
    path = tmp_path / "mask.json"
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    assert check(path).returncode == 3
    assert check(path, "--dossier", papers).returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "what",
    ["CN-HOLDER", "cn.announcement-5.holder", "announcement-12-medical", "eu.mdr-class-i", "MOFCOM-2020-5#1", "eu.srn"]
    + ["0121", "EN 14683"],
)
def test_explain(what: str, lang: str) -> None:
    done = run("explain", what, "--lang", lang)
    assert done.returncode == 0
    assert what.partition("#")[0] in done.stdout
    assert "verified" in done.stdout


def test_registry_import_list_show(tmp_path: Path) -> None:
    source = REGISTRIES / "nmpa" / "2020-05-05.csv"
    data = ("--registries", tmp_path / "data")
    done = run("registry", "import", "nmpa", source, "--as-of", "2020-05-05", *data)
    assert done.returncode == 0
    assert "5 rows" in done.stdout
    listed = json.loads(run("registry", "list", "--date", "2020-05-06", "--format", "json", *data).stdout)
    (nmpa,) = (r for r in listed if r["registry"] == "nmpa")
    assert (nmpa["as_of"], nmpa["rows"], nmpa["complete"], nmpa["age_days"], nmpa["state"]) == (
        "2020-05-05",
        5,
        True,
        1,
        "fresh",
    )
    assert next(r for r in listed if r["registry"] == "mofcom-masks")["state"] == "missing"
    shown = run("registry", "show", "nmpa", "苏械注准20182140001", "--date", "2020-05-06", *data)
    assert shown.returncode == 0
    assert "苏州示例云岫医疗用品有限公司" in shown.stdout
    absent = run("registry", "show", "nmpa", "苏械注准20182140007", "--date", "2020-05-06", *data)
    assert (absent.returncode, "near" in absent.stdout) == (1, True)
    assert run("registry", "show", "nmpa", "苏械注准20182140007", "--date", "2021-05-06", *data).returncode == 3
    assert run("registry", "import", "none", source, "--as-of", "2020-05-05", *data).returncode == 2


def test_output_into_a_closed_pipe_is_no_traceback(tmp_path: Path) -> None:
    path = written(tmp_path, "mask")
    command = f'"{sys.executable}" -m supplycheck check "{path}" --registries "{REGISTRIES}" --format json | head -c 1'
    done = subprocess.run(["sh", "-c", command], capture_output=True, encoding="utf-8", check=False, cwd=ROOT)
    assert "Traceback" not in done.stderr


def test_columns_writes_a_profile_that_check_uses(tmp_path: Path) -> None:
    table = tmp_path / "own.csv"
    table.write_text("抵运国家,货号名称,HS编码\n德国,口罩,6307900010\n", encoding="utf-8")
    profile = tmp_path / "p.toml"
    assert run("columns", table, "-o", profile).returncode == 0
    profile.write_text(profile.read_text(encoding="utf-8").replace('名称" = "ignored"', '名称" = "line.name"'), "utf-8")
    report = json.loads(check(table, "--columns", profile, "--format", "json").stdout)["reports"][0]
    assert report["declaration"]["destination"] == "DE"
    again = run("columns", table, "-o", profile)
    assert again.returncode == USAGE
    assert "exists" in again.stderr
