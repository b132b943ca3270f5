"""How far a line is from meeting an obligation: by which way, what that lacks, and what no paper of the exporter heals.

A way reaches `pass` where everything it lacks can be supplied, `review` where a person's eye, a list or the law stays in
doubt whatever is supplied, `fail` where a list or a date stands against it.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from typing import NamedTuple

from supplycheck.case import Case
from supplycheck.declaration import OTHER
from supplycheck.facts.destinations import Gap
from supplycheck.facts.formats import Format, wrong
from supplycheck.facts.law import Requirement, Route
from supplycheck.plan import Ask
from supplycheck.report import Text
from supplycheck.requirements import designated, form_of
from supplycheck.verdict import (
    FAIL,
    PASS,
    REVIEW,
    Arrival,
    Judged,
    RouteVerdict,
    contradicted,
    fits,
    judged_route,
)

UPDATE = "update-registry"
"""The fix of a result that wants another snapshot."""

WHY: dict[str, Text] = {
    "needs-a-look": Text("须人工向主管机关核对", "a person must look it up with the authority"),
    "start-unknown": Text("不知道该途径何时开始", "since when the way is open is not known"),
    "level-unknown": Text(
        "没有写明防护等级，写明后才能确定途径", "the barrier level is not given; which way applies depends on it"
    ),
    "body-unknown": Text("没有已知获指定的机构，须人工核对", "no body is known to be designated; a person must look"),
    "registry": Text(
        "名单快照缺失、过期或不可用，须先导入", "a snapshot of the list is missing, stale or no use: import one first"
    ),
    "maker-name": Text(
        "须写明生产企业的外文名称，才能与登记库比对",
        "the maker's foreign name must be given to be compared with the registry",
    ),
    "list": Text("取决于名单，不能用文件补正", "a list decides, no paper does"),
    "barred": Text("企业被列入禁止或限制出口名单", "the company is barred from exporting"),
    "no-way": Text("当日没有合法途径", "there is no legal way on the day"),
    "way-ended": Text("所走的途径当日不开放", "the way taken is not open on the day"),
    "law-unknown": Text("没有收录当日的规定", "the rules of the day are not in our facts"),
    "destination-unknown": Text(
        "没有收录该目的地或该商品的规定", "the rules for the destination or the goods are not known"
    ),
    "ask-again": Text(
        "先确定商品是什么，再重新核对：可能适用其他规定",
        "what the goods are is to be settled first; ask again then, other rules may apply",
    ),
    "unreadable": Text("字段无法读取，须更正文件", "a field cannot be read: correct the file"),
}
"""What no paper heals, and why; the codes are stable."""

_BY_RULE = {
    "DEST-START-UNKNOWN": "start-unknown",
    "DEST-CONDITION-UNKNOWN": "level-unknown",
    "CN-MAKER-NOT-LISTED": "list",
    "CN-MAKER-UNQUALIFIED": "list",
    "CN-BARRED": "barred",
    "DEST-UNKNOWN": "destination-unknown",
    "FIELD-UNREADABLE": "unreadable",
}
_NO_WAY = {"no-route": "no-way", "not-known": "law-unknown"}
_NO_ANSWER = frozenset({"missing", "unreadable", "ended", "not-yet"})
"""The states of a registry in which no number can be found in it."""


class Stays(NamedTuple):
    """Something that no paper heals: why (a code of `WHY`), at which requirement, and what it comes to at best."""

    code: str
    requirement: str | None
    value: int

    def to_dict(self) -> dict[str, str | None]:
        """As JSON-ready data."""
        return {"code": self.code, "requirement": self.requirement, **WHY[self.code].to_dict()}


class Distance(NamedTuple):
    """How far one way is: what it lacks (requirements and the results that say so), what stays, where it leads."""

    verdict: RouteVerdict
    lacks: dict[str, tuple[Requirement, list[Judged]]]
    stays: tuple[Stays, ...]

    @property
    def reaches(self) -> int:
        """What it comes to once everything it lacks is supplied."""
        return min((stay.value for stay in self.stays), default=PASS)

    @property
    def wants(self) -> list[Requirement]:
        """The requirements that it lacks."""
        return [wanted for wanted, _ in self.lacks.values()]

    @property
    def met(self) -> bool:
        """Whether it lacks nothing at all."""
        return not self.lacks and not self.stays


def ways(case: Case, arrived: Arrival, ask: Ask) -> dict[str, list[Distance]]:
    """The ways of each obligation of the destination, nearest first; none where no way is open to anybody that day.

    The first ways of all obligations together want the fewest papers: one paper may serve several.
    """
    found = grouped(case, arrived.routes, ask)
    if arrived.no_way:
        for obligation in _without_way(case, found):
            # Ways for who shows that they take them are left where none is open to everybody.
            found[obligation] = nearest(case, [judged_route(case, r) for r in _claimable(case, obligation)], ask)
    lacking = {obligation: ds for obligation, ds in found.items() if ds and ds[0].lacks}
    return {**found, **_together(case, lacking, ask)} if len(lacking) > 1 else found


def _together(case: Case, found: dict[str, list[Distance]], ask: Ask) -> dict[str, list[Distance]]:
    for obligation, ds in found.items():
        others = {k for o, (first, *_) in found.items() if o != obligation for w in first.wants for k in w.documents}
        # A paper that another obligation wants anyway may show that a way is taken which is else for few.
        shown = [r for r in _claimable(case, obligation) if r.id not in case.claims and others & {*r.claim.documents}]
        if shown:
            candidates = [*(d.verdict for d in ds), *(judged_route(case, r) for r in shown)]
            found[obligation] = nearest(case, candidates, ask)
    options = [[d for d in ds if d.reaches == ds[0].reaches][:_TRIED] for ds in found.values()]
    best = min(product(*options), key=lambda chosen: len(alone([w for d in chosen for w in d.wants])))
    return {
        obligation: [first, *(d for d in ds if d is not first)]
        for (obligation, ds), first in zip(found.items(), best, strict=True)
    }


_TRIED = 4
"""How many ways of an obligation are tried together with those of the others."""


def alone(wanted: list[Requirement]) -> list[Requirement]:
    """The smallest set: requirements that no paper for another of them meets too."""
    return [w for w in {w.id: w for w in wanted}.values() if served_by(w, wanted) is None]


def served_by(wanted: Requirement, others: list[Requirement]) -> str | None:
    """Of several requirements the one whose paper meets this one too; of two that are equal in this, the first stays."""
    before = True
    for other in others:
        if other.id == wanted.id:
            before = False
        elif serves(other, wanted) and (before or not serves(wanted, other)):
            return other.id
    return None


_PAPERS = ("document", "authority-decision")
_SERVES: dict[tuple[str, str], bool] = {}


def serves(paper_for: Requirement, wanted: Requirement) -> bool:
    """Whether every paper that meets the one requirement meets the other; remembered by their ids."""
    key = paper_for.id, wanted.id
    if key not in _SERVES:
        _SERVES[key] = _serves(paper_for, wanted)
    return _SERVES[key]


def _serves(a: Requirement, b: Requirement) -> bool:
    if a.kind not in _PAPERS or b.kind not in _PAPERS or not a.documents:
        return False
    return (
        all(kind in b.documents for kind in a.documents)
        and (OTHER not in a.documents or all(any(word in said for word in b.words) for said in a.words))
        and (not b.acts or bool(a.acts) and all(any(act in said for act in b.acts) for said in a.acts))
        and (not b.modules or bool(a.modules) and {*a.modules} <= {*b.modules})
        and (b.number is not True or a.number is True)
        and all(_form_fits(form_of(a, kind), form_of(b, kind)) for kind in a.documents)
        and b.registry in (None, a.registry)
        and b.issued_before in (None, a.issued_before)
        and b.most_years in (None, a.most_years)
        and b.holder in ("any", a.holder)
    )


def _form_fits(number: Format | None, wanted: Format | None) -> bool:
    """Whether numbers of one form have another one too, as far as an example tells."""
    if wanted is None or number is wanted:
        return True
    return number is not None and number.example is not None and wrong(wanted.id, number.example) is None


def grouped(case: Case, verdicts: list[RouteVerdict], ask: Ask) -> dict[str, list[Distance]]:
    """Judged ways by obligation, the nearest first."""
    found: dict[str, list[RouteVerdict]] = {}
    for verdict in verdicts:
        if verdict.route.status != "informative":
            found.setdefault(verdict.route.obligation, []).append(verdict)
    return {obligation: nearest(case, candidates, ask) for obligation, candidates in found.items()}


def _without_way(case: Case, met: Iterable[str]) -> list[str]:
    assert case.destination is not None
    gaps: list[Gap] = [g for g in case.destination.gaps_for(case.product.subtype or "") if g.on(case.arrival)]
    named = [g.obligation for g in gaps if fits(case, g)]
    if not named:
        named = [r.obligation for r in case.destination_routes if r.status != "informative" and fits(case, r)]
    return [obligation for obligation in dict.fromkeys(named) if obligation not in set(met)]


def _claimable(case: Case, obligation: str) -> list[Route]:
    """The ways of an obligation that are open to who shows that they take them."""
    return [
        route
        for route in case.destination_routes
        if route.obligation == obligation
        and route.only_if_claimed
        and route.on(case.arrival)
        and route.status != "informative"
        and fits(case, route)
    ]


def nearest(case: Case, candidates: list[RouteVerdict], ask: Ask) -> list[Distance]:
    """The ways of one obligation, the nearest first: met, else leading furthest, else lacking least, else claimed."""
    found = [_distance(case, verdict, candidates, ask) for verdict in candidates]
    found.sort(key=lambda d: (not d.met, -d.reaches, len(d.lacks), not d.verdict.claimed))
    return found


def reachable(distances: dict[str, list[Distance]], arrived: Arrival) -> int:
    """What the destination's side comes to once everything that the nearest ways lack is supplied."""
    values = [ways_[0].reaches for ways_ in distances.values() if ways_]
    if not all(distances.values()) or not distances:
        values += [j.value for j in arrived.no_way]
    return min(values, default=REVIEW)


