"""Spark itself, on two cores of this machine: equal to a batch over the same files, after sorting."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from batching import REGISTRIES, TODAY
from sparking import flat, model, results, texts, without_d33

from supplycheck.batch import spark
from supplycheck.errors import UsageError
from supplycheck.registry import bundle

ROOT = Path(__file__).parent.parent.parent


def _missing() -> str:
    for module in ("pyspark", "pyarrow", "pandas"):
        try:
            __import__(module)
        except ImportError:
            return f"{module} is not installed: pip install 'supplycheck[spark]'"
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        return "no Java: apt install openjdk-17-jre-headless"
    return ""


pytestmark = pytest.mark.spark


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    if reason := _missing():
        pytest.skip(reason)
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    found = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "3")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "7")
        .config("spark.local.dir", str(tmp_path_factory.mktemp("spark")))
        .getOrCreate()
    )
    found.sparkContext.setLogLevel("ERROR")
    yield found
    found.stop()


def held(session: Any, rows: list[dict[str, Any]]) -> Any:
    """Rows with their columns in the order of the first, which Spark would sort."""
    return session.createDataFrame([tuple(row.values()) for row in rows], list(rows[0]))


def lines(found: Any) -> list[str]:
    return sorted(row.report for row in found.select("report").collect())


def test_a_flat_table(session: Any, tmp_path: Path) -> None:
    source, rows = flat(tmp_path)
    df = held(session, rows).repartition(5)
    assert lines(spark.check(df, REGISTRIES, text=True, today=TODAY)) == sorted(map(without_d33, results(source)))


def test_a_flat_table_of_rows_without_a_number(session: Any, tmp_path: Path) -> None:
    _, rows = flat(tmp_path, 3, apart=False)
    lost = [{**row, "报关单号": " "} for row in rows]
    found = spark.check(held(session, lost), REGISTRIES, today=TODAY).collect()
    assert [row.outcome for row in found] == ["unreadable"] * len(rows)


def test_texts(session: Any, tmp_path: Path) -> None:
    source, rows = texts(tmp_path)
    df = held(session, rows).repartition(3)
    found = spark.check(df, REGISTRIES, json="declaration", text=True, today=TODAY)
    assert lines(found) == sorted(map(without_d33, results(source)))
    twice = found.where("same_as is not null").groupBy("same_as").count().where("count > 1").collect()
    assert [row["count"] for row in twice] == [2]


def test_columns_of_the_model(session: Any, tmp_path: Path) -> None:
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    source = tmp_path / "model.parquet"
    parquet.write_table(arrow.Table.from_pylist([model(n) for n in range(20)]), source)
    numbered = session.read.parquet(str(source)).selectExpr(
        f"'{source}' AS source", "cast(substr(id, 8) AS long) + 1 AS position", "*"
    )
    assert lines(spark.check(numbered.repartition(3), REGISTRIES, text=True, today=TODAY)) == results(source)


def test_a_bundle_is_sent_to_the_workers(session: Any, tmp_path: Path) -> None:
    _, rows = texts(tmp_path)
    packed = tmp_path / "lists.zip"
    bundle.export(REGISTRIES, packed)
    bundle.take_in(tmp_path / "lists", packed)
    one, other = (
        spark.check(held(session, rows), lists, json="declaration", text=True, today=TODAY)
        for lists in (packed, tmp_path / "lists")
    )
    assert lines(one) == lines(other)


def test_nested_results_have_the_schema_of_parquet_results(session: Any, tmp_path: Path) -> None:
    _, rows = flat(tmp_path, 5, apart=False)
    spark.check(held(session, rows), REGISTRIES, today=TODAY).write.parquet(str(tmp_path / "out"))
    parquet = pytest.importorskip("pyarrow.parquet")
    written = parquet.read_table(tmp_path / "out").schema
    assert [*written.names] == [*spark.schema(spark.how(REGISTRIES)).names]


def test_what_is_wrong_with_the_columns_is_told_before_any_work(session: Any) -> None:
    df = session.createDataFrame([("6307900010", "口罩")], ["商品编号", "商品名称"])
    with pytest.raises(UsageError, match="a number of the declaration"):
        spark.check(df, REGISTRIES)
    with pytest.raises(UsageError, match="no column 'text'"):
        spark.check(df, REGISTRIES, json="text")


def test_the_example_is_submitted(session: Any, tmp_path: Path) -> None:
    _, rows = flat(tmp_path, 8)
    held(session, rows).write.parquet(str(tmp_path / "in"))
    bundle.export(REGISTRIES, tmp_path / "lists.zip")
    job = ROOT / "docs" / "examples" / "spark" / "job.py"
    submit = Path(sys.executable).with_name("spark-submit")
    words = [job, tmp_path / "in", tmp_path / "lists.zip", TODAY.isoformat(), tmp_path / "out"]
    done = subprocess.run(
        [submit, "-c", "spark.master=local[2]", "-c", "spark.ui.enabled=false", *words],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    counts = dict(line.split() for line in done.stdout.splitlines() if line.count(" ") == 1)
    found = session.read.parquet(str(tmp_path / "out"))
    assert sum(map(int, counts.values())) == found.count() == len({row["position"] for row in rows})
