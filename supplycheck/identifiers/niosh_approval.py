"""NIOSH approval of a non-powered particulate respirator under 42 CFR 84: TC-84A- and four or five digits.

A letter may follow the digits. Other schedules (powered respirators TC-21C, gas masks TC-14G …) are no approvals of a
filtering mask: ``component``. https://wwwn.cdc.gov/NIOSH-CEL/

>>> validate('TC-84A-4329'), format('tc84a4329')
('TC84A4329', 'TC-84A-4329')
>>> validate('TC-21C-4329')
Traceback (most recent call last):
    ...
supplycheck.errors.InvalidIdentifier: 'TC-21C-4329' is no valid niosh_approval: component
"""

from __future__ import annotations

import re

from supplycheck.errors import InvalidIdentifier
from supplycheck.identifiers._text import passes, squeeze

_KIND = "niosh_approval"
_SHAPE = re.compile(r"TC([0-9]{2}[A-Z])([0-9]+)([A-Z]?)")
_SCHEDULE = "84A"
_DIGITS = (4, 5)


def compact(text: str) -> str:
    """The bare number, without its hyphens."""
    return squeeze(text)


def validate(text: str) -> str:
    """The compact number; raises InvalidIdentifier (length, format, component: another schedule)."""
    number = compact(text)
    match = _SHAPE.fullmatch(number)
    if not match:
        raise InvalidIdentifier(_KIND, "format", text)
    if len(match[2]) not in _DIGITS:
        raise InvalidIdentifier(_KIND, "length", text)
    if match[1] != _SCHEDULE:
        raise InvalidIdentifier(_KIND, "component", text)
    return number


def is_valid(text: str) -> bool:
    """Whether the text has the form of an approval of a particulate respirator."""
    return passes(validate, text)


def format(text: str) -> str:
    """The number with its two hyphens."""
    number = compact(text)
    match = _SHAPE.fullmatch(number)
    return f"TC-{match[1]}-{match[2]}{match[3]}" if match else number
