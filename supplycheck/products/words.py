"""What words say of goods: their type, subtype, medical use, sterility. The words are data (registries/products/words.toml).

All functions are pure and remember their answers, because names repeat.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any, NamedTuple

from supplycheck.declaration import SUBTYPES
from supplycheck.facts.law import load_toml
from supplycheck.names import lists
from supplycheck.root import root

_LIMIT = 4000  # characters of one text that are looked at
_REMEMBERED = 8192


class _Type(NamedTuple):
    id: str
    zh: tuple[str, ...]
    en: re.Pattern[str]
    not_zh: tuple[str, ...]
    not_en: tuple[str, ...]
    needs_zh: tuple[str, ...]
    needs_en: tuple[str, ...]


class _Guarded:
    """A pattern that is compiled when a text first has one of the words without which it cannot match."""

    def __init__(self, guards: Iterable[str], pattern: str) -> None:
        self._guards = tuple(guards)
        self._pattern = pattern
        self._compiled: re.Pattern[str] | None = None

    def of(self, text: str) -> re.Pattern[str] | None:
        """The pattern, or None where the text cannot match it."""
        if not any(word in text for word in self._guards):
            return None
        if self._compiled is None:
            self._compiled = re.compile(self._pattern)
        return self._compiled


class _Pending(NamedTuple):
    """What papers say that only ask for another: by itself, unless it was granted, and what is no such word."""

    now: re.Pattern[str]
    asked: re.Pattern[str]
    granted: tuple[str, ...]
    other: re.Pattern[str]


class _Words(NamedTuple):
    types: tuple[_Type, ...]
    subtypes: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]
    tails: tuple[str, ...]
    strong_tails: tuple[str, ...]
    including: tuple[str, ...]
    firms: _Guarded
    brands: _Guarded
    questions: re.Pattern[str]
    negated: tuple[_Guarded, ...]
    medical: re.Pattern[str]
    not_medical: re.Pattern[str]
    advice: tuple[str, ...]
    weak: frozenset[str]
    beside: frozenset[str]
    use: re.Pattern[str]
    sterile: re.Pattern[str]
    not_sterile: _Guarded
    finds: dict[str, re.Pattern[str]]
    home: re.Pattern[str]
    professional: re.Pattern[str]
    body: re.Pattern[str]
    pending: _Pending
    other_goods: re.Pattern[str]
    of_type: dict[str, re.Pattern[str]]


# --- spelling ---------------------------------------------------------------------------------------------------------

_HAN = "[\u3400-\u9fff]"
_BETWEEN_HAN = re.compile(rf"(?<={_HAN}) (?={_HAN})")


@lru_cache(maxsize=_REMEMBERED)
def _folded(text: str) -> str:
    """NFKC, lower case, single spaces, simplified characters."""
    plain = " ".join(unicodedata.normalize("NFKC", text[:_LIMIT]).lower().split())
    return plain if plain.isascii() else plain.translate(lists.traditional())


@lru_cache(maxsize=_REMEMBERED)
def squeeze(text: str | None) -> str:
    """A text in the form in which words are compared: NFKC, lower case, simplified, no spaces between Chinese characters."""
    return _BETWEEN_HAN.sub("", _folded(text)) if text else ""


# --- the words as patterns --------------------------------------------------------------------------------------------


def _one_of(words: list[str]) -> str:
    """An alternative of words, longest first; Latin ones as they stand."""
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True)) or r"(?!)"


def _any(zh: list[str], en: list[str]) -> re.Pattern[str]:
    """A pattern for any of the words; Latin words only as whole words, in the singular or plural."""
    return re.compile(rf"(?:{_one_of(zh)})|(?<![a-z])(?:{_one_of(en)})s?(?![a-z])")


@cache
def _words() -> _Words:
    data = load_toml(root() / "products" / "words.toml")
    medical = data["medical"]
    return _Words(
        tuple(_type(id_, t) for id_, t in data["type"].items()),
        tuple((s["id"], tuple(s["zh"]), tuple(s["en"])) for s in data["subtype"]),
        tuple(data["head"]["tails"]),
        tuple(data["head"]["strong"]),
        tuple(data["head"]["with"]),
        _firms(data["firm"]),
        _Guarded([data["firm"]["brand_end"]], rf"{_HAN}{{2,8}}{data['firm']['brand_end']}"),
        re.compile(rf"(?:是否)?(?:非?{_HAN}{{2,4}})\s*/\s*(?:非?{_HAN}{{2,4}})\s*[:=]\s*"),
        _negations(data["negation"], _one_of(medical["zh"]), _one_of(medical["en"]), _one_of(medical["other"])),
        _any(medical["zh"], [*medical["en"], *medical["other"]]),
        _any(medical["zh_not"], medical["en_not"]),
        (*data["advice"]["zh"], *data["advice"]["en"]),
        frozenset(data["advice"]["weak"]),
        frozenset((*data["advice"]["weak"], *data["advice"]["beside"])),
        re.compile(rf"(?:{_one_of(data['advice']['use'])})[^,。;!]*?(?:{_one_of(data['advice']['weak'])})"),
        _any(data["sterile"]["zh"], data["sterile"]["en"]),
        _not_sterile(data["sterile"], data["negation"]),
        {what: re.compile("|".join(map(re.escape, words))) for what, words in data["finds"].items()},
        _any(data["home_use"]["zh"], data["home_use"]["en"]),
        _any(data["professional_use"]["zh"], data["professional_use"]["en"]),
        _any(data["type"]["thermometer"]["body_zh"], data["type"]["thermometer"]["body_en"]),
        _pending(data["pending"]),
        _any(data["other_goods"]["zh"], data["other_goods"]["en"]),
        {type_: _any_of(type_, data) for type_ in data["type"]},
    )


def _any_of(type_: str, data: dict[str, Any]) -> re.Pattern[str]:
    """Any word that speaks of goods of a type: its own, those of its subtypes, and what tests of its kind find."""
    rows = [data["type"][type_], *(s for s in data["subtype"] if SUBTYPES[s["id"]] == type_)]
    said = [w for row in rows for w in (*row["zh"], *row["en"])]
    if type_ == "test_kit":
        said += [*rows[0]["needs_zh"], *rows[0]["needs_en"], *(w for words in data["finds"].values() for w in words)]
    return re.compile(_one_of(said))


def _pending(data: dict[str, Any]) -> _Pending:
    return _Pending(
        _any(data["now_zh"], data["now_en"]),
        _any(data["asked_zh"], data["asked_en"]),
        tuple(data["granted"]),
        re.compile(_one_of(data["other"])),
    )


def _type(id_: str, t: dict[str, Any]) -> _Type:
    return _Type(
        id_,
        tuple(t["zh"]),
        _any([], t["en"]),
        tuple(t.get("not_zh", ())),
        tuple(t.get("not_en", ())),
        tuple(t.get("needs_zh", ())),
        tuple(t.get("needs_en", ())),
    )


def _firms(data: dict[str, Any]) -> _Guarded:
    """Names of firms: what stands behind a role, or between a break and a legal form."""
    zh = rf"(?:^|(?<=[:,;。、\s由为是]))[^:,;。、\s由为是]{{2,40}}?(?:{_one_of(data['zh_end'])})"
    word = r"(?!(?:by|from|manufacturer|maker|made|for|is|masks?|respirators?|gowns?|kits?|tests?)\b)[a-z0-9&'().-]+"
    en = rf"(?<![a-z])(?:{word} ){{1,8}}?(?:{_one_of(data['en_end'])})(?![a-z])"
    named = rf"(?:{_one_of(data['roles'])})\s*[:]\s*[^,;。]+"
    return _Guarded([*data["roles"], *data["zh_end"], *data["en_end"]], f"{named}|{zh}|{en}")


def _negations(data: dict[str, Any], zh: str, en: str, other: str) -> tuple[_Guarded, ...]:
    """Medical wording that says the opposite: 非医用, 不能替代医用口罩, 是否医用：否, 医院内请勿使用, not for medical use."""
    no = rf"(?:{_one_of(data['no'])})(?![a-z])"
    # A list goes on behind the first word (医用口罩或外科口罩), and a place goes on to what is not done there.
    listed = rf"(?:[^,。;.!:=]{{0,12}}?(?:、|或|及|和|与)[^,。;.!:=]{{0,4}}?(?:{zh}))*(?:[^,。;.!:=]{{0,12}}(?:使用|佩戴|穿戴))?"
    denial = rf"(?:{_one_of(data['zh_denial'])})(?:{_one_of(data['zh_auxiliary'])}){{0,2}}"
    denied = rf"(?:(?:{_one_of(data['zh_verb'])})[^,。;.!:=、]{{0,6}}?|(?<={_last(data['zh_alone'])}))"
    # A comma goes on with the list, but not behind "masks", where another sentence may begin.
    chain = rf"(?:(?:(?<!mask)(?<!masks), ?| ?/ ?|[ -]+)(?:{_one_of(data['en_reach'])}|(?:{en})s?)(?![a-z]))*"
    after = rf"(?: use| device| purpose| purposes)? (?:is |are )?(?:{_one_of(data['en_after'])})(?![a-z])"
    return (
        _Guarded(
            ":=", rf"(?:是否|是不是)?(?:{zh})(?:用途|使用|器械|产品|商品|物资)?(?:\([^()]{{0,6}}\))?\s*[:=]\s*{no}"
        ),
        _Guarded(":=", rf"(?<![a-z])(?:{en})(?: use| device| purpose| grade)?(?: ?\([^()]{{0,6}}\))?\s*[:=]\s*{no}"),
        _Guarded(data["zh_denial"], rf"{denial}{denied}(?:{zh})+{listed}[^,。;.!、:=]{{0,3}}"),
        _Guarded(data["zh_before"], rf"(?:{_one_of(data['zh_before'])})(?:{zh})+"),
        _Guarded(
            data["zh_after"],
            rf"(?:{zh})+(?:{_one_of(data['zh_between'])}){{0,2}}(?:{_one_of(data['zh_after'])})(?=$|[,。;.!)])",
        ),
        _Guarded(
            data["en_before"],
            rf"(?<![a-z])(?:{_one_of(data['en_before'])})[ -]*(?:(?:any|a|the|use|in|for|as|n95|kn95|ffp2|respirators?|or) )*(?:{en})s?(?![a-z]){chain}",
        ),
        _Guarded(data["en_after"], rf"(?<![a-z])(?:{en})s?{after}"),
        _Guarded(
            data["others"],
            rf"(?<![^\W\d_])(?:{_one_of(data['others'])})(?: [^\W\d_]+){{0,4}} (?:{other})s?(?![^\W\d_])",
        ),
    )


def _last(words: list[str]) -> str:
    """A look-behind for any of some words of equal length."""
    return "|".join(re.escape(w) for w in words)


def _not_sterile(data: dict[str, Any], negation: dict[str, Any]) -> _Guarded:
    """Wording that denies sterility: 非无菌, 未经灭菌, 无菌：否, not sterilised."""
    zh, en = _one_of(data["zh"]), r"e?st[eé]ri(?:l|el)\w*"
    no = rf"\s*[:=]\s*(?:{_one_of(negation['no'])})(?![a-z])"
    denied = rf"(?:{_one_of(data['zh_denial'])})\s*(?:{_one_of(data['zh_between'])})*(?:{zh})型?"
    said = rf"(?<![a-z])(?:{_one_of(data['en_denial'])})[ -]?(?:supplied |pre-?)?(?:{en})"
    answered = rf"(?:{zh})(?:方式|状态|处理|型)?{no}|(?:{en}){no}"
    return _Guarded([*data["zh_denial"], *data["en_denial"], ":", "="], f"{denied}|{said}|{answered}")


# --- type and subtype -------------------------------------------------------------------------------------------------

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|《[^《》]*》")
_PACKED = re.compile(
    r"[0-9.]*\s*(?:片|只|个|枚|支|件|套|人份|测试|条|pcs?)?\s*(?:/|每)\s*(?:盒|袋|包|箱|件|卷|套|片|只|个)"
)
_LOT = re.compile(r"(?:一批|若干|等)+$")
_BREAKS = " ,;、-/·+"


@lru_cache(maxsize=_REMEMBERED)
def type_of_name(name: str) -> str | None:
    """The product type that a goods name says, or None; a look-alike (口罩机, 面膜) is None.

    A Chinese name has its head at the end, so what follows the word decides: 口罩收纳夹 is no mask.
    """
    text = squeeze(name)
    for t in _words().types:
        if _is_type(t, text, _folded(name)):
            return t.id
    return None


@lru_cache(maxsize=_REMEMBERED)
def other_goods(text: str, product_type: str) -> str | None:
    """The goods outside the five types that a paper names, where it names none of the type; None where it leaves that open."""
    said = squeeze(text)
    if (own := _words().of_type.get(product_type)) is None or own.search(said):
        return None
    found = _words().other_goods.search(said)
    return found[0] if found else None


_LISTED = re.compile(r"[、/,;+&]|以及|和|及|与")


def types_listed(name: str) -> tuple[str, ...]:
    """The product types of the things that a goods name lists (口罩、防护服一批), each once; of one thing only its own."""
    parts = _LISTED.split(_BRACKETS.sub(" ", squeeze(name)))
    return tuple(dict.fromkeys(t for part in parts if (t := type_of_name(_LOT.sub("", part))) is not None))


def _is_type(t: _Type, text: str, folded: str) -> bool:
    if any(w in text for w in t.not_zh) or any(w in text for w in t.not_en):
        return False
    bare = _PACKED.sub(" ", _BRACKETS.sub(" ", text))
    named = _named_zh(t, bare, folded) or (not any("一" <= c <= "鿿" for c in bare) and t.en.search(text) is not None)
    if not named:
        return False
    if not t.needs_zh:
        return True
    return any(w in text for w in t.needs_zh) or any(w in f"{text} " for w in t.needs_en)


def _named_zh(t: _Type, bare: str, folded: str) -> bool:
    for word in t.zh:
        at = bare.rfind(word)
        if at >= 0 and not _is_another_thing(bare[at + len(word) :], folded):
            return True
    return False


def _is_another_thing(rest: str, folded: str) -> bool:
    """Whether what follows a product's word turns it into another thing."""
    words = _words()
    tail = rest.strip(_BREAKS)
    if tail.endswith(words.strong_tails):
        return True
    # Behind a break stands a specification: 口罩 无纺布. One that begins with 带, 含 … tells what comes with the goods.
    apart = rest[:1] in _BREAKS or f" {tail}" in folded
    included = len(tail) > 1 and tail.startswith(words.including) and tail not in words.tails
    return bool(tail) and not apart and not included and tail.endswith(words.tails)


