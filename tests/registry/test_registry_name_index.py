"""The index of the names of a large list: what it finds, who shares it, and what becomes of a damaged one."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from supplycheck.errors import RegistryUnavailable
from supplycheck.names import company
from supplycheck.registry import build, name_index

BRANDS = list(map("".join, itertools.product("博柏铂渤", "康慷岚澜", ["", "宁", "拓"])))
PLACES = ["深圳", "杭州", "示例", "长垣"]
HAN = [f"{place}{brand}医疗器械有限公司" for place in PLACES for brand in BRANDS]
LATIN = [
    f"{place} {first}{last} {business} Co., Ltd."
    for place in ("Shenzhen", "Hangzhou", "")
    for first in ("Bokang", "Yunlan", "Qicen")
    for last in ("", "rui", " Huada")
    for business in ("Medical", "Technology")
]
Code = Callable[[int], str]


def keyed(names: list[str]) -> list[tuple[str, str]]:
    return [(company.key(name), name) for name in names]


def like(index: name_index.NameIndex, name: str) -> list[int]:
    return [near.number for near in index.like(company.key(name), name, 5)]


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists of twenty names are large."""
    monkeypatch.setattr(build, "LARGE", 20)


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("深圳博康医疗器械有限公司", "深圳博康医疗器械有限公司"),
        ("深圳市博康宁医械有限公司", "深圳博康宁医疗器械有限公司"),
        ("博康宁（深圳）医疗器械有限公司", "深圳博康宁医疗器械有限公司"),
        ("深圳博康宁宁医疗器械有限公司", "深圳博康宁医疗器械有限公司"),
        ("深训柏岚拓医疗器械有限公司", "深圳柏岚拓医疗器械有限公司"),
        ("深柏圳岚拓医疗器械有限公司", "深圳柏岚拓医疗器械有限公司"),
        ("安康医疗科技有限公司", "深圳安康医疗科技有限公司"),
        ("SHENZHEN BOKANG MEDICAL CO LTD", "Shenzhen Bokang Medical Co., Ltd."),
        ("Shenzhen Bokangriu Technology Ltd", "Shenzhen Bokangrui Technology Co., Ltd."),
        ("Hang zhou Yunlan Hua da Medical Co., Ltd", "Hangzhou Yunlan Huada Medical Co., Ltd."),
        ("Shenzhne Qicenrui Medical Co., Ltd.", "Shenzhen Qicenrui Medical Co., Ltd."),
    ],
)
def test_what_is_near(asked: str, wanted: str) -> None:
    names = [*HAN, *LATIN, "深圳安康医疗科技有限公司"]
    index = name_index.in_memory(keyed(names))
    assert index.names == len(names)
    assert names.index(wanted) + 1 in like(index, asked)


def test_every_slip_in_a_brand_is_found() -> None:
    names = HAN + LATIN
    index = name_index.in_memory(keyed(names))
    for name in ("深圳博康宁医疗器械有限公司", "Hangzhou Qicenrui Technology Co., Ltd."):
        brand = company.parse(name).letters
        start = name.lower().index(brand)
        for at in range(start, start + len(brand)):
            for slip in ("", name[at] * 2, "X"):
                assert names.index(name) + 1 in like(index, name[:at] + slip + name[at + 1 :]), (name, at, slip)


@pytest.mark.parametrize("name", ["", "有限公司", "深圳", "·", "Ltd", "深圳市", "\udcff", "x" * 5000])
def test_any_name_may_be_asked_for_and_listed(name: str) -> None:
    index = name_index.in_memory(keyed([*HAN, name.encode("utf-8", "replace").decode()]))
    assert len(like(index, name)) <= 5
    assert name_index.in_memory([]).like(company.key(name), name, 5) == []


