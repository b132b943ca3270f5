"""Company names, taken apart and compared part by part: place, brand (字号), business, legal form, branch.

A score over the whole text never decides. Two firms that differ in one character of the brand look nearly equal as
text, one firm written in another way does not; only the parts tell which is which. The answer is `same` (equal in
every part), `possible` (a person must look; the parts that differ are named) or nothing.

How a Chinese company name is built: 《企业名称登记管理规定》(State Council Order 734) article 6,
https://www.gov.cn/zhengce/content/2021-01/10/content_5578602.htm . The parts of English names follow the same order
by habit, not by law.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Literal

from supplycheck.names import lists
from supplycheck.names.lists import COUNTRY, COUNTY, PREFECTURE, PROVINCE, Place

Script = Literal["han", "latin", "mixed"]
Verdict = Literal["same", "possible"]
Part = Literal["script", "place", "brand", "business", "form", "branch", "rest", "spelling"]

LIMIT = 300
"""Names longer than this (characters, after normalising) are cut before they are compared."""
_INPUT_LIMIT = 4 * LIMIT
_REMEMBERED = 65536

Location = tuple[str, str, str, str, str]
"""Country, province, city, district, zone or town; "" where the name does not say."""
_NOWHERE: Location = ("", "", "", "", "")


@dataclass(slots=True, frozen=True)
class CompanyName:
    """A company name in parts, all of them normalised.

    Attributes:
        script: "han" for Chinese, "mixed" for Chinese with Latin letters; "latin" is anything written in words.
        places: the places as the name gives them, largest first, by short name (广东, 深圳).
        brand: what tells the company from others in its place and business.
        business: what it does, as worded.
        form: its legal form, by the spelling that stands for all equal ones (有限责任公司 is 有限公司).
        branch: branch, plant or office, "" for the company itself.
        rest: what belongs to no part.
        key: equal keys mean equal parts.
        text: the whole name, normalised.
        location: the places as an address.
        meanings: what the business words mean; `fields` those of them that name a line of business.
        other_brand, other_location: a second reading, where the last place may belong to the brand (安康); else "".
    """

    script: Script
    places: tuple[str, ...]
    brand: str
    business: str
    form: str
    branch: str
    rest: str
    key: str
    text: str
    location: Location
    meanings: frozenset[str]
    fields: frozenset[str]
    other_brand: str
    other_location: Location


@dataclass(slots=True, frozen=True)
class Difference:
    """A part in which two names differ, and how each has it."""

    part: Part
    left: str
    right: str


@dataclass(slots=True, frozen=True)
class Comparison:
    """The answer to a comparison.

    Attributes:
        verdict: "same", "possible", or None for different names.
        score: 0 to 100, only to put answers in order; it decides nothing.
        differences: the parts that differ; empty if and only if there is nothing to tell.
    """

    verdict: Verdict | None
    score: float
    differences: tuple[Difference, ...]


_SAME = Comparison("same", 100.0, ())
_NOTHING = Comparison(None, 0.0, ())

# --- normalising ------------------------------------------------------------------------------------------------------

_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇]")
_OPENING = "（〔［【〖〈《「『｛{[<＜"
_CLOSING = "）〕］】〗〉》」』｝}]>＞"
_BRACKETS = str.maketrans(_OPENING + _CLOSING, "(" * len(_OPENING) + ")" * len(_CLOSING))
_NOT_WORD = re.compile(r"[^\w()]+|_+")
_APOSTROPHE = re.compile("['’‘`´ʼ\u02bb]")
_ACCENT = re.compile("[\u0300-\u036f]")
_AMPERSAND = re.compile(r"[&＆+]")


def normalise(text: str) -> str:
    """The name in the form in which names are compared; normalising twice changes nothing.

    Width, case, script (traditional to simplified), brackets and punctuation become one. A name with Chinese characters
    loses its spaces; any other keeps one space between words. At most LIMIT characters.
    """
    return _normalise(text[:_INPUT_LIMIT])


def _normalise(text: str) -> str:
    if text.isascii():
        return _words(text.lower())
    if not _HAN.search(text):
        folded = _folded(text)
        if not _HAN.search(folded):
            return _words(folded)
        text = folded
    else:
        text = _folded(text)
    if not text.isalnum():
        text = _NOT_WORD.sub("", text.translate(_BRACKETS))
    table = _traditional()
    if not table.keys().isdisjoint(text):
        text = "".join([table.get(char, char) for char in text])
    return text[:LIMIT]


def _folded(text: str) -> str:
    """NFKC and case, until nothing changes any more (the one can undo the other)."""
    for _ in range(4):
        folded = unicodedata.normalize("NFKC", text).casefold()
        if folded == text:
            break
        text = folded
    return text


def _words(text: str) -> str:
    if not text.isascii():
        text = _ACCENT.sub("", unicodedata.normalize("NFD", text))
        text = unicodedata.normalize("NFC", text.translate(_BRACKETS))
        text = "".join([c if c.isalnum() or c in "()&+'" or unicodedata.category(c)[0] == "M" else " " for c in text])
    text = _AMPERSAND.sub(" and ", _APOSTROPHE.sub("", text.replace("[", "(").replace("]", ")")))
    if text.isascii():
        text = _NOT_WORD.sub(" ", text)
    return " ".join(text.split())[:LIMIT].rstrip()


@cache
def _traditional() -> dict[str, str]:
    return {chr(code): char for code, char in lists.traditional().items()}

# --- taking apart: Chinese --------------------------------------------------------------------------------------------

_BRACKETED = re.compile(r"\(([^()]*)\)")
_ORDINAL = re.compile(r"第?[一二三四五六七八九十百0-9]{1,3}$")


@dataclass(slots=True)
class _Address:
    """The places found so far."""

    names: list[str]
    location: Location = _NOWHERE
    before_last: Location = _NOWHERE
    level: int = -1
    last_bare: str = ""  # spelling of the last place if it lacks its ending, so that it may be part of the brand

    def fits(self, place: Place) -> bool:
        """Whether the place is smaller than and inside the places found so far."""
        _, province, city, _, _ = self.location
        if self.level < 0:
            return True
        if place.level <= self.level or (province and place.province != province):
            return False
        return not city or place.prefecture == city

    def choose(self, several: tuple[Place, ...]) -> Place | None:
        """The place meant: the largest that fits. Where equal ones fit, it is one of them and nobody knows which."""
        fitting = [place for place in several if self.fits(place)] if self.level >= 0 else list(several)
        if not fitting:
            return None
        first = fitting[0]
        if len(fitting) > 1 and fitting[1].level == first.level:
            country, province, city, district, _ = self.location
            own_city = "" if first.district else first.city
            return Place(
                first.level, first.name, first.country or country, province, "", own_city or city, first.district
            )
        return first

    def add(self, place: Place, spelling: str, bare: bool) -> None:
        country, province, city, district, zone = self.location
        self.before_last = self.location
        self.names.append(place.name)
        self.location = (
            place.country or country,
            place.province or province,
            place.city or city,
            place.district or district,
            zone,
        )
        self.level = max(self.level, place.level)
        self.last_bare = spelling if bare else ""

    def add_zone(self, zone: str) -> None:
        country, province, city, district, _ = self.location
        self.before_last = self.location
        self.names.append(zone)
        self.location = (country, province, city, district, zone)
        self.last_bare = ""


def _lead_places(text: str, address: _Address) -> int:
    """Read places from the beginning of the text into the address; where they end."""
    data = lists.han_places()
    at = 0
    end = len(text)
    while at < end:
        table = data.starting(text[at])
        if table is None:
            break
        for length in table.lengths:
            spelling = text[at : at + length]
            several = table.full.get(spelling)
            if address.location[2] and (more := table.inner.get(spelling)):
                several = (several or ()) + more
            if several and (place := address.choose(several)):
                address.add(place, spelling, place.level >= PROVINCE and _is_bare(spelling, place))
                at += len(spelling)
                break
        else:
            break
    if address.level >= PROVINCE and at < end:
        at = _lead_zone(text, at, address)
    return at


def _is_bare(spelling: str, place: Place) -> bool:
    return len(spelling) <= len(place.name) and spelling[-1] not in "市县区州盟旗省" or spelling == place.city


@cache
def _zones() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, lists.zones())))


@cache
def _zone_letters() -> frozenset[str]:
    return frozenset(zone[0] for zone in lists.zones())


def _lead_zone(text: str, at: int, address: _Address) -> int:
    """A zone (经济开发区) or a town (长安镇) behind a place."""
    if text[at] in _zone_letters() and (match := _zones().match(text, at)):
        address.add_zone(match[0])
        return match.end()
    if address.level >= PREFECTURE:
        for ending in lists.towns():
            # A town's name has two or three characters, and something must be left for the company.
            found = text.find(ending, at + 2, at + 3 + len(ending))
            if found > 0 and found + len(ending) + 2 <= len(text):
                address.add_zone(text[at : found + len(ending)])
                return found + len(ending)
    return at


def _parse_han(text: str, script: Script) -> CompanyName:
    forms = lists.han_forms()
    address = _Address([])
    body = text
    form = branch = rest = ""
    group = False
    inside: list[str] = []
    if "(" in body or ")" in body:
        body, inside = _without_brackets(body)
        group = forms.group in inside
    # What stands behind the legal form: a branch, or something else.
    last = body.rfind("公司")
    cut = len(body)
    if body.endswith(forms.branches):
        cut = max(body.rfind("公司", 0, -2), body.rfind("厂", 0, -2) - 1) + 2
    elif 2 <= last < len(body) - 2:
        cut = last + 2
    if 2 <= cut < len(body):
        tail = body[cut:]
        body = body[:cut]
        if tail.endswith(forms.branches) or tail[-1] in forms.tails:
            branch = tail
        elif _is_place(tail):
            inside.append(tail)
        else:
            rest = tail
    elif cut < 2:
        branch = next(b for b in forms.branches if body.endswith(b))
        body = body[: -len(branch)]
        if ordinal := _ORDINAL.search(body):
            branch = ordinal[0] + branch
            body = body[: ordinal.start()]
    for length in range(min(forms.longest, len(body)), 0, -1):
        found = forms.forms.get(body[-length:])
        if found is not None:
            form = found
            body = body[:-length]
            break
    at = _lead_places(body, address)
    head = body[at:]
    for piece in inside:
        if piece == forms.group:
            continue
        where = _Address([], address.location, _NOWHERE, address.level) if address.names else _Address([])
        if _lead_places(piece, where) == len(piece) and piece and where.names:
            address.names += where.names
            address.location = where.location
            address.level = max(address.level, where.level)
        elif _is_place(piece):
            # Another place than the one in front: 深圳…（上海）…; both are kept.
            address.add_zone(piece)
        elif piece in forms.forms:
            form = form or forms.forms[piece]
        elif piece.endswith(forms.branches):
            branch += piece
        else:
            rest += piece
    if group and not form.startswith(forms.group):
        form = forms.group + form
    words = lists.han_business()
    business_at, meanings = _business_tail(head, words)
    if not address.names and business_at == len(head) and len(head) > 4:
        # 示例生物科技宜兴（有限公司）: the place behind the business word.
        for length in (4, 3, 2):
            if _is_place(head[-length:]) and _business_tail(head[:-length], words)[1]:
                _lead_places(head[-length:], address)
                head = head[:-length]
                address.last_bare = ""
                business_at, meanings = _business_tail(head, words)
                break
    brand = head[:business_at]
    other_brand, other_location = "", _NOWHERE
    if address.last_bare and at:
        other_brand, other_location = address.last_bare + brand, address.before_last
        if address.level == COUNTY and len(brand) < 2 and not inside:
            brand, address.location = other_brand, other_location
            address.names.pop()
            other_brand, other_location = "", _NOWHERE
    if branch:
        branch = branch.replace("市", "")
    return _company(
        script, address, brand, brand, head[business_at:], form, branch, rest, text, meanings, words.fields,
        other_brand, other_location,
    )  # fmt: skip


def _is_place(text: str) -> bool:
    address = _Address([])
    return 2 <= len(text) <= 24 and _lead_places(text, address) == len(text)


def _without_brackets(text: str) -> tuple[str, list[str]]:
    """The text without its brackets, and what stood in them. A bracket that is part of the brand stays, inline."""
    forms = lists.han_forms()
    inside: list[str] = []
    pieces: list[str] = []
    at = 0
    for match in _BRACKETED.finditer(text):
        content = match[1]
        pieces.append(text[at : match.start()])
        at = match.end()
        known = content == forms.group or content in forms.forms or content.endswith(forms.branches)
        if known or at == len(text) or _is_place(content):
            inside.append(content)
        else:
            pieces.append(content)
    pieces.append(text[at:])
    return "".join(pieces).replace("(", "").replace(")", ""), [piece for piece in inside if piece]


def _business_tail(head: str, words: lists.Business) -> tuple[int, frozenset[str]]:
    """Where the business words at the end begin, and what they mean."""
    known = words.words
    end = len(head)
    meanings: list[str] = []
    while end > 1:
        for length in range(min(words.longest, end), 1, -1):
            found = known.get(head[end - length : end])
            if found is not None:
                meanings += found
                end -= length
                break
        else:
            break
    return end, frozenset(meanings)


def _company(
    script: Script,
    address: _Address,
    brand: str,
    brand_key: str,
    business: str,
    form: str,
    branch: str,
    rest: str,
    text: str,
    meanings: frozenset[str],
    fields: frozenset[str],
    other_brand: str,
    other_location: Location,
) -> CompanyName:
    location = address.location
    key = f"{'/'.join(location)}|{brand_key}|{business}|{form}|{branch}|{rest}"
    if key == "////|||||" or (not brand and not business and not address.names):
        # Nothing but a form, or nothing at all: only the same text is the same name.
        key = f"{key}|{text}"
    return CompanyName(
        script, tuple(address.names), brand, business, form, branch, rest, key, text, location,
        meanings, meanings & fields, other_brand, other_location,
    )  # fmt: skip
