"""What each table of the facts must be: its keys, the types of their values, the words they may use.

`supplycheck.facts.validate` uses this and says how the tables fit together.
"""

from __future__ import annotations

import csv
import io
import pkgutil
import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from supplycheck import identifiers
from supplycheck.declaration import DOCUMENT_KINDS, OTHER, STATEMENT_FORMS, SUBTYPES
from supplycheck.facts.law import CONFIDENCES, OPEN, UNKNOWN
from supplycheck.report import TOPICS

CODES: dict[str, str] = {
    "unreadable": "a file is missing, or cannot be read",
    "unknown-key": "a key that nothing reads",
    "missing-key": "a key that must be there is not",
    "wrong-type": "a value of another type than its key has",
    "empty": "a list or a text that must say something says nothing",
    "day": 'neither a date nor "open"',
    "days-reversed": "the last day is before the first, or an unclear day is on the wrong side",
    "confidence": "none of verified, partial, general",
    "unknown-word": "a word that its key does not know",
    "source-address": "a source that is no http or https address",
    "source-missing": "a fact that is not general has no source",
    "id-duplicate": "an id that stands for two things",
    "id-wrong": "an id that does not fit its file",
    "kind-unknown": "a kind of requirement that no rule checks",
    "rule-unknown": "a requirement names a rule that is not in the catalogue",
    "document-unknown": "a kind of document that no dossier can have",
    "subtype-unknown": "none of the subtypes of goods",
    "subtype-of-another-type": "a subtype of another type of goods than is meant",
    "subtype-without-word": "a subtype of which there is neither a route nor an [[unknown]]",
    "subtype-both": "a subtype that has routes and is [[unknown]] as well",
    "instrument-unknown": "an instrument that no file has",
    "article-unknown": "an instrument without that article",
    "outside-instrument": "a route on days on which its instrument is not in force",
    "requirement-unknown": "a route demands what no [[requirement]] says",
    "requirement-unused": "a requirement that no route demands",
    "words-and-other": "a paper of no kind of its own that no words tell from others, or words that nothing reads",
    "seen-and-start": "a first day on which a way was seen, and its start is known",
    "demands-nothing": "a required or conditional route demands nothing",
    "never-claimed": "a route only for those who claim it, which nothing claims",
    "obligation-unknown": "a route for an obligation that no [[obligation]] says",
    "regime-unknown": "a regime that is not in regimes.toml",
    "regime-gap": "days without a regime",
    "gap": "days on which an obligation has no open route",
    "gap-and-route": "days that a [[gap]] says are without a route, and one is open",
    "overlap": "two routes on the same days that nothing tells apart",
    "standard-unknown": "a standard that is not in standards.toml",
    "edition-unknown": "an edition that its standard does not have",
    "tier-unknown": "a tier that its standard does not have",
    "format-unknown": "a form of number that is not in formats.toml, or whose pattern has no bounds",
    "format-example": "a form of number that its own example has not, that has none, or that is said twice or not in words",
    "format-document": "a form of number that the document it is asked of does not bear",
    "registry-unknown": "a registry without a definition in lists/",
    "column-unknown": "a registry uses a field that has no columns",
    "act-unknown": "an act for which no body in our table is designated",
    "designation-overlap": "two designations of a body for one act on the same days",
    "code-overlap": "a commodity code twice on the same days",
    "code-unknown": "a commodity code, supervision mode, unit or country that no table has",
    "replacement-not-in-force": "a code that takes the place of another later than that one ended",
    "table-shape": "a code table without its columns, or a row of another width",
    "name-ambiguous": "a name in a code table that means two things",
    "word-form": "a word spelled so that it is never found, as texts are compared in NFKC and lower case",
}
"""Every code of a problem, with what it means."""

KINDS: frozenset[str] = frozenset(
    {"document", "standard", "notified-body", "mark", "authority-decision", "claim", "listing-info"}
)
"""The kinds of requirements of destinations; the catalogue of rules has the same ones."""

