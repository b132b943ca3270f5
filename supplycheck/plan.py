"""Plans and makes the look-ups of a line, and puts its case together. Everything a rule may see is decided here.

Look-ups follow from regime, subtype, routes and the numbers and companies present; each is made once. Registries are
asked as of the day of the declaration.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from supplycheck import kinds
from supplycheck.case import DECLARED, Case, Certificate, Group, Kind, Way
from supplycheck.declaration import Declaration, Document, DossierLine, Line, Party, Statement
from supplycheck.facts.bodies import bodies, modules, worthless
from supplycheck.facts.china import ChinaFacts
from supplycheck.facts.destinations import destination
from supplycheck.facts.law import Requirement, Route
from supplycheck.identifiers import nmpa_filing, nmpa_production_licence, nmpa_registration
from supplycheck.kinds import Kinds
from supplycheck.products import classify
from supplycheck.registry.answers import Answer, Found
from supplycheck.registry.view import View
from supplycheck.routes import china_routes, claimed, destination_routes
from supplycheck.rules.china.company_is_barred import REGISTRY as BARRED
from supplycheck.rules.support import CERTIFICATES, lists_of, papers, ruled, same_company

REGISTRATION = "nmpa"

Ask = Callable[[str], View]
Groups = dict[tuple[object, ...], Group]
"""The groups among the lines of one declaration that have come to light."""


class _Head(NamedTuple):
    """What the lines of a declaration have in common, under one regime."""

    declaration: Declaration
    day: date
    arrival: date
    regime: str
    facts: ChinaFacts
    trace: bool
    told: bool
    statements_told: bool
    statements: tuple[Statement, ...]
    known_by: kinds.Head | None
    groups: Groups | None


def prepare(
    declaration: Declaration, index: int, day: date, regime: str, facts: ChinaFacts, ask: Ask, trace: bool = False
) -> Case:
    """The case of one line under one regime, with every look-up made that its rules may want."""
    return _case(_head(declaration, day, regime, facts, trace), index, ask)


def prepare_all(
    declaration: Declaration, day: date, regime: str, facts: ChinaFacts, ask: Ask, trace: bool = False
) -> list[Case]:
    """The cases of all lines; what several of them would look up is looked up once."""
    head = _head(declaration, day, regime, facts, trace)
    return [_case(head, index, ask) for index in range(len(declaration.lines))]


def _head(declaration: Declaration, day: date, regime: str, facts: ChinaFacts, trace: bool) -> _Head:
    whole = declaration.dossier
    told = whole is not None and whole.complete
    return _Head(
        declaration,
        day,
        (whole.arrives_on if whole is not None else None) or day,
        regime,
        facts,
        trace,
        told,
        told or declaration.statements_told,
        tuple(whole.statements) if whole is not None else (),
        kinds.head(declaration, day, regime, trace),
        {} if len(declaration.lines) > 1 else None,
    )


def _case(head: _Head, index: int, ask: Ask) -> Case:
    declaration, day, arrival, regime, facts, trace, told, statements_told, statements, known_by, groups = head
    line = declaration.lines[index]
    dossier = declaration.dossier.lines.get(line.number) if declaration.dossier is not None else None
    maker, maker_from = _maker(declaration, line, dossier)
    code = line.destination or declaration.destination
    days = _production_days(line, dossier)
    key = kinds.key(known_by, declaration, line, dossier) if known_by is not None else None
    kind = _kinds(facts).of(key) if key is not None else None
    case = Case(
        declaration=declaration,
        line=line,
        index=index,
        dossier=dossier,
        day=day,
        arrival=arrival,
        told=told,
        statements_told=statements_told,
        regime=regime,
        product=classify(declaration, line, dossier, facts, day) if kind is None else kind.product,
        china=facts,
        destination=destination(code),
        destination_code=code,
        bodies=bodies(),
        modules=modules(),
        worthless=worthless(),
        maker=maker,
        maker_from=maker_from,
        statements=statements,
        covering=tuple([s for s in statements if s.covers(line.number)]) if statements else (),
        documents=tuple(dossier.documents) if dossier is not None else (),
        produced_on=max(days) if days else None,
        first_produced_on=min(days) if days else None,
        lots=_lots(line, dossier),
        qualification_is_advice=regime == "after-repeal",
        trace=trace,
        kind=kind,
    )
    if not case.product.controlled:
        return case
    way = kind.ways.get((code, arrival)) if kind is not None else None
    if kind is not None and way is not None:
        _go(case, kind, way, ask, groups)
        return case
    case.china_routes = china_routes(case) if kind is None else kind.routes
    case.destination_routes = destination_routes(case)
    _certificates(case, ask)
    here = _claims(case, case.china_routes) if kind is None else kind.claims
    case.claims = here | _claims(case, case.destination_routes)
    if key is not None:
        if kind is None:
            routes = case.china_routes
            kind = Kind(case.product, routes, here, _lists_of(routes), _want_registration(routes))
            _kinds(facts).add(key, kind)
        informing = _informing(case.destination_routes, arrival)
        kind.ways[code, arrival] = Way(case.destination_routes, case.claims, informing)
    _look_up(case, ask)
    return case


def _go(case: Case, kind: Kind, way: Way, ask: Ask, groups: Groups | None) -> None:
    """Fill in the case of a line of a known kind that goes a known way; look-ups are those of its group, if it has one."""
    case.china_routes, case.destination_routes, case.claims, case.way = kind.routes, way.routes, way.claims, way
    if groups is None:
        _certificates(case, ask)
        _look_up(case, ask)
        return
    line, maker = case.line, case.maker
    key = (
        id(way),
        None if maker is None else (maker.name, maker.name_en, maker.uscc, maker.customs_code, case.maker_from),
        line.certificate_number,
        line.certificate_at,
    )
    group = groups.get(key)
    if group is not None:
        case.certificates, case.answers, case.rows = group.certificates, group.answers, group.rows
    else:
        _certificates(case, ask)
        _look_up(case, ask)
        groups[key] = group = Group(way, case.certificates, case.answers, case.rows)
    case.group = group


def _look_up(case: Case, ask: Ask) -> None:
    """What the lists say of the line's companies and papers; its certificates are known."""
    _lists(case, ask)
    _barred(case, ask)
    _papers(case, ask)


