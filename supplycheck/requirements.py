"""The checklist without any file: what the law of a day wants of a product that goes to a destination, and how to meet it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from supplycheck.declaration import SUBTYPES
from supplycheck.errors import UsageError
from supplycheck.facts.bodies import bodies, modules
from supplycheck.facts.china import ChinaFacts, china
from supplycheck.facts.destinations import destination
from supplycheck.facts.formats import Format, formats
from supplycheck.facts.law import Accepted, Instrument, Requirement, Route
from supplycheck.facts.standards import catalogue
from supplycheck.report import Confidence, Text

DEMANDING = frozenset({"required", "conditional"})
"""The statuses of routes whose requirements are demanded; the others name what is voluntary, general or for information."""

_NOT_FOR_EXPORT_LAW = frozenset({"ventilator_parts", "civil_suit", "civil_thermometer"})


@dataclass(slots=True, frozen=True)
class Form:
    """The form of the number on one kind of document, with an example that shows it, and where such numbers are looked up."""

    document: str
    format: str
    shape: Text | None
    example: str | None
    registry: str | None
    look_up: str | None

    def to_dict(self) -> dict[str, Any]:
        """As JSON-ready data."""
        return {
            "document": self.document,
            "format": self.format,
            "shape": self.shape and self.shape.to_dict(),
            "example": self.example,
            "registry": self.registry,
            "look_up": self.look_up,
        }


@dataclass(slots=True, frozen=True)
class Item:
    """One requirement of a route: everything that a paper (or label) must show to meet it.

    `documents`: kinds of document, one is enough; `words`: what a paper of no kind of its own says. `acts`, `modules`:
    what its legislation and module name, one of each; `not_acts`: what its legislation may not be. `forms`: the forms of its number by kind of document; `format` and
    `example` are the first of them. `product_codes`: those that a number's record may have. `number`: whether it needs one (True), or what stands beside a mark ("required", "none", "no-mark"). `holder`:
    "manufacturer", "importer" (or the manufacturer) or "any". `act`, `bodies`: the act, and the bodies known to be designated for it on the day.
    `accepted`: standards, with editions and tiers where they matter; `proof`: "declared" or by report. `form`, `basis`,
    `list`: the statement, the basis of standards and the list of makers of the Chinese side.
    """

    id: str
    kind: str
    text: Text
    documents: tuple[str, ...]
    format: str | None
    example: str | None
    forms: tuple[Form, ...]
    registry: str | None
    look_up: str | None
    product_codes: tuple[str, ...]
    confidence: Confidence
    sources: tuple[str, ...]
    words: tuple[str, ...]
    acts: tuple[str, ...]
    not_acts: tuple[str, ...]
    modules: tuple[str, ...]
    number: str | bool | None
    holder: str
    issued_before: date | None
    most_years: int | None
    act: str | None
    bodies: tuple[str, ...]
    mark: str | None
    accepted: tuple[Accepted, ...]
    proof: str | None
    form: str | None
    basis: str | None
    list: str | None

    def to_dict(self) -> dict[str, Any]:
        """As JSON-ready data."""
        return {
            "id": self.id,
            "kind": self.kind,
            "text": self.text.to_dict(),
            "documents": [*self.documents],
            "format": self.format,
            "example": self.example,
            "forms": [form.to_dict() for form in self.forms],
            "registry": self.registry,
            "look_up": self.look_up,
            "product_codes": [*self.product_codes],
            "confidence": self.confidence,
            "sources": [*self.sources],
            "words": [*self.words],
            "acts": [*self.acts],
            "not_acts": [*self.not_acts],
            "modules": [*self.modules],
            "number": self.number,
            "holder": self.holder,
            "issued_before": self.issued_before.isoformat() if self.issued_before else None,
            "most_years": self.most_years,
            "act": self.act,
            "bodies": [*self.bodies],
            "mark": self.mark,
            "accepted": [{"standard": a.family, "editions": [*a.editions], "tiers": [*a.tiers]} for a in self.accepted],
            "proof": self.proof,
            "form": self.form,
            "basis": self.basis,
            "list": self.list,
        }


@dataclass(slots=True, frozen=True)
class Way:
    """One route: under which instrument, on which days, for which goods, what it demands, which standards it accepts.

    `start_unknown`: nobody knows since when. `claimed`: only for who shows that they take it (an exemption, a transition);
    `claimed_by`: what shows it. `when`: conditions on the goods.
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
    claimed_by: dict[str, list[str]]
    when: dict[str, Any]
    requirements: tuple[Item, ...]
    standards: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON-ready data."""
        return {
            "id": self.id,
            "title": self.title.to_dict(),
            "instrument": self.instrument,
            "instrument_title": self.instrument_title.to_dict(),
            "url": self.url,
            "from": "unknown" if self.start_unknown else self.from_.isoformat() if self.from_ else None,
            "to": self.to.isoformat() if self.to else None,
            "status": self.status,
            "confidence": self.confidence,
            "claimed": self.claimed,
            "claimed_by": self.claimed_by,
            "when": self.when,
            "requirements": [wanted.to_dict() for wanted in self.requirements],
            "standards": list(self.standards),
        }


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
            "unknown": self.unknown and self.unknown.to_dict(),
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
    there = _grouped(open_, place.instruments, product, on)
    here = china()
    exported = _grouped(_china_routes(here, product, on), here.instruments, product, on)
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


def _grouped(routes: list[Route], instruments: dict[str, Instrument], product: str, on: date) -> tuple[Obligation, ...]:
    found: dict[str, list[Way]] = {}
    for route in routes:
        found.setdefault(route.obligation, []).append(way(route, instruments[route.instrument], product, on))
    return tuple(Obligation(id_, tuple(ways)) for id_, ways in found.items())


def way(route: Route, instrument: Instrument, product: str | None, on: date) -> Way:
    """A route as it is told to people: for a product (a subtype) on a day."""
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
    items = tuple(item(w, product, on) for w in route.requirements)
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
        claimed_by={
            name: [*said]
            for name, said in route.claim._asdict().items()
            if name != "certificate_number" and said and route.only_if_claimed
        },
        when=when,
        requirements=items,
        standards=tuple(dict.fromkeys(_said(a) for wanted in items for a in wanted.accepted)),
    )


def item(wanted: Requirement, product: str | None, on: date) -> Item:
    """A requirement as it is told to people: for a product (a subtype) on a day."""
    forms = _forms(wanted)
    form = forms[0] if forms else None
    return Item(
        id=wanted.id,
        kind=wanted.kind or "rule",
        text=wanted.text,
        documents=wanted.documents,
        format=form.format if form else None,
        example=form.example if form else None,
        forms=forms,
        registry=wanted.registry or wanted.list or (form.registry if form else None),
        look_up=form.look_up if form else None,
        product_codes=wanted.product_codes,
        confidence=wanted.confidence,
        sources=wanted.sources,
        words=wanted.words,
        acts=wanted.acts,
        not_acts=wanted.not_acts,
        modules=wanted.modules,
        number=wanted.number,
        holder=wanted.holder,
        issued_before=wanted.issued_before,
        most_years=wanted.most_years,
        act=wanted.act,
        bodies=designated(wanted.act, product, on) if wanted.act else (),
        mark=wanted.mark,
        accepted=tuple(_by_then(accepted, on) for accepted in wanted.accepted),
        proof=wanted.proof,
        form=wanted.form,
        basis=wanted.basis,
        list=wanted.list,
    )


def form_of(wanted: Requirement, document: str) -> Format | None:
    """The form of the number on a kind of document, where it has one."""
    return formats().get(wanted.form_on(document) or "")


def _forms(wanted: Requirement) -> tuple[Form, ...]:
    found = ((kind, form_of(wanted, kind)) for kind in wanted.documents)
    return tuple(Form(kind, f.id, f.shape, f.example, f.registry, f.source) for kind, f in found if f is not None)


@cache
def designated(act: str, product: str | None, on: date) -> tuple[str, ...]:
    """The bodies known to be designated for an act on a day, for a product (a subtype) and whatever module."""
    goods = SUBTYPES.get(product or "")
    ways = (None, *sorted(modules().get(act, ())))
    return tuple(
        sorted(
            body.number
            for body in bodies().values()
            if all((known := body.for_act(act, on, goods, m)) is not None and known.designated for m in ways)
        )
    )


def _by_then(accepted: Accepted, on: date) -> Accepted:
    """An accepted standard without the editions that were not issued by a day: nobody can have applied them."""
    standard = catalogue().get(accepted.family)
    if standard is None:
        return accepted
    coming = {e.id for e in standard.editions if e.issued is not None and e.issued > on}
    return accepted._replace(editions=tuple(e for e in accepted.editions if e not in coming))


def _said(accepted: Accepted) -> str:
    """A standard that is accepted, in words: family, editions, tiers."""
    editions = f":{' / '.join(accepted.editions)}" if accepted.editions else ""
    tiers = f" ({', '.join(accepted.tiers)})" if accepted.tiers else ""
    return f"{accepted.family}{editions}{tiers}"


def _obligation(obligation: Obligation) -> dict[str, Any]:
    return {"id": obligation.id, "routes": [w.to_dict() for w in obligation.routes]}
