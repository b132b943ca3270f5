"""How results become one outcome: the truth table of weighing, routes, obligations and lines."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

import pytest
from bases import declaration

from supplycheck.checker import Checker
from supplycheck.facts.law import Claim, Requirement, Route
from supplycheck.report import Confidence, Outcome, Severity, Text
from supplycheck.rules import catalogue
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule
from supplycheck.verdict import FAIL, PASS, REVIEW, Judged, RouteVerdict, _show, weigh

WORDS = Text("字", "words")


def rule(severity: Severity = "error", confidence: Confidence = "verified") -> Rule:
    return Rule(
        "T",
        "standard",
        WORDS,
        severity,
        (),
        (),
        {"failed": WORDS},
        {},
        lambda case, wanted: PASSED,
        confidence=confidence,
    )


def wanted(confidence: Confidence) -> Requirement:
    return Requirement("t.wanted", WORDS, (), confidence, ())


CONFIDENCES: tuple[Confidence, ...] = ("verified", "partial", "general")


@pytest.mark.parametrize(
    ("of_rule", "of_requirement", "of_result"),
    list(itertools.product(CONFIDENCES, (None, *CONFIDENCES), (None, *CONFIDENCES))),
)
@pytest.mark.parametrize("severity", ["error", "warning", "info"])
def test_only_a_verified_error_fails(
    severity: Severity, of_rule: Confidence, of_requirement: Confidence | None, of_result: Confidence | None
) -> None:
    requirement = wanted(of_requirement) if of_requirement else None
    judged = weigh(rule(severity, of_rule), requirement, Result("failed", confidence=of_result))
    verified = {of_rule, of_requirement or "verified", of_result or "verified"} == {"verified"}
    if severity == "info":
        assert (judged.value, judged.severity) == (PASS, "info")
    elif severity == "error" and verified:
        assert (judged.value, judged.severity) == (FAIL, "error")
    else:
        assert (judged.value, judged.severity) == (REVIEW, "warning")


@pytest.mark.parametrize("confidence", CONFIDENCES)
def test_what_was_not_evaluated_is_reviewed(confidence: Confidence) -> None:
    result = Result("not_evaluated", reason="stale")
    assert weigh(rule(), wanted(confidence), result).value == REVIEW
    assert weigh(rule("info"), wanted(confidence), result).value == PASS


@pytest.mark.parametrize("result", [PASSED, NOT_APPLICABLE])
def test_what_passed_or_does_not_apply_counts_for_nothing(result: Result) -> None:
    assert weigh(rule("error", "general"), wanted("general"), result).value == PASS


def test_a_result_may_weaken_its_rule_but_not_strengthen_it() -> None:
    assert weigh(rule("error"), None, Result("failed", severity="warning")).value == REVIEW
    assert weigh(rule("error"), None, Result("failed", severity="info")).value == PASS
    assert weigh(rule("error", "partial"), None, Result("failed", confidence="verified")).value == REVIEW


def route(id_: str, value: int, *, claimed: bool = False, unmet: int = 1) -> RouteVerdict:
    judged = [
        Judged(
            rule(), Requirement(f"{id_}.{n}", WORDS, (), "verified", ()), Result("failed"), "error", "verified", value
        )
        for n in range(unmet if value < PASS else 0)
    ]
    made = Route(id_, "destination", "o", WORDS, "I", "verified", (), (), Claim())
    return RouteVerdict(made, value, judged, claimed)


@pytest.mark.parametrize(
    ("candidates", "shown"),
    [
        # Of a met obligation the claimed route that is met, else the first that is.
        ([route("a", PASS), route("b", PASS, claimed=True)], "b"),
        ([route("a", FAIL, claimed=True), route("b", PASS)], "b"),
        # Else the one the declaration claims, however many others lack less.
        ([route("a", FAIL, unmet=1), route("b", FAIL, claimed=True, unmet=4)], "b"),
        # Else the best, then the one that lacks least.
        ([route("a", FAIL, unmet=1), route("b", REVIEW, unmet=3)], "b"),
        ([route("a", REVIEW, unmet=3), route("b", REVIEW, unmet=2)], "b"),
    ],
)
def test_which_route_is_shown(candidates: list[RouteVerdict], shown: str) -> None:
    assert _show(candidates, max(c.value for c in candidates)).route.id == shown


def test_routes_are_alternatives_and_lines_take_the_worst(checker: Checker) -> None:
    """A medical mask without a certificate passes by the list; without either it fails, and says what each way lacks."""
    listed = checker.check(declaration("listed-medical"))
    (line,) = listed.lines
    assert (line.outcome, line.route) == ("pass", "announcement-12-medical")
    neither = checker.check(declaration("listed-medical", {"dossier.statements": []}))
    assert neither.outcome == "fail"
    lacking = {r.id: r.unmet for r in neither.lines[0].routes if r.side == "china"}
    assert "cn.announcement-5.certificate" in lacking["announcement-5"]
    assert lacking["announcement-12-medical"] == ["cn.announcement-12-medical.statement"]


IN_2023: dict[str, Any] = {"lines.0.hs_code": "6307901090", "dossier.lines.1.label-": 0}
UNCLEAR = [date(2023, 8, 18) + timedelta(days=n) for n in range(11)]


@pytest.mark.parametrize(
    ("day", "outcome", "regimes"),
    [
        (date(2023, 8, 17), "fail", {"MOFCOM-2020-5", "MOFCOM-2020-12"}),
        *((day, "review", {"MOFCOM-2020-5", "MOFCOM-2020-12", "MOFCOM-2023-32"}) for day in UNCLEAR),
        (date(2023, 8, 29), "pass", {"MOFCOM-2023-32"}),
    ],
)
def test_on_unclear_days_every_reading_is_judged(
    day: date, outcome: Outcome, regimes: set[str], checker: Checker
) -> None:
    """A civil mask without any statement: forbidden to the last certain day, free from the first, a question between."""
    changes: dict[str, Any] = {**IN_2023, "declared_on": day, "dossier.statements": []}
    report = checker.check(declaration("civil-mask", changes))
    assert report.outcome == outcome
    assert regimes <= set(report.regime.china)
    if outcome == "review":
        assert any(f.reason == "law-unclear" for f in report.lines[0].findings)


def test_where_all_readings_agree_the_unclear_day_is_no_question(checker: Checker) -> None:
    assert checker.check(declaration("civil-mask", {**IN_2023, "declared_on": date(2023, 8, 20)})).outcome == "pass"


def test_every_rule_has_a_place_in_the_order() -> None:
    assert [catalogue.order(r.code) for r in catalogue.RULES] == list(range(len(catalogue.RULES)))
