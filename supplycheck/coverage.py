"""How well the law is known: for every destination, product and day, and the pages that a person must open to be sure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from supplycheck.declaration import SUBTYPES
from supplycheck.facts.destinations import Destination, places
from supplycheck.facts.law import CONFIDENCES, Route
from supplycheck.report import Confidence

FIRST, LAST = date(2020, 4, 1), date(2026, 12, 31)
"""The days that are covered."""


@dataclass(slots=True, frozen=True)
class Open:
    """A fact that nobody has verified: its id, and the page where a person can (None where no source is known)."""

    value: str
    page: str | None


@dataclass(slots=True, frozen=True)
class Stretch:
    """Days on which the same routes are open for a product at a destination.

    `confidence` is that of the least sure route that is open to everybody; None where nothing is known. `routes` counts
    those that are open, `open` names what is not verified.
    """

    destination: str
    product: str
    from_: date
    to: date
    confidence: Confidence | None
    routes: int
    open: tuple[Open, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON-ready data."""
        return {
            "destination": self.destination,
            "product": self.product,
            "from": self.from_.isoformat(),
            "to": self.to.isoformat(),
            "confidence": self.confidence,
            "routes": self.routes,
            "open": [{"value": o.value, "page": o.page} for o in self.open],
        }


def coverage(on: date | None = None) -> Iterator[Stretch]:
    """Every stretch of days of every destination and product, or the one that a day is in."""
    for place in places():
        for product in SUBTYPES:
            for stretch in _stretches(place, product):
                if on is None or stretch.from_ <= on <= stretch.to:
                    yield stretch


def _stretches(place: Destination, product: str) -> Iterator[Stretch]:
    routes = [r for r in place.routes_for(product) if r.status != "informative"]
    starts = {FIRST}
    for route in routes:
        for day in (route.from_, route.to + timedelta(days=1) if route.to else None):
            if day is not None and FIRST < day <= LAST:
                starts.add(day)
    ordered = sorted(starts)
    for first, following in zip(ordered, [*ordered[1:], LAST + timedelta(days=1)], strict=True):
        there = [r for r in routes if r.on(first)]
        yield Stretch(
            place.id,
            product,
            first,
            following - timedelta(days=1),
            _weakest(there),
            len(there),
            tuple(_open(place, there)) or (() if there else (Open("unknown", None),)),
        )


def _weakest(routes: list[Route]) -> Confidence | None:
    sure = [r.confidence for r in routes if not r.only_if_claimed]
    return max(sure, key=CONFIDENCES.index, default=None)


def _open(place: Destination, routes: list[Route]) -> Iterator[Open]:
    seen: set[str] = set()
    for route in routes:
        page = next(iter(route.sources), None) or place.instruments[route.instrument].url
        for value, confidence in ((route.id, route.confidence), *((w.id, w.confidence) for w in route.requirements)):
            if confidence != "verified" and value not in seen:
                seen.add(value)
                yield Open(value, page)
