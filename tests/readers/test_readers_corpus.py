"""Every seed of the fuzzers, and everything that they ever found, goes through its reader."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

FUZZ = Path(__file__).parents[2] / "fuzz"
LARGEST = 300_000


def _harness() -> ModuleType:
    spec = importlib.util.spec_from_file_location("harness", FUZZ / "harness.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["harness"] = module
    spec.loader.exec_module(module)
    return module


harness = _harness()
FILES = sorted(path for path in harness.CORPUS.rglob("*") if path.is_file())


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_file_of_the_corpus(path: Path) -> None:
    data = path.read_bytes()
    harness.read(path.parent.name, data)
    for cut in range(0, len(data), max(1, len(data) // 20)):
        harness.read(path.parent.name, data[:cut])


def test_every_reader_has_a_corpus_and_it_is_small() -> None:
    assert {path.parent.name for path in FILES} == set(harness.NAMES)
    assert sum(path.stat().st_size for path in FILES) < LARGEST
