"""How results become one outcome. Nothing else decides.

Three values, fail < review < pass. A requirement is the worst of its results, a route the worst of its requirements, an
obligation the best of its routes, a line the worst of its obligations and of the rules outside routes. A failed result
counts as fail only where it is an error and every fact it rests on is verified; else, like a result that could not be
evaluated, as review. Information never counts. On days of unclear law every reading is judged; if they disagree, review.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from supplycheck.case import Case, Kind, Way
from supplycheck.facts.destinations import Gap
from supplycheck.facts.law import CONFIDENCES, Requirement, Route
from supplycheck.kinds import watched
from supplycheck.products import LOOK_ALIKES
from supplycheck.report import Confidence, Outcome, Severity
from supplycheck.rules import catalogue
from supplycheck.rules.china import goods_cannot_be_told
from supplycheck.rules.destination import condition_is_unknown, law_is_unverified, route_has_ended, start_is_unknown
from supplycheck.rules.rule import Result, Rule

FAIL, REVIEW, PASS = 0, 1, 2
_QUIET = ("passed", "not_applicable")
OUTCOME: tuple[Outcome, ...] = ("fail", "review", "pass")


class Judged(NamedTuple):
    """One result with the rule that said it, the requirement it was asked for, and what the engine makes of it."""

    rule: Rule
    requirement: Requirement | None
    result: Result
    severity: Severity
    confidence: Confidence
    value: int


class Shared(Judged):
    """A result that all lines of a kind have; `shown` keeps what a report makes of it."""

    shown: Any = None


@dataclass(slots=True)
class RouteVerdict:
    """What one route came to."""

    route: Route
    value: int
    judged: list[Judged]
    claimed: bool
    chosen: bool = False
    _unmet: list[str] | None = None

    @property
    def unmet(self) -> list[str]:
        """Ids of the requirements it lacks; the rule's code where no requirement is behind a result."""
        if self._unmet is None:
            lacks = [j for j in self.judged if j.value < PASS] if self.value < PASS else []
            self._unmet = list(
                dict.fromkeys([j.rule.code if j.requirement is None else j.requirement.id for j in lacks])
            )
        return self._unmet


@dataclass(slots=True)
class LineVerdict:
    """What one line came to: the outcome, the routes of both sides, and the results to be shown."""

    outcome: Outcome
    route: str | None
    routes: list[RouteVerdict]
    shown: list[Judged]


def weigh(rule: Rule, requirement: Requirement | None, result: Result) -> Judged:
    """What a result counts for: its confidence is the weakest of rule, requirement and result."""
    confidence: Confidence = "verified"
    if (
        result.confidence is not None
        or rule.confidence != confidence
        or (requirement and requirement.confidence != confidence)
    ):
        confidence = _weakest(rule.confidence, requirement.confidence if requirement else confidence, result.confidence)
    severity = result.severity or rule.severity
    if result.status in ("passed", "not_applicable") or severity == "info":
        return Judged(rule, requirement, result, severity, confidence, PASS)
    if result.status == "not_evaluated":
        return Judged(rule, requirement, result, severity, confidence, REVIEW)
    if severity == "error" and confidence != "verified":
        severity = "warning"
    return Judged(rule, requirement, result, severity, confidence, FAIL if severity == "error" else REVIEW)


_SURE: dict[Confidence | None, int] = {None: 0, "verified": 0, "partial": 1, "general": 2}


def _weakest(*confidences: Confidence | None) -> Confidence:
    return CONFIDENCES[max(_SURE[c] for c in confidences)]


def run(rule: Rule, case: Case, requirement: Requirement | None = None) -> list[Judged]:
    """A rule's results on a case, weighed. What passed or does not apply is left out unless the case is traced."""
    results = rule.check(case, requirement)
    if isinstance(results, Result):
        if results.status in _QUIET and not case.trace:
            return []
        return [weigh(rule, requirement, results)]
    return [weigh(rule, requirement, r) for r in results]


class _Step(NamedTuple):
    """Results that all lines of a kind have, or else a rule to be asked for each."""

    shared: list[Judged]
    rule: Rule | None
    requirement: Requirement | None


