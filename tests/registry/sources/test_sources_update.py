"""Updating: what is fetched goes the way of every import; a source that fails changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from publishing import TODAY, Answer, Publisher, answer, html

from supplycheck.registry import Found, NotFound, Registries, Unavailable, show
from supplycheck.registry.definition import Definition
from supplycheck.registry.sources import Listed, NotListed, State, Unanswered
from supplycheck.registry.sources.web import Web
from supplycheck.registry.update import Updated, look_up, update

COLUMNS = {"number": ["number"], "holder": ["holder"]}


def csv(count: int, first: int = 0) -> Answer:
    rows = "".join(f"N{n:05d},Shili {n} Ltd\n" for n in range(first, first + count))
    return Answer(
        f"number,holder\n{rows}".encode(), 200, {"Last-Modified": "Sat, 19 Sep 2026 08:00:00 GMT", "ETag": '"1"'}
    )


def newest(folder: Path) -> Path:
    """Where the definition made last lies."""
    return max(folder.glob("lists-*"), key=lambda path: int(path.name[6:]))


@pytest.fixture
def run(tmp_path: Path, web: Web) -> Callable[..., Updated]:
    def once(lists: Path, **options: Any) -> Updated:
        (done,) = update(tmp_path / "data", ["test-list"], web, TODAY, lists=lists, **options)
        return done

    return once


@pytest.fixture
def listed(define: Callable[..., Definition], publisher: Publisher, tmp_path: Path) -> Callable[..., Path]:
    """The definition of a list that is one file at the publisher's."""

    def make(**live: Any) -> Path:
        define("file_download", publisher.address("/list.csv"), COLUMNS, **live)
        return newest(tmp_path)

    return make


def test_update(run: Callable[..., Updated], listed: Callable[..., Path], publisher: Publisher, tmp_path: Path) -> None:
    lists, data = listed(), tmp_path / "data"
    publisher.serve = lambda asked: csv(100)
    told: list[tuple[str, int, int | None]] = []
    done = run(lists, progress=lambda *what: told.append(what))
    assert (done.came, done.info and done.info.rows, done.info and done.info.as_of) == (
        "updated",
        100,
        date(2026, 9, 19),
    )
    assert (done.since, told[-1][0], told[-1][1]) == (None, "test-list", told[-1][2])
    publisher.serve = lambda asked: csv(101, 3)._replace(headers={"Last-Modified": "Sun, 20 Sep 2026 08:00:00 GMT"})
    done = run(lists)
    assert (done.since, done.added, done.changed, done.gone) == ("2026-09-19", 4, 0, 3)
    with Registries(data, lists=lists) as registries:
        assert isinstance(registries.on("test-list", TODAY).find("N00103"), Found)
        assert isinstance(registries.on("test-list", TODAY).find("N00001"), NotFound)
        assert isinstance(registries.on("test-list", date(2026, 9, 19)).find("N00001"), Found)
    assert not list((data / "test-list" / ".fetched").iterdir())


def test_what_is_known_is_not_fetched_again(run, listed, publisher: Publisher) -> None:  # type: ignore[no-untyped-def]
    publisher.serve = lambda asked: Answer(b"", 304) if asked.headers.get("if-none-match") == '"1"' else csv(20)
    lists = listed()
    assert run(lists).came == "updated"
    assert run(lists).came == "unchanged"


@pytest.mark.parametrize(
    ("sent", "came"),
    [
        (Answer(b"", 500), "unavailable"),
        (Answer(b"", 404), "unavailable"),
        (Answer(b"", 429, {"Retry-After": "86400"}), "unavailable"),
        (html(), "unavailable"),
        (csv(100)._replace(cut=200), "unavailable"),
        (Answer(b"\xff\x00noise"), "unavailable"),
        (Answer(b"number,holder\n"), "unavailable"),
        (csv(80), "refused"),
    ],
)
def test_a_failure_changes_nothing(run, listed, publisher: Publisher, tmp_path: Path, sent: Answer, came: str) -> None:  # type: ignore[no-untyped-def]
    lists = listed()
    publisher.serve = lambda asked: csv(100)
    assert run(lists).came == "updated"
    publisher.serve = lambda asked: sent._replace(headers={k: v for k, v in sent.headers.items() if k == "Retry-After"})
    done = run(lists)
    assert (done.came, done.info) == (came, None)
    assert done.why
    assert done.failing_since == (TODAY if came == "unavailable" else None)
    assert show(tmp_path / "data", "test-list", lists=lists).rows == 100
    with Registries(tmp_path / "data", lists=lists) as registries:
        assert isinstance(registries.on("test-list", TODAY).find("N00099"), Found)
        # It ages, and then says no more that something is not there.
        assert isinstance(registries.on("test-list", date(2026, 12, 1)).find("N00100"), Unavailable)


