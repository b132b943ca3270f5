"""The connection: what uvicorn leaves open of slow and malformed clients is bounded here, before there is a request."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from supplycheck.web.api import bodies, limits
from supplycheck.web.api.problems import MEDIA_TYPE, Problem


class Bounded(HttpToolsProtocol):
    """uvicorn's protocol, with limits: of connections, of time and size for each head, of time for a client that does not read."""

    _head_timer: asyncio.TimerHandle | None = None
    _unread_timer: asyncio.TimerHandle | None = None
    _in_head = True
    _head_size = 0
    _arrived = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > limits.CONNECTIONS:
            self._refuse("busy")
        else:
            self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop("_head_timer")
        self._stop("_unread_timer")
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._arrived = len(data)
        self._head_size += self._arrived if self._in_head else 0
        super().data_received(data)
        if self._in_head and not self.transport.is_closing():
            if self._head_size > 2 * limits.MAX_HEAD:
                self._refuse("head-too-large")
            elif self._head_timer is None:
                self._await_head()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head_size = self._arrived
        self._in_head = True

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._stop("_head_timer")
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        scope: Any = self.scope
        scope[bodies.ARRIVED] = True
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Answers what is no HTTP."""
        self._refuse("malformed")

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stop("_unread_timer")
        self._unread_timer = self.loop.call_later(limits.UNREAD_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._stop("_unread_timer")

    def _await_head(self) -> None:
        self._head_timer = self.loop.call_later(limits.HEAD_SECONDS, self._too_slow)

    def _too_slow(self) -> None:
        self._head_timer = None
        if not self.transport.is_closing():
            self._refuse("slow")

    def _stop(self, name: str) -> None:
        timer: asyncio.TimerHandle | None = getattr(self, name)
        if timer is not None:
            timer.cancel()
            setattr(self, name, None)

    def _refuse(self, code: str) -> None:
        """Answers and closes; where an answer is under way already, only closes."""
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
            problem = Problem(code)
            told = problem.to_json("zh", "-")
            head: dict[str, Any] = {"content-type": MEDIA_TYPE, "content-length": len(told), "connection": "close"}
            lines = "".join(f"{name}: {value}\r\n" for name, value in head.items()).encode()
            self.transport.write(STATUS_LINE[problem.status] + lines + b"\r\n" + told)
        self.transport.close()
