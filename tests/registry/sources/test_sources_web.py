"""The client: limits, patience, redirections, keys, resuming. Nothing here waits, and nothing leaves this machine."""

from __future__ import annotations

import gzip
import logging
import socket
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from publishing import NOW, TODAY, Answer, Asked, Publisher, Time, answer, html, packed

from supplycheck.errors import SourceUnavailable, UsageError
from supplycheck.registry.definition import Definition
from supplycheck.registry.sources import Fetched, State
from supplycheck.registry.sources.addresses import may_be_asked, without_secrets
from supplycheck.registry.sources.web import USER_AGENT, Limits, Web

COLUMNS = {"number": ["no"], "holder": ["firm"]}
BODY = bytes(range(256)) * 2000


@pytest.fixture
def named(define: Callable[..., Definition], publisher: Publisher) -> Definition:
    return define("file_download", publisher.address(), COLUMNS)


def fails(web: Web, definition: Definition, address: str | None = None) -> SourceUnavailable:
    """The failure of one reading."""
    with pytest.raises(SourceUnavailable) as caught:
        web.json(definition, address or definition.live.address)  # type: ignore[union-attr]
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    return caught.value


def test_an_answer_is_read(web: Web, named: Definition, publisher: Publisher) -> None:
    publisher.serve = lambda asked: packed(b'{"a": 1}')
    reply, value = web.json(named, publisher.address())
    assert (reply.status, value) == (200, {"a": 1})
    assert publisher.asked[0].headers["user-agent"] == USER_AGENT
    assert "python-requests" not in USER_AGENT
    assert "cookie" not in publisher.asked[0].headers


@pytest.mark.parametrize(
    ("given", "code", "tries"),
    [
        (answer({}, 500), "server-error", 4),
        (answer({}, 502), "server-error", 4),
        (answer({}, 400), "client-error", 1),
        (answer({}, 403), "client-error", 1),
        (html(404), "client-error", 1),
        (answer({}, 304), "garbage", 1),
        (answer({}, 204), "garbage", 1),
        (answer({}, 408), "client-error", 4),
        (answer({}, 429), "rate-limited", 4),
        (html(), "garbage", 1),
        (Answer(b'{"a": 1'), "garbage", 1),
        (Answer(b""), "garbage", 1),
        (Answer(b"\xff\xfe\x00"), "garbage", 1),
        (Answer(b"[" * 100_000), "garbage", 1),
        (Answer(b'{"a": 1}', cut=4), "truncated", 4),
        (Answer(gzip.compress(b'{"a": 1}')[:-4], 200, {"Content-Encoding": "gzip"}), "truncated", 4),
        (Answer(b"no packing", 200, {"Content-Encoding": "gzip"}), "garbage", 1),
        (Answer(b"{}", 200, {"Content-Encoding": "br"}), "garbage", 1),
        (Answer(gzip.compress(b"{}") + gzip.compress(b"more"), 200, {"Content-Encoding": "gzip"}), "garbage", 1),
    ],
)
def test_what_is_no_answer_fails_with_its_reason(
    web: Web, named: Definition, publisher: Publisher, given: Answer, code: str, tries: int
) -> None:
    publisher.serve = lambda asked: given
    assert fails(web, named).code == code
    assert len(publisher.asked) == tries


def test_what_fails_once_is_tried_again(web: Web, named: Definition, publisher: Publisher, ticking: Time) -> None:
    publisher.script = [answer({}, 500), answer({}, 429), Answer(b'{"a"', cut=2)]
    publisher.serve = lambda asked: answer({"a": 1})
    assert web.json(named, publisher.address())[1] == {"a": 1}
    assert [wait for wait in ticking.slept if wait > 0.1] == [1.5, 3.0, 6.0]