def _claims(case: Case, routes: tuple[Route, ...]) -> frozenset[str]:
    return frozenset([r.id for r in routes if claimed(case, r)])


_KINDS: list[Kinds] = []
"""The kinds seen so far, under the facts of this process."""


def _kinds(facts: ChinaFacts) -> Kinds:
    if not _KINDS or _KINDS[0].facts is not facts:
        _KINDS[:] = [Kinds(facts)]
    return _KINDS[0]


def elsewhere(case: Case, code: str, ask: Ask) -> Case:
    """The case of the same goods, with the same papers, going to another destination; of the destination's side only."""
    there = replace(
        case,
        destination=destination(code),
        destination_code=code,
        china_routes=(),
        answers={},
        rows={},
        claims=frozenset(),
        kind=None,
        way=None,
        group=None,
    )
    there.destination_routes = destination_routes(there)
    there.claims = frozenset(r.id for r in there.destination_routes if claimed(there, r))
    _papers(there, ask)
    return there


def arriving(case: Case, day: date, ask: Ask) -> Case:
    """The same case with another day of arrival; of the destination's side only."""
    then = replace(case, arrival=day, answers=dict(case.answers), kind=None, way=None, group=None)
    _papers(then, ask)
    return then


def _maker(declaration: Declaration, line: Line, dossier: DossierLine | None) -> tuple[Party | None, str]:
    """The manufacturer: the line's, else the dossier's, else the producing or selling unit; with what the others add."""
    inside = dossier.manufacturer if dossier is not None else None
    for party, source in ((line.manufacturer, "line"), (inside, "dossier"), (declaration.producer, "producer")):
        if party is not None and (party.name or party.name_en):
            if party.name and party.name_en and party.uscc:
                return party, source
            return _completed(party, [inside, declaration.producer, declaration.consignor]), source
    return None, ""