def closed_why(arrived: Arrival, distances: dict[str, list[Distance]]) -> list[Stays]:
    """Why there is no way at all for an obligation."""
    if distances and all(distances.values()):
        return []
    return [Stays(_NO_WAY.get(j.result.says, "way-ended"), None, j.value) for j in arrived.no_way]


def _distance(case: Case, verdict: RouteVerdict, candidates: list[RouteVerdict], ask: Ask) -> Distance:
    lacks: dict[str, tuple[Requirement, list[Judged]]] = {}
    stays: list[Stays] = []
    false = [j for j in contradicted(candidates, verdict) if j.value == FAIL] if len(candidates) > 1 else []
    for j in (*verdict.judged, *false):
        if j.value == PASS:
            continue
        if j.requirement is None:
            stays.append(stays_of(j) or Stays("needs-a-look", None, j.value))
        else:
            lacks.setdefault(j.requirement.id, (j.requirement, []))[1].append(j)
    _marked(case, verdict.route, lacks)
    for wanted, judged in lacks.values():
        stays += _stays(case, wanted, judged, ask)
    bodies = [w.act for w in verdict.route.requirements if w.kind == "notified-body" and w.act]
    certified = any("notified-body-certificate" in wanted.documents for wanted, _ in lacks.values())
    for act in bodies if certified else ():
        if not designated(act, case.product.subtype, case.arrival):
            stays.append(Stays("body-unknown", None, REVIEW))
    return Distance(verdict, lacks, tuple(dict.fromkeys(stays)))


