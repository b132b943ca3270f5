"""Parquet gives what the same table, or the same JSON lines, give."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest

from supplycheck.declaration import Declaration
from supplycheck.errors import UnreadableInput
from supplycheck.readers import parquet_file, read_declarations

arrow = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")

HEADINGS = ["报关单号", "申报日期", "运抵国(地区)", "项号", "商品编号", "商品名称", "成交数量", "成交计量单位"]


def rows(count: int) -> list[list[object]]:
    return [
        [f"31042020{n // 2:010d}", "2020-05-06", "德国", n % 2 + 1, "6307900010", "医用外科口罩", n + 1, "个"]
        for n in range(count)
    ]


def both(folder: Path, found: list[list[object]]) -> tuple[list[object], list[object]]:
    parquet.write_table(
        arrow.table([list(column) for column in zip(*found, strict=True)], names=HEADINGS), folder / "a.parquet"
    )
    text = io.StringIO(newline="")
    csv.writer(text).writerows([HEADINGS, *found])
    (folder / "a.csv").write_text(text.getvalue(), "utf-8", newline="")
    return list(read_declarations(folder / "a.parquet")), list(read_declarations(folder / "a.csv"))


@pytest.mark.parametrize("swapped", [False, True])
def test_a_flat_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, swapped: bool) -> None:
    monkeypatch.setattr(parquet_file, "ROWS", 7)
    found = rows(40)
    if swapped:
        found[3], found[30] = found[30], found[3]
    ours, theirs = both(tmp_path, found)
    assert len(ours) == 20
    for one, two in zip(ours, theirs, strict=True):
        assert isinstance(one, Declaration)
        assert isinstance(two, Declaration)
        assert (one.id, one.position, one.declared_on) == (two.id, two.position, date(2020, 5, 6))
        assert [(x.number, x.quantity, x.name) for x in one.lines] == [
            (x.number, x.quantity, x.name) for x in two.lines
        ]
        assert one.at["id"].startswith("a.parquet:")
        assert one.at["id"].removeprefix("a.parquet") == two.at["id"].removeprefix("a.csv")


def test_rows_of_the_own_model(tmp_path: Path) -> None:
    entries = [
        {"id": "A-1", "destination": "DE", "lines": [{"name": "医用外科口罩", "quantity": "5", "unit": "个"}]},
        {"id": "A-2", "lines": [{"name": "额温计", "medical": True}]},
    ]
    parquet.write_table(arrow.Table.from_pylist(entries), tmp_path / "a.parquet")
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(e) + "\n" for e in entries), "utf-8")
    one, two = (list(read_declarations(tmp_path / name)) for name in ("a.parquet", "a.jsonl"))
    assert [(d.id, d.lines) for d in one] == [(d.id, _elsewhere(d.lines)) for d in two]  # type: ignore[union-attr]


def _elsewhere(lines: list) -> list:  # type: ignore[type-arg]
    for line in lines:
        line.at = {key: place.replace("a.jsonl", "a.parquet") for key, place in line.at.items()}
    return lines


@pytest.mark.parametrize("content", [b"PAR1", b"PAR1" + bytes(64) + b"PAR1"])
def test_a_damaged_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.parquet").write_bytes(content)
    (found,) = read_declarations(tmp_path)
    assert isinstance(found, UnreadableInput)
    assert found.code == "D28"
