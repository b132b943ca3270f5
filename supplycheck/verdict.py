"""How results become one outcome. Nothing else decides.

Three values, fail < review < pass. A requirement is the worst of its results, a route the worst of its requirements, an
obligation the best of its routes, a line the worst of its obligations and of the rules outside routes. A failed result
counts as fail only where it is an error and every fact it rests on is verified; else, like a result that could not be
evaluated, as review. Information never counts. On days of unclear law every reading is judged; if they disagree, review.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from supplycheck.case import PER_LINE, Case, Way
from supplycheck.facts.destinations import Gap
from supplycheck.facts.law import CONFIDENCES, Requirement, Route
from supplycheck.kinds import watched
from supplycheck.products import LOOK_ALIKES
from supplycheck.report import Confidence, Outcome, RouteReport, Severity
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


class Remembered(Judged):
    """A result that several lines have; `shown` keeps what a report makes of it."""

    shown: Any = None


class Shared(Remembered):
    """A result that all lines of a kind have."""


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

    @property
    def told(self) -> RouteReport:
        """What a report tells of it."""
        r = self.route
        return RouteReport(r.side, r.id, OUTCOME[self.value], self.chosen, self.unmet, r.obligation, r.instrument)


@dataclass(slots=True)
class LineVerdict:
    """What one line came to: the outcome, the routes of both sides, and the results to be shown, in the catalogue's order."""

    outcome: Outcome
    route: str | None
    routes: Sequence[RouteReport]
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
    return _in_order([j for rule in catalogue.standing("declaration") for j in run(rule, case)])


def _in_order(judged: list[Judged]) -> list[Judged]:
    if len(judged) > 1:
        judged.sort(key=lambda j: catalogue.order(j.rule.code))
    return judged


def _rank(outcome: Outcome) -> int:
    return {"fail": 0, "review": 1, "pass": 2}.get(outcome, 3)


def _unclear(j: Judged) -> Judged:
    unclear = j.result._replace(status="not_evaluated", reason="law-unclear")
    return Judged(j.rule, j.requirement, unclear, "warning", j.confidence, REVIEW)


def _reading(case: Case) -> LineVerdict:
    if not case.product.controlled:
        hidden = run(goods_cannot_be_told.RULE, case)
        return LineVerdict("review" if any(j.value < PASS for j in hidden) else "not_controlled", None, [], hidden)
    return _decided(case, None) if case.way is None else _outlined(case, case.way)


def _decided(case: Case, heard: Heard | None) -> LineVerdict:
    china, standing = departure(case, heard), standing_rules(case, heard)
    there, closed, no_way = arrival(case, heard)
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
        return LineVerdict("not_controlled", None, [], _in_order([j for j in shown if j.value < PASS]))
    route = next((v.route.id for v in china if v.chosen), "none-required")
    return LineVerdict(OUTCOME[worst], route, [v.told for v in (*china, *there)], _in_order(shown))


# --- lines of one kind ------------------------------------------------------------------------------------------------
# A verdict hangs on nothing but which results there are, and what they count for. So lines of one kind that go one way
# are asked only what their kind does not settle; and of those that come to the same answers the verdict is made once.


class Agenda(NamedTuple):
    """What lines of one kind that go one way are asked, and the verdicts that came of their answers.

    `said`: what is said for a route, by its `id()`, and for the line itself (0): results that all lines have, or the place of
    a question in `questions`; of these, `single` are the places of those that are asked of every line of a group. `open` and
    `ended`: the destination's routes. `standing`: the rules it was made with.
    """

    standing: tuple[Rule, ...]
    questions: list[tuple[Rule, Requirement | None]]
    single: list[int]
    said: dict[int, list[list[Judged] | int]]
    open: list[Route]
    ended: list[Route]
    outlines: dict[tuple[object, ...], Outline]


