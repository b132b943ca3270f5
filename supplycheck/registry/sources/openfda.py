"""openFDA, the interface of the United States Food and Drug Administration: 510(k), registration, recalls, identifiers.

https://open.fda.gov/apis/: `search=field:"phrase"`, at most 1,000 results a page; further pages by the address in the
`Link` header; `{"meta": {"last_updated", "results": {"skip", "limit", "total"}}, "results": […]}`. Nothing found is status
404 with the code NOT_FOUND. Pages are in the order of an internal number, so that none is skipped or doubled. A key raises the number of requests a day from 1,000 to 120,000; it is sent as the user name
of basic authentication. openFDA's results are CC0.
"""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote_plus

from supplycheck.errors import UsageError
from supplycheck.registry.days import read_day
from supplycheck.registry.definition import Definition
from supplycheck.registry.sources import checked, lines
from supplycheck.registry.sources.outcomes import Fetched, LookUp, Progress, Unchanged
from supplycheck.registry.sources.web import Reply, Web, live_of

_PAGE = 1000
_MOST_SKIPPED = 25_000
_NOT_FOUND, _FORBIDDEN = 404, 403
_KEY_CODES = ("API_KEY_INVALID", "API_KEY_MISSING", "API_KEY_DISABLED", "API_KEY_UNAUTHORIZED")
_NOTHING = ("No matches found!", "Nothing to count")
_REFUSED = re.compile(r"[^0-9A-Za-z.,'/_-]+")
_TERMS = re.compile(r"([\w.]+):(?:\(([\w\" ]+)\)|\"?([\w]+)\"?)")


class _Page(NamedTuple):
    results: list[Any]
    total: int
    updated: str
    next: str | None


