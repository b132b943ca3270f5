"""What is put into a data directory: compared, noted, verified, pruned, packed; under readers and through a kill."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from supplycheck.errors import RegistryUnavailable, UsageError
from supplycheck.registry import Found, NotFound, Registries, bundle, history, import_file, show, upkeep
from supplycheck.registry.store import LostRows

DAY = date(2020, 5, 6)
Cert = Callable[..., list[str]]


def number(serial: int) -> str:
    return f"沪械注准2020214{serial:04d}"


@pytest.fixture
def listed(data, cert: Cert, tmp_path: Path) -> Callable[..., Path]:  # type: ignore[no-untyped-def]
    """Makes a file of the NMPA list with the given serial numbers."""

    def make(serials: range, name: str = "list.csv", **other: str) -> Path:
        path = data.put("nmpa", "1999-01-01", [cert(number(s), **other) for s in serials])
        return Path(path.rename(tmp_path / name))

    return make


def test_changes_are_counted_and_noted(data, listed, cert: Cert) -> None:  # type: ignore[no-untyped-def]
    import_file(data.folder, "nmpa", listed(range(100)), date(2020, 5, 1))
    import_file(data.folder, "nmpa", listed(range(3, 104), product="红外耳温计"), DAY, origin="from a friend")
    first, second = history.entries(data.folder / "nmpa")
    assert (first["as_of"], first["since"], first["origin"]) == ("2020-05-01", None, "list.csv")
    assert {k: second[k] for k in ("since", "added", "changed", "gone", "complete", "origin")} == {
        "since": "2020-05-01",
        "added": 4,
        "changed": 97,
        "gone": 3,
        "complete": True,
        "origin": "from a friend",
    }


def test_a_list_that_lost_too_much_is_refused(data, listed) -> None:  # type: ignore[no-untyped-def]
    import_file(data.folder, "nmpa", listed(range(100)), date(2020, 5, 1))
    with pytest.raises(LostRows) as caught:
        import_file(data.folder, "nmpa", listed(range(89)), DAY)
    assert (caught.value.changes.gone, caught.value.changes.before, caught.value.allowed) == (11, 100, 10)
    assert show(data.folder, "nmpa").as_of == date(2020, 5, 1)
    assert len(history.entries(data.folder / "nmpa")) == 1
    assert import_file(data.folder, "nmpa", listed(range(89)), DAY, accept_loss=True).rows == 89
    # A part of a list loses nothing.
    assert import_file(data.folder, "nmpa", listed(range(5)), date(2020, 5, 7), partial=True).rows == 5


def test_a_list_without_numbers_is_compared_by_firm(data, credit_code: Callable[[int], str]) -> None:  # type: ignore[no-untyped-def]
    for day, firms in (("2020-05-01", range(20)), ("2020-05-06", range(2, 23))):
        rows = [[f"深圳示例{n}号有限公司", f"Shili {n} Ltd", credit_code(n), "CE"] for n in firms]
        file = data.put("mofcom-masks", "1999-01-01", rows).rename(data.folder / f"{day}.csv")
        import_file(data.folder, "mofcom-masks", file, date.fromisoformat(day))
    last = history.entries(data.folder / "mofcom-masks")[-1]
    assert (last["added"], last["changed"], last["gone"]) == (3, 0, 2)


def test_archives_and_very_large_files_are_kept_built(data, listed, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    packed = tmp_path / "list.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(listed(range(3)), "inner.csv")
        archive.writestr("readme.md", "nothing")
    info = import_file(data.folder, "nmpa", packed, DAY)
    assert (info.path and info.path.name, info.rows, info.complete) == ("2020-05-06.sqlite", 3, True)
    assert isinstance(data.on("nmpa", "2020-05-06").find(number(2)), Found)
    assert isinstance(data.on("nmpa", "2020-05-06").find(number(5)), NotFound)
    # The same archive again is the same snapshot.
    assert import_file(data.folder, "nmpa", packed, DAY).sha256 == info.sha256


def test_verify(data, listed) -> None:  # type: ignore[no-untyped-def]
    import_file(data.folder, "nmpa", listed(range(5)), date(2020, 5, 1))
    import_file(data.folder, "nmpa", listed(range(6)), DAY)
    data.put("samr-unqualified", "2020-05-06", [["示例甲厂", "口罩", "平面", "20200401", "过滤效率"]])
    found = {(v.registry, str(v.as_of)): v for v in upkeep.verify(data.folder)}
    assert [(v.rows, v.recorded, v.problem) for v in found.values()] == [(5, True, ""), (6, True, ""), (1, False, "")]
    path = data.folder / "nmpa" / "2020-05-06.csv"
    path.write_bytes(path.read_bytes().replace("深圳".encode(), "广州".encode()))
    (data.folder / "samr-unqualified" / "2020-05-06.csv").write_bytes(b"\xff\x00")
    problems = {
        key: v.problem for key, v in {(v.registry, str(v.as_of)): v for v in upkeep.verify(data.folder)}.items()
    }
    assert problems["nmpa", "2020-05-01"] == ""
    assert problems["nmpa", "2020-05-06"] == "it is not the file that was put there"
    assert problems["samr-unqualified", "2020-05-06"]
    assert [v.registry for v in upkeep.verify(data.folder, ["nmpa"])] == ["nmpa", "nmpa"]


def test_verify_finds_a_flipped_byte_in_a_built_snapshot(data, listed, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    packed = tmp_path / "list.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(listed(range(50)), "inner.csv")
    path = import_file(data.folder, "nmpa", packed, DAY).path
    assert path is not None
    (data.folder / "nmpa" / history.FILE).unlink()
    assert [v.problem for v in upkeep.verify(data.folder)] == [""]
    content = path.read_bytes()
    at = content.index("红外额温计".encode())
    path.write_bytes(content[:at] + "红外耳温计".encode() + content[at + 15 :])
    assert "damaged" in upkeep.verify(data.folder)[0].problem


def test_prune_keeps_what_reports_name(data, listed, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    days = [date(2020, 5, day) for day in range(1, 7)]
    infos = [import_file(data.folder, "nmpa", listed(range(9 + d.day)), d) for d in days]
    reports = tmp_path / "kept"
    (reports / "deep").mkdir(parents=True)
    named = {"reports": [{"snapshots": [{"registry": "nmpa", "as_of": "2020-05-02", "sha256": infos[1].sha256}]}]}
    (reports / "deep" / "r.json").write_text(json.dumps(named))
    (reports / "lean.jsonl").write_text(
        json.dumps({"run": {"snapshots": [{"registry": "nmpa", "sha256": infos[2].sha256}]}})
    )
    would = upkeep.prune(data.folder, 2, [reports], pretend=True)
    assert [file.as_of.day for file in would] == [1, 4]
    assert [info.as_of for info in Registries(data.folder).snapshots("nmpa")] == days
    assert upkeep.prune(data.folder, 2, [reports]) == would
    assert [info.as_of.day for info in Registries(data.folder).snapshots("nmpa") if info.as_of] == [2, 3, 5, 6]
    (reports / "broken.json").write_text("{")
    with pytest.raises(UsageError, match=r"broken\.json"):
        upkeep.prune(data.folder, 1, [reports])
    with pytest.raises(UsageError):
        upkeep.prune(data.folder, 0, [])


def test_prune_keeps_the_whole_list_under_newer_parts(data, listed) -> None:  # type: ignore[no-untyped-def]
    for day, partial in ((1, False), (2, False), (3, True), (4, True)):
        import_file(data.folder, "nmpa", listed(range(9 + day)), date(2020, 5, day), partial=partial)
    assert [file.as_of.day for file in upkeep.prune(data.folder, 1, [])] == [1, 3]
    assert isinstance(data.on("nmpa", "2020-05-06").find(number(10)), Found)


def test_bundle(data, listed, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    for day, partial in ((1, False), (2, False), (3, True)):
        import_file(data.folder, "nmpa", listed(range(9 + day)), date(2020, 5, day), partial=partial)
    file = tmp_path / "lists.zip"
    packed = bundle.export(data.folder, file)
    assert [(p.registry, p.as_of.day, p.whole) for p in packed] == [("nmpa", 2, True), ("nmpa", 3, False)]
    again = tmp_path / "again.zip"
    bundle.export(data.folder, again)
    assert again.read_bytes() == file.read_bytes()
    infos = bundle.take_in(tmp_path / "elsewhere", file)
    assert [(i.registry, i.as_of and i.as_of.day, i.rows, i.complete) for i in infos] == [
        ("nmpa", 2, 11, True),
        ("nmpa", 3, 12, False),
    ]
    assert [p.as_of.day for p in bundle.export(data.folder, file, ["nmpa"], date(2020, 5, 1))] == [1]
    with pytest.raises(UsageError):
        bundle.export(tmp_path / "empty", file)


@pytest.mark.parametrize("damage", ["changed", "missing", "no manifest", "another kind", "cut", "leads out"])
def test_a_bundle_that_was_changed_is_refused(data, listed, tmp_path: Path, damage: str) -> None:  # type: ignore[no-untyped-def]
    import_file(data.folder, "nmpa", listed(range(9)), DAY)
    file, bad = tmp_path / "lists.zip", tmp_path / "bad.zip"
    bundle.export(data.folder, file)
    with zipfile.ZipFile(file) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    if damage == "changed":
        content["nmpa/2020-05-06.csv"] = content["nmpa/2020-05-06.csv"].replace(b"2024", b"2025")
    elif damage == "missing":
        del content["nmpa/2020-05-06.csv"]
    elif damage == "no manifest":
        del content["manifest.json"]
    elif damage == "another kind":
        content["manifest.json"] = b'{"schema": "x"}'
    elif damage == "leads out":
        content["manifest.json"] = content["manifest.json"].replace(b'"nmpa"', b'"../nmpa"')
    with zipfile.ZipFile(bad, "w") as archive:
        for name, value in content.items():
            archive.writestr(name, value)
    if damage == "cut":
        bad.write_bytes(bad.read_bytes()[:-30])
    with pytest.raises((UsageError, RegistryUnavailable)):
        bundle.take_in(tmp_path / "elsewhere", bad)
    assert not (tmp_path / "elsewhere" / "nmpa").exists()
    assert not (tmp_path / "nmpa").exists()


def test_readers_see_no_error_while_snapshots_are_swapped(data, listed) -> None:  # type: ignore[no-untyped-def]
    files = [listed(range(20 + n % 2), f"{n}.csv") for n in range(2)]
    files.append(Path(files[0].with_suffix(".txt")))
    files[2].write_bytes(files[0].read_bytes() + "\n注：示例\n".encode())
    import_file(data.folder, "nmpa", files[0], DAY)
    done, wrong, asked = threading.Event(), [], [0, 0]

    def read(which: int) -> None:
        while not done.is_set():
            with Registries(data.folder) as registries:
                view = registries.on("nmpa", DAY)
                answer = view.find(number(7))
                if view.state != "fresh" or not isinstance(answer, Found):
                    wrong.append((view.state, view.detail, answer))
                asked[which] += 1

    readers = [threading.Thread(target=read, args=(which,)) for which in range(2)]
    for reader in readers:
        reader.start()
    try:
        for swap in range(20):
            before = list(asked)
            import_file(data.folder, "nmpa", files[1 + swap % 2], DAY, replace=True)
            deadline = time.monotonic() + 10
            while any(a == b for a, b in zip(asked, before, strict=True)) and time.monotonic() < deadline:
                time.sleep(0.001)
    finally:
        done.set()
        for reader in readers:
            reader.join()
    assert wrong == []
    assert min(asked) >= 20


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a word of POSIX")
def test_a_kill_in_the_middle_leaves_the_old_snapshot(data, cert: Cert, listed, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    import_file(data.folder, "nmpa", listed(range(50)), DAY)
    rows = [cert(f"沪械注准{2020000 + n // 10000}{n % 10000:04d}") for n in range(60_000)]
    large = data.put("nmpa", "1999-01-01", rows).rename(tmp_path / "inner.csv")
    packed = tmp_path / "large.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(large, "inner.csv")
    command = [sys.executable, "-m", "supplycheck", "registry", "import", "nmpa", str(packed), "--as-of", "2020-05-06"]
    process = subprocess.Popen([*command, "--replace", "--accept-loss", "--registries", str(data.folder)])
    folder = data.folder / "nmpa"
    deadline = time.monotonic() + 60
    while not any(p.stat().st_size > 1_000_000 for p in folder.glob(".*.tmp")) and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert any(folder.glob(".*.tmp"))
    assert isinstance(data.on("nmpa", "2020-05-06").find(number(7)), Found)
    assert show(data.folder, "nmpa").rows == 50
    # The next one clears away what was left.
    import_file(data.folder, "nmpa", listed(range(52)), DAY, replace=True)
    assert not any(folder.glob(".*.tmp"))