def _completed(party: Party, others: list[Party | None]) -> Party:
    """The party with the names and the credit code that another mention of the same name, in either language, gives."""
    name, name_en, uscc = party.name, party.name_en, party.uscc
    for other in others:
        if other is None or other is party:
            continue
        spelled = (other.name, other.name_en)
        if (party.name and party.name in spelled) or (party.name_en and party.name_en in spelled):
            if other.name and name in (None, other.name_en):
                name = other.name
            name_en, uscc = name_en or other.name_en, uscc or other.uscc
    if name == party.name and name_en == party.name_en and uscc == party.uscc:
        return party
    return Party(name, name_en, uscc, party.customs_code)


def _production_days(line: Line, dossier: DossierLine | None) -> list[date]:
    """The days of production: the line's, else the dossier's, else those that places on the goods give."""
    if line.production_days:
        return line.production_days
    if line.produced_on is not None:
        return [line.produced_on]
    if dossier is None:
        return []
    if dossier.produced_on is not None:
        return [dossier.produced_on]
    return [p.produced_on for p in dossier.label.places if p.produced_on is not None] if dossier.label else []


def _lots(line: Line, dossier: DossierLine | None) -> tuple[tuple[str, str], ...]:
    found = [(DECLARED, line.lot)] if line.lot else []
    if dossier is not None:
        if dossier.lot:
            found.append(("随附资料", dossier.lot))
        if dossier.label is not None:
            found += [(p.place, p.lot) for p in dossier.label.places if p.lot]
    return tuple(found)


def kind_of_number(number: str, document: Document | None) -> str:
    """What a number is: registration, filing, emergency, production-licence or malformed."""
    kind = _kind_by_form(number)
    if kind is None and document is not None and document.kind in ("nmpa-filing", "nmpa-emergency"):
        return CERTIFICATES[document.kind]
    return kind or "malformed"


@lru_cache(maxsize=16384)
def _kind_by_form(number: str) -> str | None:
    if nmpa_registration.is_valid(number):
        return "registration"
    if nmpa_filing.is_valid(number):
        return "emergency" if nmpa_filing.is_emergency(number) else "filing"
    return "production-licence" if nmpa_production_licence.is_valid(number) else None


def _want_registration(routes: tuple[Route, ...]) -> bool:
    return any(w.registry == REGISTRATION for r in routes for w in r.requirements)


def _certificates(case: Case, ask: Ask) -> None:
    """The certificates of the line, the one that speaks best for it first; numbers looked up where the law asks."""
    if not (case.documents or case.line.certificate_number):
        return
    wanted = _want_registration(case.china_routes) if case.kind is None else case.kind.registration
    numbers: dict[str, tuple[str, str, Document | None]] = {}
    for d in case.documents:
        if d.kind in CERTIFICATES and d.number:
            numbers.setdefault(nmpa_registration.normal(d.number), (d.number, "dossier", d))
    declared = case.line.certificate_number
    if declared:
        key = nmpa_registration.normal(declared)
        paper = numbers.pop(key, (declared, "", None))[2]
        numbers = {key: (declared, case.line.certificate_at or "declaration", paper), **numbers}
    found: list[Certificate] = []
    for number, at, document in numbers.values():
        kind = kind_of_number(number, document)
        asked = (
            (wanted or case.qualification_is_advice) and kind == "registration" and case.product.medical is not False
        )
        answer = _by_number(ask(REGISTRATION), number, case.maker) if asked else None
        found.append(Certificate(number, at, kind, document, answer))
    if len(found) > 1:
        found.sort(key=lambda c: _merit(case, c), reverse=True)
    case.certificates = tuple(found)


