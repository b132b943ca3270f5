"""The guide to adding a registry holds as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

GUIDE = (Path(__file__).parents[2] / "docs" / "adding-a-registry.md").read_text("utf-8")


def block(language: str, number: int = 0) -> str:
    return re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)[number]


def test_the_guide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "registries" / "lists" / "atlantis-devices"
    folder.mkdir(parents=True)
    (folder / "definition.toml").write_text(block("toml"), encoding="utf-8")
    (tmp_path / "register.csv").write_text(block("csv"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    exec(compile(block("python"), "adding-a-registry.md", "exec"), {})
    assert [p.name for p in (tmp_path / "data" / "atlantis-devices").glob("2020*")] == ["2020-07-01.csv"]
