"""Every source under every fault: whatever comes, it is never a found entry, the absence of one, or a list."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from publishing import TODAY, Answer, Asked, Publisher, Time, answer, html
from registers import PHONE, REGISTERS, Register

from supplycheck.errors import SourceUnavailable, UsageError
from supplycheck.registry.definition import Definition
from supplycheck.registry.formats import parse
from supplycheck.registry.sources import (
    Fetched,
    Listed,
    NotListed,
    Unanswered,
    Unfiltered,
    artg,
    ask,
    eudamed_data_lake,
    fetch,
    openfda,
)
from supplycheck.registry.sources.web import Limits, Web

BOMB = gzip.compress(b"[" + b" " * 20_000_000 + b"]")

FAULTS = {
    "error": (answer({"error": "x"}, 500), "server-error"),
    "bad-request": (answer({"error": {"code": "BadRequest", "message": "no"}}, 400), "client-error"),
    "forbidden": (html(403), None),
    "not-there": (html(404), None),
    "rate-limit": (answer({"error": {"code": "OVER_RATE_LIMIT"}}, 429), "rate-limited"),
    "rate-limit-for-long": (answer({}, 429, **{"Retry-After": "86400"}), "rate-limited"),
    "page": (html(), "garbage"),
    "broken": (Answer(b'{"results": [{"k_number": "K2'), "garbage"),
    "nothing": (Answer(b""), "garbage"),
    "null": (answer(None), "garbage"),
    "object": (answer({}), "garbage"),
    "error-as-success": (answer({"error": {"code": "OUCH"}}), "garbage"),
    "list-of-texts": (answer({"results": ["a"], "value": ["a"], "Results": ["a"], "deviceList": ["a"]}), "garbage"),
    "cut": (Answer(b'[{"a": 1}, {"a": 2}]', cut=9), "truncated"),
    "half-packed": (Answer(gzip.compress(b"[]")[:-3], 200, {"Content-Encoding": "gzip"}), "truncated"),
    "bomb": (Answer(BOMB, 200, {"Content-Encoding": "gzip"}), "too-large"),
    "redirect": (Answer(b"", 302, {"Location": "https://example.org/login"}), "redirect-refused"),
    "redirect-in-a-circle": (Answer(b"", 302, {"Location": "?again"}), "redirect-refused"),
    "drip": (Answer(drip=0.02), "timeout"),
    "drip-of-body": (Answer(drip=0.02, headers={"X-Where": "body"}), "timeout"),
}
ALL = pytest.mark.parametrize("register", REGISTERS, ids=[register.source for register in REGISTERS])
FETCHED = [register for register in REGISTERS if register.fetches]
ASKED = [register for register in REGISTERS if register.number]
SEVERAL = [register for register in FETCHED if register.source not in ("jrc", "file_download")]
"""Those that are asked more than once for a list."""


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two entries a page."""
    for module in (openfda, artg, eudamed_data_lake):
        monkeypatch.setattr(module, "_PAGE", 2)


@pytest.fixture
def defined(define: Callable[..., Definition], publisher: Publisher) -> Callable[..., Definition]:
    """Makes the definition of a register on the publisher's machine, which serves it."""

    def make(register: Register, **options: object) -> Definition:
        publisher.serve = register.make(publisher)
        return define(register.source, publisher.address(register.path), **{**register.options, **options})

    return make


@pytest.fixture
def hasty(make_web: Callable[..., Web], request: pytest.FixtureRequest) -> Web:
    """A client that tries once, and does not wait for drips."""
    fault = request.node.callspec.params.get("fault", "") if hasattr(request.node, "callspec") else ""
    seconds = 0.1 if fault.startswith("drip") else 5.0
    return make_web(limits=Limits(answer=seconds, file=seconds, read=5.0, tries=1))


def rows_in(definition: Definition, path: Path) -> list[dict[str, str]]:
    """The rows of a file, read as any other."""
    with path.open("rb") as file:
        return list(parse(definition, file).rows)