@pytest.mark.parametrize("asked", ["深圳市博庚宁医械有限公司", "柏岚拓医疗有限公司", "Shenzhen Bokangriu Medical Ltd"])
def test_who_asks_for_few_has_the_best_of_many(asked: str) -> None:
    """Not all candidates are read for them."""
    business = ("器材", "科技", "医疗科技", "生物科技", "医药", "电子", "贸易", "实业", "塑胶", "无纺布", "健康科技")
    han = [f"{name[:-8]}{line}有限公司" for name in HAN for line in business]
    latin = [name.replace("Medical", f"{line} Medical") for name in LATIN for line in ("Bio", "New", "Health", "Nano")]
    index = name_index.in_memory(keyed([*han, *HAN, *latin, *LATIN]))
    many = index.like(company.key(asked), asked, 50)
    few = index.like(company.key(asked), asked, 5)
    assert few[0].score == many[0].score
    assert few[0].number in [near.number for near in many if near.score == many[0].score]


def test_equal_names_give_equal_bytes(tmp_path: Path) -> None:
    files = [tmp_path / "one", tmp_path / "two"]
    for file in files:
        assert name_index.write(file, keyed(HAN + LATIN))
    assert files[0].read_bytes() == files[1].read_bytes()
    assert sorted(os.listdir(tmp_path)) == ["one", "two"]


