"""Plug-ins: the example package is installed and takes part only where it is named."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from bases import declaration

from supplycheck import plugins
from supplycheck.checker import Checker
from supplycheck.errors import UsageError
from supplycheck.registry import definition
from supplycheck.rules import catalogue

ROOT = Path(__file__).parent.parent
PLUGIN = ROOT / "docs" / "examples" / "plugin"
EXAMPLE = ROOT / "docs" / "examples" / "declarations" / "two-declarations.csv"


@pytest.fixture
def none_in_use() -> Iterator[None]:
    plugins.drop_all()
    yield
    plugins.drop_all()


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the example package is installed."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*command, "--target", str(folder), str(PLUGIN)], check=True, capture_output=True)
    return folder


def run(installed: Path, *words: object) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(installed), str(ROOT)])
    return subprocess.run(
        [sys.executable, "-m", "supplycheck", *map(str, words)],
        env={**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.slow
def test_the_example_package(installed: Path, tmp_path: Path) -> None:
    house = tmp_path / "goods.house"
    house.write_text(EXAMPLE.read_text("utf-8-sig").replace(",", "~"), encoding="utf-8")
    without = run(installed, "check", house, "--format", "json")
    assert "X-ATLANTIS-MANY" not in without.stdout
    done = run(installed, "--plugin", "atlantis", "check", house, "--format", "json")
    answer = json.loads(done.stdout)
    assert answer["run"]["tool"].endswith(" +atlantis 1.0")
    assert len(answer["reports"]) == 2
    found = [f for r in answer["reports"] for line in r["lines"] for f in line["findings"]]
    many = [f for f in found if f["rule"] == "X-ATLANTIS-MANY"]
    assert [(f["severity"], f["needed"]) for f in many] == [("warning", "10000")] * len(many) != []
    assert "our house" in run(installed, "--plugin", "atlantis", "explain", "X-ATLANTIS-MANY", "--lang", "en").stdout
    register = tmp_path / "register.csv"
    register.write_text("Registration No.;Manufacturer\nAT-1;Shili Ltd\n", encoding="utf-8")
    words = (
        "registry",
        "import",
        "atlantis-devices",
        register,
        "--as-of",
        "2020-07-01",
        "--registries",
        tmp_path / "r",
    )
    assert run(installed, "--plugin", "atlantis", *words).returncode == 0
    assert run(installed, *words).returncode == 2


@pytest.mark.slow
def test_a_folder_has_files_of_a_plug_in(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "goods.house").write_bytes(b"\xff")
    done = run(installed, "--plugin", "atlantis", "check", tmp_path, "--format", "json")
    assert [r["outcome"] for r in json.loads(done.stdout)["reports"]] == ["unreadable"]
    assert run(installed, "check", tmp_path).returncode == 4


@pytest.mark.slow
def test_a_plug_in_that_is_not_there(installed: Path) -> None:
    done = run(installed, "--plugin", "mu", "check", EXAMPLE)
    assert done.returncode == 2
    assert "atlantis" in done.stderr


def rule(code: str = "X-A", scope: str = "line", severity: str = "error") -> Any:
    base = catalogue.rule("CN-GOODS-HIDDEN")
    return base._replace(code=code, scope=scope, severity=severity, check=lambda case, requirement: [])


def test_rules_take_part_once_named(none_in_use: None) -> None:
    before = catalogue.standing("line")
    plugins.take("a", "1", SimpleNamespace(RULES=(rule(),)))
    assert catalogue.standing("line") == (*before, catalogue.rule("X-A"))
    report = Checker(registries=ROOT / "tests" / "registries").check(declaration("mask"))
    assert report.tool.endswith(" +a 1")
    plugins.drop_all()
    assert catalogue.standing("line") == before
    with pytest.raises(UsageError):
        catalogue.rule("X-A")


@pytest.mark.parametrize(
    "plugin",
    [
        SimpleNamespace(RULES=(rule("CN-HOLDER"),)),
        SimpleNamespace(RULES=(rule(), rule())),
        SimpleNamespace(RULES=(rule(scope="requirement"),)),
        SimpleNamespace(READERS={"house": print}),
        SimpleNamespace(READERS={".house": None}),
        SimpleNamespace(LISTS="/nowhere/at/all"),
    ],
)
def test_what_is_no_plug_in_is_refused_whole(none_in_use: None, plugin: Any) -> None:
    with pytest.raises(UsageError):
        plugins.take("a", "1", plugin)
    assert plugins.loaded == plugins.Loaded()


def test_registries_of_a_plug_in(none_in_use: None) -> None:
    assert "atlantis-devices" not in definition.names()
    plugins.take("a", "1", SimpleNamespace(LISTS=PLUGIN / "atlantis" / "lists"))
    assert "atlantis-devices" in definition.names()
    assert definition.load("atlantis-devices").confidence == "partial"
    assert definition.load("nmpa").name == "nmpa"