def _marked(case: Case, route: Route, lacks: dict[str, tuple[Requirement, list[Judged]]]) -> None:
    """Adds a mark that is right only beside the certificate that is to be replaced: it bears the number of that body."""
    label = case.dossier.label if case.dossier else None
    of_bodies = [j for w, judged in lacks.values() if w.kind == "notified-body" for j in judged]
    wrong = [j for j in of_bodies if j.result.seen and any(j.result.seen in m for m in (label.marks if label else ()))]
    for wanted in route.requirements if wrong else ():
        if wanted.kind == "mark" and wanted.number == "required":
            lacks.setdefault(wanted.id, (wanted, wrong))


def stays_of(j: Judged) -> Stays | None:
    """Why nothing that the exporter supplies heals a result; None where something does."""
    wanted = j.requirement.id if j.requirement else None
    if j.result.fix == UPDATE:
        return Stays("registry", wanted, REVIEW)
    code = _BY_RULE.get(j.rule.code)
    if j.rule.topic == "classification":
        return Stays("ask-again", wanted, REVIEW)
    if code is None and j.rule.machine == "asks-a-person":
        code = "needs-a-look"
    return Stays(code, wanted, j.value) if code else None


def lasting(judged: list[Judged]) -> list[Stays]:
    """What nothing heals of the results of one requirement; a paper that is wrong itself is looked up no more."""
    wrong = any(j.result.status == "failed" for j in judged)
    return [stay for j in judged if (stay := stays_of(j)) is not None and not (wrong and j.result.fix == UPDATE)]


def _stays(case: Case, wanted: Requirement, judged: list[Judged], ask: Ask) -> Iterable[Stays]:
    """What stays of a requirement once the paper (or label, or statement) that it wants is supplied."""
    if wanted.kind == "authority-decision":
        return [Stays("needs-a-look", wanted.id, REVIEW)]
    if known := lasting(judged):
        return known
    if wanted.kind == "notified-body" and not designated(wanted.act or "", case.product.subtype, case.arrival):
        return [Stays("body-unknown", wanted.id, REVIEW)]
    if wanted.registry is None or wanted.kind not in ("", "document"):
        return []
    if wanted.list is None and ask(wanted.registry).state in _NO_ANSWER:
        return [Stays("registry", wanted.id, REVIEW)]
    if wanted.kind == "document" and case.maker is not None and not case.maker.name_en:
        return [Stays("maker-name", wanted.id, REVIEW)]
    return []
