"""报关单号 (海关编号): the number of a customs declaration, eighteen characters.

Customs office (4), year of acceptance (4), direction (1), serial (9). Direction is 0 for export and 1 for import, E and
I on lists that are declared together later (集中申报). The pre-entry number (预录入编号) has the same shape.
https://wanjiquan.com/zsbk/202309/291710.html

>>> parse('0202 2008 0 525641690')
DeclarationNumber(compact='020220080525641690', office='0202', year=2008, direction='export', consolidated=False, \
serial='525641690')
>>> parse('02022008I525641690').consolidated
True
>>> validate('020220087525641690')
Traceback (most recent call last):
    ...
supplycheck.errors.InvalidIdentifier: '020220087525641690' is no valid declaration_number: component
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from supplycheck.errors import InvalidIdentifier
from supplycheck.identifiers._text import passes, shaped, squeeze

Direction = Literal["export", "import"]

_KIND = "declaration_number"
_WHOLE = re.compile(r"[0-9]{8}[0-9EI][0-9]{9}")
_DIRECTIONS: dict[str, Direction] = {"0": "export", "1": "import", "E": "export", "I": "import"}
_CENTURIES = ("19", "20")


@dataclass(frozen=True, slots=True)
class DeclarationNumber:
    """The parts of a declaration number. `consolidated`: the number of a list for consolidated declaration."""

    compact: str
    office: str
    year: int
    direction: Direction
    consolidated: bool
    serial: str


@lru_cache(maxsize=8192)
def compact(text: str) -> str:
    """The bare number."""
    return squeeze(text)


@lru_cache(maxsize=8192)
def parse(text: str) -> DeclarationNumber:
    """The parts of the number; raises InvalidIdentifier (length, format, component)."""
    number = shaped(_KIND, text, compact(text), (18,), _WHOLE)
    direction = _DIRECTIONS.get(number[8])
    if direction is None or number[4:6] not in _CENTURIES:
        raise InvalidIdentifier(_KIND, "component", text)
    return DeclarationNumber(number, number[:4], int(number[4:8]), direction, number[8].isalpha(), number[9:])


def validate(text: str) -> str:
    """The compact number; raises as `parse` does."""
    return parse(text).compact


def is_valid(text: str) -> bool:
    """Whether the text has the form of a declaration number."""
    return passes(parse, text)


def format(text: str) -> str:
    """The number as it is printed: without any separator."""
    return compact(text)
