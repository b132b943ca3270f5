"""Every rule on its cases (tests/cases/rules.toml), and what every rule of the catalogue must have."""

from __future__ import annotations

import ast
import re
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from bases import HERE, base, declaration

import supplycheck
from supplycheck.case import Case
from supplycheck.checker import Checker
from supplycheck.declaration import Declaration
from supplycheck.facts.china import china
from supplycheck.facts.codes import rows
from supplycheck.facts.destinations import destination, known
from supplycheck.facts.law import Requirement
from supplycheck.plan import prepare
from supplycheck.report import TOPICS
from supplycheck.rules import catalogue
from supplycheck.rules.china import goods_cannot_be_told
from supplycheck.rules.destination import law_is_unverified, route_has_ended, start_is_unknown
from supplycheck.rules.rule import Rule
from supplycheck.rules.support import COMMON
from supplycheck.verdict import Judged, arrival, declaration_rules, departure, judge

CASES: dict[str, Any] = tomllib.loads((HERE / "cases" / "rules.toml").read_text("utf-8"))
RULES = Path(supplycheck.__file__).parent / "rules"


@pytest.mark.parametrize(
    ("code", "case"),
    [
        pytest.param(code, case, id=f"{code}-{n}")
        for code, entry in CASES.items()
        for n, case in enumerate(entry["cases"])
    ],
)
def test_rule_case(code: str, case: dict[str, Any], checker: Checker) -> None:
    """What the rule says of the case, on whichever route it is asked for, shown or not."""
    shown, others = judged_of(checker, declaration(case["base"], case.get("set")))
    if case["status"] in ("passed", "not_applicable"):
        results = [j for j in shown if j.rule.code == code]
        said = {j.result.status for j in results}
        assert said <= {"passed", "not_applicable"}, [j.result for j in results]
        # A rule that no open route asks for does not apply either.
        assert case["status"] in said or (case["status"] == "not_applicable" and not said)
        return
    results = [j for j in (*shown, *others) if j.rule.code == code]
    hits = [
        j for j in results if j.result.status == case["status"] and case.get("says", j.result.says) == j.result.says
    ]
    assert hits, [j.result for j in results]


@pytest.mark.parametrize(
    ("code", "case"),
    [
        pytest.param(code, case, id=f"{code}-{n}")
        for code, entry in CASES.items()
        for n, case in enumerate(entry["cases"])
    ],
)
def test_findings_explain_themselves(code: str, case: dict[str, Any], checker: Checker) -> None:
    """Rule, law with its article, both languages, what to do, and an outcome that the findings carry."""
    report = checker.check(declaration(case["base"], case.get("set")))
    findings = [*report.findings, *report.lines[0].findings]
    for f in findings:
        assert f.message is not None
        assert f.message.zh
        assert f.message.en
        assert "{" not in f.message.zh + f.message.en
        assert f.law
        assert set(f.law) <= set(report.instruments)
        assert f.topic in TOPICS
        assert f.severity == "info" or (f.fix is not None and f.fix.zh and f.fix.en)
    serious = [f for f in findings if f.severity != "info" and f.status in ("failed", "not_evaluated")]
    if report.outcome == "fail":
        assert any(f.status == "failed" and f.severity == "error" for f in serious)
    elif report.outcome == "review":
        assert serious
    else:
        assert not serious


def cases_of(checker: Checker, declared: Declaration) -> list[Case]:
    """The cases of a declaration's first line, one per reading of the law."""
    facts = china()
    day = declared.declared_on
    assert day is not None
    return [
        prepare(declared, 0, day, regime.id, facts, lambda name: checker.registry(name, day), True)
        for regime in facts.regimes_on(day)
    ]


def judged_of(checker: Checker, declared: Declaration) -> tuple[list[Judged], list[Judged]]:
    """The results on a declaration's first line: those that are shown, and those of every route."""
    cases = cases_of(checker, declared)
    routes = [v for case in cases for v in (*departure(case), *arrival(case).routes)]
    return [*judge(cases).shown, *declaration_rules(cases[0])], [j for v in routes for j in v.judged]


class Recording(Case):
    """A case that remembers which of its attributes were asked for."""

    __slots__ = ("log",)

    def __getattribute__(self, name: str) -> Any:
        if name in _ATTRIBUTES:
            object.__getattribute__(self, "log").add(name)
        return super().__getattribute__(name)


_ATTRIBUTES = {f.name for f in fields(Case)}


def recorded(case: Case) -> Recording:
    copy = object.__new__(Recording)
    object.__setattr__(copy, "log", set())
    for f in fields(Case):
        object.__setattr__(copy, f.name, getattr(case, f.name))
    return copy


