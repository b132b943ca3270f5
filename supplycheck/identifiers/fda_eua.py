"""FDA emergency use authorisation: EUA and six digits, with the amendment or supplement that may follow.

The tail is ``/A001`` (amendment) or ``/S001`` (supplement); the slash is left out of the compact form.
https://www.fda.gov/medical-devices/emergency-use-authorizations-medical-devices

>>> validate('EUA 200001')
'EUA200001'
>>> validate('EUA200001/S003'), format('eua200001s003')
('EUA200001S003', 'EUA200001/S003')
>>> validate('EUA2000')
Traceback (most recent call last):
    ...
supplycheck.errors.InvalidIdentifier: 'EUA2000' is no valid fda_eua: length
"""

from __future__ import annotations

import re
from functools import lru_cache

from supplycheck.errors import InvalidIdentifier
from supplycheck.identifiers._text import passes, squeeze

_KIND = "fda_eua"
_SHAPE = re.compile(r"(EUA[0-9]*)([AS][0-9]{3})?")
_BASE_LENGTH = 9


@lru_cache(maxsize=8192)
def compact(text: str) -> str:
    """The bare number, its tail without the slash."""
    squeezed = squeeze(text)
    # Beyond ASCII a letter and a combining mark could meet where the slash was; no number has either.
    return squeezed.replace("/", "") if squeezed.isascii() else squeezed


@lru_cache(maxsize=8192)
def validate(text: str) -> str:
    """The compact number; raises InvalidIdentifier (length, format)."""
    number = compact(text)
    match = _SHAPE.fullmatch(number)
    if not match:
        raise InvalidIdentifier(_KIND, "format", text)
    if len(match[1]) != _BASE_LENGTH:
        raise InvalidIdentifier(_KIND, "length", text)
    return number


def is_valid(text: str) -> bool:
    """Whether the text has the form of an authorisation number."""
    return passes(validate, text)


def format(text: str) -> str:
    """The number with a slash before its tail."""
    number = compact(text)
    match = _SHAPE.fullmatch(number)
    return f"{match[1]}/{match[2]}" if match and match[2] else number
