"""FDA establishment: registration number or FEI (establishment identifier), seven to ten digits.

Nearly all have seven or ten; that none has eight or nine, no source says. Both kinds stand side by side in the FDA's
own data, and an establishment's two numbers are often the same. A registration ends with the year unless renewed. https://open.fda.gov/apis/device/registrationlisting/

>>> validate('9612018'), validate('3002 809 487')
('9612018', '3002809487')
>>> validate('300280')
Traceback (most recent call last):
    ...
supplycheck.errors.InvalidIdentifier: '300280' is no valid fda_registration: length
"""

from __future__ import annotations

import re

from supplycheck.identifiers._text import passes, shaped, squeeze

_KIND = "fda_registration"
_LENGTHS = range(7, 11)
_WHOLE = re.compile(r"[0-9]+")


def compact(text: str) -> str:
    """The bare number."""
    return squeeze(text)


def validate(text: str) -> str:
    """The compact number; raises InvalidIdentifier (length, format)."""
    return shaped(_KIND, text, compact(text), _LENGTHS, _WHOLE)


def is_valid(text: str) -> bool:
    """Whether the text has the form of a registration number or FEI."""
    return passes(validate, text)


def format(text: str) -> str:
    """The number as it is printed: without any separator."""
    return compact(text)
