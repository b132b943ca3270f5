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
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from supplycheck.names import lists, sounds
from supplycheck.names.lists import COUNTRY, COUNTY, PREFECTURE, PROVINCE, Place

Script = Literal["han", "latin", "mixed"]
Verdict = Literal["same", "possible"]
Part = Literal["script", "place", "brand", "business", "form", "branch", "rest", "spelling"]

LIMIT = 300
"""Names longer than this (characters, after normalising) are cut before they are compared."""
_INPUT_LIMIT = 4 * LIMIT
_REMEMBERED = 8192

Location = tuple[str, str, str, str, str]
"""Country, province, city, district, zone or town; "" where the name does not say."""
_NOWHERE: Location = ("", "", "", "", "")


class CompanyName(NamedTuple):
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
        letters: the brand without spaces, as it is compared.
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
    letters: str
    text: str
    location: Location
    meanings: frozenset[str]
    fields: frozenset[str]
    other_brand: str
    other_location: Location


class Difference(NamedTuple):
    """A part in which two names differ, and how each has it."""

    part: Part
    left: str
    right: str


class Agreement(NamedTuple):
    """A part in which two names agree, and how each has it: the same text, or across scripts the same sound or meaning."""

    part: Part
    left: str
    right: str


class Comparison(NamedTuple):
    """The answer to a comparison.

    Attributes:
        verdict: "same", "possible", or None for different names.
        score: 0 to 100, only to put answers in order; it decides nothing.
        differences: the parts that differ; empty if and only if there is nothing to tell.
        agreements: the parts that both names have and in which they agree.
    """

    verdict: Verdict | None
    score: float
    differences: tuple[Difference, ...]
    agreements: tuple[Agreement, ...] = ()


_NOTHING = Comparison(None, 0.0, ())

# --- normalising ------------------------------------------------------------------------------------------------------

_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇]")
_OPENING = "（〔［【〖〈《「『｛{[<＜"
_CLOSING = "）〕］】〗〉》」』｝}]>＞"
_BRACKETS = str.maketrans(_OPENING + _CLOSING, "(" * len(_OPENING) + ")" * len(_CLOSING))
_NOT_WORD = re.compile(r"[^\w()]+|_+")
_APOSTROPHE = re.compile("['’‘`´ʼ\u02bb]")
_ACCENT = re.compile("[\u0300-\u036f]")


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
    if not text.isalnum() and _NOT_WORD.search(text):
        text = _NOT_WORD.sub("", text.translate(_BRACKETS))
        if not unicodedata.is_normalized("NFKC", text):
            # What stood apart may combine.
            text = _folded(text)
        if not _HAN.search(text):
            # A character that this Python's Unicode does not know yet.
            return _words(text)
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
        text = _APOSTROPHE.sub("", unicodedata.normalize("NFC", text.translate(_BRACKETS)))
        text = "".join([c if c.isalnum() or c in "()&+'" or unicodedata.category(c)[0] == "M" else " " for c in text])
    else:
        text = text.replace("[", "(").replace("]", ")")
    text = _APOSTROPHE.sub("", text)
    if "&" in text or "+" in text:
        text = text.replace("&", " and ").replace("+", " and ")
    if text.isascii():
        text = _NOT_WORD.sub(" ", text)
    text = " ".join(text.split())[:LIMIT].rstrip()
    return text if text.strip("() ") else ""


@cache
def _traditional() -> dict[str, str]:
    return {chr(code): char for code, char in lists.traditional().items()}


# --- taking apart: Chinese --------------------------------------------------------------------------------------------

_SHORTEST_BRAND = 2  # characters, by article 8 of the provisions
_LATIN = re.compile("[a-zA-Z]")
_BRACKETED = re.compile(r"\(([^()]*)\)")
_ORDINAL = re.compile(r"第?[一二三四五六七八九十百0-9]{1,3}\Z")


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
            # A city of its own stands in names without more; a district seldom does.
            level = [place for place in fitting if place.level == first.level]
            fitting = [place for place in level if not place.district] or level
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


_NO_CITIES = frozenset("都城超夜门菜股集花")
_LONGEST_MISSPELT = 4  # characters


def _behind_misspelt_place(text: str, at: int, address: _Address) -> tuple[int, int]:
    """What is misspelt between the places in front and the brand: where that ends, and where the places end.

    和川省成都市示例: the city is there, what stands in front of it is nothing that is known. 江西省南娜昌市示例: after a
    province in full a city is due, and what ends in 市 is one. Neither is to stay in the brand.
    """
    data = lists.han_places()
    province = text.find("省", 1, _LONGEST_MISSPELT) if not at else -1
    if province > 0 and _lead_places(text[province + 1 :], alone := _Address([])) and alone.location[2]:
        return province + 1, province + 1 + _lead_places(text[province + 1 :], address)
    end = text.find("市", at + 1)
    if end < 0 or end > at + 2 * _LONGEST_MISSPELT or end + 2 > len(text) or text[end - 1] in _NO_CITIES:
        return at, at
    for start in range(at + 1, end - 1):
        table = data.starting(text[start])
        several = table.full.get(text[start : end + 1]) if table is not None else None
        if several and start - at <= _LONGEST_MISSPELT and (place := address.choose(several)):
            address.add(place, text[start : end + 1], False)
            return start, end + 1
    if at and text[at - 1] in "省区" and at + 2 <= end <= at + _LONGEST_MISSPELT:
        address.last_bare = ""
        return end + 1, end + 1
    return at, at


def _elsewhere(text: str, address: _Address) -> bool:
    """Whether the text is a place, and neither around nor inside the address."""
    alone = _Address([])
    return _lead_places(text, alone) == len(text) > 1 and not _places_fit(alone.location, address.location)


