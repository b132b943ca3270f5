"""Numbers, codes and names in the one spelling they are looked up by. Every function takes any text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache

from supplycheck.remembered import FIRMS

_LONGEST = 500
_NOT_COUNTED = re.compile(r"[\s\-\u2010-\u2015\u2212\u200b-\u200f\u2060\ufeff\u00ad]+")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_PARTS = re.compile(r"[；;、,，/|\n]+")


def storable(text: str) -> str:
    """The text cut to a sane length and without lone surrogates, which SQLite does not take."""
    text = text[:_LONGEST]
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def number(normaliser: str, text: str) -> str:
    """The key of a number under a definition's normaliser; "" where nothing is left, or the list has no numbers."""
    return spelling(normaliser)(storable(text))


@cache
def spelling(normaliser: str) -> Callable[[str], str]:
    """The function that brings a storable text to the one spelling of a normaliser."""
    if normaliser == "nmpa":
        from supplycheck.identifiers import nmpa_registration

        return nmpa_registration.normal
    if normaliser == "k-number":
        from supplycheck.identifiers import fda_510k

        return fda_510k.compact
    return plain if normaliser == "text" else _nothing


def plain(text: str) -> str:
    """The text folded (NFKC), without white space and hyphens, in capitals."""
    if text.isascii() and text.isalnum():
        return text.upper()
    return _NOT_COUNTED.sub("", unicodedata.normalize("NFKC", text)).upper()


def _nothing(text: str) -> str:
    return ""


@lru_cache(maxsize=FIRMS)
def credit_code(text: str) -> str:
    """A unified social credit code in its bare form, right or wrong."""
    from supplycheck.identifiers import uscc

    return uscc.compact(storable(text))


@lru_cache(maxsize=FIRMS)
def is_credit_code(text: str) -> bool:
    """Whether a code is right in form and check digit: two such codes that differ show two firms."""
    from supplycheck.identifiers import uscc

    return uscc.is_valid(text)


def looks_like_credit_code(text: str) -> bool:
    """Whether a code is right in form, whatever its check digit: genuine codes break that one."""
    from supplycheck.errors import InvalidIdentifier
    from supplycheck.identifiers import uscc

    try:
        uscc.validate(text)
    except InvalidIdentifier as error:
        return error.reason == "checksum"
    return True


def has_han(text: str) -> bool:
    """Whether a name is written in Chinese characters, at least in part."""
    return _HAN.search(text) is not None


@lru_cache(maxsize=8192)
def values(text: str) -> frozenset[str]:
    """The single values of a cell, and the cell as a whole: "医用口罩；呼吸机" holds 医用口罩 and 呼吸机."""
    parts = [plain(part) for part in _PARTS.split(storable(text))]
    return frozenset(part for part in (*parts, plain(storable(text))) if part)
