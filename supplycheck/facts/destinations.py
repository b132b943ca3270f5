"""The destination side: one file per destination in `registries/law/destinations/`, loaded only when needed.

Adding a destination is adding one file; no code knows a country's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from itertools import takewhile
from typing import Any, NamedTuple

from supplycheck.facts.law import (
    UNKNOWN,
    Instrument,
    Route,
    claim,
    day,
    instruments,
    load_toml,
    lower,
    requirement,
    text,
    within,
)
from supplycheck.report import Confidence, Text
from supplycheck.root import root

JUDGED_BY = {"disposable_medical_mask": "surgical_mask"}
"""Subtypes that the sources do not know and that are judged by another's rows, one confidence lower."""


class Gap(NamedTuple):
    """Days on which an obligation has no way that is open to everybody: the goods were prohibited, or no rules existed."""

    obligation: str
    subtypes: frozenset[str]
    text: Text
    confidence: Confidence
    sources: tuple[str, ...]
    from_: date | None = None
    to: date | None = None
    when_sterile: bool | None = None
    when_continuous: bool | None = None
    when_medical: bool | None = None
    when_level: tuple[str, ...] = ()

    def on(self, day: date) -> bool:
        """Whether that day is one of them."""
        return within(day, self.from_, self.to)


class Abused(NamedTuple):
    """A number that stood on goods it was not given for (copied, invented). It may be somebody's own all the same."""

    number: str
    text: Text
    confidence: Confidence
    sources: tuple[str, ...]
    from_: date | None = None
    to: date | None = None

    def on(self, day: date) -> bool:
        """Whether goods that arrive that day may bear it wrongly."""
        return within(day, self.from_, self.to)


class Destination(NamedTuple):
    """What one destination wants, in all its days.

    `unknown` names the subtypes of which no source read speaks: an explicit "we do not know".
    """

    id: str
    name: Text
    members: tuple[str, ...]
    instruments: dict[str, Instrument]
    routes: tuple[Route, ...]
    unknown: dict[str, Text]
    gaps: tuple[Gap, ...] = ()
    abused: tuple[Abused, ...] = ()

    def gaps_for(self, subtype: str) -> tuple[Gap, ...]:
        """The days without a way for a subtype."""
        return _gaps_for(self.id, subtype)

    def routes_for(self, subtype: str) -> tuple[Route, ...]:
        """All routes for a subtype, whatever their days; empty where nothing is known of it."""
        return _routes_for(self.id, subtype)


_MEMBERS = re.compile(r"^members\s*=\s*\[([^\]]*)\]", re.MULTILINE)


@cache
def _files() -> dict[str, str]:
    """Destination codes, members included, to the file that speaks for them."""
    found: dict[str, str] = {}
    for path in sorted((root() / "law" / "destinations").glob("*.toml")):
        found[path.stem] = path.stem
    for stem in list(found.values()):
        # Only the head of the file is needed to know its members; a full parse waits until the destination is asked for.
        with (root() / "law" / "destinations" / f"{stem}.toml").open(encoding="utf-8") as file:
            head = "".join(takewhile(lambda line: not line.startswith("["), file))
        if members := _MEMBERS.search(head):
            for code in members[1].replace('"', " ").replace(",", " ").split():
                found.setdefault(code, stem)
    return found


def destination(code: str | None) -> Destination | None:
    """The facts of a destination (ISO 3166-1 alpha-2 code), or None where nothing is known of it."""
    stem = _files().get(code) if code else None
    return _load(stem) if stem else None


def known() -> list[str]:
    """All codes of which something is known, members included."""
    return sorted(_files())


@cache
def places() -> tuple[Destination, ...]:
    """The destinations that have facts of their own, members left out, by code."""
    return tuple(_load(stem) for stem in sorted(set(_files().values())))


@cache
def _load(stem: str) -> Destination:
    data = load_toml(root() / "law" / "destinations" / f"{stem}.toml")
    if "follows" in data:
        base = load_toml(root() / "law" / "destinations" / f"{data['follows']['destination']}.toml")
        data = followed(data, base)
    wants = {r["id"]: _with_members(r) for r in data.get("requirement", ())}
    return Destination(
        data["id"],
        text(data["name"]),
        tuple(data.get("members", ())),
        instruments(data.get("instrument", ())),
        tuple(_route(r, wants) for r in data["route"]),
        {s: text(u["text"]) for u in data.get("unknown", ()) for s in u["subtypes"]},
        tuple(_gap(g) for g in data.get("gap", ())),
        tuple(_abused(a) for a in data.get("abused_number", ())),
    )


