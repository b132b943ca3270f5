"""Who gets in: the person who was shown the address, from this machine, by a page of ours. Everybody else learns nothing.

The token stands in every path; the browser that opened the first page gets a strict cookie, and all that follows needs
both. The Host header must be ours (a name of somebody else's that leads to 127.0.0.1 does not open anything), and what is
posted must come from a page of ours.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

from supplycheck.errors import SupplycheckError
from supplycheck.web.limits import MAX_BODY

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

HTTP = 80
"""The port that browsers leave out."""

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": _POLICY,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    # "no-referrer" would make browsers send "Origin: null" with our own forms
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "x-robots-tag": "noindex",
}
"""What stands in the head of every answer."""


_COME_IN = (
    "open the address that was printed at the start, and let the browser keep its cookie; "
    "请在浏览器中打开启动时显示的地址，并允许浏览器保存该页面的 cookie"
)


class TooLarge(SupplycheckError):
    """A request is larger than one may be."""


class Guard:
    """Lets requests through to an application that have every right to be there.

    Args:
        application: what is guarded.
        token: what stands first in every path.
        cookie: the value of the cookie that the first page gives.
        port: the port that is listened at.
    """

    def __init__(self, application: Application, *, token: str, cookie: str, port: int) -> None:
        self._application = application
        self._token = token
        self._cookie = cookie
        self._name = f"supplycheck-{port}"
        self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        if port == HTTP:
            self._hosts |= {"127.0.0.1", "localhost"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._application(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # no web sockets here
        refused = self._refused(scope)
        if refused is not None:
            await _answer(send, *refused)
            return
        entering = self._is_entry(scope)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                if entering:
                    value = f"{self._name}={self._cookie}; Path=/{self._token}/; HttpOnly; SameSite=Strict"
                    own.append((b"set-cookie", value.encode()))
                message["headers"] = [*message.get("headers", ()), *own]
            await send(message)

        await self._application(scope, _bounded(receive), sending)

    def _refused(self, scope: Scope) -> tuple[int, str] | None:
        """Why a request is not let through, as status and word."""
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get("host", "")
        if host not in self._hosts or sum(name.lower() == b"host" for name, _ in scope["headers"]) != 1:
            return 421, "this is not the host you asked for"
        if not self._knows_token(scope["path"]):
            return 404, "not found"
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return 405, "GET and POST only"
        if scope["method"] == "POST":
            if headers.get("origin", f"http://{host}") != f"http://{host}":
                return 403, "from another page"
            if headers.get("sec-fetch-site", "same-origin") != "same-origin":
                return 403, "from another page"
            length = headers.get("content-length", "0")
            if not length.isdigit() or int(length) > MAX_BODY:
                return 413, "too large"
        if not self._is_entry(scope) and not self._knows_cookie(headers.get("cookie", "")):
            return 403, _COME_IN
        return None

    def _knows_token(self, path: str) -> bool:
        first, slash, _ = path.removeprefix("/").partition("/")
        return bool(slash) and hmac.compare_digest(first.encode(), self._token.encode())

    def _is_entry(self, scope: Scope) -> bool:
        return scope["method"] in ("GET", "HEAD") and scope["path"] == f"/{self._token}/"

    def _knows_cookie(self, header: str) -> bool:
        try:
            found = SimpleCookie(header).get(self._name)
        except CookieError:
            return False
        return found is not None and hmac.compare_digest(found.value.encode(), self._cookie.encode())


def _bounded(receive: Receive) -> Receive:
    """Receives a body no longer than one may be, whatever its head said of its length."""
    total = 0

    async def receiving() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total > MAX_BODY:
            raise TooLarge("the request is too large")
        return message

    return receiving


async def _answer(send: Send, status: int, word: str) -> None:
    """A bare answer for who does not get in; it tells nothing of what is here."""
    headers = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
    headers += [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{status} {word}\n".encode()})
