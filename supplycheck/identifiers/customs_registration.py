"""海关注册编码: the registration code that customs gives a company, ten characters.

Administrative division (4), economic zone (1), type of enterprise (1), serial (4). Codes were digits only; newer ones
are reported with letters, so letters pass. https://www.newton.com.tw/wiki/海關註冊號/10051512

>>> validate('3101 96 0111')
'3101960111'
>>> enterprise_type('3101960111'), enterprise_type('3101980133')
('private', 'broker')
>>> validate('310196011')
Traceback (most recent call last):
    ...
supplycheck.errors.InvalidIdentifier: '310196011' is no valid customs_registration: length
"""

from __future__ import annotations

import re
from functools import lru_cache

from supplycheck.identifiers._text import passes, shaped, squeeze

_KIND = "customs_registration"
_WHOLE = re.compile(r"[0-9A-Z]{10}")
_ENTERPRISE_TYPES = {
    "1": "state-owned",
    "2": "cooperative-joint-venture",
    "3": "equity-joint-venture",
    "4": "foreign-owned",
    "5": "collective",
    "6": "private",
    "7": "individual",
    "8": "broker",
    "9": "other",
}


@lru_cache(maxsize=8192)
def compact(text: str) -> str:
    """The bare code."""
    return squeeze(text)


@lru_cache(maxsize=8192)
def validate(text: str) -> str:
    """The compact code; raises InvalidIdentifier (length, format)."""
    return shaped(_KIND, text, compact(text), (10,), _WHOLE)


def is_valid(text: str) -> bool:
    """Whether the text has the form of a registration code."""
    return passes(validate, text)


def format(text: str) -> str:
    """The code as it is printed: without any separator."""
    return compact(text)


def enterprise_type(text: str) -> str | None:
    """What the sixth character says of the company, None where it says nothing known; raises as `validate` does.

    "broker" is a company that may only declare for others (报关企业), so it cannot well be the consignor.
    """
    return _ENTERPRISE_TYPES.get(validate(text)[5])
