"""Whether the facts are what they must be, and fit together: read as plain data, apart from the code that uses them.

Two steps. First every table by itself: its keys, the types of their values, the words they may use. Then how the tables
fit together: what is named exists, what exists is used, no day is without a way, no two ways are the same. The second
step is left out while a table has not even the right types.

A way may be missing on purpose. Two things say so. An `[[unknown]]` table of a destination names subtypes of which no
source speaks on any day. A `[[gap]]` table names days (and conditions) on which an obligation has no route, with a text
and, unless `general`, a source. Routes of status `informative` demand nothing, so days without them are no gap.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, timedelta
from itertools import combinations, product
from pathlib import Path

from supplycheck.declaration import OTHER, SUBTYPES
from supplycheck.facts.codes import folded
from supplycheck.facts.destinations import JUDGED_BY, followed
from supplycheck.facts.formats import has_shape
from supplycheck.facts.law import UNKNOWN
from supplycheck.facts.shapes import (
    BODIES,
    COLUMNS,
    FORMATS,
    HS_CODES,
    INSTRUMENTS,
    LEVELS,
    MODULES,
    REGIMES,
    ROUTES,
    STANDARDS,
    WORDS,
    Facts,
    Problem,
    Row,
    named,
    part,
    read,
    shapes,
)
from supplycheck.root import root as shipped

FIRST_DAY, LAST_DAY = date(2020, 4, 1), date(2026, 12, 31)
"""The days on which every obligation has an open route or says that it has none."""

Check = Callable[[Facts], Iterator[Problem]]


def problems(root: Path | None = None, rules: Collection[str] | None = None) -> list[Problem]:
    """Everything that is wrong in the facts, in the order of files; nothing of facts in order.

    Args:
        root: the folder of the facts; the shipped ones where it is None.
        rules: the codes of the catalogue of rules, to be compared with those that requirements name. Facts know no
            rules, so without it they are not compared.
    """
    facts = read(root if root is not None else shipped())
    found = [*facts.problems, *shapes(facts)]
    if not any(p.code in _NOT_EVEN_TYPES for p in found):
        for check in _CHECKS:
            found += check(facts)
        if rules is not None:
            found += _rules_exist(facts, rules)
    return sorted(dict.fromkeys(found), key=lambda p: (p.file, p.place, p.code, p.message))


_NOT_EVEN_TYPES = frozenset({"unreadable", "missing-key", "wrong-type", "day", "table-shape"})


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
                    yield from _walk(part(place, one, key, n), one)


_ORDERED = (("from", "to"), ("issued", "from"), ("unclear_before", "from"), ("issued_before", "extended_from"))


def _days_in_order(facts: Facts) -> Iterator[Problem]:
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


def _ids_once(facts: Facts) -> Iterator[Problem]:
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


def _ids_fit(facts: Facts) -> Iterator[Problem]:
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


def _members(facts: Facts) -> Iterator[Problem]:
    """Destinations, their members and the bodies' countries are countries; a country is a member of one destination."""
    countries = {row[0] for row in facts.sheets["codes/country.csv"][1:]} - {""} | {"EU"}
    yield from _twice((file, code) for file, table in facts.destinations() for code in table.get("members", ()))
    for file, table in facts.destinations():
        for code in (table["id"], *table.get("members", ())):
            if code not in countries:
                yield Problem(file, code, "code-unknown", f"{code!r} is no code of a country")
    for file, row in facts.law("requirement"):
        for code in (code for place in row.get("territory", ()) for code in place["countries"]):
            if code not in countries:
                yield Problem(file, row["id"], "code-unknown", f"{code!r} is no code of a country")
    for body in facts.rows(BODIES, "body"):
        if body["country"] not in countries:
            yield Problem(BODIES, body["number"], "code-unknown", f"{body['country']!r} is no code of a country")


# --- sources and references -------------------------------------------------------------------------------------------


def _sources(facts: Facts) -> Iterator[Problem]:
    """What is verified or partial has a source. On the Chinese side the requirements carry those of their routes."""
    wanted = [
        *((file, row, row.get("sources")) for file, row in facts.law("route") if file != ROUTES),
        *((file, row, row.get("sources")) for file, row in facts.law("requirement") if file == ROUTES),
        *((file, row, row.get("url")) for file, row in facts.law("instrument")),
        *((FORMATS, row, row.get("source")) for row in facts.rows(FORMATS, "format")),
        *((file, row, row.get("sources")) for file, table in facts.destinations() for row in table.get("gap", ())),
    ]
    for file, row, source in wanted:
        if not source and row["confidence"] != "general":
            place = row.get("id") or row["obligation"]
            yield Problem(file, place, "source-missing", f"it is {row['confidence']} and names no source")


