"""The public data lake of EUDAMED, the European Commission's database of devices and of who places them on the market.

`…/eudamed/{actors|udi|reference}?format=json&api-version=v1.0` answers `{"value": […], "nextLink": "…"}`, 1,000 entries a
page; a parameter it does not know is status 400. It says neither how many entries there are nor what day they stand for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from supplycheck.registry.definition import Definition
from supplycheck.registry.sources import checked, lines
from supplycheck.registry.sources.addresses import may_be_asked
from supplycheck.registry.sources.outcomes import Fetched, Listed, LookUp, Progress, Unchanged
from supplycheck.registry.sources.web import Web, live_of

_ALWAYS = {"format": "json", "api-version": "v1.0"}
_PAGE = 1000
_MOST_PAGES = 20
_BAD_REQUEST = 400


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
    address = _address(live.address, query)
    last: list[int] = []
    pages = (
        (_filtered(definition, web, address, query, page), None) for page in _pages(definition, web, address, last)
    )
    path = lines.write(definition, web, folder, pages, address, progress)
    # A full page that ends the list may have lost its link: then nobody can say that this is all.
    return Fetched(path, today, not only and last[-1] < _PAGE, web.shown_address(address))


def ask(definition: Definition, web: Web, field: str, text: str, today: date) -> LookUp:
    """One look-up; see `sources.ask`."""
    name, sent = checked.filter_of(definition, field, text)
    address = _address(live_of(definition).address, {name: sent})
    objects: list[Any] = []
    last: list[int] = []
    for number, page in enumerate(_pages(definition, web, address, last), start=1):
        objects += page
        found = checked.answer(definition, web, (field, text), page, address, today)
        if number == _MOST_PAGES or not isinstance(found, Listed):
            break
    whole = bool(last) and last[-1] < _PAGE
    return checked.answer(definition, web, (field, text), objects, address, today, whole)


def _address(base: str, query: Mapping[str, str]) -> str:
    return base + "?" + urlencode({**query, **_ALWAYS}, quote_via=quote)


def _pages(definition: Definition, web: Web, address: str, last: list[int]) -> Iterator[list[Any]]:
    """The pages behind an address. When the last one has been given, `last` holds its size."""
    seen: set[str] = set()
    here: str | None = address
    while here is not None:
        seen.add(here)
        reply, value = web.json(definition, here, statuses=(200, _BAD_REQUEST))
        if reply.status == _BAD_REQUEST:
            web.fail(definition, "client-error", f"status {_BAD_REQUEST}: {_message(value)}", here)
        entries = value.get("value") if isinstance(value, dict) else None
        link = value.get("nextLink") if isinstance(value, dict) else None
        if not isinstance(entries, list) or not isinstance(link, str | None):
            web.fail(definition, "garbage", "the answer is not what the data lake gives", here)
        if link and (link in seen or not entries):
            web.fail(definition, "truncated", "its pages lead in a circle, or one is empty", here)
        if link and not may_be_asked(live_of(definition), link):
            web.fail(
                definition, "redirect-refused", "its next page is on a machine that the definition does not name", here
            )
        here = link or None
        if here is None:
            last.append(len(entries))
        yield entries


def _filtered(
    definition: Definition, web: Web, address: str, query: Mapping[str, str], entries: list[Any]
) -> list[Any]:
    """The entries, once each is seen to have what was asked for; codes may be numbers (-197 for "-197.0")."""
    for entry in entries:
        for name, wanted in query.items():
            value = entry.get(name) if isinstance(entry, dict) else None
            if value is not None and not _same(value, wanted):
                web.fail(definition, "unfiltered", f"an entry has another {name}", address)
    return entries


def _same(value: Any, wanted: str) -> bool:
    if isinstance(value, int | float):
        try:
            return float(wanted) == float(value)
        except ValueError:
            return False
    # A nomenclature code is asked for with a space before it, and stands for those below it.
    return str(value).strip().casefold().startswith(wanted.strip().casefold())


def _message(value: Any) -> str:
    error = value.get("error") if isinstance(value, dict) else None
    message = error.get("message") if isinstance(error, dict) else None
    return message[:200] if isinstance(message, str) else "it does not say why"
