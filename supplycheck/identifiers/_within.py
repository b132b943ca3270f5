"""Whether a number stands in a text, however its parts are set apart there.

>>> stands_in('PM 1234-5', 'Autorizado por la A.N.M.A.T. PM-1234 – 5')
True
>>> stands_in('PM 1234-5', 'PM 1234-56')
False
"""

from __future__ import annotations

import re
from functools import lru_cache

from supplycheck.identifiers._text import readable


@lru_cache(maxsize=1024)
def _pattern(number: str) -> re.Pattern[str]:
    parts = re.findall(r"[A-Z]+|[0-9]+", readable(number).upper())
    start = r"(?<![0-9])" if parts and parts[0].isdigit() else ""
    end = r"(?![0-9])" if parts and parts[-1].isdigit() else r"(?![A-Z])"
    return re.compile(start + r"[\W_]{0,3}".join(parts) + end)


def stands_in(number: str, text: str) -> bool:
    """Whether the text bears the number: its letters and digits, with or without signs between its parts."""
    return _pattern(number).search(readable(text).upper()) is not None
