"""A running service on a real connection: slow, malformed and oversized requests get their answer, and hurt nobody."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from calling import JSON, LINES, MASK, declared, live

from supplycheck.web.api import limits

pytestmark = pytest.mark.slow

HEAD = b"POST /v1/check HTTP/1.1\r\nhost: 127.0.0.1:%d\r\ncontent-type: application/json\r\n"


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A service with limits of a second."""
    for name in ("HEAD_SECONDS", "BODY_SECONDS", "UNREAD_SECONDS"):
        monkeypatch.setattr(limits, name, 1.0)
    with live() as number:
        assert ask(number, declared())[0] == 200
        yield number


def ask(port: int, body: bytes, kind: str = JSON) -> tuple[int, Any, float]:
    """Status, content and seconds of an ordinary request."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    began = time.perf_counter()
    connection.request("POST", "/v1/check", body, {"content-type": kind})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, json.loads(content) if kind == JSON else content, time.perf_counter() - began


def raw(port: int, *parts: bytes, wait: float = 0.0) -> bytes:
    """What comes back when parts are sent as they are, with pauses."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        for part in parts:
            try:
                connection.sendall(part)
            except OSError:
                break
            time.sleep(wait)
        found = b""
        try:
            while got := connection.recv(65536):
                found += got
        except ConnectionResetError:
            pass
        return found


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer else 0


def test_a_head_that_never_ends(port: int) -> None:
    assert status(raw(port, HEAD % port)) == 408
    assert status(raw(port, *([b"GET / HTTP/1.1\r\n"] + [b"a: b\r\n"] * 20), wait=0.1)) == 408
    assert status(raw(port, b"")) == 408  # nothing at all
    body = declared()
    whole = HEAD % port + b"content-length: %d\r\n\r\n" % len(body) + body
    for next_one in (HEAD % port, b"P"):  # with the request before, and after it
        for parts in ((whole + next_one,), (whole, next_one)):
            answer = raw(port, *parts, wait=0.1)
            assert status(answer) == 200
            assert b"HTTP/1.1 408" in answer


def test_a_head_without_measure(port: int) -> None:
    assert status(raw(port, HEAD % port, *[b"x: " + b"y" * 8_000 + b"\r\n"] * 20)) == 431
    assert status(raw(port, b"GET /" + b"x" * 100_000)) == 431


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"nonsense\r\n\r\n",
        b"POST /v1/check HTTP/1.1\r\ncontent-length: x\r\n\r\n",
        b"POST /v1/check HTTP/1.1\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /v1/check HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"POST /v1/check HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n",
        b"POST /v1/check HTTP/9.9\r\n\r\n",
    ],
)
def test_what_is_no_http(port: int, sent: bytes) -> None:
    answer = raw(port, sent)
    assert status(answer) in (400, 421), answer
    assert b"application/problem+json" in answer


def test_a_body_that_stops(port: int) -> None:
    answer = raw(port, HEAD % port + b"content-length: 1000\r\n\r\n{")
    assert status(answer) == 408
    assert b"connection: close" in answer


def test_an_oversized_body_is_refused_and_the_client_sees_it(port: int) -> None:
    large = b" " * (limits.MAX_BODY + 1)
    assert ask(port, large)[0] == 413
    head = HEAD % port + b"transfer-encoding: chunked\r\n\r\n"
    chunk = b"%x\r\n" % 1_000_000 + b" " * 1_000_000 + b"\r\n"
    assert status(raw(port, head, *[chunk] * 12, b"0\r\n\r\n")) == 413


def test_a_refusal_keeps_the_connection_where_nothing_is_left_unread(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for path, body, wanted in (("/v1/nothing", b"", 404), ("/v1/check", b"{}", 422), ("/v1/check", declared(), 200)):
        connection.request("POST", path, body, {"content-type": JSON})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == wanted
        assert "connection" not in answer.headers
    connection.close()


def test_who_asks_first_is_not_asked_for_what_is_too_large(port: int) -> None:
    head = HEAD % port + b"content-length: 99999999\r\nexpect: 100-continue\r\n\r\n"
    answer = raw(port, head)
    assert status(answer) == 413
    assert b"100 Continue" not in answer


def test_a_client_that_does_not_read_is_let_go(port: int) -> None:
    line = declared(lines=[{**MASK["lines"][0], "number": n} for n in range(1, 9)]) + b"\n"
    head = (HEAD % port).replace(JSON.encode(), LINES.encode()) + b"transfer-encoding: chunked\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=15) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(head)
        with pytest.raises(OSError, match="reset|Broken pipe"):
            for_ever(connection, b"%x\r\n" % len(line) + line + b"\r\n")


def for_ever(connection: socket.socket, part: bytes) -> None:
    """Sends and never reads: the service stops reading when nobody reads its answers, and ends it."""
    while True:
        connection.sendall(part)


def test_connections_beyond_measure(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CONNECTIONS", 2)
    kept = [socket.create_connection(("127.0.0.1", port)) for _ in range(2)]
    time.sleep(0.1)
    assert status(raw(port, b"")) == 503
    for connection in kept:
        connection.close()
    time.sleep(0.1)
    assert ask(port, declared())[0] == 200


def test_others_are_answered_meanwhile(port: int) -> None:
    """Slow, malformed, oversized and large requests at once, and an ordinary client beside them."""
    stop = threading.Event()
    goods = [{**MASK["lines"][0], "number": n, "name": f"示例口罩{n}"} for n in range(1, 200)]
    large = b"[" + b",".join([declared(id=str(n), lines=goods) for n in range(4)]) + b"]"
    jobs = [
        lambda: raw(port, HEAD % port),
        lambda: raw(port, HEAD % port + b"content-length: 90\r\n\r\n", *[b"{"] * 20, wait=0.1),
        lambda: raw(port, b"nonsense\r\n\r\n"),
        lambda: raw(port, b"GET /" + b"x" * 100_000),
        lambda: ask(port, b" " * (limits.MAX_BODY + 1)),
        lambda: ask(port, large),
    ]

    def again(job: Any) -> None:
        while not stop.is_set():
            job()

    threads = [threading.Thread(target=again, args=(job,)) for job in jobs for _ in range(2)]
    for thread in threads:
        thread.start()
    found = [ask(port, declared()) for _ in range(150)]
    stop.set()
    for thread in threads:
        thread.join(60)
    assert {one[0] for one in found} == {200}
    times = sorted(one[2] for one in found)
    assert times[len(times) // 2] < 0.5
    assert times[-1] < 5


def test_many_lines_in_and_out_at_once(port: int) -> None:
    """More than any buffer on the way holds: the answers begin while lines still come in, in their order."""

    async def both() -> list[str]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        head = (HEAD % port).replace(JSON.encode(), LINES.encode()) + b"transfer-encoding: chunked\r\n\r\n"
        writer.write(head)

        async def sending() -> None:
            for n in range(600):
                line = declared(id=f"N{n}") + b"\n"
                writer.write(b"%x\r\n" % len(line) + line + b"\r\n")
                await writer.drain()
            writer.write(b"0\r\n\r\n")

        sent = asyncio.create_task(sending())
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
        ids = []
        while size := int(await reader.readline(), 16):
            ids.append(json.loads(await reader.readexactly(size))["declaration"]["id"])
            await reader.readline()
        await sent
        writer.close()
        return ids

    assert asyncio.run(both()) == [f"N{n}" for n in range(600)]
