"""Notified body: the four digits that the European Commission gives a conformity assessment body.

The number stands beside the CE mark where a body takes part in production control.
https://webgate.ec.europa.eu/single-market-compliance-space/notified-bodies

>>> validate('0194'), validate('CE 0194'), validate('NB 2163')
('0194', '0194', '2163')
>>> validate('194')
Traceback (most recent call last):
    ...
supplycheck.errors.InvalidIdentifier: '194' is no valid notified_body: length
>>> in_mark('CE 0194'), in_mark('\uff23\uff25\u30001282'), in_mark('CE-2163')
('0194', '1282', '2163')
>>> in_mark('UKCA 0086', 'UKCA'), in_mark('UKCA 0086')
('0086', None)
>>> in_mark('CE'), in_mark('CE EN 14683:2019'), in_mark('CE 2020-05')
(None, None, None)
"""

from __future__ import annotations

import re

from supplycheck.errors import InvalidIdentifier
from supplycheck.identifiers._text import HYPHENS, passes, readable, shaped, squeeze

_KIND = "notified_body"
_WHOLE = re.compile(r"[0-9]{4}")
_PREFIX = re.compile(r"\A(?:CE|NB)+(?=[0-9])")

# Between the mark and its number: punctuation, and words that say nothing else.
_BETWEEN = rf"(?:[\s{HYPHENS}:.,#()\[\]_]|MARK(?:ING|ED)?|N[BO]|NUMBER|标志|标识|认证|公告机构|编号){{0,8}}"
# What shows that four digits begin a date, an act (2016/425) or a standard (0469:2011) instead.
_NO_DATE = rf"(?!(?:19|20)[0-9]{{2}}\s*[{HYPHENS}/.:]?\s*(?:0?[1-9]|1[0-2])(?![0-9]))"
_NO_MORE = rf"(?![0-9])(?![{HYPHENS}/.:][0-9])(?!\s?年)"
_MARKS = {
    mark: re.compile(rf"(?<![A-Z0-9]){letters}{_BETWEEN}{_NO_DATE}([0-9]{{4}}){_NO_MORE}", re.IGNORECASE)
    for mark, letters in (("CE", r"C\s?E"), ("UKCA", r"UK\s?CA"))
}


def compact(text: str) -> str:
    """The bare digits, without a CE or NB before them."""
    return _PREFIX.sub("", squeeze(text))


def validate(text: str) -> str:
    """The four digits; raises InvalidIdentifier (length, format, component: 0000 is nobody's)."""
    number = shaped(_KIND, text, compact(text), (4,), _WHOLE)
    if number == "0000":
        raise InvalidIdentifier(_KIND, "component", text)
    return number


def is_valid(text: str) -> bool:
    """Whether the text has the form of a notified body number."""
    return passes(validate, text)


def format(text: str) -> str:
    """The four digits."""
    return compact(text)


def in_mark(mark: str, sign: str = "CE") -> str | None:
    """The number beside a sign ("CE" or "UKCA") in a text such as "CE 0194", None where there is none.

    Four digits alone beside the mark are a body's number even if they could be a year (2037 is a body); with a month,
    a day or the rest of a standard's number behind them they are not.
    """
    match = _MARKS[sign].search(readable(mark))
    return match[1] if match else None
