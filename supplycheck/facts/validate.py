"""Whether the facts are what they must be, and fit together: read as plain data, apart from the code that uses them.

Two steps. First every table by itself: its keys, the types of their values, the words they may use. Then how the tables
fit together: what is named exists, what exists is used, no day is without a way, no two ways are the same. The second
step is left out while a table has not even the right types.

A way may be missing on purpose. Two things say so. An `[[unknown]]` table of a destination names subtypes of which no
source speaks on any day. A `[[gap]]` table names days (and conditions) on which an obligation has no route, with a text
and, unless `general`, a source. Routes of status `informative` demand nothing, so days without them are no gap.
"""

from __future__ import annotations

import csv
import io
import pkgutil
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, product
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from supplycheck import identifiers
from supplycheck.declaration import DOCUMENT_KINDS, STATEMENT_FORMS, SUBTYPES
from supplycheck.facts.codes import folded
from supplycheck.facts.destinations import JUDGED_BY
from supplycheck.facts.law import CONFIDENCES, OPEN
from supplycheck.report import TOPICS
from supplycheck.root import root as shipped

FIRST_DAY, LAST_DAY = date(2020, 4, 1), date(2026, 12, 31)
"""The days on which every obligation has an open route or says that it has none."""

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
    "format-unknown": "a form of number that no identifier knows, or whose confidence is not in formats.toml",
    "registry-unknown": "a registry without a definition in lists/",
    "column-unknown": "a registry uses a field that has no columns",
    "act-unknown": "an act for which no body in our table is designated",
    "designation-overlap": "two designations of a body for one act on the same days",
    "code-overlap": "a commodity code twice on the same days",
    "code-unknown": "a commodity code, supervision mode, unit or country that no table has",
    "replacement-not-in-force": "a code that takes the place of another later than that one ended",
    "member-unreadable": "the members of a destination stand where the loader does not find them",
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
REGISTRY_FORMATS: frozenset[str] = frozenset({"table", "fda-510k", "hsc"})
NORMALISERS: frozenset[str] = frozenset({"nmpa", "k-number", "text", "none"})
GOODS: frozenset[str] = frozenset({"medical", "civil-mask", "any"})
STATUSES: frozenset[str] = frozenset({"required", "conditional", "voluntary", "general_safety", "informative"})
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
class _Facts:
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

Check = Callable[[_Facts], Iterator[Problem]]


def problems(root: Path | None = None, rules: Collection[str] | None = None) -> list[Problem]:
    """Everything that is wrong in the facts, in the order of files; nothing of facts in order.

    Args:
        root: the folder of the facts; the shipped ones where it is None.
        rules: the codes of the catalogue of rules, to be compared with those that requirements name. Facts know no
            rules, so without it they are not compared.
    """
    facts = _read(root if root is not None else shipped())
    found = [*facts.problems, *_shapes(facts)]
    if not any(p.code in _NOT_EVEN_TYPES for p in found):
        for check in _CHECKS:
            found += check(facts)
        if rules is not None:
            found += _rules_exist(facts, rules)
    return sorted(dict.fromkeys(found), key=lambda p: (p.file, p.place, p.code, p.message))


_NOT_EVEN_TYPES = frozenset({"unreadable", "missing-key", "wrong-type", "day", "table-shape"})


# --- reading ----------------------------------------------------------------------------------------------------------


def _read(root: Path) -> _Facts:
    """Every TOML file and the code tables below a folder; what cannot be read is a problem."""
    facts = _Facts({}, {}, [])
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
    for name in (*_ONE_FILE, *_COLUMNS):
        if name not in facts.tables and name not in facts.sheets and name not in said:
            facts.problems.append(Problem(name, "", "unreadable", "the file is missing"))
    for file, table in facts.destinations():
        text = (root / file).read_text("utf-8")
        if table.get("members") and "\nmembers = [" not in text:
            message = 'the loader looks for a line that begins with "members = ["'
            facts.problems.append(Problem(file, "", "member-unreadable", message))
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


