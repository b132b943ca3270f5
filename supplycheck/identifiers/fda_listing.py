"""FDA device listing number: D and six digits.

https://www.accessdata.fda.gov/scripts/cdrh/cfdocs/cfRL/rl.cfm

>>> validate('d 123456')
'D123456'
>>> validate('K123456')
Traceback (most recent call last):
    ...
supplycheck.errors.InvalidIdentifier: 'K123456' is no valid fda_listing: format
"""

from __future__ import annotations

import re

from supplycheck.identifiers._text import passes, shaped, squeeze

_KIND = "fda_listing"
_WHOLE = re.compile(r"D[0-9]{6}")


def compact(text: str) -> str:
    """The bare number."""
    return squeeze(text)


def validate(text: str) -> str:
    """The compact number; raises InvalidIdentifier (length, format)."""
    return shaped(_KIND, text, compact(text), (7,), _WHOLE)


def is_valid(text: str) -> bool:
    """Whether the text has the form of a listing number."""
    return passes(validate, text)


def format(text: str) -> str:
    """The number as it is printed: without any separator."""
    return compact(text)