def _is_bare(spelling: str, place: Place) -> bool:
    """Whether the place is written without its ending, as a brand could be: 深圳, not 深圳市 or 丰县."""
    return len(spelling) < len(place.name) or (
        spelling in (place.name, place.city) and spelling[-1] not in "市县区旗盟"
    )


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
    if address.location[2]:
        for ending in lists.towns():
            # A town's name has two or three characters, and something must be left for the company. 镇痛, 镇静 are
            # no towns.
            found = text.find(ending, at + 2, at + 3 + len(ending))
            if found > 0 and found + len(ending) + 2 <= len(text) and text[found + 1] not in "痛静":
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
    body, branch, tail = _without_branch(body, forms)
    if tail:
        if _is_place(tail):
            inside.append(tail)
        else:
            rest = tail
    for length in forms.lengths.get(body[-1:], ()):
        found = forms.forms.get(body[-length:])
        if found is not None:
            form = found
            body = body[:-length]
            break
    at = _lead_places(body, address)
    if not address.location[2] and ("市" in body[at:] or "省" in body[:_LONGEST_MISSPELT]):
        behind = _behind_misspelt_place(body, at, address)
        rest += body[at : behind[0]]
        at = behind[1]
    led = ""
    country = body[:at] if address.level == COUNTRY else ""
    if address.last_bare and len(address.names) == 1 and any(_elsewhere(piece, address) for piece in inside):
        # 金湖示例（肇东）…: the firm has its seat where the bracket says, so the place in front belongs to the brand.
        led, at, address = body[:at], 0, _Address([])
    head = body[at:]
    for piece in inside:
        if piece == forms.group:
            continue
        alone = _Address([])
        if _lead_places(piece, alone) == len(piece):
            where = _Address([], address.location, _NOWHERE, address.level)
            if _lead_places(piece, where) == len(piece):
                address.names += where.names
                address.location = where.location
                address.level = max(address.level, where.level)
            elif any(
                part and part != mine for part, mine in zip(alone.location[1:], address.location[1:], strict=True)
            ):
                # Another place than the one in front: 深圳…（上海）…; both are kept.
                address.add_zone(piece)
            elif not alone.location[1]:
                address.add_zone(piece)
        elif piece in forms.forms:
            form = form or forms.forms[piece]
        elif piece.endswith(forms.branches):
            branch += piece
        else:
            rest += piece
    if group and not form.startswith(forms.group):
        form = forms.forms.get(forms.group + form, form)
    words = lists.han_business()
    tail_words = _business_tail(head, words)
    business_at, meanings, _ = tail_words
    unextended = ""
    if (at or business_at == 1) and _too_short(tail_words, head, words):
        unextended = head[:business_at]
        business_at, meanings, _ = _business_tail(head[tail_words.starts[-2] :], words)
        business_at += tail_words.starts[-2]
    if led:
        business_at = max(business_at, len(led))
    if not address.names and business_at == len(head) and len(head) > 4:
        # 示例生物科技宜兴（有限公司）: the place behind the business word.
        for length in (4, 3, 2):
            if _is_place(head[-length:]) and _business_tail(head[:-length], words).meanings:
                _lead_places(head[-length:], address)
                head = head[:-length]
                address.last_bare = ""
                business_at, meanings, _ = _business_tail(head, words)
                break
    if not business_at and not at and len(head) > 2:
        # 示例: 信息医疗科技（北京）. A name must have a brand: where no place leads, it is the first business word.
        first = next((n for n in range(2, len(head) - 1) if head[:n] in words.words), 0)
        business_at, meanings, _ = _business_tail(head[first:], words)
        business_at += first
    brand = head[:business_at]
    other_brand, other_location = "", _NOWHERE
    if led:
        other_brand, other_location = brand[len(led) :], address.location
    elif address.last_bare and at:
        other_brand, other_location = address.last_bare + (unextended or brand), address.before_last
        if address.level == COUNTY and len(address.names) == 1 and len(brand) < _SHORTEST_BRAND and not inside:
            # 永康堡（医疗）: a brand has two characters or more (article 8), so the county is part of it.
            brand, other_brand, other_location = other_brand, brand, address.location
            address = _Address([])
        # 北京朝阳（医疗）: a district leaves the brand too little.
        elif address.location[3] and not address.before_last[3] and len(brand) < 2 and not inside:
            brand, address.location = other_brand, other_location
            address.names.pop()
            other_brand, other_location = "", _NOWHERE
    elif country:
        # 中国示例（天门）…, 天门中国示例….
        other_brand = country + brand
        other_location = address.location if address.location[1] else _NOWHERE
    if not brand and head and address.location[4].endswith(lists.towns()):
        # 固安县欢乐小镇科技: a town that leaves no brand is the brand.
        brand, address.location = address.location[4], (*address.location[:4], "")
        address.names.pop()
        other_brand, other_location = "", _NOWHERE
    if branch:
        branch = branch.replace("市", "")
    return _company(
        script, address, brand, head[business_at:], form, branch, rest, text, meanings, words.fields,
        other_brand, other_location,
    )  # fmt: skip


def _without_branch(body: str, forms: lists.Forms) -> tuple[str, str, str]:
    """The name up to its legal form, the branch behind it, and what else stands there."""
    if not body.endswith(forms.branches):
        at = body.rfind("公司") + 2
        if not 2 < at < len(body):
            return body, "", ""
        tail = body[at:]
        return (body[:at], tail, "") if tail[-1] in forms.tails else (body[:at], "", tail)
    at = max(body.rfind("公司", 0, -2) + 2, body.rfind("厂", 0, -2) + 1)
    if at > 1:
        return body[:at], body[at:], ""
    branch = next(ending for ending in forms.branches if body.endswith(ending))
    if ordinal := _ORDINAL.search(body, 0, len(body) - len(branch)):
        branch = ordinal[0] + branch
    return body[: -len(branch)], branch, ""


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


class _Tail(NamedTuple):
    """The business words at the end of a name: where they begin, what they mean, where each of them begins (last first)."""

    start: int
    meanings: frozenset[str]
    starts: list[int]


def _business_tail(head: str, words: lists.Business) -> _Tail:
    known = words.words
    end = len(head)
    meanings: list[str] = []
    starts: list[int] = []
    while end > 1:
        for length in words.lengths.get(head[end - 1], ()):
            if length <= end and (found := known.get(head[end - length : end])) is not None:
                meanings += found
                end -= length
                starts.append(end)
                break
        else:
            break
    return _Tail(end, frozenset(meanings), starts)


