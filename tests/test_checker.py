"""`Checker`: the day, the regime, what is told and what is not, and reports that are plain data and repeat themselves."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from bases import BASES, declaration
from conftest import REGISTRIES, TODAY

import supplycheck
from supplycheck import Checker, Declaration, Line, RegistryUnavailable, Report, UnreadableInput, UsageError

NAMES = sorted(p.stem for p in BASES.glob("*.json"))


def test_the_file_decides_the_day_then_the_dossier_then_the_option_then_today(checker: Checker) -> None:
    asked = date(2020, 5, 7)
    told = declaration("mask", {"dossier.declared_on": "2020-05-06"})
    assert checker.check(told, on=asked).declaration.declared_on_from == "file"
    dossier = declaration("mask", {"declared_on-": 0, "dossier.declared_on": "2020-05-06"})
    report = checker.check(dossier, on=asked)
    assert (report.declaration.declared_on, report.declaration.declared_on_from) == (date(2020, 5, 6), "dossier")
    nothing = declaration("mask", {"declared_on-": 0})
    report = checker.check(nothing, on=asked)
    assert (report.declaration.declared_on, report.declaration.declared_on_from) == (asked, "option")
    report = checker.check(nothing)
    assert (report.declaration.declared_on, report.declaration.declared_on_from) == (TODAY, "today")
    assert any(n.code == "no-date" for n in report.notes)


def test_an_assumed_day_beats_all_and_says_so() -> None:
    report = Checker(REGISTRIES, today=TODAY, as_if_declared=date(2024, 5, 1)).check(declaration("mask"))
    assert report.as_if_declared == report.declaration.declared_on == date(2024, 5, 1)
    assert report.declaration.declared_on_from == "as-if-declared"
    assert "MOFCOM-2023-32" in report.regime.china


def test_a_pinned_regime_is_used_whatever_the_day_and_says_so() -> None:
    without = declaration("mask", {"dossier.statements": []})
    pinned = Checker(REGISTRIES, today=TODAY, regime="after-repeal").check(without)
    assert pinned.pinned_regime == "after-repeal"
    assert pinned.lines[0].route == "none-required"
    assert Checker(REGISTRIES, today=TODAY).check(without).outcome == "fail"


def test_unknown_regimes_and_directories_are_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="announcement-5"):
        Checker(REGISTRIES, regime="announcement-6")
    with pytest.raises(UsageError):
        Checker(tmp_path / "none")


def test_without_a_dossier_nothing_is_known_and_with_an_empty_one_nothing_exists(checker: Checker) -> None:
    unknown = checker.check(declaration("mask", {"dossier-": 0}))
    assert unknown.outcome == "review"
    assert {f.reason for f in unknown.lines[0].findings if f.status == "not_evaluated" and f.severity != "info"} == {
        "no-dossier"
    }
    empty = checker.check(declaration("mask", {"dossier": {}}))
    assert empty.outcome == "fail"
    opted_out = checker.check(declaration("mask", {"dossier": {"complete": False}}))
    assert opted_out.outcome == "review"


def test_no_snapshot_never_passes(tmp_path: Path) -> None:
    report = Checker(tmp_path, today=TODAY).check(declaration("mask"))
    assert report.outcome == "review"
    assert {f.reason for f in report.lines[0].findings if f.topic == "registry"} == {"missing"}


def test_what_cannot_be_read_is_answered_in_its_place(checker: Checker) -> None:
    broken = UnreadableInput("a.xml", "7", code="D40", zh="坏", en="broken")
    reports = list(checker.check_many(iter([declaration("mask"), broken, declaration("kit")])))
    assert [r.outcome for r in reports] == ["pass", "unreadable", "pass"]
    assert [(n.code, n.severity, n.where) for n in reports[1].notes] == [("D40", "error", "a.xml:7")]


def test_many_are_checked_lazily(checker: Checker) -> None:
    def endless() -> Iterator[Declaration]:
        while True:
            yield declaration("mask")

    reports = checker.check_many(endless())
    assert next(reports).outcome == "pass"
    assert next(reports).outcome == "pass"


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        (Declaration(direction="import", lines=[Line(name="口罩")]), "not-an-export"),
        (Declaration(), "no-lines"),
    ],
)
def test_what_is_no_export_of_goods_is_not_judged(declared: Declaration, code: str, checker: Checker) -> None:
    report = checker.check(declared)
    assert report.outcome == "unreadable"
    assert [n.code for n in report.notes] == [code]


@pytest.mark.parametrize("name", NAMES)
def test_reports_are_plain_data_after_the_schema(name: str, checker: Checker) -> None:
    report = checker.check(declaration(name))
    data = json.loads(report.to_json())
    jsonschema.validate(data, Report.model_json_schema())
    assert pickle.loads(pickle.dumps(report)).to_json() == report.to_json()
    lean = json.loads(report.to_json(lean=True))
    assert not {"instruments", "snapshots"} & set(lean)
    assert all("message" not in f for line in lean["lines"] for f in line["findings"])


def test_equal_inputs_give_equal_bytes_in_any_process() -> None:
    """Hash seeds differ between processes; order must not depend on them."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from bases import BASES, declaration; from datetime import date\n"
        "from supplycheck import Checker\n"
        "c = Checker(sys.argv[2], today=date(2026, 11, 23), trace=True)\n"
        "for p in sorted(BASES.glob('*.json')): print(c.check(declaration(p.stem, {'dossier.statements': []})).to_json())"
    )
    here = str(Path(__file__).parent)
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code, here, str(REGISTRIES)],
            capture_output=True,
            check=True,
            cwd=Path(supplycheck.__file__).parent.parent,
            env={**__import__("os").environ, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
        ).stdout
        for seed in ("0", "1", "42")
    }
    assert len(outputs) == 1
    assert next(iter(outputs)).count(b"\n") == len(NAMES)


