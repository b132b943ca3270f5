"""What words say of goods: their type, subtype, medical use, sterility. The words are data (registries/products/words.toml).

All functions are pure and remember their answers, because names repeat.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from supplycheck.facts.law import load_toml
from supplycheck.root import root

_LIMIT = 4000  # characters of one text that are looked at


@dataclass(slots=True, frozen=True)
class _Type:
    id: str
    zh: tuple[str, ...]
    en: re.Pattern[str]
    not_zh: tuple[str, ...]
    not_en: tuple[str, ...]
    not_after: tuple[str, ...]
    needs_zh: tuple[str, ...]
    needs_en: tuple[str, ...]


@dataclass(slots=True, frozen=True)
class _Words:
    types: tuple[_Type, ...]
    subtypes: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]
    negated_zh: re.Pattern[str]
    negated_en: re.Pattern[str]
    medical: re.Pattern[str]
    not_medical: re.Pattern[str]
    sterile: re.Pattern[str]
    not_sterile: re.Pattern[str]
    home: re.Pattern[str]
    professional: re.Pattern[str]


def squeeze(text: str | None) -> str:
    """A text in the form in which words are compared: NFKC, lower case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text[:_LIMIT]).lower().split()) if text else ""


def _any(zh: list[str], en: list[str]) -> re.Pattern[str]:
    """A pattern for any of the words; Latin words only as whole words."""
    parts = [re.escape(w) for w in sorted(zh, key=len, reverse=True)]
    latin = [re.escape(w).replace(r"\\ ", " ") for w in sorted(en, key=len, reverse=True)]
    if latin:
        parts.append(rf"(?<![a-z])(?:{'|'.join(latin)})(?![a-z])")
    return re.compile("|".join(parts) if parts else r"(?!)")


@cache
def _words() -> _Words:
    data = load_toml(root() / "products" / "words.toml")
    types = tuple(_type(id_, t) for id_, t in data["type"].items())
    negation, medical = data["negation"], data["medical"]
    zh_before = "|".join(re.escape(w) for w in sorted(negation["zh_before"], key=len, reverse=True))
    en_before = "|".join(re.escape(w) for w in sorted(negation["en_before"], key=len, reverse=True))
    zh_medical = "|".join(re.escape(w) for w in sorted(medical["zh"], key=len, reverse=True))
    en_medical = "|".join(re.escape(w) for w in sorted(medical["en"], key=len, reverse=True))
    return _Words(
        types,
        tuple((s["id"], tuple(s["zh"]), tuple(s["en"])) for s in data["subtype"]),
        # "not for medical, surgical or clinical use": a negation reaches over a list up to the next stop.
        re.compile(
            rf"(?:{zh_before})(?:一次性)?(?:{zh_medical})(?:[^,。;；.!]{{0,12}}?(?:、|或|及|和|与)(?:{zh_medical}))*[^,。;；.!、]{{0,3}}"
        ),
        re.compile(rf"(?<![a-z])(?:{en_before})[ -]*(?:(?:any|a|the|use|in|for|as) )*(?:{en_medical})[^.;]*"),
        _any(medical["zh"], medical["en"]),
        _any(medical["zh_not"], medical["en_not"]),
        _any(data["sterile"]["zh"], data["sterile"]["en"]),
        _any(data["sterile"]["zh_not"], data["sterile"]["en_not"]),
        _any(data["home_use"]["zh"], data["home_use"]["en"]),
        _any(data["professional_use"]["zh"], data["professional_use"]["en"]),
    )


def _type(id_: str, t: dict[str, Any]) -> _Type:
    return _Type(
        id_,
        tuple(t["zh"]),
        _any([], t["en"]),
        tuple(t.get("not_zh", ())),
        tuple(t.get("not_en", ())),
        tuple(t.get("not_after", ())),
        tuple(t.get("needs_zh", ())),
        tuple(t.get("needs_en", ())),
    )


_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|《[^《》]*》")


