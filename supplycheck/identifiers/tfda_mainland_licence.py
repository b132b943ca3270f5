"""醫療器材許可證字號 of the series 陸輸: a licence as `tfda_licence` knows it, for goods made in mainland China.

A licence of another series has the reason ``component``. https://lmspiq.fda.gov.tw

>>> validate('衛部醫器陸輸字第003456號')
'衛部醫器陸輸字第003456號'
>>> validate('衛署醫器輸字第012345號')
Traceback (most recent call last):
    ...
supplycheck.errors.InvalidIdentifier: '衛署醫器輸字第012345號' is no valid tfda_mainland_licence: component
"""

from __future__ import annotations

from supplycheck.errors import InvalidIdentifier
from supplycheck.identifiers import tfda_licence
from supplycheck.identifiers._text import passes

_KIND = "tfda_mainland_licence"

compact = tfda_licence.compact
format = tfda_licence.format


def validate(text: str) -> str:
    """The compact number; raises InvalidIdentifier (length, format, component: another series)."""
    try:
        mainland = tfda_licence.is_mainland(text)
    except InvalidIdentifier as error:
        raise InvalidIdentifier(_KIND, error.reason, text) from None
    if not mainland:
        raise InvalidIdentifier(_KIND, "component", text)
    return compact(text)


def is_valid(text: str) -> bool:
    """Whether the text has the form of a licence number of that series."""
    return passes(validate, text)
