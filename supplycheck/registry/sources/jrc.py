"""The EU's common list of rapid antigen tests, by the database of the Joint Research Centre.

`…/devices/hsc-common-recognition-rat` answers `{"extracted_on": "2021-05-10 12:00:00 CET", "deviceList": […]}`: all of it,
without filters. It is small enough that a look-up reads it whole.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from supplycheck.errors import RegistryUnavailable, UsageError
from supplycheck.registry.days import read_day
from supplycheck.registry.definition import Definition
from supplycheck.registry.formats import parse
from supplycheck.registry.formats.rows import Row
from supplycheck.registry.sources import checked
from supplycheck.registry.sources.outcomes import Fetched, Listed, LookUp, NotListed, Progress, Unchanged
from supplycheck.registry.sources.web import Reply, Web, live_of


def fetch(
    definition: Definition,
    web: Web,
    folder: Path,
    today: date,
    *,
    only: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Fetched | Unchanged:
    """The list as it is; see `sources.fetch`."""
    if only:
        raise UsageError(f"{definition.name}: the database gives the whole list only")
    reply, as_of, rows = _list(definition, web, today)
    path = folder / f"{definition.name}.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(reply.body)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error
    if progress is not None:
        progress(len(rows), len(rows))
    return Fetched(path, as_of, True, reply.address)


def ask(definition: Definition, web: Web, field: str, text: str, today: date) -> LookUp:
    """The entries of the list that have a text in a field; see `sources.ask`."""
    checked.filter_of(definition, field, text)
    reply, as_of, rows = _list(definition, web, today)
    found = tuple(row for row in rows if checked.fits(definition, field, text, row))
    return Listed(found, reply.address, as_of) if found else NotListed(reply.address, as_of)


def _list(definition: Definition, web: Web, today: date) -> tuple[Reply, date, list[Row]]:
    """The answer, the day it stands for, and its rows; raises SourceUnavailable."""
    address = live_of(definition).address
    reply, value = web.json(definition, address)
    devices = value.get("deviceList") if isinstance(value, dict) else None
    if not isinstance(devices, list):
        web.fail(definition, "garbage", "the answer is not what the database gives", address)
    if not devices:
        web.fail(definition, "empty", "there is nothing where the list should be", address)
    extracted = value.get("extracted_on")
    as_of = read_day(extracted) if isinstance(extracted, str) else None
    try:
        parsed = parse(definition, io.BytesIO(json.dumps(devices).encode()))
        rows = list(parsed.rows)
        damaged = parsed.damage.count
    except RegistryUnavailable:
        damaged = len(devices)
    if damaged:
        web.fail(definition, "garbage", f"{damaged} entries of the list cannot be read", address)
    return reply, as_of or today, rows
