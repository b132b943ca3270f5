"""CHRN, the registration number that Swissmedic gives economic operators: role and eight digits, such as CHRN-AR-20000123.

Roles: MF manufacturer, AR authorised representative, IM importer, PR producer of systems and procedure packs.
https://www.swissmedic.ch

>>> validate('chrn-ar-20000123'), format('CHRNAR20000123')
('CHRNAR20000123', 'CHRN-AR-20000123')
>>> role('CHRN-IM-20000123')
'IM'
>>> validate('CHRN-XX-20000123')
Traceback (most recent call last):
    ...
supplycheck.errors.InvalidIdentifier: 'CHRN-XX-20000123' is no valid chrn: component
"""

from __future__ import annotations

import re

from supplycheck.errors import InvalidIdentifier
from supplycheck.identifiers._text import passes, shaped, squeeze

_KIND = "chrn"
_WHOLE = re.compile(r"CHRN[A-Z]{2}2[0-9]{7}")
_ROLES = frozenset({"MF", "AR", "IM", "PR"})


def compact(text: str) -> str:
    """The bare number, without its hyphens."""
    return squeeze(text)


def validate(text: str) -> str:
    """The compact number; raises InvalidIdentifier (length, format, component: no such role)."""
    number = shaped(_KIND, text, compact(text), (14,), _WHOLE)
    if number[4:6] not in _ROLES:
        raise InvalidIdentifier(_KIND, "component", text)
    return number


def is_valid(text: str) -> bool:
    """Whether the text has the form of a CHRN."""
    return passes(validate, text)


def format(text: str) -> str:
    """The number with its two hyphens."""
    number = compact(text)
    return f"CHRN-{number[4:6]}-{number[6:]}" if _WHOLE.fullmatch(number) else number


def role(text: str) -> str:
    """The two letters of the role; raises as `validate` does."""
    return validate(text)[4:6]
