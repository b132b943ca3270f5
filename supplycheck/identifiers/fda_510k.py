"""FDA 510(k) number: K and six digits, the first two the year of receipt.

Premarket notifications that the biologics centre keeps have BK instead of K and pass too. De Novo numbers (DEN) and
premarket approvals (P) are other numbers. https://open.fda.gov/apis/device/510k/

>>> validate('k 242844')
'K242844'
>>> is_valid('BK200501'), is_valid('DEN060009')
(True, False)
>>> validate('K24284')
Traceback (most recent call last):
    ...
supplycheck.errors.InvalidIdentifier: 'K24284' is no valid fda_510k: length
"""

from __future__ import annotations

import re
from functools import lru_cache

from supplycheck.errors import InvalidIdentifier
from supplycheck.identifiers._text import passes, squeeze

_KIND = "fda_510k"
_SHAPE = re.compile(r"B?K([0-9]*)")
_DIGITS = 6


@lru_cache(maxsize=8192)
def compact(text: str) -> str:
    """The bare number."""
    return squeeze(text)


@lru_cache(maxsize=8192)
def validate(text: str) -> str:
    """The compact number; raises InvalidIdentifier (length, format)."""
    number = compact(text)
    match = _SHAPE.fullmatch(number)
    if not match:
        raise InvalidIdentifier(_KIND, "format", text)
    if len(match[1]) != _DIGITS:
        raise InvalidIdentifier(_KIND, "length", text)
    return number


def is_valid(text: str) -> bool:
    """Whether the text has the form of a 510(k) number."""
    return passes(validate, text)


def format(text: str) -> str:
    """The number as it is printed: without any separator."""
    return compact(text)
