"""Checking in several processes: the same reports in the same order; a process that dies costs at most one declaration."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from batching import REGISTRIES, TODAY, folder, table
from dying import Numbers, begin

from supplycheck import Checker, read_declarations
from supplycheck.declaration import Declaration
from supplycheck.many import answered
from supplycheck.seen import Seen
from supplycheck.workers import Lost, workers


@pytest.mark.slow
def test_two_workers_answer_as_one(tmp_path: Path, checker: Checker) -> None:
    source = folder(tmp_path / "in", 3)
    wanted = [r.to_json() for r in checker.check_many(read_declarations(source))]
    assert [r.to_json() for r in checker.check_many(read_declarations(source), workers=2)] == wanted
    given = list(read_declarations(source))
    assert [r.to_json() for r in checker.check_many(given, workers=2)] == wanted
    half = read_declarations(source)
    first = next(half)
    assert [r.to_json() for r in checker.check_many(iter([first, *half]), workers=2)] == wanted


@pytest.mark.slow
def test_it_is_lazy(tmp_path: Path, checker: Checker) -> None:
    taken = 0

    def endless() -> Iterator[Declaration]:
        nonlocal taken
        while True:
            taken += 1
            yield Declaration(id=str(taken), declared_on=date(2020, 5, 6), source="a.json")

    reports = checker.check_many(endless(), workers=2)
    assert [r.declaration.id for r in islice(reports, 40)] == [str(n) for n in range(1, 41)]
    reports.close()  # type: ignore[attr-defined]
    assert taken < 400


def test_waivers_that_workers_used_are_used(tmp_path: Path) -> None:
    from supplycheck.waivers import Waiver

    source = table(tmp_path / "a.csv", 3)
    (report, *_) = Checker(REGISTRIES, today=TODAY).check_many(read_declarations(source))
    finding = next(
        f for f in (*report.findings, *(f for line in report.lines for f in line.findings)) if f.outcome == "review"
    )
    used = Waiver(finding=finding.id, reason="r", by="b", until=TODAY)
    other = Waiver(finding="0" * 24, reason="r", by="b", until=TODAY)
    checker = Checker(REGISTRIES, today=TODAY, waivers=[used, other])
    list(checker.check_many(read_declarations(source), workers=2))
    assert checker.waivers is not None
    assert checker.waivers.unused == [other]


def test_a_process_that_dies_once_costs_nothing(tmp_path: Path) -> None:
    pool: Any = workers(2, partial(begin, 5, str(tmp_path / "flag")))
    try:
        found = [n for _, numbers in answered(pool, [Numbers((4, 5, 6)), Numbers((7, 8))]) for n in numbers]
    finally:
        pool.close()
    assert found == [4, 5, 6, 7, 8]


def test_what_kills_every_process_is_told_in_its_place() -> None:
    pool: Any = workers(2, partial(begin, 5, ""))
    try:
        found = [n for _, numbers in answered(pool, [Numbers((4, 5, 6)), Numbers((7, 8))]) for n in numbers]
    finally:
        pool.close()
    assert [n for n in found if isinstance(n, int)] == [4, 6, 7, 8]
    (lost,) = (n for n in found if not isinstance(n, int))
    assert found.index(lost) == 1
    assert lost.code == "not-processed"
    assert lost.where == "declaration 2 from here"
    assert "SIGKILL" in lost.en


def test_processes_that_cannot_begin_are_told() -> None:
    pool: Any = workers(2, partial(divmod, 1, 0))
    try:
        assert isinstance(pool.ask(1), Lost)
    finally:
        pool.close()


def test_an_error_is_raised_here_with_the_place_there() -> None:
    pool: Any = workers(2, partial(partial, int))
    try:
        with pytest.raises(ValueError, match="invalid literal") as raised:
            list(pool.map(["7", "x"]))
        assert "in a worker process" in raised.value.__notes__[0]
    finally:
        pool.close()


def test_what_was_seen_is_found_again_in_memory_and_on_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("supplycheck.seen.HELD", 10)
    seen = Seen()
    for n in range(35):
        assert seen.first(b"%d" % n, f"place {n}") is None
    assert [seen.first(b"%d" % n, "later") for n in range(35)] == [f"place {n}" for n in range(35)]
