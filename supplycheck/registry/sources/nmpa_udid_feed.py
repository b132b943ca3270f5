"""The releases of China's database of device identifiers, by the feed of the National Medical Products Administration.

`https://udi.nmpa.gov.cn/rss/download.html?files=full|monthly|weekly|daily` lists archives: `UDID_FULL_RELEASE_20260901.zip`,
`UDID_MONTH_UPDATE_202608.zip`, `UDID_WEEKLY_UPDATE_20260907_20260913.zip`, `UDID_DAY_UPDATE_20260915.zip`. The newest of
the kind that `whole.files` of the definition names, else the full one, is fetched; only a full one holds the whole list.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from supplycheck.errors import UsageError
from supplycheck.registry.definition import Definition
from supplycheck.registry.sources import content
from supplycheck.registry.sources.addresses import may_be_asked, with_query
from supplycheck.registry.sources.outcomes import Fetched, LookUp, Progress, Unchanged
from supplycheck.registry.sources.parts import version_of
from supplycheck.registry.sources.web import Web, live_of

_FULL = "full"
_NAMES = {
    _FULL: re.compile(r"UDID_FULL_RELEASE_([0-9]{8})\.zip"),
    "monthly": re.compile(r"UDID_MONTH_UPDATE_([0-9]{6})\.zip"),
    "weekly": re.compile(r"UDID_WEEKLY_UPDATE_[0-9]{8}_([0-9]{8})\.zip"),
    "daily": re.compile(r"UDID_DAY_UPDATE_([0-9]{8})\.zip"),
}
_ONLY_A_MONTH = 6


class _Release(NamedTuple):
    day: date
    name: str
    address: str


def fetch(
    definition: Definition,
    web: Web,
    folder: Path,
    today: date,
    *,
    only: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Fetched | Unchanged:
    """The newest release; see `sources.fetch`."""
    live = live_of(definition)
    query = {"files": _FULL, **live.whole, **(only or {})}
    kind = query["files"]
    if kind not in _NAMES:
        raise UsageError(f"{definition.name}: there are releases {'、'.join(_NAMES)}, none is {kind!r}")
    feed = with_query(live.address, query)
    reply = web.read(definition, feed, headers={"Accept": "application/rss+xml, application/xml, */*"})
    newest = max(_releases(definition, web, feed, reply.body, kind), default=None)
    if newest is None:
        web.fail(definition, "empty", f"the feed lists no {kind} release", feed)
    shown = web.shown_address(newest.address)
    got = web.download(
        definition,
        newest.address,
        folder / newest.name,
        version=web.state.version(definition.name, shown),
        progress=progress,
    )
    if got is None:
        return Unchanged(shown, web.state.taken_on(definition.name))
    content.must_be_list(definition, web, got.path, newest.address)
    return Fetched(got.path, newest.day, kind == _FULL, shown, **version_of(got.headers))


def ask(definition: Definition, web: Web, field: str, text: str, today: date) -> LookUp:
    """Releases answer no look-ups: raises UsageError."""
    raise UsageError(f"{definition.name}: its source gives releases, which are fetched and not asked")


def _releases(definition: Definition, web: Web, feed: str, body: bytes, kind: str) -> Iterator[_Release]:
    """The releases of a kind that may be fetched: those on machines that the definition names, over TLS."""
    for title, link in _items(definition, web, feed, body):
        match = _NAMES[kind].fullmatch(title)
        day = _day(match[1]) if match else None
        if day is None:
            continue
        if not may_be_asked(live_of(definition), link):
            web.fail(
                definition, "redirect-refused", "a release is on a machine that the definition does not name", link
            )
        yield _Release(day, title, link)


def _items(definition: Definition, web: Web, feed: str, body: bytes) -> list[tuple[str, str]]:
    """Title and link of all that a feed lists; raises SourceUnavailable where it is none."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(body, parser)
        information: Any = root.getroottree().docinfo
    except (etree.XMLSyntaxError, ValueError):
        root = information = None
    if root is None or root.tag != "rss" or information.doctype:
        web.fail(definition, "garbage", "the answer is no feed", feed)
    return [
        ((item.findtext("title") or "").strip(), (item.findtext("link") or "").strip()) for item in root.iter("item")
    ]


def _day(digits: str) -> date | None:
    """The day in a name; of a month it is the last."""
    year, month = int(digits[:4]), int(digits[4:6])
    try:
        last = calendar.monthrange(year, month)[1] if len(digits) == _ONLY_A_MONTH else int(digits[6:])
        return date(year, month, last)
    except ValueError:
        return None