def _instruments_exist(facts: Facts) -> Iterator[Problem]:
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


def _articles_exist(facts: Facts) -> Iterator[Problem]:
    """Every reference INSTRUMENT#article leads to an article; a bare INSTRUMENT to an instrument."""
    articles = {i["id"]: {a["id"] for a in i.get("article", ())} for _, i in facts.law("instrument")}
    codes = facts.tables[HS_CODES]
    refs = [(file, row["id"], ref) for file, row in facts.law("requirement") for ref in row.get("law", ())]
    for key in ("code", "inspection", "trade_mode", "special_articles"):
        refs += [(HS_CODES, place, row["law"]) for place, row in named(codes[key], key)]
    refs.append((HS_CODES, "qualification", codes["qualification"]["law"]))
    refs += [(STANDARDS, s["id"], s["marking"]) for s in facts.rows(STANDARDS, "standard") if "marking" in s]
    for file, place, ref in refs:
        instrument, _, article = ref.partition("#")
        if instrument not in articles:
            yield Problem(file, place, "instrument-unknown", f"there is no instrument {instrument!r}")
        elif article not in articles[instrument] and ("#" in ref or file in (ROUTES, HS_CODES, STANDARDS)):
            yield Problem(file, place, "article-unknown", f"{instrument} has no article {article!r}")


def _requirements_used(facts: Facts) -> Iterator[Problem]:
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
            if "seen" in row and row["from"] != UNKNOWN:
                yield Problem(file, row["id"], "seen-and-start", f"it is open from {row['from']}")
        for want in facts.rows(file, "requirement"):
            if want.get("kind") == "document" and ("words" in want) != (OTHER in want["documents"]):
                yield Problem(file, want["id"], "words-and-other", "words tell the papers of no kind of their own")
        for id_ in sorted(known - {id_ for row in routes for id_ in row.get("requirements", ())}):
            yield Problem(file, id_, "requirement-unused", "no route demands it")


def _china_names_exist(facts: Facts) -> Iterator[Problem]:
    """Obligations and regimes that the Chinese routes name."""
    obligations = {o["id"] for o in facts.rows(ROUTES, "obligation")}
    regimes = {r["id"] for r in facts.rows(REGIMES, "regime")}
    for row in facts.rows(ROUTES, "route"):
        if row["obligation"] not in obligations:
            yield Problem(ROUTES, row["id"], "obligation-unknown", f"there is no obligation {row['obligation']!r}")
        for id_ in row["regimes"]:
            if id_ not in regimes:
                yield Problem(ROUTES, row["id"], "regime-unknown", f"there is no regime {id_!r}")


def _rules_exist(facts: Facts, rules: Collection[str]) -> Iterator[Problem]:
    """The rules that the Chinese requirements name."""
    for row in facts.rows(ROUTES, "requirement"):
        for code in row["rules"]:
            if code not in rules:
                yield Problem(ROUTES, row["id"], "rule-unknown", f"there is no rule {code!r}")


def _standards_exist(facts: Facts) -> Iterator[Problem]:
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


def _formats_known(facts: Facts) -> Iterator[Problem]:
    """The forms that requirements name stand in formats.toml; of a destination's, each belongs to a document that bears it."""
    borne = {f["id"]: f.get("documents", ()) for f in facts.rows(FORMATS, "format")}
    for file, row in facts.law("requirement"):
        formats, documents = row.get("formats", ()), row.get("documents", ())
        for form in formats:
            if form and form not in borne:
                yield Problem(file, row["id"], "format-unknown", f"{form!r} is not in {FORMATS}")
        if file == ROUTES:
            continue
        if len(formats) > len(documents):
            yield Problem(file, row["id"], "format-unknown", "there are more formats than documents")
        for n, kind in enumerate(documents if formats else ()):
            form = formats[min(n, len(formats) - 1)]
            if kind != OTHER and borne.get(form) and kind not in borne[form]:
                yield Problem(file, row["id"], "format-document", f"a {kind} bears no {form}")


