"""The evaluation cases, where they are at hand: no false pass, no false fail of clean goods, no crash, nothing unsafe."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from supplycheck.facts.destinations import known

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("SUPPLYCHECK_SHARED", ROOT.parent / "shared"))

pytestmark = [
    pytest.mark.shared,
    pytest.mark.slow,  # half a minute
    pytest.mark.skipif(not (SHARED / "eval" / "score.py").is_file(), reason=f"no evaluation cases at {SHARED}"),
]


@pytest.fixture(scope="module")
def scored() -> dict[str, Any]:
    command = (
        f"{sys.executable} -m supplycheck check {{declaration}} --format {{format}} "
        "--registries {registries} --date {date}"
    )
    done = subprocess.run(
        [sys.executable, str(SHARED / "eval" / "score.py"), "--json", "--command", command],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    result: dict[str, Any] = json.loads(done.stdout)
    return result


@pytest.mark.parametrize(
    "count", ["false_passes", "false_fails", "crashes", "safety_wrong", "forbidden_hit", "regime_wrong"]
)
def test_none(count: str, scored: dict[str, Any]) -> None:
    assert scored["score"][count] == 0


def test_what_is_wrong_is_so_only_for_destinations_without_facts(scored: dict[str, Any]) -> None:
    for case in scored["cases"]:
        expected = json.loads((SHARED / "eval" / "cases" / case["id"] / "expected.json").read_text("utf-8"))
        if set(expected.get("destination", [])) & set(known()) or "destination" not in expected:
            assert case["mismatches"] == [], case["id"]
