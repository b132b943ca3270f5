"""关区代码: a customs office, four digits; the first two are its district (直属海关).

Code list: https://www.365area.com/customs/18. Whether the office exists is not looked up here.

>>> validate('22\uff14\uff18')
'2248'
>>> district('2248')
'22'
>>> validate('上海')
Traceback (most recent call last):
    ...
supplycheck.errors.InvalidIdentifier: '上海' is no valid customs_office: length
"""

from __future__ import annotations

import re

from supplycheck.identifiers._text import passes, shaped, squeeze

_KIND = "customs_office"
_WHOLE = re.compile(r"[0-9]{4}")


def compact(text: str) -> str:
    """The bare code."""
    return squeeze(text)


def validate(text: str) -> str:
    """The compact code; raises InvalidIdentifier (length, format)."""
    return shaped(_KIND, text, compact(text), (4,), _WHOLE)


def is_valid(text: str) -> bool:
    """Whether the text has the form of a customs office code."""
    return passes(validate, text)


def format(text: str) -> str:
    """The code as it is printed."""
    return compact(text)


def district(text: str) -> str:
    """The two digits of the customs district; raises as `validate` does."""
    return validate(text)[:2]