def left_in(folder: Path) -> list[str]:
    """What could be taken for a list."""
    return [path.name for path in folder.glob("*") if ".part" not in path.name] if folder.exists() else []


@pytest.mark.parametrize("register", FETCHED, ids=[register.source for register in FETCHED])
def test_a_list_is_fetched(register: Register, defined: Callable[..., Definition], web: Web, tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    definition = defined(register)
    fetched = fetch(definition, web, tmp_path / "new", TODAY, progress=lambda *step: told.append(step))
    assert isinstance(fetched, Fetched)
    rows = rows_in(definition, fetched.path)
    assert len(rows) == register.fetches
    assert all(row["number"] and row["holder"] for row in rows)
    assert fetched.whole is (register.source != "eudamed_data_lake" or len(rows) % 2 == 1)
    assert fetched.as_of <= TODAY
    assert told
    assert left_in(tmp_path / "new") == [fetched.path.name]
    if fetched.path.suffix == ".jsonl":
        assert PHONE not in fetched.path.read_text(encoding="utf-8")


@pytest.mark.parametrize("register", ASKED, ids=[register.source for register in ASKED])
def test_an_entry_is_found_or_not(register: Register, defined: Callable[..., Definition], web: Web) -> None:
    definition = defined(register)
    found = ask(definition, web, "number", register.number or "", TODAY)
    assert isinstance(found, Listed)
    assert found.whole
    assert [row["number"] for row in found.rows] == [register.number]
    assert found.rows[0]["holder"]
    assert PHONE not in repr(found)
    assert isinstance(ask(definition, web, "number", register.absent, TODAY), NotListed)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("register", ASKED, ids=[register.source for register in ASKED])
def test_no_fault_is_an_answer(
    register: Register, defined: Callable[..., Definition], hasty: Web, publisher: Publisher, fault: str
) -> None:
    definition = defined(register, most_bytes=1_000_000)
    given, code = FAULTS[fault]
    publisher.serve = lambda asked: given
    got = ask(definition, hasty, "number", register.number or "", TODAY)
    assert isinstance(got, Unanswered)
    assert code is None or got.reason == code
    assert got.since == TODAY
    assert "127.0.0.1" in got.address or fault == "redirect"


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("register", FETCHED, ids=[register.source for register in FETCHED])
def test_no_fault_is_a_list(
    register: Register, defined: Callable[..., Definition], hasty: Web, publisher: Publisher, tmp_path: Path, fault: str
) -> None:
    definition = defined(register, most_bytes=1_000_000)
    given, code = FAULTS[fault]
    publisher.serve = lambda asked: given
    with pytest.raises(SourceUnavailable) as caught:
        fetch(definition, hasty, tmp_path / "new", TODAY)
    assert code is None or caught.value.code == code
    assert caught.value.since == TODAY
    assert left_in(tmp_path / "new") == []


@pytest.mark.parametrize(
    "fault", ["error", "not-there", "rate-limit", "page", "broken", "null", "object", "cut", "half-packed", "redirect"]
)
@pytest.mark.parametrize("register", SEVERAL, ids=[register.source for register in SEVERAL])
def test_no_fault_on_the_way_is_a_list(
    register: Register, defined: Callable[..., Definition], hasty: Web, publisher: Publisher, tmp_path: Path, fault: str
) -> None:
    """The first request succeeds, the second does not."""
    definition = defined(register, most_bytes=1_000_000)
    right = register.make(publisher)
    given, _ = FAULTS[fault]
    publisher.serve = lambda asked: right(asked) if len(publisher.asked) == 1 else given
    with pytest.raises(SourceUnavailable):
        fetch(definition, hasty, tmp_path / "new", TODAY)
    assert left_in(tmp_path / "new") == []


@pytest.mark.parametrize("register", FETCHED, ids=[register.source for register in FETCHED])
def test_an_empty_list_is_none(
    register: Register, defined: Callable[..., Definition], hasty: Web, publisher: Publisher, tmp_path: Path
) -> None:
    definition = defined(register)
    empty = {
        "openfda": answer({"error": {"code": "NOT_FOUND", "message": "No matches found!"}}, 404),
        "eudamed_data_lake": answer({"value": []}),
        "mdall": answer([]),
        "artg": answer({"RequestedPageStart": 1, "RequestedPageEnd": 2, "TotalRecords": 0, "Results": []}),
        "jrc": answer({"extracted_on": "2026-09-01", "deviceList": []}),
        "nmpa_udid_feed": Answer(b"<rss><channel/></rss>"),
        "file_download": Answer(b"licence;firm\n"),
    }
    publisher.serve = lambda asked: empty[register.source]
    with pytest.raises(SourceUnavailable) as caught:
        fetch(definition, hasty, tmp_path / "new", TODAY)
    assert caught.value.code == ("garbage" if register.source == "file_download" else "empty")
    assert left_in(tmp_path / "new") == []


@pytest.mark.parametrize("register", [r for r in ASKED if r.source != "jrc"], ids=lambda register: register.source)
def test_an_interface_that_passes_over_the_question_shows_nothing(
    register: Register, defined: Callable[..., Definition], web: Web, publisher: Publisher
) -> None:
    """It answers as if another had been asked for, which it has."""
    definition = defined(register)
    right = register.make(publisher)

    def deaf(asked: Asked) -> Answer:
        heard = {name: value.replace("99", "00") for name, value in asked.query.items()}
        heard = {name: (register.number or "") if name in ("di", "id") else value for name, value in heard.items()}
        if "licenceid" in heard:
            heard["licenceid"] = ""
        if "PRIMARY_DI" in heard:
            del heard["PRIMARY_DI"]
        if "search" in heard:
            heard["search"] = 'k_number:"K2"'
        return right(asked._replace(query=heard))

    publisher.serve = deaf
    got = ask(definition, web, "number", register.absent, TODAY)
    assert isinstance(got, Unfiltered)
    assert got.other


@pytest.mark.parametrize("register", ASKED, ids=[register.source for register in ASKED])
def test_nothing_is_asked_for_nothing(
    register: Register, defined: Callable[..., Definition], web: Web, no_socket: None
) -> None:
    definition = defined(register)
    for field, text in (("number", ""), ("number", " - "), ("number", "\x00"), ("price", "5")):
        with pytest.raises(UsageError):
            ask(definition, web, field, text, TODAY)


@ALL
def test_offline_nothing_is_sent(
    register: Register,
    defined: Callable[..., Definition],
    make_web: Callable[..., Web],
    tmp_path: Path,
    no_socket: None,
) -> None:
    definition = defined(register)
    web = make_web(offline=True)
    if register.number:
        got = ask(definition, web, "number", register.number, TODAY)
        assert isinstance(got, Unanswered)
        assert (got.reason, got.since) == ("offline", None)
    if register.fetches:
        with pytest.raises(SourceUnavailable, match="offline"):
            fetch(definition, web, tmp_path, TODAY)


@pytest.mark.parametrize("register", [r for r in REGISTERS if not (r.number and r.fetches)], ids=lambda r: r.source)
def test_what_a_source_does_not_give_is_said(
    register: Register, defined: Callable[..., Definition], web: Web, tmp_path: Path, no_socket: None
) -> None:
    definition = defined(register)
    if not register.number:
        with pytest.raises(UsageError):
            ask(definition, web, "number", "1", TODAY)
    if not register.fetches:
        with pytest.raises(UsageError):
            fetch(definition, web, tmp_path, TODAY)


def test_a_line_that_is_hung_up_is_no_answer(
    define: Callable[..., Definition], make_web: Callable[..., Web], ticking: Time
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        register = REGISTERS[0]
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"
        definition = define(register.source, address, **register.options)
        web = make_web(limits=Limits(read=0.1, tries=1))
        got = ask(definition, web, "number", "K200001", TODAY)
    assert isinstance(got, Unanswered)
    assert got.reason == "timeout"


OK = b"HTTP/1.1 200 OK\r\n"
NOTHING_FOUND = b'{"error": {"code": "NOT_FOUND", "message": "No matches found!"}}'


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"HTTP/1.1",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 99999 OK\r\n\r\n",
        b"SSH-2.0-OpenSSH_9\r\n",
        b"\x16\x03\x01\x00\x05hello",
        OK,
        OK + b"Content-Length: 100\r\n",
        OK + b"Content-Length: -5\r\n\r\n{}",
        OK + b"Content-Length: \xb2\r\n\r\n{}",
        OK + b"Content-Length: 99999999999999999999\r\n\r\n{}",
        OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\n[1, 2",
        OK + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n{}\r\n0\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
        OK + b"X: " + b"y" * 100_000 + b"\r\n\r\n{}",
        OK + b"X: y\r\n" * 200 + b"\r\n{}",
        b"HTTP/1.1 100 Continue\r\n\r\n" * 50,
        b"HTTP/1.1 302 Found\r\nLocation: \xff\xfe\x00\r\n\r\n",
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 200\r\n\r\n" + NOTHING_FOUND,
        b"HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n" + NOTHING_FOUND,
    ],
)
def test_what_is_no_http_is_no_answer(
    define: Callable[..., Definition], make_web: Callable[..., Web], raw: bytes, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            for _ in range(2):
                line, _ = server.accept()
                with line:
                    line.recv(65536)
                    line.sendall(raw)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        register = REGISTERS[0]
        web = make_web(limits=Limits(tries=1))
        got = ask(define(register.source, address, **register.options), web, "number", "K200001", TODAY)
        assert isinstance(got, Unanswered)
        plain = define("file_download", address, {"number": ["no"], "holder": ["firm"]})
        with pytest.raises(SourceUnavailable):
            fetch(plain, web, tmp_path / "new", TODAY)
        assert left_in(tmp_path / "new") == []
        thread.join(5)


def test_mirrors_are_asked_in_order_and_without_the_key(
    define: Callable[..., Definition], make_web: Callable[..., Web], publisher: Publisher, other: Publisher
) -> None:
    register = REGISTERS[0]
    other.serve = register.make(other)
    publisher.serve = lambda asked: answer({}, 500)
    definition = define(
        register.source,
        publisher.address(register.path),
        **register.options,
        mirrors=[other.address(register.path)],
        key_variable="A_KEY",
    )
    web = make_web(environ={"A_KEY": "geheim"}, limits=Limits(tries=1))
    got = ask(definition, web, "number", "K200001", TODAY)
    assert isinstance(got, Listed)
    assert str(other.port) in got.address
    assert "authorization" in publisher.asked[0].headers
    assert "authorization" not in other.asked[0].headers


def test_a_mirror_that_a_user_names_is_asked_first_and_without_the_key(
    define: Callable[..., Definition],
    make_web: Callable[..., Web],
    publisher: Publisher,
    other: Publisher,
    tmp_path: Path,
) -> None:
    register = REGISTERS[0]
    other.serve = lambda asked: answer({}, 500)
    publisher.serve = register.make(publisher)
    definition = define(register.source, publisher.address(register.path), **register.options, key_variable="A_KEY")
    web = make_web(environ={"A_KEY": "geheim"}, limits=Limits(tries=1))
    assert isinstance(fetch(definition, web, tmp_path, TODAY, mirror=other.address("/copy")), Fetched)
    assert "authorization" not in other.asked[0].headers
    assert "authorization" in publisher.asked[0].headers


def test_where_no_mirror_answers_the_first_failure_is_told(
    define: Callable[..., Definition], hasty: Web, publisher: Publisher, other: Publisher
) -> None:
    register = REGISTERS[0]
    publisher.serve = lambda asked: answer({}, 500)
    other.serve = lambda asked: html()
    definition = define(
        register.source, publisher.address(register.path), **register.options, mirrors=[other.address(register.path)]
    )
    got = ask(definition, hasty, "number", "K200001", TODAY)
    assert isinstance(got, Unanswered)
    assert got.reason == "server-error"
    assert len(other.asked) == 1