@lru_cache(maxsize=_REMEMBERED)
def subtype_of(product_type: str, words: str) -> tuple[str, ...]:
    """Subtypes of a type that the words speak of, most telling first (`words` is squeezed)."""
    return tuple(
        dict.fromkeys(
            id_
            for id_, zh, en in _words().subtypes
            if SUBTYPES[id_] == product_type and (any(w in words for w in zh) or any(w in words for w in en))
        )
    )


_FOR_ANOTHER = re.compile(r"用于|适用|适合|供|可|配套|生产|原料|专用|for |suitable|used ")
_LONGEST_NAME = 40


@lru_cache(maxsize=_REMEMBERED)
def goods_named(text: str) -> str | None:
    """The product type that a label text names, if the text is a product's name and no sentence about its use."""
    said = squeeze(text)
    if len(said) > _LONGEST_NAME or _FOR_ANOTHER.search(said):
        return None
    return type_of_name(text)


# --- medical use ------------------------------------------------------------------------------------------------------


def medical_cues(text: str) -> tuple[bool | None, str | None]:
    """What a text says of medical use: (True, the word), (False, the word) or (None, None).

    Negated wording ("not for medical use", 非医用, 是否医用：否) is no medical wording, and names of firms and brands say
    nothing of the goods. Where a text says both, the medical word wins: that is the one a civil product must not carry.
    """
    said, denied = said_of_use(text)
    if said:
        return True, said
    return (False, denied) if denied else (None, None)


