"""What a form offers to choose from. All of it is from the facts and the model; this page knows no country and no product."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from supplycheck.declaration import DOCUMENT_KINDS, OTHER, SETTINGS, STATEMENT_FORMS, SUBTYPES
from supplycheck.facts import codes
from supplycheck.facts.destinations import known, places
from supplycheck.report import Text
from supplycheck.web import texts
from supplycheck.writers import words

Choice = tuple[str, Text]
"""What is sent, and what is shown."""


@cache
def of(name: str) -> tuple[Choice, ...]:
    """The choices of a list by its name in `form`."""
    return _LISTS[name]()


def _products() -> tuple[Choice, ...]:
    return tuple((subtype, words.goods(subtype) or Text(subtype, subtype)) for subtype in SUBTYPES)


def _destinations() -> tuple[Choice, ...]:
    """Every destination of which something is known, by its English name; then all others, whose answer is a review."""
    names = _country_names()
    own = {place.id: place.name for place in places()}
    first = [(code, own.get(code) or names.get(code) or Text(code, code)) for code in known()]
    ordered = sorted(first, key=lambda choice: choice[1].en)
    others = [choice for choice in _countries() if choice[0] not in {code for code, _ in first}]
    return (*ordered, *others)


def _known_destinations() -> tuple[Choice, ...]:
    codes_known = set(known())
    return tuple(choice for choice in _destinations() if choice[0] in codes_known)


def _countries() -> tuple[Choice, ...]:
    return tuple(sorted(_country_names().items(), key=lambda choice: choice[1].en))


def _country_names() -> dict[str, Text]:
    return {r["alpha2"]: Text(r["zh"], r["en"]) for r in codes.rows("country.csv") if r["alpha2"]}


def _trade_modes() -> tuple[Choice, ...]:
    return tuple((r["code"], Text(f"{r['code']} {r['zh']}", f"{r['code']} {r['zh']}")) for r in codes.rows(_MODES))


def _units() -> tuple[Choice, ...]:
    return tuple((r["zh"], Text(r["zh"], r["aliases"].split("|")[0])) for r in codes.rows("unit.csv"))


def _documents() -> tuple[Choice, ...]:
    listed = sorted(DOCUMENT_KINDS, key=list(texts.DOCUMENT).index)
    return tuple((kind, texts.DOCUMENT[kind]) for kind in (*listed, OTHER))


def _forms() -> tuple[Choice, ...]:
    return tuple((name, texts.FORM[name]) for name in sorted(STATEMENT_FORMS, key=list(texts.FORM).index))


def _settings() -> tuple[Choice, ...]:
    return tuple((name, texts.SETTING[name]) for name in sorted(SETTINGS))


def _bases() -> tuple[Choice, ...]:
    return tuple((name, texts.TEXTS[name]) for name in ("chinese", "foreign"))


def _yes_no() -> tuple[Choice, ...]:
    return (("yes", words.YES), ("no", words.NO))


_MODES = "supervision_mode.csv"
_LISTS: dict[str, Callable[[], tuple[Choice, ...]]] = {
    "products": _products,
    "destinations": _destinations,
    "known_destinations": _known_destinations,
    "countries": _countries,
    "trade_modes": _trade_modes,
    "units": _units,
    "documents": _documents,
    "forms": _forms,
    "settings": _settings,
    "bases": _bases,
    "yes_no": _yes_no,
}
