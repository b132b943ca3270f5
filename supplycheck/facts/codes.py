"""The customs code tables by which texts are resolved: country, unit, currency, supervision mode.

The tables are CSV under `registries/codes/` (sources in SOURCES.toml there). A table is read once, when it is first
asked. The same number means different things in different tables (502 is the USA and the US dollar), so the caller says
which table by the function it calls.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from supplycheck.errors import FactsMissing
from supplycheck.root import root


class Country(NamedTuple):
    """How a text was read as a country. `alpha2` is "" for a group of countries such as the EU.

    `usual`: the text is a code or the table's own name, so that reading it was no repair.
    """

    alpha2: str
    usual: bool


class Code(NamedTuple):
    """How a text was read as a code of a table; `how` is "code", "name", "alias" or "padded" (leading zeros restored)."""

    code: str
    how: str


class Unit(NamedTuple):
    """A unit of measure. `base` and `factor`: what it counts and how many of it (None for a plain unit).

    `pack`: a container whose content in pieces is not said by the unit. `piece`: a word for single pieces; people use
    these for one another (个, 只, 片).
    """

    code: str
    how: str
    base: str | None
    factor: Decimal | None
    pack: bool
    piece: bool


def rows(name: str) -> list[dict[str, str]]:
    """The rows of one code table.

    Raises:
        FactsMissing: the table is not there or cannot be read.
    """
    path = root() / "codes" / name
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise FactsMissing([str(path)], f"cannot be read ({type(error).__name__})") from error


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """A name for comparing: NFKC, lower case, no accents, letters and digits only."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text))
    return "".join(char for char in text.casefold() if char.isalnum())


@cache
def _countries() -> tuple[dict[str, Country], dict[str, str], dict[str, str]]:
    """By name or letter code, by customs number, by ISO number."""
    table = rows("country.csv")
    names: dict[str, Country] = {}
    for row in table:
        for alias in filter(None, row["aliases"].split("|")):
            names[folded(alias)] = Country(row["alpha2"], False)
    for row in table:
        for column in ("zh", "en", "alpha3"):
            if row[column]:
                names[folded(row[column])] = Country(row["alpha2"], column != "en")
    for row in table:
        if row["alpha2"]:
            names[folded(row["alpha2"])] = Country(row["alpha2"], True)
    # a customs number that several places share says which continent, not which country
    shared = Counter(row["customs"] for row in table)
    customs = {row["customs"]: row["alpha2"] for row in table if row["alpha2"] and shared[row["customs"]] == 1}
    numeric = {row["numeric"]: row["alpha2"] for row in table if row["numeric"] and row["numeric"] not in shared}
    customs.pop("", None)
    return names, customs, numeric


# as customs forms print it: 德国(DEU), 一般贸易（0110）
_NAME_AND_CODE = re.compile(r"\s*([^()（）]+)[(（]\s*([A-Za-z0-9]+)\s*[)）]\s*")


@lru_cache(maxsize=4096)
def country(text: str) -> Country | None:
    """The country that a code or name means, or None.

    Takes ISO alpha-2 and alpha-3, the customs numbers used before, ISO numbers where customs does not use the same
    number, names in Chinese and English, and a name with its code in brackets where both mean the same.
    """
    key = folded(text)
    names, customs, numeric = _countries()
    if key.isascii() and key.isdigit():
        if found := customs.get(key):
            return Country(found, True)
        found = numeric.get(key)
        return Country(found, False) if found else None
    if answer := names.get(key):
        return answer
    if key.startswith("the") and (answer := names.get(key.removeprefix("the"))):
        return Country(answer.alpha2, False)
    if both := _NAME_AND_CODE.fullmatch(text):
        name, code = country(both[1]), country(both[2])
        return name if name and code and name.alpha2 == code.alpha2 else None
    return None


def country_name(code: str) -> str:
    """A country for people: its Chinese name with the code in brackets (unless it has brackets of its own).

    A text that is no code stays as it stands. `country` takes what comes out.
    """
    name = _country_names().get(code, code)
    return name if name == code or "(" in name or "（" in name else f"{name}({code})"


@cache
def _country_names() -> dict[str, str]:
    return {row["alpha2"]: row["zh"] for row in rows("country.csv") if row["alpha2"]}


@cache
def _coded(table: str, column: str, width: int) -> tuple[dict[str, Code], int]:
    found: dict[str, Code] = {}
    listed = rows(table)
    for row in listed:
        for alias in filter(None, row["aliases"].split("|")):
            found.setdefault(_name(alias), Code(row[column], "alias"))
    for row in listed:
        if "en" in row:
            found[_name(row["en"])] = Code(row[column], "alias")
        if row.get("customs"):
            found[row["customs"]] = Code(row[column], "code")
    for row in listed:
        found[_name(row["zh"])] = Code(row[column], "name")
        found[_name(row[column])] = Code(row[column], "code")
    return found, width


def _name(text: str) -> str:
    """Unlike `folded` this keeps signs, which tell currencies apart (US$, £)."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split()).rstrip(".")


def _look_up(text: str, table: str, column: str, width: int) -> Code | None:
    found, width = _coded(table, column, width)
    key = _name(text)
    if answer := found.get(key):
        return answer
    if key.isascii() and key.isdigit() and len(key) < width and (answer := found.get(key.zfill(width))):
        return Code(answer.code, "padded")
    if both := _NAME_AND_CODE.fullmatch(text):
        name, code = found.get(_name(both[1])), found.get(_name(both[2]))
        return name if name and code and name.code == code.code else None
    return None


@lru_cache(maxsize=1024)
def currency(text: str) -> Code | None:
    """The ISO 4217 code that a code, customs number, sign or name means, or None."""
    return _look_up(text, "currency.csv", "alpha3", 0)


@lru_cache(maxsize=1024)
def supervision_mode(text: str) -> Code | None:
    """The four-digit supervision mode that a code or name means, or None."""
    return _look_up(text, "supervision_mode.csv", "code", 4)


@cache
def _units() -> dict[str, tuple[str | None, Decimal | None, bool, bool]]:
    return {
        row["code"]: (
            row["base"] or None,
            Decimal(row["factor"]) if row["factor"] else None,
            row["pack"] == "yes",
            row["piece"] == "yes",
        )
        for row in rows("unit.csv")
    }


@lru_cache(maxsize=1024)
def unit(text: str) -> Unit | None:
    """The unit of measure that a code or name means, or None."""
    code = _look_up(text, "unit.csv", "code", 3)
    return Unit(code.code, code.how, *_units()[code.code]) if code else None


def unit_name(code: str | None) -> str:
    """The Chinese name of a unit's code; the code itself where the table does not know it."""
    return _unit_names().get(code or "", code or "")


@cache
def _unit_names() -> dict[str, str]:
    return {row["code"]: row["zh"] for row in rows("unit.csv")}