@lru_cache(maxsize=65536)
def type_of_name(name: str) -> str | None:
    """The product type that a goods name says, or None; a look-alike (口罩机, 面膜) is None.

    A Chinese name has its head at the end, so what follows the word decides: 口罩收纳夹 is no mask.
    """
    text = squeeze(name)
    for t in _words().types:
        if _is_type(t, text):
            return t.id
    return None


def _is_type(t: _Type, text: str) -> bool:
    if any(w in text for w in t.not_zh) or any(w in text for w in t.not_en):
        return False
    bare = _BRACKETS.sub(" ", text)
    named = _named_zh(t, bare) or (not any("一" <= c <= "鿿" for c in bare) and t.en.search(text) is not None)
    if not named:
        return False
    if not t.needs_zh:
        return True
    return any(w in text for w in t.needs_zh) or any(w in f"{text} " for w in t.needs_en)


def _named_zh(t: _Type, bare: str) -> bool:
    for word in t.zh:
        at = bare.rfind(word)
        if at < 0:
            continue
        rest = bare[at + len(word) :].strip(" ,;，；、-/·")
        if not any(rest.startswith(w) for w in t.not_after):
            return True
    return False


@lru_cache(maxsize=65536)
def subtype_of(product_type: str, words: str) -> tuple[str, ...]:
    """Subtypes of a type that the words speak of, most telling first (`words` is squeezed)."""
    from supplycheck.declaration import SUBTYPES

    return tuple(
        dict.fromkeys(
            id_
            for id_, zh, en in _words().subtypes
            if SUBTYPES[id_] == product_type and (any(w in words for w in zh) or any(w in words for w in en))
        )
    )


@lru_cache(maxsize=65536)
def medical_cues(text: str) -> tuple[bool | None, str | None]:
    """What a text says of medical use: (True, the word), (False, the word) or (None, None).

    Negated wording ("not for medical use", 非医用, 不能替代医用口罩) is no medical wording. Where a text says both,
    the medical word wins: that is the one a civil product must not carry.
    """
    squeezed = squeeze(text)
    if not squeezed:
        return None, None
    words = _words()
    negated = words.negated_zh.search(squeezed) or words.negated_en.search(squeezed)
    cleaned = words.negated_en.sub(" ", words.negated_zh.sub(" ", squeezed)) if negated else squeezed
    said = words.medical.search(cleaned)
    if said:
        return True, said[0]
    denied = words.not_medical.search(squeezed) or negated
    return (False, denied[0].strip()) if denied else (None, None)


@lru_cache(maxsize=65536)
def is_sterile(text: str) -> bool | None:
    """Whether a text says that the goods are sterile (True), are not (False), or nothing (None)."""
    squeezed = squeeze(text)
    if not squeezed:
        return None
    words = _words()
    without = words.not_sterile.sub(" ", squeezed)
    if words.sterile.search(without):
        return True
    return False if without != squeezed else None


@lru_cache(maxsize=65536)
def for_home_use(text: str) -> bool:
    """Whether a text says self-testing or home use."""
    return _words().home.search(squeeze(text)) is not None


_LEVEL = re.compile(r"(?:level|aami|等级|级别|levels)\s*[:：]?\s*([1-4])(?!\d)|(?<!\d)([1-4])\s*级")


@lru_cache(maxsize=16384)
def barrier_level(text: str) -> str | None:
    """The barrier level ("1" … "4") that a text names, as on gowns."""
    m = _LEVEL.search(squeeze(text))
    return (m[1] or m[2]) if m else None


_CONTINUOUS = re.compile(
    r"连续测量|连续监测|热成像|热像仪|telethermograph|thermal imag|continuous (?:measure|monitor|temperature)|wearable|armband"
)


@lru_cache(maxsize=16384)
def measures_continuously(text: str) -> bool:
    """Whether a text speaks of continuous measurement or thermal imaging."""
    return _CONTINUOUS.search(squeeze(text)) is not None
