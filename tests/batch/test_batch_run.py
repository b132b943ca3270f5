"""Batches: every declaration has its result, in order, whoever checked it, however often it was interrupted."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from batching import REGISTRIES, TODAY, batch, folder, table

from supplycheck import Checker, read_declarations
from supplycheck.batch import checking
from supplycheck.batch import run as running
from supplycheck.batch.run import head_of, part_of, run, state_of
from supplycheck.errors import OutputFailed, UsageError
from supplycheck.readers import large_table, pieces


def expected(path: Path, *, lean: bool = True) -> str:
    checker = Checker(REGISTRIES, today=TODAY)
    return "".join(r.to_json(lean=lean) + "\n" for r in checker.check_many(read_declarations(path)))


def test_results_are_those_of_check(tmp_path: Path) -> None:
    source = folder(tmp_path / "in")
    done = run(batch(tmp_path / "o.jsonl", source))
    text = (tmp_path / "o.jsonl").read_text("utf-8")
    assert text == expected(source)
    reports = [json.loads(line) for line in text.splitlines()]
    assert done.outcomes == Counter(r["outcome"] for r in reports)
    assert done.head["counts"] == {
        "read": len(reports),
        "written": len(reports),
        "not_processed": done.outcomes["unreadable"],
        "internal_errors": 0,
    }
    assert [lost["code"] for lost in done.head["not_processed"]] == ["D04", "no-lines", "D04"]
    assert any(note["code"] == "D33" for r in reports for note in r["notes"])
    assert not state_of(tmp_path / "o.jsonl").exists()
    assert not part_of(tmp_path / "o.jsonl").exists()


def test_the_head_has_what_lean_results_leave_out(tmp_path: Path) -> None:
    source = table(tmp_path / "a.csv", 20)
    run(batch(tmp_path / "o.jsonl", source))
    head = json.loads(head_of(tmp_path / "o.jsonl").read_text("utf-8"))
    cited = {ref for line in (tmp_path / "o.jsonl").read_text("utf-8").splitlines() for ref in _law(json.loads(line))}
    assert cited
    assert cited <= head["run"]["instruments"].keys()
    assert {s["registry"] for s in head["run"]["snapshots"]} >= {"barred-exporters"}
    summary = head["summary"]
    assert sum(summary["declarations"].values()) == head["counts"]["read"]
    assert summary["offices"]["number"] == 3
    assert (
        sum(sum(v for k, v in row.items() if k != "office") for row in summary["offices"]["most"]) == 18
    )  # two rows have the number of others
    assert summary["exporters"]["number"] == 1


def _law(report: dict[str, Any]) -> set[str]:
    found = [*report["findings"], *(f for line in report["lines"] for f in line["findings"])]
    return {ref for f in found for ref in f["law"]}


@pytest.mark.parametrize("ending", ["jsonl", "csv", "parquet"])
def test_interrupted_at_every_piece_it_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    if ending == "parquet":
        pytest.importorskip("pyarrow")
    monkeypatch.setattr(large_table, "FROM_BYTES", 0)
    monkeypatch.setattr(large_table, "PART_BYTES", 1500)
    monkeypatch.setattr(pieces, "LARGE", 0)
    monkeypatch.setattr(running, "SECONDS", 0.0)
    source = table(tmp_path / "a.csv", 60)
    whole, broken = tmp_path / f"whole.{ending}", tmp_path / f"broken.{ending}"
    run(batch(whole, source))

    def stop(progress: Any, _: int) -> None:
        if progress.declarations > before:
            raise KeyboardInterrupt

    stops = before = 0
    while True:
        try:
            run(batch(broken, source), resume=True, tell=stop)
        except KeyboardInterrupt:
            stops += 1
            with part_of(broken).open("ab") as part:
                part.write(b"half a line")  # what was written after the checkpoint
            before += 12
        else:
            break
    assert stops >= 4
    assert broken.read_bytes() == whole.read_bytes()
    one, two = (json.loads(head_of(path).read_text("utf-8")) for path in (whole, broken))
    assert one["summary"] == two["summary"]
    assert one["run"]["instruments"] == two["run"]["instruments"]


def test_what_comes_twice_is_told_in_csv_too(tmp_path: Path) -> None:
    source = tmp_path / "a.jsonl"
    line = '{"id": "I-1", "direction": "import", "lines": [{"name": "口罩"}]}\n'
    source.write_text(line + line, "utf-8")
    run(batch(tmp_path / "o.csv", source))
    from supplycheck.writers import csv_table

    checker = Checker(REGISTRIES, today=TODAY)
    with (tmp_path / "c.csv").open("w", encoding="utf-8", newline="") as out:
        csv_table.write(checker.check_many(read_declarations(source)), out, "en")
    assert (tmp_path / "o.csv").read_bytes() == (tmp_path / "c.csv").read_bytes()
    assert "same declaration" in (tmp_path / "o.csv").read_text("utf-8")


def interrupted(out: Path, source: Path, monkeypatch: pytest.MonkeyPatch, **how: object) -> None:
    monkeypatch.setattr(running, "SECONDS", 0.0)
    monkeypatch.setattr(pieces, "FILES", 1)

    def stop(progress: Any, _: int) -> None:
        if progress.declarations > 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(batch(out, source, **how), tell=stop)


def test_a_changed_input_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, source = tmp_path / "o.jsonl", folder(tmp_path / "in")
    interrupted(out, source, monkeypatch)
    with pytest.raises(UsageError, match="--resume goes on"):
        run(batch(out, source))
    table(source / "005.csv", 11)
    with pytest.raises(UsageError, match="the input changed"):
        run(batch(out, source), resume=True)
    run(batch(out, source), restart=True)
    assert out.read_text("utf-8") == expected(source)


@pytest.mark.parametrize(
    ("what", "how"),
    [
        ("the program", {"of_program": lambda: "another"}),
        ("the facts of law", {"of_facts": lambda: "another"}),
        ("the registries", {"of_registries": lambda _: "another"}),
    ],
)
def test_another_program_law_or_list_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str, how: dict[str, Any]
) -> None:
    out, source = tmp_path / "o.jsonl", folder(tmp_path / "in", 4)
    interrupted(out, source, monkeypatch)
    for name, value in how.items():
        monkeypatch.setattr(running.fingerprint, name, value)
    with pytest.raises(UsageError, match=f"{what} changed"):
        run(batch(out, source), resume=True)


def test_other_options_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, source = tmp_path / "o.jsonl", folder(tmp_path / "in", 4)
    interrupted(out, source, monkeypatch)
    with pytest.raises(UsageError, match=r"the options \(detail, redact\) changed"):
        run(batch(out, source, detail="full", redact=True), resume=True)


def test_a_registry_that_changed_is_another(tmp_path: Path) -> None:
    lists = tmp_path / "lists" / "nmpa"
    lists.mkdir(parents=True)
    (lists / "2020-05-01.csv").write_text("a", "utf-8")
    before = running.fingerprint.of_registries(tmp_path / "lists")
    (lists / "2020-05-02.csv").write_text("a", "utf-8")
    assert running.fingerprint.of_registries(tmp_path / "lists") != before


def test_the_day_of_a_batch_is_that_of_its_beginning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, source = tmp_path / "o.jsonl", folder(tmp_path / "in", 4)
    interrupted(out, source, monkeypatch, today=None)

    tomorrow = SimpleNamespace(today=lambda: date(2030, 1, 1), fromisoformat=date.fromisoformat)
    monkeypatch.setattr(running, "date", tomorrow)
    run(batch(out, source, today=None), resume=True)
    days = {json.loads(line)["checked_on"] for line in out.read_text("utf-8").splitlines()}
    assert len(days) == 1
    assert days != {"2030-01-01"}


def test_an_output_that_was_changed_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, source = tmp_path / "o.jsonl", folder(tmp_path / "in", 4)
    interrupted(out, source, monkeypatch)
    data = part_of(out).read_bytes()
    part_of(out).write_bytes(data.replace(b"2020", b"2021", 1))
    with pytest.raises(UsageError, match="not as the batch left it"):
        run(batch(out, source), resume=True)
    part_of(out).write_bytes(data[:100])
    with pytest.raises(UsageError, match="not as the batch left it"):
        run(batch(out, source), resume=True)


def test_a_complete_batch_is_not_done_again(tmp_path: Path) -> None:
    out, source = tmp_path / "o.jsonl", table(tmp_path / "a.csv", 5)
    done = run(batch(out, source))
    with pytest.raises(UsageError, match="exists: --restart"):
        run(batch(out, source))
    again = run(batch(out, source), resume=True)
    assert again.before
    assert again.outcomes == done.outcomes
    table(source, 6)
    with pytest.raises(UsageError, match="the input changed"):
        run(batch(out, source), resume=True)
    assert run(batch(out, source), restart=True).head["counts"]["read"] == 6


def test_killed_while_the_output_is_put_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, source = tmp_path / "o.jsonl", table(tmp_path / "a.csv", 5)
    for step in ("_replace", "_sync_folder"):
        with monkeypatch.context() as patched:
            patched.setattr(running, step, _killed)
            with pytest.raises(KeyboardInterrupt):
                run(batch(out, source), resume=True)
    done = run(batch(out, source), resume=True)
    assert done.head["counts"]["read"] == 5
    assert out.read_text("utf-8") == expected(source)
    assert not state_of(out).exists()


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_full_disk_leaves_the_checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, source = tmp_path / "o.jsonl", folder(tmp_path / "in")
    interrupted(out, source, monkeypatch)
    before = part_of(out).read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(running.os, "fsync", full)
        with pytest.raises(OutputFailed, match="No space left"):
            run(batch(out, source), resume=True)
    assert part_of(out).read_bytes().startswith(before)
    run(batch(out, source), resume=True)
    assert out.read_text("utf-8") == expected(source)


def test_an_error_of_the_program_costs_one_declaration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = table(tmp_path / "a.csv", 6)
    looked_up = Checker._looked_up

    def broken(self: Checker, declaration: Any, on: Any) -> Any:
        if getattr(declaration, "position", 0) == 3:
            raise ZeroDivisionError("of a rule")
        return looked_up(self, declaration, on)

    monkeypatch.setattr(Checker, "_looked_up", broken)
    done = run(batch(tmp_path / "o.jsonl", source))
    assert done.internal == 1
    assert done.head["counts"]["read"] == 6
    (lost,) = done.head["not_processed"]
    assert lost["code"] == checking.INTERNAL
    assert "ZeroDivisionError: of a rule" in lost["why"]["en"]
    report = json.loads((tmp_path / "o.jsonl").read_text("utf-8").splitlines()[2])
    assert (report["outcome"], report["declaration"]["position"]) == ("unreadable", 3)


def test_two_batches_do_not_write_one_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, source = tmp_path / "o.jsonl", table(tmp_path / "a.csv", 5)

    def second(*_: object) -> None:
        with pytest.raises(UsageError, match="another batch is at work"):
            run(batch(out, source), resume=True)

    run(batch(out, source), tell=second)


@pytest.mark.parametrize("name", ["o.txt", "no/folder/o.jsonl"])
def test_an_output_that_cannot_be(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError):
        run(batch(tmp_path / name, table(tmp_path / "a.csv", 2)))


def test_redacted_results_name_nobody(tmp_path: Path) -> None:
    out, source = tmp_path / "o.jsonl", table(tmp_path / "a.csv", 12)
    run(batch(out, source, redact=True))
    for path in (out, head_of(out)):
        text = path.read_text("utf-8")
        assert "宁波示例" not in text
        assert "91999999MA0000001N" not in text
        assert "a.csv" not in text