_TEXT = _Kind("a text", code="empty", fits=lambda v: v.strip() != "")
_TEXTS = _many(_TEXT)
_FLAG = _Kind("true or false", (bool,))
_NUMBER = _Kind("a number", (int,))
_DATE = _Kind("a date", (date,))
_DAY = _Kind('a date or "open"', (date, str), "day", lambda v: type(v) is date or v == OPEN)
_CONFIDENCE = _words(CONFIDENCES, "confidence")
_ADDRESS = _Kind("an http or https address", code="source-address", fits=_is_address)
_ADDRESSES = _many(_ADDRESS, some=False)
_SUBTYPES = _many(_words(SUBTYPES, "subtype-unknown", "a subtype"))
_TYPES = _many(_words(TYPES))
_DOCUMENTS = _many(_words(DOCUMENT_KINDS, "document-unknown", "a kind of document"))
_FORM = _words(MODULES, "format-unknown", "a module of supplycheck.identifiers")
_FORMS = _many(_words({*MODULES, ""}, "format-unknown", "a module of supplycheck.identifiers"))
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
    "from": _DAY,
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
        "documents": _DOCUMENTS,
        "acts?": _TEXTS,
        "modules?": _TEXTS,
        "number?": _FLAG,
        "formats?": _FORMS,
        "registry?": _TEXT,
        "revocations?": _TEXT,
        "holder?": _words({"manufacturer", "any"}),
        "issued_before?": _DATE,
        "extended_from?": _DATE,
        "most_years?": _NUMBER,
    },
    "standard": {"proof": _words({"declared", "test-report"}), "accepted": _many(_table(_ACCEPTED))},
    "notified-body": {"act": _TEXT},
    "mark": {"mark": _TEXT, "number": _words({"none", "required", "no-mark"})},
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
    "identifier": _table({"field?": _TEXT, "normaliser": _words(NORMALISERS)}),
    "party": _table({"name": _TEXT, "name_en?": _TEXT, "uscc?": _TEXT}),
    "validity?": _table({"from?": _TEXT, "to?": _TEXT, "dates?": _words({"ymd", "mdy"})}),
    "table": _table({"required": _TEXTS, "joined?": _TEXTS}),
    "columns": _Kind("a table", (dict,), shape=lambda row: dict.fromkeys(row, _TEXTS)),
}
_SAID: Shape = {"zh": _TEXTS, "en": _TEXTS}
_TYPE_WORDS: Shape = {
    **_SAID,
    **{f"{what}_{lang}?": _TEXTS for what in ("not", "needs", "body") for lang in ("zh", "en")},
}

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
        "format": _tables({"id": _FORM, "confidence": _CONFIDENCE, "source": _ADDRESS}),
    },
    BODIES: {"reviewed": _DATE, "body": _tables(_BODY)},
    WORDS: {
        "reviewed": _DATE,
        "source": _ADDRESS,
        "head": _table({"tails": _TEXTS, "strong": _TEXTS, "with": _TEXTS}),
        "firm": _table({"zh_end": _TEXTS, "en_end": _TEXTS, "roles": _TEXTS, "brand_end": _TEXT}),
        "negation": _table(
            dict.fromkeys(("zh_before", "zh_between", "zh_after", "no", "en_reach", "en_before"), _TEXTS)
        ),
        "medical": _table({**_SAID, "zh_not": _TEXTS, "en_not": _TEXTS}),
        "sterile": _table({**_SAID, "zh_not": _TEXTS, "en_not": _TEXTS}),
        "home_use": _table(_SAID),
        "professional_use": _table(_SAID),
        "type": _table({t: _table(_TYPE_WORDS) for t in sorted(TYPES)}),
        "subtype": _tables({"id": _words(SUBTYPES, "subtype-unknown", "a subtype"), **_SAID}),
    },
}

_COLUMNS: dict[str, tuple[str, ...]] = {
    "codes/country.csv": ("alpha2", "alpha3", "zh", "en", "customs", "numeric", "aliases"),
    "codes/currency.csv": ("alpha3", "zh", "en", "customs", "aliases"),
    "codes/unit.csv": ("code", "zh", "base", "factor", "pack", "piece", "from", "aliases"),
    "codes/supervision_mode.csv": ("code", "zh", "from", "aliases"),
}


