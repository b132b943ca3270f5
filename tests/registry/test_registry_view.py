"""The contract's sentences about snapshots, one by one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from supplycheck.errors import RegistryUnavailable, UsageError
from supplycheck.registry import Found, NotFound, Registries, Unavailable, definition

A, B, C = "沪械注准20202140000", "粤械注准20192070233", "苏械注准20182140611"
Cert = Callable[..., list[str]]


def reason(answer: object) -> str:
    assert isinstance(answer, Unavailable)
    assert answer.zh
    assert answer.en
    return answer.reason


def test_a_record_with_everything(data, cert: Cert, credit_code: Callable[[int], str]) -> None:  # type: ignore[no-untyped-def]
    data.put("nmpa", "2020-05-06", [cert(A), cert(B, expires="2020/12/31")])
    view = data.on("nmpa", "2020-05-06")
    answer = view.find(" 粤械注准２０１９2070233号 ")
    assert isinstance(answer, Found)
    record = answer.record
    assert record.id == B
    assert record.name == "深圳示例朴澈电子有限公司"
    assert (record.valid_from, record.valid_to) == (date(2019, 3, 18), date(2020, 12, 31))
    assert record.fields["uscc"] == credit_code(1)
    assert record.fields["expires_on"] == "2020/12/31"
    assert record.fields["class"] == "第二类"
    assert answer.match == "key"
    assert answer.whole
    assert (answer.evidence.registry, answer.evidence.as_of, answer.evidence.record) == ("nmpa", date(2020, 5, 6), B)
    assert answer.evidence.sha256 == view.sha256
    assert view.lookup(B) == record
    assert view.lookup(C) is None
    assert (view.rows, view.complete, view.state, view.age_days) == (2, True, "fresh", 0)


def test_the_newest_snapshot_not_later_than_the_day_is_asked(data, cert: Cert) -> None:  # type: ignore[no-untyped-def]
    data.put("nmpa", "2020-05-01", [cert(A)])
    data.put("nmpa", "2020-05-06", [cert(B)])
    data.put("nmpa", "2020-05-07", [cert(A), cert(B)])
    # Lists lose rows: what only an older snapshot has is gone.
    assert isinstance(data.on("nmpa", "2020-05-06").find(A), NotFound)
    assert isinstance(data.on("nmpa", "2020-05-06").find(B), Found)
    assert isinstance(data.on("nmpa", "2020-05-05").find(A), Found)
    assert data.on("nmpa", "2020-05-05").as_of == date(2020, 5, 1)
    assert data.on("nmpa", "2020-05-08").as_of == date(2020, 5, 7)


@pytest.mark.parametrize(
    ("name", "limit"), [("nmpa", 31), ("mofcom-masks", 14), ("samr-unqualified", 14), ("barred-exporters", 31)]
)
def test_age_is_counted_to_the_declaration_day(data, name: str, limit: int) -> None:  # type: ignore[no-untyped-def]
    rows = {
        "nmpa": [A, "上海示例甲有限公司", "", "口罩", "", "", "", ""],
        "mofcom-masks": ["上海示例甲有限公司", "", "", "CE"],
        "samr-unqualified": ["上海示例甲有限公司", "口罩", "M", "20200310", "过滤效率"],
        "barred-exporters": ["上海示例甲有限公司", "", "通知", "", ""],
    }
    data.put(name, "2020-06-01", [rows[name]])
    last = date(2020, 6, 1).toordinal() + limit
    fresh = data.on(name, date.fromordinal(last).isoformat())
    stale = data.on(name, date.fromordinal(last + 1).isoformat())
    assert (fresh.state, fresh.age_days) == ("fresh", limit)
    assert (stale.state, stale.age_days) == ("stale", limit + 1)
    other = {"name": "北京示例乙有限公司"}
    assert isinstance(fresh.find_party(**other), NotFound)
    assert reason(stale.find_party(**other)) == "stale"
    assert isinstance(stale.find_party(name="上海示例甲有限公司"), Found)


def test_present_in_a_stale_snapshot_is_evidence_absent_is_not(data, cert: Cert) -> None:  # type: ignore[no-untyped-def]
    data.put("nmpa", "2020-04-25", [cert(B)])
    view = data.on("nmpa", "2020-06-10")
    assert view.state == "stale"
    found = view.find(B)
    assert isinstance(found, Found)
    assert found.evidence.as_of == date(2020, 4, 25)
    assert not found.whole
    answer = view.find(A)
    assert reason(answer) == "stale"
    assert isinstance(answer, Unavailable)
    assert "46" in answer.en
    assert "46" in answer.zh


def test_a_partial_snapshot_shows_presence_only(data, cert: Cert) -> None:  # type: ignore[no-untyped-def]
    data.put("nmpa", "2020-05-06", [cert(B)])
    data.partial("nmpa", "2020-05-06")
    view = data.on("nmpa", "2020-05-06")
    assert not view.complete
    assert isinstance(view.find(B), Found)
    assert reason(view.find(A)) == "partial"
    assert reason(view.find_party(name="北京示例乙有限公司")) == "partial"


def test_behind_a_partial_snapshot_older_ones_count_back_to_a_whole_one(data, cert: Cert) -> None:  # type: ignore[no-untyped-def]
    data.put("nmpa", "2020-04-01", [cert(C)])
    data.put("nmpa", "2020-05-01", [cert(A)])
    data.put("nmpa", "2020-05-06", [cert(B)])
    data.partial("nmpa", "2020-05-06")
    view = data.on("nmpa", "2020-05-06")
    found = view.find(A)
    assert isinstance(found, Found)
    assert found.evidence.as_of == date(2020, 5, 1)
    # The whole list of 05-01 had dropped it.
    assert reason(view.find(C)) == "partial"


def test_a_months_release_is_never_whole(data) -> None:  # type: ignore[no-untyped-def]
    head = "KNUMBER|APPLICANT|DECISIONDATE|DECISION|PRODUCTCODE|COUNTRY_CODE|DEVICENAME\n"
    data.put("fda-510k", "2020-10-10", head + "K200001|Shili One Co., Ltd.|09/17/2020|SESE|FXX|CN|Mask\n", ".txt")
    data.put("fda-510k", "2020-11-10", head + "K200002|Shili Two Co., Ltd.|10/17/2020|SESE|FLL|CN|Meter\n", ".txt")
    view = data.on("fda-510k", "2020-12-01")
    assert (view.state, view.complete) == ("fresh", False)
    assert isinstance(view.find("K200001"), Found)
    assert isinstance(view.find("K200002"), Found)
    assert reason(view.find("K200003")) == "partial"
    # Before the first release was taken: its rows carry the day of the decision.
    early = data.on("fda-510k", "2020-09-20")
    found = early.find("K200001")
    assert isinstance(found, Found)
    assert found.record.valid_from == date(2020, 9, 17)
    assert reason(early.find("K200002")) == "missing"


def test_a_snapshot_with_damaged_rows_is_not_whole(data, cert: Cert) -> None:  # type: ignore[no-untyped-def]
    path = data.put("nmpa", "2020-05-06", [cert(A), cert(B)])
    path.write_bytes(path.read_bytes()[:-12])
    view = data.on("nmpa", "2020-05-06")
    assert (view.state, view.complete) == ("fresh", False)
    assert "line 3" in view.detail
    assert isinstance(view.find(A), Found)
    assert reason(view.find(C)) == "partial"


NOISE = bytes((7 * i * i + 13 * i) % 256 for i in range(4096))


def test_noise_neither_passes_nor_fails(data) -> None:  # type: ignore[no-untyped-def]
    data.put("nmpa", "2020-05-20", NOISE)
    view = data.on("nmpa", "2020-05-20")
    assert (view.state, view.as_of, view.rows, view.sha256) == ("unreadable", date(2020, 5, 20), 0, None)
    assert view.detail
    assert reason(view.find(A)) == "unreadable"
    assert reason(view.find_party(name="上海示例甲有限公司")) == "unreadable"
    assert view.lookup(A) is None
    assert view.near(A) == []
    assert view.match("上海示例甲有限公司") == []


def test_behind_an_unreadable_snapshot_older_ones_show_presence_never_absence(data, cert: Cert) -> None:  # type: ignore[no-untyped-def]
    data.put("nmpa", "2020-05-06", [cert(A)])
    data.put("nmpa", "2020-05-20", NOISE)
    view = data.on("nmpa", "2020-05-20")
    found = view.find(A)
    assert isinstance(found, Found)
    assert found.evidence.as_of == date(2020, 5, 6)
    assert reason(view.find(B)) == "unreadable"
    assert view.match("深圳示例朴澈电子有限公司")[0].record.id == A


def test_no_snapshot_at_all(data) -> None:  # type: ignore[no-untyped-def]
    view = data.on("nmpa", "2020-05-06")
    assert (view.state, view.as_of, view.age_days, view.rows) == ("missing", None, None, 0)
    assert reason(view.find(A)) == "missing"
    assert reason(view.find_party(name="上海示例甲有限公司")) == "missing"
    assert view.match("上海示例甲有限公司") == []


def test_a_later_snapshot_shows_that_a_dated_row_existed(data, cert: Cert) -> None:  # type: ignore[no-untyped-def]
    data.put("nmpa", "2020-06-01", [cert(A, issued="2020-05-10"), cert(B, issued="2020-05-05"), cert(C, issued="")])
    view = data.on("nmpa", "2020-05-06")
    assert view.state == "missing"
    found = view.find(B)
    assert isinstance(found, Found)
    assert found.evidence.as_of == date(2020, 6, 1)
    # Not yet issued that day, or without a day; never shown to be absent.
    assert reason(view.find(A)) == "missing"
    assert reason(view.find(C)) == "missing"
    assert reason(view.find("京械注准20192080177")) == "missing"
    assert view.lookup(B) is not None
    assert view.lookup(A) is None


def test_a_later_snapshot_says_nothing_against_a_fresh_one(data, cert: Cert) -> None:  # type: ignore[no-untyped-def]
    data.put("nmpa", "2020-05-01", [cert(A)])
    data.put("nmpa", "2020-06-01", [cert(B, issued="2020-05-05")])
    assert isinstance(data.on("nmpa", "2020-05-06").find(B), NotFound)
    # But where the day's snapshot is too old to show absence, it does show presence.
    assert isinstance(data.on("nmpa", "2020-05-31").find(A), Found)
    data.put("nmpa", "2020-05-01", NOISE)
    assert isinstance(data.on("nmpa", "2020-05-06").find(B), Found)


def test_a_later_snapshot_helps_where_the_days_own_is_stale(data, cert: Cert) -> None:  # type: ignore[no-untyped-def]
    data.put("nmpa", "2020-03-01", [cert(A)])
    data.put("nmpa", "2020-06-01", [cert(B, issued="2020-05-05"), cert(C, issued="2020-05-20")])
    view = data.on("nmpa", "2020-05-06")
    assert view.state == "stale"
    found = view.find(B)
    assert isinstance(found, Found)
    assert found.evidence.as_of == date(2020, 6, 1)
    assert reason(view.find(C)) == "stale"


def test_a_later_snapshot_without_dates_shows_nothing(data) -> None:  # type: ignore[no-untyped-def]
    data.put("mofcom-masks", "2020-06-01", [["上海示例甲有限公司", "", "", "CE"]])
    assert reason(data.on("mofcom-masks", "2020-05-06").find_party(name="上海示例甲有限公司")) == "missing"


def test_a_bar_shown_by_a_later_snapshot(data, credit_code: Callable[[int], str]) -> None:  # type: ignore[no-untyped-def]
    rows = [
        ["广州示例甲有限公司", credit_code(1), "通知", "2020-04-13", ""],
        ["广州示例乙有限公司", credit_code(2), "通知", "", ""],
    ]
    data.put("barred-exporters", "2020-06-01", rows)
    view = data.on("barred-exporters", "2020-05-06")
    assert isinstance(view.find_party(uscc=credit_code(1)), Found)
    assert reason(view.find_party(uscc=credit_code(2))) == "missing"


def test_before_its_first_day_a_list_is_empty_by_law(data) -> None:  # type: ignore[no-untyped-def]
    data.put("mofcom-masks", "2020-04-26", [["上海示例甲有限公司", "", "", "CE"]])
    view = data.on("mofcom-masks", "2020-04-25")
    assert view.state == "not-yet"
    answer = view.find_party(name="上海示例甲有限公司")
    assert isinstance(answer, NotFound)
    assert answer.evidence.as_of is None
    assert view.match("上海示例甲有限公司") == []
    assert isinstance(data.on("mofcom-masks", "2020-04-26").find_party(name="上海示例甲有限公司"), Found)
    # Nobody needs a snapshot for that.
    assert isinstance(data.on("samr-unqualified", "2020-04-26").find_party(name="上海示例甲有限公司"), NotFound)
    assert reason(data.on("samr-unqualified", "2020-04-27").find_party(name="上海示例甲有限公司")) == "missing"


def test_after_its_last_day_a_list_is_not_asked(data) -> None:  # type: ignore[no-untyped-def]
    data.put("mofcom-masks", "2023-08-28", [["上海示例甲有限公司", "", "", "CE"]])
    assert isinstance(data.on("mofcom-masks", "2023-08-28").find_party(name="上海示例甲有限公司"), Found)
    view = data.on("mofcom-masks", "2023-08-29")
    assert view.state == "ended"
    assert reason(view.find_party(name="上海示例甲有限公司")) == "ended"
    assert view.find_all_party(name="上海示例甲有限公司") == []
    # To look at, it is still there.
    assert view.match("上海示例甲有限公司")[0].verdict == "same"
    assert data.on("nmpa", "2026-01-01").state == "missing"


def _lists(tmp_path: Path) -> Path:
    lists = tmp_path / "lists"
    for name in ("nmpa", "mofcom-masks"):
        (lists / name).mkdir(parents=True)
        source = definition.lists_root() / name / "definition.toml"
        (lists / name / "definition.toml").write_bytes(source.read_bytes())
    return lists


def test_a_bundled_extract_fills_in_for_a_list_that_is_lacking(data, cert: Cert, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    lists = _lists(tmp_path)
    extract = data.put("nmpa", "2020-05-06", [cert(A)])
    extract.rename(lists / "nmpa" / "extract-2020-05-06.csv")
    with Registries(data.folder, lists=lists) as registries:
        view = registries.on("nmpa", date(2020, 5, 7))
        assert (view.state, view.complete, view.as_of) == ("fresh", False, date(2020, 5, 6))
        assert isinstance(view.find(A), Found)
        assert reason(view.find(B)) == "partial"
        assert [info.bundled for info in registries.snapshots("nmpa")] == [True]
        # An old one shows what it holds; that the list should be fetched is not said as if it had been, long ago.
        old = registries.on("nmpa", date(2021, 5, 7))
        assert old.state == "missing"
        assert isinstance(old.find(A), Found)
        assert reason(old.find(B)) == "missing"
    with Registries(data.folder, lists=lists, bundled=False) as registries:
        assert registries.on("nmpa", date(2020, 5, 7)).state == "missing"
    data.put("nmpa", "2020-01-01", [cert(B)])
    with Registries(data.folder, lists=lists) as registries:
        assert reason(registries.on("nmpa", date(2020, 5, 7)).find(A)) == "stale"


def test_files_with_other_names_are_no_snapshots(data, cert: Cert) -> None:  # type: ignore[no-untyped-def]
    for name in ("2020-05-32.csv", "notes.csv", "2020-05-01.csv.bak", "2020-05-01.pdf", "extract-2020-05-01.csv"):
        path = data.put("nmpa", "2020-05-01", [cert(A)])
        path.rename(path.with_name(name))
    (data.folder / "nmpa" / "2020-05-02.csv").mkdir()
    (data.folder / "unheard-of").mkdir()
    assert data.on("nmpa", "2020-05-06").state == "missing"


def test_of_two_files_for_one_day_the_first_kind_is_asked(data, cert: Cert) -> None:  # type: ignore[no-untyped-def]
    data.put("nmpa", "2020-05-06", [cert(A)])
    data.put("nmpa", "2020-05-06", [cert(B)], ".txt")
    assert isinstance(data.on("nmpa", "2020-05-06").find(A), Found)
    assert isinstance(data.on("nmpa", "2020-05-06").find(B), NotFound)


def test_of_several_rows_with_a_number_the_one_in_force(data, cert: Cert) -> None:  # type: ignore[no-untyped-def]
    rows = [
        cert(A, issued="2015-01-01", expires="2019-12-31", model="old"),
        cert(A, issued="2020-01-01", expires="2024-12-31", model="now"),
        cert(A, issued="2020-06-01", expires="2025-12-31", model="next"),
    ]
    data.put("nmpa", "2020-05-06", rows)
    view = data.on("nmpa", "2020-05-06")
    answer = view.find(A)
    assert isinstance(answer, Found)
    assert answer.record.fields["model"] == "now"
    assert [record.fields["model"] for record in view.find_all(A)] == ["old", "now", "next"]


@pytest.mark.parametrize("key", ["", " ", "\u200b", "号", "\ud800", "\x00"])
def test_nothing_asked_is_not_absent(data, cert: Cert, key: str) -> None:  # type: ignore[no-untyped-def]
    data.put("nmpa", "2020-05-06", [cert(A)])
    answer = data.on("nmpa", "2020-05-06").find(key)
    assert isinstance(answer, NotFound) or reason(answer) == "nothing-asked"
    assert isinstance(answer, NotFound) == bool(key.strip("\u200b \x00"))


def test_a_list_without_numbers_has_none_to_look_up(data, credit_code: Callable[[int], str]) -> None:  # type: ignore[no-untyped-def]
    data.put("mofcom-masks", "2020-05-06", [["上海示例甲有限公司", "", credit_code(1), "CE"]])
    view = data.on("mofcom-masks", "2020-05-06")
    assert reason(view.find(credit_code(1))) == "no-identifier"
    record = view.lookup(credit_code(1))
    assert record is not None
    assert record.id == credit_code(1)
    assert view.lookup("上海示例甲有限公司") == record
    assert view.lookup("上海示例丙有限公司") is None
    assert view.near(credit_code(1)) == []


def test_unknown_lists(data) -> None:  # type: ignore[no-untyped-def]
    registries = data.registries()
    with pytest.raises(RegistryUnavailable):
        registries.on("unheard-of", date(2020, 5, 6))
    with pytest.raises(UsageError):
        registries.on("../nmpa", date(2020, 5, 6))
    with pytest.raises(UsageError):
        registries.snapshots("../nmpa")


def test_a_file_is_no_directory(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError):
        Registries(tmp_path / "file")
    assert Registries("\0").on("nmpa", date(2020, 5, 6)).state == "missing"
    assert Registries(tmp_path / "nothing").on("nmpa", date(2020, 5, 6)).state == "missing"


def test_views_are_made_once(data, cert: Cert) -> None:  # type: ignore[no-untyped-def]
    data.put("nmpa", "2020-05-06", [cert(A)])
    registries = data.registries()
    view = registries.on("nmpa", date(2020, 5, 6))
    assert registries.on("nmpa", date(2020, 5, 6)) is view
    assert view.find(A) is view.find(A)
    data.put("nmpa", "2020-05-07", [cert(B)])
    assert registries.on("nmpa", date(2020, 5, 8)).as_of == date(2020, 5, 6)
    registries.refresh()
    assert registries.on("nmpa", date(2020, 5, 8)).as_of == date(2020, 5, 7)


def test_the_user_directory_is_the_default(tmp_path: Path, cert: Cert) -> None:
    with Registries() as registries:
        assert registries.data_dir == tmp_path / "user" / "registries"