@lru_cache(maxsize=_REMEMBERED)
def said_of_use(text: str) -> tuple[str | None, str | None]:
    """The word by which a text says that the goods are medical, and the one by which it says that they are not."""
    words = _words()
    said = _folded(text)
    if (firms := words.firms.of(said)) is not None:
        said = firms.sub(_no_product, said)
    said = _BETWEEN_HAN.sub("", said)
    if (brands := words.brands.of(said)) is not None:
        said = brands.sub(_no_product, said)
    said = words.questions.sub("", said) if "/" in said else said
    if not said:
        return None, None
    denied = None
    cleaned = said
    for guarded in words.negated:
        if (pattern := guarded.of(cleaned)) is not None:
            denied = denied or pattern.search(cleaned)
            cleaned = pattern.sub(" ", cleaned)
    found = words.medical.search(cleaned)
    if found and found[0] in words.beside and any(word in cleaned for word in words.advice):
        found = words.medical.search(_without_advice(cleaned))
    denied = words.not_medical.search(said) or denied
    return found[0] if found else None, denied[0].strip() if denied else None


def is_weak(word: str, text: str) -> bool:
    """Whether the medical word that a text was heard to say leaves open what the goods are for: 适合医院, but not 供医院使用."""
    words = _words()
    return word in words.weak and words.use.search(squeeze(text)) is None


