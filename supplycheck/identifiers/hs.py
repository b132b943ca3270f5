"""Chinese commodity code (商品编号): ten digits, the first six those of the Harmonized System.

Written 6307900010, 63079000.10 or 6307.9000.10. A CIQ suffix of three digits may follow (13 digits together, see
`split_ciq`). Codes of six or eight digits are headings and tariff items, not commodity codes: ``length``. Which codes
are in force on a day is a table's business. https://hs200.com/hscode/3822190020

>>> validate('6307.9000.10'), validate('6307900010.0')
('6307900010', '6307900010')
>>> split_ciq('3822190020.401')
('3822190020', '401')
>>> split_ciq('63079010.10')
('6307901010', None)
>>> format('6307900010')
'6307.9000.10'
>>> validate('63079000')
Traceback (most recent call last):
    ...
supplycheck.errors.InvalidIdentifier: '63079000' is no valid hs: length
"""

from __future__ import annotations

import re
from functools import lru_cache

from supplycheck.errors import InvalidIdentifier
from supplycheck.identifiers._text import passes, shaped, squeeze

_KIND = "hs"
_DIGITS = 10
_WITH_CIQ = 13
_WHOLE = re.compile(r"[0-9]{10}")
_WHOLE_WITH_CIQ = re.compile(r"[0-9]{13}")
# What a spreadsheet leaves of a code it took for a number. Two zeros or more only after ten digits: before that they
# are the code's own ("63079000.00").
_SPREADSHEET_TAIL = re.compile(r"([0-9]{6,13})\.0|([0-9]{10,13})\.0+")
# No chapter 0; chapter 77 is kept free for future use by the Harmonized System.
_NO_CHAPTERS = frozenset({"00", "77"})


@lru_cache(maxsize=8192)
def compact(text: str) -> str:
    """The bare digits, without dots and without the ".0" that a spreadsheet adds."""
    squeezed = squeeze(text)
    tail = _SPREADSHEET_TAIL.fullmatch(squeezed)
    if tail:
        return squeezed[: squeezed.index(".")]
    # Beyond ASCII a letter and a combining mark could meet where the dot was; no code has either.
    return squeezed.replace(".", "") if squeezed.isascii() else squeezed


@lru_cache(maxsize=8192)
def validate(text: str) -> str:
    """The ten digits; raises InvalidIdentifier (length, format, component: no such chapter)."""
    return _existing_chapter(text, shaped(_KIND, text, compact(text), (_DIGITS,), _WHOLE))


def is_valid(text: str) -> bool:
    """Whether the text has the form of a ten-digit commodity code."""
    return passes(validate, text)


def format(text: str) -> str:
    """The code with dots after the heading and the tariff item, as the Chinese tariff is often printed."""
    number = compact(text)
    return f"{number[:4]}.{number[4:8]}.{number[8:]}" if _WHOLE.fullmatch(number) else number


def split_ciq(text: str) -> tuple[str, str | None]:
    """The ten-digit code and the CIQ suffix that may follow it; raises InvalidIdentifier as `validate` does."""
    number = compact(text)
    if len(number) != _WITH_CIQ:
        return validate(text), None
    shaped(_KIND, text, number, (_WITH_CIQ,), _WHOLE_WITH_CIQ)
    return _existing_chapter(text, number)[:_DIGITS], number[_DIGITS:]


def _existing_chapter(text: str, number: str) -> str:
    if number[:2] in _NO_CHAPTERS:
        raise InvalidIdentifier(_KIND, "component", text)
    return number