def test_a_loss_is_taken_when_told(run, listed, publisher: Publisher) -> None:  # type: ignore[no-untyped-def]
    publisher.serve = lambda asked: csv(100)
    lists = listed()
    run(lists)
    publisher.serve = lambda asked: csv(80)
    assert run(lists).came in ("refused", "unchanged")
    done = run(lists, accept_loss=True)
    assert (done.came, done.info and done.info.rows) == ("updated", 80)


def test_what_is_gone_is_fetched_again(run, listed, publisher: Publisher, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    publisher.serve = lambda asked: Answer(b"", 304) if asked.headers.get("if-none-match") == '"1"' else csv(20)
    lists = listed()
    assert run(lists).came == "updated"
    for path in (tmp_path / "data" / "test-list").glob("2026-*"):
        path.unlink()
    assert run(lists).came == "updated"


def test_two_do_not_fetch_at_once(run, listed, publisher: Publisher, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    publisher.serve = lambda asked: csv(20)
    lists = listed()
    folder = tmp_path / "data" / "test-list"
    folder.mkdir(parents=True)
    with FileLock(folder / ".fetching"):
        done = run(lists)
    assert (done.came, done.why, publisher.asked) == ("unavailable", "another process is fetching it", [])
    assert run(lists).came == "updated"


def test_a_mirror(run, listed, publisher: Publisher, other: Publisher) -> None:  # type: ignore[no-untyped-def]
    publisher.serve = lambda asked: Answer(b"", 503)
    other.serve = lambda asked: csv(30)
    done = run(listed(), mirror=other.address("/copy.csv"))
    assert (done.came, publisher.asked) == ("updated", [])
    done = run(listed(mirrors=[other.address("/copy.csv")]))
    assert done.came in ("updated", "unchanged")
    assert publisher.asked


def test_one_entry_is_kept_as_evidence(define, publisher: Publisher, web: Web, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    define("openfda", publisher.address("/d.json"), COLUMNS, ask={"number": "number"})
    lists = newest(tmp_path)
    row = {"number": "N1", "holder": "Shili Ltd", "contact": "Nobody", "phone": "0"}

    def serve(asked: Any) -> Answer:
        if "N1" in asked.query["search"] or "_exists_" in asked.query["search"]:
            return answer(
                {
                    "meta": {"last_updated": "2026-09-18", "results": {"skip": 0, "limit": 1, "total": 1}},
                    "results": [row],
                }
            )
        return answer({"error": {"code": "NOT_FOUND", "message": "No matches found!"}}, 404)

    publisher.serve = serve
    data = tmp_path / "data"
    assert isinstance(look_up(data, "test-list", "number", "N2", web, TODAY, keep=True, lists=lists), NotListed)
    assert not (data / "test-list").exists()
    assert isinstance(look_up(data, "test-list", "number", "N1", web, TODAY, keep=True, lists=lists), Listed)
    row = {"number": "N1", "holder": "Shili Zwei Ltd"}
    assert isinstance(look_up(data, "test-list", "number", "N1", web, TODAY, keep=True, lists=lists), Listed)
    (info,) = Registries(data, lists=lists).snapshots("test-list")
    assert (info.as_of, info.complete, info.rows) == (date(2026, 9, 18), False, 2)
    assert "Nobody" not in (data / "test-list" / "2026-09-18.jsonl").read_text("utf-8")
    with Registries(data, lists=lists) as registries:
        assert isinstance(registries.on("test-list", TODAY).find("N1"), Found)
        assert isinstance(registries.on("test-list", TODAY).find("N2"), Unavailable)
    publisher.serve = lambda asked: answer(
        {"meta": {"results": {"skip": 0, "limit": 1, "total": 1}}, "results": [{"number": "N7"}]}
    )
    assert not isinstance(look_up(data, "test-list", "number", "N8", web, TODAY, keep=True, lists=lists), Listed)
    assert Registries(data, lists=lists).snapshots("test-list") == [info]


def test_offline(define, make_web, no_socket: None, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    define("openfda", "https://api.example.org/x.json", COLUMNS, ask={"number": "number"})
    lists = newest(tmp_path)
    web = make_web(offline=True, state=State())
    answer_ = look_up(tmp_path / "data", "test-list", "number", "N1", web, TODAY, lists=lists)
    assert isinstance(answer_, Unanswered)
    assert answer_.reason == "offline"
    (done,) = update(tmp_path / "data", ["test-list"], web, TODAY, lists=lists)
    assert (done.came, done.info) == ("unavailable", None)
    assert json.loads(json.dumps(done.why))
