"""Settings: files, the environment, options, in order of rising weight."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from bases import base
from conftest import REGISTRIES
from running import USAGE, run

from supplycheck import UsageError
from supplycheck.settings import found


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
        ('\nlang = "de"\n', "supplycheck.toml:2: lang: 'de' is not one of 'zh', 'en'."),
        ("verbose = -1\n", "supplycheck.toml:1: verbose: -1 is not in the range"),
        ('registries = ""\n', "registries is '', where str is wanted"),
        ('[check]\nlang = "zh"\n', "there is no setting 'check'"),
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


@pytest.mark.parametrize(
    ("text", "said"), [("tool = 3", None), ("[tool]\nsupplycheck = 3", "is no table"), ("[tool.other]", None)]
)
def test_a_pyproject_of_any_shape(text: str, said: str | None, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    if said is None:
        assert found(tmp_path) == {}
    else:
        with pytest.raises(UsageError, match=said):
            found(tmp_path)


def test_a_value_that_a_command_refuses_is_told_with_its_origin(tmp_path: Path) -> None:
    (tmp_path / "supplycheck.toml").write_text('waivers = "none.toml"\n')
    done = run(tmp_path, "check", ".")
    assert done.returncode == USAGE
    assert f"The value is from {tmp_path / 'supplycheck.toml'}:1." in done.stderr
    done = run(tmp_path, "explain", "CN-HOLDER", SUPPLYCHECK_LANG="de")
    assert done.returncode == USAGE
    assert "The value is from environment SUPPLYCHECK_LANG." in done.stderr
    done = run(tmp_path, "config", "show", SUPPLYCHECK_REDACT="perhaps")
    assert done.returncode == USAGE
    assert "environment SUPPLYCHECK_REDACT: redact: 'perhaps'" in done.stderr


def test_values_of_the_environment_have_their_type(tmp_path: Path) -> None:
    told = shown(tmp_path, SUPPLYCHECK_REDACT="1", SUPPLYCHECK_VERBOSE="2")
    assert told["redact"] == (True, "environment SUPPLYCHECK_REDACT")
    assert told["verbose"] == (2, "environment SUPPLYCHECK_VERBOSE")


def test_help_is_there_when_settings_are_wrong(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("broken")
    assert run(tmp_path, "check", "--help").returncode == 0
    assert run(tmp_path, "check", ".").returncode == USAGE


def test_every_lasting_option_of_check_is_a_setting_and_no_other() -> None:
    from supplycheck.cli.check import check
    from supplycheck.cli.config import settings_of

    keys = {setting.key for _, setting in settings_of(check)}
    assert {"registries", "lang", "format", "detail", "fail-on", "redact", "waivers", "columns", "archive"} <= keys
    assert keys.isdisjoint({"date", "dossier", "as-if-declared", "today", "regime"})
