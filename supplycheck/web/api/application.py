"""The routes."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from supplycheck._version import __version__
from supplycheck.plugins import loaded
from supplycheck.web.api import bodies, document, limits
from supplycheck.web.api.gate import Gate
from supplycheck.web.api.problems import Problem
from supplycheck.web.api.work import Bench, Document, Stream
from supplycheck.web.current import Current
from supplycheck.web.guard import Application, Receive, Scope, Send

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_NAMES = {
    document.JSON: "declaration.json",
    document.XML: "declaration.xml",
    "text/xml": "declaration.xml",
    document.CSV: "declarations.csv",
}
"""Under which name each content type is read and reported."""


def is_ours(path: str) -> bool:
    """Whether a path belongs to this interface and not to the page."""
    return path.startswith(("/v1/", "/health/")) or path == "/health"


class Interface:
    """The interface over a checker.

    Args:
        current: hands out the checker.
        guarded: whether a token is needed; the document says so.
    """

    def __init__(self, current: Current, *, guarded: bool = False) -> None:
        self._current = current
        self._guarded = guarded
        self._held = bodies.Held()
        self._documented = b""
        self.bench = Bench(current)

    # --- checking --------------------------------------------------------------------------------------------------

    async def check(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Declarations in, reports out."""
        on, lean = None, False
        if scope["query_string"]:
            from starlette.requests import Request

            request = Request(scope)
            on, lean = _day(request, "date"), _one_of(request, "detail", ("full", "lean")) == "lean"
        headers: dict[bytes, bytes] = dict(scope["headers"])
        if headers.get(b"content-encoding", b"identity") != b"identity":
            raise Problem("media-type", headers={"accept-encoding": "identity"})
        kind = headers.get(b"content-type", b"").decode("latin-1").partition(";")[0].strip().lower()
        if kind == document.LINES:
            checker = await self.bench.checker()
            await _Streamed(self.bench, Stream(checker, on, lean=lean))(scope, receive, send)
            return
        if kind not in _NAMES and kind != document.FILED:
            raise Problem("media-type", taken=[*_NAMES, document.LINES, document.FILED])
        data = await bodies.whole(receive, headers.get(b"content-length"), self._held, arrived=bodies.ARRIVED in scope)
        try:
            answer = await self._document(data, kind, on, lean=lean)
        finally:
            self._held.give(len(data))
        length = str(len(answer)).encode()
        head = [(b"content-type", _JSON), (b"content-length", length)]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": answer})

    async def _document(self, data: bytes, kind: str, on: date | None, *, lean: bool) -> bytes:
        name, text, dossier = _NAMES.get(kind, ""), data, None
        if kind == document.FILED:
            name, text, dossier = _filed(data)
        work = Document(await self.bench.checker(), text, name, dossier, on, lean=lean)
        await self.bench.run(work.steps(), at_once=len(data) <= limits.SMALL)
        if (why := work.refused()) is not None:
            raise Problem("unreadable", note=why.code, where=why.where, reason={"zh": why.zh, "en": why.en})
        return work.answer()

    # --- telling ---------------------------------------------------------------------------------------------------

    async def requirements(self, request: Request) -> Response:
        """What is needed for a product and a destination."""
        from supplycheck.declaration import SUBTYPES
        from supplycheck.facts.destinations import known
        from supplycheck.requirements import checklist

        product, to = _one_of(request, "product", SUBTYPES), _one_of(request, "to", known())
        on = _day(request, "on") or self._current.today
        if product is None or to is None:
            raise Problem("parameter", parameter="product" if product is None else "to")
        return _json(await self.bench.do(lambda: _text(checklist(product, to, on).to_dict())))

    async def rule(self, request: Request) -> Response:
        """A rule."""
        from supplycheck.web.api import answers

        found = answers.rule(request.path_params["code"])
        if found is None:
            raise Problem("no-such-rule")
        return _json(_text(answers.plain(found)))

    async def registries(self, request: Request) -> Response:
        """Registries and their snapshots."""
        from supplycheck.web.api import answers

        on = _day(request, "on") or self._current.today
        await self.bench.checker()
        found = self._current.snapshots
        return _json(await self.bench.do(lambda: _text(answers.plain(answers.registries(found, on)))))

    async def openapi(self, request: Request) -> Response:
        """The document."""
        if not self._documented:
            self._documented = await self.bench.do(lambda: _text(document.openapi(guarded=self._guarded)))
        return _json(self._documented)

    async def health(self, request: Request) -> Response:
        """Whether it is ready, and with which lists."""
        from supplycheck.facts.digest import version
        from supplycheck.web.api import answers

        ready = self._current.ready
        tool = f"supplycheck {__version__}{loaded.signature}"
        snapshots = answers.newest(self._current.snapshots)
        told = answers.HealthAnswer(True, ready, tool, version() if ready else None, snapshots)
        return _json(_text(answers.plain(told)), 200 if ready else 503)

    async def live(self, request: Request) -> Response:
        """Whether it lives."""
        return _json(b'{"live": true}')

    def close(self) -> None:
        """Ends its thread."""
        self.bench.close()


