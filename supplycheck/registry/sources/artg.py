"""The Australian Register of Therapeutic Goods, by the search service of the Therapeutic Goods Administration.

`…/ARTGSearch/ARTGWebService.svc/JSON/ARTGValueSearch/?name=&…&pagestart=1&pageend=25` answers `{"RequestedPageStart",
"RequestedPageEnd", "TotalRecords", "Results": […]}`. Entries are counted from 1, both ends included. `JSON` is written in
capitals: otherwise, and for any other wrong address, it answers a page of HTML with status 200. It gives no day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from supplycheck.errors import UsageError
from supplycheck.registry.definition import Definition
from supplycheck.registry.sources import checked, lines
from supplycheck.registry.sources.addresses import with_query
from supplycheck.registry.sources.outcomes import Fetched, LookUp, Progress, Unchanged
from supplycheck.registry.sources.web import Web, live_of

_PAGE = 100
_FILTERS = ("name", "product", "sponsor", "manufacturer", "entrytype", "licenceid")
_SHOWN_BY = {"entrytype": ("EntryType",), "licenceid": ("LicenceId",), "sponsor": ("Sponsor", "Name")}
"""Per filter the member of an entry that shows whether it was heeded."""


class _Page(NamedTuple):
    results: list[Any]
    end: int
    total: int


def fetch(
    definition: Definition,
    web: Web,
    folder: Path,
    today: date,
    *,
    only: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Fetched | Unchanged:
    """The entries that the definition's filters, or `only`, ask for; see `sources.fetch`."""
    live = live_of(definition)
    query = {**live.whole, **(only or {})}
    if unknown := query.keys() - set(_FILTERS):
        raise UsageError(f"{definition.name}: the register has no filter {'、'.join(sorted(unknown))}")
    path = lines.write(definition, web, folder, _pages(definition, web, query), live.address, progress)
    return Fetched(path, today, not only, web.shown_address(live.address))


def ask(definition: Definition, web: Web, field: str, text: str, today: date) -> LookUp:
    """One look-up; see `sources.ask`."""
    name, sent = checked.filter_of(definition, field, text)
    kind = {key: value for key, value in live_of(definition).whole.items() if key == "entrytype"}
    query = {**kind, name: sent}
    page = _page(definition, web, query, 1)
    _must_be_filtered(definition, web, kind, page)
    address = _address(definition, query, 1)
    whole = len(page.results) == page.total
    return checked.answer(definition, web, (field, text), page.results, address, today, whole)


def _address(definition: Definition, query: Mapping[str, str], start: int) -> str:
    """The address of a page: the service wants every parameter, empty or not."""
    span = {"pagestart": str(start), "pageend": str(start + _PAGE - 1)}
    return with_query(live_of(definition).address, {**dict.fromkeys(_FILTERS, ""), **query, **span})


def _pages(definition: Definition, web: Web, query: Mapping[str, str]) -> Iterator[tuple[list[Any], int | None]]:
    start, total = 1, None
    while total is None or start <= total:
        page = _page(definition, web, query, start)
        if total not in (None, page.total):
            web.fail(definition, "truncated", "the list was changed while it was fetched")
        total = page.total
        _must_be_filtered(definition, web, query, page)
        yield page.results, total
        start = page.end + 1


def _page(definition: Definition, web: Web, query: Mapping[str, str], start: int) -> _Page:
    """One page, checked to hold what it says; raises SourceUnavailable."""
    address = _address(definition, query, start)
    _, value = web.json(definition, address)
    names = ("Results", "RequestedPageStart", "RequestedPageEnd", "TotalRecords")
    results, first, last, total = (value.get(name) if isinstance(value, dict) else None for name in names)
    if not isinstance(results, list) or type(first) is not int or type(last) is not int or type(total) is not int:
        web.fail(definition, "garbage", "the answer is not what the register gives", address)
    end = min(last, total)
    if first != start or len(results) != max(end - start + 1, 0) or (end < start and total >= start):
        web.fail(definition, "truncated", f"{len(results)} of {total} entries came, not those asked for", address)
    return _Page(results, max(end, start), total)


def _must_be_filtered(definition: Definition, web: Web, query: Mapping[str, str], page: _Page) -> None:
    for name, path in _SHOWN_BY.items():
        wanted = query.get(name, "").casefold()
        for value in page.results if wanted else ():
            for member in path:
                value = value.get(member) if isinstance(value, dict) else None
            if wanted not in str(value).casefold():
                web.fail(definition, "unfiltered", f"an entry has another {path[0]} than was asked for")
