"""Where goods may go with the evidence at hand: as `check` would judge them there."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from bases import base, declaration
from conftest import REGISTRIES
from test_cli import ROOT, run

from supplycheck import Checker
from supplycheck.facts.destinations import places
from supplycheck.report import LineReport

CHECKER = Checker(REGISTRIES, today=date(2026, 11, 23))
ORDER = ["fail", "review", "pass"]
BASES = ("mask", "after-repeal", "eu-mask", "eu-ffp2", "us-thermometer", "kit", "civil-mask")


def of_routes(line: LineReport) -> str:
    """What the destination's routes of a report come to: the worst of the obligations, each the best of its routes."""
    best: dict[str, int] = {}
    for route in line.routes:
        if route.side == "destination":
            rank = ORDER.index(route.outcome)
            best[route.obligation] = max(rank, best.get(route.obligation, 0))
    return ORDER[min(best.values())] if best else "review"


@pytest.mark.parametrize("name", BASES)
def test_each_destination_is_judged_as_check_judges_it(name: str) -> None:
    found = {place.destination: place for place in CHECKER.destinations(declaration(name))[1]}
    assert set(found) == {place.id for place in places()}
    for code, place in found.items():
        (line,) = CHECKER.check(declaration(name, {"destination": "DE" if code == "EU" else code})).lines
        ended = any(f.rule in ("DEST-ROUTE-ENDED", "DEST-NUMBER") for f in line.findings if f.severity == "error")
        assert place.outcome == of_routes(line) or (ended and place.outcome == "fail"), (code, place)


@pytest.mark.parametrize("name", BASES)
def test_the_best_come_first_and_what_passes_lacks_nothing(name: str) -> None:
    found = CHECKER.destinations(declaration(name))[1]
    ranks = [ORDER.index(place.outcome) for place in found]
    assert ranks == sorted(ranks, reverse=True)
    assert all(bool(place.missing) is (place.outcome != "pass") for place in found if place.route)


def test_what_is_named_as_missing_is_what_is_missing() -> None:
    papers = [document["kind"] for document in base("eu-mask")["dossier"]["lines"]["1"]["documents"]]
    at = papers.index("authorised-representative")
    full = {p.destination: p for p in CHECKER.destinations(declaration("eu-mask"))[1]}
    without = declaration("eu-mask", {f"dossier.lines.1.documents.{at}-": 0})
    less = {p.destination: p for p in CHECKER.destinations(without)[1]}
    assert (full["EU"].outcome, full["EU"].missing) == ("pass", ())
    assert (less["EU"].outcome, less["EU"].missing) == ("fail", ("eu.authorised-representative",))


def test_goods_that_are_not_controlled_have_no_destinations() -> None:
    assert (
        CHECKER.destinations(declaration("mask", {"lines.0.name": "塑料椅", "lines.0.hs_code": "9401790000"}))[1] == []
    )


def test_the_command(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(base("mask")), encoding="utf-8")
    done = run("destinations", path, "--registries", REGISTRIES, "--format", "json")
    assert done.returncode == 0
    (line,) = json.loads(done.stdout)
    assert line["wherever"] == "pass"
    assert (line["line"], len(line["destinations"])) == (1, len(places()))
    assert {"destination", "outcome", "route", "missing", "then", "why"} == set(line["destinations"][0])
    assert "HK" in run("destinations", path, "--registries", REGISTRIES).stdout


def test_goods_that_may_not_leave_are_told_so_whatever_the_destination() -> None:
    files = ROOT / "docs/examples"
    done = run(
        "destinations",
        files / "declarations/holder-is-another.xml",
        "--registries",
        files / "registries",
        "--format",
        "json",
    )
    (line,) = json.loads(done.stdout)
    assert line["wherever"] == "fail"
    assert line["destinations"][0]["outcome"] == "pass"