def test_finding_ids_stay_while_the_defect_does(checker: Checker) -> None:
    changes = {"dossier.statements": []}
    first = [f.id for f in checker.check(declaration("mask", changes)).lines[0].findings]
    again = [
        f.id
        for f in checker.check(declaration("mask", {**changes, "agent.name": "宁波示例另一家报关有限公司"}))
        .lines[0]
        .findings
    ]
    assert first
    assert first == again
    assert len(first) == len(set(first))


def test_registries_are_asked_as_of_the_day(checker: Checker) -> None:
    nmpa = checker.registry("nmpa", on=date(2020, 5, 6))
    record = nmpa.lookup("苏械注准20182140001")
    assert record is not None
    assert record.name == "苏州示例云岫医疗用品有限公司"
    assert nmpa.lookup("苏械注准20182149999") is None
    (best, *_) = nmpa.match("苏州示例云岫医疗用品有限公司", limit=5)
    assert (best.verdict, best.record.name) == ("same", "苏州示例云岫医疗用品有限公司")
    assert nmpa.match("天津示例毫不相干贸易有限公司") == []
    with pytest.raises(RegistryUnavailable):
        checker.registry("no-such-list", on=date(2020, 5, 6))


def test_a_report_names_the_snapshots_it_asked(checker: Checker) -> None:
    report = checker.check(declaration("mask"))
    assert {s.registry for s in report.snapshots} >= {"nmpa", "barred-exporters"}
    assert all(s.as_of <= date(2020, 5, 6) and len(s.sha256) == 64 for s in report.snapshots)


@pytest.mark.parametrize("module", ["requests", "rich", "lxml", "pydantic", "click"])
def test_importing_the_package_loads_nothing_heavy(module: str) -> None:
    code = f"import sys, supplycheck; sys.exit({module!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_public_names_are_all_there() -> None:
    for name in supplycheck.__all__:
        assert getattr(supplycheck, name) is not None
    assert set(supplycheck.__all__) <= set(dir(supplycheck))
    with pytest.raises(AttributeError, match="no_such_name"):
        supplycheck.no_such_name  # noqa: B018