class _Streamed:
    """An answer to JSON lines: begun with the first report, continued as lines come in."""

    def __init__(self, bench: Bench, work: Stream) -> None:
        self._bench = bench
        self._work = work

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False
        async for line in bodies.lines(receive):
            await self._bench.run(self._work.steps(line), at_once=line is None or len(line) <= limits.SMALL)
            if self._work.out:
                if not begun:
                    await send({"type": "http.response.start", "status": 200, "headers": _LINES_HEAD})
                    begun = True
                await send({"type": "http.response.body", "body": self._work.out, "more_body": True})
            await asyncio.sleep(0)  # others get their turn between two lines
        if not begun:
            raise Problem("unreadable", note="empty", where="", reason={"zh": "没有内容", "en": "there is no line"})
        await send({"type": "http.response.body", "body": b""})


class _Route(NamedTuple):
    """What the log names of a route."""

    path: str


_CHECK = _Route("/v1/check")
_JSON = document.JSON.encode()
_LINES_HEAD = [(b"content-type", document.LINES.encode()), (b"x-accel-buffering", b"no")]


def _filed(data: bytes) -> tuple[str, bytes, bytes | None]:
    """Name, text and dossier of a message or table that was sent with its dossier.

    The dossier is taken as it was written: read and written again it would lose keys that stand there twice, and how
    numbers were spelt.

    Raises:
        Problem: it is no such thing.
    """
    try:
        told, spelt = _members(data.decode("utf-8"))
    except (ValueError, RecursionError):
        raise _not_filed("this is no JSON object in UTF-8", "不是 UTF-8 的 JSON 对象") from None
    if ("xml" in told) is ("csv" in told) or told.keys() - {"xml", "csv", "dossier"}:
        raise _not_filed(
            "wanted is an object with `xml` or `csv`, and `dossier`", "应为含 xml 或 csv 及 dossier 的对象"
        )
    kind = "xml" if "xml" in told else "csv"
    if not isinstance(told[kind], str) or not isinstance(told.get("dossier", {}), dict):
        raise _not_filed(f"`{kind}` is a text, `dossier` an object", f"{kind} 应为文本，dossier 应为对象")
    name = _NAMES[document.XML if kind == "xml" else document.CSV]
    dossier = spelt["dossier"].encode() if "dossier" in spelt else None
    return name, told[kind].encode("utf-8", "surrogatepass"), dossier


def _not_filed(en: str, zh: str) -> Problem:
    return Problem("unreadable", note="filed", where="", reason={"zh": zh, "en": en})


def _members(text: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The members of a JSON object, and how the value of each is spelt. Raises ValueError for anything else."""
    read = json.JSONDecoder().raw_decode
    told: dict[str, Any] = {}
    spelt: dict[str, str] = {}

    def after(sign: str, place: int) -> int:
        """The place behind a sign and the white space around it."""
        place = _BLANK.match(text, place).end()  # type: ignore[union-attr]  # it matches anywhere
        if not text.startswith(sign, place):
            raise ValueError(sign)
        return _BLANK.match(text, place + len(sign)).end()  # type: ignore[union-attr]

    place = after("{", 0)
    while True:
        name, end = read(text, place)
        begin = after(":", end)
        value, end = read(text, begin)
        if not isinstance(name, str) or name in told:
            raise ValueError(name)
        told[name], spelt[name] = value, text[begin:end]
        place = _BLANK.match(text, end).end()  # type: ignore[union-attr]
        if text.startswith("}", place):
            after("}", place)
            if text[place + 1 :].strip():
                raise ValueError("something follows")
            return told, spelt
        place = after(",", place)


_BLANK = re.compile(r"[ \t\r\n]*")
_DAY = re.compile(r"(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}")


def _one_of(request: Request, name: str, allowed: Any) -> str | None:
    """A parameter; None where it is not given.

    Raises:
        Problem: it is given twice, or is not one of those.
    """
    given = request.query_params.getlist(name)
    if not given:
        return None
    if len(given) > 1 or given[0] not in allowed:
        raise Problem("parameter", parameter=name)
    return given[0]


def _day(request: Request, name: str) -> date | None:
    """A parameter that is a day, as 2020-05-06; None where it is not given.

    Raises:
        Problem: it is no day.
    """
    given = request.query_params.getlist(name)
    if not given:
        return None
    try:
        if len(given) > 1 or not _DAY.fullmatch(given[0]):
            raise ValueError
        return date.fromisoformat(given[0])
    except ValueError:
        raise Problem("parameter", parameter=name) from None


def _text(told: Any) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "backslashreplace")


def _json(content: bytes, status: int = 200) -> Response:
    from starlette.responses import Response

    return Response(content, status, media_type=document.JSON)


def gated(interface: Interface, *, hosts: frozenset[str] | None, token: str | None) -> Gate:
    """The interface behind its gate, for a server to run."""
    from starlette.routing import Route, Router

    gets: dict[str, Callable[[Any], Any]] = {
        "/v1/requirements": interface.requirements,
        "/v1/rules/{code}": interface.rule,
        "/v1/registries": interface.registries,
        document.PATH: interface.openapi,
        "/health": interface.health,
        "/health/live": interface.live,
    }
    router = Router([Route(path, handle) for path, handle in gets.items()], redirect_slashes=False)

    async def routed(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == _CHECK.path:  # nearly all that comes: it is spared what the router does, and its objects
            scope["route"] = _CHECK
            if scope["method"] != "POST":
                raise Problem("method", headers={"allow": "POST"})
            await interface.check(scope, receive, send)
            return
        scope["app"] = router  # so that it raises what it cannot route
        await router(scope, receive, send)

    return Gate(cast(Application, routed), hosts=hosts, token=token)
