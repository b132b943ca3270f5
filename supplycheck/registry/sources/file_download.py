"""One file that a publisher keeps at an address: tables, exports and release archives.

It is asked for only if it has changed since it was last taken, and gone on with where fetching was cut off. Where `whole`
of a definition names parameters, they are put behind the address.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from supplycheck.errors import UsageError
from supplycheck.registry.definition import Definition
from supplycheck.registry.sources import content
from supplycheck.registry.sources.addresses import with_query
from supplycheck.registry.sources.outcomes import Fetched, LookUp, Progress, Unchanged
from supplycheck.registry.sources.parts import version_of
from supplycheck.registry.sources.web import Web, live_of


def fetch(
    definition: Definition,
    web: Web,
    folder: Path,
    today: date,
    *,
    only: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Fetched | Unchanged:
    """The file as it is; see `sources.fetch`."""
    live = live_of(definition)
    address = with_query(live.address, {**live.whole, **(only or {})})
    shown = web.shown_address(address)
    target = folder / f"{definition.name}{content.suffix_of(definition, live.address)}"
    version = web.state.version(definition.name, shown)
    got = web.download(definition, address, target, version=version, progress=progress)
    if got is None:
        return Unchanged(shown, web.state.taken_on(definition.name))
    path = content.with_own_suffix(got.path)
    content.must_be_list(definition, web, path, address)
    as_of = content.day_of(got.headers, got.address, today)
    # An archive has its table at its end: one that can be opened is all there.
    whole = not only and (got.delimited or path.suffix == ".zip")
    return Fetched(path, as_of, whole, shown, **version_of(got.headers))


def ask(definition: Definition, web: Web, field: str, text: str, today: date) -> LookUp:
    """A file answers no look-ups: raises UsageError."""
    raise UsageError(f"{definition.name}: its source is a file, which is fetched and not asked")
