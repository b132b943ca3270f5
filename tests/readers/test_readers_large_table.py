"""Large text tables: part by part they give what they give as a whole."""

from __future__ import annotations

import pickle
import random
from itertools import chain
from pathlib import Path

import pytest

from supplycheck.declaration import Declaration
from supplycheck.errors import UnreadableInput
from supplycheck.readers import large_table, read_declarations

HEAD = "报关单号,申报日期,运抵国(地区),境内发货人,合同协议号,项号,商品编号,商品名称,成交数量,成交计量单位"


def rows(count: int) -> list[str]:
    return [
        f"31042020{n // 3:010d},2020-05-06,德国,示例{n // 3}有限公司,HT-{n // 3},{n % 3 + 1},6307900010,医用外科口罩,{n + 1},个"
        for n in range(count)
    ]


def both(path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[list[object], list[object]]:
    """What a table gives as a whole, and part by part."""
    monkeypatch.setattr(large_table, "FROM_BYTES", 1 << 40)
    whole = list(read_declarations(path))
    monkeypatch.setattr(large_table, "FROM_BYTES", 0)
    monkeypatch.setattr(large_table, "PART_BYTES", 1000)
    parts = large_table.parts(str(path), path.name)
    assert parts is not None
    assert len(parts) > 3
    assert list(chain.from_iterable(pickle.loads(pickle.dumps(p)).read() for p in parts)) == whole
    return whole, list(read_declarations(path))


def put(path: Path, lines: list[str], encoding: str = "utf-8", end: str = "\n") -> Path:
    path.write_bytes(end.join([HEAD, *lines, ""]).encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_parts_are_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str, end: str) -> None:
    whole, parts = both(put(tmp_path / "a.csv", rows(120), encoding, end), monkeypatch)
    assert parts == whole
    assert len(whole) == 40


def test_rows_that_stand_apart_come_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = rows(150)
    chance = random.Random(7)
    for _ in range(12):
        a, b = chance.randrange(150), chance.randrange(150)
        lines[a], lines[b] = lines[b], lines[a]
    lines[40] = lines[40].replace("医用外科口罩", '"医用\n外科口罩"')
    lines.insert(70, "合计,,,,,,,,900,")
    lines.insert(90, "")
    lines.insert(110, ",2020-05-06,,备注,,,,,,")
    lines.insert(130, ",,,,,9,6307900010,医用外科口罩,7,个")
    whole, parts = both(put(tmp_path / "a.csv", lines), monkeypatch)
    assert parts == whole
    assert len(whole) == 50
    noted = [n.code for d in whole if isinstance(d, Declaration) for n in d.notes]
    assert noted.count("D25") == 1  # told to the declaration that the row was added to, and to no other
    assert noted.count("D26") >= 2


def test_a_last_row_that_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path / "a.csv", rows(60))
    path.write_bytes(path.read_bytes()[:-8])
    whole, parts = both(path, monkeypatch)
    assert parts == whole
    assert [n for d in whole for n in d.notes] == list(whole[-1].notes)  # type: ignore[attr-defined]


def test_an_encoding_that_shows_late(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_table, "_HEAD_BYTES", 600)
    head = "Contract No,Destination,HS Code,Quantity,Unit,Product Name"
    lines = [f"HT-{n},DE,6307900010,{n},PCS,masks number {n} of a hundred" for n in range(99)]
    path = tmp_path / "a.csv"
    path.write_bytes("\n".join([head, *lines, "HT-99,DE,6307900010,99,PCS,医用外科口罩", ""]).encode("gb18030"))
    monkeypatch.setattr(large_table, "FROM_BYTES", 1 << 40)
    whole = list(read_declarations(path))
    monkeypatch.setattr(large_table, "FROM_BYTES", 0)
    assert large_table.parts(str(path), "a.csv") is not None
    assert list(read_declarations(path)) == whole
    assert isinstance(whole[-1], Declaration)
    assert whole[-1].lines[0].name == "医用外科口罩"


@pytest.mark.parametrize(
    "lines",
    [["商品编号,商品名称,成交数量", "6307900010,口罩,1"], [HEAD, '31042020,"a" b,c'], [HEAD.replace(",", "\r")]],
)
def test_what_must_be_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: list[str]) -> None:
    monkeypatch.setattr(large_table, "FROM_BYTES", 0)
    path = tmp_path / "a.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert large_table.parts(str(path), "a.csv") is None


def test_a_file_that_changes_between_look_and_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_table, "FROM_BYTES", 0)
    path = put(tmp_path / "a.csv", rows(9))
    parts = large_table.parts(str(path), "a.csv")
    assert parts
    put(path, rows(12))
    with pytest.raises(UnreadableInput, match="changed"):
        list(parts[0].read())