def _formats_fit(facts: Facts) -> Iterator[Problem]:
    """A form is said once and in words, and shown by an example that has it, real or not."""
    for row in facts.rows(FORMATS, "format"):
        pattern, example = row.get("pattern"), row.get("example")
        known = pattern is not None or row["id"] in MODULES
        wrong = []
        if pattern is not None and row["id"] in MODULES:
            wrong.append("it has a pattern and a module; which one counts?")
        if known and (example is None or "shape" not in row):
            wrong.append("the form has no example, or no words")
        if not known and (example is not None or "shape" in row):
            wrong.append("it shows a form that nothing tests")
        if (example is None) != ("example_from" not in row):
            wrong.append("whether the example is real is not said")
        if pattern is not None and example is not None and not has_shape(re.compile(pattern), example):
            wrong.append(f"{example!r} has not the form")
        yield from (Problem(FORMATS, row["id"], "format-example", message) for message in wrong)


def _lists(facts: Facts) -> list[tuple[str, Row]]:
    return [(f, t) for f, t in facts.tables.items() if f.startswith("lists/")]


def _registries_defined(facts: Facts) -> Iterator[Problem]:
    """The registries that requirements ask, and the fields that the registries themselves use."""
    known = {Path(file).parent.name for file, _ in _lists(facts)}
    for file, row in facts.law("requirement"):
        for key in ("registry", "list", "revocations"):
            if row.get(key, "") not in known and key in row:
                yield Problem(file, row["id"], "registry-unknown", f"lists/{row[key]}/definition.toml is missing")
    for row in facts.rows(FORMATS, "format"):
        if row.get("list", "") not in known and "list" in row:
            yield Problem(FORMATS, row["id"], "registry-unknown", f"lists/{row['list']}/definition.toml is missing")
    for file, table in _lists(facts):
        # A list may lack English names and credit codes altogether; where it has them, they have these fields.
        named = [*table["table"]["required"], *table["table"].get("joined", ()), table["party"]["name"]]
        named += [*table["identifier"].get("also", ()), table.get("status", {}).get("field")]
        named += [table["identifier"].get("field"), *(table.get("validity", {}).get(k) for k in ("from", "to"))]
        for field in dict.fromkeys(named):
            if field is not None and field not in table["columns"]:
                yield Problem(file, "", "column-unknown", f"no columns for {field!r}")


def _bodies_fit(facts: Facts) -> Iterator[Problem]:
    """A body is designated for an act, or is not, once on a day; the acts asked for are acts of the table."""
    acts = {d["act"] for b in facts.rows(BODIES, "body") for d in b["designations"]}
    for file, row in facts.law("requirement"):
        if row.get("kind") == "notified-body" and row["act"] not in acts:
            yield Problem(file, row["id"], "act-unknown", f"no body has a designation for {row['act']!r}")
    for body in facts.rows(BODIES, "body"):
        for a, b in combinations(body["designations"], 2):
            if a["act"] == b["act"] and _meet(_days(a), _days(b)) and _same_scope(a, b):
                message = f"for {a['act']} on {_said(_days(a))} and on {_said(_days(b))}"
                yield Problem(BODIES, body["number"], "designation-overlap", message)


def _same_scope(a: Row, b: Row) -> bool:
    """Whether two designations speak of the same products and modules, or one of all of them."""
    return all(not a.get(k) or not b.get(k) or set(a[k]) & set(b[k]) for k in ("products", "modules"))


# --- ways and days of a destination -----------------------------------------------------------------------------------


def _whole(facts: Facts) -> Iterator[tuple[str, Row]]:
    """The files of destinations, each with the routes that it takes over from another."""
    for file, table in facts.destinations():
        base = facts.tables.get(f"law/destinations/{table.get('follows', {}).get('destination')}.toml")
        yield file, followed(table, base) if base is not None else table


def _follows_one_that_is(facts: Facts) -> Iterator[Problem]:
    """A destination follows one that has a file, and leaves out routes that this one has."""
    for file, table in facts.destinations():
        how = table.get("follows")
        if how is None:
            continue
        base = facts.tables.get(f"law/destinations/{how['destination']}.toml")
        if base is None or "follows" in base:
            yield Problem(file, "follows", "code-unknown", f"{how['destination']!r} has no file, or follows another")
            continue
        known = {row["id"] for row in base["route"]}
        for route in how.get("without", ()):
            if route not in known:
                yield Problem(file, "follows", "code-unknown", f"{how['destination']} has no route {route!r}")


def _subtypes_spoken_of(facts: Facts) -> Iterator[Problem]:
    """Of every subtype there are routes, its own or those of the subtype it is judged by, or it is [[unknown]]."""
    for file, table in _whole(facts):
        own = {s for row in table["route"] for s in row["subtypes"]}
        unknown = {s for row in table.get("unknown", ()) for s in row["subtypes"]}
        for subtype in SUBTYPES:
            routes = subtype in own or JUDGED_BY.get(subtype) in own
            if routes and subtype in unknown:
                yield Problem(file, subtype, "subtype-both", "there are routes for it, and it is [[unknown]]")
            elif not routes and subtype not in unknown:
                yield Problem(file, subtype, "subtype-without-word", "neither a route nor an [[unknown]] speaks of it")


