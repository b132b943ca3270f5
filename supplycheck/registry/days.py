"""Days as the publishers of lists write them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache

_YEAR_FIRST = re.compile(r"([0-9]{4}) ?[-/.年] ?([0-9]{1,2}) ?[-/.月] ?([0-9]{1,2}) ?日?(?:[T ].*)?", re.DOTALL)
_EIGHT_DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?:[T ].*)?", re.DOTALL)
_LONGEST = 64


@lru_cache(maxsize=16384)
def read_day(text: str, order: str = "ymd") -> date | None:
    """The day a text names, or None: 2020-05-06, 2020/5/6, 2020.05.06, 20200506, 2020年5月6日, a time behind it or not.

    `order` "mdy" reads 05/06/2020 as well, as 6 May, "dmy" as 5 June.
    """
    folded = unicodedata.normalize("NFKC", text[:_LONGEST]).strip()
    if match := _YEAR_FIRST.fullmatch(folded) or _EIGHT_DIGITS.fullmatch(folded):
        year, month, day = match.groups()
    elif order != "ymd" and (match := _YEAR_LAST.fullmatch(folded)):
        first, second, year = match.groups()
        month, day = (first, second) if order == "mdy" else (second, first)
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
