"""Health Canada's Medical Devices Active Licence Listing: licences of classes II to IV.

https://health-products.canada.ca/api/documentation/mdall-documentation-en.html: `licence/`, `company/`, `device/` and
`deviceidentifier/` below one address (a definition may name any of them; else it is `licence/`) answer the whole of a table, or what a filter leaves of it; **a filter they do not know is passed over**.
Nothing found is `[]`; `device/?id=` answers one object. A licence names its holder by `company_id` only: the holder's
`company_name` and `country_cd` are put beside it here. Open Government Licence - Canada.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from supplycheck.registry.definition import Definition
from supplycheck.registry.sources import checked, lines
from supplycheck.registry.sources.addresses import with_query
from supplycheck.registry.sources.outcomes import Fetched, Listed, LookUp, Progress, Unchanged
from supplycheck.registry.sources.web import Web, live_of

_ALWAYS = {"type": "json", "lang": "en"}
_TABLES = ("licence", "company", "device", "deviceidentifier")
_OF_COMPANY = ("company_name", "country_cd", "region_cd", "city")
_MOST_HOLDERS = 20
_SHOWN_BY: dict[str, tuple[str, dict[str, str]]] = {
    "state": ("licence_status", {"active": "I", "archived": "O"}),
    "status": ("company_status", {}),
    "company_id": ("company_id", {}),
}
"""Per filter the member of an entry that shows whether it was heeded, with its words where those are others."""


def fetch(
    definition: Definition,
    web: Web,
    folder: Path,
    today: date,
    *,
    only: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Fetched | Unchanged:
    """A table with its licence holders' names; see `sources.fetch`."""
    live = live_of(definition)
    query = {**live.whole, **(only or {})}
    address = with_query(_table(live.address), {**query, **_ALWAYS})
    entries = _entries(definition, web, address)
    _must_be_filtered(definition, web, address, entries, query)
    if any("company_id" in entry and "company_name" not in entry for entry in entries):
        companies = _entries(definition, web, with_query(_companies(live.address), _ALWAYS))
        entries = _with_holders(entries, companies)
    path = lines.write(definition, web, folder, [(entries, len(entries))], address, progress)
    return Fetched(path, today, not only, web.shown_address(address))


def ask(definition: Definition, web: Web, field: str, text: str, today: date) -> LookUp:
    """One look-up; see `sources.ask`."""
    name, sent = checked.filter_of(definition, field, text)
    address = with_query(_table(live_of(definition).address), {name: sent, **_ALWAYS})
    entries = _entries(definition, web, address)
    found = checked.answer(definition, web, (field, text), entries, address, today)
    if not isinstance(found, Listed):
        return found
    holders = sorted({str(e["company_id"]) for e in entries if e.get("company_id") and "company_name" not in e})
    companies: list[dict[str, Any]] = []
    for holder in holders[:_MOST_HOLDERS]:
        of = with_query(_companies(live_of(definition).address), {"id": holder, **_ALWAYS})
        companies += [company for company in _entries(definition, web, of) if str(company.get("company_id")) == holder]
    return checked.answer(definition, web, (field, text), _with_holders(entries, companies), address, today)


def _table(address: str) -> str:
    """The table that a definition's address names, or that of the licences."""
    address = address.rstrip("/") + "/"
    return address if address.split("/")[-2] in _TABLES else address + "licence/"


def _companies(address: str) -> str:
    """The table of companies beside it."""
    return urljoin(_table(address), "../company/")


def _entries(definition: Definition, web: Web, address: str) -> list[dict[str, Any]]:
    """The objects of an answer; raises SourceUnavailable."""
    _, value = web.json(definition, address)
    entries = value if isinstance(value, list) else [value]
    if not all(isinstance(entry, dict) and _is_entry(entry) for entry in entries):
        web.fail(definition, "garbage", "the answer is not what MDALL gives", address)
    return entries


def _is_entry(entry: dict[str, Any]) -> bool:
    return "original_licence_no" in entry or "company_id" in entry


def _must_be_filtered(
    definition: Definition, web: Web, address: str, entries: Iterable[dict[str, Any]], query: Mapping[str, str]
) -> None:
    """Raises SourceUnavailable where an entry shows that a filter was passed over, or where nothing could show it."""
    for name, wanted in query.items():
        if name not in _SHOWN_BY:
            web.fail(definition, "unfiltered", f"whether MDALL heeds {name!r} cannot be seen", address)
        member, words = _SHOWN_BY[name]
        if any(str(entry.get(member)) != words.get(wanted, wanted) for entry in entries):
            web.fail(definition, "unfiltered", f"an entry has another {member} than was asked for", address)


def _with_holders(entries: Iterable[dict[str, Any]], companies: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The entries with what is known of their holders."""
    by_id = {str(company.get("company_id")): company for company in companies}
    return [
        {**{name: company[name] for name in _OF_COMPANY if name in company}, **entry}
        if (company := by_id.get(str(entry.get("company_id"))))
        else entry
        for entry in entries
    ]