def _no_gaps(facts: Facts) -> Iterator[Problem]:
    """Every obligation has an open route for a subtype on every day and under every condition, or a [[gap]] says not.

    A route that is only for those who claim it is no way for the others, so it fills no gap.
    """
    for file, table in _whole(facts):
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


def _no_overlaps(facts: Facts) -> Iterator[Problem]:
    """No two routes for the same goods on the same days are the same way.

    Routes are alternatives, so two open ones are in order where they demand different things, are for different goods
    (`when`), or are told apart by what claims them. Which of two equal ones is taken, nothing says.
    """
    for file, table in _whole(facts):
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


def _regimes_cover(facts: Facts) -> Iterator[Problem]:
    """A regime governs on every day there is; two on one day are two readings of unclear law."""
    for days in _uncovered((_days(r) for r in facts.rows(REGIMES, "regime")), date.min, date.max - _ONE):
        yield Problem(REGIMES, "", "regime-gap", f"no regime governs on {_said(days)}")


def _codes_fit(facts: Facts) -> Iterator[Problem]:
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
    for place, row in named(facts.rows(HS_CODES, "inspection"), "inspection"):
        for hs in row["codes"]:
            if hs not in known:
                yield Problem(HS_CODES, place, "code-unknown", f"{hs} has no [[code]]")


def _modes_exist(facts: Facts) -> Iterator[Problem]:
    """Supervision modes that are named stand in their code table."""
    known = {row[0] for row in facts.sheets["codes/supervision_mode.csv"][1:]}
    named = [(HS_CODES, row["code"], row["code"]) for row in facts.rows(HS_CODES, "trade_mode")]
    named += [(f, r["id"], m) for f, r in facts.law("route") for m in r.get("claimed_by", {}).get("trade_modes", ())]
    for file, place, code in named:
        if code not in known:
            yield Problem(file, place, "code-unknown", f"{code!r} is no supervision mode")


# --- goods, words, code tables ----------------------------------------------------------------------------------------


def _standards_fit(facts: Facts) -> Iterator[Problem]:
    """The subtypes that a standard is for are of its types of goods."""
    for row in facts.rows(STANDARDS, "standard"):
        for subtype in row.get("subtypes", ()):
            if subtype in SUBTYPES and SUBTYPES[subtype] not in row["products"]:
                message = f"{subtype} is none of {', '.join(row['products'])}"
                yield Problem(STANDARDS, row["id"], "subtype-of-another-type", message)


def _words_found(facts: Facts) -> Iterator[Problem]:
    """Words are spelled as the texts in which they are looked for; every subtype has some."""
    for place, row in _walk("", facts.tables[WORDS]):
        for key, words in row.items():
            if isinstance(words, list) and key not in ("type", "subtype"):
                yield from (_misspelt(WORDS, place, w) for w in words if w != _plain(w))
    for file, row in (*facts.law("requirement"), *facts.law("route")):
        said = [
            *row.get("words", ()),
            *row.get("not_words", ()),
            *row.get("respirator_words", ()),
            *row.get("claimed_by", {}).get("words", ()),
        ]
        yield from (_misspelt(file, row["id"], w) for w in said if w != _plain(w))
    for kind in ("title", "letterhead"):
        for row in facts.rows(BODIES, kind):
            yield from (_misspelt(BODIES, kind, w) for w in row["words"] if w != _plain(w))
    for subtype in sorted(set(SUBTYPES) - {row["id"] for row in facts.rows(WORDS, "subtype")}):
        yield Problem(WORDS, subtype, "subtype-without-word", "no [[subtype]] has words for it")


def _misspelt(file: str, place: str, word: str) -> Problem:
    return Problem(file, place, "word-form", f"{word!r} is never found; texts have {_plain(word)!r}")


def _plain(word: str) -> str:
    return unicodedata.normalize("NFKC", word).lower()


def _tables_unambiguous(facts: Facts) -> Iterator[Problem]:
    """A code or name in a code table means one thing; a unit counts a unit."""
    for file in COLUMNS:
        columns, *rows = facts.sheets[file]
        if "aliases" not in columns:
            continue
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
    _formats_fit,
    _registries_defined,
    _bodies_fit,
    _follows_one_that_is,
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
