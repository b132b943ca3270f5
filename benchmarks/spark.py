"""What Spark costs beside a batch of as many processes, on the same declarations, with equal results.

    python benchmarks/spark.py --lines 100000
    python benchmarks/spark.py --lines 20000 --grow

Start-up is measured apart: Spark is started, and does a small job, before the clock runs; a batch that starts two processes
counts theirs. Both read, check and write all. Processor
time is told too, for on a machine that does something else seconds say little. With `--grow` rows, distinct names and the size of the list of certificates are made two
and four times as many, one at a time, in Spark, and processor time is told. The machine is noisy: what counts are ratios.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as arrow
import pyarrow.parquet as parquet
from declarations_made import HEADINGS, OFFICES, PLACES, rows, write_registries

TODAY = "2026-11-23"
CHUNK = 20_000


def write_flat(folder: Path, lines: int, firms: int) -> tuple[Path, Path]:
    """The same rows as CSV for a batch, and as Parquet for Spark: with their places, so that results can be equal."""
    table, held = folder / "flat.csv", folder / "flat.parquet"
    schema = arrow.schema(
        [("source", arrow.string()), ("position", arrow.int64()), ("row", arrow.int64())]
        + [(name, arrow.string()) for name in HEADINGS]
    )
    with table.open("w", encoding="utf-8", newline="") as file, parquet.ParquetWriter(held, schema) as out:
        written = csv.writer(file)
        written.writerow(HEADINGS)
        for chunk in chunks(placed(rows(lines, firms), str(table))):
            written.writerows(row[3:] for row in chunk)
            out.write_table(as_table(chunk, schema))
    return table, held


def as_table(chunk: list[list[Any]], schema: Any) -> Any:
    """Rows as an Arrow table."""
    columns = zip(*chunk, strict=True)
    return arrow.table([arrow.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)


def placed(found: Iterator[list[str]], source: str) -> Iterator[list[Any]]:
    """Rows with their source, the position of their declaration, and their number in the file."""
    position = 0
    for n, row in enumerate(found, start=2):
        position += row[HEADINGS.index("项号")] == "1"
        yield [source, position, n, *row]


def write_texts(folder: Path, lines: int, firms: int) -> tuple[Path, Path]:
    """The same declarations in the own model: as JSON lines, and as Parquet with their places."""
    table, held = folder / "texts.jsonl", folder / "texts.parquet"
    schema = arrow.schema([("source", arrow.string()), ("position", arrow.int64()), ("text", arrow.string())])
    found = (model(list(group)) for _, group in groupby(rows(lines, firms), key=lambda row: row[0]))
    with table.open("w", encoding="utf-8") as file, parquet.ParquetWriter(held, schema) as out:
        for chunk in chunks([str(table), n, text] for n, text in enumerate(found, start=1)):
            file.writelines(f"{text}\n" for _, _, text in chunk)
            out.write_table(as_table(chunk, schema))
    return table, held


def model(items: list[list[str]]) -> str:
    """A declaration of the own model from its rows."""
    told = [dict(zip(HEADINGS, item, strict=True)) for item in items]
    head = told[0]
    whole = {
        "id": head["报关单号"],
        "direction": "export",
        "declared_on": head["申报日期"],
        "customs_office": OFFICES[OFFICES.index(head["出境关别"])],
        "contract_number": head["合同协议号"],
        "destination": dict(PLACES)[head["运抵国(地区)"]],
        "consignor": {"name": head["境内发货人"], "uscc": head["境内发货人统一社会信用代码"]},
        "producer": {"name": head["生产销售单位"], "uscc": head["生产销售单位统一社会信用代码"]},
        "consignee": {"name": head["境外收货人"]},
        "lines": [
            {
                "hs_code": item["商品编号"],
                "name": item["商品名称"],
                "model": item["规格型号"],
                "quantity": item["成交数量"],
                "unit": item["成交计量单位"],
                "manufacturer": {"name": item["生产厂商"]},
                "lot": item["批号"],
                "certificate_number": item["医疗器械注册证号"] or None,
                "standard": item["执行标准"],
                "medical": item["是否医用"] == "是",
            }
            for item in told
        ],
        "dossier": {"statements": [], "documents": []} if int(head["合同协议号"][3:]) % 3 else {},
    }
    return json.dumps(whole, ensure_ascii=False)


def chunks(found: Iterator[Any]) -> Iterator[list[Any]]:
    """Some at a time."""
    some = []
    for each in found:
        some.append(each)
        if len(some) == CHUNK:
            yield some
            some = []
    if some:
        yield some


def started(memory: str) -> Any:
    """Spark on two cores of this machine."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.memory", memory)
        .config("spark.sql.shuffle.partitions", "8")
        .config("spark.sql.files.maxPartitionBytes", "4m")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    return session


