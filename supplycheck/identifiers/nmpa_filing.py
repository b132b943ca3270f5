"""第一类医疗器械备案编号: the filing number of a class I device in China, and the emergency filings of 2020.

粤深械备20200117号 is region, 械备, year (4), serial (4). Region is 国 for imports, else the province with the short
name of the prefecture, or the province alone (SAMR Order 47 of 2021, art. 116;
http://eeeigo.com/yixue/yaoshi/fudao/guanlifagui/201811/4363212.html). A filing is no registration: it cannot stand for
a certificate of class II or III.

Emergency filings (应急备案) let cities admit masks, suits and thermometers while the emergency of 2020 lasted
(https://www.meizhou.gov.cn/zwgk/zfjg/sscjdglj/tzgg/content/post_1966768.html). No rule for their numbers was found, so
anything with a region, 械, a word for emergency and at least five digits is read as one.

>>> validate('浙温械备20140027号'), format('浙温械备20140027')
('浙温械备20140027', '浙温械备20140027号')
>>> is_emergency('粤械应急备2020001号'), is_emergency('粤深械备20200117号')
(True, False)
>>> find('注册证号: 鲁青械备20150027号，医用')
['鲁青械备20150027']
>>> validate('粤深械备2020011号')
Traceback (most recent call last):
    ...
supplycheck.errors.InvalidIdentifier: '粤深械备2020011号' is no valid nmpa_filing: length
"""

from __future__ import annotations

import re
from functools import lru_cache

from supplycheck.errors import InvalidIdentifier
from supplycheck.identifiers import _nmpa
from supplycheck.identifiers._nmpa import GAP, LETTER, digits, is_region
from supplycheck.identifiers._text import passes

_KIND = "nmpa_filing"
_YEARS = range(2014, 2100)


def _emergency_mark(gap: str) -> str:
    """A regular expression for 应急械备, 械应急备, 械备应急 and the like, with `gap` between the characters."""
    word = f"(?:应{gap}急|临{gap}时|应|急)"
    filed = f"备(?:{gap}案)?"
    return f"(?:{word}{gap}械{gap}{filed}|械{gap}(?:{filed}{gap})?{word}(?:{gap}{filed})?)"


_ORDINARY = re.compile(rf"({LETTER}{{1,3}})械备案?字?\(?([0-9]{{4}})\)?第?([0-9]{{4}})号?")
_URGENT = re.compile(
    rf"({LETTER}{{1,3}}?)({_emergency_mark('')})[字第()]{{0,3}}([0-9]{{4}})[字第()号]{{0,3}}([0-9]{{1,8}})号?"
)
_ANY_DIGITS = re.compile(rf"{LETTER}{{1,3}}械备案?字?\(?[0-9]*\)?第?[0-9]*号?")
_MARKS = "[字第()号 ]{0,4}"
_IN_TEXT = re.compile(
    rf"械{GAP}备{GAP}案?{_MARKS}(?P<year>{digits(4)}){_MARKS}(?P<serial>{digits(4)})(?![0-9])"
    rf"|(?P<mark>{_emergency_mark(GAP)}){_MARKS}"
    rf"(?P<urgent_year>[0-9]{{4}}){_MARKS}(?P<urgent_serial>[0-9]{{1,8}})(?![0-9])"
)


@lru_cache(maxsize=8192)
def compact(text: str) -> str:
    """The bare number: without 号 and without brackets around the year.

    A text that is no number keeps all its characters but spaces, hyphens and invisible ones.
    """
    folded = _nmpa.fold(text)
    if match := _URGENT.fullmatch(folded):
        return "".join(match.groups())
    if match := _ORDINARY.fullmatch(folded):
        return _ordinary(*match.groups())
    return folded


@lru_cache(maxsize=8192)
def validate(text: str) -> str:
    """The compact number; raises InvalidIdentifier (length, format, component: no such region, a year before 2014)."""
    bare = compact(text)
    # Emergency first: the pattern of ordinary numbers would take 应急 before 械 for a prefecture.
    if match := _URGENT.fullmatch(bare):
        year = match[3]
    elif match := _ORDINARY.fullmatch(bare):
        year = match[2]
    else:
        raise InvalidIdentifier(_KIND, "length" if _ANY_DIGITS.fullmatch(bare) else "format", text)
    if not is_region(match[1], national=True, city=True) or int(year) not in _YEARS:
        raise InvalidIdentifier(_KIND, "component", text)
    return bare


def is_valid(text: str) -> bool:
    """Whether the text has the form of a filing number, ordinary or emergency."""
    return passes(validate, text)


def is_emergency(text: str) -> bool:
    """Whether the text is the number of an emergency filing."""
    return is_valid(text) and _URGENT.fullmatch(compact(text)) is not None


def format(text: str) -> str:
    """The number as it is printed, with 号 at its end."""
    bare = compact(text)
    return f"{bare}号" if _ORDINARY.fullmatch(bare) or _URGENT.fullmatch(bare) else bare


def find(text: str) -> list[str]:
    """Every filing number in running text, ordinary and emergency, compact, in order, each once."""
    searchable = _nmpa.searchable(text)
    found: dict[str, None] = {}
    for match in _IN_TEXT.finditer(searchable):
        region = _nmpa.region_before(searchable, match.start(), national=True, city=True)
        if not region:
            continue
        if match["mark"]:
            spelt = f"{region}{_nmpa.fold(match['mark'])}{match['urgent_year']}{match['urgent_serial']}"
        else:
            spelt = _ordinary(region, _nmpa.fold(match["year"]), _nmpa.fold(match["serial"]))
        found[spelt] = None
    return list(found)


def _ordinary(region: str, year: str, serial: str) -> str:
    return f"{region}械备{year}{serial}"
