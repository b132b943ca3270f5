from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from supplycheck.errors import RegistryUnavailable, UsageError
from supplycheck.registry import cache as caching
from supplycheck.registry import definition, import_file, list_snapshots, show

A, B = "沪械注准20202140000", "粤械注准20192070233"
DAY = date(2020, 5, 6)


@pytest.fixture
def source(data, cert: Callable[..., list[str]], tmp_path: Path) -> Path:  # type: ignore[no-untyped-def]
    return Path(data.put("nmpa", "2020-01-01", [cert(A)]).rename(tmp_path / "download.CSV"))


@pytest.fixture
def other(data, cert: Callable[..., list[str]], tmp_path: Path) -> Path:  # type: ignore[no-untyped-def]
    return Path(data.put("nmpa", "2020-01-01", [cert(A), cert(B)]).rename(tmp_path / "other.csv"))


def files(data: object) -> list[str]:
    return sorted(n for n in os.listdir(data.folder / "nmpa") if n not in (".lock", "history.jsonl"))  # type: ignore[attr-defined]


def test_import_and_ask(data, source: Path) -> None:  # type: ignore[no-untyped-def]
    info = import_file(data.folder, "nmpa", source, DAY)
    assert (info.registry, info.as_of, info.rows, info.complete, info.state) == ("nmpa", DAY, 1, True, "readable")
    assert info.path == data.folder / "nmpa" / "2020-05-06.csv"
    assert info.sha256 == caching.digest_of("nmpa", source)
    assert info.path.read_bytes() == source.read_bytes()
    assert files(data) == ["2020-05-06.csv"]
    assert data.on("nmpa", "2020-05-06").lookup(A) is not None


def test_import_of_a_part(data, source: Path) -> None:  # type: ignore[no-untyped-def]
    assert import_file(str(data.folder), "nmpa", str(source), DAY, partial=True).complete is False
    assert files(data) == ["2020-05-06.csv", "2020-05-06.partial"]
    # The same file again, now said to be whole.
    assert import_file(data.folder, "nmpa", source, DAY).complete is True
    assert files(data) == ["2020-05-06.csv"]


def test_another_file_of_the_day_needs_a_word(data, source: Path, other: Path) -> None:  # type: ignore[no-untyped-def]
    import_file(data.folder, "nmpa", source, DAY, partial=True)
    with pytest.raises(UsageError, match="2020-05-06"):
        import_file(data.folder, "nmpa", other, DAY)
    assert show(data.folder, "nmpa").rows == 1
    info = import_file(data.folder, "nmpa", other, DAY, replace=True)
    assert (info.rows, info.complete) == (2, True)
    # In another guise it is the same file.
    other = other.rename(other.with_suffix(".txt"))
    assert import_file(data.folder, "nmpa", other, DAY, replace=True).rows == 2
    assert files(data) == ["2020-05-06.csv"]


@pytest.mark.parametrize("content", [b"", b"\xff\x00noise", "企业名称\n示例\n".encode()])
def test_what_cannot_be_read_is_refused(data, tmp_path: Path, content: bytes) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "bad.csv").write_bytes(content)
    with pytest.raises(RegistryUnavailable) as caught:
        import_file(data.folder, "nmpa", tmp_path / "bad.csv", DAY)
    assert caught.value.name == "nmpa"
    assert caught.value.reason
    assert not (data.folder / "nmpa").exists() or files(data) == []


def test_import_of_a_built_snapshot(data, source: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    caching.build_file(definition.load("nmpa"), source, tmp_path / "built.sqlite")
    info = import_file(data.folder, "nmpa", tmp_path / "built.sqlite", DAY)
    assert (info.rows, info.sha256) == (1, caching.digest_of("nmpa", source))
    with pytest.raises(RegistryUnavailable):
        import_file(data.folder, "mofcom-masks", tmp_path / "built.sqlite", DAY)


def test_an_unknown_extension_becomes_the_usual_one(data, source: Path) -> None:  # type: ignore[no-untyped-def]
    source = source.rename(source.with_suffix(".dat"))
    path = import_file(data.folder, "nmpa", source, DAY).path
    assert path is not None
    assert path.name == "2020-05-06.csv"


@pytest.mark.parametrize("name", ["../nmpa", "nmpa/../../x", "/tmp/x", "", "..", "a\0b"])
def test_no_name_leads_out_of_the_directory(data, source: Path, name: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(UsageError):
        import_file(data.folder, name, source, DAY)
    with pytest.raises(UsageError):
        show(data.folder, name)


def test_wrong_uses(data, source: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(UsageError):
        import_file(data.folder, "nmpa", tmp_path / "nothing.csv", DAY)
    with pytest.raises(UsageError):
        import_file(data.folder, "nmpa", tmp_path, DAY)
    with pytest.raises(RegistryUnavailable):
        import_file(data.folder, "unheard-of", source, DAY)
    (tmp_path / "file").touch()
    with pytest.raises(UsageError):
        import_file(tmp_path / "file", "nmpa", source, DAY)
    with pytest.raises(RegistryUnavailable):
        show(data.folder, "mofcom-masks")
    with pytest.raises(RegistryUnavailable):
        show(data.folder, "nmpa", date(2020, 5, 7))


def test_list(data, source: Path, other: Path) -> None:  # type: ignore[no-untyped-def]
    import_file(data.folder, "nmpa", source, date(2020, 3, 1))
    import_file(data.folder, "nmpa", other, DAY)
    data.put("samr-unqualified", "2020-05-06", b"\xff\xfenoise")
    data.put("barred-exporters", "2020-06-01", [["广州示例甲有限公司", "", "通知", "2020-04-13", ""]])
    infos = {(info.registry, info.as_of): info for info in list_snapshots(data.folder, date(2020, 5, 10))}
    states = {key: (info.state, info.age_days, info.rows) for key, info in infos.items()}
    assert states["nmpa", date(2020, 3, 1)] == ("stale", 70, 1)
    assert states["nmpa", DAY] == ("fresh", 4, 2)
    assert states["mofcom-masks", None] == ("missing", None, 0)
    assert states["samr-unqualified", DAY] == ("unreadable", 4, 0)
    assert states["barred-exporters", date(2020, 6, 1)] == ("later", -22, 1)
    assert infos["samr-unqualified", DAY].detail
    assert {name for name, _ in infos} == set(definition.names())
    assert show(data.folder, "nmpa").as_of == DAY
