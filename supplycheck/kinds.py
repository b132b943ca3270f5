"""What many lines have in common is found out once: a table of a million lines holds some thousand kinds of goods and ways.

Lines are of one kind if they say the same of their goods, go the same way on the same day, and are equally silent about
papers (`key`). A rule that looked only at what the kind settles says the same of every line of the kind; so its results
are kept. What it looked at is not told but watched, on a second line of the kind: a kind that comes once costs nothing.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple

from supplycheck.case import Case, Kind
from supplycheck.declaration import Declaration, DossierLine, Line, Statement

_NOTHING = DossierLine()
_MOST = 8192
"""How many kinds are kept; with what rules say of them they take some 50 MB."""

_SETTLED = frozenset(
    {
        *("day", "regime", "told", "statements_told", "product", "trace", "qualification_is_advice"),
        *("china", "bodies", "modules", "worthless", "dossier"),
        *("line.hs_code", "line.name", "line.model", "line.specification", "line.brand", "line.standard"),
        *("line.medical", "line.mask_standard_basis", "line.purpose"),
        *("declaration.trade_mode", "declaration.direction"),
    }
)
"""What is the same for all lines of a kind."""

_SETTLED_BY_WAY = _SETTLED | {"arrival", "destination", "destination_code", "destination_routes"}
"""What is the same for all of them that go the same way."""

_SETTLED_IF_EMPTY = frozenset(
    {
        *("documents", "statements", "covering", "certificates", "lots", "produced_on", "first_produced_on"),
        *("line.lot", "line.produced_on", "line.production_days", "line.certificate_number"),
        *("declaration.unreadable", "declaration.licences", "declaration.dossier"),
    }
)
"""What one line of a kind has none of, no line of it has."""


class Head(NamedTuple):
    """What the lines of a declaration have in common of what they are known by; and the names of its firms."""

    common: tuple[object, ...]
    firms: frozenset[str]
    statements: list[Statement]


def head(declaration: Declaration, day: date, regime: str, trace: bool) -> Head | None:
    """For `key`, what a declaration gives to all its lines; None where each of them is one of its own."""
    if declaration.licences:
        return None
    whole = declaration.dossier
    parties = (declaration.producer, declaration.consignor, declaration.consignee, declaration.agent)
    return Head(
        (
            day,
            regime,
            declaration.trade_mode,
            declaration.statements_told,
            trace,
            not declaration.unreadable,
            whole is not None and (whole.complete, len(whole.statements)),
        ),
        frozenset([name for p in parties if p is not None for name in (p.name, p.name_en) if name]),
        whole.statements if whole is not None else [],
    )


def key(head: Head, declaration: Declaration, line: Line, dossier: DossierLine | None) -> tuple[object, ...] | None:
    """What a line is known by among others of its kind; None where papers or firms make it one of its own."""
    if dossier is not None and dossier != _NOTHING:
        return None
    if line.mask_standard_basis is not None and len(declaration.lines) > 1:
        return None  # the message has one basis for all its lines; whose it is, the others decide
    common, firms, statements = head
    name, model, specification, maker = line.name, line.model, line.specification, line.manufacturer
    goods = f"{name}\n{model}\n{specification}"
    if maker is not None and ((maker.name and maker.name in goods) or (maker.name_en and maker.name_en in goods)):
        return None  # a firm's name among the words of the goods is not read as such
    for firm in firms:
        if firm in goods:
            return None
    return (
        common,
        name,
        line.hs_code,
        line.standard,
        model,
        specification,
        line.brand,
        line.medical,
        line.mask_standard_basis,
        line.purpose,
        line.certificate_number is None,
        line.lot is None,
        line.produced_on is None and not line.production_days,
        dossier is None,
        tuple([_told(s, line.number) for s in statements]) if statements else None,
    )


def _told(s: Statement, line: int) -> tuple[object, ...]:
    """All that a statement says of the way a line takes; and whether it says anything else."""
    return s.form, s.standard_basis, s.covers(line), _bare(s)


_contents = attrgetter(
    *(f.name for f in fields(Statement) if f.name not in ("form", "lines", "standard_basis", "named_only"))
)
_NO_CONTENTS = _contents(Statement())


def _bare(s: Statement) -> bool:
    """Whether nothing is told of a statement but that there is one, and for which lines."""
    return s.named_only and _contents(s) == _NO_CONTENTS


class Kinds:
    """The kinds of lines that were seen under one reading of the facts."""

    __slots__ = ("facts", "_known")

    def __init__(self, facts: object) -> None:
        self.facts = facts
        self._known: dict[tuple[object, ...], Kind] = {}

    def of(self, known_by: tuple[object, ...]) -> Kind | None:
        """The kind of lines known by this, if there was one before."""
        return self._known.get(known_by)

    def add(self, known_by: tuple[object, ...], kind: Kind) -> None:
        """Keep what the first line of a kind came to."""
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[known_by] = kind


class _Watched(Case):
    """A case that tells whether something was looked at that its kind does not settle."""

    __slots__ = ("own", "settled")
    own: bool
    settled: frozenset[str]

    def __getattribute__(self, name: str) -> Any:
        value = super().__getattribute__(name)
        if name not in _FIELDS or name in super().__getattribute__("settled"):
            return value
        if name in ("line", "declaration"):
            return _Part(value, name, self)
        if value or name not in _SETTLED_IF_EMPTY:
            object.__setattr__(self, "own", True)
        return value


class _Part:
    """The line or the declaration of a watched case."""

    __slots__ = ("_part", "_name", "_case")

    def __init__(self, part: Any, name: str, case: _Watched) -> None:
        self._part, self._name, self._case = part, name, case

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._part, name)
        path = f"{self._name}.{name}"
        if path not in _SETTLED and (value or path not in _SETTLED_IF_EMPTY):
            object.__setattr__(self._case, "own", True)
        return value


_FIELDS = frozenset(f.name for f in fields(Case))


def watched(case: Case, by_way: bool) -> _Watched:
    """The same case, watched for what its kind does not settle, or else what its kind and way do not."""
    copy: _Watched = object.__new__(_Watched)
    copy.settled = _SETTLED_BY_WAY if by_way else _SETTLED
    if all(map(_bare, case.statements)):
        copy.settled |= {"statements", "covering"}
    for name in _FIELDS:
        object.__setattr__(copy, name, getattr(case, name))
    copy.own = False
    return copy
