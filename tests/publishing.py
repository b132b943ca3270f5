"""A publisher's machine on this machine, which can misbehave in every way, and a clock that nobody waits for."""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from supplycheck.registry.sources.web import Clock

TODAY = date(2026, 9, 20)
NOW = datetime(2026, 9, 20, 12, 0, tzinfo=UTC)


class Asked(NamedTuple):
    """A request that came."""

    path: str
    query: dict[str, str]
    raw_query: str
    headers: dict[str, str]


class Answer(NamedTuple):
    """What is sent back.

    Attributes:
        cut: only so many bytes of the body are sent, then the line is closed.
        drip: seconds between single bytes, of the headers too.
    """

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = {}
    cut: int | None = None
    drip: float = 0.0
    length: bool = True


def answer(value: Any, status: int = 200, **headers: str) -> Answer:
    """A value as JSON."""
    return Answer(json.dumps(value).encode(), status, {"Content-Type": "application/json", **headers})


def html(status: int = 200) -> Answer:
    """A page as servers show it for all that they do not know."""
    return Answer(
        b"<!DOCTYPE html><html><body>Endpoint not found.</body></html>", status, {"Content-Type": "text/html"}
    )


def packed(body: bytes) -> Answer:
    """A body packed by gzip."""
    return Answer(gzip.compress(body), 200, {"Content-Encoding": "gzip"})


Serve = Callable[[Asked], Answer]


class Publisher:
    """The machine: `serve` answers; `script` has the first answers, one for each request."""

    def __init__(self) -> None:
        self.forget()
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            wbufsize = -1

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
                asked = Asked(parts.path, query, parts.query, {k.lower(): v for k, v in self.headers.items()})
                publisher.asked.append(asked)
                try:
                    self._send(publisher.script.pop(0) if publisher.script else publisher.serve(asked))
                except OSError:
                    self.close_connection = True

            def _send(self, told: Answer) -> None:
                if told.drip:
                    self._drip(told)
                    return
                self.send_response(told.status)
                for name, value in told.headers.items():
                    self.send_header(name, value)
                if told.length:
                    self.send_header("Content-Length", str(len(told.body)))
                if told.cut is not None or not told.length:
                    self.send_header("Connection", "close")
                    self.close_connection = True
                self.end_headers()
                self.wfile.write(told.body if told.cut is None else told.body[: told.cut])

            def _drip(self, told: Answer) -> None:
                self.close_connection = True
                text = b"HTTP/1.1 200 OK\r\nX-Slow: " + b"." * 400 + b"\r\nContent-Length: 0\r\n\r\n"
                if told.headers.get("X-Where") == "body":
                    self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n")
                    text = b" " * 10_000
                for place in range(len(text)):
                    self.wfile.write(text[place : place + 1])
                    self.wfile.flush()
                    time.sleep(told.drip)

            def log_message(self, *_: Any) -> None:
                """Nothing."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            block_on_close = False

            def handle_error(self, *_: Any) -> None:
                """A client that hangs up is what is tested."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    def address(self, path: str = "/list", host: str = "127.0.0.1") -> str:
        """An address on the machine; "localhost" is another name of it."""
        return f"http://{host}:{self.port}{path}"

    def forget(self) -> None:
        """Be as new."""
        self.asked: list[Asked] = []
        self.script: list[Answer] = []
        self.serve: Serve = lambda asked: html(404)

    def close(self) -> None:
        """Stop."""
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class Time:
    """A clock that nobody waits for: sleeping moves it."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self._ahead = 0.0

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._ahead += seconds

    def clock(self) -> Clock:
        """For a client: half of what may be drawn is drawn."""
        return Clock(
            now=lambda: NOW + timedelta(seconds=self._ahead),
            monotonic=lambda: time.monotonic() + self._ahead,
            sleep=self.sleep,
            draw=lambda low, high: (low + high) / 2,
        )