TYPES: frozenset[str] = frozenset(SUBTYPES.values())
REGISTRY_FORMATS: frozenset[str] = frozenset({"table", "fda-registration", "gudid", "hsc", "nmpa", "udid"})
NORMALISERS: frozenset[str] = frozenset({"nmpa", "k-number", "text", "none"})
GOODS: frozenset[str] = frozenset({"medical", "civil-mask", "any"})
STATUSES: frozenset[str] = frozenset(
    {"required", "conditional", "notification", "voluntary", "general_safety", "informative"}
)
LEVELS: tuple[str, ...] = ("1", "2", "3", "4")
MODULES: frozenset[str] = frozenset(
    m.name for m in pkgutil.iter_modules(identifiers.__path__) if not m.name.startswith("_")
)

Row = dict[str, Any]


@dataclass(slots=True, frozen=True)
class Problem:
    """One thing that is wrong in the facts.

    Attributes:
        file: the file below the root of the facts.
        place: the id of the row in it, "ROW#PART" for a part of one; "" for the file as a whole.
        code: a key of `CODES`.
        message: what is wrong, in English.
    """

    file: str
    place: str
    code: str
    message: str


@dataclass(slots=True, frozen=True)
class Facts:
    """The files as they were read: TOML tables and CSV rows by their path below the root."""

    tables: dict[str, Row]
    sheets: dict[str, list[list[str]]]
    problems: list[Problem]

    def rows(self, file: str, key: str) -> list[Row]:
        """The `[[key]]` tables of a file."""
        found: list[Row] = self.tables.get(file, {}).get(key, [])
        return found

    def destinations(self) -> list[tuple[str, Row]]:
        """The files of destinations."""
        return [(f, t) for f, t in self.tables.items() if f.startswith("law/destinations/")]

    def law(self, key: str) -> list[tuple[str, Row]]:
        """The instruments, routes or requirements of all sides, each with its file."""
        files = [INSTRUMENTS, ROUTES, *(f for f, _ in self.destinations())]
        return [(file, row) for file in files for row in self.rows(file, key)]


INSTRUMENTS = "law/china/instruments.toml"
REGIMES = "law/china/regimes.toml"
ROUTES = "law/china/routes.toml"
HS_CODES = "law/china/codes.toml"
STANDARDS = "law/standards.toml"
FORMATS = "law/formats.toml"
BODIES = "law/notified_bodies.toml"
WORDS = "products/words.toml"

# --- reading ----------------------------------------------------------------------------------------------------------


