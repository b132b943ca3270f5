"""The Chinese side: instruments, regimes by day, routes, commodity codes, trade modes, inspection.

Read from `registries/law/china/*.toml`; see `supplycheck.facts.law` for the shapes.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from supplycheck.facts.law import Instrument, Route, claim, day, instruments, load_toml, requirement, text, within
from supplycheck.report import Confidence, Text
from supplycheck.root import root


class RegimeFact(NamedTuple):
    """The body of law that governed on some days."""

    id: str
    title: Text
    from_: date | None
    to: date | None

    def on(self, when: date) -> bool:
        """Whether it governed, or may have governed, on that day."""
        return within(when, self.from_, self.to)


class CodeFact(NamedTuple):
    """A ten-digit commodity code in its days. `year_only`: the first day is known by its year only."""

    hs: str
    type: str
    scope: str
    name: Text
    law: str
    from_: date | None
    to: date | None
    unclear_from: date | None
    unclear_before: date | None
    year_only: bool
    medical: bool | None
    subtypes: tuple[str, ...]
    replaced_by: tuple[str, ...]

    def on(self, when: date) -> bool:
        """Whether the code was in force for these goods on that day, or may have been."""
        start = self.unclear_before or self.from_
        return (start is None or start <= when) and (self.to is None or when <= self.to)

    def unclear(self, when: date) -> bool:
        """Whether that day is one of those on which its start or end is not certain."""
        ending = self.unclear_from is not None and self.to is not None and self.unclear_from <= when <= self.to
        starting = (
            self.unclear_before is not None and self.from_ is not None and self.unclear_before <= when < self.from_
        )
        return ending or starting


class DatedEffect(NamedTuple):
    """A dated effect on some codes: inspection, a trade mode, the approval of special articles."""

    keys: frozenset[str]
    effect: str
    law: str
    confidence: Confidence
    from_: date | None
    to: date | None
    name: Text | None = None

    def on(self, when: date) -> bool:
        """Whether it applied on that day."""
        return within(when, self.from_, self.to)


class ChinaFacts(NamedTuple):
    """Everything of the Chinese side that rules look at."""

    instruments: dict[str, Instrument]
    regimes: tuple[RegimeFact, ...]
    routes: tuple[Route, ...]
    codes: dict[str, tuple[CodeFact, ...]]
    inspection: tuple[DatedEffect, ...]
    trade_modes: tuple[DatedEffect, ...]
    special_articles: tuple[DatedEffect, ...]
    device_papers: frozenset[str]
    categories: dict[str, tuple[str, ...]]
    list_categories: dict[str, tuple[str, ...]]
    filing_unsettled: frozenset[str]

    def regimes_on(self, when: date) -> tuple[RegimeFact, ...]:
        """The regimes of a day; two where the law of that day is unclear."""
        return tuple(r for r in self.regimes if r.on(when))

    def changes_after(self, when: date) -> date | None:
        """The first later day on which another regime has begun for certain; None where none is known."""
        starts = {r.from_ for r in self.regimes if r.from_} | {r.to + timedelta(1) for r in self.regimes if r.to}
        return min((day for day in starts if day > when and len(self.regimes_on(day)) == 1), default=None)

    def instruments_on(self, when: date) -> list[str]:
        """Ids of the instruments in force on that day, or possibly in force."""
        found = []
        for i in self.instruments.values():
            start = i.from_ if i.unclear_from is None or (i.to is not None) else i.unclear_from
            if (start is None or start <= when) and (i.to is None or when <= i.to):
                found.append(i.id)
        return found

    def code(self, hs: str) -> CodeFact | None:
        """The fact about a code, whatever its days."""
        facts = self.codes.get(hs)
        return facts[0] if facts else None

    def codes_for(self, product_type: str, when: date, medical: bool | None, subtype: str | None = None) -> list[str]:
        """The codes in force on that day for a product type, or for one of its subtypes."""
        return [
            c.hs
            for facts in self.codes.values()
            for c in facts
            if c.type == product_type
            and c.on(when)
            and (medical is None or c.medical in (None, medical))
            and (subtype is None or not c.subtypes or subtype in c.subtypes)
        ]


def _effects(rows: list[dict[str, Any]], key: str) -> tuple[DatedEffect, ...]:
    return tuple(
        DatedEffect(
            frozenset(r[key] if isinstance(r.get(key), list) else [r[key]] if key in r else []),
            r.get("effect", ""),
            r["law"],
            r["confidence"],
            day(r.get("from")),
            day(r.get("to")),
            text(r["name"]) if "name" in r else None,
        )
        for r in rows
    )


@cache
def china() -> ChinaFacts:
    """The facts of the Chinese side, read once per process.

    Raises:
        FactsMissing: a file is missing or unreadable.
    """
    folder = root() / "law" / "china"
    routes_file = load_toml(folder / "routes.toml")
    wants = {r["id"]: requirement(r) for r in routes_file["requirement"]}
    routes = tuple(
        Route(
            r["id"],
            "china",
            r["obligation"],
            text(r["title"]),
            r["instrument"],
            r["confidence"],
            tuple(r.get("sources", ())),
            tuple(wants[w] for w in r["requirements"]),
            claim(r.get("claimed_by", {})),
            goods=r["goods"],
            regimes=frozenset(r["regimes"]),
            only_if_claimed=r.get("only_if_claimed", False),
        )
        for r in routes_file["route"]
    )
    codes_file = load_toml(folder / "codes.toml")
    codes: dict[str, list[CodeFact]] = {}
    for c in codes_file["code"]:
        codes.setdefault(c["hs"], []).append(
            CodeFact(
                c["hs"],
                c["type"],
                c["scope"],
                text(c["name"]),
                c["law"],
                day(c.get("from")),
                day(c.get("to")),
                day(c.get("unclear_from")),
                day(c.get("unclear_before")),
                c.get("year_only", False),
                c.get("medical"),
                tuple(c.get("subtypes", ())),
                tuple(c.get("replaced_by", ())),
            )
        )
    qualification = codes_file["qualification"]
    return ChinaFacts(
        instruments(load_toml(folder / "instruments.toml")["instrument"]),
        tuple(
            RegimeFact(r["id"], text(r["title"]), day(r.get("from")), day(r.get("to")))
            for r in load_toml(folder / "regimes.toml")["regime"]
        ),
        routes,
        {hs: tuple(facts) for hs, facts in codes.items()},
        _effects(codes_file["inspection"], "codes"),
        _effects(codes_file["trade_mode"], "code"),
        _effects(codes_file["special_articles"], "code"),
        frozenset(codes_file["device_papers"]["kinds"]),
        {k: tuple(v) for k, v in qualification["categories"].items()},
        {k: tuple(v) for k, v in qualification["list_categories"].items()},
        frozenset(qualification["filing_unsettled"]),
    )
