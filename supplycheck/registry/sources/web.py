"""Asking publishers over the web, politely and without trusting what comes back.

One `Web` serves one thread. It asks only the machines that a definition names, over TLS; waits between requests and when
told to; gives up at a deadline; and never says a key in a log, an error or a result.
"""

from __future__ import annotations

import json
import logging
import os
import random
import time
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, TypeVar, cast
from urllib.parse import quote, urljoin

import requests
import urllib3.exceptions

from supplycheck._version import __version__
from supplycheck.errors import SourceUnavailable, UsageError
from supplycheck.registry.definition import Definition, Live
from supplycheck.registry.sources import wire
from supplycheck.registry.sources.addresses import host_of, is_secret, may_be_asked, refusal, without_secrets
from supplycheck.registry.sources.deadline import Adapter, Lines
from supplycheck.registry.sources.outcomes import Progress, Reason
from supplycheck.registry.sources.parts import Part, conditions
from supplycheck.registry.sources.state import State
from supplycheck.registry.sources.wire import Failure

T = TypeVar("T")
USER_AGENT = f"supplycheck/{__version__} (+https://pypi.org/project/supplycheck/)"
"""Some machines refuse the name that requests gives itself."""

_REDIRECTIONS = (301, 302, 303, 307, 308)
_log = logging.getLogger(__name__)


class Limits(NamedTuple):
    """How long is waited.

    Attributes:
        connect, read: seconds for a connection, and for each next byte.
        answer: seconds for an answer of an interface, all tries and waits included.
        file: the same for a file.
        tries: how often a request is sent that may succeed later.
        backoff: seconds before the second try; doubled for each further one, and up to that much is drawn by lot.
        longest_wait: a publisher who wants to be left alone for longer is left alone for now.
        redirections: how many are followed.
        answer_bytes: above this size an answer of an interface is refused, whatever its definition allows for files:
            it is held in memory.
    """

    connect: float = 10.0
    read: float = 30.0
    answer: float = 180.0
    file: float = 14_400.0
    tries: int = 4
    backoff: float = 1.0
    longest_wait: float = 60.0
    redirections: int = 5
    answer_bytes: int = 100_000_000


class Clock(NamedTuple):
    """Time and chance, to be replaced in tests."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    draw: Callable[[float, float], float] = random.uniform


class Reply(NamedTuple):
    """An answer of an interface.

    Attributes:
        status: of HTTP.
        headers: by any spelling of their names.
        body: unpacked.
        address: where it came from, as it may be shown.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    address: str


class Downloaded(NamedTuple):
    """A file that was fetched.

    Attributes:
        path: the file.
        headers: of the answer that ended it.
        address: where it came from, as it may be shown.
        delimited: whether the answer said where it ends, so that it is known to be all of it.
    """

    path: Path
    headers: Mapping[str, str]
    address: str
    delimited: bool


class _Elsewhere(NamedTuple):
    address: str


class _Request(NamedTuple):
    """What is sent, anew at each try, and what is made of the answer."""

    headers: Callable[[], Mapping[str, str]]
    receive: Callable[[requests.Response, str, Callable[[], bool]], Any]
    ends: float


