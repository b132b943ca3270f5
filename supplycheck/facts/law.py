"""The shapes in which law stands as data: instruments, obligations, routes, requirements.

An instrument is one legal text. A route is one legal way to meet an obligation; it demands requirements. Days are
inclusive; None means open. Confidence says how well a fact was seen: `verified`, `partial` or `general`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from supplycheck.errors import FactsMissing
from supplycheck.report import Confidence, Text

CONFIDENCES: tuple[Confidence, ...] = ("verified", "partial", "general")
OPEN = "open"
UNKNOWN = "unknown"


class Article(NamedTuple):
    """One article of an instrument, in our own short rendering."""

    id: str
    text: Text


class Instrument(NamedTuple):
    """One legal text. `unclear_from`: first day on which it may have been over, or in force, already."""

    id: str
    title: Text
    url: str | None
    from_: date | None
    to: date | None
    unclear_from: date | None
    confidence: Confidence
    articles: dict[str, Article]


class Accepted(NamedTuple):
    """A standard that a requirement accepts: a family, with its editions and tiers where they matter."""

    family: str
    editions: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()


class Territory(NamedTuple):
    """Where somebody must be established: countries, up to a last day, and names of places that lie there (for the readings of
    a country that holds only a part of it)."""

    countries: frozenset[str]
    names: tuple[str, ...] = ()
    to: date | None = None


class Requirement(NamedTuple):
    """What a route demands. `kind` is the kind of check of the destination side; the Chinese side names `rules`.

    `revocations`: a list of revoked numbers beside the registry. `most_years`: how long such papers run at most.
    `holder`: whose the paper must be: the manufacturer's; the importer's too (somebody's at the destination); anybody's (any).
    `binding`: who shows such a paper is held to it, whichever way is taken. `not_beside`: marks that make the `mark` void.
    `territory`: where the one whom the paper names must be. `not_words`: what papers say of themselves that bear its `words` too and are others. `extended_from`: from that day on the law lets papers that had not ended by then outlive the last day printed on them.
    """

    id: str
    text: Text
    law: tuple[str, ...]
    confidence: Confidence
    sources: tuple[str, ...]
    kind: str = ""
    rules: tuple[str, ...] = ()
    topic: str | None = None
    registry: str | None = None
    revocations: str | None = None
    form: str | None = None
    list: str | None = None
    basis: str | None = None
    documents: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    not_acts: tuple[str, ...] = ()
    act: str | None = None
    modules: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    number_has: tuple[str, ...] = ()
    number: str | bool | None = None
    holder: str = "manufacturer"
    binding: bool = False
    issued_before: date | None = None
    extended_from: date | None = None
    most_years: int | None = None
    proof: str | None = None
    accepted: tuple[Accepted, ...] = ()
    mark: str | None = None
    not_beside: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    not_words: tuple[str, ...] = ()
    respirator: bool | None = None
    respirator_words: tuple[str, ...] = ()
    product_codes: tuple[str, ...] = ()
    territory: tuple[Territory, ...] = ()

    def form_on(self, document: str) -> str | None:
        """The form of the number on a kind of document, "" being none; the last one given goes for the kinds that follow."""
        return (
            self.formats[min(self.documents.index(document), len(self.formats) - 1)] or None if self.formats else None
        )


class Claim(NamedTuple):
    """By what a declaration shows that it takes a route."""

    forms: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    certificate_number: bool = False
    bases: tuple[str, ...] = ()
    trade_modes: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


class Route(NamedTuple):
    """One legal way to meet an obligation, with its validity and what it demands.

    `status`: required · conditional · notification · voluntary · general_safety · informative. `goods`: which goods of the Chinese side
    it is for. `only_if_claimed`: no way for whoever does not claim it. `when_*`: conditions on the goods.
    `start_unknown`: nobody knows since when it is open; `seen_from` is the first day on which a source shows it so.
    """

    id: str
    side: str
    obligation: str
    title: Text
    instrument: str
    confidence: Confidence
    sources: tuple[str, ...]
    requirements: tuple[Requirement, ...]
    claim: Claim
    from_: date | None = None
    to: date | None = None
    start_unknown: bool = False
    seen_from: date | None = None
    status: str = "required"
    subtypes: frozenset[str] = frozenset()
    goods: str = ""
    regimes: frozenset[str] = frozenset()
    only_if_claimed: bool = False
    when_sterile: bool | None = None
    when_continuous: bool | None = None
    when_medical: bool | None = None
    when_level: tuple[str, ...] = ()

    def on(self, day: date) -> bool:
        """Whether the route is open on that day, as far as that is known."""
        return within(day, self.from_, self.to)

    def may_be_closed(self, day: date) -> bool:
        """Whether it is not known that the route was open already on that day."""
        return self.start_unknown and (self.seen_from is None or day < self.seen_from)


def within(day: date, first: date | None, last: date | None) -> bool:
    """Whether a day lies from the first to the last one, both included; None is without end."""
    return (first is None or first <= day) and (last is None or day <= last)


def load_toml(path: Path) -> dict[str, Any]:
    """One file of facts.

    Raises:
        FactsMissing: the file is not there or is no TOML.
    """
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise FactsMissing([path.name], f"unreadable ({error})") from error


def text(value: Any) -> Text:
    """A `{zh, en}` table."""
    return Text(value["zh"], value["en"])


def day(value: Any) -> date | None:
    """A day, or None where none is given or it is "open" or "unknown"; raises FactsMissing."""
    if value is None or value in (OPEN, UNKNOWN) or isinstance(value, date):
        return value if isinstance(value, date) else None
    raise FactsMissing([repr(value)], "hold no day where one is wanted")


def instruments(rows: Iterable[dict[str, Any]]) -> dict[str, Instrument]:
    """The `[[instrument]]` tables of a file."""
    return {
        r["id"]: Instrument(
            r["id"],
            text(r["title"]),
            r.get("url"),
            day(r.get("from")),
            day(r.get("to")),
            day(r.get("unclear_from")),
            r["confidence"],
            {a["id"]: Article(a["id"], text(a["text"])) for a in r.get("article", ())},
        )
        for r in rows
    }


_TUPLES = (
    "sources",
    "rules",
    "documents",
    "acts",
    "not_acts",
    "modules",
    "formats",
    "number_has",
    "words",
    "not_words",
    "not_beside",
    "respirator_words",
    "law",
)


def requirement(row: dict[str, Any], **more: Any) -> Requirement:
    """One `[[requirement]]` table; `more` gives what the file says once for all."""
    values = {**more, **row}
    for name in _TUPLES:
        if name in values:
            values[name] = tuple(values[name])
    values["text"] = text(values["text"])
    if "accepted" in values:
        values["accepted"] = tuple(
            Accepted(a["family"], tuple(a.get("editions", ())), tuple(a.get("tiers", ()))) for a in values["accepted"]
        )
    if "territory" in values:
        values["territory"] = tuple(
            Territory(frozenset(t["countries"]), tuple(t.get("names", ())), day(t.get("to")))
            for t in values["territory"]
        )
    return Requirement(**values)


def claim(row: dict[str, Any]) -> Claim:
    """A `claimed_by` table."""
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
    return Claim(**values)


def lower(confidence: Confidence) -> Confidence:
    """One step less sure."""
    return CONFIDENCES[min(CONFIDENCES.index(confidence) + 1, len(CONFIDENCES) - 1)]