def followed(data: dict[str, Any], base: dict[str, Any]) -> dict[str, Any]:
    """The facts of a destination under another's law: its own, and the other's but for the routes it names.

    Days on which it is less certain that the other's law applied get routes of their own, one confidence lower.
    """
    how = data["follows"]
    until: date | None = how.get("less_sure_until")
    routes: list[dict[str, Any]] = []
    for row in base["route"]:
        if row["id"] in how.get("without", ()):
            continue
        first, last = day(row["from"]), day(row.get("to"))
        if until is None or (first is not None and first > until):
            routes.append(row)
            continue
        ended = last is not None and last <= until
        before = {**row, "to": last if ended else until, "confidence": lower(row["confidence"])}
        routes.append({**before, "id": f"{row['id']}.to-{until.isoformat()}"})
        if not ended:
            routes.append({**row, "from": until + timedelta(days=1)})
    own = {s for row in data.get("route", ()) for s in row["subtypes"]}
    unknown = [{**row, "subtypes": [s for s in row["subtypes"] if s not in own]} for row in base.get("unknown", ())]
    return {
        **data,
        "instrument": [*base.get("instrument", ()), *data.get("instrument", ())],
        "requirement": [
            *(_beside(row, how.get("marks_beside", ())) for row in base.get("requirement", ())),
            *data.get("requirement", ()),
        ],
        "route": [*routes, *data.get("route", ())],
        "unknown": [*unknown, *data.get("unknown", ())],
        "gap": [*base.get("gap", ()), *data.get("gap", ())],
        "abused_number": [*base.get("abused_number", ()), *data.get("abused_number", ())],
    }


def _beside(row: dict[str, Any], marks: Iterable[str]) -> dict[str, Any]:
    """A requirement without those of the marks it forbids that are right where another's law is followed."""
    left = [mark for mark in row.get("not_beside", ()) if mark not in marks]
    return {**{k: v for k, v in row.items() if k != "not_beside"}, **({"not_beside": left} if left else {})}


def _with_members(row: dict[str, Any]) -> dict[str, Any]:
    """A requirement whose territory names countries only: the members in place of a destination that has some."""
    if "territory" not in row:
        return row
    return {**row, "territory": [{**t, "countries": _countries(t["countries"])} for t in row["territory"]]}


def _countries(codes: list[str]) -> list[str]:
    return [*codes, *(member for member, stem in _files().items() if stem in codes)]


def _when(row: dict[str, Any]) -> dict[str, Any]:
    """The conditions of a row on the goods."""
    when = row.get("when", {})
    return {
        "when_sterile": when.get("sterile"),
        "when_continuous": when.get("continuous"),
        "when_medical": when.get("medical"),
        "when_level": tuple(when.get("level", ())),
    }


def _gap(row: dict[str, Any]) -> Gap:
    return Gap(
        row["obligation"],
        frozenset(row["subtypes"]),
        text(row["text"]),
        row["confidence"],
        tuple(row.get("sources", ())),
        day(row["from"]),
        day(row["to"]),
        **_when(row),
    )


def _abused(row: dict[str, Any]) -> Abused:
    return Abused(
        row["number"], text(row["text"]), row["confidence"], tuple(row["sources"]), day(row["from"]), day(row.get("to"))
    )


def _route(row: dict[str, Any], wants: dict[str, Any]) -> Route:
    common: dict[str, Any] = {
        "law": [row["instrument"]],
        "confidence": row["confidence"],
        "sources": row.get("sources", ()),
        "product_codes": tuple(row.get("product_codes", ())),
    }
    return Route(
        row["id"],
        "destination",
        row["obligation"],
        text(row["title"]),
        row["instrument"],
        row["confidence"],
        tuple(row.get("sources", ())),
        tuple(requirement(wants[w], **common) for w in row.get("requirements", ())),
        claim(row.get("claimed_by", {})),
        from_=day(row["from"]),
        to=day(row.get("to")),
        start_unknown=row["from"] == UNKNOWN,
        seen_from=day(row.get("seen")),
        status=row["status"],
        subtypes=frozenset(row["subtypes"]),
        only_if_claimed=row.get("only_if_claimed", False),
        **_when(row),
    )


@cache
def _routes_for(stem: str, subtype: str) -> tuple[Route, ...]:
    by, routes = _judged_by(stem, subtype), _load(stem).routes
    return tuple(r if by == subtype else _less_sure(r) for r in routes if by in r.subtypes)


@cache
def _gaps_for(stem: str, subtype: str) -> tuple[Gap, ...]:
    by, gaps = _judged_by(stem, subtype), _load(stem).gaps
    return tuple(g if by == subtype else g._replace(confidence=lower(g.confidence)) for g in gaps if by in g.subtypes)


def _judged_by(stem: str, subtype: str) -> str:
    """The subtype whose rows judge one: itself, or another where no route is for it."""
    if any(subtype in r.subtypes for r in _load(stem).routes):
        return subtype
    return JUDGED_BY.get(subtype, subtype)


def _less_sure(route: Route) -> Route:
    return route._replace(
        confidence=lower(route.confidence),
        requirements=tuple(w._replace(confidence=lower(w.confidence)) for w in route.requirements),
    )


def last_days(routes: tuple[Route, ...], first: date, last: date) -> list[tuple[Route, date]]:
    """Routes open on the first day that have ended by the last, each with its last day."""
    return [(r, r.to) for r in routes if r.on(first) and r.to is not None and r.to < last]
