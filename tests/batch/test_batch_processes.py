"""Batches as programs: killed, interrupted, without room; workers that die; a folder that is watched."""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from batching import REGISTRIES, TODAY, batch, finish, folder, kill_after, start, table, workers_of

from supplycheck import Checker, read_declarations
from supplycheck.batch.run import head_of, part_of, run, state_of
from supplycheck.batch.watch import Watch
from supplycheck.cli.options import INTERNAL_ERROR
from supplycheck.errors import UsageError

INTERRUPTED = 130
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


def until(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("ending", ["jsonl", "csv", "parquet"])
def test_ten_deaths_at_random_moments(tmp_path: Path, ending: str, workers: int) -> None:
    if ending == "parquet":
        pytest.importorskip("pyarrow")
    source = folder(tmp_path / "in", 20)
    table(source / "zz.csv", 3000)  # enough that most of the time is not spent on the start
    whole, broken = f"whole.{ending}", f"broken.{ending}"
    words = ("in", "--workers", workers, "--out")
    began = time.monotonic()
    assert finish(start(tmp_path, *words, whole))[0] in (1, 3)
    seconds = time.monotonic() - began
    chance = random.Random(f"{ending}{workers}")
    deaths = midway = 0
    while deaths < 10:
        process = start(tmp_path, *words, broken, "--resume")
        time.sleep(chance.uniform(0.2, 0.95) * seconds)
        if process.poll() is not None:  # it was done before: what it made is right, and the deaths go on with another
            finish(process)
            assert (tmp_path / broken).read_bytes() == (tmp_path / whole).read_bytes()
            (tmp_path / broken).unlink()
            continue
        kill_after(process, 0)
        deaths += 1
        part = part_of(tmp_path / broken)
        midway += part.exists() and part.stat().st_size > 0
    assert midway  # at least one of them had results behind it
    code, _, err = finish(start(tmp_path, *words, broken, "--resume"))
    assert code in (1, 3), err
    assert (tmp_path / broken).read_bytes() == (tmp_path / whole).read_bytes()
    one, two = (json.loads(head_of(tmp_path / name).read_text("utf-8")) for name in (whole, broken))
    assert one["summary"] == two["summary"]
    assert one["not_processed"] == two["not_processed"]
    assert not state_of(tmp_path / broken).exists()


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("ask", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_it_says_so_and_goes_on_later(tmp_path: Path, workers: int, ask: signal.Signals) -> None:
    table(tmp_path / "a.csv", 600)
    words = ("a.csv", "--workers", workers, "--out", "o.jsonl")
    process = start(tmp_path, *words)
    part = part_of(tmp_path / "o.jsonl")
    until(lambda: part.exists() and part.stat().st_size > 0)
    below = workers_of(process)
    assert len(below) == (0 if workers == 1 else workers)
    process.send_signal(ask)
    code, _, err = finish(process)
    assert code == INTERRUPTED
    assert "--resume" in err
    assert "Traceback" not in err
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in below))
    assert finish(start(tmp_path, *words, "--resume"))[0] in (1, 3)
    checker = Checker(REGISTRIES, today=TODAY)
    os.chdir(tmp_path)
    wanted = [r.to_json(lean=True) for r in checker.check_many(read_declarations("a.csv"))]
    assert (tmp_path / "o.jsonl").read_text("utf-8").splitlines() == wanted


@pytest.mark.slow
def test_workers_end_with_a_program_that_is_killed(tmp_path: Path) -> None:
    table(tmp_path / "a.csv", 600)
    process = start(tmp_path, "a.csv", "--workers", 2, "--out", "o.jsonl")
    part = part_of(tmp_path / "o.jsonl")
    until(lambda: part.exists() and part.stat().st_size > 0)
    below = workers_of(process)
    assert len(below) == 2
    process.kill()
    process.communicate()
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in below))


@pytest.mark.slow
def test_a_worker_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    table(tmp_path / "a.csv", 600)
    process = start(tmp_path, "a.csv", "--workers", 2, "--out", "o.jsonl")
    part = part_of(tmp_path / "o.jsonl")
    killed = 0
    for size in (0, 200_000, 500_000):
        until(lambda size=size: part.stat().st_size > size if part.exists() else False)  # type: ignore[misc]
        if below := workers_of(process):
            os.kill(below[0], signal.SIGKILL)
            killed += 1
    code, _, err = finish(process)
    assert killed
    assert code in (1, 3), err
    os.chdir(tmp_path)
    wanted = [r.to_json(lean=True) for r in Checker(REGISTRIES, today=TODAY).check_many(read_declarations("a.csv"))]
    assert (tmp_path / "o.jsonl").read_text("utf-8").splitlines() == wanted


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["jsonl", "parquet"])
def test_a_full_disk_is_told_and_made_up_for(tmp_path: Path, ending: str) -> None:
    if ending == "parquet":
        pytest.importorskip("pyarrow")
    table(tmp_path / "a.csv", 300)
    words = ("a.csv", "--workers", 2, "--out", f"o.{ending}")
    code, _, err = finish(start(tmp_path, *words, limit="ulimit -f 600"))
    assert code == INTERNAL_ERROR
    assert "--resume" in err
    assert "Traceback" not in err
    code, _, err = finish(start(tmp_path, *words, "--resume"))
    assert code in (1, 3), err
    assert finish(start(tmp_path, *words[:-1], f"w.{ending}"))[0] == code
    assert (tmp_path / f"o.{ending}").read_bytes() == (tmp_path / f"w.{ending}").read_bytes()


