"""AccessGUDID of the United States National Library of Medicine: one device by its identifier.

https://accessgudid.nlm.nih.gov/resources/developers: `devices/lookup.json?di=` answers `{"gudid": {"device": {…}}, …}`;
no such device is status 404, and so is an address that does not exist: a device that is there is asked for then. The columns of a definition name members of the answer, such as `gudid.device.companyName`
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
_EXAMPLE = "08717648200274"
"""The device by which AccessGUDID's own documentation explains the interface."""


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
    reply = web.read(definition, address, statuses=(200, _NOT_FOUND))
    if reply.status == _NOT_FOUND:
        _must_be_there(definition, web, with_query(live_of(definition).address, {name: _EXAMPLE}))
        return NotListed(reply.address, today)
    value = web.value(definition, reply)
    if _device(value) is None:
        web.fail(definition, "garbage", "the answer is not what AccessGUDID gives", address)
    return checked.answer(definition, web, (field, text), [value], address, today)


def _must_be_there(definition: Definition, web: Web, address: str) -> None:
    """Raises SourceUnavailable where a device that is known to be there is not."""
    reply = web.read(definition, address, statuses=(200, _NOT_FOUND))
    device = _device(web.value(definition, reply)) if reply.status != _NOT_FOUND else None
    if device is None or _EXAMPLE not in str(device.get("identifiers")):
        web.fail(
            definition, "garbage", "it does not find what it certainly has: nothing that it lacks is shown", address
        )


def _device(value: Any) -> dict[str, Any] | None:
    gudid = value.get("gudid") if isinstance(value, dict) else None
    device = gudid.get("device") if isinstance(gudid, dict) else None
    return device if isinstance(device, dict) else None