class Web:
    """A polite client.

    Args:
        offline: refuse before anything is sent.
        state: what is known from earlier fetching; without it nothing is remembered.
        environ: where the user's keys are.

    Attributes:
        proved: addresses that showed that an interface works as it should, which need not be asked again.
    """

    def __init__(
        self,
        *,
        offline: bool = False,
        state: State | None = None,
        limits: Limits | None = None,
        clock: Clock | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        self.offline = offline
        self.state = state if state is not None else State()
        self.limits = limits if limits is not None else Limits()
        self._clock = clock if clock is not None else Clock()
        self._environ = environ if environ is not None else os.environ
        self.proved: set[str] = set()
        self._secrets: set[str] = set()
        self._free_at: dict[str, float] = {}
        self._lines = Lines()
        self._session: requests.Session | None = None

    def __enter__(self) -> Web:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of all connections."""
        if self._session is not None:
            self._session.close()
            self._session = None
        self._lines.close()

    def key(self, definition: Definition) -> str | None:
        """The user's key for a source, or None. From here on it is kept out of all that is said.

        It belongs in a header: addresses are logged by the libraries below, and by machines on the way.
        """
        variable = live_of(definition).key_variable
        key = self._environ.get(variable, "").strip() if variable else ""
        if not key:
            return None
        self._secrets.add(key)
        return key

    def shown(self, text: str) -> str:
        """A text without the user's keys, and without what would be a command to a terminal."""
        text = "".join(c if c.isprintable() else "?" for c in text)
        for secret in sorted(self._secrets, key=len, reverse=True):
            for spelling in (secret, quote(secret), quote(secret, safe="")):
                text = text.replace(spelling, "***")
        return text

    def shown_address(self, address: str) -> str:
        """An address as it may be said."""
        return self.shown(without_secrets(address))

    def fail(
        self, definition: Definition, code: Reason, en: str, address: str = "", wait: float | None = None
    ) -> NoReturn:
        """Raise SourceUnavailable, with nothing secret in it."""
        shown = self.shown_address(address) if address else ""
        raise SourceUnavailable(definition.name, code, self.shown(en), address=shown, wait=wait)

    def read(
        self,
        definition: Definition,
        address: str,
        *,
        headers: Mapping[str, str] | None = None,
        statuses: Collection[int] = (wire.OK,),
    ) -> Reply:
        """An answer of one of the given statuses.

        Raises:
            SourceUnavailable: there is none.
        """
        most = min(live_of(definition).most_bytes, self.limits.answer_bytes)
        sent = {"Accept": "application/json", **(headers or {}), "Accept-Encoding": "gzip"}
        ends = self._clock.monotonic() + self.limits.answer

        def receive(response: requests.Response, shown: str, in_time: Callable[[], bool]) -> Reply | Failure:
            if response.status_code not in statuses:
                return wire.refused(response, self._clock.now())
            body = b"".join(wire.body(response, most, in_time))
            return Reply(response.status_code, response.headers, body, shown)

        return cast(Reply, self._asked(definition, address, _Request(lambda: sent, receive, ends)))

    def json(
        self,
        definition: Definition,
        address: str,
        *,
        headers: Mapping[str, str] | None = None,
        statuses: Collection[int] = (wire.OK,),
    ) -> tuple[Reply, Any]:
        """An answer and the value it holds.

        Raises:
            SourceUnavailable: there is none, or it is no JSON.
        """
        reply = self.read(definition, address, headers=headers, statuses=statuses)
        return reply, self.value(definition, reply)

    def value(self, definition: Definition, reply: Reply) -> Any:
        """The value that an answer holds; raises SourceUnavailable where it is no JSON."""
        try:
            return json.loads(reply.body)
        except (ValueError, RecursionError):
            pass
        self.fail(definition, "garbage", f"the answer (status {reply.status}) is no JSON", reply.address)

    def download(
        self,
        definition: Definition,
        address: str,
        target: Path,
        *,
        version: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        progress: Progress | None = None,
    ) -> Downloaded | None:
        """A file, going on where an earlier call was cut off; None where it is still of the given version.

        Raises:
            SourceUnavailable: it cannot be had. What came of it is kept for the next call.
            UsageError: it cannot be written.
        """
        part = Part(target, self.shown_address(address))
        most = live_of(definition).most_bytes
        always = {"Accept": "*/*", **(headers or {}), "Accept-Encoding": "identity"}
        ends = self._clock.monotonic() + self.limits.file

        def sent() -> Mapping[str, str]:
            return {**always, **(part.headers() or conditions(version or {}))}

        def receive(
            response: requests.Response, shown: str, in_time: Callable[[], bool]
        ) -> Downloaded | Failure | None:
            status = response.status_code
            if status == wire.NOT_MODIFIED and version and not part.headers():
                return None
            if status == wire.NO_SUCH_RANGE or (status == wire.PARTIAL_CONTENT and not part.goes_on(response.headers)):
                part.discard()
                return Failure("truncated", "the file has changed since a part of it was fetched", again=True)
            if status not in (wire.OK, wire.PARTIAL_CONTENT):
                return wire.refused(response, self._clock.now())
            size = part.begin(status, response.headers)
            pieces = wire.body(response, most - part.size, in_time)
            got = part.append(pieces, lambda done: progress(done, size) if progress is not None else None)
            if size is not None and got != size:
                return Failure("truncated", f"{got} of {size} bytes came", again=True)
            part.finish()
            return Downloaded(target, response.headers, shown, wire.is_delimited(response.headers))

        return cast(Downloaded | None, self._asked(definition, address, _Request(sent, receive, ends)))

    def _asked(self, definition: Definition, address: str, request: _Request) -> Any:
        """What is received in the end; raises SourceUnavailable."""
        if self.offline:
            self.fail(definition, "offline", "fetching is switched off", address)
        live = live_of(definition)
        attempt = 0
        while isinstance(got := self._followed(live, address, request), Failure):
            attempt += 1
            wait = self._wait(got, attempt)
            if attempt == self.limits.tries or not got.again or not self._may_wait(wait, request.ends):
                en = got.en if got.wait is None else f"{got.en}; it wants to be left alone for {got.wait:.0f} seconds"
                self.fail(definition, got.code, en, got.address or address, got.wait)
            _log.debug("%s: %s, again in %.1f s", self.shown_address(address), got.code, wait)
            self._clock.sleep(wait)
        return got

    def _wait(self, failure: Failure, attempt: int) -> float:
        """Seconds before the next try: what the source says, else longer each time and not in step with others."""
        if failure.wait is not None:
            return failure.wait
        least: float = self.limits.backoff * 2 ** (attempt - 1)
        return least + self._clock.draw(0.0, least)

    def _may_wait(self, wait: float, ends: float) -> bool:
        return wait <= self.limits.longest_wait and self._clock.monotonic() + wait < ends

    def _followed(self, live: Live, address: str, request: _Request) -> Any:
        """One try, with the redirections it meets: what is received, or Failure."""
        if not may_be_asked(live, address):
            return Failure("redirect-refused", "the definition does not name this machine, or it is asked without TLS")
        headers = request.headers()
        for _ in range(self.limits.redirections + 1):
            self._keep_pace(live, address)
            got = self._exchanged(address, headers, request)
            if not isinstance(got, _Elsewhere):
                return got
            if why := refusal(live, address, got.address):
                return Failure("redirect-refused", why, address=got.address)
            if host_of(got.address) != host_of(address):
                headers = {name: value for name, value in headers.items() if not is_secret(name)}
            address = got.address
        return Failure("redirect-refused", "it redirects without end", address=address)

    def _exchanged(self, address: str, headers: Mapping[str, str], request: _Request) -> Any:
        """One request: what is received, Failure, or _Elsewhere.

        The errors of the libraries below hold addresses: none of them leaves here, not even as a cause.
        """
        shown = self.shown_address(address)
        timeout = (self.limits.connect, self.limits.read)
        with self._lines.until(request.ends - self._clock.monotonic()) as over:

            def in_time() -> bool:
                return not over.is_set() and self._clock.monotonic() < request.ends

            try:
                with self._opened().get(
                    address, headers=headers, stream=True, allow_redirects=False, timeout=timeout
                ) as response:
                    _log.debug("GET %s: %d", shown, response.status_code)
                    if not in_time():
                        # Headers that were cut off by the deadline look like headers that end there.
                        raise wire.GivenUp(wire.LATE)
                    if response.status_code in _REDIRECTIONS:
                        return _elsewhere(address, response.headers.get("Location", ""))
                    return request.receive(response, shown, in_time)
            except wire.GivenUp as given_up:
                failure = given_up.failure
            except (requests.RequestException, urllib3.exceptions.HTTPError, ValueError, OSError) as error:
                failure = wire.what_failed(error)
            return wire.LATE if over.is_set() else failure

    def _opened(self) -> requests.Session:
        if self._session is None:
            session = requests.Session()
            adapter = Adapter(self._lines)
            session.mount("https://", adapter)
            session.mount("http://", adapter)
            session.headers.clear()
            session.headers["User-Agent"] = USER_AGENT
            session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
            # Without an authentication of its own, requests would send what a .netrc holds.
            session.auth = _as_it_is
            self._session = session
        return self._session

    def _keep_pace(self, live: Live, address: str) -> None:
        """Wait until a machine may be asked again."""
        host = host_of(address)
        now = self._clock.monotonic()
        free_at = max(self._free_at.get(host, now), now)
        if free_at > now:
            self._clock.sleep(free_at - now)
        self._free_at[host] = free_at + 60.0 / max(live.per_minute, 1)


def live_of(definition: Definition) -> Live:
    """Where a list is fetched from; raises UsageError where its definition does not say."""
    if definition.live is None:
        raise UsageError(f"{definition.name} is not fetched: its definition names no source; import a file")
    return definition.live


def _elsewhere(address: str, location: str) -> _Elsewhere | Failure:
    if not location:
        return Failure("garbage", "it redirects to nowhere")
    # Headers are read as Latin-1; addresses in them may be UTF-8.
    return _Elsewhere(urljoin(address, location.encode("latin-1", "replace").decode("utf-8", "replace")))


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