def _said(case: Case, kind: Kind | Way | None, name: int | str, of: tuple[Rule, ...] | Route) -> list[Judged]:
    """What rules say of a case, those of a route or those that stand by themselves.

    What they say of every line of its kind, as far as that is known, is not asked again.
    """
    known = kind.asked.get(name) if kind is not None else None
    if known is None or known[0] is not of:
        asked: list[tuple[Rule, Requirement | None]]
        if isinstance(of, Route):
            asked = [(rule, w) for w in of.requirements for rule in catalogue.rules_of(w)]
        else:
            asked = [(rule, None) for rule in of]
        if kind is None:
            return [j for rule, w in asked for j in run(rule, case, w)]
        known = kind.asked[name] = (of, _steps(case, asked, isinstance(kind, Way)))
    found: list[Judged] = []
    trace = case.trace
    for shared, rule, requirement in known[1]:
        if rule is None:
            found += shared
            continue
        results = rule.check(case, requirement)
        if not isinstance(results, Result):
            found += [weigh(rule, requirement, r) for r in results]
        elif trace or results.status not in _QUIET:
            found.append(weigh(rule, requirement, results))
    return found


def _steps(case: Case, asked: list[tuple[Rule, Requirement | None]], by_way: bool) -> list[_Step]:
    """Which of these rules look only at what the kind of the case settles, with their results; the others to be asked."""
    steps: list[_Step] = []
    copy = watched(case, by_way)
    for rule, requirement in asked:
        copy.own = False
        rule.check(copy, requirement)
        if copy.own or not catalogue.is_own(rule):
            steps.append(_Step([], rule, requirement))
        elif judged := run(rule, case, requirement):
            steps.append(_Step([Shared(*j) for j in judged], None, None))
    return steps


def judge(cases: list[Case]) -> LineVerdict:
    """The verdict on a line, given one case per reading of the law of the day (nearly always one)."""
    verdicts = [_reading(case) for case in cases]
    if len(verdicts) == 1 or len({v.outcome for v in verdicts}) == 1:
        return verdicts[0]
    worst = min(verdicts, key=lambda v: _rank(v.outcome))
    shown = [_unclear(j) if j.value == FAIL and j.rule.scope == "requirement" else j for j in worst.shown]
    return LineVerdict("review", worst.route, worst.routes, shown)


def declaration_rules(case: Case) -> list[Judged]:
    """Results about the declaration as a whole, judged once with its first controlled line."""
    return [j for rule in catalogue.standing("declaration") for j in run(rule, case)]


def _rank(outcome: Outcome) -> int:
    return {"fail": 0, "review": 1, "pass": 2}.get(outcome, 3)


def _unclear(j: Judged) -> Judged:
    r = j.result
    unclear = Result(
        "not_evaluated",
        r.says,
        r.values,
        r.where,
        r.seen,
        r.needed,
        r.evidence,
        "law-unclear",
        r.severity,
        r.confidence,
        r.topic,
        r.fix,
    )
    return Judged(j.rule, j.requirement, unclear, "warning", j.confidence, REVIEW)


def _reading(case: Case) -> LineVerdict:
    if not case.product.controlled:
        hidden = run(goods_cannot_be_told.RULE, case)
        return LineVerdict("review" if any(j.value < PASS for j in hidden) else "not_controlled", None, [], hidden)
    china, standing = departure(case), standing_rules(case)
    there, closed, no_way = arrival(case)
    values, shown = _obligations([*china, *there], closed)
    shown = [*standing, *shown]
    values += [j.value for j in standing]
    values += [j.value for j in shown if j.rule.code == "DEST-NUMBER" and j.value == FAIL]
    shown += no_way
    values += [j.value for j in no_way]
    shown += [
        weigh(law_is_unverified.RULE, None, law_is_unverified.unverified(case, v.route))
        for v in there
        if v.chosen and v.route.confidence == "general" and v.value == PASS
    ]
    worst = min(values, default=PASS)
    if case.product.subtype in LOOK_ALIKES and worst == PASS and not there and not china:
        return LineVerdict("not_controlled", None, [], [j for j in shown if j.value < PASS])
    route = next((v.route.id for v in china if v.chosen), "none-required")
    return LineVerdict(OUTCOME[worst], route, [*china, *there], shown)