def _shapes(facts: _Facts) -> Iterator[Problem]:
    """Keys, types and words of every table, and the columns of the code tables."""
    for file, table in facts.tables.items():
        if file in _ONE_FILE:
            yield from _fields(file, "", table, _ONE_FILE[file])
        elif file.startswith("law/destinations/"):
            yield from _fields(file, "", table, _DESTINATION)
        elif file.startswith("lists/"):
            yield from _fields(file, "", table, _LIST)
    for file, columns in _COLUMNS.items():
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
            inner = _part(place, one, key, n) if kind.many else place or key
            yield from _fields(file, inner, one, kind.shape(one))


def _part(place: str, row: Row, key: str, n: int) -> str:
    """What a row is called: its id, and before it the id of the row that it is part of."""
    own = next((row[k] for k in ("id", "hs", "number", "code", "family", "act") if type(row.get(k)) is str), None)
    if place:
        return f"{place}#{own or n}"
    return own or f"{key} {n}"


def _named(rows: Iterable[Row], key: str) -> Iterator[tuple[str, Row]]:
    """Rows with what they are called in problems."""
    for n, row in enumerate(rows, 1):
        yield _part("", row, key, n), row


# --- days -------------------------------------------------------------------------------------------------------------

Days = tuple[date, date]
_ONE = timedelta(days=1)


def _days(row: Row) -> Days:
    """From the first to the last day of a row; what is open reaches to the ends of time."""
    first, last = row.get("from"), row.get("to")
    return first if type(first) is date else date.min, last if type(last) is date else date.max


def _meet(a: Days, b: Days) -> bool:
    return a[0] <= b[1] and b[0] <= a[1]


def _uncovered(spans: Iterable[Days], first: date, last: date) -> list[Days]:
    """The days from first to last that no span covers."""
    found = []
    day = first
    for start, end in sorted(spans):
        if start > last or day > last:
            break
        if start > day:
            found.append((day, start - _ONE))
        if end >= day:
            day = end + _ONE if end < date.max else date.max
    return [*found, (day, last)] if day <= last else found


def _said(days: Days) -> str:
    return f"{days[0]} to {days[1]}"


def _walk(place: str, table: Row) -> Iterator[tuple[str, Row]]:
    """A table and all tables inside it."""
    yield place, table
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _walk(place or key, value)
        elif isinstance(value, list):
            for n, one in enumerate(value, 1):
                if isinstance(one, dict):
                    yield from _walk(_part(place, one, key, n), one)


_ORDERED = (("from", "to"), ("issued", "from"), ("unclear_before", "from"), ("issued_before", "extended_from"))


def _days_in_order(facts: _Facts) -> Iterator[Problem]:
    """First days are not after last ones; a start is unclear before it, an end before it, an issue is not after use."""
    for file, table in facts.tables.items():
        for place, row in _walk("", table):
            # An unclear day is before the end where the row has one; else before the start.
            ends = type(row.get("to")) is date
            unclear = ("unclear_from", "to") if ends else ("unclear_from", "from")
            for before, after in (*_ORDERED, unclear, *([("from", "unclear_from")] if ends else [])):
                a, b = row.get(before), row.get(after)
                if type(a) is date and type(b) is date and a > b:
                    yield Problem(file, place, "days-reversed", f"{before} {a} is after {after} {b}")


# --- ids and names ----------------------------------------------------------------------------------------------------


