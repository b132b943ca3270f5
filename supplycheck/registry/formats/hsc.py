"""The EU list of rapid antigen tests, in its two shapes.

* Value set of the EU Digital COVID Certificate: `valueSetValues` maps a device id to `{"display": "Maker, Device",
  "active": …, "version": …}` (https://github.com/ehn-dcc-development/eu-dcc-valuesets).
* Device list of the JRC database: objects with `id_device`, `commercial_name`, `manufacturer {name, country}` and
  `hsc_list_history`, bare or under `deviceList` (https://covid-19-diagnostics.jrc.ec.europa.eu/).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from supplycheck.errors import RegistryUnavailable
from supplycheck.registry.days import read_day
from supplycheck.registry.definition import Definition
from supplycheck.registry.formats import records
from supplycheck.registry.formats.rows import Damage, Row, clean, identified, unidentified

_LISTS = ("deviceList", "devices", "results")
_LEGAL_FORM = re.compile(
    r"(?:co\.?|ltd|limited|inc|incorporated|corp|corporation|llc|l\.l\.c|gmbh|ag|s\.?a|s\.?r\.?l|s\.?p\.?a|b\.?v|oy|ab|plc|pty|kft|"
    r"a\.?s|s\.?l|k\.?k)\.?(?: ltd\.?| limited)?",
    re.IGNORECASE,
)


def read(definition: Definition, file: BinaryIO, damage: Damage) -> Iterator[Row]:
    """The rows of a value set or device list; see `formats.parse`."""
    content = records.content(definition, file)
    for place, row in _rows(definition, content):
        row = {name: text for name, value in row.items() if (text := clean(value))}
        if identified(definition, row):
            yield row
        else:
            damage.note(unidentified(definition, place))


def _rows(definition: Definition, content: Any) -> Iterator[tuple[str, Row]]:
    if isinstance(content, dict) and isinstance(content.get("valueSetValues"), dict):
        for number, value in content["valueSetValues"].items():
            yield str(number), _from_value_set(number, value)
        return
    devices = content if isinstance(content, list) else None
    if isinstance(content, dict):
        devices = next((content[key] for key in _LISTS if isinstance(content.get(key), list)), None)
    if devices is None:
        raise RegistryUnavailable(definition.name, "the file is neither a value set nor a list of devices")
    for place, device in enumerate(devices, start=1):
        yield f"device {place}", _from_device(device)


def _from_value_set(number: str, value: Any) -> dict[str, str]:
    display = value.get("display") if isinstance(value, dict) else None
    if not isinstance(display, str):
        return {}
    maker, device = _maker_and_device(display)
    active, version = value.get("active"), value.get("version")
    return {
        "number": number,
        "holder": maker,
        "product": device,
        "status": "inactive" if active is False else "active",
        "listed_on": _day(version),
    }


def _from_device(device: Any) -> dict[str, str]:
    if not isinstance(device, dict):
        return {}
    maker = device.get("manufacturer")
    if not isinstance(maker, dict):
        maker = {"name": maker}
    history = device.get("hsc_list_history")
    listed = [
        _day(entry.get("list_date"))
        for entry in (history if isinstance(history, list) else [])
        if isinstance(entry, dict) and entry.get("in_common_list") is not False
    ]
    return {
        "number": _text(device.get("id_device")),
        "holder": _text(maker.get("name")),
        "product": _text(device.get("commercial_name")),
        "country": _text(maker.get("country")),
        "status": "inactive" if device.get("hsc_common_list") is False else "active",
        "listed_on": min((day for day in listed if day), default=""),
    }


def _maker_and_device(display: str) -> tuple[str, str]:
    """Both parts of "Maker, Device"; the commas of a legal form ("Co., Ltd, …") belong to the maker.

    >>> _maker_and_device("Shili Biotech Co., Ltd, Shili Antigen Test, nasal")
    ('Shili Biotech Co., Ltd', 'Shili Antigen Test, nasal')
    """
    commas = [match.span() for match in re.finditer(r",\s*", display)]
    ends = [start for start, _ in commas[1:]] + [len(display)]
    for (start, end), following in zip(commas, ends, strict=False):
        if not _LEGAL_FORM.fullmatch(display[end:following].strip()):
            return display[:start], display[end:]
    return "", display


def _day(value: Any) -> str:
    day = read_day(value) if isinstance(value, str) else None
    return day.isoformat() if day is not None else ""


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""
