"""UDI-DI of the GS1 kind: a GTIN of 12, 13 or 14 digits, the last a check digit.

The application identifier (01) before it is left out. Shorter forms are the 14-digit one without its leading zeros, so
`gtin14` is the key to compare by. Identifiers of the other issuers (HIBC, ICCBBA, IFA, MA) are no GTIN: ``length`` or
``format``. https://www.gs1.org/services/how-calculate-check-digit-manually

>>> validate('(01)06942221705071')
'06942221705071'
>>> gtin14('6942221705071')
'06942221705071'
>>> validate('06942221705072')
Traceback (most recent call last):
    ...
supplycheck.errors.InvalidIdentifier: '06942221705072' is no valid udi_di: checksum
"""

from __future__ import annotations

import re
from functools import lru_cache

from supplycheck.errors import InvalidIdentifier
from supplycheck.identifiers._text import passes, shaped, squeeze

_KIND = "udi_di"
_LENGTHS = (12, 13, 14)
_WHOLE = re.compile(r"[0-9]+")
_APPLICATION_IDENTIFIER = re.compile(r"(?:\(01\))+|01(?=[0-9]{14}\Z)")


@lru_cache(maxsize=8192)
def compact(text: str) -> str:
    """The bare digits, without the application identifier."""
    number = squeeze(text)
    while match := _APPLICATION_IDENTIFIER.match(number):
        number = number[match.end() :]
    return number


@lru_cache(maxsize=8192)
def validate(text: str) -> str:
    """The compact number; raises InvalidIdentifier (length, format, checksum)."""
    number = shaped(_KIND, text, compact(text), _LENGTHS, _WHOLE)
    # Weights 3, 1, 3 … from the right end, the check digit itself counting 1.
    digits = [int(digit) for digit in reversed(number)]
    if (sum(digits[::2]) + 3 * sum(digits[1::2])) % 10:
        raise InvalidIdentifier(_KIND, "checksum", text)
    return number


def is_valid(text: str) -> bool:
    """Whether the text is a GTIN with the right check digit."""
    return passes(validate, text)


def format(text: str) -> str:
    """The number as it is printed: digits only."""
    return compact(text)


def gtin14(text: str) -> str:
    """The number as fourteen digits, leading zeros restored; raises as `validate` does."""
    return validate(text).zfill(14)
