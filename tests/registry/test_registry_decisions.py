"""What reviewers decided of close names: merged, expired, told against each other; and what a list answers then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from supplycheck.errors import UsageError
from supplycheck.registry import Found, NotFound, decisions
from supplycheck.registry.decisions import Decision, Decisions, digest_of

NAME, CLOSE = "深圳示例博康医疗器械有限公司", "深圳示例博庚医疗器械有限公司"
DAY = date(2026, 11, 26)
Code = Callable[[int], str]


@pytest.fixture
def masks(data, credit_code: Code):  # type: ignore[no-untyped-def]
    data.put("mofcom-masks", "2020-05-06", [[NAME, "", credit_code(1), "CE"]])
    return data.on("mofcom-masks", "2020-05-06")


def decision(view, ruling: str = "same", **other: object) -> Decision:  # type: ignore[no-untyped-def]
    (record,) = view.records(view.match(NAME)[0].record.id)
    made = Decision("mofcom-masks", CLOSE, record.id, digest_of(record.fields), "same", "renamed", "Li Ming", DAY)
    return made._replace(ruling=ruling, **other)  # type: ignore[arg-type]


def decide(data, *made: Decision):  # type: ignore[no-untyped-def]
    decisions.add(data.folder / decisions.FOLDER, made)
    return data.on("mofcom-masks", "2020-05-06")


def test_accepted_is_the_firm(data, masks) -> None:  # type: ignore[no-untyped-def]
    assert masks.find_party(name=CLOSE).match == "possible"
    view = decide(data, made := decision(masks))
    answer = view.find_party(name=f"深圳市{CLOSE[2:]}")
    assert isinstance(answer, Found)
    assert (answer.match, answer.evidence.decided) == ("name", (made,))
    assert [d.part for d in answer.differences] == ["brand"]
    (match,) = view.match(CLOSE)
    assert (match.verdict, match.decided) == ("same", made)


def test_rejected_is_not_there(data, masks) -> None:  # type: ignore[no-untyped-def]
    view = decide(data, made := decision(masks, "different"))
    answer = view.find_party(name=CLOSE)
    assert isinstance(answer, NotFound)
    assert answer.evidence.decided == (made,)
    assert view.find_all_party(name=CLOSE) == view.match(CLOSE) == []
    # Others are as close as before, and the firm itself is what it is.
    assert view.find_party(name=CLOSE.replace("庚", "慷")).match == "possible"
    assert view.find_party(name=NAME).match == "name"


def test_a_name_settles_nothing_where_codes_differ(data, masks, credit_code: Code) -> None:  # type: ignore[no-untyped-def]
    view = decide(data, decision(masks, name=NAME))
    assert view.find_party(name=NAME, uscc=credit_code(7)).match == "possible"


def test_a_decision_ends_when_the_record_changes(data, masks, credit_code: Code) -> None:  # type: ignore[no-untyped-def]
    view = decide(data, made := decision(masks))
    data.put("mofcom-masks", "2020-05-07", [[NAME, "", credit_code(1), "FDA"]])
    later = data.on("mofcom-masks", "2020-05-07")
    assert later.find_party(name=CLOSE).match == "possible"
    assert view.find_party(name=CLOSE).match == "name"
    known = Decisions([made])
    assert known.state(made, [made.digest]) == "counts"
    assert known.state(made, [digest_of(later.records(made.record)[0].fields)]) == "expired"
    assert known.state(made, []) == "gone"


def test_the_later_day_counts_and_a_tie_of_two_people_does_not(data, masks) -> None:  # type: ignore[no-untyped-def]
    first = decision(masks)
    otherwise = decision(masks, "different", person="王芳", day=date(2026, 11, 27))
    view = decide(data, first, otherwise)
    assert isinstance(view.find_party(name=CLOSE), NotFound)
    assert Decisions([first, otherwise]).state(first, [first.digest]) == "overruled"
    assert Decisions([first, otherwise]).against(first) == [otherwise]
    view = decide(data, decision(masks, "same", day=date(2026, 11, 27)))
    assert view.find_party(name=CLOSE).match == "possible"
    # On one day, what one person says last counts.
    view = decide(data, decision(masks, "different", day=date(2026, 11, 28)), decision(masks, day=date(2026, 11, 28)))
    assert view.find_party(name=CLOSE).match == "name"


def test_each_person_has_a_file_that_only_grows(data, masks) -> None:  # type: ignore[no-untyped-def]
    folder: Path = data.folder / decisions.FOLDER
    made = decision(masks)
    assert decisions.add(folder, [made, made]) == [made]
    before = (folder / "Li Ming.jsonl").read_bytes()
    other = decision(masks, "different", person="../王芳")
    assert decisions.add(folder, [made, other, made._replace(reason="again")]) == [other, made._replace(reason="again")]
    assert (folder / "Li Ming.jsonl").read_bytes().startswith(before)
    assert sorted(path.name for path in folder.glob("*.jsonl")) == ["Li Ming.jsonl", "_王芳.jsonl"]
    assert set(decisions.load(folder).all) == {made, other, made._replace(reason="again")}
    assert decisions.digest_of_all([made, other]) == decisions.digest_of_all([other, made, made])
    with pytest.raises(UsageError):
        decisions.add(folder, [made._replace(person=" . ")])


@pytest.mark.parametrize("line", ["{", "[]", "{}", '{"day": "x"}', "\udcff"])
def test_a_line_that_is_no_decision_is_not_passed_over(data, masks, line: str) -> None:  # type: ignore[no-untyped-def]
    folder: Path = data.folder / decisions.FOLDER
    decisions.add(folder, [decision(masks)])
    with (folder / "Li Ming.jsonl").open("ab") as file:
        file.write(line.encode("utf-8", "surrogateescape") + b"\n")
    with pytest.raises(UsageError, match="Li Ming"):
        data.on("mofcom-masks", "2020-05-06")