def _merit(case: Case, certificate: Certificate) -> int:
    if certificate.kind != "registration":
        return 0
    if not isinstance(certificate.answer, Found):
        return 1
    record = certificate.answer.record
    verdict, _ = same_company(case.maker, Party(name=record.name, uscc=record.fields.get("uscc")))
    return 3 if ruled(verdict, certificate.answer) == "same" else 2


def _by_number(view: View, number: str, maker: Party | None, importer: Party | None = None) -> Answer:
    """The record with a number, and what a reviewer decided of its firm and that of the goods."""
    answer = view.find(number)
    firm = importer if isinstance(answer, Found) and answer.role == "importer" else maker
    return view.ruled(answer, firm.name, firm.name_en) if isinstance(answer, Found) and firm is not None else answer


def _lists_of(routes: tuple[Route, ...]) -> tuple[str, ...]:
    return tuple({w.list: None for r in routes for w in r.requirements if w.list})


def _lists(case: Case, ask: Ask) -> None:
    """The lists of makers that the open routes of the Chinese side rest on."""
    if case.maker is None:
        return
    categories = case.china.list_categories.get(case.product.product_type or "", ())
    for name in _lists_of(case.china_routes) if case.kind is None else case.kind.lists:
        view = ask(name)
        answer, rows = view.party(case.maker.name, case.maker.name_en, case.maker.uscc)
        listed = [
            r
            for r in rows
            if not r.record.fields.get("category") or any(c in r.record.fields["category"] for c in categories)
        ]
        if rows and not listed:
            # The firm is listed, but for other goods: to this question the list's answer is no, if it is whole.
            answer = view.find_party(
                name=case.maker.name,
                name_en=case.maker.name_en,
                uscc=case.maker.uscc,
                where={"category": list(categories)},
            )
        elif listed:
            answer = listed[0]
        case.answers[name, "maker"] = answer
        case.rows[name, "maker"] = rows


def _barred(case: Case, ask: Ask) -> None:
    """Whether a company of the declaration is barred; a company in two roles is asked for once."""
    parties = {"consignor": case.declaration.consignor, "producer": case.declaration.producer, "maker": case.maker}
    asked: set[tuple[str | None, str | None]] = set()
    for role, party in parties.items():
        if party is None or not (party.name or party.name_en or party.uscc) or (party.name, party.uscc) in asked:
            continue
        asked.add((party.name, party.uscc))
        view = ask(BARRED)
        answer, rows = view.party(party.name, party.name_en, party.uscc)
        case.answers[BARRED, role], case.rows[BARRED, role] = answer, rows


def _papers(case: Case, ask: Ask) -> None:
    """Numbers of the destination's papers in their registries, and lists that inform only."""
    for w in _wanted(case.destination_routes, case.arrival) if case.documents else ():
        for d in papers(case, w):
            for registry in lists_of(w, d.kind) if d.number else ():
                if d.number and (registry, d.number) not in case.answers:
                    case.answers[registry, d.number] = _by_number(
                        ask(registry), d.number, case.maker, case.declaration.consignee
                    )
    name = case.maker.name_en if case.maker is not None else None
    if name:
        for registry in _informing(case.destination_routes, case.arrival) if case.way is None else case.way.informing:
            case.answers[registry, "maker"] = ask(registry).find_party(name=name, name_en=name)


def _wanted(routes: tuple[Route, ...], arrival: date) -> Iterator[Requirement]:
    """What the routes that are open on the day of arrival demand."""
    return (w for route in routes if route.on(arrival) for w in route.requirements)


def _informing(routes: tuple[Route, ...], arrival: date) -> tuple[str, ...]:
    """The lists that are asked for the maker only to tell of it."""
    return tuple(
        {w.registry: None for w in _wanted(routes, arrival) if w.kind == "listing-info" and w.registry is not None}
    )
