"""醫療器材許可證字號: the licence of a medical device at the health ministry in Taipei, such as 衛部醫器輸字第012345號.

Issuer (衛署 until 2013, 衛部 since), 醫器 (罕醫器 for rare diseases), series, six digits. Series: 製 made there, 輸
imported, 陸輸 imported from mainland China; 壹 behind it is class I, 登 a listing in place of a licence. Simplified
characters are read as the traditional ones. https://lmspiq.fda.gov.tw

>>> validate('卫部医器陆输壹字第 003456 号')
'衛部醫器陸輸壹字第003456號'
>>> is_mainland('衛部醫器陸輸字第003456號'), is_mainland('衛署醫器輸字第012345號')
(True, False)
>>> validate('衛部醫器輸字第12345號')
Traceback (most recent call last):
    ...
supplycheck.errors.InvalidIdentifier: '衛部醫器輸字第12345號' is no valid tfda_licence: length
"""

from __future__ import annotations

import re

from supplycheck.errors import InvalidIdentifier
from supplycheck.identifiers._text import passes, squeeze

_KIND = "tfda_licence"
_SHAPE = re.compile(r"衛([部署]署?)(罕?)醫器(陸?輸|製)(壹?)(登?)字第?([0-9]+)號?")
_DIGITS = 6
_SAME_CHARACTER = str.maketrans("卫医陆输制号", "衛醫陸輸製號", "()[]〔〕【】")
_LABEL = re.compile(r"\A[^0-9]*[:號](?=衛)")


def compact(text: str) -> str:
    """The number in traditional characters, with 第 and 號; what is no such number has neither spaces nor brackets."""
    number = squeeze(text).translate(_SAME_CHARACTER)
    # Taking a bracket out can bring a letter beside a combining mark.
    number = _LABEL.sub("", number if number.isascii() else squeeze(number))
    match = _SHAPE.fullmatch(number)
    if not match:
        return number
    issuer, rare, series, first, listed, digits = match.groups()
    return f"衛{issuer}{rare}醫器{series}{first}{listed}字第{digits}號"


def validate(text: str) -> str:
    """The compact number; raises InvalidIdentifier (length, format)."""
    number = compact(text)
    match = _SHAPE.fullmatch(number)
    if not match:
        raise InvalidIdentifier(_KIND, "format", text)
    if len(match[6]) != _DIGITS:
        raise InvalidIdentifier(_KIND, "length", text)
    return number


def is_valid(text: str) -> bool:
    """Whether the text has the form of a licence number."""
    return passes(validate, text)


def format(text: str) -> str:
    """The number as it is printed, with 第 and 號."""
    return compact(text)


def is_mainland(text: str) -> bool:
    """Whether the licence is of the series for goods made in mainland China; raises as `validate` does."""
    return "陸" in validate(text)
