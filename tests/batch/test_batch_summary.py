"""Sums of kept results: the same from every form, exact whatever is shown, and told on the command line."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from batching import REGISTRIES, TODAY, batch, folder, table
from click.testing import CliRunner, Result

from supplycheck.batch import tally
from supplycheck.batch.overview import Overview, read
from supplycheck.batch.run import run
from supplycheck.cli.main import cli
from supplycheck.saved import read as reports_of
from supplycheck.writers import overview_page


def call(*words: object) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The results of one input in every form."""
    base = tmp_path_factory.mktemp("kept")
    source = folder(base / "in", 3)
    found = {}
    for ending in ("jsonl", "csv", "parquet"):
        if ending == "parquet":
            pytest.importorskip("pyarrow")
        found[ending] = base / f"o.{ending}"
        run(batch(found[ending], source))
    return found


def summed(path: Path) -> Any:
    answer = call("summary", path, "--format", "json", "--most", 1000)
    assert answer.exit_code == 0
    return json.loads(answer.stdout)


def test_every_form_gives_the_same(kept: dict[str, Path]) -> None:
    wanted = summed(kept["jsonl"])
    assert summed(kept["parquet"]) == wanted
    assert summed(kept["csv"]) == wanted


def test_the_sums_are_right(kept: dict[str, Path]) -> None:
    found = summed(kept["jsonl"])
    plain = [json.loads(line) for line in kept["jsonl"].read_text("utf-8").splitlines()]
    assert found["declarations"] == dict(Counter(r["outcome"] for r in plain))
    by_office = {row["key"]: row["counts"] for row in found["by"]["office"]["rows"]}
    for office in ("2240", "2241", None):
        wanted = Counter(r["outcome"] for r in plain if r["declaration"]["customs_office"] == office)
        assert by_office[office] == dict(wanted)
    rules = {row["key"]: row["total"] for row in found["by"]["rule"]["rows"]}
    wanted_rules: Counter[str] = Counter()
    for r in plain:
        named = [*r["findings"], *(f for line in r["lines"] for f in line["findings"])]
        wanted_rules.update({f["rule"] for f in named})
    assert rules == dict(wanted_rules)
    weeks = [row["key"] for row in found["by"]["week"]["rows"] if row["key"]]
    assert weeks == sorted(weeks)
    assert weeks[0] == "2020-W18"
    for kind in overview_page.TITLES:
        assert found["by"][kind]["number"] == len(found["by"][kind]["rows"])


def test_listing_is_capped_and_counting_is_not(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tally, "HELD", 50)  # so that counts go to the database and come back
    source = tmp_path / "a.jsonl"
    run(batch(source, table(tmp_path / "a.csv", 5)))
    (one, *_) = read(source)
    overview = Overview()
    for n in range(300):
        overview.add(one._replace(exporter=f"code {n}", name=f"name {n}"))
        overview.add(one._replace(exporter="code 7", name="name 7"))
    found = overview.of("exporter", 3)
    assert found["number"] == 300
    assert found["rows"][0]["key"] == "code 7"
    assert found["rows"][0]["total"] == 301
    assert found["rows"][0]["name"] == "name 7"
    assert len(found["rows"]) == 3
    assert sum(n for *_, n in overview.every(["exporter"])) == 600
    overview.close()


def test_the_table_the_page_and_the_csv(kept: dict[str, Path], tmp_path: Path) -> None:
    shown = call("summary", kept["jsonl"], "--most", 1, "--lang", "en").stdout
    assert "By customs office" in shown
    assert "more, all counted" in shown
    page = tmp_path / "o.html"
    assert call("summary", kept["jsonl"], "--format", "html", "-o", page, "--lang", "zh").exit_code == 0
    text = page.read_text("utf-8")
    assert "<svg" in text
    assert "按境内发货人" in text
    assert "http-equiv" in text
    rows = list(
        csv.DictReader(io.StringIO(call("summary", kept["jsonl"], "--format", "csv", "--by", "office").stdout[1:]))
    )
    assert {row["by"] for row in rows} == {"office"}
    plain = kept["jsonl"].read_text("utf-8").splitlines()
    assert sum(int(row["declarations"]) for row in rows) == len(plain)


def test_what_are_no_results(tmp_path: Path) -> None:
    from supplycheck.errors import UsageError

    for name, content in (("a.csv", "a,b\n1,2\n"), ("a.jsonl", '{"a": 1}\n'), ("a.parquet", "no")):
        (tmp_path / name).write_text(content, "utf-8")
        with pytest.raises(UsageError, match="no re"):
            list(read(tmp_path / name))


def test_kept_results_are_reports_again(kept: dict[str, Path]) -> None:
    one, two = list(reports_of(kept["jsonl"])), list(reports_of(kept["parquet"]))
    assert [r.to_json() for r in one] == [r.to_json() for r in two]
    head = json.loads(Path(f"{kept['jsonl']}.run.json").read_text("utf-8"))["run"]
    assert {s.sha256 for r in one for s in r.snapshots} == {s["sha256"] for s in head["snapshots"]}


def test_the_command(tmp_path: Path) -> None:
    folder(tmp_path / "in", 2)
    out = tmp_path / "o.jsonl"
    words = ("batch", tmp_path / "in", "--out", out, "--registries", REGISTRIES, "--workers", 1, "--lang", "en")
    answer = call(*words, "--today", TODAY.isoformat())
    assert answer.exit_code in (1, 3)
    read_, written = len(out.read_text("utf-8").splitlines()), json.loads(Path(f"{out}.run.json").read_text("utf-8"))
    assert written["counts"]["read"] == read_
    assert f"{read_} declarations read, {read_} written" in answer.stdout
    assert "not processed: 3" in answer.stdout
    assert "004a.json" in answer.stdout
    assert call(*words, "--today", TODAY.isoformat(), "--resume", "--exit-zero").exit_code == 0


def test_wrong_usage(tmp_path: Path) -> None:
    words = ["batch", "--out", str(tmp_path / "o.jsonl")]
    for more in ([], [str(tmp_path), "--watch", str(tmp_path)], [str(tmp_path), "--resume", "--restart"]):
        assert CliRunner().invoke(cli, words + more).exit_code == 2


def test_nothing_to_check(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    assert call("batch", tmp_path / "in", "--out", tmp_path / "o.jsonl", "--registries", REGISTRIES).exit_code == 4
