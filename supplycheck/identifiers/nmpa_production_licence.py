"""医疗器械生产许可证编号: the licence to produce medical devices of class II and III, given by a province.

陕食药监械生产许20160021号 is province, (食)药监械生产许, year (4), serial (4); a renewal keeps the number, so the year
may be long past (SAMR Order 53 of 2022, arts 14 to 20). No official text of the numbering was found; the shape is that
of numbers in use. Sellers print this number where the registration number belongs: it licenses a maker, not a product.

>>> validate('陕食药监械生产许 20160021 号'), format('陕食药监械生产许20160021')
('陕食药监械生产许20160021', '陕食药监械生产许20160021号')
>>> find('注册证号: 冀食药监械生产许20170015号')
['冀食药监械生产许20170015']
>>> validate('国药监械生产许20170015号')
Traceback (most recent call last):
    ...
supplycheck.errors.InvalidIdentifier: '国药监械生产许20170015号' is no valid nmpa_production_licence: component
"""

from __future__ import annotations

import re
from functools import lru_cache

from supplycheck.errors import InvalidIdentifier
from supplycheck.identifiers import _nmpa
from supplycheck.identifiers._nmpa import GAP, LETTER, digits, is_region, spaced
from supplycheck.identifiers._text import passes

_KIND = "nmpa_production_licence"
_CENTURIES = ("19", "20")
_WORD = r"械生产许(?:可证?)?字?第?"
_WHOLE = re.compile(rf"({LETTER})(食?药[监管]){_WORD}([0-9]{{8}})号?")
_ANY_DIGITS = re.compile(rf"{LETTER}食?药[监管]{_WORD}[0-9]*号?")
_IN_TEXT = re.compile(
    rf"(?P<body>(?:食{GAP})?药{GAP}[监管]){GAP}{spaced(*'械生产许')}{GAP}(?:可{GAP}证?)?{GAP}字?{GAP}第?{GAP}"
    rf"(?P<number>{digits(8)})(?![0-9])"
)


@lru_cache(maxsize=8192)
def compact(text: str) -> str:
    """The bare number, without 号; a text that is no number keeps its characters but spaces and hyphens."""
    folded = _nmpa.fold(text)
    match = _WHOLE.fullmatch(folded)
    return _spell(match[1], match[2], match[3]) if match else folded


@lru_cache(maxsize=8192)
def validate(text: str) -> str:
    """The compact number; raises InvalidIdentifier (length, format, component: no such province or year)."""
    bare = compact(text)
    match = _WHOLE.fullmatch(bare)
    if not match:
        raise InvalidIdentifier(_KIND, "length" if _ANY_DIGITS.fullmatch(bare) else "format", text)
    if not is_region(match[1], national=False, city=False) or match[3][:2] not in _CENTURIES:
        raise InvalidIdentifier(_KIND, "component", text)
    return bare


def is_valid(text: str) -> bool:
    """Whether the text has the form of a production licence's number."""
    return passes(validate, text)


def format(text: str) -> str:
    """The number as it is printed, with 号 at its end."""
    bare = compact(text)
    return f"{bare}号" if _WHOLE.fullmatch(bare) else bare


def find(text: str) -> list[str]:
    """Every production licence number in running text, compact, in order, each once."""
    searchable = _nmpa.searchable(text)
    found: dict[str, None] = {}
    for match in _IN_TEXT.finditer(searchable):
        region = _nmpa.region_before(searchable, match.start(), national=False, city=False)
        if region:
            found[_spell(region, _nmpa.fold(match["body"]), _nmpa.fold(match["number"]))] = None
    return list(found)


def _spell(province: str, body: str, number: str) -> str:
    return f"{province}{body}械生产许{number}"
