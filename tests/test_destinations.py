"""Destinations as a whole: cases as data, one file per destination, run from end to end."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from bases import HERE, declaration

from supplycheck.checker import Checker
from supplycheck.root import root

FILES = sorted((HERE / "cases" / "destinations").glob("*.toml"))
CASES = [
    pytest.param(
        case,
        id=f"{file.stem}-{n}",
        # The law as it is, where the engine does not see it yet; the day it does, the mark must go.
        marks=[pytest.mark.xfail(reason=case["disagrees"], strict=True)] if "disagrees" in case else [],
    )
    for file in FILES
    for n, case in enumerate(tomllib.loads(file.read_text("utf-8"))["case"], 1)
]


@pytest.mark.parametrize("case", CASES)
def test_case(case: dict[str, Any], checker: Checker) -> None:
    report = checker.check(declaration(case["base"], case.get("set")))
    wanted = case["outcome"] if isinstance(case["outcome"], list) else [case["outcome"]]
    found = [f for line in report.lines for f in line.findings if f.status in ("failed", "not_evaluated")]
    assert report.outcome in wanted, [(f.rule, f.requirement, f.seen, f.message) for f in found]
    topics = {f.topic for f in found}
    assert set(case.get("topics", ())) <= topics
    assert not set(case.get("without", ())) & topics


def test_every_destination_has_cases() -> None:
    destinations = {path.stem for path in (root() / "law" / "destinations").glob("*.toml")}
    assert destinations == {file.stem for file in FILES}
