"""Large files are read in a process of their own: the same rows, the same refusals."""

from __future__ import annotations

import io
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest

from supplycheck.errors import RegistryUnavailable
from supplycheck.registry import Found, Registries, ahead, definition, import_file
from supplycheck.registry.formats import parse

DAY = date(2020, 5, 6)
HEAD = "注册证编号,注册人名称,产品名称\n"


def table(count: int) -> bytes:
    rows = "".join(f"沪械注准2020214{n:04d},上海示例{n}有限公司,医用外科口罩\n" for n in range(count))
    return (HEAD + rows).encode()


def both(path: Path) -> tuple[list[dict[str, str]], list[dict[str, str]], list[str], list[str]]:
    nmpa = definition.load("nmpa")
    with path.open("rb") as file:
        here = parse(nmpa, io.BytesIO(path.read_bytes()))
        there = ahead.rows(nmpa, file)
        return list(here.rows), list(there.rows), here.damage.places, there.damage.places


def test_the_same_rows(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(table(2500) + "沪械注准20202149999\n,,缺编号\n".encode())
    here, there, damage, told = both(path)
    assert here == there
    assert len(there) == 2501
    assert damage == told
    assert len(told) == 2


@pytest.mark.parametrize("content", [b"", b"\xff\x00noise", "企业名称\n示例\n".encode(), b"PK\x03\x04 no archive"])
def test_the_same_refusals(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    nmpa = definition.load("nmpa")
    with pytest.raises(RegistryUnavailable) as here:
        list(parse(nmpa, io.BytesIO(content)).rows)
    with path.open("rb") as file, pytest.raises(RegistryUnavailable) as there:
        list(ahead.rows(nmpa, file).rows)
    assert here.value.reason == there.value.reason


def test_a_reader_that_dies_is_no_end_of_the_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(table(10))
    monkeypatch.setattr(ahead, "_START", "import os; os.write(1, b'12345'); os._exit(0)")
    with path.open("rb") as file, pytest.raises(RegistryUnavailable, match="ended before"):
        list(ahead.rows(definition.load("nmpa"), file).rows)


def test_import_of_a_large_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "WORTH_IT", 1)
    packed = tmp_path / "list.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("inner.csv", table(3000))
    assert sys.executable
    assert import_file(tmp_path / "data", "nmpa", packed, DAY).rows == 3000
    with Registries(tmp_path / "data") as registries:
        assert isinstance(registries.on("nmpa", DAY).find("沪械注准20202142999"), Found)