class Heard(NamedTuple):
    """The answers of one line to the questions of an agenda."""

    agenda: Agenda
    answers: list[list[Judged]]

    def on(self, name: int) -> list[Judged]:
        """All that is said for a route, or for the line itself."""
        found: list[Judged] = []
        for part in self.agenda.said[name]:
            found += self.answers[part] if isinstance(part, int) else part
        return found


class Outline(NamedTuple):
    """A verdict as lines share it; what each has of its own in `shown` is given by question and place in its answer."""

    outcome: Outcome
    route: str | None
    routes: Sequence[RouteReport]
    shown: list[Shared | tuple[int, int]]


_MOST_OUTLINES = 256
"""How many verdicts one agenda keeps; goods have few defects at once, so there are seldom ten."""


def _outlined(case: Case, way: Way) -> LineVerdict:
    """The verdict on a line by those on lines of its kind that gave the same answers."""
    agenda: Agenda | None = way.agenda
    if agenda is None or agenda.standing is not catalogue.standing("line"):
        agenda = way.agenda = _agenda(case)
    answers = _answers(case, agenda)
    key = tuple(
        [
            (n, *[(j.result.status, j.result.says, j.value) for j in answer])
            for n, answer in enumerate(answers)
            if answer
        ]
    )
    known = agenda.outlines.get(key)
    if known is None:
        verdict = _decided(case, Heard(agenda, answers))
        if len(agenda.outlines) < _MOST_OUTLINES:
            agenda.outlines[key] = _outline(verdict, answers)
        return verdict
    shown = [item if isinstance(item, Shared) else answers[item[0]][item[1]] for item in known.shown]
    return LineVerdict(known.outcome, known.route, known.routes, shown)


def _answers(case: Case, agenda: Agenda) -> list[list[Judged]]:
    """The answers of a line to the questions of its agenda; what the first of its group answered for all is not asked again."""
    group, questions = case.group, agenda.questions
    heard: _Group | None = group.heard if group is not None else None
    if heard is None or heard.agenda is not agenda:
        answers = [run(rule, case, requirement) for rule, requirement in questions]
        if group is not None:
            group.heard = _Group(agenda, answers)
        return answers
    if not heard.again:  # only now it pays to keep what reports make of them
        heard.again = True
        for n, answer in enumerate(heard.answers):
            if answer and n not in agenda.single:
                heard.answers[n] = [Remembered(*j) for j in answer]
    answers = [*heard.answers]
    for n in agenda.single:
        rule, requirement = questions[n]
        answers[n] = run(rule, case, requirement)
    return answers


@dataclass(slots=True)
class _Group:
    """What the first line of a group answered; `again`: whether there was a second."""

    agenda: Agenda
    answers: list[list[Judged]]
    again: bool = False


def _outline(verdict: LineVerdict, answers: list[list[Judged]]) -> Outline:
    places = {id(j): (n, m) for n, answer in enumerate(answers) for m, j in enumerate(answer)}
    # What neither the kind settles nor a question answers, the engine says of routes and days: the same of all lines.
    shown = [j if isinstance(j, Shared) else places.get(id(j)) or Shared(*j) for j in verdict.shown]
    return Outline(verdict.outcome, verdict.route, verdict.routes, shown)


def _agenda(case: Case) -> Agenda:
    """What lines of the kind and way of a case are to be asked: rules that look at more than these settle."""
    open_, ended = _open_and_ended(case)
    agenda = Agenda(catalogue.standing("line"), [], [], {}, open_, ended, {})
    # What is said of a route of the Chinese side does not hang on the way; it is found out once for the kind.
    settled: dict[int, Any] = case.kind.asked if case.kind is not None else {}
    here = {id(route) for route in case.china_routes}
    parts = {id(route): _of_route(route) for route in (*case.china_routes, *open_)}
    for name, asked in {_LINE: _of_line(case), **parts}.items():
        steps = settled.get(name) or _steps(case, asked, by_way=name not in here)
        if name in here:
            settled[name] = steps
        said = agenda.said[name] = []
        for step in steps:
            if isinstance(step, list):
                said.append(step)
            else:
                place = len(agenda.questions)
                said.append(place)
                agenda.questions.append(step)
                # A plug-in's rule may look at more than it says.
                if not catalogue.is_own(step[0]) or not PER_LINE.isdisjoint(step[0].reads):
                    agenda.single.append(place)
    return agenda


