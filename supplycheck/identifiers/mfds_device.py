"""의료기기 품목 번호: the item number of a medical device at the MFDS in Seoul, such as 수허 20-123 호.

체외 for in vitro diagnostics, where it is made (제 there, 수 imported), how it was let in (허 permitted, 인 certified,
신 notified), year (2), serial (up to 5). The hyphen between year and serial is left out of the compact form.
https://udiportal.mfds.go.kr

>>> validate('수허 20-123 호'), format('체외수허20123')
('수허20123', '체외 수허 20-123 호')
>>> is_imported('제인 21-680 호')
False
>>> validate('수허 20-')
Traceback (most recent call last):
    ...
supplycheck.errors.InvalidIdentifier: '수허 20-' is no valid mfds_device: length
"""

from __future__ import annotations

import re

from supplycheck.errors import InvalidIdentifier
from supplycheck.identifiers._text import bare, passes

_KIND = "mfds_device"
_SHAPE = re.compile(r"(?:\((?=체외\)))?(체외)?\)?([제수])([허인신])제?([0-9]*)호?")
_DIGITS = range(3, 8)


def compact(text: str) -> str:
    """The bare number, without 호 and hyphen."""
    number = bare(text, _SHAPE)
    match = _SHAPE.fullmatch(number)
    return "".join(part or "" for part in match.groups()) if match else number


def validate(text: str) -> str:
    """The compact number; raises InvalidIdentifier (length, format)."""
    number = compact(text)
    match = _SHAPE.fullmatch(number)
    if not match:
        raise InvalidIdentifier(_KIND, "format", text)
    if len(match[4]) not in _DIGITS:
        raise InvalidIdentifier(_KIND, "length", text)
    return number


def is_valid(text: str) -> bool:
    """Whether the text has the form of an item number."""
    return passes(validate, text)


def format(text: str) -> str:
    """The number with its spaces and hyphen."""
    number = compact(text)
    match = _SHAPE.fullmatch(number)
    if not match or len(match[4]) not in _DIGITS:
        return number
    diagnostic = f"{match[1]} " if match[1] else ""
    return f"{diagnostic}{match[2]}{match[3]} {match[4][:2]}-{match[4][2:]} 호"


def is_imported(text: str) -> bool:
    """Whether the item is of the series for imported goods; raises as `validate` does."""
    match = _SHAPE.fullmatch(validate(text))
    return match is not None and match[2] == "수"