class Arrival(NamedTuple):
    """The destination's side: routes open on the day of arrival, claimed ways that are closed, obligations without a way."""

    routes: list[RouteVerdict]
    closed: list[Judged]
    no_way: list[Judged]

    @property
    def outcome(self) -> Outcome:
        """What it comes to by itself; review where nothing is known of the goods."""
        values, shown = _obligations(self.routes, self.closed)
        values += [j.value for j in shown if j.rule.code == "DEST-NUMBER" and j.value == FAIL]
        values += [j.value for j in self.no_way]
        return OUTCOME[min(values, default=REVIEW)]


def standing_rules(case: Case) -> list[Judged]:
    """Results about the line that no requirement asks for."""
    look_alike = case.product.subtype in LOOK_ALIKES
    rules = catalogue.standing("line")
    if look_alike:
        return [j for rule in rules if rule.goods == "any" for j in run(rule, case)]
    return _said(case, case.kind, "line", rules)


def departure(case: Case) -> list[RouteVerdict]:
    """The routes of the Chinese side judged, the claimed ones first.

    Once a claimed one is met, what the others lack is of no interest.
    """
    routes = case.china_routes
    ordered = sorted(routes, key=lambda r: r.id not in case.claims) if len(routes) > 1 else routes
    found: list[RouteVerdict] = []
    for route in ordered:
        found.append(judged_route(case, route))
        if found[-1].claimed and found[-1].value == PASS and not case.trace:
            break
    return found


def arrival(case: Case) -> Arrival:
    """The destination's side, judged."""
    there, closed = _destination(case)
    return Arrival(there, closed, _no_way(case, there, closed))


def _obligations(verdicts: list[RouteVerdict], closed: list[Judged]) -> tuple[list[int], list[Judged]]:
    """The value of each obligation, the best of its routes; and the results to be shown of all of them."""
    values: list[int] = []
    shown: list[Judged] = []
    obligations: dict[str, list[RouteVerdict]] = {}
    for v in verdicts:
        if v.route.status != "informative":
            obligations.setdefault(v.route.obligation, []).append(v)
        else:
            shown += v.judged
    for candidates in obligations.values():
        best = max(v.value for v in candidates)
        chosen = _show(candidates, best)
        chosen.chosen = True
        values.append(best)
        shown += chosen.judged
        shown += contradicted(candidates, chosen)
        bound = held_to(candidates, chosen)
        shown += bound
        values += [j.value for j in bound]
        # A way that has ended is wrong, not absent. It is told, and decides, where no paper is for a way that is open.
        if best < PASS and chosen.route.side == "destination" and closed and not any(map(_is_taken, candidates)):
            shown += closed
            values += [j.value for j in closed]
    return values, shown


def _is_taken(verdict: RouteVerdict) -> bool:
    """Whether the declaration shows that it takes a way: it claims it, or has a paper of its kind with something wrong in it.

    A paper that is over may be one of the way that has ended.
    """
    return verdict.claimed or any(
        j.rule.code == "DEST-DOCUMENT" and j.result.status == "failed" and j.result.says not in _MAY_BE_OF_ANOTHER
        for j in verdict.judged
    )


_MAY_BE_OF_ANOTHER = ("failed", "expired", "lapsed", "too-old")


def judged_route(case: Case, route: Route) -> RouteVerdict:
    """One route, judged by its requirements alone."""
    judged = _said(case, case.kind if route.side == "china" else case.way, id(route), route)
    value = PASS
    for j in judged:
        value = min(value, j.value)
    return RouteVerdict(route, value, judged, route.id in case.claims)


def _destination(case: Case) -> tuple[list[RouteVerdict], list[Judged]]:
    """The routes open on the day of arrival, judged; and a result for each claimed route that is closed."""
    found: list[RouteVerdict] = []
    way = case.way
    if way is None:
        open_, ended = _open_and_ended(case)
    elif (known := way.asked.get("open")) is not None:
        open_, ended = known
    else:
        open_, ended = way.asked["open"] = _open_and_ended(case)
    closed = [weigh(route_has_ended.RULE, None, route_has_ended.ended(case, route)) for route in ended]
    for route in open_:
        verdict = judged_route(case, route)
        if route.may_be_closed(case.arrival):
            unsure = weigh(start_is_unknown.RULE, None, start_is_unknown.unknown(case, route))
            verdict.judged.append(unsure)
            verdict.value = min(verdict.value, unsure.value)
        if route.when_level and case.product.level is None:
            # Which of the two ways applies is open: the one that demands less may be it, so both are judged, and neither passes.
            unknown = run(condition_is_unknown.RULE, case)
            verdict.judged += unknown
            verdict.value = min(verdict.value, *(j.value for j in unknown))
        found.append(verdict)
    return found, closed


