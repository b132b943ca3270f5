"""SRN, single registration number of EUDAMED: country, role and nine digits, such as CN-MF-000012345.

Roles: MF manufacturer, AR authorised representative, IM importer, PR producer of systems and procedure packs.
https://ec.europa.eu/tools/eudamed

>>> validate('cn-mf-000012345'), format('CNMF000012345')
('CNMF000012345', 'CN-MF-000012345')
>>> role('CN-MF-000012345'), country('CN-MF-000012345')
('MF', 'CN')
>>> validate('CN-XX-000012345')
Traceback (most recent call last):
    ...
supplycheck.errors.InvalidIdentifier: 'CN-XX-000012345' is no valid eudamed_srn: component
"""

from __future__ import annotations

import re
from functools import lru_cache

from supplycheck.errors import InvalidIdentifier
from supplycheck.identifiers._text import passes, shaped, squeeze

_KIND = "eudamed_srn"
_WHOLE = re.compile(r"[A-Z]{4}[0-9]{9}")
_ROLES = frozenset({"MF", "AR", "IM", "PR"})


@lru_cache(maxsize=8192)
def compact(text: str) -> str:
    """The bare number, without its hyphens."""
    return squeeze(text)


@lru_cache(maxsize=8192)
def validate(text: str) -> str:
    """The compact number; raises InvalidIdentifier (length, format, component: no such role)."""
    number = shaped(_KIND, text, compact(text), (13,), _WHOLE)
    if number[2:4] not in _ROLES:
        raise InvalidIdentifier(_KIND, "component", text)
    return number


def is_valid(text: str) -> bool:
    """Whether the text has the form of a single registration number."""
    return passes(validate, text)


def format(text: str) -> str:
    """The number with its two hyphens."""
    number = compact(text)
    return f"{number[:2]}-{number[2:4]}-{number[4:]}" if _WHOLE.fullmatch(number) else number


def country(text: str) -> str:
    """The two letters of the country; raises as `validate` does."""
    return validate(text)[:2]


def role(text: str) -> str:
    """The two letters of the role; raises as `validate` does."""
    return validate(text)[2:4]