def _twice(rows: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """Ids, each with its file, that stand there more than once."""
    seen: dict[str, str] = {}
    for file, id_ in rows:
        if id_ in seen:
            yield Problem(file, id_, "id-duplicate", f"{id_!r} is already in {seen[id_]}")
        seen.setdefault(id_, file)


def _ids_once(facts: _Facts) -> Iterator[Problem]:
    """An id stands for one thing: over all files of law, in a table, and in the parts of a row."""
    for key in ("instrument", "route", "requirement"):
        yield from _twice((file, row["id"]) for file, row in facts.law(key))
    for file, key, id_ in (
        (REGIMES, "regime", "id"),
        (ROUTES, "obligation", "id"),
        (FORMATS, "format", "id"),
        (BODIES, "body", "number"),
    ):
        yield from _twice((file, row[id_]) for row in facts.rows(file, key))
    standards = facts.rows(STANDARDS, "standard")
    yield from _twice((STANDARDS, name) for s in standards for name in (s["id"], *s.get("aliases", ())))
    yield from _twice((STANDARDS, f"{s['id']}#{e['id']}") for s in standards for e in s["editions"])
    yield from _twice((f, f"{i['id']}#{a['id']}") for f, i in facts.law("instrument") for a in i.get("article", ()))


def _ids_fit(facts: _Facts) -> Iterator[Problem]:
    """Ids agree with their file: EU.toml has the id EU and speaks of `eu.…`; a registry is called as its folder."""
    for file, table in facts.destinations():
        stem = Path(file).stem
        if table["id"] != stem:
            yield Problem(file, "", "id-wrong", f"the id is {table['id']!r}, the file is {stem}")
        for key in ("route", "requirement"):
            for row in table.get(key, ()):
                for what in ("id", "obligation"):
                    if not row.get(what, f"{stem.lower()}.").startswith(f"{stem.lower()}."):
                        yield Problem(
                            file, row["id"], "id-wrong", f"{row[what]!r} does not begin with {stem.lower()!r}"
                        )
    for file, table in _lists(facts):
        if table["name"] != Path(file).parent.name:
            yield Problem(
                file, "", "id-wrong", f"the name is {table['name']!r}, the folder is {Path(file).parent.name}"
            )


def _members(facts: _Facts) -> Iterator[Problem]:
    """Destinations, their members and the bodies' countries are countries; a country is a member of one destination."""
    countries = {row[0] for row in facts.sheets["codes/country.csv"][1:]} - {""} | {"EU"}
    yield from _twice((file, code) for file, table in facts.destinations() for code in table.get("members", ()))
    for file, table in facts.destinations():
        for code in (table["id"], *table.get("members", ())):
            if code not in countries:
                yield Problem(file, code, "code-unknown", f"{code!r} is no code of a country")
    for body in facts.rows(BODIES, "body"):
        if body["country"] not in countries:
            yield Problem(BODIES, body["number"], "code-unknown", f"{body['country']!r} is no code of a country")


# --- sources and references -------------------------------------------------------------------------------------------


def _sources(facts: _Facts) -> Iterator[Problem]:
    """What is verified or partial has a source. On the Chinese side the requirements carry those of their routes."""
    wanted = [
        *((file, row, row.get("sources")) for file, row in facts.law("route") if file != ROUTES),
        *((file, row, row.get("sources")) for file, row in facts.law("requirement") if file == ROUTES),
        *((file, row, row.get("url")) for file, row in facts.law("instrument")),
        *((file, row, row.get("sources")) for file, table in facts.destinations() for row in table.get("gap", ())),
    ]
    for file, row, source in wanted:
        if not source and row["confidence"] != "general":
            place = row.get("id") or row["obligation"]
            yield Problem(file, place, "source-missing", f"it is {row['confidence']} and names no source")


def _instruments_exist(facts: _Facts) -> Iterator[Problem]:
    """The instrument of a route is in force on the route's days and stands in the same file or on the Chinese side."""
    for file, row in facts.law("route"):
        own = facts.rows(INSTRUMENTS if file == ROUTES else file, "instrument")
        instrument = next((i for i in own if i["id"] == row["instrument"]), None)
        if instrument is None:
            yield Problem(file, row["id"], "instrument-unknown", f"there is no instrument {row['instrument']!r}")
        elif file != ROUTES:
            (first, last), (start, end) = _days(row), _days(instrument)
            start = min(start, instrument.get("unclear_from", start))
            if first < start or last > end:
                message = f"open {_said((first, last))}; {instrument['id']} is in force {_said((start, end))}"
                yield Problem(file, row["id"], "outside-instrument", message)


def _articles_exist(facts: _Facts) -> Iterator[Problem]:
    """Every reference INSTRUMENT#article leads to an article; a bare INSTRUMENT to an instrument."""
    articles = {i["id"]: {a["id"] for a in i.get("article", ())} for _, i in facts.law("instrument")}
    codes = facts.tables[HS_CODES]
    named = [(file, row["id"], ref) for file, row in facts.law("requirement") for ref in row.get("law", ())]
    for key in ("code", "inspection", "trade_mode", "special_articles"):
        named += [(HS_CODES, place, row["law"]) for place, row in _named(codes[key], key)]
    named.append((HS_CODES, "qualification", codes["qualification"]["law"]))
    named += [(STANDARDS, s["id"], s["marking"]) for s in facts.rows(STANDARDS, "standard") if "marking" in s]
    for file, place, ref in named:
        instrument, _, article = ref.partition("#")
        if instrument not in articles:
            yield Problem(file, place, "instrument-unknown", f"there is no instrument {instrument!r}")
        elif article not in articles[instrument] and ("#" in ref or file in (ROUTES, HS_CODES, STANDARDS)):
            yield Problem(file, place, "article-unknown", f"{instrument} has no article {article!r}")


def _requirements_used(facts: _Facts) -> Iterator[Problem]:
    """A route's requirements stand in its file, each is used, and a route that must be gone demands something."""
    for file in (ROUTES, *(f for f, _ in facts.destinations())):
        routes = facts.rows(file, "route")
        known = {w["id"] for w in facts.rows(file, "requirement")}
        for row in routes:
            for id_ in row.get("requirements", ()):
                if id_ not in known:
                    yield Problem(file, row["id"], "requirement-unknown", f"there is no requirement {id_!r}")
            if not row.get("requirements") and row.get("status") in ("required", "conditional"):
                yield Problem(file, row["id"], "demands-nothing", f"its status is {row['status']}")
            if row.get("only_if_claimed") and not row.get("claimed_by"):
                yield Problem(file, row["id"], "never-claimed", "only_if_claimed, and no claimed_by")
        for id_ in sorted(known - {id_ for row in routes for id_ in row.get("requirements", ())}):
            yield Problem(file, id_, "requirement-unused", "no route demands it")


def _china_names_exist(facts: _Facts) -> Iterator[Problem]:
    """Obligations and regimes that the Chinese routes name."""
    obligations = {o["id"] for o in facts.rows(ROUTES, "obligation")}
    regimes = {r["id"] for r in facts.rows(REGIMES, "regime")}
    for row in facts.rows(ROUTES, "route"):
        if row["obligation"] not in obligations:
            yield Problem(ROUTES, row["id"], "obligation-unknown", f"there is no obligation {row['obligation']!r}")
        for id_ in row["regimes"]:
            if id_ not in regimes:
                yield Problem(ROUTES, row["id"], "regime-unknown", f"there is no regime {id_!r}")


def _rules_exist(facts: _Facts, rules: Collection[str]) -> Iterator[Problem]:
    """The rules that the Chinese requirements name."""
    for row in facts.rows(ROUTES, "requirement"):
        for code in row["rules"]:
            if code not in rules:
                yield Problem(ROUTES, row["id"], "rule-unknown", f"there is no rule {code!r}")


def _standards_exist(facts: _Facts) -> Iterator[Problem]:
    """The standards that requirements accept, with their editions and tiers."""
    known = {s["id"]: s for s in facts.rows(STANDARDS, "standard")}
    for file, row in facts.law("requirement"):
        for accepted in row.get("accepted", ()):
            standard = known.get(accepted["family"])
            if standard is None:
                yield Problem(file, row["id"], "standard-unknown", f"there is no standard {accepted['family']!r}")
                continue
            editions = {e["id"] for e in standard["editions"]}
            for what, code, there in (
                ("editions", "edition-unknown", editions),
                ("tiers", "tier-unknown", standard.get("tiers", ())),
            ):
                for name in accepted.get(what, ()):
                    if name not in there:
                        yield Problem(file, row["id"], code, f"{standard['id']} has no {name!r} among its {what}")


def _formats_known(facts: _Facts) -> Iterator[Problem]:
    """Forms of a destination's numbers have their confidence in formats.toml, and at most one belongs to a document."""
    known = {f["id"] for f in facts.rows(FORMATS, "format")} | {""}
    for file, table in facts.destinations():
        for row in table.get("requirement", ()):
            for form in row.get("formats", ()):
                if form not in known:
                    yield Problem(file, row["id"], "format-unknown", f"{form!r} is not in {FORMATS}")
            if len(row.get("formats", ())) > len(row.get("documents", ())):
                yield Problem(file, row["id"], "format-unknown", "there are more formats than documents")


def _lists(facts: _Facts) -> list[tuple[str, Row]]:
    return [(f, t) for f, t in facts.tables.items() if f.startswith("lists/")]


def _registries_defined(facts: _Facts) -> Iterator[Problem]:
    """The registries that requirements ask, and the fields that the registries themselves use."""
    known = {Path(file).parent.name for file, _ in _lists(facts)}
    for file, row in facts.law("requirement"):
        for key in ("registry", "list", "revocations"):
            if row.get(key, "") not in known and key in row:
                yield Problem(file, row["id"], "registry-unknown", f"lists/{row[key]}/definition.toml is missing")
    for file, table in _lists(facts):
        # A list may lack English names and credit codes altogether; where it has them, they have these fields.
        named = [*table["table"]["required"], *table["table"].get("joined", ()), table["party"]["name"]]
        named += [table["identifier"].get("field"), *(table.get("validity", {}).get(k) for k in ("from", "to"))]
        for field in dict.fromkeys(named):
            if field is not None and field not in table["columns"]:
                yield Problem(file, "", "column-unknown", f"no columns for {field!r}")


def _bodies_fit(facts: _Facts) -> Iterator[Problem]:
    """A body is designated for an act, or is not, once on a day; the acts asked for are acts of the table."""
    acts = {d["act"] for b in facts.rows(BODIES, "body") for d in b["designations"]}
    for file, row in facts.law("requirement"):
        if row.get("kind") == "notified-body" and row["act"] not in acts:
            yield Problem(file, row["id"], "act-unknown", f"no body has a designation for {row['act']!r}")
    for body in facts.rows(BODIES, "body"):
        for a, b in combinations(body["designations"], 2):
            if a["act"] == b["act"] and _meet(_days(a), _days(b)):
                message = f"for {a['act']} on {_said(_days(a))} and on {_said(_days(b))}"
                yield Problem(BODIES, body["number"], "designation-overlap", message)


# --- ways and days of a destination -----------------------------------------------------------------------------------


def _subtypes_spoken_of(facts: _Facts) -> Iterator[Problem]:
    """Of every subtype there are routes, its own or those of the subtype it is judged by, or it is [[unknown]]."""
    for file, table in facts.destinations():
        own = {s for row in table["route"] for s in row["subtypes"]}
        unknown = {s for row in table.get("unknown", ()) for s in row["subtypes"]}
        for subtype in SUBTYPES:
            routes = subtype in own or JUDGED_BY.get(subtype) in own
            if routes and subtype in unknown:
                yield Problem(file, subtype, "subtype-both", "there are routes for it, and it is [[unknown]]")
            elif not routes and subtype not in unknown:
                yield Problem(file, subtype, "subtype-without-word", "neither a route nor an [[unknown]] speaks of it")


def _no_gaps(facts: _Facts) -> Iterator[Problem]:
    """Every obligation has an open route for a subtype on every day and under every condition, or a [[gap]] says not.

    A route that is only for those who claim it is no way for the others, so it fills no gap.
    """
    for file, table in facts.destinations():
        routes = [r for r in table["route"] if r["status"] != "informative" and not r.get("only_if_claimed")]
        gaps = table.get("gap", [])
        demanded = [r for r in (*table["route"], *gaps) if r.get("status") != "informative"]
        known = {(r["obligation"], subtype) for r in demanded for subtype in r["subtypes"]}
        for obligation, subtype in sorted(known):
            ways, declared = (
                [r for r in rows if r["obligation"] == obligation and subtype in r["subtypes"]]
                for rows in (routes, gaps)
            )
            for goods in _conditions([*ways, *declared]):
                here = [_days(r) for r in ways if _applies(r, goods)]
                said = [_days(r) for r in declared if _applies(r, goods)]
                named = " ".join([subtype, *(f"{k}={v}" for k, v in goods.items())])
                for days in _uncovered([*here, *said], FIRST_DAY, LAST_DAY):
                    yield Problem(file, obligation, "gap", f"{named}: no route on {_said(days)}")
                for days in said:
                    if any(_meet(days, open_) for open_ in here):
                        yield Problem(file, obligation, "gap-and-route", f"{named}: a route is open in {_said(days)}")


_CONDITIONS: dict[str, tuple[bool | str, ...]] = {
    "sterile": (True, False),
    "continuous": (True, False),
    "medical": (True, False),
    "level": LEVELS,
}


def _conditions(rows: list[Row]) -> list[dict[str, bool | str]]:
    """Every kind of goods that the conditions of some routes tell apart."""
    used = [k for k in _CONDITIONS if any(k in row.get("when", {}) for row in rows)]
    return [dict(zip(used, values, strict=True)) for values in product(*(_CONDITIONS[k] for k in used))]


def _applies(row: Row, goods: dict[str, bool | str]) -> bool:
    when = row.get("when", {})
    return all(goods[k] in when[k] if k == "level" else goods[k] == when[k] for k in goods if k in when)


def _no_overlaps(facts: _Facts) -> Iterator[Problem]:
    """No two routes for the same goods on the same days are the same way.

    Routes are alternatives, so two open ones are in order where they demand different things, are for different goods
    (`when`), or are told apart by what claims them. Which of two equal ones is taken, nothing says.
    """
    for file, table in facts.destinations():
        for a, b in combinations(table["route"], 2):
            if set(a["subtypes"]) & set(b["subtypes"]) and _meet(_days(a), _days(b)) and _same_way(a, b):
                yield Problem(file, b["id"], "overlap", f"it is the same way as {a['id']}")
    for a, b in combinations(facts.rows(ROUTES, "route"), 2):
        if a["goods"] == b["goods"] and set(a["regimes"]) & set(b["regimes"]) and _same_way(a, b):
            yield Problem(ROUTES, b["id"], "overlap", f"it is the same way as {a['id']}")


def _same_way(a: Row, b: Row) -> bool:
    def way(row: Row) -> tuple[object, ...]:
        return (
            row["obligation"],
            frozenset(row.get("requirements", ())),
            frozenset(row.get("product_codes", ())),
            row.get("when", {}),
            row.get("claimed_by", {}),
            row.get("only_if_claimed", False),
        )

    return way(a) == way(b)


# --- the Chinese side -------------------------------------------------------------------------------------------------


def _regimes_cover(facts: _Facts) -> Iterator[Problem]:
    """A regime governs on every day there is; two on one day are two readings of unclear law."""
    for days in _uncovered((_days(r) for r in facts.rows(REGIMES, "regime")), date.min, date.max - _ONE):
        yield Problem(REGIMES, "", "regime-gap", f"no regime governs on {_said(days)}")


def _codes_fit(facts: _Facts) -> Iterator[Problem]:
    """A commodity code stands for one thing on a day; what replaces it exists and is in force the day after."""
    codes = facts.rows(HS_CODES, "code")
    for a, b in combinations(codes, 2):
        if a["hs"] == b["hs"] and _meet(_days(a), _days(b)):
            yield Problem(HS_CODES, a["hs"], "code-overlap", f"on {_said(_days(a))} and on {_said(_days(b))}")
    for row in codes:
        for subtype in row.get("subtypes", ()):
            if SUBTYPES.get(subtype, row["type"]) != row["type"]:
                yield Problem(HS_CODES, row["hs"], "subtype-of-another-type", f"{subtype} is no {row['type']}")
        for hs in row.get("replaced_by", ()):
            later = [_days(c) for c in codes if c["hs"] == hs]
            after = _days(row)[1] + _ONE if _days(row)[1] < date.max else date.max
            if not later:
                yield Problem(HS_CODES, row["hs"], "code-unknown", f"replaced_by {hs}, which has no [[code]]")
            elif not any(_meet((after, after), days) for days in later):
                message = f"it ends on {_days(row)[1]}; {hs} is not in force the day after"
                yield Problem(HS_CODES, row["hs"], "replacement-not-in-force", message)
    known = {c["hs"] for c in codes}
    for place, row in _named(facts.rows(HS_CODES, "inspection"), "inspection"):
        for hs in row["codes"]:
            if hs not in known:
                yield Problem(HS_CODES, place, "code-unknown", f"{hs} has no [[code]]")


def _modes_exist(facts: _Facts) -> Iterator[Problem]:
    """Supervision modes that are named stand in their code table."""
    known = {row[0] for row in facts.sheets["codes/supervision_mode.csv"][1:]}
    named = [(HS_CODES, row["code"], row["code"]) for row in facts.rows(HS_CODES, "trade_mode")]
    named += [(f, r["id"], m) for f, r in facts.law("route") for m in r.get("claimed_by", {}).get("trade_modes", ())]
    for file, place, code in named:
        if code not in known:
            yield Problem(file, place, "code-unknown", f"{code!r} is no supervision mode")


# --- goods, words, code tables ----------------------------------------------------------------------------------------


def _standards_fit(facts: _Facts) -> Iterator[Problem]:
    """The subtypes that a standard is for are of its types of goods."""
    for row in facts.rows(STANDARDS, "standard"):
        for subtype in row.get("subtypes", ()):
            if subtype in SUBTYPES and SUBTYPES[subtype] not in row["products"]:
                message = f"{subtype} is none of {', '.join(row['products'])}"
                yield Problem(STANDARDS, row["id"], "subtype-of-another-type", message)


def _words_found(facts: _Facts) -> Iterator[Problem]:
    """Words are spelled as the texts in which they are looked for; every subtype has some."""
    for place, row in _walk("", facts.tables[WORDS]):
        for key, words in row.items():
            if isinstance(words, list) and key not in ("type", "subtype"):
                yield from (_misspelt(WORDS, place, w) for w in words if w != _plain(w))
    for file, row in (*facts.law("requirement"), *facts.law("route")):
        said = [*row.get("words", ()), *row.get("respirator_words", ()), *row.get("claimed_by", {}).get("words", ())]
        yield from (_misspelt(file, row["id"], w) for w in said if w != _plain(w))
    for subtype in sorted(set(SUBTYPES) - {row["id"] for row in facts.rows(WORDS, "subtype")}):
        yield Problem(WORDS, subtype, "subtype-without-word", "no [[subtype]] has words for it")


def _misspelt(file: str, place: str, word: str) -> Problem:
    return Problem(file, place, "word-form", f"{word!r} is never found; texts have {_plain(word)!r}")


def _plain(word: str) -> str:
    return unicodedata.normalize("NFKC", word).lower()


def _tables_unambiguous(facts: _Facts) -> Iterator[Problem]:
    """A code or name in a code table means one thing; a unit counts a unit."""
    for file in _COLUMNS:
        columns, *rows = facts.sheets[file]
        country = file == "codes/country.csv"
        meant: dict[str, str] = {}
        for row in (dict(zip(columns, cells, strict=True)) for cells in rows):
            names = [row["zh"], row.get("en", ""), row[columns[0]], row.get("alpha3", ""), *row["aliases"].split("|")]
            if not country:  # several places share the customs number of a continent
                names.append(row.get("customs", ""))
            for name in dict.fromkeys(folded(n) if country else "".join(_plain(n).split()) for n in names):
                if name and meant.setdefault(name, row[columns[0]]) != row[columns[0]]:
                    message = f"{name!r} is {meant[name]!r} as well"
                    yield Problem(file, row[columns[0]] or row["zh"], "name-ambiguous", message)
    codes = [row[0] for row in facts.sheets["codes/unit.csv"][1:]]
    for code, _, base, *_ in facts.sheets["codes/unit.csv"][1:]:
        if base and base not in codes:
            yield Problem("codes/unit.csv", code, "code-unknown", f"it counts {base!r}, which is no unit")
    for file in ("codes/currency.csv", "codes/unit.csv", "codes/supervision_mode.csv"):
        for code, times in Counter(row[0] for row in facts.sheets[file][1:]).items():
            if times > 1:
                yield Problem(file, code, "id-duplicate", f"it stands there {times} times")


_CHECKS: tuple[Check, ...] = (
    _days_in_order,
    _ids_once,
    _ids_fit,
    _members,
    _sources,
    _instruments_exist,
    _articles_exist,
    _requirements_used,
    _china_names_exist,
    _standards_exist,
    _formats_known,
    _registries_defined,
    _bodies_fit,
    _subtypes_spoken_of,
    _no_gaps,
    _no_overlaps,
    _regimes_cover,
    _codes_fit,
    _modes_exist,
    _standards_fit,
    _words_found,
    _tables_unambiguous,
)
