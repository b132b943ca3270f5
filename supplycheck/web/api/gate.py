"""Who is answered, under which request id, and every refusal.

By default this machine only: the Host header must be ours, so that a name of somebody else's that leads here opens nothing.
Where a token is set, it must be shown. What a browser sends for another page is refused; what it would send for one without
asking first (forms, plain text) is no content type of ours. Neither tokens nor what is sent stand in the log.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import random
import re
import time
import traceback
from typing import TYPE_CHECKING, Any

from supplycheck.errors import SupplycheckError
from supplycheck.web.api import limits
from supplycheck.web.api.problems import MEDIA_TYPE, Problem
from supplycheck.web.guard import Application, Message, Receive, Scope, Send
from supplycheck.web.texts import accepted

if TYPE_CHECKING:
    from collections.abc import Mapping

log = logging.getLogger(__name__)

HEADERS = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
OPEN_PATHS = frozenset({"/health", "/health/live"})
"""What is answered without a token, for whoever watches over the service."""

_SANE_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_DRAIN_SECONDS = 2.0


class Gone(SupplycheckError):
    """The client has gone; there is nobody left to tell."""


class Gate:
    """Lets requests through to an application, and answers those that it refuses.

    Args:
        application: what is guarded; it may raise `Problem`.
        hosts: the names by which it may be asked; None for any, which needs a token.
        token: what must be shown as a bearer token; None for nothing.
    """

    def __init__(self, application: Application, *, hosts: frozenset[str] | None, token: str | None) -> None:
        if hosts is None and token is None:
            raise ValueError("a service that others can reach needs a token")
        self._application = application
        self._hosts = hosts
        self._token = token.encode() if token is not None else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return  # no web sockets here
        began = time.perf_counter()
        headers: dict[bytes, bytes] = dict(scope["headers"])
        name = headers.get(b"x-request-id", b"")
        request_id = name.decode() if _SANE_ID.fullmatch(name) else f"{random.getrandbits(64):016x}"
        status = 0
        ended = False

        async def receiving() -> Message:
            nonlocal ended
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Gone
            ended = not message.get("more_body", False)
            return message

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), *HEADERS, (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            self._let_in(scope, headers)
            await self._application(scope, receiving, sending)
        except Gone:
            status = status or 499
        except Exception as error:
            problem = _problem(error)
            if problem.code == "internal":
                log.error("%s failed: %s", request_id, _where(error))
            told = problem.to_json(_language(headers), request_id)
            if status:  # too late for a status: the last line says it, and the answer breaks off
                await send({"type": "http.response.body", "body": told + b"\n", "more_body": True})
                status = problem.status
            else:
                if not ended and problem.code != "slow" and b"expect" not in headers:
                    ended = await _drain(receive)
                await sending(_head(problem, told, headers, close=not ended))
                await send({"type": "http.response.body", "body": told if scope["method"] != "HEAD" else b""})
        if log.isEnabledFor(logging.INFO):
            what = getattr(scope.get("route"), "path", "-")
            log.info(
                "%s %s %s %d %.1f ms", request_id, scope["method"], what, status, (time.perf_counter() - began) * 1e3
            )

    def _let_in(self, scope: Scope, headers: Mapping[bytes, bytes]) -> None:
        """Raises Problem for who is not let in."""
        size, hosts = len(scope["raw_path"]) + len(scope["query_string"]), 0
        for header, value in scope["headers"]:
            size += len(header) + len(value)
            hosts += header == b"host"
        if size > limits.MAX_HEAD:
            raise Problem("head-too-large", limit=limits.MAX_HEAD)
        host = headers.get(b"host", b"").decode("latin-1")
        if self._hosts is not None and (host not in self._hosts or hosts != 1):
            raise Problem("wrong-host")
        origin = headers.get(b"origin")
        if (origin is not None and origin.decode("latin-1") != f"http://{host}") or headers.get(
            b"sec-fetch-site", b"none"
        ) not in (b"none", b"same-origin"):
            raise Problem("from-a-page")
        if self._token is not None and scope["path"] not in OPEN_PATHS:
            kind, _, shown = headers.get(b"authorization", b"").partition(b" ")
            if kind.lower() != b"bearer" or not hmac.compare_digest(shown.strip(), self._token):
                raise Problem("no-token", headers={"www-authenticate": 'Bearer realm="supplycheck"'})


def _problem(error: Exception) -> Problem:
    """The problem that an error is told as."""
    from starlette.exceptions import HTTPException

    if isinstance(error, Problem):
        return error
    if isinstance(error, HTTPException) and error.status_code in (404, 405):
        return Problem("not-found" if error.status_code == 404 else "method", headers=dict(error.headers or {}))
    return Problem("internal")


def _where(error: Exception) -> str:
    """What an error is and where it was raised. Its words are left out: they may hold what was sent."""
    return f"{type(error).__name__}\n{''.join(traceback.format_tb(error.__traceback__))}"


def _language(headers: Mapping[bytes, bytes]) -> str:
    return accepted(headers.get(b"accept-language", b"").decode("latin-1"))


def _head(problem: Problem, told: bytes, headers: Mapping[bytes, bytes], *, close: bool) -> Message:
    own: dict[str, Any] = {
        "content-type": MEDIA_TYPE,
        "content-length": str(len(told)),
        "content-language": _language(headers),
        **problem.headers,
    }
    if problem.status == 503:
        own["retry-after"] = "5"
    if close:
        own["connection"] = "close"  # what is still on its way is not read
    pairs = [(name.lower().encode(), value.encode("latin-1")) for name, value in own.items()]
    return {"type": "http.response.start", "status": problem.status, "headers": pairs}


async def _drain(receive: Receive) -> bool:
    """Reads on for a moment what a refused client still sends, and says whether that was all.

    A client that only writes would not see the answer.
    """
    try:
        async with asyncio.timeout(_DRAIN_SECONDS):
            left = 8 * limits.MAX_BODY
            while left > 0:
                message = await receive()
                left -= len(message.get("body", b""))
                if not message.get("more_body", False):
                    return True
    except TimeoutError:
        pass
    return False