def in_spark(session: Any, held: Path, lists: Path, out: Path, column: str | None) -> float:
    """Seconds in which Spark reads, checks and writes."""
    from datetime import date

    from supplycheck.batch import spark

    begun = time.perf_counter()
    df = session.read.parquet(str(held))
    if column:
        df = df.repartition(8)  # one file is few pieces
    found = spark.check(df, lists, json=column, text=True, today=date.fromisoformat(TODAY))
    found.select("report").write.mode("overwrite").text(str(out))
    return time.perf_counter() - begun


def used(pid: int) -> float:
    """Seconds of processor time of a process and all that it began, dead or alive (Linux)."""
    told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = sum(map(int, told[11:15])) / os.sysconf("SC_CLK_TCK")
    below = {n for task in Path(f"/proc/{pid}/task").glob("*/children") for n in task.read_text().split()}
    return own + sum(used(int(n)) for n in below)


def in_batch(source: Path, lists: Path, out: Path) -> float:
    """Seconds in which a batch of two processes does."""
    command = [sys.executable, "-m", "supplycheck", "-q", "batch", str(source), "--registries", str(lists)]
    begun = time.perf_counter()
    done = subprocess.run(
        [*command, "--out", str(out), "--restart", "--workers", "2", "--today", TODAY],
        stdout=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode not in (0, 1, 3):
        sys.exit(f"the batch failed: {done.returncode}")
    return time.perf_counter() - begun


def equal(folder: Path, out: Path) -> bool:
    """Whether what Spark wrote is what the batch wrote, each sorted."""
    parts = [line for part in folder.glob("part-*") for line in part.read_bytes().splitlines()]
    return sorted(parts) == sorted(out.read_bytes().splitlines())


def main() -> None:
    """Prints a line for each run."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--firms", type=int, default=5000)
    parser.add_argument("--certificates", type=int, default=20_000)
    parser.add_argument("--forms", nargs="+", choices=("flat", "texts"), default=["flat", "texts"])
    parser.add_argument("--memory", default="2g", help="of Spark's Java process")
    parser.add_argument("--grow", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        write = {"flat": write_flat, "texts": write_texts}
        column = {"flat": None, "texts": "text"}
        write_registries(work / "lists", args.certificates, args.firms)
        begun = time.perf_counter()
        session = started(args.memory)
        print(f"Spark started in {time.perf_counter() - begun:.1f} s", flush=True)
        (work / "small").mkdir()
        for form in args.forms:
            small, held = write[form](work / "small", 500, args.firms)
            seconds = in_spark(session, held, work / "lists", work / "small" / "out", column[form])
            print(f"{form:>6}: the first job, of 500 lines, {seconds:.1f} s", flush=True)
        if args.grow:
            grow(session, work, args)
            return
        for form in args.forms:
            source, held = write[form](work, args.lines, args.firms)
            cpu = [used(os.getpid())]
            batch = in_batch(source, work / "lists", work / "out.jsonl")
            cpu.append(used(os.getpid()))
            spark = in_spark(session, held, work / "lists", work / "out", column[form])
            cpu.append(used(os.getpid()))
            same = "equal" if equal(work / "out", work / "out.jsonl") else "DIFFERENT"
            print(
                f"{form:>6}: {args.lines:,} lines  batch {batch:.1f} s {args.lines / batch:,.0f}/s  "
                f"Spark {spark:.1f} s {args.lines / spark:,.0f}/s  {spark / batch:.2f} x  "
                f"processor time {cpu[1] - cpu[0]:.0f} s, {cpu[2] - cpu[1]:.0f} s  results {same}",
                flush=True,
            )


def grow(session: Any, work: Path, args: argparse.Namespace) -> None:
    """How cost grows with each of three numbers, the others unchanged; a job over the same lists came before."""
    form = args.forms[0]
    column = {"flat": None, "texts": "text"}[form]
    start = {"lines": args.lines, "firms": args.firms, "certificates": args.certificates}
    for kind, number in start.items():
        first = 0.0
        for factor in (1, 2, 4):
            told = {**start, kind: number * factor}
            here = work / f"{kind}-{factor}"
            here.mkdir()
            write_registries(here / "lists", told["certificates"], told["firms"])
            make = write_flat if form == "flat" else write_texts
            (here / "small").mkdir()
            _, small = make(here / "small", 500, told["firms"])
            opening = in_spark(session, small, here / "lists", here / "out", column)  # builds the lists
            _, held = make(here, told["lines"], told["firms"])
            before = used(os.getpid())
            in_spark(session, held, here / "lists", here / "out", column)
            seconds = used(os.getpid()) - before
            first = first or seconds
            print(
                f"{kind:>12} x {factor}: {told}  processor time {seconds:.1f} s  {seconds / first:.2f} x; "
                f"the first 500 lines {opening:.1f} s",
                flush=True,
            )


if __name__ == "__main__":
    main()