def test_damage_never_answers(tmp_path: Path) -> None:
    names = HAN + LATIN
    file = tmp_path / "index"
    name_index.write(file, keyed(names))
    whole = file.read_bytes()
    sound = name_index.open_file(file)
    assert sound is not None
    said = [like(sound, name) for name in names]
    sound.close()
    for at in range(0, len(whole), 97):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        index = name_index.open_file(file)
        if index is None:
            continue
        for name, before in zip(names, said, strict=True):
            try:
                assert like(index, name) == before
            except name_index.Damaged:
                break
        index.close()
    for size in (0, 1, 40, len(whole) // 2, len(whole) - 1):
        file.write_bytes(whole[:size])
        assert name_index.open_file(file) is None
    assert name_index.open_file(tmp_path / "none") is None


def put(data, credit_code: Code) -> None:  # type: ignore[no-untyped-def]
    rows = [[name, LATIN[n % len(LATIN)], credit_code(n), "CE"] for n, name in enumerate(HAN)]
    data.put("mofcom-masks", "2020-05-06", rows)


CLOSE = ["深圳博庚宁医疗器械有限公司", "杭州柏岚医械有限公司", "Shenzhen Bokangriu Technology Co., Ltd.", HAN[7]]


def told(view) -> list[list[tuple[object, ...]]]:  # type: ignore[no-untyped-def]
    return [[(m.name, m.verdict, m.score, m.differences) for m in view.match(name, 3)] for name in CLOSE]


def test_a_large_list_answers_as_a_small_one(data, credit_code: Code, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    put(data, credit_code)
    small = told(data.on("mofcom-masks", "2020-05-06"))
    assert all(small)
    monkeypatch.setattr(build, "LARGE", 20)
    monkeypatch.setenv("SUPPLYCHECK_CACHE", str(data.folder / "other"))
    view = data.on("mofcom-masks", "2020-05-06")
    assert told(view) == small
    assert len(list((data.folder / "other").rglob("*.names"))) == 1
    # Asked often, it knows what is not there without the database; that must not hide what is close.
    for n in range(40):
        view.find_party(name=f"示例甲{n}有限公司")
    assert told(data.on("mofcom-masks", "2020-05-06")) == small


@pytest.mark.usefixtures("large")
def test_the_index_is_built_with_the_snapshot_and_shared(data, credit_code: Code, cache: Path) -> None:  # type: ignore[no-untyped-def]
    put(data, credit_code)
    first = data.on("mofcom-masks", "2020-05-06")
    (file,) = cache.glob("*.names")
    built = file.stat().st_mtime_ns
    said = told(first)
    assert told(data.on("mofcom-masks", "2020-05-06")) == said
    assert file.stat().st_mtime_ns == built


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("harm", ["gone", "empty", "cut", "spoilt"])
def test_an_index_that_is_missing_or_damaged_is_made_again(data, credit_code: Code, cache: Path, harm: str) -> None:  # type: ignore[no-untyped-def]
    put(data, credit_code)
    said = told(data.on("mofcom-masks", "2020-05-06"))
    (file,) = cache.glob("*.names")
    whole = file.read_bytes()
    if harm == "gone":
        file.unlink()
    else:
        spoilt = whole[:200] + bytes(b ^ 0xFF for b in whole[200:-500]) + whole[-500:]
        new = file.with_suffix(".new")
        new.write_bytes({"empty": b"", "cut": whole[:-7], "spoilt": spoilt}[harm])
        os.replace(new, file)
    assert told(data.on("mofcom-masks", "2020-05-06")) == said
    assert file.read_bytes() == whole


@pytest.mark.usefixtures("large")
def test_without_a_place_for_it_the_index_is_in_memory(
    data, credit_code: Code, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    put(data, credit_code)
    said = told(data.on("mofcom-masks", "2020-05-06"))
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("SUPPLYCHECK_CACHE", str(tmp_path / "file"))
    assert told(data.on("mofcom-masks", "2020-05-06")) == said


@pytest.mark.usefixtures("large")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_process_asks_the_same_index(data, credit_code: Code) -> None:  # type: ignore[no-untyped-def]
    put(data, credit_code)
    view = data.on("mofcom-masks", "2020-05-06")
    said = told(view)
    again = data.on("mofcom-masks", "2020-05-06")
    again.match(HAN[3])
    child = os.fork()
    if child == 0:
        os._exit(0 if told(again) == said else 1)
    assert os.waitpid(child, 0)[1] == 0


@pytest.mark.parametrize("large", [20, 10**6])
def test_equal_names_are_nominated_first(data, credit_code: Code, monkeypatch: pytest.MonkeyPatch, large: int) -> None:  # type: ignore[no-untyped-def]
    from supplycheck.registry import definition
    from supplycheck.registry.snapshot import Snapshot

    monkeypatch.setattr(build, "LARGE", large)
    put(data, credit_code)
    path = data.folder / "mofcom-masks" / "2020-05-06.csv"
    snapshot = Snapshot(definition.load("mofcom-masks"), path, date(2020, 5, 6), complete=True)
    asked = f"深圳市{HAN[5][2:]}"
    nominees = snapshot.nominees(asked, 5)
    assert nominees[0] == HAN[5]
    assert len(set(nominees)) == len(nominees) == 5
    assert snapshot.nominees(asked, 0) == []
    snapshot.close()
    with pytest.raises(RegistryUnavailable):
        snapshot.nominees("示例甲乙有限公司", 5)


@pytest.mark.parametrize("size", [20, 10**6])
@pytest.mark.parametrize(
    ("listed", "asked", "wanted"),
    [
        (HAN, "Shenzhen Bokang Medical Devices Co., Ltd.", "深圳博康医疗器械有限公司"),
        (HAN, "Bo Kang Ning Medical Device (Hangzhou) Co., Ltd.", "杭州博康宁医疗器械有限公司"),
        (LATIN, "深圳市云岚科技有限公司", "Shenzhen Yunlan Technology Co., Ltd."),
        (LATIN, "杭州岐岑华达医疗有限公司", "Hangzhou Qicen Huada Medical Co., Ltd."),
    ],
)
def test_a_brand_is_found_by_its_sound(  # type: ignore[no-untyped-def]
    data, monkeypatch: pytest.MonkeyPatch, size: int, listed: list[str], asked: str, wanted: str
) -> None:
    monkeypatch.setattr(build, "LARGE", size)
    data.put("mofcom-masks", "2020-05-06", [[name, "", "", "CE"] for name in listed])
    found = data.on("mofcom-masks", "2020-05-06").match(asked, 10)
    assert wanted in [match.name for match in found]
    assert {match.verdict for match in found} == {"possible"}
    assert {part.part for match in found for part in match.differences} >= {"script"}