def test_nobody_answers(web: Web, define: Callable[..., Definition]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    named = define("file_download", f"http://127.0.0.1:{port}/", COLUMNS)
    assert fails(web, named).code == "connection"


def test_a_publisher_says_in_seconds_how_long_to_wait(
    web: Web, named: Definition, publisher: Publisher, ticking: Time
) -> None:
    publisher.script = [answer({}, 429, **{"Retry-After": "20"}), answer({}, 503, **{"Retry-After": "7"})]
    publisher.serve = lambda asked: answer([])
    web.json(named, publisher.address())
    assert [wait for wait in ticking.slept if wait > 0.1] == [20.0, 7.0]


def test_a_publisher_says_by_a_date_how_long_to_wait(
    web: Web, named: Definition, publisher: Publisher, ticking: Time
) -> None:
    until = (NOW + timedelta(seconds=30)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    publisher.script = [answer({}, 429, **{"Retry-After": until}), answer({}, 503, **{"Retry-After": "soon"})]
    publisher.serve = lambda asked: answer([])
    web.json(named, publisher.address())
    assert [wait for wait in ticking.slept if wait > 0.1] == [30.0, 3.0]


def test_too_long_a_wait_ends_at_once_and_is_told(
    web: Web, named: Definition, publisher: Publisher, ticking: Time
) -> None:
    publisher.serve = lambda asked: answer({}, 429, **{"Retry-After": "7200"})
    failure = fails(web, named)
    assert (failure.code, failure.wait) == ("rate-limited", 7200.0)
    assert "7200 seconds" in str(failure)
    assert not ticking.slept


@pytest.mark.parametrize("where", ["head", "body"])
def test_a_slow_drip_ends(make_web: Callable[..., Web], named: Definition, publisher: Publisher, where: str) -> None:
    publisher.serve = lambda asked: Answer(drip=0.01, headers={"X-Where": where})
    web = make_web(limits=Limits(answer=0.3, read=2.0))
    begun = time.monotonic()
    assert fails(web, named).code == "timeout"
    assert time.monotonic() - begun < 3


def test_a_slow_drip_through_a_proxy_ends(
    make_web: Callable[..., Web],
    define: Callable[..., Definition],
    publisher: Publisher,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("http_proxy", publisher.address(""))
    monkeypatch.setenv("no_proxy", "")
    publisher.script = [answer([]), Answer(drip=0.01)]
    named = define("file_download", "http://127.0.0.1:9/", COLUMNS)
    web = make_web(limits=Limits(answer=0.3, read=2.0))
    assert web.json(named, "http://127.0.0.1:9/")[1] == []
    assert fails(web, named).code == "timeout"
    assert len(publisher.asked) == 2


def test_a_machine_that_cannot_show_whose_it_is(
    web: Web, define: Callable[..., Definition], publisher: Publisher, ticking: Time
) -> None:
    named = define("file_download", publisher.address().replace("http:", "https:"), COLUMNS)
    assert fails(web, named).code == "tls"
    assert not publisher.asked


def test_silence_ends(make_web: Callable[..., Web], named: Definition, publisher: Publisher) -> None:
    publisher.serve = lambda asked: time.sleep(0.3) or answer({})
    assert fails(make_web(limits=Limits(read=0.1, tries=2)), named).code == "timeout"
    assert len(publisher.asked) == 2


def test_the_next_answer_is_read_after_a_deadline(
    make_web: Callable[..., Web], named: Definition, publisher: Publisher
) -> None:
    publisher.script = [Answer(drip=0.01)]
    publisher.serve = lambda asked: answer({"a": 1})
    web = make_web(limits=Limits(answer=0.2, read=2.0))
    fails(web, named)
    assert web.json(named, publisher.address())[1] == {"a": 1}


def test_requests_keep_their_distance(
    make_web: Callable[..., Web], define: Callable[..., Definition], publisher: Publisher, ticking: Time
) -> None:
    named = define("file_download", publisher.address(), COLUMNS, per_minute=30)
    publisher.serve = lambda asked: answer([])
    web = make_web()
    for _ in range(3):
        web.json(named, publisher.address())
    assert [round(wait) for wait in ticking.slept] == [2, 2]


def test_too_large_is_refused(
    web: Web, define: Callable[..., Definition], publisher: Publisher, tmp_path: Path
) -> None:
    named = define("file_download", publisher.address(), COLUMNS, most_bytes=1000)
    for given in (
        Answer(b"[" + b" " * 2000 + b"]"),
        Answer(b"[" + b" " * 2000 + b"]", length=False),
        packed(b"[" + b" " * 5_000_000 + b"]"),
    ):
        publisher.serve = lambda asked, given=given: given
        assert fails(web, named).code == "too-large"
        with pytest.raises(SourceUnavailable) as caught:
            web.download(named, publisher.address(), tmp_path / "file")
        assert caught.value.code == "too-large"
        assert not (tmp_path / "file").exists()


def to(address: str, status: int = 302) -> Answer:
    return Answer(b"", status, {"Location": address})


def test_a_redirection_on_the_same_machine_is_followed(web: Web, named: Definition, publisher: Publisher) -> None:
    publisher.script = [to("/elsewhere?a=1", 301)]
    publisher.serve = lambda asked: answer([asked.path])
    reply, value = web.json(named, publisher.address())
    assert value == ["/elsewhere"]
    assert reply.address.endswith("/elsewhere?a=1")


def test_a_redirection_to_a_named_machine_is_followed_without_the_key(
    web: Web, define: Callable[..., Definition], publisher: Publisher
) -> None:
    named = define("file_download", publisher.address(), COLUMNS, hosts=["localhost"])
    publisher.script = [to(publisher.address(host="localhost"))]
    publisher.serve = lambda asked: answer([])
    web.json(named, publisher.address(), headers={"Authorization": "Basic c2VjcmV0"})
    assert "authorization" in publisher.asked[0].headers
    assert "authorization" not in publisher.asked[1].headers


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost:1/",
        "https://example.org/",
        "http://example.org/",
        "ftp://127.0.0.1/",
        "file:///etc/hostname",
        "//localhost/",
        "https://127.0.0.1@example.org/",
        "https://[bad/",
        "https://example.org/" + "x" * 5000,
    ],
)
def test_any_other_redirection_is_refused(web: Web, named: Definition, publisher: Publisher, address: str) -> None:
    publisher.serve = lambda asked: to(address)
    failure = fails(web, named)
    assert failure.code == ("client-error" if "[" in address else "redirect-refused")
    assert len(publisher.asked) == 1
    assert len(str(failure)) < 1500


def test_redirections_without_end_or_aim_are_refused(web: Web, named: Definition, publisher: Publisher) -> None:
    publisher.serve = lambda asked: to("/again")
    assert fails(web, named).code == "redirect-refused"
    publisher.serve = lambda asked: Answer(b"", 302)
    assert fails(web, named).code == "garbage"


def test_only_named_machines_are_asked_and_only_over_tls(define: Callable[..., Definition]) -> None:
    live = define("openfda", "https://api.example.org/x", COLUMNS, mirrors=["https://m.example.org/"]).live
    assert live is not None
    for address in ("https://api.example.org/y", "https://M.example.org/"):
        assert may_be_asked(live, address)
    for address in (
        "http://api.example.org/y",
        "https://example.org/",
        "https://u:p@api.example.org/",
        "https://[bad/",
    ):
        assert not may_be_asked(live, address)


def test_another_machine_is_not_asked(web: Web, named: Definition, no_socket: None) -> None:
    assert fails(web, named, "https://example.org/").code == "redirect-refused"


def test_offline_opens_no_socket(
    make_web: Callable[..., Web], named: Definition, no_socket: None, tmp_path: Path
) -> None:
    web = make_web(offline=True)
    assert fails(web, named).code == "offline"
    with pytest.raises(SourceUnavailable, match="offline"):
        web.download(named, named.live.address, tmp_path / "file")  # type: ignore[union-attr]


def test_a_key_is_nowhere(
    make_web: Callable[..., Web],
    define: Callable[..., Definition],
    publisher: Publisher,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    key = "Geheim+/=9"
    named = define("openfda", publisher.address(), COLUMNS, key_variable="A_KEY", ask={"number": "no"})
    web = make_web(environ={"A_KEY": key})
    assert web.key(named) == key
    publisher.serve = lambda asked: answer({"error": {"code": "API_KEY_INVALID", "message": key}}, 403)
    for address in (publisher.address("/x?api_key=Geheim%2B%2F%3D9&a=1"), publisher.address("/Geheim%2B/%3D9")):
        failure = fails(web, named, address)
        said = f"{failure} {failure.address} {failure.reason} {failure.args} "
        assert "Geheim" not in said
    own = "".join(record.getMessage() for record in caplog.records if record.name.startswith("supplycheck"))
    assert own
    assert "Geheim" not in own


def test_a_key_with_a_line_end_is_not_said(
    make_web: Callable[..., Web], define: Callable[..., Definition], publisher: Publisher
) -> None:
    named = define("openfda", publisher.address(), COLUMNS)
    with pytest.raises(SourceUnavailable) as caught:
        make_web().json(named, publisher.address(), headers={"Authorization": "Geheim\nx"})
    assert "Geheim" not in f"{caught.value!r}{caught.value.__context__!r}"


def test_what_is_said_cannot_command_a_terminal(web: Web, named: Definition) -> None:
    assert web.shown("a\x1b[31mb\nc 中") == "a?[31mb?c 中"
    assert without_secrets("https://[bad/") == "an address that cannot be read"


def test_addresses_are_said_without_secrets() -> None:
    assert without_secrets("https://u:p@h.example/x?serviceKey=abc&a=1#f") == "https://h.example/x?serviceKey=***&a=1"
    assert without_secrets("https://h.example/x?search=a:(b+OR+c)") == "https://h.example/x?search=a:(b+OR+c)"


# --- files ---------------------------------------------------------------------------------------------------------


def file_server(body: bytes, cuts: list[int], **headers: str) -> Callable[[Asked], Answer]:
    """Serves a file with ranges, cut off after so many bytes, once for each cut."""
    headers = {"ETag": '"one"', "Last-Modified": "Tue, 15 Sep 2026 10:00:00 GMT", **headers}

    def serve(asked: Asked) -> Answer:
        cut = cuts.pop(0) if cuts else None
        start = 0
        if "range" in asked.headers and asked.headers.get("if-range") == headers["ETag"]:
            start = int(asked.headers["range"].removeprefix("bytes=").rstrip("-"))
        if asked.headers.get("if-none-match") == headers["ETag"]:
            return Answer(b"", 304, headers)
        if not start:
            return Answer(body, 200, headers, cut=cut)
        spans = {"Content-Range": f"bytes {start}-{len(body) - 1}/{len(body)}"}
        return Answer(body[start:], 206, {**headers, **spans}, cut=cut)

    return serve


def test_a_cut_download_goes_on_where_it_was_cut(
    web: Web, named: Definition, publisher: Publisher, tmp_path: Path
) -> None:
    publisher.serve = file_server(BODY, [200_000, 100_000])
    told: list[tuple[int, int | None]] = []
    got = web.download(named, publisher.address(), tmp_path / "file", progress=lambda *step: told.append(step))
    assert got is not None
    assert got.path.read_bytes() == BODY
    assert [asked.headers.get("range") for asked in publisher.asked] == [None, "bytes=200000-", "bytes=300000-"]
    assert told[-1] == (len(BODY), len(BODY))
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["file"]


def test_a_download_goes_on_in_a_later_run(
    make_web: Callable[..., Web], named: Definition, publisher: Publisher, tmp_path: Path
) -> None:
    publisher.serve = file_server(BODY, [100_000])
    with pytest.raises(SourceUnavailable, match="truncated"):
        make_web(limits=Limits(tries=1)).download(named, publisher.address(), tmp_path / "file")
    assert not (tmp_path / "file").exists()
    got = make_web().download(named, publisher.address(), tmp_path / "file")
    assert got is not None
    assert got.path.read_bytes() == BODY
    assert publisher.asked[-1].headers["range"] == "bytes=100000-"


@pytest.mark.parametrize("heeds", [True, False])
def test_a_file_that_changed_in_between_is_fetched_anew(
    make_web: Callable[..., Web], named: Definition, publisher: Publisher, tmp_path: Path, heeds: bool
) -> None:
    publisher.serve = file_server(BODY, [100_000])
    with pytest.raises(SourceUnavailable):
        make_web(limits=Limits(tries=1)).download(named, publisher.address(), tmp_path / "file")
    new = BODY[::-1] + b"more"

    def serve(asked: Asked) -> Answer:
        if not heeds and "range" in asked.headers:
            span = {"Content-Range": f"bytes 100000-{len(new) - 1}/{len(new)}", "ETag": '"two"'}
            return Answer(new[100_000:], 206, span)
        return Answer(new, 200, {"ETag": '"two"'})

    publisher.serve = serve
    got = make_web().download(named, publisher.address(), tmp_path / "file")
    assert got is not None
    assert got.path.read_bytes() == new


@pytest.mark.parametrize("status", [206, 416])
def test_a_part_that_cannot_be_gone_on_with_is_dropped(
    make_web: Callable[..., Web], named: Definition, publisher: Publisher, tmp_path: Path, status: int
) -> None:
    publisher.serve = file_server(BODY, [100_000])
    with pytest.raises(SourceUnavailable):
        make_web(limits=Limits(tries=1)).download(named, publisher.address(), tmp_path / "file")
    publisher.script = [Answer(BODY[5:], status, {"Content-Range": f"bytes 5-{len(BODY) - 1}/{len(BODY)}"})]
    got = make_web().download(named, publisher.address(), tmp_path / "file")
    assert got is not None
    assert got.path.read_bytes() == BODY


def test_a_file_without_a_version_begins_anew(
    web: Web, named: Definition, publisher: Publisher, tmp_path: Path
) -> None:
    publisher.script = [Answer(BODY, cut=1000), Answer(BODY, 200, {"ETag": 'W/"weak"'}, cut=2000)]
    publisher.serve = lambda asked: Answer(BODY)
    got = web.download(named, publisher.address(), tmp_path / "file")
    assert got is not None
    assert got.path.read_bytes() == BODY
    assert all("range" not in asked.headers for asked in publisher.asked)


def test_a_rest_that_does_not_say_the_size_is_compared_with_what_was_said(
    make_web: Callable[..., Web], named: Definition, publisher: Publisher, tmp_path: Path
) -> None:
    publisher.serve = file_server(BODY, [100_000])
    web = make_web(limits=Limits(tries=1))
    with pytest.raises(SourceUnavailable):
        web.download(named, publisher.address(), tmp_path / "file")
    span = {"Content-Range": f"bytes 100000-{len(BODY) - 1}/*", "ETag": '"one"'}
    publisher.script = [Answer(BODY[100_000:-1], 206, span)]
    with pytest.raises(SourceUnavailable, match="truncated"):
        web.download(named, publisher.address(), tmp_path / "file")
    assert not (tmp_path / "file").exists()


def test_part_content_that_nobody_asked_for_is_refused(
    make_web: Callable[..., Web], named: Definition, publisher: Publisher, tmp_path: Path
) -> None:
    publisher.serve = lambda asked: Answer(b"half", 206, {"Content-Range": "bytes 0-3/8"})
    with pytest.raises(SourceUnavailable, match="truncated"):
        make_web().download(named, publisher.address(), tmp_path / "file")
    assert not (tmp_path / "file").exists()


def test_a_file_whose_end_is_not_announced_is_not_known_to_be_whole(
    web: Web, named: Definition, publisher: Publisher, tmp_path: Path
) -> None:
    publisher.serve = lambda asked: Answer(BODY, length=False)
    got = web.download(named, publisher.address(), tmp_path / "file")
    assert got is not None
    assert not got.delimited


def test_a_file_that_has_not_changed_is_not_sent(
    web: Web, named: Definition, publisher: Publisher, tmp_path: Path
) -> None:
    publisher.serve = file_server(BODY, [])
    assert web.download(named, publisher.address(), tmp_path / "file", version={"etag": '"one"'}) is None
    assert web.download(named, publisher.address(), tmp_path / "file", version={"etag": '"old"'}) is not None


def test_nothing_asked_was_changed_is_no_answer(
    web: Web, named: Definition, publisher: Publisher, tmp_path: Path
) -> None:
    publisher.serve = lambda asked: Answer(b"", 304)
    with pytest.raises(SourceUnavailable, match="garbage"):
        web.download(named, publisher.address(), tmp_path / "file")


def test_where_nothing_can_be_written(web: Web, named: Definition, publisher: Publisher, tmp_path: Path) -> None:
    publisher.serve = lambda asked: Answer(BODY)
    (tmp_path / "a-file").write_text("")
    with pytest.raises(UsageError, match="cannot be written"):
        web.download(named, publisher.address(), tmp_path / "a-file" / "file")


# --- what is remembered --------------------------------------------------------------------------------------------


def test_state_is_kept_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "state.json"
    first = State(path)
    first.took("a", Fetched(tmp_path, TODAY, True, "https://example.org/", '"one"', ""))
    assert first.failed("b", TODAY) == TODAY
    second = State(path)
    assert second.version("a", "https://example.org/") == {"etag": '"one"'}
    assert second.version("a", "https://example.org/other") == {}
    assert second.taken_on("a") == TODAY
    assert second.failed("b", TODAY + timedelta(days=3)) == TODAY
    second.worked("b")
    assert State(path).failed("b", TODAY + timedelta(days=4)) == TODAY + timedelta(days=4)
    assert [each.name for each in path.parent.iterdir()] == ["state.json"]


@pytest.mark.parametrize("text", ["", "[]", '{"a": 1}', '{"a": {"etag": 5, "failing_since": "never"}}', "{"])
def test_a_damaged_state_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "state.json").write_text(text)
    state = State(tmp_path / "state.json")
    assert state.version("a", "") == {}
    assert state.failed("a", TODAY) == TODAY


def test_state_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be written"):
        State(tmp_path / "file" / "state.json").failed("a", TODAY)
