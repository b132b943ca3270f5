"""Nothing became verified that was not so in the research behind the facts, where that is at hand."""

from __future__ import annotations

import json
import os
import re
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from supplycheck.facts.destinations import destination
from supplycheck.facts.law import Route
from supplycheck.facts.validate import FIRST_DAY, LAST_DAY
from supplycheck.root import root

REPOSITORY = Path(__file__).parents[2]
SHARED = Path(os.environ.get("SUPPLYCHECK_SHARED", REPOSITORY.parent / "shared"))
MAP = SHARED / "law" / "destinations.json"
CHECKED = SHARED / "law" / "checked.md"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not MAP.is_file(), reason=f"no research at {SHARED}"),
]

SAID_AS: dict[str, str] = {}
for path in sorted((Path(__file__).parent / "said_as").glob("*.toml")):
    SAID_AS |= tomllib.loads(path.read_text("utf-8"))
"""How the research names our instruments. One that is not there, and verified, fails: its words belong there."""

CORRECTED = {
    # ours, subtype: the row of the third pass, which wins over the map, that adds the subtype and confirms the days
    ("eu.mdd-legacy-class-is", "gown_surgical"): "C1",
    ("eu.mdd-legacy-class-is", "gown_isolation"): "C1",
    ("eu.mdd-legacy-class-is-confirmed", "gown_surgical"): "C1",
    ("eu.mdd-legacy-class-is-confirmed", "gown_isolation"): "C1",
}
CORRECTED |= {
    (f"gb.{what}-class-{'ii' if subtype == 'antigen_self_test' else 'i'}", subtype): "C9"
    for what in ("no-registration", "registration")
    for subtype in ("pcr_kit", "antigen_professional", "antibody_test", "antigen_self_test")
}
CORRECTED |= {
    (f"eu.mdr-{goods}", subtype): row
    for goods, row, subtypes in (
        ("ventilator", "C2", ("ventilator_invasive", "ventilator_noninvasive", "ventilator_emergency")),
        ("thermometer", "F3", ("ir_forehead", "ir_ear")),
    )
    for subtype in subtypes
}
TERMS = {
    "C1": ("sterile class I surgical mask or gown", "31 December 2028"),
    "C2": ("The **MDR** class fixes the end date", "IIa/IIb"),
    "F3": ("class IIa (rule 10)", 'a self-declared "class I" thermometer has no transition'),
    "C9": ("September 1st, 2021", "self-test IVDs", "January 1st, 2022", "General IVDs"),
}


@pytest.fixture(scope="module")
def research() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(MAP.read_text("utf-8"))
    return rows


def verified(code: str) -> list[tuple[str, Route]]:
    """Our verified routes of a destination, once for each subtype of their own."""
    there = destination(code)
    assert there is not None
    return [(s, r) for r in there.routes if r.confidence == "verified" for s in sorted(r.subtypes)]


FILES = sorted(path.stem for path in (root() / "law" / "destinations").glob("*.toml"))
OURS = [(code, subtype, route) for code in FILES for subtype, route in verified(code)]
CASES = [(code, subtype, route) for code, subtype, route in OURS if (route.id, subtype) not in CORRECTED]


def days(first: date | None, last: date | None) -> set[date]:
    """The days between that count: those on which facts must have no gap."""
    start, end = max(first or FIRST_DAY, FIRST_DAY), min(last or LAST_DAY, LAST_DAY)
    return {start + timedelta(days=n) for n in range((end - start).days + 1)}


def read(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


@pytest.mark.parametrize(
    ("code", "subtype", "route"), CASES, ids=[f"{route.id}-{subtype}" for _, subtype, route in CASES]
)
def test_what_is_verified_was_verified(code: str, subtype: str, route: Route, research: list[dict[str, Any]]) -> None:
    # In Northern Ireland the research names the law of the Union as a whole.
    words = "windsor framework" if (code, route.instrument[:3]) == ("XI", "EU-") else SAID_AS[route.instrument]
    rows = [
        r
        for r in research
        if (r["destination"], r["subtype"], r["confidence"]) == (code, subtype, "verified")
        and words in r["instrument"].lower()
    ]
    assert rows, f"no verified row names {words!r}"
    covered = set().union(*(days(read(r["valid_from"]), read(r["valid_to"])) for r in rows))
    missing = sorted(days(route.from_, route.to) - covered)
    assert not missing, f"not verified on {missing[0]} to {missing[-1]}"


@pytest.mark.parametrize("correction", sorted(set(CORRECTED.values())))
def test_the_third_pass_says_so(correction: str) -> None:
    row = next(line for line in CHECKED.read_text("utf-8").splitlines() if line.startswith(f"| {correction} |"))
    assert re.search(r"\*\*(corrected|confirmed)\*\*", row)
    assert all(term in row for term in TERMS[correction])


def test_every_correction_is_of_a_route_of_ours() -> None:
    assert set(CORRECTED) <= {(route.id, subtype) for _, subtype, route in OURS}