@pytest.mark.slow
def test_a_changed_input_is_told_on_the_command_line(tmp_path: Path) -> None:
    table(tmp_path / "a.csv", 300)
    process = start(tmp_path, "a.csv", "--out", "o.jsonl")
    part = part_of(tmp_path / "o.jsonl")
    until(lambda: part.exists() and part.stat().st_size > 0)
    kill_after(process, 0)
    table(tmp_path / "a.csv", 301)
    code, _, err = finish(start(tmp_path, "a.csv", "--out", "o.jsonl", "--resume"))
    assert code == 2
    assert "the input changed" in err
    assert finish(start(tmp_path, "a.csv", "--out", "o.jsonl", "--restart"))[0] in (1, 3)


def test_a_watched_folder(tmp_path: Path) -> None:
    drop, out = tmp_path / "drop", tmp_path / "out"
    drop.mkdir(), out.mkdir()
    watch = Watch(drop, batch(out), "jsonl", settle=0.0)
    told: list[str] = []

    def look() -> list[str]:
        told.clear()
        for _ in range(2):  # the first look only sees the file, the second that it has not changed
            for path in watch.ready():
                watch.take(path, lambda path, out, done, why: told.append(f"{path.name} {out and out.name} {why}"), _no)
        return told

    table(drop / "a.csv", 3)
    (drop / "b.json").write_text("{", "utf-8")
    (drop / "a.dossier.json").write_text("{}", "utf-8")
    (drop / "notes.md").write_text("no input", "utf-8")
    assert [said.split()[:2] for said in look()] == [["a.csv", "a.csv.jsonl"], ["b.json", "b.json.jsonl"]]
    assert sorted(p.name for p in (drop / "done").iterdir()) == ["a.csv", "a.dossier.json"]
    assert sorted(p.name for p in (drop / "failed").iterdir()) == ["b.json"]
    assert len((out / "a.csv.jsonl").read_text("utf-8").splitlines()) == 3
    assert look() == []
    table(drop / "a.csv", 4)  # another file of that name: what there is stays
    assert look()[0].split()[1] == "a.csv.2.jsonl"
    assert {p.name for p in (drop / "done").iterdir()} == {"a.csv", "a.2.csv", "a.dossier.json"}
    assert len((out / "a.csv.jsonl").read_text("utf-8").splitlines()) == 3


def _no(*_: object) -> None:
    pass


def test_the_folder_of_results_is_made(tmp_path: Path) -> None:
    (tmp_path / "drop").mkdir()
    (tmp_path / "file").touch()
    Watch(tmp_path / "drop", batch(tmp_path / "a" / "b"), "jsonl")
    assert (tmp_path / "a" / "b").is_dir()
    with pytest.raises(UsageError, match="file"):
        Watch(tmp_path / "drop", batch(tmp_path / "file" / "b"), "jsonl")


def test_a_file_that_still_grows_is_left_alone(tmp_path: Path) -> None:
    drop, out = tmp_path / "drop", tmp_path / "out"
    drop.mkdir(), out.mkdir()
    watch = Watch(drop, batch(out), "jsonl", settle=0.0)
    table(drop / "a.csv", 3)
    assert list(watch.ready()) == []
    table(drop / "a.csv", 4)
    assert list(watch.ready()) == []
    assert list(watch.ready()) == [drop / "a.csv"]


def test_killed_between_result_and_move_a_file_is_not_checked_again(tmp_path: Path) -> None:
    drop, out = tmp_path / "drop", tmp_path / "out"
    drop.mkdir(), out.mkdir()
    source = table(drop / "a.csv", 3)
    run(batch(out / "a.csv.jsonl", source))
    before = (out / "a.csv.jsonl").stat().st_mtime_ns
    Watch(drop, batch(out), "jsonl").take(source, lambda *_: None, _no)
    assert (out / "a.csv.jsonl").stat().st_mtime_ns == before
    assert sorted(p.name for p in out.iterdir()) == ["a.csv.jsonl", "a.csv.jsonl.run.json"]
    assert (drop / "done" / "a.csv").exists()


@pytest.mark.slow
def test_watching_ends_when_interrupted(tmp_path: Path) -> None:
    drop, out = tmp_path / "drop", tmp_path / "out"
    drop.mkdir(), out.mkdir()
    process = start(tmp_path, "--watch", "drop", "--out", "out", "--settle", 0.2, "--workers", 1)
    time.sleep(1.0)
    table(drop / "new.part", 5)
    os.rename(drop / "new.part", drop / "new.csv")
    until((drop / "done" / "new.csv").exists)
    process.send_signal(signal.SIGINT)
    code, said, err = finish(process)
    assert code == INTERRUPTED
    assert "new.csv -> new.csv.jsonl" in said
    assert "Traceback" not in err
