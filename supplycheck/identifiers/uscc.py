"""USCC, 统一社会信用代码: the credit code of a Chinese organisation (GB 32100-2015).

Eighteen characters: registering department (1), kind of body (1), administrative district (6), organisation code of
GB 11714 (9), check character (1). The alphabet leaves out I, O, S, V and Z. The check character is a weighted sum
modulo 31, the weights being powers of 3.

A code whose check character alone is wrong raises with the reason ``checksum``. Genuine codes of the first years break
it (https://segmentfault.com/q/1010000015163528), so callers should treat that as advice. District digits are not
looked up: districts are merged and renamed, codes stay.

More: https://zh.wikipedia.org/wiki/统一社会信用代码, https://wddqw.com/doc/53f79e6a996648d7c1c708a1284ac850ad020467.html

>>> validate('91350100 M000100Y43')
'91350100M000100Y43'
>>> validate('91350100M000100Y44')
Traceback (most recent call last):
    ...
supplycheck.errors.InvalidIdentifier: '91350100M000100Y44' is no valid uscc: checksum
>>> validate('91350100M000100Y4')
Traceback (most recent call last):
    ...
supplycheck.errors.InvalidIdentifier: '91350100M000100Y4' is no valid uscc: length
>>> check_digit('91350100M000100Y4')
'3'
>>> district('91350100M000100Y43'), organisation_code('91350100M000100Y43')
('350100', 'M000100Y4')
"""

from __future__ import annotations

import re
from functools import lru_cache
from operator import mul

from supplycheck.errors import InvalidIdentifier
from supplycheck.identifiers._text import passes, shaped, squeeze

_KIND = "uscc"
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_WEIGHTS = tuple(pow(3, position, 31) for position in range(17))
_BODY = re.compile(rf"[{_ALPHABET}]{{2}}[0-9]{{6}}[{_ALPHABET}]{{9}}")
_WHOLE = re.compile(rf"{_BODY.pattern}[{_ALPHABET}]")


@lru_cache(maxsize=8192)
def compact(text: str) -> str:
    """The bare code."""
    return squeeze(text)


def check_digit(first17: str) -> str:
    """The check character that belongs to the first seventeen; raises InvalidIdentifier if these are malformed."""
    return _check(shaped(_KIND, first17, compact(first17), (17,), _BODY))


def _check(body: str) -> str:
    return _ALPHABET[-sum(map(mul, map(_VALUES.__getitem__, body), _WEIGHTS)) % 31]


@lru_cache(maxsize=8192)
def validate(text: str) -> str:
    """The compact code; raises InvalidIdentifier (length, format, checksum)."""
    number = _well_formed(text)
    if _check(number[:17]) != number[17]:
        raise InvalidIdentifier(_KIND, "checksum", text)
    return number


def is_valid(text: str) -> bool:
    """Whether the text is a credit code with the right check character."""
    return passes(validate, text)


def format(text: str) -> str:
    """The code as it is printed: without any separator."""
    return compact(text)


def district(text: str) -> str:
    """The six district digits, whatever the check character; raises InvalidIdentifier (length, format)."""
    return _well_formed(text)[2:8]


def organisation_code(text: str) -> str:
    """The nine characters of the organisation code, whatever the check character; raises as `district` does."""
    return _well_formed(text)[8:17]


def _well_formed(text: str) -> str:
    return shaped(_KIND, text, compact(text), (18,), _WHOLE)