_CLAUSES = re.compile(r"[,。;!！?？]|\. ")


def _without_advice(text: str) -> str:
    """The text without the clauses that warn or advise (心肺疾病患者慎用) and have no strong medical word."""
    words = _words()
    kept = []
    for clause in _CLAUSES.split(text):
        said = [m[0] for m in words.medical.finditer(clause)]
        if not (any(word in clause for word in words.advice) and words.beside.issuperset(said)):
            kept.append(clause)
    return ";".join(kept)


def _no_product(match: re.Match[str]) -> str:
    """Nothing in place of a firm's or brand's name; the text itself where a product is named in it."""
    said = match[0]
    named = said.endswith("品牌") or any(w in said for t in _words().types for w in t.zh)
    return said if named else " "


@lru_cache(maxsize=_REMEMBERED)
def is_sterile(text: str) -> bool | None:
    """Whether a text says that the goods are sterile (True), are not (False), or nothing (None)."""
    squeezed = squeeze(text)
    if not squeezed:
        return None
    words = _words()
    pattern = words.not_sterile.of(squeezed)
    without = pattern.sub(" ", squeezed) if pattern is not None else squeezed
    if words.sterile.search(without):
        return True
    return False if without != squeezed else None


@lru_cache(maxsize=_REMEMBERED)
def for_home_use(text: str) -> bool:
    """Whether a text says self-testing or home use."""
    return _words().home.search(squeeze(text)) is not None


