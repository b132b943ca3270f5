"""What the numbers of the drug regulators share: regions, forms of the same character, and looking into free text.

One-character names of provinces, as they stand in numbers, with their second forms (内/蒙, 黔/贵, 滇/云) and 兵 for the
Xinjiang Production and Construction Corps. The list of regions is that of NMPA announcement 126 of 2025, annex 4; the
one-character names are the usual ones.

>>> fold('（國）〔2020〕 1-2')
'(国)(2020)12'
>>> region_before('证号: 粤 深 械备', 8, national=True, city=True)
'粤深'
"""

from __future__ import annotations

import re

from supplycheck.identifiers._text import HYPHENS, readable, squeeze

NATIONAL = "国"
PROVINCES = "京津冀晋内蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵黔云滇藏陕甘青宁新兵"
LETTER = r"[^\W\d_]"
"""A letter, as a regular expression: cheap to compile, where a range of Han is not. `is_region` judges it."""

GAP = " ?"
"""What may stand between two characters of a number in running text that `searchable` has made ready."""

CITY_LENGTH = 2
"""The most characters that a number names a prefecture with, behind its province (黔西南)."""

_SAME_PROVINCE = str.maketrans("蒙贵云", "内黔滇")
_SAME_CHARACTER = str.maketrans(
    "國準進許註號備監藥產應證內遼滬蘇閩贛魯粵瓊貴雲陝寧〔〕［］【】[]{}",
    "国准进许注号备监药产应证内辽沪苏闽赣鲁粤琼贵云陕宁()()()()()",
)
_REGION_SPAN = (1 + CITY_LENGTH) * 2  # its characters, each with a gap
_GAPS = re.compile(rf"[\s{HYPHENS}]+")


def fold(text: str) -> str:
    """The text squeezed, traditional characters of these numbers in their simplified form, every bracket round."""
    return squeeze(text).translate(_SAME_CHARACTER)


def searchable(text: str) -> str:
    """The text as `fold` makes it, but with one space wherever spaces, line breaks or hyphens stood."""
    return _GAPS.sub(" ", readable(text).translate(_SAME_CHARACTER))


def spaced(*parts: str) -> str:
    """A regular expression for the parts with gaps between them."""
    return GAP.join(parts)


def digits(count: int) -> str:
    """A regular expression for that many digits with gaps between them."""
    return rf"[0-9](?:{GAP}[0-9]){{{count - 1}}}"


def same_region(region: str) -> str:
    """The region with its province in the one form that keys use."""
    return region[:1].translate(_SAME_PROVINCE) + region[1:]


def is_region(region: str, *, national: bool, city: bool) -> bool:
    """Whether this is 国, a province, or (where `city`) a province with the short name of a prefecture."""
    if region == NATIONAL:
        return national
    if not region or region[0] not in PROVINCES or len(region) > 1 + CITY_LENGTH * city:
        return False
    return all("\u3400" <= character <= "\u9fff" for character in region[1:])


def region_before(text: str, end: int, *, national: bool, city: bool) -> str | None:
    """The region that stands right before position `end` of a `searchable` text, None where there is none.

    In running text the characters before a region are Han too, and any character may be part of a city's name, so the
    length is chosen: 国 alone, else province and one character, province and two, the province alone. A space ends the
    region unless nothing but what lies beyond it makes one ("粤 深").
    """
    before = text[max(0, end - _REGION_SPAN) : end].split(" ")
    if len(before) > 1 and not before[-1]:
        before.pop()
    return _region_at_end(before[-1], national, city) or _region_at_end("".join(before), national, city)


def _region_at_end(text: str, national: bool, city: bool) -> str | None:
    if text.endswith(NATIONAL):
        return NATIONAL if national else None
    for length in (2, 3, 1) if city else (1,):
        region = text[-length:]
        if len(region) == length and is_region(region, national=False, city=city):
            return region
    return None
