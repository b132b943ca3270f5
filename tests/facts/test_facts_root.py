"""Where the facts lie, and which version of them it is."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from supplycheck.errors import FactsMissing
from supplycheck.facts import codes, digest, law
from supplycheck.facts import root as shipped


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty package folder of which `root` believes that it is its own."""
    folder = tmp_path / "site" / "supplycheck"
    folder.mkdir(parents=True)
    monkeypatch.setitem(shipped.__wrapped__.__globals__, "__file__", str(folder / "root.py"))
    return folder


def test_facts_in_the_package(package: Path) -> None:
    (package / "_facts" / "law").mkdir(parents=True)
    (package.parent / "registries" / "law").mkdir(parents=True)
    assert shipped.__wrapped__() == package / "_facts"


def test_facts_beside_the_package(package: Path) -> None:
    (package.parent / "registries" / "law").mkdir(parents=True)
    assert shipped.__wrapped__() == package.parent / "registries"


def test_a_folder_without_law_is_none(package: Path) -> None:
    (package / "_facts").mkdir()
    (package.parent / "registries" / "law").mkdir(parents=True)
    assert shipped.__wrapped__() == package.parent / "registries"


def test_facts_nowhere(package: Path) -> None:
    with pytest.raises(FactsMissing) as caught:
        shipped.__wrapped__()
    assert caught.value.searched == [str(package / "_facts"), str(package.parent / "registries")]
    assert all(place in str(caught.value) for place in caught.value.searched)


# --- the version ------------------------------------------------------------------------------------------------------


@pytest.fixture
def facts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the facts that `version` reads."""
    copy = shutil.copytree(shipped(), tmp_path / "facts")
    monkeypatch.setattr(digest, "root", lambda: copy)
    return copy


def version() -> str:
    return digest.version.__wrapped__()


def test_a_version_names_day_and_digest() -> None:
    assert re.fullmatch(r"\d{4}\.\d\d\.\d\d\+sha256:[0-9a-f]{16}", digest.version())
    assert digest.version().startswith(digest.REVIEWED)


def test_equal_facts_have_equal_versions_wherever_and_whenever_written(facts: Path) -> None:
    assert version() == digest.version() == version()
    for n, path in enumerate(sorted(facts.rglob("*"))):
        os.utime(path, (n, n))
    assert version() == digest.version()


@pytest.mark.parametrize("name", ["law/destinations/HK.toml", "codes/unit.csv", "lists/nmpa/definition.toml"])
def test_one_changed_byte_is_another_version(name: str, facts: Path) -> None:
    with (facts / name).open("ab") as file:
        file.write(b"\n")
    assert version() != digest.version()


def test_a_moved_or_new_or_lost_file_is_another_version(facts: Path) -> None:
    before = version()
    (facts / "law" / "destinations" / "HK.toml").rename(facts / "law" / "destinations" / "MO.toml")
    moved = version()
    (facts / "law" / "destinations" / "MO.toml").unlink()
    lost = version()
    (facts / "law" / "destinations" / "ZZ.toml").touch()
    assert len({before, moved, lost, version()}) == 4


def test_other_files_are_no_facts(facts: Path) -> None:
    (facts / "law" / "notes.md").write_text("示例", "utf-8")
    assert version() == digest.version()


# --- files that cannot be read ----------------------------------------------------------------------------------------


def test_a_broken_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "示例.toml").write_text("id = ", "utf-8")
    with pytest.raises(FactsMissing, match=r"示例\.toml"):
        law.load_toml(tmp_path / "示例.toml")
    with pytest.raises(FactsMissing, match=r"absent\.toml"):
        law.load_toml(tmp_path / "absent.toml")
    monkeypatch.setattr(codes, "root", lambda: tmp_path)
    with pytest.raises(FactsMissing, match=r"unit\.csv"):
        codes.rows("unit.csv")


def test_a_folder_that_is_named(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (package / "_facts" / "law").mkdir(parents=True)
    monkeypatch.setenv("SUPPLYCHECK_FACTS", str(tmp_path / "later"))
    with pytest.raises(FactsMissing):
        shipped.__wrapped__()
    (tmp_path / "later" / "law").mkdir(parents=True)
    assert shipped.__wrapped__() == tmp_path / "later"