_LINE = 0
_Question: TypeAlias = tuple[Rule, Requirement | None]


def _steps(case: Case, asked: list[_Question], by_way: bool) -> list[list[Judged] | _Question]:
    """Of some rules the results of those that look only at what the kind of the case settles; the others to be asked."""
    steps: list[list[Judged] | _Question] = []
    copy = watched(case, by_way)
    for rule, requirement in asked:
        copy.own = False
        rule.check(copy, requirement)
        if copy.own or not catalogue.is_own(rule):
            steps.append((rule, requirement))
        elif judged := run(rule, case, requirement):
            steps.append([Shared(*j) for j in judged])
    return steps


def _of_line(case: Case) -> list[_Question]:
    look_alike = case.product.subtype in LOOK_ALIKES
    return [(rule, None) for rule in catalogue.standing("line") if not look_alike or rule.goods == "any"]


def _of_route(route: Route) -> list[_Question]:
    return [(rule, w) for w in route.requirements for rule in catalogue.rules_of(w)]


# --- both sides -------------------------------------------------------------------------------------------------------


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


def standing_rules(case: Case, heard: Heard | None = None) -> list[Judged]:
    """Results about the line that no requirement asks for."""
    return _asked(case, _of_line(case)) if heard is None else heard.on(_LINE)


def _asked(case: Case, questions: list[_Question]) -> list[Judged]:
    return [j for rule, requirement in questions for j in run(rule, case, requirement)]


def departure(case: Case, heard: Heard | None = None) -> list[RouteVerdict]:
    """The routes of the Chinese side judged, the claimed ones first.

    Once a claimed one is met, what the others lack is of no interest.
    """
    routes = case.china_routes
    ordered = sorted(routes, key=lambda r: r.id not in case.claims) if len(routes) > 1 else routes
    found: list[RouteVerdict] = []
    for route in ordered:
        found.append(judged_route(case, route, heard))
        if found[-1].claimed and found[-1].value == PASS and not case.trace:
            break
    return found


def arrival(case: Case, heard: Heard | None = None) -> Arrival:
    """The destination's side, judged."""
    there, closed = _destination(case, heard)
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


def judged_route(case: Case, route: Route, heard: Heard | None = None) -> RouteVerdict:
    """One route, judged by its requirements alone."""
    judged = _asked(case, _of_route(route)) if heard is None else heard.on(id(route))
    value = PASS
    for j in judged:
        value = min(value, j.value)
    return RouteVerdict(route, value, judged, route.id in case.claims)


def _destination(case: Case, heard: Heard | None) -> tuple[list[RouteVerdict], list[Judged]]:
    """The routes open on the day of arrival, judged; and a result for each claimed route that is closed."""
    found: list[RouteVerdict] = []
    open_, ended = _open_and_ended(case) if heard is None else (heard.agenda.open, heard.agenda.ended)
    closed: list[Judged] = [weigh(route_has_ended.RULE, None, route_has_ended.ended(case, route)) for route in ended]
    for route in open_:
        verdict = judged_route(case, route, heard)
        if route.may_be_closed(case.arrival):
            unsure = weigh(start_is_unknown.RULE, None, start_is_unknown.unknown(case, route))
            verdict.judged.append(unsure)
            verdict.value = min(verdict.value, unsure.value)
        if route.when_level and case.product.level is None:
            # Which of the two ways applies is open: the one that demands less may be it, so both are judged, and neither passes.
            unknown = weigh(condition_is_unknown.RULE, None, condition_is_unknown.check(case, None))
            verdict.judged.append(unknown)
            verdict.value = min(verdict.value, unknown.value)
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