def _too_short(tail: _Tail, head: str, words: lists.Business) -> bool:
    """Whether the first of the business words belongs to the brand, because too little is left of it otherwise.

    云健康（眼科器械）, 环球（木业）, 蔬菜（水产食品）; but 医疗（器械） of a city is a name without brand.
    """
    if len(tail.starts) < 2 or tail.start > 1:
        return False
    return tail.start == 1 or len(tail.starts) > 2 or not words.words[head[: tail.starts[-2]]]


def _company(
    script: Script,
    address: _Address,
    brand: str,
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
    letters = brand.replace(" ", "")
    key = f"{'/'.join(location)}|{letters}|{business}|{form}|{branch}|{rest}"
    if not letters and not business and not address.names:
        # Nothing but a form, or nothing at all: only the same text is the same name.
        key = f"{key}|{text}"
    return CompanyName(
        script, tuple(address.names), brand, business, form, branch, rest, key, letters, text, location,
        meanings, meanings & fields, other_brand, other_location,
    )  # fmt: skip


# --- taking apart: words ----------------------------------------------------------------------------------------------

_CITY_WORDS = frozenset({"city", "province", "municipality", "prefecture", "autonomous", "region"})
_PINYIN_CITY_WORDS = _CITY_WORDS | {"shi", "sheng"}
_AFTER_CO = frozenset({"ltd", "jointstock", "groupltd"})
_DISTRICT_WORDS = frozenset({"district", "county", "town"})
_WEAK_FORMS = frozenset({"group", "factory", "co", "as", "sa", "ab", "sl", "ag", "kg", "ug", "pt"})
_LONGEST_FORM = 7  # words


def _lead_words(words: list[str], address: _Address, told_by: frozenset[str] = _CITY_WORDS) -> int:
    """Read places from the first words into the address; how many words they take.

    `told_by` holds the words that may follow a place and say that it is one.
    """
    data = lists.latin_places()
    at = 0
    while at < len(words):
        taken, spelling = 1, words[at]
        several = data.find(spelling)
        if several is None and at + 1 < len(words):
            taken, spelling = 2, spelling + words[at + 1]
            several = data.find(spelling)
        place = address.choose(several) if several else None
        if place is not None:
            at += taken
            told = at < len(words) and words[at] in told_by
            at += told
            address.add(place, spelling, not told and place.level >= PROVINCE)
        elif address.location[2] and at + 1 < len(words) and words[at + 1] in _DISTRICT_WORDS:
            address.add_zone(words[at])
            at += 2
        else:
            break
    return at


def _last_words(words: list[str], address: _Address) -> int:
    """Read places from the last words into the address; how many words are left. At least one is."""
    data = lists.latin_places()
    end = len(words)
    found: list[str] = []
    while end > 1:
        for taken in (1, 2, 3):
            spelling = "".join(words[end - taken : end])
            if end - taken < 1:
                continue
            if data.country(spelling) or data.find(spelling):
                found.append(spelling)
                end -= taken
                break
            if taken == 1 and words[end - 1] in _CITY_WORDS and end > 2 and data.find(words[end - 2]):
                end -= 1
                break
        else:
            break
    for spelling in reversed(found):
        several = data.find(spelling)
        place = address.choose(several) if several else None
        if place is not None:
            address.add(place, spelling, False)
        elif several is None and not address.names:
            address.add(Place(lists.COUNTRY, spelling, data.country(spelling), "", "", "", ""), spelling, False)
        elif several is None and address.location[0] != data.country(spelling):
            address.add_zone(spelling)
    address.last_bare = ""
    return end


def _form_at(words: list[str], end: int, forms: dict[str, str]) -> tuple[int, str]:
    """How many words before `end` are a legal form, and which."""
    spelling = ""
    best = (0, "")
    for taken in range(1, min(_LONGEST_FORM, end) + 1):
        spelling = words[end - taken] + spelling
        form = forms.get(spelling)
        if form is not None:
            best = (taken, form)
    return best


_LIMITED = ("limited", "corporation", "incorporated", "company")


def _misspelt_form(words: list[str]) -> int:
    """How many words at the end are a legal form with a slip (Co., Ltod; Corporatin); 0 if they are none."""
    if len(words) < 2:
        return 0
    last, before = words[-1], words[-2]
    # Led and lid are words, too: Ltd with a slip still has two of its letters side by side.
    if within(last, "ltd", 1) and ("lt" in last or "td" in last or "ld" in last):
        return 2 if len(words) > 2 and len(before) < 4 and within(before, "co", 1) else 1
    if len(last) > 5 and any(within(last, form, 1) for form in _LIMITED):
        return 2 if len(words) > 2 and before in ("co", "corp") else 1
    return 0


def _parse_words(text: str) -> CompanyName:
    forms = lists.latin_forms()
    address = _Address([])
    inside: list[str] = []
    body = text
    if "(" in body or ")" in body:
        inside = [match[1].strip() for match in _BRACKETED.finditer(body)]
        body = _BRACKETED.sub(" ", body).replace("(", " ").replace(")", " ")
    words = body.split()
    form = branch = rest = ""
    group = False
    taken, form = _form_at(words, len(words), forms.forms)
    if taken:
        words = words[:-taken]
    elif words:
        trailing = _last_words(words, address)
        tail = words[trailing:]
        words = words[:trailing]
        taken, form = _form_at(words, trailing, forms.forms)
        if taken:
            words = words[:-taken]
        else:
            for end in range(len(words) - 1, 0, -1):
                taken, form = _form_at(words, end, forms.forms)
                if taken and form not in _WEAK_FORMS:
                    behind = words[end:]
                    if behind[-1] in forms.branches:
                        branch = " ".join(behind)
                    else:
                        rest = " ".join(behind)
                    words = words[: end - taken]
                    break
            else:
                taken = _misspelt_form(words)
                form = " ".join(words[len(words) - taken :])
                words = words[: len(words) - taken]
        if not words and tail:
            # Nothing but a place: it is all there is of a brand.
            words, address = tail, _Address([])
    if form in _AFTER_CO and len(words) > 2 and len(words[-1]) < 4 and within(words[-1], "co", 1):
        # Ce., Ltd: as it is written, so that it is not the same form.
        form = f"{words[-1]} {form}"
        words = words[:-1]
    in_pinyin = form in _AFTER_CO and taken > 0 and text.rstrip(") ").endswith(("gongsi", "gong si"))
    led = 0
    if not address.location[1] and not address.location[2]:
        led = _lead_words(words, address, _PINYIN_CITY_WORDS if in_pinyin else _CITY_WORDS)
    elif words:
        # 示例… Shenzhen, China: the same place may stand in front as well.
        fresh = _Address([])
        again = _lead_words(words, fresh)
        if again and fresh.location[1:3] == address.location[1:3]:
            led = again
    data = lists.latin_business()
    part_of_brand = 0  # words in front that could be a place
    if (
        led
        and address.last_bare
        and len(address.names) == 1
        and any(_elsewhere_words(piece, address) for piece in inside)
    ):
        part_of_brand, led, address = led, 0, _Address([])
    head = words[led:]
    if not any(address.location[1:]):
        head = _without_last_city(head, address)
    read = _pinyin_business if in_pinyin else _business_words
    at, meanings, business = read(head, data)
    if at < part_of_brand:
        at, meanings, business = read(head[part_of_brand:], data)
        at += part_of_brand
    elif not at and not led and len(head) > 1:
        # New Gene (Hangzhou) Bioengineering: a name must have a brand.
        at, meanings, business = read(head[1:], data)
        at += 1
    brand_words = head[:at]
    for piece in inside:
        squeezed = piece.replace(" ", "")
        where = _Address([], address.location, _NOWHERE, address.level)
        parts = piece.split()
        if squeezed == forms.group:
            group = True
        elif parts and _lead_words(parts, where) == len(parts):
            address.names += where.names
            address.location = where.location
            address.level = max(address.level, where.level)
        elif squeezed in forms.forms:
            form = forms.forms.get(form + squeezed, form or forms.forms[squeezed])
        elif parts and parts[-1] in forms.branches:
            branch = piece
        else:
            rest = f"{rest} {piece}".strip()
    if not address.location[1] and not address.location[2] and len(brand_words) > 1:
        # Shili Shenzhen Medical: brackets lost.
        for index in range(len(brand_words) - 1, 0, -1):
            several = lists.latin_places().find(brand_words[index])
            if several and several[0].level in (PROVINCE, PREFECTURE) and (place := address.choose(several)):
                address.add(place, brand_words[index], False)
                del brand_words[index]
                break
    if group:
        form = forms.forms.get(forms.group + form, form)
    brand = " ".join(brand_words)
    other_brand, other_location = "", _NOWHERE
    if part_of_brand:
        other_brand, other_location = "".join(brand_words[part_of_brand:]), address.location
    elif in_pinyin and led and words[led - 1] == "shi":
        # Shenzhen Shi Li Kang: 深圳市… or 深圳示….
        other_brand, other_location = "shi" + brand.replace(" ", ""), address.location
    elif address.last_bare and led:
        other_brand, other_location = address.last_bare + brand.replace(" ", ""), address.before_last
    elif brand_words and not any(address.location):
        other_brand, other_location = _glued_place(brand_words)
    return _company(
        "latin", address, brand, business, form, branch, rest, text, meanings, data.fields,
        other_brand, other_location,
    )  # fmt: skip


def _without_last_city(words: list[str], address: _Address) -> list[str]:
    """The words without a province or city at their end (Shili Medical Hong Kong Ltd), which the address takes."""
    for taken in (1, 2):
        several = lists.latin_places().find("".join(words[len(words) - taken :])) if len(words) > taken else None
        if several and several[0].level in (PROVINCE, PREFECTURE) and (place := address.choose(several)):
            address.add(place, "", False)
            return words[:-taken]
    return words


def _elsewhere_words(text: str, address: _Address) -> bool:
    """Whether the text is a place, and neither around nor inside the address."""
    words = text.split()
    alone = _Address([])
    return bool(words) and _lead_words(words, alone) == len(words) and not _places_fit(alone.location, address.location)


_SHORTEST_GLUED, _LONGEST_GLUED = 4, 12  # letters of a place


def _glued_place(brand: list[str]) -> tuple[str, Location]:
    """A place that runs into the brand (ShenzhenXFT): what is left of the brand, and the place; "" if there is none."""
    word = brand[0]
    data = lists.latin_places()
    for length in range(min(len(word) - 1, _LONGEST_GLUED), _SHORTEST_GLUED - 1, -1):
        several = data.find(word[:length])
        if several and several[0].level >= PROVINCE and (place := _Address([]).choose(several)):
            address = _Address([])
            address.add(place, word[:length], False)
            return "".join((word[length:], *brand[1:])), address.location
    return "", _NOWHERE


def _pinyin_business(words: list[str], data: lists.Business) -> tuple[int, frozenset[str], str]:
    """Where business words in Hanyu Pinyin at the end begin, what they mean, and they themselves; as _business_words."""
    known = _business_in_pinyin()
    end = len(words)
    meanings: list[str] = []
    business: list[str] = []
    while end:
        for taken in range(min(_LONGEST_PINYIN, end), 0, -1):
            spelled = "".join(words[end - taken : end])
            if spelled in known:
                meanings += known[spelled]
                business.append(spelled)
                end -= taken
                break
        else:
            break
    if end == len(words):
        return _business_words(words, data)
    return end, frozenset(meanings), " ".join(reversed(business))


_LONGEST_PINYIN = 6  # words, mostly of one syllable


@cache
def _business_in_pinyin() -> dict[str, tuple[str, ...]]:
    """Chinese business words as they sound, and two of them in a row (医疗器械: yiliaoqixie)."""
    words = {
        spelled: meanings
        for word, meanings in lists.han_business().words.items()
        for spelled in sounds.spellings(word)[:2]
    }
    return words


def _business_words(words: list[str], data: lists.Business) -> tuple[int, frozenset[str], str]:
    """Where the business words at the end begin, what they mean, and they themselves without and, of."""
    known = data.words
    joiners = lists.joiners()
    end = len(words)
    meanings: list[str] = []
    business: list[str] = []
    while end:
        word = words[end - 1]
        taken = 2
        found = known.get(words[end - 2] + word) if end > 1 else None
        if found is None:
            taken = 1
            found = known.get(word)
            if found is None and business and end > 1 and word in joiners and words[end - 2] in known:
                end -= 1
                continue
        if found is None and end > 1:
            found = _misspelt_business(word)
        if found is None:
            break
        meanings += found
        business += words[end - taken : end][::-1]
        end -= taken
    return end, frozenset(meanings), " ".join(reversed(business))


_LONG_WORD = 6


def _misspelt_business(word: str) -> tuple[str, ...] | None:
    """What a long word means that is one slip away from a business word (technlogies)."""
    if len(word) < _LONG_WORD or not word.isascii():
        return None
    slips = lists.latin_slips()
    for rest in (word, *lists.without_one(word)):
        for meant in slips.get(rest, ()):
            # Weiding is nearly welding, and a brand in pinyin.
            if within(word, meant, 1) and not sounds.syllables(word):
                return lists.latin_business().words[meant]
    return None


# --- the public face --------------------------------------------------------------------------------------------------


def parse(text: str) -> CompanyName:
    """The parts of a company name. Never fails: what is not understood stays in the brand."""
    return _parse(text[:_INPUT_LIMIT])


@lru_cache(maxsize=_REMEMBERED)
def _parse(text: str) -> CompanyName:
    text = _normalise(text)
    if text.isascii() or not _HAN.search(text):
        return _parse_words(text)
    return _parse_han(text, "mixed" if _LATIN.search(text) else "han")


def script(text: str) -> Literal["han", "latin"]:
    """How a name is written, as far as it matters for comparing: with Chinese characters, or in words."""
    return "latin" if parse(text).script == "latin" else "han"


def key(text: str) -> str:
    """Equal keys mean names that are equal in every part."""
    return parse(text).key


def compare(left: str | CompanyName, right: str | CompanyName) -> Comparison:
    """Compare two company names part by part; symmetric.

    A Chinese name and one in Latin letters are never the same. They are `possible` where the brand of the one sounds as
    the other is spelled and nothing else speaks against it; otherwise nothing is known, as an English name need not be
    the sound of the Chinese one. `script` is among the differences either way.
    """
    a = left if isinstance(left, CompanyName) else parse(left)
    b = right if isinstance(right, CompanyName) else parse(right)
    if a.key == b.key:
        return Comparison("same", 100.0, (), _agreements(a, b)) if a.text else _NOTHING
    if not a.text or not b.text:
        return _NOTHING
    if (a.script == "latin") != (b.script == "latin"):
        return _across(a, b)
    result = _judge(a, b)
    if result.verdict is None:
        for one, other in _other_readings(a, b):
            again = _judge(one, other)
            if again.verdict is not None:
                # The two readings agree, the spellings do not: that is a difference of its own.
                return again if again.differences else _respelt(a, b, 90.0)
        # An index finds names by their brands: what shares none of its terms could not be found.
        if (_one_slip(a, b) or _other_order(a, b)) and not set(grams(a)).isdisjoint(grams(b)):
            return _respelt(a, b, 60.0)
        return (a.rest != b.rest and _as_formerly(a, b)) or result
    return result


def _other_order(a: CompanyName, b: CompanyName) -> bool:
    """Whether two Latin names say the same words in another order (Medical Devices Shilikang Shenzhen)."""
    return a.script == "latin" and len(a.letters) > 1 and len(b.letters) > 1 and _all_words(a) == _all_words(b)


def _all_words(name: CompanyName) -> list[str]:
    idle = lists.joiners() | {lists.CHINA_LATIN}
    words = (*name.places, *name.brand.split(), *name.business.split(), *name.rest.split())
    return sorted(word for word in words if word not in idle)


_FORMER = re.compile(r"(?:原名称?|曾用名?|原|formerly known as |formerly |previously |fka )(?P<name>.{4,})")


def _former(name: CompanyName) -> CompanyName | None:
    """The former name that a name tells: 示例有限公司（原示例康厂）, Shili Ltd (formerly Shilikang Ltd)."""
    match = _FORMER.match(name.rest) if name.rest else None
    former = parse(match["name"]) if match else None
    # One that tells a former name itself would lead on and on.
    if former is None or not former.letters or former.rest or (former.script == "latin") != (name.script == "latin"):
        return None
    return former


def _as_formerly(a: CompanyName, b: CompanyName) -> Comparison | None:
    """How the names compare where one of them tells a former name: possible at most."""
    best = 0.0
    for one, other in ((_former(a), b), (_former(b), a)):
        if one is not None:
            result = Comparison("same", 100.0, ()) if one.key == other.key else _judge(one, other)
            best = max(best, result.score if result.verdict else 0.0)
    return Comparison("possible", 0.9 * best, (Difference("rest", a.rest, b.rest),)) if best else None


def _respelt(a: CompanyName, b: CompanyName, score: float) -> Comparison:
    score = _in_order(score, a, b)
    return Comparison("possible", score, (Difference("spelling", a.text, b.text),), _agreements(a, b))


def _agreements(a: CompanyName, b: CompanyName) -> tuple[Agreement, ...]:
    """The parts that both names have, and alike."""
    found: list[Agreement] = []
    if a.location == b.location and any(a.location):
        found.append(Agreement("place", " ".join(a.places), " ".join(b.places)))
    parts: tuple[tuple[Part, str, str], ...] = (
        ("brand", a.brand, b.brand), ("business", a.business, b.business), ("form", a.form, b.form),
        ("branch", a.branch, b.branch), ("rest", a.rest, b.rest),
    )  # fmt: skip
    for part, left, right in parts:
        if left and (left == right or (part == "brand" and a.letters == b.letters)):
            found.append(Agreement(part, left, right))
    return tuple(found)


def _other_readings(a: CompanyName, b: CompanyName) -> list[tuple[CompanyName, CompanyName]]:
    """The pairs in which a place at the front is read as part of the brand, where that makes the brands equal."""
    pairs = []
    if a.other_brand and a.other_brand == b.letters:
        pairs.append((_read_otherwise(a), b))
    if b.other_brand and b.other_brand == a.letters:
        pairs.append((a, _read_otherwise(b)))
    # Two ways to agree: the same one is taken, whichever name comes first.
    return sorted(pairs, key=lambda pair: pair[0].letters)


def _read_otherwise(name: CompanyName) -> CompanyName:
    return name._replace(
        brand=name.other_brand, letters=name.other_brand, places=name.places[:-1], location=name.other_location
    )


def _judge(a: CompanyName, b: CompanyName) -> Comparison:
    """Compare the parts of two names of one script that are not equal in every part."""
    differences: list[Difference] = []
    wrong = False
    doubts = 0  # parts that agree only in the sense that one says less, or words the same thing in another way
    score = 100.0

    if a.location != b.location:
        differences.append(Difference("place", " ".join(a.places), " ".join(b.places)))
        fit = _places_fit(a.location, b.location)
        wrong = not fit
        doubts += 1
        score *= 1.0 - fit / 100.0

    slips = 0.0
    brand = None
    if a.letters != b.letters:
        brand = len(differences)
        differences.append(Difference("brand", a.brand, b.brand))

    if a.business != b.business:
        differences.append(Difference("business", a.business, b.business))
        wrong = wrong or not _businesses_fit(a, b)
        # Device and Devices, 技术 and 科技 say the same in other words.
        doubts += not (a.meanings and a.meanings == b.meanings)
        score *= 0.95 * 0.93 ** len(a.meanings ^ b.meanings)

    if brand is not None and not wrong:
        slips = _slips(a.letters, b.letters, a.script == "latin")
        wrong = not slips
        score *= 1.0 - 0.1 - 0.6 * slips / max(len(a.letters), len(b.letters))

    if a.form != b.form:
        differences.append(Difference("form", a.form, b.form))
        score *= 0.97
    if a.branch != b.branch:
        differences.append(Difference("branch", a.branch, b.branch))
        score *= 0.95
    if a.rest != b.rest:
        differences.append(Difference("rest", a.rest, b.rest))
        score *= 0.95

    if not differences:
        # Both are nothing but a form, and not the same one; or a second reading agrees in everything.
        wrong = not a.letters
    if not wrong:
        # The shorter the brand, the less else may be in doubt; a brand that is only nearly equal allows none.
        letters = min(a.letters, b.letters, key=len) or (a.other_brand if a.other_brand == b.other_brand else "")
        length = len(letters) if a.script != "latin" else (len(letters) + 1) // 2
        if slips:
            # One slip in a long brand, or one that cannot be heard, leaves room for one doubt.
            allowed = int((slips == 1.0 and length >= _SURE_BRAND) or (slips < 1.0 and length > 2))
        else:
            allowed = 0 if length < 2 else 1 if length == 2 and a.meanings.isdisjoint(b.meanings) else 2
        wrong = doubts > allowed
    verdict: Verdict | None = None if wrong else "possible"
    return Comparison(verdict, 0.0 if wrong else _in_order(score, a, b), tuple(differences), _agreements(a, b))


_SURE_BRAND = 5  # characters, or pairs of letters


def _in_order(score: float, a: CompanyName, b: CompanyName) -> float:
    """The score, lowered a little by how far apart the texts are, so that equal differences still have an order."""
    one, other = _pairs(a.text), _pairs(b.text)
    shared = len(one & other)
    return score * (0.94 + 0.05 * 2.0 * shared / max(len(one) + len(other), 1))


def _pairs(text: str) -> set[str]:
    return set(map("".join, zip(text, text[1:], strict=False)))


def _places_fit(a: Location, b: Location) -> float:
    """0 if the two places exclude each other, else what the lack of detail costs."""
    for one, other in zip(a[:4], b[:4], strict=True):
        if one and other and one != other:
            return 0.0
    if not a[0] or not b[0]:
        return 12.0
    return 4.0 if a[2] == b[2] else 8.0


def _businesses_fit(a: CompanyName, b: CompanyName) -> bool:
    """One says what the other says and no more, or both name the same field under another head (医疗科技, 医疗器械)."""
    return a.meanings <= b.meanings or b.meanings <= a.meanings or (a.fields == b.fields and bool(a.fields))


def _slips(a: str, b: str, latin: bool) -> float:
    """How many slips of the pen turn one brand into the other: 0 if more than could be slips.

    A character that sounds like the other is half a slip.
    """
    shorter = min(len(a), len(b))
    if latin:
        if shorter < 4:
            return 0.0
        if within(a, b, 1):
            return 1.0
        return 2.0 if (shorter >= 10 and within(a, b, 2)) or _one_syllable(a, b) else 0.0
    if not shorter or max(len(a), len(b)) < 2 or not within(a, b, 1) or not _partly_alike(a, b):
        return 0.0
    if len(a) == len(b):
        unlike = [(one, other) for one, other in zip(a, b, strict=True) if one != other]
        if len(unlike) == 1 and sounds.sound_alike(*unlike[0]):
            return 0.5
    return 1.0


def _partly_alike(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether something of a brand is left in the other; two that are swapped are another brand."""
    return not set(a).isdisjoint(b) and not (len(a) == len(b) == 2 and a == b[::-1])


def _one_syllable(a: str, b: str) -> bool:
    """Whether one syllable was changed, left out or put in: one character of the Chinese brand."""
    one, other = sounds.syllables(a), sounds.syllables(b)
    if not one or not other or not within(one, other, 1) or not _partly_alike(one, other):
        return False
    # Two letters in common at either end are an index term; else look at all of them.
    return a[:2] == b[:2] or a[-2:] == b[-2:] or not set(_letter_terms(a)).isdisjoint(_letter_terms(b))


def _letter_terms(letters: str) -> dict[str, None]:
    terms: dict[str, None] = {}
    _latin_grams(letters, terms)
    return terms


def within(a: Sequence[str], b: Sequence[str], edits: int) -> bool:
    """Whether at most `edits` (0 to 2) insertions, deletions, replacements or swaps of neighbours lead from a to b."""
    if abs(len(a) - len(b)) > edits:
        return False
    at = 0
    for one, other in zip(a, b, strict=False):
        if one != other:
            break
        at += 1
    a, b = a[at:], b[at:]
    if edits == 0 or not a or not b:
        return len(a) + len(b) <= edits
    if within(a[1:], b[1:], edits - 1) or within(a[1:], b, edits - 1) or within(a, b[1:], edits - 1):
        return True
    return a[:2] == b[1::-1] and within(a[2:], b[2:], edits - 1)


def terms_at_stake(text: str) -> int:
    """How many of a name's index terms may be missing from a name that is close to it.

    One changed Chinese character is one character and two pairs; one changed syllable of a Latin brand up to nine runs
    of four letters, a word and both ends. Where the name was not fully understood (no place, no line of business), such
    words are in its brand and their terms are at stake too. The terms of a second reading all are.
    """
    name = parse(text)
    latin = name.script == "latin"
    if _former(name) is not None:
        # What is looked for may be the one name or the other.
        return len(grams(name)) - 1
    own = second = 0
    if name.other_brand or (latin and not name.business):
        own = len(grams(name._replace(other_brand="")))
    if name.other_brand:
        second = len(grams(name)) - own
    if latin:
        return second + (_LATIN_AT_STAKE if name.business else max(own - 1, 1))
    # A business word that was taken into the brand (云健康) is no part of the second reading.
    clear = any(name.location) and name.business and name.other_brand.endswith(name.letters if second else "")
    return second + (_AT_STAKE if clear else _UNCLEAR_AT_STAKE)


_LATIN_AT_STAKE, _AT_STAKE, _UNCLEAR_AT_STAKE = 15, 3, 8


_SLIP_FROM = 8  # characters: below, one slip changes too much of a name


def _one_slip(a: CompanyName, b: CompanyName) -> bool:
    """One slip outside the brand (in a place or business word, or in the spaces) that made the parts fall apart.

    Not where both names are understood and say different things: 广州 and 杭州, two known lines of business.
    """
    if not _places_fit(a.location, b.location) or (a.letters == b.letters and a.business and b.business):
        return False
    if a.location == b.location and a.business == b.business and len(a.letters) == len(b.letters):
        # The brands differ, and by more than a slip.
        return False
    if a.script == "latin":
        return _few_slips(a.text.replace(" ", ""), b.text.replace(" ", "")) or _few_slips(_squeezed(a), _squeezed(b))
    if min(len(a.text), len(b.text)) >= _SLIP_FROM and within(a.text, b.text, 1):
        return True
    one, other = a.letters + a.business, b.letters + b.business
    # Where only one name has a city, the other may have it misspelt in front of its brand.
    if b.location[2] and not a.location[2]:
        other = b.location[2] + other
    elif a.location[2] and not b.location[2]:
        one = a.location[2] + one
    # Where both are of one city, less is enough.
    enough = 3 if a.location[2] and a.location[2] == b.location[2] else _SLIP_FROM - 2
    return min(len(one), len(other)) >= enough and within(one, other, 1)


def _few_slips(one: str, other: str) -> bool:
    shorter = min(len(one), len(other))
    return shorter >= _SLIP_FROM and within(one, other, 1 if shorter < 2 * _SLIP_FROM else 2)


def _squeezed(name: CompanyName) -> str:
    """Place, brand and business of a Latin name in one, without the form."""
    return "".join(name.places) + name.letters + name.business.replace(" ", "")


# --- across scripts ---------------------------------------------------------------------------------------------------


def spoken(name: str | CompanyName) -> tuple[str, ...]:
    """How the brand of a name sounds, in Latin letters: the index terms by which names in two scripts find each other.

    A Chinese and a Latin name that compare as `possible` share at least one. To be kept beside `grams` when an index is
    built; a Chinese query is looked up among the Latin names of the index, and the other way round.
    """
    parts = name if isinstance(name, CompanyName) else parse(name)
    return tuple({sound: None for reading in _readings(parts) for sound in _sounds(parts, reading)})


def across_terms(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The index terms of a name for names in the other script: what it is kept under, and what it is looked up by."""
    parts = parse(name)
    own, other = ("~l", "~h") if parts.script == "latin" else ("~h", "~l")
    heard = spoken(parts)
    return tuple(own + sound for sound in heard), tuple(other + sound for sound in heard)


class _Reading(NamedTuple):
    """One way to tell the brand of a name from its place."""

    letters: str
    location: Location


def _readings(name: CompanyName) -> tuple[_Reading, ...]:
    own = _Reading(name.letters, name.location)
    return (own, _Reading(name.other_brand, name.other_location)) if name.other_brand else (own,)


_BRAND_WORDS = 4
_LONG_BRAND = 4  # characters: from here on, the brand may hold words that the lists do not know
_LONGEST_START = 5


def _sounds(name: CompanyName, reading: _Reading) -> dict[str, str]:
    """Sounds of the brand, and of its beginnings where what follows may be words that the lists do not know.

    Each with what of the brand follows (in Latin letters the next word), "" for the whole.
    """
    letters = reading.letters
    found: dict[str, str] = {}
    if name.script == "latin":
        if letters:
            found[letters] = ""
        more = len(letters) - len(name.letters)
        if more >= 0:
            start = letters[:more]
            words = name.brand.split()
            for word, following in zip(words[:_BRAND_WORDS], words[1:], strict=False):
                start += word
                found.setdefault(start, following)
        return found
    return sounds_of(letters)


def sounds_of(letters: str) -> dict[str, str]:
    """How a brand in Chinese sounds, and its beginnings, each with what of the brand follows, "" for the whole."""
    found = dict.fromkeys(sounds.spellings(letters), "")
    if len(letters) >= _LONG_BRAND:
        for length in range(2, min(len(letters), _LONGEST_START + 1)):
            for start in sounds.spellings(letters[:length]):
                found.setdefault(start, letters[length:])
    return found


def _across(a: CompanyName, b: CompanyName) -> Comparison:
    """Compare a Chinese name with one in Latin letters."""
    han, latin = (b, a) if a.script == "latin" else (a, b)
    script = Difference("script", a.text, b.text)
    best = max((_meeting(han, one, latin, other) for one in _readings(han) for other in _readings(latin)), default=0.0)
    if not best:
        return Comparison(None, 0.0, (script,))
    differences, score = [script], 80.0 * best
    agreements = [Agreement("brand", a.brand, b.brand)]
    doubts = 0
    if best == 1.0:
        if any(a.location) and any(b.location):
            agreements.append(Agreement("place", " ".join(a.places), " ".join(b.places)))
    else:
        differences.append(Difference("place", " ".join(a.places), " ".join(b.places)))
        doubts += 1
    wrong = False
    if a.meanings != b.meanings:
        differences.append(Difference("business", a.business, b.business))
        wrong = bool(a.fields and b.fields and a.fields.isdisjoint(b.fields))
        doubts += 1
        score *= 0.9 ** len(a.meanings ^ b.meanings)
    elif a.meanings:
        agreements.append(Agreement("business", a.business, b.business))
    # A single character sounds like many others.
    wrong = wrong or (len(han.letters) < 2 and doubts > 0)
    return Comparison(None if wrong else "possible", 0.0 if wrong else score, tuple(differences), tuple(agreements))


def _meeting(han: CompanyName, one: _Reading, latin: CompanyName, other: _Reading) -> float:
    """How well brand and place of two readings agree: 0 where they do not, 1 where they are all the same."""
    address = (*lists.latin_address(*one.location[:4]), "")
    fit = _places_fit(address, other.location)
    if not fit:
        return 0.0
    heard, written = _sounds(han, one), _sounds(latin, other)
    best = 0.0
    for sound in heard.keys() & written.keys():
        more, rest = heard[sound], written[sound]
        if not more and not rest:
            best = 1.0
        elif rest and not sounds.syllables(rest):
            # 示例导管, Shili Catheter: words that the lists do not know. 示例康宁, Shili Kangde are two brands.
            best = max(best, 0.8)
    return best if address[:3] == other.location[:3] else best * (1.0 - fit / 100.0)


_LABELS: dict[Part, tuple[str, str]] = {
    "script": ("文字", "script"),
    "place": ("行政区划", "place"),
    "brand": ("字号", "brand"),
    "business": ("行业表述", "business"),
    "form": ("组织形式", "legal form"),
    "branch": ("分支机构", "branch"),
    "rest": ("其他文字", "other words"),
    "spelling": ("拼写", "spelling"),
}


def describe(comparison: Comparison) -> tuple[str, str]:
    """The parts that differ and those that agree, as a sentence for a person, in Chinese and in English."""
    if comparison.verdict == "same":
        return "名称各部分一致", "the names agree in every part"
    if not comparison.differences:
        return "没有可以比较的名称", "there is no name to compare"
    zh, en = [], []
    for difference in comparison.differences:
        label_zh, label_en = _LABELS[difference.part]
        zh.append(f"{label_zh}不同：{_quoted_zh(difference.left)}与{_quoted_zh(difference.right)}")
        en.append(f"{label_en} differs: {_quoted_en(difference.left)} and {_quoted_en(difference.right)}")
    if comparison.agreements:
        labels = [_LABELS[agreement.part] for agreement in comparison.agreements]
        zh.append("一致的有：" + "、".join(label for label, _ in labels))
        en.append("alike: " + ", ".join(label for _, label in labels))
    return "；".join(zh), "; ".join(en)


def _quoted_zh(text: str) -> str:
    return f"“{text}”" if text else "（无）"


def _quoted_en(text: str) -> str:
    return f'"{text}"' if text else "(none)"


# --- the seam for an index --------------------------------------------------------------------------------------------


def grams(name: str | CompanyName) -> tuple[str, ...]:
    """Index terms of a name: any two names that compare as `same` or `possible` share at least one.

    Chinese: characters and pairs of characters of the brand. Latin: its words, runs of four letters, and its first and
    last letters. A name without a brand is indexed under its other parts.
    """
    parts = name if isinstance(name, CompanyName) else parse(name)
    terms: dict[str, None] = {}
    for letters in (parts.letters, parts.other_brand):
        if parts.script == "latin":
            _latin_grams(letters, terms)
        else:
            terms.update(dict.fromkeys(letters))
            terms.update(dict.fromkeys(map("".join, zip(letters, letters[1:], strict=False))))
    if parts.script == "latin":
        terms.update(dict.fromkeys(word for word in parts.brand.split() if len(word) > 1))
    former = _former(parts)
    if former is not None:
        terms.update(dict.fromkeys(grams(former)))
    if not parts.letters:
        # Short of a brand, whatever else there is.
        terms["=" + parts.business] = None
        if parts.places and parts.script != "latin":
            terms[parts.places[-1]] = None
    return tuple(terms)


def _latin_grams(letters: str, terms: dict[str, None]) -> None:
    if not letters:
        return
    terms["=" + letters] = None
    # A slip can break every run of four in a short brand, never its first and its last letters at once.
    for size in (1, 2, 3):
        # Not more than the letters, and a single one only where there are few.
        if len(letters) >= size and (size > 1 or len(letters) < 6):
            terms["^" + letters[:size]] = None
            terms[letters[-size:] + "$"] = None
    for at in range(len(letters) - 3):
        terms[letters[at : at + 4]] = None
