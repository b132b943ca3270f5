"""How well the law is known: for every destination, product and day, and the pages that a person must open to be sure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from supplycheck.declaration import SUBTYPES
from supplycheck.facts.destinations import Destination, Gap, places
from supplycheck.facts.law import CONFIDENCES, Route
from supplycheck.report import Confidence

FIRST, LAST = date(2020, 4, 1), date(2026, 12, 31)
"""The days that are covered."""

QUARTERS: tuple[date, ...] = tuple(
    date(year, month, 1) for year in range(FIRST.year, LAST.year + 1) for month in (1, 4, 7, 10)
)[FIRST.month // 3 :]
"""The first days of the quarters that are covered."""

State = Literal["verified", "partial", "general", "closed", "unknown"]
"""What is known of a day: how sure its answer is; that no way was open; or, in so many words, nothing."""


@dataclass(slots=True, frozen=True)
class Open:
    """A fact that nobody has verified: its id, and the page where a person can (None where no source is known)."""

    value: str
    page: str | None


@dataclass(slots=True, frozen=True)
class Stretch:
    """Days on which the same routes are open for a product at a destination.

    `confidence` is that of the least sure route that is open to everybody, or of what says that none is (`closed`); None
    where nothing is known. `routes` counts those that are open, `open` names what is not verified.
    """

    destination: str
    product: str
    from_: date
    to: date
    confidence: Confidence | None
    routes: int
    closed: bool
    open: tuple[Open, ...]

    @property
    def state(self) -> State:
        """How these days are counted."""
        if self.confidence is None:
            return "unknown"
        return "closed" if self.closed else self.confidence

    def to_dict(self) -> dict[str, Any]:
        """As JSON-ready data."""
        return {
            "destination": self.destination,
            "product": self.product,
            "from": self.from_.isoformat(),
            "to": self.to.isoformat(),
            "confidence": self.confidence,
            "routes": self.routes,
            "closed": self.closed,
            "open": [{"value": o.value, "page": o.page} for o in self.open],
        }


def coverage(on: date | None = None) -> Iterator[Stretch]:
    """Every stretch of days of every destination and product, or the one that a day is in."""
    for place in places():
        for product in SUBTYPES:
            for stretch in _stretches(place, product):
                if on is None or stretch.from_ <= on <= stretch.to:
                    yield stretch


def counted(stretches: Iterable[Stretch]) -> dict[str, Counter[State]]:
    """How many quarters of all products there are of each state, by destination."""
    found: dict[str, Counter[State]] = {}
    for stretch in stretches:
        quarters = sum(stretch.from_ <= day <= stretch.to for day in QUARTERS)
        found.setdefault(stretch.destination, Counter())[stretch.state] += quarters
    return found


def _stretches(place: Destination, product: str) -> Iterator[Stretch]:
    routes = [r for r in place.routes_for(product) if r.status != "informative"]
    gaps = place.gaps_for(product)
    starts = {FIRST}
    rows: list[Route | Gap] = [*routes, *gaps]
    for row in rows:
        seen = row.seen_from if isinstance(row, Route) else None
        for day in (row.from_, seen, row.to + timedelta(days=1) if row.to else None):
            if day is not None and FIRST < day <= LAST:
                starts.add(day)
    ordered = sorted(starts)
    for first, following in zip(ordered, [*ordered[1:], LAST + timedelta(days=1)], strict=True):
        there = [r for r in routes if r.on(first)]
        shut = [g for g in gaps if g.on(first)]
        yield Stretch(
            place.id,
            product,
            first,
            following - timedelta(days=1),
            _weakest([r for r in there if not r.may_be_closed(first)], shut),
            len(there),
            bool(shut) and all(r.only_if_claimed for r in there),
            (*_open(place, there), *_open_gaps(shut)) or (() if there or shut else (Open("unknown", None),)),
        )


def _weakest(routes: list[Route], gaps: list[Gap]) -> Confidence | None:
    """How sure the least sure thing is that holds for everybody: a route, or that there is none."""
    sure = [*(r.confidence for r in routes if not r.only_if_claimed), *(g.confidence for g in gaps)]
    return max(sure, key=CONFIDENCES.index, default=None)


def _open_gaps(gaps: list[Gap]) -> Iterator[Open]:
    for gap in gaps:
        if gap.confidence != "verified":
            yield Open(f"{gap.obligation}: {gap.text.en}", next(iter(gap.sources), None))


def _open(place: Destination, routes: list[Route]) -> Iterator[Open]:
    seen: set[str] = set()
    for route in routes:
        page = next(iter(route.sources), None) or place.instruments[route.instrument].url
        for value, confidence in ((route.id, route.confidence), *((w.id, w.confidence) for w in route.requirements)):
            if confidence != "verified" and value not in seen:
                seen.add(value)
                yield Open(value, page)
