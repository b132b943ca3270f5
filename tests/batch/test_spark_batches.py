"""Arrow batches of declarations, checked without any engine: the results are those of a batch over files."""

from __future__ import annotations

import json
import pickle
import re
import shutil
from datetime import date
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from batching import REGISTRIES, TODAY, batch
from sparking import flat, model, results, texts, without_d33

from supplycheck.batch import spark
from supplycheck.batch.run import run
from supplycheck.batch.spark import checked, how
from supplycheck.errors import UsageError

arrow = pytest.importorskip("pyarrow")
TEXT = how(REGISTRIES, text=True, today=TODAY)


def of(rows: list[dict[str, Any]], asked: spark.How = TEXT) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = checked(arrow.RecordBatch.from_pylist(rows), asked).to_pylist()
    return found


def reports(rows: list[dict[str, Any]], asked: spark.How = TEXT) -> list[str]:
    return sorted(row["report"] for row in of(rows, asked))


def together(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows by declaration, as `gathered` gives them, each declaration's in no order."""
    rows = sorted(rows, key=lambda row: (row["报关单号"], -row["row"]))
    return [{"rows": list(group)} for _, group in groupby(rows, key=lambda row: str(row["报关单号"]))]


def test_texts_give_what_a_batch_over_the_file_gives(tmp_path: Path) -> None:
    source, rows = texts(tmp_path)
    asked = how(REGISTRIES, json="declaration", text=True, today=TODAY)
    assert reports(rows, asked) == sorted(map(without_d33, results(source)))
    outcomes = [row["outcome"] for row in of(rows, asked)]
    assert {n for n, outcome in enumerate(outcomes) if outcome == "unreadable"} == {3, 5, 11}


def test_the_rows_of_a_table_give_what_a_batch_over_the_file_gives(tmp_path: Path) -> None:
    source, rows = flat(tmp_path)
    assert reports(together(rows)) == sorted(map(without_d33, results(source)))


def test_columns_of_the_model_give_what_a_parquet_file_of_them_gives(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    rows = [model(n) for n in range(20)]
    source = tmp_path / "model.parquet"
    parquet.write_table(arrow.Table.from_pylist(rows), source)
    placed = [{**row, "source": str(source), "position": n} for n, row in enumerate(rows, start=1)]
    assert reports(placed) == results(source)


def test_results_may_be_nested_columns(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    source, rows = flat(tmp_path, apart=False)
    run(batch(tmp_path / "out.parquet", source))
    nested = checked(arrow.RecordBatch.from_pylist(together(rows)), how(REGISTRIES, today=TODAY))
    assert nested.schema == spark.schema(how(REGISTRIES, today=TODAY))

    def plain(row: dict[str, Any]) -> str:
        row.pop("same_as", None)
        row["notes"] = [note for note in row["notes"] if note["code"] != "D33"]
        return repr(row)

    wanted = parquet.read_table(tmp_path / "out.parquet").to_pylist()
    assert sorted(map(plain, nested.to_pylist())) == sorted(map(plain, wanted))


def test_nested_results_of_all_that_cannot_be_read(tmp_path: Path) -> None:
    _, rows = texts(tmp_path)
    asked = how(REGISTRIES, json="declaration", today=TODAY)
    found = of(rows, asked)
    wanted = [
        json.loads(row["report"]) for row in of(rows, how(REGISTRIES, json="declaration", text=True, today=TODAY))
    ]
    assert [row["outcome"] for row in found] == [report["outcome"] for report in wanted]
    assert [row["declaration"]["id"] for row in found] == [report["declaration"]["id"] for report in wanted]


def test_a_dossier_by_line_may_be_a_map() -> None:
    """Spark has a map where JSON has an object with any keys."""
    document = arrow.struct([("kind", arrow.string()), ("number", arrow.string())])
    by_line = arrow.map_(arrow.string(), arrow.struct([("documents", arrow.list_(document))]))
    lines = arrow.list_(arrow.struct([("name", arrow.string()), ("hs_code", arrow.string())]))
    schema = arrow.schema([("id", arrow.string()), ("lines", lines), ("dossier", arrow.struct([("lines", by_line)]))])
    entry = ("1", {"documents": [{"kind": "nmpa-registration", "number": "沪械注准20202140001"}]})
    goods = [{"name": "医用外科口罩", "hs_code": "6307900010"}]
    rows = [
        {"id": "A", "lines": goods, "dossier": {"lines": [entry]}},
        {"id": "B", "lines": goods, "dossier": {"lines": [entry, entry]}},
    ]
    one, two = checked(arrow.RecordBatch.from_pylist(rows, schema=schema), TEXT).to_pylist()
    as_text = [{"declaration": json.dumps({**rows[0], "dossier": {"lines": dict([entry])}})}]
    (wanted,) = of(as_text, how(REGISTRIES, json="declaration", text=True, today=TODAY))
    assert one == wanted
    assert (two["outcome"], '"duplicate-key"' in two["report"]) == ("unreadable", True)


def test_an_empty_batch_gives_an_empty_one() -> None:
    for text in (True, False):
        asked = how(REGISTRIES, json="declaration", text=text, today=TODAY)
        empty = arrow.RecordBatch.from_pylist([], schema=arrow.schema([("declaration", arrow.string())]))
        assert checked(empty, asked) == arrow.RecordBatch.from_pylist([], schema=spark.schema(asked))


def test_the_function_may_be_sent(tmp_path: Path) -> None:
    _, rows = texts(tmp_path, 12)
    asked = how(REGISTRIES, json="declaration", text=True, today=TODAY)
    sent = pickle.loads(pickle.dumps(partial(checked, how=asked)))
    assert sent(arrow.RecordBatch.from_pylist(rows)).to_pylist() == of(rows, asked)


def test_nothing_told_of_the_place_is_no_obstacle(tmp_path: Path) -> None:
    rows = [{"declaration": json.dumps(model(n))} for n in (1, 2)] + [{"declaration": None}, {"declaration": " "}]
    found = of(rows, how(REGISTRIES, json="declaration", text=True, today=TODAY))
    assert [row["id"] for row in found] == [model(1)["id"], model(2)["id"], None, None]
    assert [row["outcome"] == "unreadable" for row in found] == [False, False, True, True]


def test_items_without_rows_stand_by_their_number(tmp_path: Path) -> None:
    _, rows = flat(tmp_path, apart=False)
    two = next(group for group in together(rows) if len(group["rows"]) == 2)["rows"]
    bare = [{k: v for k, v in row.items() if k not in ("source", "position", "row")} for row in two]
    (one,), (other,) = of([{"rows": bare}]), of([{"rows": bare[::-1]}])
    assert one == other
    assert [line["line"] for line in json.loads(one["report"])["lines"]] == [1, 2]
    assert one["position"] == 1


def test_rows_without_a_number_are_told_one_by_one(tmp_path: Path) -> None:
    _, rows = flat(tmp_path, 4, apart=False)
    lost = [{**row, "报关单号": None} for row in rows[:2]]
    blank = dict.fromkeys(rows[0], None)
    found = of([{"rows": [*lost, blank]}])
    assert [row["outcome"] for row in found] == ["unreadable"] * 2
    assert {n["code"] for row in found for n in json.loads(row["report"])["notes"]} == {"no-number"}


def test_copies_have_something_in_common(tmp_path: Path) -> None:
    _, rows = texts(tmp_path)
    found = of(rows, how(REGISTRIES, json="declaration", text=True, today=TODAY))
    keys = [row["same_as"] for row in found]
    assert keys[8] == keys[9] is not None
    assert keys[3] is None
    assert len({k for k in keys if k}) == len([k for k in keys if k]) - 1


def test_an_error_of_the_program_is_a_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, rows = texts(tmp_path, 12)
    asked = how(REGISTRIES, json="declaration", text=True, today=TODAY)

    def broken(*_: object) -> None:
        raise ZeroDivisionError("by design")

    monkeypatch.setattr(spark.own_model, "read_lines", broken)
    assert ['"internal-error"' in row["report"] for row in of(rows, asked)] == [True] * 12


def test_other_lists_than_those_of_the_beginning_are_refused(tmp_path: Path) -> None:
    lists = tmp_path / "lists"
    lists.mkdir()
    asked = how(lists, json="declaration", text=True, today=TODAY)
    (lists / "nmpa").mkdir()
    (lists / "nmpa" / "2020-05-05.csv").write_text("注册证编号\n", "utf-8")
    with pytest.raises(UsageError, match="not the lists"):
        of([{"declaration": "{}"}], asked)


def test_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = how(REGISTRIES, json="declaration", text=True, today=date(2026, 1, 1))
    monkeypatch.setattr("supplycheck._version.__version__", "0.0.0")
    with pytest.raises(UsageError, match="begun by"):
        of([{"declaration": "{}"}], asked)


def test_a_list_that_fails_is_to_be_looked_at(tmp_path: Path) -> None:
    lists = tmp_path / "lists"
    (lists / "nmpa").mkdir(parents=True)
    (lists / "nmpa" / "2020-05-05.csv").write_bytes(b"\0\0not a list")
    _, rows = flat(tmp_path, 3, apart=False)
    assert {row["outcome"] for row in of(together(rows), how(lists, text=True, today=TODAY))} <= {"review", "fail"}


def test_what_is_wrong_is_told_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such directory"):
        how(tmp_path / "none")
    with pytest.raises(UsageError, match="no regime"):
        how(REGISTRIES, regime="none")
    with pytest.raises(UsageError, match="'lines'"):
        of([{"something": 1}])
    with pytest.raises(UsageError, match="no row of known headings"):
        of([{"rows": [{"something": 1}]}])


def test_the_page_shows_another_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    shutil.copytree(REGISTRIES, tmp_path / "registries")
    parquet.write_table(arrow.Table.from_pylist([model(n) for n in range(3)]), tmp_path / "declarations.parquet")
    monkeypatch.chdir(tmp_path)
    page = (Path(spark.__file__).parents[2] / "docs" / "spark.md").read_text("utf-8")
    python = re.findall(r"```python\n(.*?)```", page, re.DOTALL)[-1]
    names: dict[str, Any] = {}
    exec(compile(python, "spark.md", "exec"), names)
    assert names["results"].num_rows == 3
    assert names["results"].schema == spark.schema(names["how"])


def test_no_clock_in_the_workers(tmp_path: Path) -> None:
    _, rows = texts(tmp_path, 12)
    asked = how(REGISTRIES, json="declaration", text=True, today=date(2021, 2, 3))
    assert json.loads(of(rows, asked)[0]["report"])["checked_on"] == "2021-02-03"
