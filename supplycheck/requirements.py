"""The checklist without any file: what the law of a day wants of a product that goes to a destination, and how to meet it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from supplycheck.declaration import SUBTYPES
from supplycheck.errors import UsageError
from supplycheck.facts.china import ChinaFacts, china
from supplycheck.facts.destinations import destination
from supplycheck.facts.formats import formats
from supplycheck.facts.law import Instrument, Requirement, Route
from supplycheck.report import Confidence, Text

DEMANDING = frozenset({"required", "conditional"})
"""The statuses of routes whose requirements are demanded; the others name what is voluntary, general or for information."""

_NOT_FOR_EXPORT_LAW = frozenset({"ventilator_parts", "civil_suit", "civil_thermometer"})


@dataclass(slots=True, frozen=True)
class Item:
    """One requirement of a route. `format`: the form of its number, with an example that shows it."""

    id: str
    kind: str
    text: Text
    documents: tuple[str, ...]
    format: str | None
    example: str | None
    registry: str | None
    look_up: str | None
    confidence: Confidence
    sources: tuple[str, ...]


@dataclass(slots=True, frozen=True)
class Way:
    """One route: under which instrument, on which days, for which goods, what it demands, which standards it accepts.

    `start_unknown`: nobody knows since when. `claimed`: only for who shows that they take it (an exemption, a transition). `when`: conditions on the goods.
    """

    id: str
    title: Text
    instrument: str
    instrument_title: Text
    url: str | None
    from_: date | None
    start_unknown: bool
    to: date | None
    status: str
    confidence: Confidence
    claimed: bool
    when: dict[str, Any]
    requirements: tuple[Item, ...]
    standards: tuple[str, ...]


@dataclass(slots=True, frozen=True)
class Obligation:
    """Something the law wants, and the ways to meet it: one is enough."""

    id: str
    routes: tuple[Way, ...]


@dataclass(slots=True, frozen=True)
class Checklist:
    """The answer. `china` holds the obligations of Chinese export law, `obligations` those of the destination.

    `nothing_demanded`: the destination has a way open that demands no document, number or standard. `unknown`: why there
    is no answer for these goods, in an own sentence. `unverified`: how many facts behind it nobody has verified.
    """

    destination: str
    product: str
    on: date
    china: tuple[Obligation, ...]
    obligations: tuple[Obligation, ...]
    nothing_demanded: bool
    unknown: Text | None
    unverified: int

    def to_dict(self) -> dict[str, Any]:
        """As JSON-ready data."""
        return {
            "destination": self.destination,
            "product": self.product,
            "on": self.on.isoformat(),
            "china": [_obligation(o) for o in self.china],
            "obligations": [_obligation(o) for o in self.obligations],
            "nothing_demanded": self.nothing_demanded,
            "unknown": None if self.unknown is None else {"zh": self.unknown.zh, "en": self.unknown.en},
            "unverified": self.unverified,
        }


def checklist(product: str, to: str, on: date) -> Checklist:
    """What is wanted of a product (a subtype) that arrives at a destination on a day.

    Raises:
        UsageError: there is no such subtype, or nothing is known of the destination.
    """
    if product not in SUBTYPES:
        raise UsageError(f"there is no product {product!r}; there are: {', '.join(SUBTYPES)}")
    place = destination(to.upper())
    if place is None:
        raise UsageError(f"nothing is known of the destination {to!r}; see supplycheck coverage")
    open_ = [r for r in place.routes_for(product) if r.on(on)]
    there = _grouped(open_, place.instruments)
    here = china()
    exported = _grouped(_china_routes(here, product, on), here.instruments)
    unknown = place.unknown.get(product)
    if unknown is None and not open_:
        unknown = Text("当日没有已知的准入途径", "no way in is known for that day")
    everything = [*there, *exported]
    return Checklist(
        destination=to.upper(),
        product=product,
        on=on,
        china=exported,
        obligations=there,
        nothing_demanded=bool(there) and all(any(_is_free(way) for way in o.routes) for o in there),
        unknown=unknown,
        unverified=sum(way.confidence != "verified" for o in everything for way in o.routes)
        + sum(item.confidence != "verified" for o in everything for way in o.routes for item in way.requirements),
    )


def _china_routes(facts: ChinaFacts, product: str, on: date) -> list[Route]:
    """The routes of Chinese export law for a product on a day; of an unclear day those of every reading."""
    if product in _NOT_FOR_EXPORT_LAW:
        return []
    goods = {"any", "civil-mask" if product == "civil_mask" else "medical"}
    regimes = {regime.id for regime in facts.regimes_on(on)}
    return [r for r in facts.routes if r.regimes & regimes and r.goods in goods]


def _is_free(way: Way) -> bool:
    return not way.claimed and (way.status not in DEMANDING or not way.requirements)


def _grouped(routes: list[Route], instruments: dict[str, Instrument]) -> tuple[Obligation, ...]:
    found: dict[str, list[Way]] = {}
    for route in routes:
        found.setdefault(route.obligation, []).append(_way(route, instruments[route.instrument]))
    return tuple(Obligation(id_, tuple(ways)) for id_, ways in found.items())


def _way(route: Route, instrument: Instrument) -> Way:
    when: dict[str, Any] = {
        name: value
        for name, value in (
            ("sterile", route.when_sterile),
            ("continuous", route.when_continuous),
            ("medical", route.when_medical),
            ("level", list(route.when_level) or None),
        )
        if value is not None
    }
    return Way(
        id=route.id,
        title=route.title,
        instrument=instrument.id,
        instrument_title=instrument.title,
        url=instrument.url,
        from_=route.from_ or instrument.from_,
        start_unknown=route.start_unknown,
        to=route.to or instrument.to,
        status=route.status,
        confidence=route.confidence,
        claimed=route.only_if_claimed,
        when=when,
        requirements=tuple(map(_item, route.requirements)),
        standards=tuple(dict.fromkeys(s for w in route.requirements for s in _standards(w))),
    )


def _item(wanted: Requirement) -> Item:
    form = formats().get(wanted.formats[0]) if wanted.formats else None
    return Item(
        id=wanted.id,
        kind=wanted.kind or "rule",
        text=wanted.text,
        documents=wanted.documents,
        format=form.id if form else None,
        example=form.example if form else None,
        registry=wanted.registry or wanted.list or (form.registry if form else None),
        look_up=form.source if form else None,
        confidence=wanted.confidence,
        sources=wanted.sources,
    )


def _standards(wanted: Requirement) -> list[str]:
    """The standards that a requirement accepts, in words: family, editions, tiers."""
    said = []
    for accepted in wanted.accepted:
        editions = f":{' / '.join(accepted.editions)}" if accepted.editions else ""
        tiers = f" ({', '.join(accepted.tiers)})" if accepted.tiers else ""
        said.append(f"{accepted.family}{editions}{tiers}")
    return said


def _obligation(obligation: Obligation) -> dict[str, Any]:
    return {"id": obligation.id, "routes": [_route(way) for way in obligation.routes]}


def _route(way: Way) -> dict[str, Any]:
    return {
        "id": way.id,
        "title": _both(way.title),
        "instrument": way.instrument,
        "instrument_title": _both(way.instrument_title),
        "url": way.url,
        "from": "unknown" if way.start_unknown else way.from_.isoformat() if way.from_ else None,
        "to": way.to.isoformat() if way.to else None,
        "status": way.status,
        "confidence": way.confidence,
        "claimed": way.claimed,
        "when": way.when,
        "requirements": [
            {
                "id": item.id,
                "kind": item.kind,
                "text": _both(item.text),
                "documents": list(item.documents),
                "format": item.format,
                "example": item.example,
                "registry": item.registry,
                "look_up": item.look_up,
                "confidence": item.confidence,
                "sources": list(item.sources),
            }
            for item in way.requirements
        ],
        "standards": list(way.standards),
    }


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
