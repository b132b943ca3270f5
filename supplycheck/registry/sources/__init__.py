"""Where lists are fetched from, and asked for one entry: one module per interface that publishers offer.

    with Web(state=State(path)) as web:
        fetched = fetch(load("fda-510k"), web, folder, today)          # Fetched or Unchanged
        ask(load("fda-510k"), web, "number", "K200001", today)         # Listed, NotListed, Unfiltered or Unanswered

The table `[live]` of a definition names the module, the address and what is asked for. Other packages add modules under
the entry point `supplycheck.sources`; a module has two functions, `fetch` and `ask`, as `Source` describes them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar, cast
from urllib.parse import urlsplit

from supplycheck.errors import RegistryUnavailable, SourceUnavailable, UsageError
from supplycheck.registry.definition import Definition
from supplycheck.registry.sources.outcomes import (
    Fetched,
    Listed,
    LookUp,
    NotListed,
    Progress,
    Reason,
    Unanswered,
    Unchanged,
    Unfiltered,
)
from supplycheck.registry.sources.state import State

if TYPE_CHECKING:
    from supplycheck.registry.sources.web import Web

__all__ = [
    "Fetched",
    "Listed",
    "LookUp",
    "NotListed",
    "Progress",
    "Reason",
    "Source",
    "State",
    "Unanswered",
    "Unchanged",
    "Unfiltered",
    "ask",
    "fetch",
    "named",
    "names",
]

T = TypeVar("T")
GROUP = "supplycheck.sources"
_OWN = (
    "accessgudid",
    "artg",
    "eudamed_data_lake",
    "file_download",
    "jrc",
    "mdall",
    "nmpa_udid_feed",
    "openfda",
)


class Source(Protocol):
    """What a module of a source offers."""

    def fetch(
        self,
        definition: Definition,
        web: Web,
        folder: Path,
        today: date,
        *,
        only: Mapping[str, str] | None = None,
        progress: Progress | None = None,
    ) -> Fetched | Unchanged:
        """See `sources.fetch`; mirrors, and since when a source fails, are seen to there."""

    def ask(self, definition: Definition, web: Web, field: str, text: str, today: date) -> LookUp:
        """See `sources.ask`; raises SourceUnavailable instead of answering Unanswered."""


def fetch(
    definition: Definition,
    web: Web,
    folder: Path,
    today: date,
    *,
    only: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    mirror: str | None = None,
) -> Fetched | Unchanged:
    """The list, in a file in `folder` that `registry.formats.parse` reads.

    Tell `web.state.took(definition.name, fetched)` once it is in use, so that it is fetched again only when it changes.

    Args:
        folder: one caller at a time; what was cut off is gone on with there.
        today: the day the list stands for where its publisher names none.
        only: a smaller part, in the interface's own words; the file then does not hold the whole list.
        mirror: an address that is asked before those of the definition.

    Raises:
        SourceUnavailable: it cannot be had; no file is left, but what a later call can go on with.
        UsageError: the definition names no source, the source has no such part, or the file cannot be written.
        RegistryUnavailable: nothing speaks the interface that the definition names.
    """

    def once(at: Definition, source: Source) -> Fetched | Unchanged:
        return source.fetch(at, web, folder, today, only=only, progress=progress)

    return _at_any_address(definition, web, today, once, mirror)


def ask(definition: Definition, web: Web, field: str, text: str, today: date) -> LookUp | Unanswered:
    """One look-up by a field of ours, such as "number" or "holder".

    Every entry that comes back is compared with what was asked: numbers are equal, other texts contain what was asked.

    Raises:
        UsageError: the source cannot be asked for that field, or `text` has nothing to ask for.
        RegistryUnavailable: nothing speaks the interface that the definition names.
    """
    try:
        return _at_any_address(definition, web, today, lambda at, source: source.ask(at, web, field, text, today))
    except SourceUnavailable as error:
        return Unanswered(cast(Reason, error.code), error.address, error.reason, error.since, error.wait)


def named(name: str, source: str) -> Source:
    """The module that speaks an interface; raises RegistryUnavailable for the registry `name`."""
    if source in _OWN:
        return cast(Source, import_module(f"{__name__}.{source}"))
    for point in entry_points(group=GROUP, name=source):
        return cast(Source, point.load())
    raise RegistryUnavailable(name, f"nothing speaks {source!r}; known are {', '.join(names())}")


def names() -> list[str]:
    """The names of all interfaces that are spoken, sorted."""
    return sorted({*_OWN, *(point.name for point in entry_points(group=GROUP))})


def _at_any_address(
    definition: Definition, web: Web, today: date, once: Callable[[Definition, Source], T], mirror: str | None = None
) -> T:
    """What the first address gives that answers; the failure of the first one where none does."""
    live = definition.live
    if live is None:
        raise UsageError(f"{definition.name} is not fetched: its definition names no source; import a file")
    source = named(definition.name, live.source)
    addresses = (*((mirror,) if mirror is not None else ()), live.address, *live.mirrors)
    hosts = (*live.hosts, *(urlsplit(address).hostname or "" for address in addresses))
    failure: SourceUnavailable | None = None
    for address in addresses:
        # A key is between the user and the publisher: mirrors do not get it.
        key = live.key_variable if address == live.address else None
        at = definition._replace(live=live._replace(address=address, mirrors=(), hosts=hosts, key_variable=key))
        try:
            got = once(at, source)
        except SourceUnavailable as error:
            if error.code == "offline":
                raise
            failure = failure or error
        else:
            if not isinstance(got, Unfiltered):
                web.state.worked(definition.name)
            return got
    assert failure is not None
    failure.since = web.state.failed(definition.name, today)
    raise failure
