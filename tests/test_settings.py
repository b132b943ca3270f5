"""Settings: files, the environment, options, in order of rising weight; and a log that says what is done."""

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

from supplycheck import UsageError
from supplycheck.settings import found

ROOT = Path(__file__).parent.parent
USAGE = 2


def run(folder: Path, *words: object, **env: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SUPPLYCHECK_", "LC_"))}
    return subprocess.run(
        [sys.executable, "-m", "supplycheck", *map(str, words)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=folder,
        env={**kept, "LANG": "C.UTF-8", "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT), **env},
    )


def shown(folder: Path, *words: object, **env: str) -> dict[str, tuple[Any, str]]:
    done = run(folder, *words, "config", "show", "--format", "json", **env)
    assert done.returncode == 0, done.stderr
    return {row["setting"]: (row["value"], row["from"]) for row in json.loads(done.stdout)}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with both files above the working directory."""
    (tmp_path / "supplycheck.toml").write_text('lang = "zh"\nfail-on = "fail"\nregistries = "lists"\n')
    below = tmp_path / "below"
    below.mkdir()
    (below / "pyproject.toml").write_text('[tool.other]\nlang = "x"\n[tool.supplycheck]\nlang = "en"\n')
    (below / "work").mkdir()
    return below / "work"


def test_each_source_outweighs_the_one_before(project: Path) -> None:
    top = project.parent.parent
    told = shown(project)
    assert told["fail-on"] == ("fail", f"{top / 'supplycheck.toml'}:2")
    assert told["lang"] == ("en", f"{top / 'below' / 'pyproject.toml'}:4")
    assert told["registries"] == (str(top / "lists"), f"{top / 'supplycheck.toml'}:3")
    assert told["detail"] == ("full", "default")
    assert told["waivers"] == (None, "default")
    told = shown(project, "-vv", SUPPLYCHECK_LANG="zh", SUPPLYCHECK_FAIL_ON="review")
    assert told["lang"] == ("zh", "environment SUPPLYCHECK_LANG")
    assert told["fail-on"] == ("review", "environment SUPPLYCHECK_FAIL_ON")
    assert told["verbose"] == (2, "option")


def test_a_check_uses_them(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(base("mask", {"dossier-": 0})), encoding="utf-8")
    settings = tmp_path / "supplycheck.toml"
    settings.write_text(f'registries = "{REGISTRIES}"\nfail-on = "fail"\nlang = "zh"\n')
    done = run(tmp_path, "check", "a.json")
    assert done.returncode == 0
    assert "需人工核对" in done.stdout
    assert run(tmp_path, "check", "a.json", "--fail-on", "review").returncode == 3
    assert run(tmp_path, "check", "a.json", SUPPLYCHECK_FAIL_ON="review").returncode == 3
    assert "REVIEW" in run(tmp_path, "check", "a.json", "--lang", "en", SUPPLYCHECK_LANG="zh").stdout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('langg = "zh"\n', "supplycheck.toml:1: there is no setting 'langg'; is it lang?"),
        ('fail_on = "fail"\n', "is it fail-on?"),
        ('date = "2020-05-06"\n', "there is no setting 'date'"),
        ("lang = 3\n", "lang is 3, where str is wanted"),
        ('redact = "yes"\n', "redact is 'yes', where bool is wanted"),
        ('\nlang = "de"\n', "supplycheck.toml:2: lang is 'de'; it can be zh, en"),
        ("lang\n", "settings cannot be read"),
    ],
)
def test_a_wrong_setting_is_told(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "supplycheck.toml").write_text(text)
    done = run(tmp_path, "config", "show")
    assert done.returncode == USAGE
    assert said in done.stderr


def test_only_the_nearest_file_counts(tmp_path: Path) -> None:
    (tmp_path / "supplycheck.toml").write_text('lang = "zh"\n')
    below = tmp_path / "below"
    below.mkdir()
    (below / "supplycheck.toml").write_text('detail = "lean"\n')
    (below / "pyproject.toml").write_text("[tool.other]\n")
    assert set(found(below)) == {"detail"}
    assert set(found(tmp_path)) == {"lang"}


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "supplycheck.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="cannot be read"):
        found(tmp_path)


# --- the log ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def mask(tmp_path: Path) -> Path:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(base("mask")), encoding="utf-8")
    return path


def check(folder: Path, *words: object) -> subprocess.CompletedProcess[str]:
    return run(folder, *words, "check", "a.json", "--registries", REGISTRIES, "--format", "jsonl")


def test_nothing_is_told_unasked(mask: Path) -> None:
    assert check(mask.parent).stderr == ""
    assert check(mask.parent, "-q").stderr == ""


def test_what_is_told_goes_to_standard_error(mask: Path) -> None:
    plain, told, more = (check(mask.parent, *words) for words in ((), ("-v",), ("-vv",)))
    assert plain.stdout == told.stdout == more.stdout
    assert "a.json" in told.stderr
    assert "read as json" in told.stderr
    assert "nmpa as of 2020-05-06" not in told.stderr
    assert "nmpa as of 2020-05-06: 2020-05-05" in more.stderr


def test_a_log_file(mask: Path) -> None:
    done = check(mask.parent, "--log-file", "run.log")
    assert done.stderr == ""
    assert "read as json" in (mask.parent / "run.log").read_text("utf-8")
    assert check(mask.parent, "--log-file", "none/run.log").returncode == USAGE


def test_the_log_names_no_company(mask: Path) -> None:
    data = base("mask")
    told = check(mask.parent, "-vv").stderr
    for party in ("consignor", "agent", "producer", "consignee"):
        for value in data[party].values():
            assert value not in told


def test_the_library_is_silent() -> None:
    code = "import supplycheck, logging; print(logging.getLogger('supplycheck').handlers)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True, cwd=ROOT)
    assert "NullHandler" in done.stdout