def read(root: Path) -> Facts:
    """Every TOML file and the code tables below a folder; what cannot be read is a problem."""
    facts = Facts({}, {}, [])
    for path in sorted(root.rglob("*.toml")):
        name = path.relative_to(root).as_posix()
        try:
            facts.tables[name] = tomllib.loads(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            facts.problems.append(Problem(name, "", "unreadable", str(error)))
    for path in sorted((root / "codes").glob("*.csv")):
        name = path.relative_to(root).as_posix()
        try:
            facts.sheets[name] = list(csv.reader(io.StringIO(path.read_text("utf-8"), newline=""), strict=True))
        except (OSError, ValueError, csv.Error) as error:
            facts.problems.append(Problem(name, "", "unreadable", str(error)))
    said = {p.file for p in facts.problems}
    for name in (*_ONE_FILE, *COLUMNS):
        if name not in facts.tables and name not in facts.sheets and name not in said:
            facts.problems.append(Problem(name, "", "unreadable", "the file is missing"))
    return facts


# --- what one table must be -------------------------------------------------------------------------------------------


@dataclass(slots=True, frozen=True)
class _Kind:
    """What a value must be: of one of the types, and fitting; else the problem `code`, which `says` what was wanted.

    `many`: the value is a list of these; `some`: of at least one. `shape`: the keys of a table.
    """

    says: str
    types: tuple[type, ...] = (str,)
    code: str = "wrong-type"
    fits: Callable[[Any], bool] = lambda _: True
    many: bool = False
    some: bool = False
    shape: Callable[[Row], Shape] | None = None


Shape = dict[str, _Kind]
"""The keys of a table; one that may be left out ends with "?"."""


def _words(words: Collection[str], code: str = "unknown-word", says: str | None = None) -> _Kind:
    return _Kind(says or f"one of {', '.join(sorted(words))}", code=code, fits=lambda v: v in words)


def _many(kind: _Kind, some: bool = True) -> _Kind:
    return _Kind(kind.says, kind.types, kind.code, kind.fits, True, some, kind.shape)


def _table(shape: Shape) -> _Kind:
    return _Kind("a table", (dict,), shape=lambda _: shape)


def _tables(shape: Shape) -> _Kind:
    return _many(_table(shape), some=False)


def _is_address(value: str) -> bool:
    parts = urlsplit(value)
    return parts.scheme in ("http", "https") and "." in (parts.hostname or "") and " " not in value


def _is_bounded(value: str) -> bool:
    """Whether a pattern compiles and repeats nothing without end, and nothing that repeats: no `*`, `+`, `{2,}`, `){2}`."""
    try:
        re.compile(value)
    except re.error:
        return False
    return re.search(r"(?<!\\)[*+]|\{[0-9]*,\}|\)\{", value) is None


_TEXT = _Kind("a text", code="empty", fits=lambda v: v.strip() != "")
_TEXTS = _many(_TEXT)
_FLAG = _Kind("true or false", (bool,))
_NUMBER = _Kind("a number", (int,))
_DATE = _Kind("a date", (date,))
_DAY = _Kind('a date or "open"', (date, str), "day", lambda v: type(v) is date or v == OPEN)
_START = _Kind('a date, "open" or "unknown"', (date, str), "day", lambda v: type(v) is date or v in (OPEN, UNKNOWN))
_CONFIDENCE = _words(CONFIDENCES, "confidence")
_ADDRESS = _Kind("an http or https address", code="source-address", fits=_is_address)
_ADDRESSES = _many(_ADDRESS, some=False)
_SUBTYPES = _many(_words(SUBTYPES, "subtype-unknown", "a subtype"))
_TYPES = _many(_words(TYPES))
_DOCUMENTS = _many(_words(DOCUMENT_KINDS, "document-unknown", "a kind of document"))
_IDENTIFIER = _Kind("a name in lower case", fits=lambda v: re.fullmatch("[a-z][a-z0-9_]*", v) is not None)
_PATTERN = _Kind("a pattern of bounded length", code="format-unknown", fits=_is_bounded)
_FORMS = _many(_Kind("the id of a form of number", code="format-unknown", fits=lambda v: not v.startswith("_")))
_BOTH = _table({"zh": _TEXT, "en": _TEXT})
_BY_TYPE = _table({f"{t}?": _TEXTS for t in sorted(TYPES)})

_CLAIM: Shape = {
    "forms?": _many(_words(STATEMENT_FORMS)),
    "documents?": _DOCUMENTS,
    "certificate_number?": _FLAG,
    "bases?": _many(_words({"chinese", "foreign"})),
    "trade_modes?": _TEXTS,
    "licences?": _TEXTS,
    "acts?": _TEXTS,
    "words?": _TEXTS,
}
_WHEN: Shape = {
    "sterile?": _FLAG,
    "continuous?": _FLAG,
    "medical?": _FLAG,
    "level?": _many(_words(LEVELS)),
}
_INSTRUMENT: Shape = {
    "id": _TEXT,
    "title": _BOTH,
    "url?": _ADDRESS,
    "from": _DAY,
    "to?": _DAY,
    "unclear_from?": _DATE,
    "confidence": _CONFIDENCE,
    "article?": _tables({"id": _TEXT, "text": _BOTH}),
}
_ANY_ROUTE: Shape = {
    "id": _TEXT,
    "obligation": _TEXT,
    "title": _BOTH,
    "instrument": _TEXT,
    "confidence": _CONFIDENCE,
    "sources?": _ADDRESSES,
    "claimed_by?": _table(_CLAIM),
    "only_if_claimed?": _FLAG,
}
_DESTINATION_ROUTE: Shape = {
    **_ANY_ROUTE,
    "status": _words(STATUSES),
    "subtypes": _SUBTYPES,
    "from": _START,
    "seen?": _DATE,
    "to?": _DAY,
    "when?": _table(_WHEN),
    "requirements?": _many(_TEXT, some=False),
    "product_codes?": _TEXTS,
}
_CHINA_ROUTE: Shape = {**_ANY_ROUTE, "goods": _words(GOODS), "regimes": _TEXTS, "requirements": _TEXTS}
_CHINA_REQUIREMENT: Shape = {
    "id": _TEXT,
    "rules": _TEXTS,
    "text": _BOTH,
    "law": _TEXTS,
    "confidence": _CONFIDENCE,
    "sources": _ADDRESSES,
    "registry?": _TEXT,
    "list?": _TEXT,
    "form?": _words(STATEMENT_FORMS),
    "basis?": _words({"chinese", "foreign"}),
    "documents?": _DOCUMENTS,
    "formats?": _FORMS,
}
_ANY_REQUIREMENT: Shape = {
    "id": _TEXT,
    "kind": _words(KINDS, "kind-unknown"),
    "text": _BOTH,
    "topic?": _words(TOPICS),
    "law?": _TEXTS,
    "confidence?": _CONFIDENCE,
    "sources?": _ADDRESSES,
}
_ACCEPTED: Shape = {"family": _TEXT, "editions?": _TEXTS, "tiers?": _TEXTS}
_BY_KIND: dict[str, Shape] = {
    "document": {
        "documents": _many(_words({*DOCUMENT_KINDS, OTHER}, "document-unknown", "a kind of document")),
        "words?": _TEXTS,
        "not_words?": _TEXTS,
        "acts?": _TEXTS,
        "not_acts?": _TEXTS,
        "modules?": _TEXTS,
        "number?": _FLAG,
        "number_has?": _TEXTS,
        "formats?": _FORMS,
        "territory?": _tables({"countries": _TEXTS, "names?": _TEXTS, "to?": _DAY}),
        "registry?": _TEXT,
        "revocations?": _TEXT,
        "holder?": _words({"manufacturer", "importer", "any"}),
        "binding?": _FLAG,
        "issued_before?": _DATE,
        "extended_from?": _DATE,
        "most_years?": _NUMBER,
    },
    "standard": {"proof": _words({"declared", "test-report"}), "accepted": _many(_table(_ACCEPTED))},
    "notified-body": {"act": _TEXT},
    "mark": {"mark": _TEXT, "number": _words({"none", "required", "no-mark"}), "not_beside?": _TEXTS},
    "authority-decision": {"words": _TEXTS, "documents?": _DOCUMENTS},
    "claim": {"respirator?": _FLAG, "respirator_words?": _TEXTS},
    "listing-info": {"registry": _TEXT},
}


def _requirement_shape(row: Row) -> Shape:
    """The keys of a destination's requirement depend on its kind."""
    kind = row.get("kind")
    own = _BY_KIND.get(kind, {}) if isinstance(kind, str) else {}
    return {**_ANY_REQUIREMENT, **own}


_DESTINATION: Shape = {
    "id": _TEXT,
    "name": _BOTH,
    "reviewed": _DATE,
    "members?": _TEXTS,
    "follows?": _table({"destination": _TEXT, "without?": _TEXTS, "less_sure_until?": _DATE, "marks_beside?": _TEXTS}),
    "instrument": _tables(_INSTRUMENT),
    "requirement?": _Kind("a table", (dict,), many=True, shape=_requirement_shape),
    "route": _tables(_DESTINATION_ROUTE),
    "unknown?": _tables({"subtypes": _SUBTYPES, "text": _BOTH}),
    "gap?": _tables(
        {
            "obligation": _TEXT,
            "subtypes": _SUBTYPES,
            "when?": _table(_WHEN),
            "from": _DAY,
            "to": _DAY,
            "text": _BOTH,
            "confidence": _CONFIDENCE,
            "sources?": _ADDRESSES,
        }
    ),
    "abused_number?": _tables(
        {
            "number": _TEXT,
            "from": _DAY,
            "to?": _DAY,
            "text": _BOTH,
            "confidence": _CONFIDENCE,
            "sources": _many(_ADDRESS),
        }
    ),
}
_CODE: Shape = {
    "hs": _Kind("ten digits", code="code-unknown", fits=lambda v: len(v) == 10 and v.isascii() and v.isdigit()),
    "type": _words(TYPES),
    "scope": _words({"exclusive", "shared"}),
    "name": _BOTH,
    "law": _TEXT,
    "source": _ADDRESS,
    "from?": _DAY,
    "to?": _DAY,
    "unclear_from?": _DATE,
    "unclear_before?": _DATE,
    "year_only?": _FLAG,
    "medical?": _FLAG,
    "subtypes?": _SUBTYPES,
    "replaced_by?": _TEXTS,
}
_EFFECT: Shape = {"from?": _DAY, "to?": _DAY, "confidence": _CONFIDENCE, "law": _TEXT, "source": _ADDRESS}
_STANDARD: Shape = {
    "id": _TEXT,
    "aliases?": _TEXTS,
    "origin": _words({"chinese", "foreign"}),
    "products": _TYPES,
    "subtypes?": _SUBTYPES,
    "medical?": _FLAG,
    "respirator?": _FLAG,
    "general?": _FLAG,
    "marking?": _TEXT,
    "tiers?": _TEXTS,
    "editions": _tables({"id": _TEXT, "issued?": _DATE, "from?": _DAY, "to?": _DAY, "confidence": _CONFIDENCE}),
}
_DESIGNATION: Shape = {
    "act": _TEXT,
    "designated": _FLAG,
    "products?": _TYPES,
    "modules?": _TEXTS,
    "from?": _DAY,
    "to?": _DAY,
    "certificates_live_on?": _FLAG,
    "confidence": _CONFIDENCE,
    "source": _ADDRESS,
}
_BODY: Shape = {
    "number": _Kind("four digits", code="unknown-word", fits=lambda v: len(v) == 4 and v.isascii() and v.isdigit()),
    "name": _TEXT,
    "country": _TEXT,
    "designations": _many(_table(_DESIGNATION)),
}
_DATED: Shape = {"day": _DATE, "source": _ADDRESS, "confidence": _CONFIDENCE}
_NAMED_TEXTS = _Kind("a table", (dict,), shape=lambda row: dict.fromkeys(row, _TEXT))
_LIVE: Shape = {
    "source": _TEXT,
    "address": _ADDRESS,
    "mirrors?": _TEXTS,
    "hosts?": _TEXTS,
    "whole?": _NAMED_TEXTS,
    "ask?": _NAMED_TEXTS,
    "key_variable?": _TEXT,
    "per_minute?": _NUMBER,
    "most_bytes?": _NUMBER,
}
_LIST: Shape = {
    "name": _TEXT,
    "reviewed": _DATE,
    "confidence": _CONFIDENCE,
    "format": _words(REGISTRY_FORMATS),
    "product_types": _TYPES,
    "max_age_days": _NUMBER,
    "cumulative": _FLAG,
    "complete": _FLAG,
    "may_be_empty": _FLAG,
    "title": _BOTH,
    "authority": _BOTH,
    "source": _table({"address": _ADDRESS, "licence": _TEXT}),
    "first_published?": _table(_DATED),
    "ended?": _table(_DATED),
    "near?": _FLAG,
    "may_lose_percent?": _NUMBER,
    "identifier": _table(
        {
            "field?": _TEXT,
            "normaliser": _words(NORMALISERS),
            "several?": _FLAG,
            "also?": _Kind("a table", (dict,), shape=lambda row: dict.fromkeys(row, _words(NORMALISERS))),
        }
    ),
    "party": _table({"name": _TEXT, "name_en?": _TEXT, "uscc?": _TEXT, "role?": _words({"maker", "importer"})}),
    "status?": _table({"field": _TEXT, "in_force": _TEXTS, "ended?": _TEXTS}),
    "validity?": _table({"from?": _TEXT, "to?": _TEXT, "dates?": _words({"ymd", "mdy", "dmy"})}),
    "table": _table({"required": _TEXTS, "joined?": _TEXTS, "quoted?": _FLAG, "encodings?": _TEXTS}),
    "live?": _table(_LIVE),
    "columns": _Kind("a table", (dict,), shape=lambda row: dict.fromkeys(row, _TEXTS)),
}
_SAID: Shape = {"zh": _TEXTS, "en": _TEXTS}
_TYPE_WORDS: Shape = {
    **_SAID,
    **{f"{what}_{lang}?": _TEXTS for what in ("not", "needs", "body") for lang in ("zh", "en")},
}


def _texts(keys: str) -> Shape:
    return dict.fromkeys(keys.split(), _TEXTS)


_ONE_FILE: dict[str, Shape] = {
    INSTRUMENTS: {"reviewed": _DATE, "instrument": _tables(_INSTRUMENT)},
    REGIMES: {
        "reviewed": _DATE,
        "regime": _tables({"id": _TEXT, "title": _BOTH, "from?": _DAY, "to?": _DAY}),
    },
    ROUTES: {
        "reviewed": _DATE,
        "obligation": _tables({"id": _TEXT, "title": _BOTH}),
        "route": _tables(_CHINA_ROUTE),
        "requirement": _tables(_CHINA_REQUIREMENT),
    },
    HS_CODES: {
        "reviewed": _DATE,
        "code": _tables(_CODE),
        "inspection": _tables({**_EFFECT, "codes": _TEXTS}),
        "trade_mode": _tables(
            {**_EFFECT, "code": _TEXT, "effect": _words({"closed", "no-exemption-known"}), "name": _BOTH}
        ),
        "special_articles": _tables({**_EFFECT, "effect": _words({"required", "unclear", "none"})}),
        "qualification": _table(
            {"law": _TEXT, "categories": _BY_TYPE, "list_categories": _BY_TYPE, "filing_unsettled": _SUBTYPES}
        ),
        "device_papers": _table({"kinds": _DOCUMENTS}),
    },
    STANDARDS: {"reviewed": _DATE, "source": _ADDRESS, "standard": _tables(_STANDARD)},
    FORMATS: {
        "reviewed": _DATE,
        "format": _tables(
            {
                "id": _IDENTIFIER,
                "text": _BOTH,
                "confidence": _CONFIDENCE,
                "shape?": _BOTH,
                "documents?": _DOCUMENTS,
                "pattern?": _PATTERN,
                "example?": _TEXT,
                "example_from?": _words({"source", "shape"}),
                "registry?": _TEXT,
                "list?": _TEXT,
                "source?": _ADDRESS,
            }
        ),
    },
    BODIES: {
        "reviewed": _DATE,
        "body": _tables(_BODY),
        "act": _tables({"id": _TEXT, "modules": _TEXTS, "confidence": _CONFIDENCE, "source": _ADDRESS}),
        "title": _tables({"words": _TEXTS, "confidence": _CONFIDENCE, "source": _ADDRESS}),
        "letterhead": _tables({"words": _TEXTS, "confidence": _CONFIDENCE, "source": _ADDRESS}),
    },
    WORDS: {
        "reviewed": _DATE,
        "source": _ADDRESS,
        "head": _table({"tails": _TEXTS, "strong": _TEXTS, "with": _TEXTS}),
        "firm": _table({"zh_end": _TEXTS, "en_end": _TEXTS, "roles": _TEXTS, "brand_end": _TEXT}),
        "negation": _table(
            _texts(
                "zh_before zh_denial zh_auxiliary zh_verb zh_alone zh_between zh_after no"
                " en_before en_after en_reach others"
            )
        ),
        "advice": _table({**_SAID, **_texts("weak beside use")}),
        "medical": _table({**_SAID, **_texts("other zh_not en_not")}),
        "sterile": _table({**_SAID, **_texts("zh_denial zh_between en_denial")}),
        "finds": _table(_texts("pcr antigen antibody other_disease")),
        "home_use": _table(_SAID),
        "professional_use": _table(_SAID),
        "other_goods": _table(_SAID),
        "pending": _table(_texts("now_zh now_en asked_zh asked_en granted other")),
        "type": _table({t: _table(_TYPE_WORDS) for t in sorted(TYPES)}),
        "subtype": _tables({"id": _words(SUBTYPES, "subtype-unknown", "a subtype"), **_SAID}),
    },
}

COLUMNS: dict[str, tuple[str, ...]] = {
    "codes/country.csv": ("alpha2", "alpha3", "zh", "en", "customs", "numeric", "aliases"),
    "codes/currency.csv": ("alpha3", "zh", "en", "customs", "aliases"),
    "codes/unit.csv": ("code", "zh", "base", "factor", "pack", "piece", "from", "aliases"),
    "codes/declaration_elements.csv": ("hs", "from", "to", "elements", "confidence", "source"),
    "codes/supervision_mode.csv": ("code", "zh", "from", "aliases"),
}


def shapes(facts: Facts) -> Iterator[Problem]:
    """Keys, types and words of every table, and the columns of the code tables."""
    for file, table in facts.tables.items():
        if file in _ONE_FILE:
            yield from _fields(file, "", table, _ONE_FILE[file])
        elif file.startswith("law/destinations/"):
            yield from _fields(file, "", table, _DESTINATION)
        elif file.startswith("lists/"):
            yield from _fields(file, "", table, _LIST)
    for file, columns in COLUMNS.items():
        for n, row in enumerate(facts.sheets.get(file, ()), 1):
            if tuple(row) != columns if n == 1 else len(row) != len(columns):
                yield Problem(file, f"line {n}", "table-shape", f"the columns are {', '.join(columns)}")


def _fields(file: str, place: str, row: Row, shape: Shape) -> Iterator[Problem]:
    known = {key.rstrip("?") for key in shape}
    for key in row:
        if key not in known:
            yield Problem(file, place, "unknown-key", f"nothing reads {key!r} here")
    for key, kind in shape.items():
        name = key.rstrip("?")
        if name in row:
            yield from _value(file, place, name, row[name], kind)
        elif name == key:
            yield Problem(file, place, "missing-key", f"{name!r} is missing")


def _value(file: str, place: str, key: str, value: Any, kind: _Kind) -> Iterator[Problem]:
    if kind.many and type(value) is not list:
        yield Problem(file, place, "wrong-type", f"{key} is {value!r}, not a list")
        return
    if kind.some and not value:
        yield Problem(file, place, "empty", f"{key} is empty")
    for n, one in enumerate(value if kind.many else [value], 1):
        if type(one) not in kind.types:
            yield Problem(file, place, "wrong-type", f"{key} is {one!r}, not {kind.says}")
        elif not kind.fits(one):
            yield Problem(file, place, kind.code, f"{key} is {one!r}, not {kind.says}")
        elif kind.shape is not None:
            inner = part(place, one, key, n) if kind.many else place or key
            yield from _fields(file, inner, one, kind.shape(one))


def part(place: str, row: Row, key: str, n: int) -> str:
    """What a row is called: its id, and before it the id of the row that it is part of."""
    own = next((row[k] for k in ("id", "hs", "number", "code", "family", "act") if type(row.get(k)) is str), None)
    if place:
        return f"{place}#{own or n}"
    return own or f"{key} {n}"


def named(rows: Iterable[Row], key: str) -> Iterator[tuple[str, Row]]:
    """Rows with what they are called in problems."""
    for n, row in enumerate(rows, 1):
        yield part("", row, key, n), row