def fetch(
    definition: Definition,
    web: Web,
    folder: Path,
    today: date,
    *,
    only: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Fetched | Unchanged:
    """The list, or the part of it that the definition or `only` searches for; see `sources.fetch`."""
    live = live_of(definition)
    query = {**live.whole, **(only or {})}
    address = _address(live.address, {**query, "limit": str(_PAGE)})
    updated: list[str] = []
    pages = _pages(definition, web, address, query.get("search", ""), updated)
    path = lines.write(definition, web, folder, pages, address, progress)
    return Fetched(path, _day(updated[0], today), not only, web.shown_address(address))


def ask(definition: Definition, web: Web, field: str, text: str, today: date) -> LookUp:
    """One look-up; see `sources.ask`."""
    name, sent = checked.filter_of(definition, field, text)
    search = f'{name}:"{_phrase(definition, sent)}"'
    address = _address(live_of(definition).address, {"search": search, "limit": str(_PAGE)})
    page = _page(definition, web, address)
    _must_have(definition, web, address, page, min(page.total, _PAGE))
    if not page.results:
        _must_have_field(definition, web, name)
    as_of = _day(page.updated, today)
    whole = len(page.results) == page.total
    return checked.answer(definition, web, (field, text), page.results, address, as_of, whole)


def _phrase(definition: Definition, text: str) -> str:
    """A text as openFDA takes it: its words are compared, signs are not, and it refuses most of them.

    Raises:
        UsageError: it has letters that openFDA refuses; without them it would be another text.
    """
    folded = unicodedata.normalize("NFKC", text)
    if strange := "".join(c for c in folded if c.isalnum() and not c.isascii()):
        raise UsageError(
            f"{definition.name}: openFDA can be asked in unaccented Latin letters only, not for {strange!r}"
        )
    phrase = " ".join(_REFUSED.sub(" ", folded).split())
    if not phrase:
        raise UsageError(f"{definition.name}: there is nothing to ask for in {text!r}")
    return phrase


def _address(base: str, query: Mapping[str, str]) -> str:
    """An address with its query spelt as openFDA reads it: words are joined by "+", which must not be escaped."""
    spelt = (f"{name}={quote_plus(value.replace('+', ' '), safe='():[]*.,')}" for name, value in query.items())
    return base + "?" + "&".join(spelt)


def _pages(
    definition: Definition, web: Web, address: str, search: str, updated: list[str]
) -> Iterator[tuple[list[Any], int | None]]:
    """The pages of a search, checked to be all of it. `updated` gets the publisher's day."""
    first = page = _page(definition, web, address)
    updated.append(first.updated)
    count = 0
    here = address
    while True:
        count += len(page.results)
        _must_have(definition, web, here, page, min(_PAGE, first.total - count + len(page.results)))
        if (page.total, page.updated) != (first.total, first.updated):
            web.fail(definition, "truncated", "the list was changed while it was fetched", here)
        _must_be_searched(definition, web, here, page, search)
        yield page.results, first.total
        if count >= first.total:
            return
        here = _next(definition, web, here, address, page, count)
        page = _page(definition, web, here)


def _next(definition: Definition, web: Web, here: str, address: str, page: _Page, count: int) -> str:
    """The address of the next page. Without a link pages are counted, which openFDA allows up to 25,000."""
    if page.next is not None and page.next != here:
        return page.next
    if page.next is not None or "search_after=" in here or count > _MOST_SKIPPED:
        web.fail(definition, "truncated", f"there are {page.total} results, and no way leads on from {count}", here)
    return f"{address}&skip={count}"


def _page(definition: Definition, web: Web, address: str) -> _Page:
    """One page; raises SourceUnavailable."""
    key = web.key(definition)
    headers = {"Authorization": "Basic " + base64.b64encode(f"{key}:".encode()).decode()} if key else {}
    reply, value = web.json(definition, address, headers=headers, statuses=(200, _NOT_FOUND, _FORBIDDEN))
    if reply.status != 200:
        return _nothing(definition, web, address, reply, value)
    try:
        meta, results = value["meta"], value["results"]
        total, updated = meta["results"]["total"], meta.get("last_updated", "")
    except (KeyError, TypeError, AttributeError):
        total = results = updated = None
    if not isinstance(results, list) or type(total) is not int or not isinstance(updated, str):
        web.fail(definition, "garbage", "the answer is not what openFDA gives", address)
    return _Page(results, total, updated, _link(reply.headers))


def _nothing(definition: Definition, web: Web, address: str, reply: Reply, value: Any) -> _Page:
    """An empty page where openFDA says that nothing was found; raises SourceUnavailable for any other refusal."""
    error = value.get("error") if isinstance(value, dict) else None
    error = error if isinstance(error, dict) else {}
    code = error.get("code")
    # The gateway before openFDA has the same code for an address that does not exist.
    if reply.status == _NOT_FOUND and code == "NOT_FOUND" and error.get("message") in _NOTHING:
        return _Page([], 0, "", None)
    if code in _KEY_CODES:
        web.fail(definition, "key-refused", f"openFDA does not take the key: {code}", address)
    web.fail(definition, "client-error", f"status {reply.status}", address)


def _must_have(definition: Definition, web: Web, address: str, page: _Page, wanted: int) -> None:
    if len(page.results) != wanted:
        web.fail(definition, "truncated", f"{len(page.results)} results came, where {wanted} should", address)


def _must_have_field(definition: Definition, web: Web, name: str) -> None:
    """Raises SourceUnavailable where no entry has a field: openFDA finds nothing, too, by fields that do not exist."""
    address = _address(live_of(definition).address, {"search": f"_exists_:{name}", "limit": "1"})
    if address not in web.proved:
        if not _page(definition, web, address).results:
            web.fail(definition, "unfiltered", f"openFDA has no entry with a {name!r}", address)
        web.proved.add(address)


def _must_be_searched(definition: Definition, web: Web, address: str, page: _Page, search: str) -> None:
    """Where a search is plain (`field:(A OR B)`), each result has one of the words in that field."""
    plain = _TERMS.fullmatch(search.replace("+", " ").strip())
    if plain is None:
        return
    name, several, one = plain.groups()
    terms = {word.strip('"').upper() for word in (several or one).split() if word != "OR"}
    if "AND" in terms or "NOT" in terms:
        return
    for result in page.results:
        texts = _values(result, name.removesuffix(".exact").split("."))
        if terms.isdisjoint(word for text in texts for word in re.findall(r"\w+", text.upper())):
            web.fail(definition, "unfiltered", f"a result is none of those searched for by {name}", address)


def _values(value: Any, path: list[str]) -> Iterator[str]:
    """The texts at a dotted name, in any of the lists on the way."""
    if isinstance(value, list):
        for item in value:
            yield from _values(item, path)
    elif path:
        if isinstance(value, dict):
            yield from _values(value.get(path[0]), path[1:])
    elif isinstance(value, str):
        yield value


def _link(headers: Mapping[str, str]) -> str | None:
    from requests.utils import parse_header_links

    links = parse_header_links(headers.get("Link", ""))
    return next((link["url"] for link in links if link.get("rel") == "next"), None)


def _day(updated: str, today: date) -> date:
    return read_day(updated) or today
