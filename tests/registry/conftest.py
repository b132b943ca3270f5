"""Snapshots of invented rows in a directory of their own, and a cache that no other test sees."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

import pytest

from supplycheck.identifiers import uscc
from supplycheck.registry import Registries, View

NMPA = ["注册证编号", "注册人名称", "统一社会信用代码", "产品名称", "型号规格", "管理类别", "批准日期", "有效期至"]
MEDICAL = ["企业名称", "英文名称", "统一社会信用代码", "产品类别", "认证或注册"]
MASKS = ["企业名称", "英文名称", "统一社会信用代码", "认证或注册"]
SAMR = ["标称生产单位名称", "产品名称", "规格型号", "生产日期或批号", "不合格项目"]
BARRED = ["企业名称", "统一社会信用代码", "依据", "起始日期", "终止日期"]
HEADINGS = {
    "nmpa": NMPA,
    "mofcom-medical": MEDICAL,
    "mofcom-masks": MASKS,
    "samr-unqualified": SAMR,
    "barred-exporters": BARRED,
}


def code(number: int) -> str:
    """An invented credit code with a right check digit; its district does not exist."""
    first = f"91440399MA{number:07d}"
    return first + uscc.check_digit(first)


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows as CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([headings, *rows])
    return text.getvalue()


def certificate(number: str, holder: str = "深圳示例朴澈电子有限公司", **other: str) -> list[str]:
    """A row of the NMPA list."""
    return [
        number,
        holder,
        other.get("uscc", code(1)),
        other.get("product", "红外额温计"),
        other.get("model", "PT-1"),
        "第二类",
        other.get("issued", "2019-03-18"),
        other.get("expires", "2024-03-17"),
    ]


class Data:
    """A data directory to put snapshots into and to ask."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.opened: list[Registries] = []

    def put(self, name: str, day: str, content: str | bytes | Iterable[Sequence[str]], suffix: str = ".csv") -> Path:
        """Write a snapshot: bytes, a text, or rows under the headings of the list."""
        if not isinstance(content, str | bytes):
            content = table(HEADINGS[name], content)
        path = self.folder / name / f"{day}{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def partial(self, name: str, day: str) -> None:
        """Mark a snapshot as holding only a part."""
        (self.folder / name / f"{day}.partial").touch()

    def registries(self, **options: object) -> Registries:
        """A fresh look at the directory."""
        made = Registries(self.folder, **options)  # type: ignore[arg-type]
        self.opened.append(made)
        return made

    def on(self, name: str, day: str) -> View:
        """A list on a day."""
        return self.registries().on(name, date.fromisoformat(day))


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The directory of built snapshots."""
    monkeypatch.setenv("SUPPLYCHECK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("SUPPLYCHECK_DATA", str(tmp_path / "user"))
    return tmp_path / "cache" / "snapshots"


@pytest.fixture
def data(tmp_path: Path) -> Iterable[Data]:
    """An empty data directory."""
    made = Data(tmp_path / "data")
    made.folder.mkdir()
    yield made
    for registries in made.opened:
        registries.close()


@pytest.fixture
def credit_code() -> Callable[[int], str]:
    """Makes invented credit codes."""
    return code


@pytest.fixture
def cert() -> Callable[..., list[str]]:
    """Makes rows of the NMPA list."""
    return certificate
