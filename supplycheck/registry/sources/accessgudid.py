"""AccessGUDID of the United States National Library of Medicine: one device by its identifier.

https://accessgudid.nlm.nih.gov/resources/developers: `devices/lookup.json?di=` answers `{"gudid": {"device": {…}}, …}`;
no such device is status 404. The columns of a definition name members of the answer, such as `gudid.device.companyName`
and `gudid.device.identifiers.identifier.deviceId`. The whole database comes as release files.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from supplycheck.errors import UsageError
from supplycheck.registry.definition import Definition
from supplycheck.registry.sources import checked
from supplycheck.registry.sources.addresses import with_query
from supplycheck.registry.sources.outcomes import Fetched, LookUp, NotListed, Progress, Unchanged
from supplycheck.registry.sources.web import Web, live_of

_NOT_FOUND = 404


def fetch(
    definition: Definition,
    web: Web,
    folder: Path,
    today: date,
    *,
    only: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Fetched | Unchanged:
    """It gives no list: raises UsageError."""
    raise UsageError(f"{definition.name}: AccessGUDID answers look-ups only; its release files hold the list")


def ask(definition: Definition, web: Web, field: str, text: str, today: date) -> LookUp:
    """One look-up; see `sources.ask`."""
    name, sent = checked.filter_of(definition, field, text)
    address = with_query(live_of(definition).address, {name: sent})
    reply, value = web.json(definition, address, statuses=(200, _NOT_FOUND))
    gudid = value.get("gudid") if isinstance(value, dict) else None
    if reply.status == _NOT_FOUND and _says_none(value):
        return NotListed(reply.address, today)
    device = gudid.get("device") if isinstance(gudid, dict) else None
    if reply.status == _NOT_FOUND or not isinstance(device, dict):
        web.fail(definition, "garbage", f"the answer (status {reply.status}) is not what AccessGUDID gives", address)
    return checked.answer(definition, web, (field, text), [value], address, today)


def _says_none(value: Any) -> bool:
    """Whether a body of status 404 is the interface's: one with an error and no device; a page of its server is none."""
    return isinstance(value, dict) and bool({"error", "errors"} & value.keys()) and "gudid" not in value
