"""Personal data that got into a field of goods or companies: taken out of everything that is shown.

Fields of persons (operator, card, signature, telephone) are never read. This is about what somebody typed into another
field. Names of persons cannot be told from other words and are not looked for.
"""

from __future__ import annotations

import re
from functools import lru_cache

from supplycheck.remembered import FIRMS

HIDDEN = "[…]"
"""What stands in place of personal data."""

_ADDRESS = r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}"
_MOBILE = r"(?<![0-9A-Za-z])(?:(?:\+|00)?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![0-9A-Za-z])"
_LANDLINE = r"(?<![0-9A-Za-z])(?:(?:\+|00)86[ -]?)?\(?0\d{2,3}\)?[ -]\d{7,8}(?![0-9A-Za-z])"
_LABELLED = r"(?i:电话|手机|联系方式|传真|微信|tel|phone|mobile|fax)[.:： ]{1,3}\+?[0-9][0-9 ()-]{5,19}[0-9]"
_CARD = r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[0-9Xx](?![0-9A-Za-z])"
_PERSONAL = re.compile(f"{_ADDRESS}|{_LABELLED}|{_MOBILE}|{_LANDLINE}|(?P<card>{_CARD})")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ENOUGH_DIGITS = re.compile(r"@|\d(?:[^0-9]{0,2}\d){6}")


@lru_cache(maxsize=FIRMS)
def without_persons(text: str) -> str:
    """The text with e-mail addresses, telephone numbers and numbers of identity cards hidden.

    A number of eighteen digits is an identity card's only if its check digit says so (GB 11643), for customs numbers
    are as long.
    """
    return _PERSONAL.sub(_hide, text) if _ENOUGH_DIGITS.search(text) else text


def _hide(match: re.Match[str]) -> str:
    card = match["card"]
    if card and "10X98765432"[sum(w * int(d) for w, d in zip(_WEIGHTS, card, strict=False)) % 11] != card[17].upper():
        return card
    return HIDDEN
