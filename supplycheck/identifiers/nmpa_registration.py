"""医疗器械注册证编号: the registration number of a medical device in China, of every era.

* Era C, since 2014-10-01 (CFDA Order 4 of 2014, SAMR Order 47 of 2021): 国械注准20203400771 is region, 械注, kind,
  year of first registration (4), class (1), category (2), serial (4).
* Era B, 2004-08-09 to 2014-09-30 (SFDA Order 16 of 2004): 国食药监械(准)字2012第3400123号, the same parts. Numbers of
  class I name the prefecture behind the province (苏镇食药监械…). 更, 延 or 补 may follow: the same number, amended.
* Era A, before that: 药管械, read where the number has the parts of era B.

Region is 国 or a province. Kinds: 准 made in mainland China, 进 imported, 许 from Hong Kong, Macao or Taiwan. Parts
that contradict each other (a province that registers class III or an import) have the reason ``component``. Category
digits are not judged: they changed with the catalogue of 2017, and genuine numbers carry odd ones.
https://55.wendadaohang.com/zd/FF8GLILIF8GFR8FFecR.html, https://juduo.cc/club/7617745.html

Nothing is repaired: with O for 0 or a digit too few a text is no number, and `find` does not report it.

>>> validate('苏械注准 2018 2140611')
'苏械注准20182140611'
>>> parse('国食药监械（准）字2012第3400123号')
RegistrationNumber(compact='国食药监械(准)字2012第3400123', era='B', region='国', kind='准', year=2012, \
device_class=3, category='40', serial='0123')
>>> find('样例牌；执行标准YY 0469-2011；医用；注册证号：苏械注准20182140611')
['苏械注准20182140611']
>>> normal('贵械注准字20202140001号') == normal('黔械注准20202140001')
True
>>> validate('沪械注准20203140000')
Traceback (most recent call last):
    ...
supplycheck.errors.InvalidIdentifier: '沪械注准20203140000' is no valid nmpa_registration: component
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple, cast

from supplycheck.errors import InvalidIdentifier
from supplycheck.identifiers import _nmpa
from supplycheck.identifiers._nmpa import GAP, LETTER, NATIONAL, digits, is_region
from supplycheck.identifiers._text import passes

Era = Literal["A", "B", "C"]
Kind = Literal["准", "进", "许"]

_KIND = "nmpa_registration"
_YEARS = {"A": range(1996, 2005), "B": range(2004, 2015), "C": range(2014, 2100)}

# The commonest spelling of the commonest numbers, which is its own key: lists have millions of them.
_KEY = re.compile("[国京津沪渝冀豫辽黑湘皖鲁新苏浙赣鄂桂甘晋陕吉闽粤青藏川宁琼]械注[准进许][0-9]{11}")
_NOW = re.compile(rf"({LETTER})械注\(*([准进许])\)*字?第?([0-9]{{4}})第?([0-9]{{7}})号?")
_BEFORE = re.compile(
    rf"({LETTER}{{1,3}}?)(食?药[监管])械\(*([准进许])\)*字?([0-9]{{4}})第?([0-9]{{7}})(?:号?\(*[更延补]\)*|号)?"
)
_ANY_DIGITS = re.compile(
    rf"{LETTER}械注\(*[准进许]\)*字?第?[0-9]*第?[0-9]*号?|{LETTER}{{1,4}}药[监管]械\(*[准进许]\)*字?[0-9]*第?[0-9]*号?"
)
_IN_TEXT = re.compile(
    rf"械{GAP}注{GAP}\(?{GAP}(?P<now>[准进许]){GAP}\)?{GAP}字?{GAP}第?{GAP}"
    rf"(?P<now_year>{digits(4)}){GAP}第?{GAP}(?P<now_rest>{digits(7)})(?![0-9])"
    rf"|(?P<body>(?:食{GAP})?药{GAP}[监管]){GAP}械{GAP}\(?{GAP}(?P<then>[准进许]){GAP}\)?{GAP}字?{GAP}"
    rf"(?P<then_year>{digits(4)}){GAP}第?{GAP}(?P<then_rest>{digits(7)})(?![0-9])"
)


class RegistrationNumber(NamedTuple):
    """The parts of a registration number.

    `region` is 国, a province, or province and prefecture, as written. `year` is that of the first registration in
    era C, that of the approval before. `category` is the two digits of the catalogue, `serial` the last four.
    """

    compact: str
    era: Era
    region: str
    kind: Kind
    year: int
    device_class: int
    category: str
    serial: str


@lru_cache(maxsize=8192)
def compact(text: str) -> str:
    """The bare number: without 号, without the 字 that some write in era C numbers, brackets as (准) in the older ones.

    A text that is no number, nearly one included, keeps all its characters but spaces, hyphens and invisible ones.
    """
    if _KEY.fullmatch(text):
        return text
    folded = _nmpa.fold(text)
    if match := _NOW.fullmatch(folded):
        return _spell_now(*match.groups())
    if match := _BEFORE.fullmatch(folded):
        return _spell_before(*match.groups())
    return folded


@lru_cache(maxsize=8192)
def parse(text: str) -> RegistrationNumber:
    """The parts of the number; raises InvalidIdentifier (length, format, component)."""
    bare = compact(text)
    number: RegistrationNumber | None = None
    if _KEY.fullmatch(bare):
        number = _assemble(bare, "C", bare[0], bare[3], bare[4:8], bare[8:])
    elif match := _NOW.fullmatch(bare):
        region, kind, year, rest = match.groups()
        number = _assemble(bare, "C", region, kind, year, rest)
    elif match := _BEFORE.fullmatch(bare):
        region, body, kind, year, rest = match.groups()
        number = _assemble(bare, _old_era(body, year), region, kind, year, rest)
    if number is None:
        raise InvalidIdentifier(_KIND, "length" if _ANY_DIGITS.fullmatch(bare) else "format", text)
    if not _agrees(number):
        raise InvalidIdentifier(_KIND, "component", text)
    return number


def validate(text: str) -> str:
    """The compact number; raises as `parse` does."""
    return parse(text).compact


def is_valid(text: str) -> bool:
    """Whether the text is a registration number whose parts agree."""
    return passes(parse, text)


def format(text: str) -> str:
    """The number as certificates print it: era C without 号, the older ones with brackets and 号."""
    bare = compact(text)
    return f"{bare}号" if _BEFORE.fullmatch(bare) else bare


def normal(text: str) -> str:
    """The key for looking a number up: equal for two spellings of one number, and for no two numbers.

    Beyond `compact`: one form for the provinces that have two, one spelling of the authority in the older numbers.
    A text that is no number gives its compact form, without 号 at its end.
    """
    return text if _KEY.fullmatch(text) else _normal(text)


@lru_cache(maxsize=8192)
def _normal(text: str) -> str:
    bare = compact(text)
    if match := _NOW.fullmatch(bare):
        return _spell_now(_nmpa.same_region(match[1]), match[2], match[3], match[4])
    if match := _BEFORE.fullmatch(bare):
        region, body, kind, year, rest = match.groups()
        body = "药管" if _old_era(body, year) == "A" else "食药监"
        return _spell_before(_nmpa.same_region(region), body, kind, year, rest)
    return bare.removesuffix("号") or bare


def find(text: str) -> list[str]:
    """Every registration number in running text, compact, in order, each once.

    Spaces, line breaks, hyphens and full-width characters inside a number do no harm. Numbers whose parts contradict
    each other are reported too: `validate` says what is wrong with them.
    """
    searchable = _nmpa.searchable(text)
    found: dict[str, None] = {}
    for match in _IN_TEXT.finditer(searchable):
        if match["now"]:
            rest = _nmpa.fold(match["now_rest"])
            region = _nmpa.region_before(searchable, match.start(), national=True, city=False)
            spelt = region and _spell_now(region, match["now"], _nmpa.fold(match["now_year"]), rest)
        else:
            rest = _nmpa.fold(match["then_rest"])
            # Only class I names a prefecture; looking for one elsewhere would take the word before for a province.
            city = rest[0] == "1"
            region = _nmpa.region_before(searchable, match.start(), national=True, city=city)
            year = _nmpa.fold(match["then_year"])
            spelt = region and _spell_before(region, _nmpa.fold(match["body"]), match["then"], year, rest)
        if spelt:
            found[spelt] = None
    return list(found)


def _spell_now(region: str, kind: str, year: str, rest: str) -> str:
    return f"{region}械注{kind}{year}{rest}"


def _spell_before(region: str, body: str, kind: str, year: str, rest: str) -> str:
    return f"{region}{body}械({kind})字{year}第{rest}"


def _old_era(body: str, year: str) -> Era:
    """Era A or B: the drug administration of era A (药管) was renamed in 2003; later 药管 is a slip for 药监."""
    return "A" if body.endswith("管") and int(year) in _YEARS["A"] else "B"


def _assemble(bare: str, era: Era, region: str, kind: str, year: str, rest: str) -> RegistrationNumber:
    return RegistrationNumber(bare, era, region, cast("Kind", kind), int(year), int(rest[0]), rest[1:3], rest[3:])


def _agrees(number: RegistrationNumber) -> bool:
    """Whether era, region, kind and class go together."""
    if number.year not in _YEARS[number.era] or not is_region(number.region, national=True, city=number.era != "C"):
        return False
    return number.device_class in _classes(number)


def _classes(number: RegistrationNumber) -> tuple[int, ...]:
    """The device classes that the region of the number registers in its era."""
    now = number.era == "C"
    if number.region == NATIONAL:
        if number.kind == "准":
            return (3,)
        # Since 2014 class I is filed, not registered; before, imports of class I had a registration as well.
        return (2, 3) if now else (1, 2, 3)
    if number.kind != "准":
        return ()
    if now:
        return (2,)
    # Provinces without prefectures registered class I themselves.
    return (1,) if len(number.region) > 1 else (1, 2)