def _open_and_ended(case: Case) -> tuple[list[Route], list[Route]]:
    """The routes that are open to such goods on the day of arrival, and those that are claimed and closed."""
    open_: list[Route] = []
    ended: list[Route] = []
    for route in case.destination_routes:
        if not fits(case, route):
            continue
        if not route.on(case.arrival):
            if _claims_closed(case, route):
                ended.append(route)
        elif not route.only_if_claimed or route.id in case.claims:
            open_.append(route)
    return open_, ended


def _claims_closed(case: Case, route: Route) -> bool:
    """Whether a closed route is claimed by papers that are its own (an act's number alone serves several routes)."""
    if route.from_ is not None and case.arrival < route.from_:
        return False
    c = route.claim
    return bool(c.documents or c.words) and route.id in case.claims


def fits(case: Case, route: Route | Gap) -> bool:
    """Whether a route is for these goods: sterile, medical, of its level, as far as that is known."""
    product = case.product
    if route.when_sterile is not None and route.when_sterile != product.sterile:
        return False
    if route.when_continuous is not None and route.when_continuous != product.continuous:
        return False
    if route.when_medical is not None and product.medical is not None and route.when_medical != product.medical:
        return False
    return not route.when_level or product.level is None or product.level in route.when_level


def _show(candidates: list[RouteVerdict], best: int) -> RouteVerdict:
    """The route whose results are shown: of a met obligation the best, else the claimed one, else the nearest."""
    if best == PASS:
        return next(
            (v for v in candidates if v.value == PASS and v.claimed), next(v for v in candidates if v.value == PASS)
        )
    own = [v for v in candidates if v.claimed and v.value == best] or [v for v in candidates if v.value == best]
    shown = [v for v in candidates if v.claimed] if best == FAIL else own
    return min(shown or own, key=lambda v: (len(v.unmet), -v.value))


def contradicted(candidates: list[RouteVerdict], chosen: RouteVerdict) -> list[Judged]:
    """A number that its registry gives to another is false whichever way is taken."""
    return [
        j
        for v in candidates
        if v is not chosen
        for j in v.judged
        if j.rule.code == "DEST-NUMBER"
        and j.result.status == "failed"
        and j.result.says in ("other-device", "another", "revoked")
    ]


def held_to(candidates: list[RouteVerdict], chosen: RouteVerdict) -> list[Judged]:
    """What is wrong with a paper that another way is claimed by, where the law holds whoever shows it to it."""
    own = {j.requirement.id for j in chosen.judged if j.requirement is not None}
    found = {
        (j.requirement.id, j.result.says): j
        for v in candidates
        if v is not chosen and v.claimed
        for j in v.judged
        if j.rule.code == "DEST-DOCUMENT" and j.result.status == "failed" and j.result.says != "failed"
        if j.requirement is not None and j.requirement.binding and j.requirement.id not in own
    }
    return list(found.values())


def _no_way(case: Case, there: list[RouteVerdict], closed: list[Judged]) -> list[Judged]:
    """No way in on the day, although ways are known for other days; one result for each obligation without a way."""
    if case.destination is None or case.product.subtype is None or not case.destination_routes:
        return []
    met = {v.route.obligation for v in there if v.route.status != "informative"}
    gaps = [
        gap
        for gap in case.destination.gaps_for(case.product.subtype)
        if gap.obligation not in met and gap.on(case.arrival) and fits(case, gap)
    ]
    if gaps:
        return [*closed, *(weigh(route_has_ended.RULE, None, route_has_ended.no_way(case, gap)) for gap in gaps)]
    if met:
        return []
    return closed or [weigh(route_has_ended.RULE, None, route_has_ended.not_known(case))]