@pytest.fixture(scope="module")
def reads(checker: Checker) -> dict[str, set[str]]:
    """What each rule read of all the cases of all rules."""
    found: dict[str, set[str]] = {r.code: set() for r in catalogue.RULES}
    seen: set[str] = set()
    for entry in CASES.values():
        for row in entry["cases"]:
            if repr(row.get("set")) + row["base"] in seen:
                continue
            seen.add(repr(row.get("set")) + row["base"])
            for case in cases_of(checker, declaration(row["base"], row.get("set"))):
                if not case.product.controlled:
                    copy = recorded(case)
                    goods_cannot_be_told.check(copy, None)
                    found["CN-GOODS-HIDDEN"] |= object.__getattribute__(copy, "log")
                    continue
                wanted: list[tuple[Rule, Requirement | None]] = [
                    (r, None) for r in catalogue.RULES if r.scope != "requirement" or r.code == "DEST-CONDITION-UNKNOWN"
                ]
                wanted += [
                    (r, w)
                    for route in (*case.china_routes, *case.destination_routes)
                    if route.side == "china" or route.on(case.arrival)
                    for w in route.requirements
                    for r in catalogue.rules_of(w)
                ]
                for rule, requirement in wanted:
                    copy = recorded(case)
                    rule.check(copy, requirement)
                    found[rule.code] |= object.__getattribute__(copy, "log")
                for route in case.destination_routes:
                    copy = recorded(case)
                    route_has_ended.ended(copy, route)
                    for gap in case.destination.gaps if case.destination else ():
                        route_has_ended.no_way(copy, gap)
                    found["DEST-ROUTE-ENDED"] |= object.__getattribute__(copy, "log")
                    copy = recorded(case)
                    start_is_unknown.unknown(copy, route)
                    found["DEST-START-UNKNOWN"] |= object.__getattribute__(copy, "log")
                    copy = recorded(case)
                    law_is_unverified.unverified(copy, route)
                    found["DEST-LAW-UNVERIFIED"] |= object.__getattribute__(copy, "log")
    return found


@pytest.mark.parametrize("rule", catalogue.RULES, ids=lambda r: r.code)
def test_rule_reads_what_it_declares(rule: Rule, reads: dict[str, set[str]]) -> None:
    assert reads[rule.code] == set(rule.reads)


@pytest.mark.parametrize("name", sorted(p.stem for p in (HERE / "cases" / "bases").glob("*.json")))
def test_bases_are_clean(name: str, checker: Checker) -> None:
    report = checker.check(declaration(name))
    assert report.outcome == ("review" if name.startswith("us-") else "pass")
    assert base(name)


@pytest.mark.parametrize("rule", catalogue.RULES, ids=lambda r: r.code)
def test_rule_is_whole(rule: Rule) -> None:
    assert rule.code in CASES, "a rule without cases"
    assert rule.topic in TOPICS
    assert rule.title.zh
    assert rule.title.en
    assert rule.says
    assert rule.fixes
    for text in (*rule.says.values(), *COMMON.values()):
        assert text.zh
        assert text.en
    facts = china()
    for ref in rule.law:
        instrument, _, article = ref.partition("#")
        assert article in facts.instruments[instrument].articles, ref
    module = __import__(rule.check.__module__, fromlist=["__doc__"])
    assert module.__doc__, "a rule's module says what it finds"


def test_codes_are_unique_and_named_after_files() -> None:
    codes = [r.code for r in catalogue.RULES]
    assert len(codes) == len(set(codes))
    files = {p.stem for sub in ("china", "consistency", "destination") for p in (RULES / sub).glob("*.py")} - {
        "__init__"
    }
    assert files == {r.check.__module__.rpartition(".")[2] for r in catalogue.RULES}


def test_every_article_is_named_by_a_rule_or_requirement() -> None:
    facts = china()
    named = {ref for r in catalogue.RULES for ref in r.law}
    named |= {ref for route in facts.routes for w in route.requirements for ref in w.law}
    named |= {c.law for codes in facts.codes.values() for c in codes}
    named |= {e.law for e in (*facts.inspection, *facts.trade_modes, *facts.special_articles)}
    articles = {f"{i.id}#{a}" for i in facts.instruments.values() for a in i.articles}
    assert articles - named == set()
    assert named - articles == set()


def test_no_country_in_rules() -> None:
    """No name and no code of a country stands in the code of a rule, China's own side apart."""
    table = [row for row in rows("country.csv") if row["alpha2"] not in ("CN", "")]
    zh = {row["zh"] for row in table if len(row["zh"]) > 1}
    en = re.compile(rf"\b(?:{'|'.join(re.escape(row['en']) for row in table if len(row['en']) > 3)})\b", re.IGNORECASE)
    codes = {row["alpha2"] for row in table} | (set(known()) - {"CN"}) | {"EU", "XI", "European Union", "欧盟"}
    for path in RULES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
                continue
            said = node.value
            assert said not in codes, f"{path.name}: {said}"
            assert "欧盟" not in said, f"{path.name}: {said}"
            assert not [name for name in zh if name in said], f"{path.name}: {said[:60]}"
            assert en.search(said) is None, f"{path.name}: {said[:60]}"


def test_rules_read_no_clock_and_do_no_io() -> None:
    forbidden = {"open", "print", "input"}
    for path in RULES.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in forbidden, path.name
            if isinstance(node, ast.Attribute):
                assert node.attr not in ("today", "now", "utcnow"), path.name
            if isinstance(node, ast.ImportFrom | ast.Import):
                names = [a.name for a in node.names] + ([node.module or ""] if isinstance(node, ast.ImportFrom) else [])
                assert not {"os", "pathlib", "time", "sqlite3", "requests", "random"} & set(names), path.name


def test_every_requirement_has_rules_and_every_destination_route_an_instrument() -> None:
    for code in {d.id for c in known() if (d := destination(c))}:
        place = destination(code)
        assert place is not None
        for route in place.routes:
            assert route.instrument in place.instruments
            for w in route.requirements:
                assert catalogue.rules_of(w)
    for route in china().routes:
        for w in route.requirements:
            assert catalogue.rules_of(w)
