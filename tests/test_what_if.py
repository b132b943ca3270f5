"""What-if and destinations are exact: what they propose passes once it is supplied, and nothing of it can be left out.

The evidence is built from the checklist alone, see `supplying`; where no pass is promised, exactly that comes out.
"""

from __future__ import annotations

import json
import pickle
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from bases import HERE, base, declaration
from conftest import REGISTRIES, TODAY
from supplying import GOODS, MAKER, Json, goods, mend, snapshot, supply
from test_cli import run

from supplycheck import Checker, UsageError
from supplycheck.declaration import Declaration, Document, Label, Statement
from supplycheck.facts.destinations import places
from supplycheck.facts.law import Requirement
from supplycheck.facts.validate import FIRST_DAY, LAST_DAY
from supplycheck.reach import alone, serves
from supplycheck.registry.definition import load, names
from supplycheck.report import OUTCOMES, Text
from supplycheck.waivers import Waiver

REPEALED = "after-repeal"
"""The regime of Chinese export law that demands nothing: the destination's side by itself."""
DAYS = (date(2020, 5, 6), date(2021, 6, 1), date(2022, 6, 1), date(2024, 5, 1))
QUARTERS = tuple(FIRST_DAY + timedelta(91 * n + 40) for n in range((LAST_DAY - FIRST_DAY).days // 91))
"""In the middle of each, when it is clear which commodity code is in force."""
KINDS = [(subtype, name) for subtype, names_ in GOODS.items() for name in names_]
WALK = [(*kind, day) for kind in KINDS for day in DAYS]
PART = [(*kind, DAYS[n % len(DAYS)]) for n, kind in enumerate(KINDS)]
"""A day for each of the goods; the whole walk is a slow test."""
EVERY_QUARTER = [(*kind, day) for kind in KINDS for day in QUARTERS]

SPOILT: dict[str, Callable[[Document], Document]] = {
    "good": lambda d: d,
    "another's": lambda d: replace(d, holder="厦门示例别家电子有限公司"),
    "expired": lambda d: replace(d, expires_on=date(2020, 1, 1)),
    "of another act": lambda d: replace(d, legislation="1907/2006"),
    "malformed": lambda d: replace(d, number="?"),
    "of another body": lambda d: replace(d, body="9999"),
    "negative": lambda d: replace(d, result="fail"),
    "silent": lambda d: replace(d, issued_on=None, legislation=None, module=None),
}
"""In what papers may be wrong."""


def filled(folder: Path, days: tuple[date, ...]) -> None:
    """Registries of some days that give the checklist's examples to the maker."""
    checker = Checker(folder, today=TODAY)
    numbers: dict[str, set[str]] = {"barred-exporters": set()}
    for place in places():
        for subtype in GOODS:
            for day in DAYS:
                for item in demanded(checker, subtype, place.id, day):
                    examples = {form["example"] for form in item["forms"] if form["example"]}
                    numbers.setdefault(item["registry"] or "", set()).update(examples or {"X-1"})
    for name in {*names()} & numbers.keys():
        for day in days:
            snapshot(folder, load(name), day, sorted(numbers[name]))


@pytest.fixture(scope="module")
def filled_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The registries of destinations on the days of the walk."""
    folder = tmp_path_factory.mktemp("registries")
    filled(folder, DAYS)
    return folder


@pytest.fixture(scope="module")
def there(filled_in: Path) -> Checker:
    """A checker of the destination's side."""
    return Checker(filled_in, today=TODAY, regime=REPEALED)


@pytest.fixture(scope="module")
def there_always(tmp_path_factory: pytest.TempPathFactory) -> Checker:
    """The same for every quarter."""
    folder = tmp_path_factory.mktemp("registries")
    filled(folder, QUARTERS)
    return Checker(folder, today=TODAY, regime=REPEALED)


def ways_to(checker: Checker, subtype: str, to: str, day: date) -> list[list[Json]]:
    """What each way to a destination demands on a day, as published."""
    found = checker.requirements(subtype, to, day).to_dict()
    return [way["requirements"] for o in found["obligations"] for way in o["routes"]]


def demanded(checker: Checker, subtype: str, to: str, day: date) -> list[Json]:
    """Everything that any way to a destination demands on a day."""
    return [*{item["id"]: item for way in ways_to(checker, subtype, to, day) for item in way}.values()]


def faults(report: Any) -> list[tuple[Any, ...]]:
    """What stands in the way, to be shown where a test fails."""
    found = [*report.findings, *(f for line in report.lines for f in line.findings)]
    return [(f.rule, f.status, f.requirement, f.seen) for f in found if f.severity != "info"]


def shown_by(item: Json) -> set[str]:
    """The kinds of papers that meet a requirement; one paper may meet two of them."""
    kinds = ["test-report"] if item["proof"] == "test-report" else item["documents"]
    return {*kinds} - {"other"} or {item["id"]}


def check_destinations(checker: Checker, subtype: str, name: str, day: date) -> None:
    for place in checker.destinations(goods(subtype, name, day))[1]:
        items = {item["id"]: item for item in demanded(checker, subtype, place.destination, day)}
        needs = [items[wanted] for wanted in place.missing]
        for without in (None, *needs):
            supplied = goods(subtype, name, day, place.destination)
            kept = [n for n in needs if without is None or not shown_by(n) & shown_by(without)]
            supply(supplied, kept, items.values(), day)
            report = checker.check(supplied)
            if without is None:
                assert report.outcome == place.then, (place, faults(report))
            elif place.then == "pass":
                assert report.outcome in ("fail", "review"), (place, without["id"])


@pytest.mark.parametrize(("subtype", "name", "day"), WALK[::2])
def test_what_is_missing_is_enough_and_no_more(there: Checker, subtype: str, name: str, day: date) -> None:
    check_destinations(there, subtype, name, day)


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize(("subtype", "name", "day"), PART)
def test_lists_that_cannot_be_asked(
    there: Checker, tmp_path: Path, subtype: str, name: str, day: date, *, named: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a snapshot, or without the maker's name in the registry's script, no number is found to be the maker's."""
    if named:
        snapshot(tmp_path, load("barred-exporters"), day, ())
        there = Checker(tmp_path, today=TODAY, regime=REPEALED)
    else:
        monkeypatch.setattr("supplying.MAKER", replace(MAKER, name_en=None))
    check_destinations(there, subtype, name, day)


@pytest.mark.slow
@pytest.mark.parametrize(("subtype", "name", "day"), EVERY_QUARTER)
def test_what_is_missing_in_every_quarter(there_always: Checker, subtype: str, name: str, day: date) -> None:
    check_destinations(there_always, subtype, name, day)


def dossiers(checker: Checker, subtype: str, to: str, day: date) -> Iterator[tuple[list[Json], str]]:
    """Papers of one way each, wrong in each thing; all papers at once; none; and a dossier that does not claim to be whole."""
    yield [], "good"
    yield [], "untold"
    yield demanded(checker, subtype, to, day), "good"
    for way in ways_to(checker, subtype, to, day):
        yield from ((way, how) for how in SPOILT if way)


def begun(subtype: str, name: str, day: date, to: str, items: list[Json], how: str) -> Declaration:
    """Goods with the papers of some items, wrong in one thing."""
    found = goods(subtype, name, day, to)
    assert found.dossier is not None
    found.dossier.complete = how != "untold"
    line = found.dossier.lines[1]
    given = len(line.documents)
    supply(found, [i for i in items if i["kind"] != "standard" or i["proof"] != "declared"], items, day)
    line.documents[given:] = map(SPOILT.get(how, SPOILT["good"]), line.documents[given:])
    if how == "of another body" and line.label is not None and line.label.marks:
        line.label = Label(marks=["CE 9999"])
    return found


def check_what_if(checker: Checker, subtype: str, name: str, day: date, to: str, items: list[Json], how: str) -> None:
    before = begun(subtype, name, day, to, items, how)
    answer = checker.what_if(before).to_dict()
    report = checker.check(before)
    assert answer["outcome"] == report.outcome, faults(report)
    assert bool(answer["lines"]) == (report.outcome not in ("pass", "not_controlled"))
    for line in answer["lines"]:
        after = begun(subtype, name, day, to, items, how)
        ways = [obligation["ways"][0] for obligation in line["obligations"] if obligation["ways"]]
        needs = [need for way in ways for need in way["needs"]]
        mend(after, needs, [item for way in ways for item in way["route"]["requirements"]], day)
        report = checker.check(after)
        assert report.outcome == line["then"] == answer["then"], (how, [n["id"] for n in needs], faults(report))
        assert line["then"] == "pass" or line["why"]


@pytest.mark.parametrize(("subtype", "name", "day"), PART)
def test_what_if_comes_true(there: Checker, subtype: str, name: str, day: date) -> None:
    turn = 0
    for place in places():
        for n, (items, how) in enumerate(dossiers(there, subtype, place.id, day)):
            turn += 1
            if n < 3 or turn % 5 == 0:
                check_what_if(there, subtype, name, day, place.id, items, how)


@pytest.mark.slow
@pytest.mark.parametrize(("subtype", "name", "day"), WALK)
def test_what_if_comes_true_whatever_is_wrong(there: Checker, subtype: str, name: str, day: date) -> None:
    for place in places():
        for items, how in dossiers(there, subtype, place.id, day):
            check_what_if(there, subtype, name, day, place.id, items, how)


@pytest.mark.parametrize(("subtype", "name", "day"), PART)
def test_every_way_leads_where_it_says(there: Checker, subtype: str, name: str, day: date) -> None:
    """Not the nearest only; and a way that opens later, on its first day."""
    for place in places():
        answer = there.what_if(goods(subtype, name, day, place.id)).to_dict()
        for obligation in (o for line in answer["lines"] for o in line["obligations"]):
            for way in (*obligation["ways"], *filter(None, [obligation["later"]])):
                after = goods(subtype, name, day, place.id)
                assert after.dossier is not None
                arrival = date.fromisoformat(way["opens"]) if way["opens"] else day
                after.dossier.arrives_on = arrival
                # Also what another need's paper serves, for that one may be of another way.
                needs = [{**need, "served_by": None} for need in way["needs"]]
                mend(after, needs, way["route"]["requirements"], arrival)
                report = there.check(after)
                (came,) = (r.outcome for r in report.lines[0].routes if r.id == way["route"]["id"])
                assert came == way["then"], (place.id, way["route"]["id"], faults(report))


CHINESE_DAYS = (date(2020, 4, 10), date(2020, 5, 6), date(2023, 8, 20))
WRONG: dict[str, Callable[[Declaration], Any]] = {
    "nothing": lambda _: None,
    "agent's statement": lambda d: _stated(d, "announcement-5", "宁波示例通关报关有限公司"),
    "other form": lambda d: _stated(d, "announcement-12-joint", MAKER.name),
    "filing": lambda d: (
        d.dossier and d.dossier.lines[1].documents.append(Document("nmpa-filing", "粤深械备20200117号"))
    ),
    "malformed": lambda d: d.dossier and d.dossier.lines[1].documents.append(Document("nmpa-registration", "X")),
}


def _stated(declaration: Declaration, form: str, issuer: str | None) -> None:
    assert declaration.dossier is not None
    declaration.dossier.statements.append(Statement(form, issuer, declaration.declared_on, [1]))


@pytest.mark.parametrize("listed", [True, False])
@pytest.mark.parametrize(
    "subtype", ["surgical_mask", "civil_mask", "gown_isolation", "ventilator_invasive", "ir_ear", "pcr_kit"]
)
def test_the_chinese_side_comes_true(tmp_path: Path, subtype: str, listed: bool) -> None:
    name = GOODS[subtype][0]
    checker = Checker(tmp_path, today=TODAY)
    for day in CHINESE_DAYS:
        found = checker.requirements(subtype, places()[0].id, day).to_dict()["china"]
        items = [item for o in found for way in o["routes"] for item in way["requirements"]]
        snapshot(tmp_path, load("barred-exporters"), day, ())
        for registry in {item["registry"] for item in items} - {None}:
            numbers = {form["example"] for item in items for form in item["forms"]}
            on_it = any(item["example"] for item in items if item["registry"] == registry) or listed
            snapshot(tmp_path, load(registry), day, numbers if on_it else (), product=name)
    checker = Checker(tmp_path, today=TODAY)
    for day in CHINESE_DAYS:
        free = next(p for p in places() if checker.requirements(subtype, p.id, day).nothing_demanded)
        for spoil in WRONG.values():
            before, after = goods(subtype, name, day, free.id), goods(subtype, name, day, free.id)
            for d in (before, after):
                spoil(d)
            answer = checker.what_if(before).to_dict()
            for line in answer["lines"]:
                ways = [o["ways"][0] for o in line["obligations"] if o["ways"]]
                needs = [need for way in ways for need in way["needs"]]
                mend(after, needs, [item for way in ways for item in way["route"]["requirements"]], day)
                report = checker.check(after)
                assert report.outcome == line["then"], (day, [n["id"] for n in needs], faults(report))


CASES = tomllib.loads((HERE / "cases" / "rules.toml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("code", "case"),
    [pytest.param(code, case, id=f"{code}-{n}") for code, e in CASES.items() for n, case in enumerate(e["cases"])],
)
def test_whatever_stands_in_the_way_is_told(code: str, case: Json, checker: Checker) -> None:
    """Every finding that counts is a fault of some need or stays; and no pass is promised where something stays."""
    found = declaration(case["base"], case.get("set"))
    report, answer = checker.check(found), checker.what_if(found).to_dict()
    told = json.dumps(answer)
    for finding in [*report.findings, *report.lines[0].findings]:
        if finding.severity != "info" and not finding.rule.startswith("DEST-ROUTE"):
            assert f'"{finding.rule}"' in told or answer["lines"][0]["why"], finding
    assert OUTCOMES.index(answer["then"]) >= OUTCOMES.index(report.outcome)
    assert answer["then"] in ("pass", "not_controlled") or any(line["why"] for line in answer["lines"])


MASK = {"lines.0.certificate_number-": 0, "dossier.lines.1.documents.0-": 0}
"""The certificate is missing."""


def test_the_next_day_of_the_law() -> None:
    (line,) = Checker(REGISTRIES, today=TODAY).what_if(declaration("mask", MASK)).lines
    (aim,) = line.obligations
    assert [way.route.id for way in aim.ways if way.route] == ["announcement-5", "announcement-12-medical"]
    assert [need.id for need in aim.ways[0].needs] == ["cn.announcement-5.certificate"]
    assert aim.later is not None
    # From 2023-08-18 the repeal may have been in force, from 08-29 it was for certain.
    assert (aim.later.opens, aim.later.then, aim.later.needs) == (date(2023, 8, 29), "pass", ())


def test_barred_and_unknown_are_told_as_such(checker: Checker) -> None:
    barred = next(c for c in CASES["CN-BARRED"]["cases"] if c["status"] == "failed")
    for found, then, code in (
        (declaration(barred["base"], barred.get("set")), "fail", "barred"),
        (declaration("mask", {"destination": "AQ"}), "review", "destination-unknown"),
        (declaration("mask", {"lines.0.manufacturer.name": "某某示例电子有限公司", **MASK}), "pass", None),
    ):
        answer = checker.what_if(found)
        assert answer.then == then, answer
        assert {stay.code for line in answer.lines for stay in line.why} | {
            need.why.code for need in answer.needs if need.why
        } == ({code} if code else set())


def test_where_no_body_is_known_a_person_must_look(checker: Checker, monkeypatch: pytest.MonkeyPatch) -> None:
    papers = base("eu-ffp2")["dossier"]["lines"]["1"]["documents"]
    changes: Json = {"dossier.lines.1.documents": papers[:-1], "dossier.lines.1.label-": 0}
    for spoil in ({}, {"dossier.lines.1.documents": [*papers[:-1], {**papers[-1], "body": "9999"}]}):
        assert checker.what_if(declaration("eu-ffp2", {**changes, **spoil})).then == "pass"
        with monkeypatch.context() as patched:
            patched.setattr("supplycheck.reach.designated", lambda *_: ())
            (line,) = checker.what_if(declaration("eu-ffp2", {**changes, **spoil})).lines
        assert (line.then, {stay.code for stay in line.why}) == ("review", {"body-unknown"})


PAPER = Requirement("a", Text("", ""), (), "verified", (), kind="document", documents=("test-report",))


@pytest.mark.parametrize(
    ("paper", "wanted", "serves_it"),
    [
        ({}, {}, True),
        ({}, {"documents": ("iso-13485",)}, False),
        ({}, {"documents": ("iso-13485", "test-report")}, True),
        ({"documents": ("iso-13485", "test-report")}, {}, False),
        ({"kind": "standard"}, {}, False),
        ({}, {"acts": ("98/79",)}, False),
        ({"acts": ("98/79",)}, {}, True),
        ({"acts": ("98/79", "2017/746")}, {"acts": ("98/79",)}, False),
        ({"modules": ("D",)}, {"modules": ("C2", "D")}, True),
        ({"modules": ("C2", "D")}, {"modules": ("D",)}, False),
        ({}, {"number": True}, False),
        ({"number": True}, {"number": True}, True),
        ({}, {"registry": "fda-510k"}, False),
        ({"holder": "any"}, {}, False),
        ({}, {"holder": "any"}, True),
        ({}, {"issued_before": DAYS[0]}, False),
        ({}, {"most_years": 5}, False),
        ({"formats": ("fda_510k",)}, {"formats": ("fda_510k",)}, True),
        ({"formats": ("fda_510k",)}, {"formats": ("fda_listing",)}, False),
        ({}, {"formats": ("fda_510k",)}, False),
        ({"documents": ("other",), "words": ("a word",)}, {"documents": ("other",), "words": ("word",)}, True),
        ({"documents": ("other",), "words": ("word", "b")}, {"documents": ("other",), "words": ("word",)}, False),
    ],
)
def test_one_paper_for_two(paper: Json, wanted: Json, *, serves_it: bool) -> None:
    strong, weak = PAPER._replace(id=repr(paper), **paper), PAPER._replace(id=f"of {wanted!r}", **wanted)
    assert serves(strong, weak) is serves_it
    assert alone([strong, weak]) == ([strong] if serves_it else [strong, weak] if not serves(weak, strong) else [weak])


def test_a_report_knows_its_declaration(checker: Checker) -> None:
    found = declaration("mask", MASK)
    report = checker.check(found)
    assert checker.what_if(report) == checker.what_if(found)
    with pytest.raises(UsageError):
        checker.what_if(pickle.loads(pickle.dumps(report)))
    with pytest.raises(UsageError):
        checker.what_if(declaration("mask", {"direction": "import"}))
    assert checker.what_if(checker.check(declaration("mask"))).lines == ()


def test_what_is_waived_needs_nothing() -> None:
    lot = {"lines.0.lot": "20200417", "dossier.statements.0.items.0.lot": "20200417"}
    waived = Checker(
        REGISTRIES,
        today=TODAY,
        waivers=[Waiver(reason="relabelled", by="Li Ming", until=date(2027, 1, 1), rule="LABEL-LOT", number="DEMO-1")],
    )
    answer = waived.what_if(declaration("mask", lot))
    assert [need.id for line in answer.lines for need in line.needs] == ["LABEL-LOT"]
    assert waived.what_if(waived.check(declaration("mask", lot))).lines == ()


def test_nobody_is_named(filled_in: Path) -> None:
    wrong = {
        "dossier.statements.0.issuer": "某某示例贸易有限公司",
        "lines.0.manufacturer.name": "绍兴示例竹里日用品有限公司",
    }
    open_, shut = (
        Checker(REGISTRIES, today=TODAY, redact=r).what_if(declaration("mask", wrong)) for r in (False, True)
    )
    assert "某某示例" in json.dumps(open_.to_dict(), ensure_ascii=False)
    said = json.dumps(shut.to_dict(), ensure_ascii=False)
    for name in ("某某示例", "竹里", "云岫", "DEMO-1", "mask.json"):
        assert name not in said
    assert [line.then for line in shut.lines] == [line.then for line in open_.lines]


def test_the_command(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    data = base("mask", {**MASK, "dossier.statements.0.signed_on": "2020-05-07"})
    data["lines"].append({**data["lines"][0], "number": 2})
    path.write_text(json.dumps(data), encoding="utf-8")
    words = ("what-if", path, "--registries", REGISTRIES)
    first = run(*words, "--json")
    (answer,) = json.loads(first.stdout)
    assert first.returncode == 0
    assert [line["line"] for line in answer["lines"]] == [1, 2]
    (one,) = json.loads(run(*words, "--line", "2", "--format", "json").stdout)
    assert one["lines"] == answer["lines"][1:]
    assert run(*words, "--line", "3").returncode == 2
    told = {lang: run(*words, "--lang", lang).stdout for lang in ("zh", "en")}
    assert "补充: 国内医疗器械产品注册证书" in told["zh"]
    assert "supply: a Chinese medical-device registration certificate" in told["en"]
    for text in told.values():
        assert "cn.announcement-5.certificate" in text
        assert "国械注准20203400940" in text
        assert "2023-08-29" in text