_NOT_FOR = re.compile(r"(?:非|不限|不限于|non-?|not (?:only )?for) ?$")


@lru_cache(maxsize=_REMEMBERED)
def for_professionals(text: str) -> bool:
    """Whether a text says that the goods are for professionals, and not that they are for others too (非专业人员)."""
    squeezed = squeeze(text)
    return any(_NOT_FOR.search(squeezed, 0, m.start()) is None for m in _words().professional.finditer(squeezed))


@lru_cache(maxsize=_REMEMBERED)
def asks_for(text: str) -> str | None:
    """The word by which a paper says that it only asks for another: 申请收据（审批中）, application for a licence, заявка."""
    words = _words().pending
    said = words.other.sub(" ", squeeze(text))
    if found := words.now.search(said):
        return found[0]
    found = words.asked.search(said)
    return found[0] if found and not any(word in said for word in words.granted) else None


_OTHER_DISEASE = "other_disease"
_FINDS = {
    "pcr_kit": "pcr",
    "antigen_professional": "antigen",
    "antigen_self_test": "antigen",
    "antibody_test": "antibody",
}


@lru_cache(maxsize=_REMEMBERED)
def finds_another(text: str, subtype: str | None) -> bool:
    """Whether a text says only that a test finds something else (antibodies, antigen, RNA) than one of the subtype does.

    So it is with one for another disease that does not name this one as well.
    """
    own, squeezed = _FINDS.get(subtype or ""), squeeze(text)
    found = {what for what, pattern in _words().finds.items() if pattern.search(squeezed)}
    if own is None or not found:
        return False
    return own not in found - {_OTHER_DISEASE} or (_OTHER_DISEASE in found and type_of_name(text) != "test_kit")


_DENIED = re.compile(r"(?:非|不|勿|禁|not |non-?)[^,。;、()]{0,8}")


@lru_cache(maxsize=_REMEMBERED)
def measures_people(text: str) -> bool:
    """Whether a text says that the temperature of people is measured, and does not deny it."""
    return _words().body.search(_DENIED.sub(" ", squeeze(text))) is not None


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
