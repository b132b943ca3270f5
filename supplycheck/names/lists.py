"""The word lists behind name comparison: places, business words, legal forms, characters (registries/names/*.toml).

Each list is read once, when first needed; all of them together take about ten milliseconds. A Chinese name does not
load the Latin lists and the other way round.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

from supplycheck.errors import FactsMissing
from supplycheck.root import root

COUNTRY, PROVINCE, PREFECTURE, COUNTY = range(4)
CHINA = "中国"
CHINA_LATIN = "china"


class Place(NamedTuple):
    """One place, with the slots of an address that it fills.

    `country`, `province`, `city` and `district` are short names ("" = not said by this place). `prefecture` is only
    for nesting: a county-level city fills `city` itself, because for a company's name it is another city.
    """

    level: int
    name: str
    country: str
    province: str
    prefecture: str
    city: str
    district: str


class Spellings(NamedTuple):
    """The places whose spellings begin with one character.

    Attributes:
        lengths: lengths of the spellings, longest first.
        full: spellings that are a place wherever a place may stand (深圳市, 深圳).
        inner: bare names of districts, a place only behind their city (福田 behind 深圳).
    """

    lengths: tuple[int, ...]
    full: dict[str, tuple[Place, ...]]
    inner: dict[str, tuple[Place, ...]]


class _Line(NamedTuple):
    """What the counties of one line of the data have in common. `head` is "" directly under a province."""

    province: str
    head: str
    prefecture: str
    single: bool


class Business(NamedTuple):
    """Business words of one script: word -> meanings, which meanings are fields (not mere kinds), and `lengths`: for
    the last character of a word the lengths that occur, longest first."""

    words: dict[str, tuple[str, ...]]
    fields: frozenset[str]
    lengths: dict[str, tuple[int, ...]]


class Forms(NamedTuple):
    """Legal forms of one script: spelling -> the spelling that stands for it; `lengths` as in Business."""

    forms: dict[str, str]
    lengths: dict[str, tuple[int, ...]]
    branches: tuple[str, ...]
    tails: frozenset[str]
    group: str


def table(name: str) -> dict[str, Any]:
    """The parsed content of one file of registries/names/.

    Raises:
        FactsMissing: the file is not there or is not TOML.
    """
    path = root() / "names" / name
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise FactsMissing([str(path)], f"unreadable ({error})") from error


@cache
def _places() -> dict[str, Any]:
    return table("places.toml")


@cache
def _business() -> dict[str, Any]:
    return table("business.toml")


@cache
def _forms() -> dict[str, Any]:
    return table("forms.toml")


@cache
def traditional() -> dict[int, str]:
    """Code point of a traditional character -> the simplified character."""
    data = table("han.toml")
    return dict(zip(map(ord, "".join(data["traditional"].split())), "".join(data["simplified"].split()), strict=True))


@cache
def zones() -> tuple[str, ...]:
    """Names of zones that may follow a city (经济开发区), longest first."""
    return tuple(sorted(_places()["zones"].split(), key=len, reverse=True))


@cache
def towns() -> tuple[str, ...]:
    """Endings of names of towns (镇)."""
    return tuple(_places()["towns"].split())


@cache
def _peoples() -> tuple[str, ...]:
    return tuple(_places()["peoples"].split())


def bare(name: str) -> str:
    """A place without its ending and the peoples in it: 深圳市 -> 深圳, 延边朝鲜族自治州 -> 延边; 丰县 stays."""
    if len(name) < 3:
        return name
    if name[-3:-1] == "自治":
        short = name[:-3]
        while True:
            for people in _peoples():
                if short.endswith(people) and len(short) > len(people) + 1:
                    short = short[: -len(people)]
                    break
            else:
                return short
    if name[-1] in "市县盟":
        return name[:-1]
    for ending in ("特别行政区", "地区", "林区", "新区", "区"):
        if name.endswith(ending) and len(name) > len(ending) + 1:
            return name[: -len(ending)]
    return name


def _countries() -> Iterator[tuple[list[str], list[str]]]:
    for entry in _places()["countries"].split():
        han, _, latin = entry.partition("=")
        yield han.split("/"), latin.split(",") if latin else []


def _add(spellings: dict[str, tuple[Place, ...]], spelling: str, place: Place) -> None:
    known = spellings.get(spelling)
    # The larger place stands first where one spelling means several.
    spellings[spelling] = (place,) if known is None else tuple(sorted((*known, place)))


class HanPlaces:
    """Places in Chinese characters, laid out by first character when first asked for it: most are never needed."""

    __slots__ = ("_raw", "_tables", "_taken", "_words")

    def __init__(self) -> None:
        data = _places()
        self._words = frozenset(data["words"].split())
        self._tables: dict[str, Spellings] = {}
        # By first character: level, spelling as written, the line it stands on.
        self._raw: dict[str, list[tuple[int, str, _Line]]] = {}
        raw = self._raw
        # A county that shares its bare name with a prefecture keeps its full name, so that the two stay apart.
        self._taken: set[str] = set()
        renamed = dict(reversed(pair.split("=")) for pair in data["renamed"].split())
        for han, _ in _countries():
            for spelling in han:
                raw.setdefault(spelling[0], []).append((COUNTRY, spelling, _Line("", "", han[0], False)))
        for province in data["province"]:
            short = province["short"]
            lines = [line for line in province["divisions"].split("\n") if line]
            # 上海 is a province and a city at once.
            single = all(line[0] == "-" for line in lines)
            line = _Line(short, province["full"], short if single else "", single)
            raw.setdefault(short[0], []).append((PROVINCE, short, line))
            self._taken.add(short)
            for text in lines:
                first, *counties = text.split(" ")
                head = "" if first == "-" else first.partition("/")[0]
                prefecture = bare(head) if head else line.prefecture
                place = _Line(short, head, prefecture, single)
                if head:
                    raw.setdefault(head[0], []).append((PREFECTURE, prefecture, place))
                    self._taken.add(prefecture)
                    if prefecture in renamed:
                        raw.setdefault(renamed[prefecture][0], []).append((PREFECTURE, renamed[prefecture], place))
                for county in counties:
                    raw.setdefault(county[0], []).append((COUNTY, county, place))

    def starting(self, first: str) -> Spellings | None:
        """The places that begin with this character."""
        known = self._tables.get(first)
        if known is None and first in self._raw:
            known = self._tables[first] = self._lay_out(self._raw[first])
        return known

    def _lay_out(self, entries: list[tuple[int, str, _Line]]) -> Spellings:
        full: dict[str, tuple[Place, ...]] = {}
        inner: dict[str, tuple[Place, ...]] = {}
        for level, name, line in entries:
            short, head, prefecture, _ = line
            if level == COUNTY:
                self._county(name, line, full, inner)
            elif level == PREFECTURE:
                place = Place(PREFECTURE, prefecture, CHINA, short, prefecture, prefecture, "")
                endings = {name, name + "市"} if name != prefecture else {name, head}
                for spelling in endings | ({name + "州"} if head.endswith("自治州") else set()):
                    _add(full, spelling, place)
            elif level == PROVINCE:
                place = Place(PROVINCE, short, CHINA, short, prefecture, prefecture, "")
                for spelling in {short, head, short + head[-1]}:
                    _add(full, spelling, place)
            else:
                _add(full, name, Place(COUNTRY, prefecture, prefecture, "", "", "", ""))
        return Spellings(tuple(sorted({*map(len, full), *map(len, inner)}, reverse=True)), full, inner)

    def _county(
        self, entry: str, line: _Line, full: dict[str, tuple[Place, ...]], inner: dict[str, tuple[Place, ...]]
    ) -> None:
        name, spelled, _ = entry.partition("/")
        promoted = name[-1] == "+"
        if promoted:
            name = name[:-1]
        stem = bare(name)
        if line.head and line.head[-1] != "市" and name == line.prefecture + "市":
            # The seat of a prefecture of the same name: in company names nobody tells 大理市 from 大理.
            _add(full, name, Place(PREFECTURE, line.prefecture, CHINA, line.province, line.prefecture, stem, ""))
            return
        own = name if stem in self._taken else stem
        # A county-level city or a county names a company by itself; a district, or a county of 重庆, details its city.
        detail = line.single or promoted or not spelled
        city, district = (line.prefecture, own) if detail else (own, "")
        place = Place(COUNTY, own, CHINA, line.province, line.prefecture, city, district)
        _add(full, name, place)
        if stem == name:
            return
        if promoted:
            _add(full, stem + "市", place)
            _add(full, stem + "县", place)
        leading = (promoted or not detail) and stem not in self._words
        _add(full if leading else inner, stem, place)


class LatinPlaces:
    """Places in Latin letters, lower case, without spaces (hongkong)."""

    __slots__ = ("_countries", "_known", "_raw")

    def __init__(self) -> None:
        data = _places()
        words = frozenset(data["words"].split())
        raw: dict[str, list[tuple[str, ...]]] = {}
        self._countries: dict[str, Place] = {}
        self._known: dict[str, tuple[Place, ...]] = {}
        for _, latin in _countries():
            for spelling in latin:
                self._countries[spelling] = Place(COUNTRY, latin[0], latin[0], "", "", "", "")
        for province in data["province"]:
            names = province["latin"].split(",")
            lines = [line for line in province["divisions"].split("\n") if line]
            single = names[0] if all(line[0] == "-" for line in lines) else ""
            for spelling in names:
                raw.setdefault(spelling, []).append((names[0], single))
            for line in lines:
                first, *counties = line.split(" ")
                _, _, latins = first.partition("/")
                spellings = latins.split(",")
                prefecture = spellings[0] or single
                for spelling in spellings:
                    if spelling:
                        raw.setdefault(spelling, []).append((names[0], prefecture, prefecture))
                for county in counties:
                    name, slash, latins = county.partition("/")
                    inside = "inside" if name[-1] == "+" else ""
                    if slash and name.rstrip("+")[:-1] not in words:
                        own, *others = latins.split(",")
                        for spelling in (own, *others):
                            raw.setdefault(spelling, []).append((names[0], prefecture, own, inside))
        self._raw = raw

    def find(self, word: str) -> tuple[Place, ...] | None:
        """The places of China, and China, that are spelled so; the larger one first."""
        known = self._known.get(word)
        if known is not None:
            return known
        rows = self._raw.get(word)
        if rows is None:
            return (self._countries[word],) if self.country(word) == CHINA_LATIN else None
        found = []
        for province, prefecture, *own in rows:
            level = PROVINCE + len(own)
            name = own[0] if own else prefecture
            # A district details its city, any other county is a city of its own.
            city, district = (prefecture, name) if own[1:] == ["inside"] else (name, "")
            found.append(Place(level, name or province, CHINA_LATIN, province, prefecture, city, district))
        self._known[word] = tuple(sorted(found))
        return self._known[word]

    def country(self, word: str) -> str:
        """The country that is spelled so, or ""."""
        place = self._countries.get(word)
        return place.country if place else ""


@cache
def han_places() -> HanPlaces:
    """Places in Chinese characters."""
    return HanPlaces()


@cache
def latin_places() -> LatinPlaces:
    """Places in Latin letters."""
    return LatinPlaces()


@cache
def _latin_names() -> dict[tuple[str, str], str]:
    """Province and city (or former city) by their short Chinese names -> how the place is written in Latin letters.

    A city under no province is one whose name several provinces have.
    """
    lines = [
        (province, [line for line in province["divisions"].split("\n") if line]) for province in _places()["province"]
    ]
    heads = {bare(line.partition(" ")[0].partition("/")[0]) for _, rows in lines for line in rows}
    taken = heads | {province["short"] for province, _ in lines}
    found: dict[tuple[str, str], str] = {}
    for province, rows in lines:
        short, latin = province["short"], province["latin"].split(",")[0]
        found[short, ""] = latin
        if all(line[0] == "-" for line in rows):
            found[short, short] = latin
        for line in rows:
            for number, entry in enumerate(line.split(" ")):
                name, spelled, latins = entry.partition("/")
                name = name.rstrip("+")
                if spelled:
                    stem = bare(name)
                    own = stem if not number or stem not in taken else name
                    # The prefecture stands before the county of the same name.
                    found.setdefault((short, own), latins.split(",")[0])
                    found.setdefault(("", own), latins.split(",")[0])
    return found


def latin_address(country: str, province: str, city: str, district: str) -> tuple[str, str, str, str]:
    """An address in Chinese as it is written in Latin letters; "" for what has no known spelling."""
    names = _latin_names()
    return (
        next((latin[0] for han, latin in _countries() if han[0] == country and latin), ""),
        names.get((province, ""), ""),
        names.get((province, city), "") if city else "",
        names.get((province, district), "") if district else "",
    )


def _lengths(words: Iterable[str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = {}
    for word in words:
        found.setdefault(word[-1], set()).add(len(word))
    return {last: tuple(sorted(lengths, reverse=True)) for last, lengths in found.items()}


def _read_business(side: int) -> Business:
    data = _business()
    words: dict[str, tuple[str, ...]] = {}
    fields: set[str] = set()
    for section in ("fields", "kinds", "fillers"):
        for line in data[section].split("\n"):
            if not line.strip():
                continue
            parts = line.split("|")
            meaning, *han = parts[0].split()
            if section == "fields":
                fields.add(meaning)
            # Fillers mean nothing: they show in the wording of a name, never in what it is about.
            meanings = () if section == "fillers" else (meaning,)
            for word in han if side == 0 else parts[1].split():
                words.setdefault(word, meanings)
    for entry in data["compounds" if side == 0 else "compounds_latin"].split():
        word, _, several = entry.partition("=")
        words[word] = tuple(several.split(","))
    return Business(words, frozenset(fields), _lengths(words))


@cache
def han_business() -> Business:
    """Business words in Chinese."""
    return _read_business(0)


@cache
def latin_business() -> Business:
    """Business words in Latin letters, lower case, without spaces."""
    return _read_business(1)


_LONG_WORD = 6


@cache
def latin_slips() -> dict[str, tuple[str, ...]]:
    """Long business words in Latin letters, by themselves and by what is left of them without one letter."""
    found: dict[str, tuple[str, ...]] = {}
    for word in latin_business().words:
        if len(word) >= _LONG_WORD:
            for rest in {word, *without_one(word)}:
                found[rest] = (*found.get(rest, ()), word)
    return found


def without_one(word: str) -> list[str]:
    """The word without one of its letters, in every way."""
    return [word[:at] + word[at + 1 :] for at in range(len(word))]


@cache
def joiners() -> frozenset[str]:
    """Latin words that carry nothing between business words (and, of)."""
    return frozenset(_business()["joiners"].split())


def _read_forms(key: str, branches: Iterable[str], tails: Iterable[str], group: str) -> Forms:
    forms: dict[str, str] = {}
    for line in _forms()[key].split("\n"):
        spellings = line.split()
        for spelling in spellings:
            forms[spelling] = spellings[0]
    return Forms(forms, _lengths(forms), tuple(branches), frozenset(tails), group)


@cache
def han_forms() -> Forms:
    """Legal forms in Chinese (有限责任公司 -> 有限公司)."""
    data = _forms()
    return _read_forms("han", data["branches"].split(), data["branch_tails"].split(), data["group"])


@cache
def latin_forms() -> Forms:
    """Legal forms in Latin letters, squeezed ("Co., Ltd." = coltd -> ltd)."""
    return _read_forms("latin", _forms()["branches_latin"].split(), (), "group")
