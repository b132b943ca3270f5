"""Built snapshots: made once, by several at once, and without a place to keep them."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from supplycheck.errors import RegistryUnavailable
from supplycheck.registry import Found, NotFound, Registries, build, definition
from supplycheck.registry import cache as caching

A, B = "沪械注准20202140000", "粤械注准20192070233"
DAY = date(2020, 5, 6)
Cert = Callable[..., list[str]]


def built(folder: Path) -> list[str]:
    return sorted(set(os.listdir(folder)) - {"locks"}) if folder.is_dir() else []


def test_a_snapshot_is_built_once_per_content(data, cert: Cert, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    path = data.put("nmpa", "2020-05-06", [cert(A)])
    assert isinstance(data.on("nmpa", "2020-05-06").find(A), Found)
    first = built(cache)
    assert len(first) == 1
    data.put("nmpa", "2020-05-07", path.read_bytes())
    monkeypatch.setattr(build, "fill", lambda *_: pytest.fail("built again"))
    monkeypatch.setattr(caching, "fill", lambda *_: pytest.fail("built again"))
    assert isinstance(data.on("nmpa", "2020-05-08").find(A), Found)
    assert built(cache) == first


def test_changed_content_is_another_snapshot(data, cert: Cert, cache: Path) -> None:  # type: ignore[no-untyped-def]
    path = data.put("nmpa", "2020-05-06", [cert(A)])
    before = data.on("nmpa", "2020-05-06")
    data.put("nmpa", "2020-05-06", [cert(B)])
    os.utime(path, ns=(1, 1))
    after = data.on("nmpa", "2020-05-06")
    assert isinstance(before.find(A), Found)
    assert isinstance(after.find(A), NotFound)
    assert before.sha256 != after.sha256
    assert len(built(cache)) == 2


def test_changed_rules_build_anew(data, cert: Cert, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    data.put("nmpa", "2020-05-06", [cert(A)])
    data.on("nmpa", "2020-05-06")
    monkeypatch.setattr(caching, "fingerprint", lambda: "other rules")
    monkeypatch.setattr(build, "fingerprint", lambda: "other rules")
    assert isinstance(data.on("nmpa", "2020-05-06").find(A), Found)
    assert len(built(cache)) == 2


def test_equal_rows_give_equal_bytes(data, cert: Cert, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    source = data.put("nmpa", "2020-05-06", [cert(A), cert(B, "北京示例乙有限公司")])
    for name in ("one", "two"):
        caching.build_file(definition.load("nmpa"), source, tmp_path / f"{name}.sqlite")
    assert (tmp_path / "one.sqlite").read_bytes() == (tmp_path / "two.sqlite").read_bytes()


def test_built_snapshots_in_the_data_directory(data, cert: Cert, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    source = data.put("nmpa", "2020-05-06", [cert(A)])
    expected = data.on("nmpa", "2020-05-06")
    target = source.with_suffix(".sqlite")
    caching.build_file(definition.load("nmpa"), source, target)
    source.unlink()
    for entry in built(cache):
        (cache / entry).unlink()
    view = data.on("nmpa", "2020-05-06")
    assert view.find(A) == expected.find(A)
    assert (view.sha256, view.rows, view.complete) == (expected.sha256, 1, True)
    assert built(cache) == []
    # Built under other rules: built again from its own rows.
    monkeypatch.setattr(caching, "fingerprint", lambda: "other rules")
    monkeypatch.setattr(build, "fingerprint", lambda: "other rules")
    again = data.on("nmpa", "2020-05-06")
    assert again.find(A) == expected.find(A)
    assert again.sha256 == expected.sha256
    assert len(built(cache)) == 1


@pytest.mark.parametrize("content", [b"", b"noise" * 100, b"SQLite format 3\0" + b"\0" * 4096])
def test_a_built_snapshot_that_is_none(data, content: bytes) -> None:  # type: ignore[no-untyped-def]
    data.put("nmpa", "2020-05-06", content, ".sqlite")
    assert data.on("nmpa", "2020-05-06").state == "unreadable"


def test_a_built_snapshot_of_another_list(data) -> None:  # type: ignore[no-untyped-def]
    source = data.put("mofcom-masks", "2020-05-06", [["上海示例甲有限公司", "", "", "CE"]])
    target = data.put("nmpa", "2020-05-06", b"", ".sqlite")
    caching.build_file(definition.load("mofcom-masks"), source, target)
    assert data.on("nmpa", "2020-05-06").state == "unreadable"


def test_another_database(data) -> None:  # type: ignore[no-untyped-def]
    path = data.put("nmpa", "2020-05-06", b"", ".sqlite")
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE meta (k, v)")
    connection.execute("INSERT INTO meta VALUES ('schema', ?), ('sha256', 'x')", [build.SCHEMA])
    connection.commit()
    connection.close()
    assert data.on("nmpa", "2020-05-06").state == "unreadable"


def test_without_a_place_to_keep_them(data, cert: Cert, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "file").touch()
    monkeypatch.setenv("SUPPLYCHECK_CACHE", str(tmp_path / "file"))
    data.put("nmpa", "2020-05-06", [cert(A), cert(B)])
    view = data.on("nmpa", "2020-05-06")
    assert isinstance(view.find(A), Found)
    assert isinstance(view.find("沪械注准20202140009"), NotFound)
    assert (view.state, view.rows) == ("fresh", 2)


def test_a_full_disk(data, cert: Cert, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    data.put("nmpa", "2020-05-06", [cert(A)])
    assert isinstance(data.on("nmpa", "2020-05-06").find(A), Found)
    assert built(cache) == []


@pytest.mark.parametrize("spoil", [lambda b: b"", lambda b: b[: len(b) // 2], lambda b: b"x" * len(b)])
def test_a_spoilt_cache_is_made_good(data, cert: Cert, cache: Path, spoil: Callable[[bytes], bytes]) -> None:  # type: ignore[no-untyped-def]
    data.put("nmpa", "2020-05-06", [cert(A), cert(B)])
    expected = data.on("nmpa", "2020-05-06").find(A)
    (kept,) = cache.glob("*.sqlite")
    whole = kept.read_bytes()
    kept.write_bytes(spoil(whole))
    assert data.on("nmpa", "2020-05-06").find(A) == expected
    data.registries().close()


def test_a_cache_spoilt_while_it_is_open(data, cert: Cert, cache: Path) -> None:  # type: ignore[no-untyped-def]
    numbers = [f"粤械注准2019{i:07d}" for i in range(2_070_000, 2_073_000)]
    data.put("nmpa", "2020-05-06", [cert(number) for number in numbers])
    view = data.on("nmpa", "2020-05-06")
    (kept,) = cache.glob("*.sqlite")
    size = kept.stat().st_size
    with kept.open("rb+") as file:
        file.seek(8192)
        file.write(b"\xff" * (size - 8192))
    assert all(isinstance(view.find(number), Found) for number in numbers[::100])


def test_a_snapshot_that_is_lost_on_the_way_is_not_an_absence(data, cert: Cert, cache: Path) -> None:  # type: ignore[no-untyped-def]
    numbers = [f"粤械注准2019{i:07d}" for i in range(2_070_000, 2_073_000)]
    source = data.put("nmpa", "2020-05-06", [cert(number) for number in numbers])
    view = data.on("nmpa", "2020-05-06")
    (kept,) = cache.glob("*.sqlite")
    with kept.open("rb+") as file:
        file.seek(8192)
        file.write(b"\xff" * (kept.stat().st_size - 8192))
    source.unlink()
    answers = [view.find(number) for number in numbers[::100]]
    assert not [answer for answer in answers if isinstance(answer, NotFound)]
    assert view.match("深圳示例朴澈电子有限公司") is not None
    assert view.near("粤械注准20192070000") is not None


def test_closed_registries_start_over(data, cert: Cert) -> None:  # type: ignore[no-untyped-def]
    data.put("nmpa", "2020-05-06", [cert(A)])
    with data.registries() as registries:
        view = registries.on("nmpa", DAY)
        assert isinstance(view.find(A), Found)
    assert isinstance(view.find(B), NotFound)
    assert isinstance(registries.on("nmpa", DAY).find(A), Found)


SCRIPT = """
import sys
from datetime import date
from supplycheck.registry import Registries
registries = Registries(sys.argv[1])
view = registries.on("nmpa", date(2020, 5, 6))
print(view.sha256, view.rows, sum(view.lookup(f"粤械注准2019{i:07d}") is not None for i in range(2070000, 2072000)))
"""


def test_several_processes_build_the_same_snapshot(data, cert: Cert, cache: Path) -> None:  # type: ignore[no-untyped-def]
    source = data.put("nmpa", "2020-05-06", [cert(f"粤械注准2019{i:07d}") for i in range(2_070_000, 2_072_000)])
    command = [sys.executable, "-c", SCRIPT, str(data.folder)]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": os.pathsep.join(sys.path)}
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) for _ in range(2)]
    said = {run.communicate(timeout=60)[0] for run in runs}
    assert said == {f"{caching.digest_of('nmpa', source)} 2000 2000\n"}
    assert len(built(cache)) == 1


def test_of_several_at_once_one_builds(data, cert: Cert, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    data.put("nmpa", "2020-05-06", [cert(A)])
    builds: list[int] = []
    fill = caching.fill
    ready = threading.Barrier(3)

    def slow(*arguments: object) -> None:
        builds.append(1)
        time.sleep(0.1)
        fill(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(caching, "fill", slow)
    found: list[object] = []

    def ask() -> None:
        registries = data.registries()
        ready.wait()
        found.append(registries.on("nmpa", DAY).find(A))

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(builds) == 1
    assert [isinstance(each, Found) for each in found] == [True] * 3


def test_several_threads_ask_one_view(data, cert: Cert) -> None:  # type: ignore[no-untyped-def]
    numbers = [f"粤械注准2019{i:07d}" for i in range(2_070_000, 2_070_200)]
    data.put("nmpa", "2020-05-06", [cert(number) for number in numbers])
    registries = data.registries()
    wrong: list[str] = []

    def ask() -> None:
        view = registries.on("nmpa", DAY)
        wrong.extend(number for number in numbers if not isinstance(view.find(number), Found))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_registries_travel_to_other_processes(data, cert: Cert) -> None:  # type: ignore[no-untyped-def]
    data.put("nmpa", "2020-05-06", [cert(A)])
    registries = data.registries(bundled=False)
    registries.on("nmpa", DAY)
    copy = pickle.loads(pickle.dumps(registries))
    assert (copy.data_dir, copy.bundled) == (registries.data_dir, False)
    assert copy.on("nmpa", DAY).find(A) == registries.on("nmpa", DAY).find(A)
    copy.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_forked_process_opens_its_own(data, cert: Cert) -> None:  # type: ignore[no-untyped-def]
    data.put("nmpa", "2020-05-06", [cert(A), cert(B)])
    view = data.on("nmpa", "2020-05-06")
    assert isinstance(view.find(A), Found)
    context = multiprocessing.get_context("fork")
    queue = context.SimpleQueue()
    child = context.Process(target=lambda: queue.put(isinstance(view.find(B), Found)))
    child.start()
    child.join(30)
    assert queue.get() is True
    assert isinstance(view.find(B), Found)


def test_a_file_that_goes_away(data, cert: Cert) -> None:  # type: ignore[no-untyped-def]
    path = data.put("nmpa", "2020-05-06", [cert(A)])
    registries: Registries = data.registries()
    registries.on("mofcom-masks", DAY)
    registries.snapshots("nmpa")
    path.unlink()
    with pytest.raises(RegistryUnavailable):
        caching.digest_of("nmpa", path)
    assert isinstance(registries.on("nmpa", DAY).find(A), Found)
