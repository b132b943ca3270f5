"""What a rule may see: one line in its declaration, the law of the day, and the answers to the look-ups made for it.

Nothing in here asks a registry or reads a clock. Look-ups are planned and made before rules run (`supplycheck.checker`);
a rule that asks for an answer nobody planned is a mistake in the program and raises `LookupError`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from supplycheck.declaration import Declaration, Document, DossierLine, Line, Party, Statement
from supplycheck.facts.bodies import Body, Worthless
from supplycheck.facts.china import ChinaFacts
from supplycheck.facts.destinations import Destination
from supplycheck.facts.law import Route
from supplycheck.products import Classification
from supplycheck.registry.answers import Answer, Found


class Certificate(NamedTuple):
    """The Chinese certificate a line rests on: its number as given, where it stands, its paper, the registry's answer.

    `kind`: "registration", "filing", "production-licence" or "malformed". `answer` is None where nothing was looked up.
    """

    number: str
    at: str
    kind: str
    document: Document | None
    answer: Answer | None


DECLARED = "报关单"
"""The place, among those where a lot stands, that is the declaration itself."""


@dataclass(slots=True)
class Kind:
    """What all lines of one kind have in common, on the Chinese side: goods said in the same words, on the same day.

    The same of the destination's side for lines that go the same way too is a `Way`. `lists`: those of makers that the
    routes rest on; `registration`: whether they want a certificate's number looked up. `asked` is for the engine: what
    rules say of every line of the kind.
    """

    product: Classification
    routes: tuple[Route, ...] = ()
    claims: frozenset[str] = frozenset()
    lists: tuple[str, ...] = ()
    registration: bool = False
    asked: dict[int, Any] = field(default_factory=dict)
    ways: dict[tuple[str | None, date], Way] = field(default_factory=dict)


@dataclass(slots=True)
class Way:
    """What lines of one kind that go to one destination, arriving on one day, have in common.

    `claims`: of both sides. `informing`: the lists that are asked for the maker only to tell of it. `agenda` is the engine's.
    """

    routes: tuple[Route, ...]
    claims: frozenset[str]
    informing: tuple[str, ...]
    agenda: Any = None


@dataclass(slots=True)
class Group:
    """What lines of one declaration have in common that are of one kind, go one way, and name one maker and certificate.

    `answers` and `rows`: of the look-ups made for them. `heard` is the engine's: what rules say of them all.
    """

    way: Way
    certificates: tuple[Certificate, ...]
    answers: dict[tuple[str, str], Answer]
    rows: dict[tuple[str, str], tuple[Found, ...]]
    heard: Any = None


PER_LINE = frozenset({"line", "index", "lots", "produced_on", "first_produced_on"})
"""The attributes of a case in which lines of a group may differ."""


@dataclass(slots=True)
class Case:
    """One line as rules see it. `index` is its position in the declaration, from 0.

    `china_routes` and `destination_routes` are the ways that come into question, `claims` the ids of those that the
    declaration shows it takes. `told`: the dossier (or a table's column) is a complete account of statements and
    documents, so that what is not in it does not exist. `covering`: those of the statements that cover the line. `maker`
    is the manufacturer the line declares, else the dossier's. `arrival` decides destination law. `kind`, `way` and `group` are
    what the line shares with others, None where its own papers make it one of its own; no rule looks at them.
    """

    declaration: Declaration
    line: Line
    index: int
    dossier: DossierLine | None
    day: date
    arrival: date
    told: bool
    statements_told: bool
    regime: str
    product: Classification
    china: ChinaFacts
    destination: Destination | None
    destination_code: str | None
    bodies: dict[str, Body]
    modules: dict[str, frozenset[str]]
    worthless: dict[str, tuple[Worthless, ...]]
    maker: Party | None
    maker_from: str
    china_routes: tuple[Route, ...] = ()
    destination_routes: tuple[Route, ...] = ()
    claims: frozenset[str] = frozenset()
    certificates: tuple[Certificate, ...] = ()
    statements: tuple[Statement, ...] = ()
    covering: tuple[Statement, ...] = ()
    documents: tuple[Document, ...] = ()
    produced_on: date | None = None
    first_produced_on: date | None = None
    lots: tuple[tuple[str, str], ...] = ()
    answers: dict[tuple[str, str], Answer] = field(default_factory=dict)
    rows: dict[tuple[str, str], tuple[Found, ...]] = field(default_factory=dict)
    qualification_is_advice: bool = False
    trace: bool = False
    kind: Kind | None = None
    way: Way | None = None
    group: Group | None = None

    def answer(self, registry: str, key: str) -> Answer:
        """The planned answer of a registry.

        Raises:
            LookupError: nobody planned this look-up; the program is wrong, not the declaration.
        """
        try:
            return self.answers[registry, key]
        except KeyError:
            raise LookupError(f"no look-up of {key!r} in {registry!r} was planned") from None

    def rows_of(self, registry: str, key: str) -> tuple[Found, ...]:
        """All planned rows of a firm in a registry.

        Raises:
            LookupError: nobody planned this look-up.
        """
        try:
            return self.rows[registry, key]
        except KeyError:
            raise LookupError(f"no rows of {key!r} in {registry!r} were planned") from None

    @property
    def asked(self) -> list[Answer]:
        """Every answer that was planned."""
        found = [c.answer for c in self.certificates if c.answer is not None]
        return [*found, *self.answers.values(), *(row for rows in self.rows.values() for row in rows)]

    @property
    def certificate(self) -> Certificate | None:
        """The certificate that speaks best for the line, None where there is none."""
        return self.certificates[0] if self.certificates else None

    @property
    def record(self) -> Found | None:
        """The registry's record of the certificate, where it was found."""
        first = self.certificate
        return first.answer if first is not None and isinstance(first.answer, Found) else None

    def path(self, name: str) -> str:
        """The path of one of the line's fields."""
        return f"lines[{self.index}].{name}"

    def place(self, name: str) -> str | None:
        """Where in the input one of the line's fields stands."""
        return self.line.at.get(name) or self.line.at.get("")
