"""The routes. Each takes what was posted, has it checked, and answers with a page or a document; nothing stays here."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from copy import deepcopy
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from supplycheck.errors import SupplycheckError, UsageError
from supplycheck.report import Text
from supplycheck.web import desk, downloads, form, pages, texts, uploads
from supplycheck.web.current import Current
from supplycheck.web.desk import Desk, TooLate
from supplycheck.web.guard import Application, Guard, TooLarge
from supplycheck.web.limits import RECEIVE_SECONDS
from supplycheck.web.seal import BrokenSeal, Seal
from supplycheck.web.state import Entry, State, packed, unpacked
from supplycheck.web.uploads import Malformed, Posted, Refused

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

log = logging.getLogger(__name__)

_STAMP = b"a form of this session"
_LANG = "supplycheck-lang"


class Service:
    """The pages of one session.

    Args:
        current: hands out the checker.
        secret: what seals the state of the pages; processes that serve one session share it.
    """

    def __init__(self, current: Current, *, secret: bytes | None = None) -> None:
        secret = secret or secrets.token_bytes(32)
        self._states = Seal(secret, "state")
        self._stamps = Seal(secret, "stamp")
        self.desk = Desk(current)

    # --- what every route needs ------------------------------------------------------------------------------------

    async def _posted(self, request: Request) -> Posted:
        """What was posted, within the time a request may take to arrive."""
        try:
            return await asyncio.wait_for(uploads.read(request.headers, request.stream()), RECEIVE_SECONDS)
        except TimeoutError:
            raise TooLate("the request took too long to arrive") from None

    def _is_ours(self, posted: Posted) -> None:
        """Refuses a form that this session did not write."""
        if self._stamps.open(posted.fields.get("stamp", "")) != _STAMP:
            raise BrokenSeal

    def _state(self, posted: Posted) -> State:
        return unpacked(posted.fields.get("state", ""), self._states)

    @staticmethod
    def _which(posted: Posted, state: State, name: str = "which") -> int:
        """Which entry of a state is meant."""
        text = posted.fields.get(name, "").partition(".")[0]
        if not (text.isascii() and text.isdigit() and len(text) < 5 and int(text) < len(state.entries)):
            raise Malformed("no such declaration")
        return int(text)

    # --- pages -----------------------------------------------------------------------------------------------------

    async def start(self, request: Request) -> Response:
        """The first page, as it was left where a form was only to be shown again."""
        lang = _language(request)
        page = pages.Filling(lang, "start", {"dossier.complete": "yes"})
        if request.method == "POST":
            posted = await self._posted(request)
            self._is_ours(posted)
            lang = _language(request, posted)
            page = _filling(lang, "start", posted)
        return _page(request, pages.start(lang, self._stamp(), page), lang)

    def _stamp(self) -> str:
        return self._stamps.close(_STAMP)

    async def check(self, request: Request) -> Response:
        """Files in, result out."""
        posted = await self._posted(request)
        self._is_ours(posted)
        lang = _language(request, posted)
        try:
            pairs = uploads.paired(posted)
        except Refused as error:
            page = pages.Filling(
                lang, "start", {"dossier.complete": "yes"}, {"files": texts.TEXTS[error.code].of(lang)}
            )
            return _page(request, pages.start(lang, self._stamp(), page), lang, 422)

        def work(checker: Any) -> tuple[State, desk.Checked]:
            state = desk.received(pairs)
            return state, desk.checked(checker, state)

        state, checked = await self.desk.do(work)
        return self._result(request, lang, state, checked)

    async def fill(self, request: Request) -> Response:
        """The short form in, result out."""
        posted = await self._posted(request)
        self._is_ours(posted)
        lang = _language(request, posted)
        filled = form.filled(form.blank(), posted.fields)
        wrong = _wrong(filled, lang)
        declared = filled.declaration
        beside = declared.dossier.lines.get(1) if declared.dossier else None
        if not declared.destination and not declared.destination_as_filed:
            wrong["destination"] = texts.TEXTS["error.no_destination"].of(lang)
        if not declared.lines[0].name and not (beside and beside.subtype):
            wrong["dossier.lines.1.subtype"] = texts.TEXTS["error.no_goods"].of(lang)
        if wrong:
            page = _filling(lang, "start", posted, wrong)
            return _page(request, pages.start(lang, self._stamp(), page), lang, 422)
        return await self._checked(request, lang, State([Entry(declared)]))

    async def result(self, request: Request) -> Response:
        """The result again: in the other language, or back from a form."""
        posted = await self._posted(request)
        return await self._checked(request, _language(request, posted), self._state(posted))

    async def correct(self, request: Request) -> Response:
        """The form in which a declaration is corrected, as it was left where it is only to be shown again."""
        posted = await self._posted(request)
        lang = _language(request, posted)
        state = self._state(posted)
        which = self._which(posted, state)
        declaration = state.entries[which].declaration
        if declaration is None:
            raise Malformed("nothing to correct")
        if "editing" in posted.fields:
            page = _filling(lang, "correct", posted)
        else:
            page = pages.Filling(lang, "correct", form.values(declaration))
        report = await self.desk.do(lambda checker: checker.check(declaration))
        return _page(request, pages.correction(lang, posted.fields["state"], which, declaration, page, report), lang)

    async def recheck(self, request: Request) -> Response:
        """A corrected form in, result out, with what changed."""
        posted = await self._posted(request)
        lang = _language(request, posted)
        state = self._state(posted)
        which = self._which(posted, state)
        before = state.entries[which]
        if before.declaration is None:
            raise Malformed("nothing to correct")
        filled = form.filled(before.declaration, posted.fields)
        if wrong := _wrong(filled, lang):
            old = before.declaration
            report = await self.desk.do(lambda checker: checker.check(old))
            page = _filling(lang, "correct", posted, wrong)
            shown = pages.correction(lang, posted.fields["state"], which, old, page, report)
            return _page(request, shown, lang, 422)
        entries = list(state.entries)
        entries[which] = Entry(filled.declaration)
        return await self._checked(
            request, lang, State(entries, {which: deepcopy(before)}, state.headings, state.cut, state.late)
        )

    async def needs(self, request: Request) -> Response:
        """What would be needed, without any file."""
        lang = _language(request)
        asked = {name: request.query_params.get(name, "")[:40] for name in ("product", "to", "on")}
        wrong: pages.Errors = {}
        on = None
        try:
            on = pages.day(asked["on"])
        except ValueError:
            wrong["on"] = texts.TEXTS["error.day"].of(lang)
        if not asked["product"]:
            wrong["product"] = texts.TEXTS["error.no_product"].of(lang)
        if not asked["to"]:
            wrong["to"] = texts.TEXTS["error.no_destination"].of(lang)
        if not wrong:
            try:
                found = await self.desk.do(lambda checker: desk.needed(checker, asked["product"], asked["to"], on))
                return _page(request, pages.needs(lang, found.to_dict()), lang)
            except UsageError:
                wrong["to"] = texts.TEXTS["error.no_facts"].of(lang)
        page = pages.Filling(lang, "start", {**asked, "dossier.complete": "yes"}, wrong)
        return _page(request, pages.start(lang, self._stamp(), page), lang, 422)

    async def _checked(self, request: Request, lang: str, state: State) -> Response:
        checked = await self.desk.do(lambda checker: desk.checked(checker, state))
        return self._result(request, lang, state, checked)

    def _result(self, request: Request, lang: str, state: State, checked: desk.Checked) -> Response:
        if not checked.reports:
            return _page(request, pages.problem(lang, texts.TEXTS["cannot_read"].of(lang)), lang, 422)
        return _page(request, pages.result(lang, packed(state, self._states), state, checked), lang)

    # --- documents -------------------------------------------------------------------------------------------------

    async def report(self, request: Request) -> Response:
        """The report as a document."""
        posted = await self._posted(request)
        lang = _language(request, posted)
        state = self._state(posted)
        wanted = posted.fields.get("format", "")

        def work(checker: Any) -> downloads.Document:
            return downloads.report(desk.checked(checker, state).reports, wanted, lang)

        return await self._handed_out(request, lang, posted, work, "problem.missing")

    async def statement(self, request: Request) -> Response:
        """The statements of a declaration as a document."""
        posted = await self._posted(request)
        lang = _language(request, posted)
        state = self._state(posted)
        declaration = state.entries[self._which(posted, state, "statement")].declaration
        if declaration is None:
            raise Malformed("no declaration")
        wanted = posted.fields["statement"].partition(".")[2]

        def work(checker: Any) -> downloads.Document:
            return downloads.statement(declaration, checker.check(declaration), wanted, lang)

        return await self._handed_out(request, lang, posted, work, "problem.statement")

    async def _handed_out(
        self, request: Request, lang: str, posted: Posted, work: Callable[[Any], downloads.Document], why: str
    ) -> Response:
        from starlette.responses import Response

        try:
            document = await self.desk.do(work)
        except UsageError as error:
            said = f"{texts.TEXTS[why].of(lang)}{error}"
            return _page(request, pages.problem(lang, said, posted.fields["state"]), lang, 422)
        ascii_name = document.name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
        disposition = f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(document.name)}"
        return Response(document.data, media_type=document.kind, headers={"content-disposition": disposition})


# --- small things --------------------------------------------------------------------------------------------------


def _language(request: Request, posted: Posted | None = None) -> str:
    """The language that was switched to, now or before, else the one that the browser prefers."""
    told = (posted.fields.get("lang") if posted else None) or request.query_params.get("lang")
    if told in texts.LANGUAGES:
        request.state.switched = True
        return told
    before = request.cookies.get(_LANG)
    return before if before in texts.LANGUAGES else texts.accepted(request.headers.get("accept-language"))


def _page(request: Request, content: str, lang: str, status: int = 200) -> Response:
    from starlette.responses import HTMLResponse

    response = HTMLResponse(content, status, headers={"content-language": lang})
    if getattr(request.state, "switched", False):
        # only the word for the language, for as long as the browser is open
        response.set_cookie(_LANG, lang, path=f"{request.scope['root_path']}/", httponly=True, samesite="strict")
    return response


def _filling(lang: str, again: str, posted: Posted, wrong: pages.Errors | None = None) -> pages.Filling:
    """A form as it was posted."""
    kept = {name: text for name, text in posted.fields.items() if name not in ("state", "stamp")}
    values = {**form.typed(kept), **{n: t for n, t in kept.items() if n.endswith(f".{form.FOLLOWS}")}}
    return pages.Filling(lang, again, values, wrong or {}, frozenset(kept), kept.get("add", ""), typed=True)


def _wrong(filled: form.Filled, lang: str) -> pages.Errors:
    """What could not be read of a form, by field."""
    return {path: Text(note.zh, note.en).of(lang) for path, note in filled.wrong}


_STATUS: dict[type[SupplycheckError], tuple[int, str]] = {
    TooLarge: (413, "problem.too-large"),
    Malformed: (400, "problem.malformed"),
    BrokenSeal: (403, "problem.seal"),
    TooLate: (503, "problem.time"),
}


def application(service: Service, *, token: str, port: int, cookie: str | None = None) -> Application:
    """The service behind its guard, for a server to run."""
    from starlette.applications import Starlette
    from starlette.exceptions import HTTPException
    from starlette.responses import RedirectResponse, Response
    from starlette.routing import Mount, Route

    async def problem(request: Request, error: Exception) -> Response:
        lang = _language(request)
        status, key = next((found for kind, found in _STATUS.items() if isinstance(error, kind)), (500, ""))
        if not key:
            log.error("the page failed", exc_info=error)
        response = _page(request, pages.problem(lang, texts.TEXTS[key or "problem.internal"].of(lang)), lang, status)
        response.headers["connection"] = "close"  # what is still on its way is not read
        return response

    async def missing(request: Request, error: Exception) -> Response:
        if isinstance(error, HTTPException) and error.status_code == 405:
            return RedirectResponse("./", 303)  # a page was loaded again that only an answer to a form shows
        lang = _language(request)
        return _page(request, pages.problem(lang, texts.TEXTS["problem.none"].of(lang)), lang, 404)

    def asset(name: str, kind: str) -> Route:
        content = pages.asset(name)

        async def send(_: Request) -> Response:
            return Response(content, media_type=kind)

        return Route(f"/{name}", send)

    posts: dict[str, Callable[[Request], Awaitable[Response]]] = {
        "check": service.check,
        "fill": service.fill,
        "start": service.start,
        "result": service.result,
        "correct": service.correct,
        "recheck": service.recheck,
        "report": service.report,
        "statement": service.statement,
    }
    routes = [
        Route("/", service.start),
        Route("/needs", service.needs),
        asset("page.css", "text/css"),
        asset("page.js", "text/javascript"),
        *(Route(f"/{name}", handle, methods=["POST"]) for name, handle in posts.items()),
    ]
    handlers: Any = {**dict.fromkeys(_STATUS, problem), 404: missing, 405: missing, Exception: problem}
    app = Starlette(routes=[Mount(f"/{token}", routes=routes)], exception_handlers=handlers)
    return Guard(cast(Application, app), token=token, cookie=cookie or secrets.token_urlsafe(32), port=port)
