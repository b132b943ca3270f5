"""Records of checks: whole, in order, and every later change shows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from bases import declaration
from conftest import REGISTRIES

from supplycheck import Checker, Report, UsageError
from supplycheck.records import Archive

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
COUNT = 5


def report(name: str = "mask") -> Report:
    return Checker(REGISTRIES, today=date(2026, 11, 23)).check(declaration(name))


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    kept = Archive(tmp_path / "kept")
    for _ in range(COUNT):
        kept.add(report(), AT)
    return kept


def path_of(archive: Archive, number: int) -> Path:
    return archive.folder / "000000" / f"{number:09d}.json"


def rewritten(path: Path, change: Callable[[str], str]) -> None:
    text = change(path.read_text("utf-8"))
    path.chmod(0o644)
    path.write_text(text, encoding="utf-8")


def test_a_record_tells_everything(tmp_path: Path) -> None:
    source = tmp_path / "a.json"
    source.write_text("{}")
    (tmp_path / "a.dossier.json").write_text("{}")
    found = report()
    found.declaration.source = str(source)
    path = Archive(tmp_path / "kept").add(found, AT)
    record = json.loads(path.read_text("utf-8"))
    assert record["record"] == 1
    assert record["at"] == "2026-11-23T08:00:00+00:00"
    assert len(record["input"]["sha256"]) == len(record["input"]["dossier_sha256"]) == 64
    assert (record["tool"], record["facts"]) == (found.tool, found.facts)
    assert {s["registry"] for s in record["snapshots"]} == {s.registry for s in found.snapshots}
    assert record["report"] == json.loads(found.to_json())
    assert not os.access(path, os.W_OK) or os.geteuid() == 0


def test_untouched_records_are_right(archive: Archive) -> None:
    found = archive.verify()
    assert (found.records, found.problems) == (COUNT, [])
    assert [r["record"] for r in archive.records()] == list(range(1, COUNT + 1))


@pytest.mark.parametrize("number", range(1, COUNT + 1))
def test_a_changed_record_shows(archive: Archive, number: int) -> None:
    rewritten(path_of(archive, number), lambda text: text.replace('"pass"', '"fail"', 1))
    assert number in {p.record for p in archive.verify().problems}


@pytest.mark.parametrize("number", range(1, COUNT + 1))
def test_a_removed_record_shows(archive: Archive, number: int) -> None:
    path_of(archive, number).unlink()
    assert number in {p.record for p in archive.verify().problems}


def test_records_that_changed_places_show(archive: Archive) -> None:
    one, two = path_of(archive, 2), path_of(archive, 3)
    text = one.read_text("utf-8")
    rewritten(one, lambda _: two.read_text("utf-8"))
    rewritten(two, lambda _: text)
    assert {2, 3} <= {p.record for p in archive.verify().problems}


def test_a_record_put_in_shows(archive: Archive) -> None:
    path_of(archive, COUNT + 2).write_text("{}")
    (problem,) = archive.verify().problems
    assert "000000007.json" in problem.en


def test_records_cut_off_at_the_end_show(archive: Archive) -> None:
    for number in (COUNT - 1, COUNT):
        path_of(archive, number).unlink()
    assert {p.record for p in archive.verify().problems} == {COUNT - 1, COUNT}


def test_a_writer_stopped_before_it_could_tell(archive: Archive) -> None:
    """The record is whole, the head does not know of it yet: it counts, and the next one follows it."""
    head = (archive.folder / "HEAD.json").read_bytes()
    archive.add(report(), AT)
    (archive.folder / "HEAD.json").write_bytes(head)
    found = archive.verify()
    assert (found.records, found.problems) == (COUNT + 1, [])
    archive.add(report(), AT)
    found = archive.verify()
    assert (found.records, found.problems) == (COUNT + 2, [])


def test_a_record_is_never_written_over(archive: Archive) -> None:
    (archive.folder / "HEAD.json").write_text('{"records": 1, "last": "' + "0" * 64 + '"}')
    before = path_of(archive, 2).read_bytes()
    with pytest.raises(UsageError, match="no record could be written"):
        archive.add(report(), AT)
    assert path_of(archive, 2).read_bytes() == before


def test_two_processes_at_once(tmp_path: Path) -> None:
    code = (
        "import sys; sys.path[:0] = ['tests']; from test_records import *\n"
        "for _ in range(10): Archive(sys.argv[1]).add(report(), AT)"
    )
    folder = tmp_path / "kept"
    root = Path(__file__).parent.parent
    running = [subprocess.Popen([sys.executable, "-c", code, str(folder)], cwd=root) for _ in range(2)]
    assert [process.wait(60) for process in running] == [0, 0]
    found = Archive(folder).verify()
    assert (found.records, found.problems) == (20, [])


@pytest.mark.parametrize("step", ["rename", "replace"])
def test_a_writer_that_is_killed(archive: Archive, step: str) -> None:
    """Before the record is in its place, or before the head knows of it: nothing is broken, and the next one goes on."""
    code = (
        "import os, signal, sys; sys.path[:0] = ['tests']; from test_records import *\n"
        f"os.{step} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "Archive(sys.argv[1]).add(report(), AT)"
    )
    root = Path(__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", code, str(archive.folder)], cwd=root, check=False)
    assert done.returncode < 0
    whole = COUNT if step == "rename" else COUNT + 1
    for further in range(2):
        found = archive.verify()
        assert (found.records, found.problems) == (whole + further, [])
        archive.add(report(), AT)
    assert not list(archive.folder.glob("*/.*"))


def test_a_full_disk_leaves_the_records_as_they_were(archive: Archive) -> None:
    code = (
        "import resource, signal, sys; sys.path[:0] = ['tests']; from test_records import *\n"
        "found = report()\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))\n"
        "Archive(sys.argv[1]).add(found, AT)"
    )
    root = Path(__file__).parent.parent
    command = [sys.executable, "-c", code, str(archive.folder)]
    done = subprocess.run(command, cwd=root, check=False, capture_output=True, encoding="utf-8")
    assert "no record could be written" in done.stderr
    found = archive.verify()
    assert (found.records, found.problems) == (COUNT, [])


@pytest.mark.parametrize("left", [COUNT, 1])
def test_a_head_that_is_gone_shows(archive: Archive, left: int) -> None:
    for number in range(left + 1, COUNT + 1):
        path_of(archive, number).unlink()
    (archive.folder / "HEAD.json").unlink()
    assert [p.record for p in archive.verify().problems] == [0]
    with pytest.raises(UsageError, match="HEAD"):
        archive.add(report(), AT)


def test_a_first_record_that_follows_another_shows(archive: Archive) -> None:
    rewritten(path_of(archive, 1), lambda text: text.replace("0" * 64, "1" * 64))
    assert 1 in {p.record for p in archive.verify().problems}


def test_an_export_that_fails_leaves_nothing(archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile.ZipFile, "write", lambda *_: (_ for _ in ()).throw(OSError("no space left")))
    with pytest.raises(UsageError, match="no space"):
        archive.export(tmp_path / "all.zip")
    assert not (tmp_path / "all.zip").exists()


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="no record could be written"):
        Archive(tmp_path / "file").add(report(), AT)


def test_export(archive: Archive, tmp_path: Path) -> None:
    assert archive.export(tmp_path / "all.zip") == COUNT
    with zipfile.ZipFile(tmp_path / "all.zip") as packed:
        packed.extractall(tmp_path / "again")
    found = Archive(tmp_path / "again").verify()
    assert (found.records, found.problems) == (COUNT, [])
    archive.export(tmp_path / "all.jsonl")
    lines = (tmp_path / "all.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["record"] for line in lines] == list(range(1, COUNT + 1))
    with pytest.raises(UsageError):
        archive.export(tmp_path / "all.zip")


def test_an_empty_folder_is_right(tmp_path: Path) -> None:
    assert Archive(tmp_path).verify().records == 0
