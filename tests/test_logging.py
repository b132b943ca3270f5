"""The log: what is done, on standard error or in a file, and nothing of what is declared."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from bases import base
from conftest import REGISTRIES
from running import ROOT, USAGE, run


@pytest.fixture
def mask(tmp_path: Path) -> Path:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(base("mask")), encoding="utf-8")
    return path


def check(folder: Path, *words: object, after: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    return run(folder, *words, "check", "a.json", "--registries", REGISTRIES, "--format", "jsonl", *after)


def test_nothing_is_told_unasked(mask: Path) -> None:
    assert check(mask.parent).stderr == ""
    assert check(mask.parent, "-q").stderr == ""


def test_what_is_told_goes_to_standard_error(mask: Path) -> None:
    plain, told, more = (check(mask.parent, *words) for words in ((), ("-v",), ("-vv",)))
    assert plain.stdout == told.stdout == more.stdout
    assert "a.json" in told.stderr
    assert "read as json" in told.stderr
    assert "nmpa as of 2020-05-06" not in told.stderr
    assert "1 declarations, 1 lines" in told.stderr
    assert "nmpa as of 2020-05-06: 2020-05-05 (fresh, age 1 days)" in more.stderr
    assert "decoded as utf-8" in more.stderr


def test_the_options_may_stand_after_the_command(mask: Path) -> None:
    done = check(mask.parent, after=("-v", "--log-file", "run.log"))
    assert done.stderr.count("read as json") == 1
    assert (mask.parent / "run.log").read_text("utf-8").count("read as json") == 1
    assert run(mask.parent, "-q", "check", "-v", ".").returncode == USAGE


def test_an_option_outweighs_a_setting(mask: Path) -> None:
    (mask.parent / "supplycheck.toml").write_text("quiet = true\n")
    assert "read as json" in check(mask.parent, "-v").stderr
    (mask.parent / "supplycheck.toml").write_text("verbose = 2\n")
    assert check(mask.parent, "-q").stderr == ""


def test_quiet_leaves_out_remarks(mask: Path) -> None:
    waivers = mask.parent / "waivers.toml"
    waivers.write_text(
        '[[waiver]]\nrule = "LABEL-LOT"\nparty = "某示例公司"\nreason = "r"\nby = "b"\nuntil = 2026-12-31\n'
    )
    after = ("--waivers", "waivers.toml", "--today", "2026-11-23")
    assert "某示例公司" in check(mask.parent, after=after).stderr
    assert check(mask.parent, "-q", after=after).stderr == ""


def test_a_log_file(mask: Path) -> None:
    done = check(mask.parent, "--log-file", "run.log")
    assert done.stderr == ""
    assert "read as json" in (mask.parent / "run.log").read_text("utf-8")
    assert check(mask.parent, "--log-file", "none/run.log").returncode == USAGE


def test_the_log_has_no_text_of_the_declaration(mask: Path) -> None:
    told = check(mask.parent, "-vv").stderr
    texts = {text for text in texts_of(base("mask")) if len(text) > 3 and text != "export" and text[:3] != "202"}
    assert len(texts) > 15
    assert {text for text in texts if text in told} == set()


def texts_of(data: Any) -> set[str]:
    """All texts of a declaration."""
    if isinstance(data, dict):
        data = list(data.values())
    if isinstance(data, list):
        return {text for value in data for text in texts_of(value)}
    return {data} if isinstance(data, str) else set()


def test_the_library_is_silent() -> None:
    code = "import supplycheck, logging; print(logging.getLogger('supplycheck').handlers)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True, cwd=ROOT)
    assert "NullHandler" in done.stdout
