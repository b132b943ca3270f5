"""Waivers turn review into pass and nothing else, and stay visible."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from bases import base, declaration
from conftest import REGISTRIES

from supplycheck import Checker, Report, UsageError
from supplycheck.readers import read_bytes
from supplycheck.report import Field, Finding
from supplycheck.waivers import Waiver, _matches, load

TODAY = date(2026, 11, 23)
LOT = {"lines.0.lot": "20200417", "dossier.statements.0.items.0.lot": "20200417"}
"""The lot on the carton is another: for a person to look at."""
WHO = "91999999MA0000003W"


def waiver(**entry: Any) -> str:
    told = {"reason": "relabelled, photographs in file 12", "by": "Li Ming", "until": date(2027, 3, 31), **entry}
    lines = [f"{k} = {v.isoformat() if isinstance(v, date) else repr(v)}" for k, v in told.items() if v is not None]
    return "[[waiver]]\n" + "\n".join(lines) + "\n"


def checked(folder: Path, text: str, changes: dict[str, Any] | None = None, name: str = "mask") -> Report:
    path = folder / "waivers.toml"
    path.write_text(text, encoding="utf-8")
    return Checker(REGISTRIES, today=TODAY, waivers=path).check(declaration(name, changes))


def finding_id(rule: str, changes: dict[str, Any]) -> str:
    report = Checker(REGISTRIES, today=TODAY).check(declaration("mask", changes))
    return next(f.id for f in report.lines[0].findings if f.rule == rule)


def test_the_base_is_for_review_without_a_waiver() -> None:
    assert Checker(REGISTRIES, today=TODAY).check(declaration("mask", LOT)).outcome == "review"


@pytest.mark.parametrize(
    "entry",
    [
        {"rule": "LABEL-LOT", "party": WHO},
        {"rule": "label-lot", "party": "苏州示例云岫医疗用品有限公司"},
        {"rule": "LABEL-LOT", "number": "苏械注准 20182140001"},
        {"rule": "LABEL-LOT", "number": "HT-1", "party": WHO},
        {"rule": "LABEL-LOT", "number": "DEMO-1"},
    ],
)
def test_a_rule_is_waived_for_a_party_or_a_number(entry: dict[str, str], tmp_path: Path) -> None:
    report = checked(tmp_path, waiver(**entry), LOT)
    assert report.outcome == "pass"
    (finding,) = (f for f in report.lines[0].findings if f.rule == "LABEL-LOT")
    assert finding.waived is not None
    assert (finding.waived.by, finding.waived.until) == ("Li Ming", date(2027, 3, 31))
    assert finding.waived.waiver.upper().startswith("LABEL-LOT ")
    assert finding.status == "failed"
    assert report.waivers
    assert report.waivers in report.to_json()


def test_one_finding_is_waived_by_its_id(tmp_path: Path) -> None:
    text = waiver(finding=finding_id("LABEL-LOT", LOT))
    assert checked(tmp_path, text, LOT).outcome == "pass"
    # Another lot is another finding, which nobody has looked at.
    other = {**LOT, "lines.0.lot": "20200418", "dossier.statements.0.items.0.lot": "20200418"}
    assert checked(tmp_path, text, other).outcome == "review"


@pytest.mark.parametrize(
    "entry",
    [
        {"rule": "LABEL-LOT", "party": "绍兴示例竹里日用品有限公司"},
        {"rule": "LABEL-DATES", "party": WHO},
        {"rule": "LABEL-LOT", "number": "HT-2"},
        {"rule": "LABEL-LOT", "number": "HT-1", "party": "91999999MA0000009X"},
        {"finding": "0123456789abcdef"},
    ],
)
def test_a_waiver_for_something_else_changes_nothing(entry: dict[str, str], tmp_path: Path) -> None:
    report = checked(tmp_path, waiver(**entry), LOT)
    assert report.outcome == "review"
    assert all(f.waived is None for f in report.lines[0].findings)


def test_a_number_waives_what_is_said_of_its_paper_only(tmp_path: Path) -> None:
    papers = base("eu-mask")["dossier"]["lines"]["1"]["documents"]
    other = {"kind": "iso-13485", "number": "ISO-1"}
    changes = {"dossier.lines.1.documents": [{**p, "number": f"N-{n}"} for n, p in enumerate(papers)] + [other]}
    found = declaration("eu-mask", changes)
    for n, number in ((2, "N-2"), (2, "ISO-1"), (2, "DEMO-1")):
        finding = about(f"dossier.lines.1.documents[{n}].number")
        entry = Waiver(rule="DEST-DOCUMENT", number=number, reason="x", by="x", until=TODAY)
        assert _matches(entry, finding, found, found.lines[0]) == (number != "ISO-1")
    # A paper that is missing is none of those that are there.
    entry = Waiver(rule="DEST-DOCUMENT", number="N-2", reason="x", by="x", until=TODAY)
    assert not _matches(entry, about("dossier.lines.1.documents"), found, found.lines[0])


@pytest.mark.parametrize(
    ("path", "party", "matches"),
    [
        ("consignor.uscc", "91999999MA0000001N", True),
        ("producer.uscc", "91999999MA0000001N", False),
        ("lines[0].manufacturer.name", "91999999MA0000001N", False),
        ("lines[0].manufacturer.name", WHO, True),
        ("dossier.lines.1.label.places", "91999999MA0000001N", True),
    ],
)
def test_a_party_waives_what_is_said_of_it(path: str, party: str, matches: bool) -> None:
    found = declaration("mask")
    entry = Waiver(rule="DEST-DOCUMENT", party=party, reason="x", by="x", until=TODAY)
    assert _matches(entry, about(path), found, found.lines[0]) == matches


def about(path: str) -> Finding:
    """A finding about a field."""
    return Finding(
        id="0123",
        rule="DEST-DOCUMENT",
        requirement=None,
        topic="destination-evidence",
        status="failed",
        severity="warning",
        confidence="partial",
        reason=None,
        field=Field(path, path),
        seen=None,
        needed=None,
        message=None,
        law=[],
        evidence=[],
        fix=None,
    )


def test_waivers_may_be_given_one_by_one() -> None:
    entry = Waiver(rule="LABEL-LOT", party=WHO, reason="x", by="Li", until=TODAY)
    report = Checker(REGISTRIES, today=TODAY, waivers=[entry]).check(declaration("mask", LOT))
    assert report.outcome == "pass"
    assert len(report.waivers or "") == 64
    late = entry.model_copy(update={"until": date(2028, 1, 1)})
    with pytest.raises(UsageError, match="more than a year"):
        Checker(REGISTRIES, today=TODAY, waivers=[late])


def test_a_waiver_of_one_declaration_is_none_of_another_without_a_number(tmp_path: Path) -> None:
    data = base("mask", LOT)
    del data["id"], data["contract_number"], data["dossier"]["contract"]
    both = read_bytes(f"{json.dumps(data)}\n{json.dumps(data)}".encode(), "a.jsonl")
    first = Checker(REGISTRIES, today=TODAY).check(both[0])
    lot = next(f.id for f in first.lines[0].findings if f.rule == "LABEL-LOT")
    entry = Waiver(finding=lot, reason="x", by="x", until=TODAY)
    outcomes = [r.outcome for r in Checker(REGISTRIES, today=TODAY, waivers=[entry]).check_many(both)]
    assert outcomes == ["pass", "review"]


def test_every_finding_needs_its_waiver(tmp_path: Path) -> None:
    changes = {**LOT, "consignor.uscc": "91999999MA0000001X"}
    before = Checker(REGISTRIES, today=TODAY).check(declaration("mask", changes))
    assert before.outcome == "review"
    assert checked(tmp_path, waiver(rule="LABEL-LOT", party=WHO), changes).outcome == "review"
    rules = {f.rule for f in (*before.findings, *before.lines[0].findings) if f.severity != "info"}
    text = "".join(waiver(rule=rule, number="DEMO-1") for rule in rules)
    assert checked(tmp_path, text, changes).outcome == "pass"


def test_a_fail_is_never_waived(tmp_path: Path) -> None:
    changes = {"dossier.statements": []}
    report = Checker(REGISTRIES, today=TODAY).check(declaration("mask", changes))
    failing = [f for f in report.lines[0].findings if f.severity == "error"]
    assert failing
    again = checked(tmp_path, "".join(waiver(finding=f.id) for f in failing), changes)
    assert again.outcome == "fail"
    assert all(f.waived is None for f in again.lines[0].findings)
    assert {n.code for n in again.notes} == {"waiver-refused"}


def test_an_expired_waiver_is_a_note(tmp_path: Path) -> None:
    report = checked(tmp_path, waiver(rule="LABEL-LOT", party=WHO, until=date(2026, 11, 22)), LOT)
    assert report.outcome == "review"
    assert [n.code for n in report.notes] == ["waiver-expired"]
    assert "2026-11-22" in report.notes[0].message.zh
    assert checked(tmp_path, waiver(rule="LABEL-LOT", party=WHO, until=TODAY), LOT).outcome == "pass"


def test_what_cannot_be_read_is_never_waived(tmp_path: Path) -> None:
    report = checked(tmp_path, waiver(rule="FIELD-UNREADABLE", party=WHO), {"direction": "import"})
    assert report.outcome == "unreadable"


def test_unused_waivers_are_known(tmp_path: Path) -> None:
    path = tmp_path / "w.toml"
    path.write_text(waiver(rule="LABEL-LOT", party=WHO) + waiver(finding="0123456789abcdef"), encoding="utf-8")
    waivers = load(path, TODAY)
    Checker(REGISTRIES, today=TODAY, waivers=waivers).check(declaration("mask", LOT))
    assert [w.label for w in waivers.unused] == ["0123456789abcdef"]


def test_the_same_waivers_give_the_same_bytes(tmp_path: Path) -> None:
    text = waiver(rule="LABEL-LOT", party=WHO)
    assert checked(tmp_path, text, LOT).to_json() == checked(tmp_path, text, LOT).to_json()


def test_routes_follow(tmp_path: Path) -> None:
    changes = {"lines.0.manufacturer.name": "苏州示例云岫医疗用品公司", "lines.0.manufacturer.uscc-": 0, "producer-": 0}
    before = Checker(REGISTRIES, today=TODAY).check(declaration("mask", changes))
    assert [r.outcome for r in before.lines[0].routes if r.chosen] == ["review", "pass"]
    rules = {f.rule for f in before.lines[0].findings if f.severity != "info"}
    after = checked(tmp_path, "".join(waiver(rule=r, number="DEMO-1") for r in rules), changes)
    assert after.outcome == "pass"
    assert [r.outcome for r in after.lines[0].routes if r.chosen] == ["pass", "pass"]
    assert [r.outcome for r in after.lines[0].routes if not r.chosen] == ["fail"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (waiver(rule="LABEL-LOT"), "not for everybody"),
        (waiver(rule="LABEL-LOT", party=WHO, until=None), "until"),
        (waiver(rule="LABEL-LOT", party=WHO, by=None), "by"),
        (waiver(rule="LABEL-LOT", party=WHO, reason=" "), "reason"),
        (waiver(rule="LABEL-LOT", party=WHO, until=date(2027, 12, 1)), "more than a year"),
        (waiver(rule="LABEL-LOT", party=WHO, finding="0123456789abcdef"), "either"),
        (waiver(rule="LABEL-LOT", party=WHO, extra="x"), "extra"),
        (waiver(), "either"),
        ("[waiver]\n", "[[waiver]]"),
        ("x = 1\n", "[[waiver]]"),
        ("waiver", "no waivers file"),
    ],
)
def test_a_waivers_file_that_is_wrong_is_told(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "w.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as error:
        load(path, TODAY)
    assert said in str(error.value)


def test_the_base_has_what_the_tests_name() -> None:
    data = base("mask")
    assert (data["id"], data["contract_number"]) == ("DEMO-1", "HT-1")
