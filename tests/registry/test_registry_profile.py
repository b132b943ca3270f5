"""Files whose headings are their maker's own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from reading import read, workbook

from supplycheck.errors import RegistryUnavailable, UsageError
from supplycheck.registry import Found, Registries, cache, definition, profile

PROFILE = """
[columns]
number = "证书"
holder = ["厂家", "厂名"]
product = "货名"
"""
ROWS = [["证书", "厂名", "货名", "有效期至"], ["沪械注准20202140000", "上海示例甲有限公司", "口罩", "2025-02-28"]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "profile.toml"
    made.write_text(PROFILE, "utf-8")
    return made


def test_unusual_headings_are_read(path: Path) -> None:
    made = profile.load(path, definition.load("nmpa"))
    table = "\n".join(",".join(row) for row in ROWS)
    row = {
        "number": "沪械注准20202140000",
        "holder": "上海示例甲有限公司",
        "product": "口罩",
        "expires_on": "2025-02-28",
    }
    for content in (table.encode("gb18030"), workbook(ROWS)):
        assert read(made, content).rows == [row]
    with pytest.raises(RegistryUnavailable):
        read("nmpa", table)


def test_what_was_read_with_a_profile_is_found_without_it(path: Path, tmp_path: Path) -> None:
    source = tmp_path / "own.csv"
    source.write_text("\n".join(",".join(row) for row in ROWS), "utf-8")
    plain = definition.load("nmpa")
    target = tmp_path / "data" / "nmpa" / "2020-05-06.sqlite"
    target.parent.mkdir(parents=True)
    cache.build_file(profile.load(path, plain), source, target)
    with Registries(tmp_path / "data") as registries:
        found = registries.on("nmpa", date(2020, 5, 7)).find("沪械注准20202140000")
    assert isinstance(found, Found)
    assert found.record.name == "上海示例甲有限公司"


def test_a_profile_changes_the_digest(path: Path) -> None:
    plain = definition.load("nmpa")
    assert profile.load(path, plain).digest != plain.digest
    assert profile.load(path, plain).digest == profile.load(path, plain).digest


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[columns]\nnummer = 'A'", "is it number"),
        ("[columns]\nzzz = 'A'", "it has number"),
        ("[columns]\nnumber = 3", "heading"),
        ("[columns]\nnumber = []", "heading"),
        ("[columns]\nnumber = ['']", "heading"),
        ("columns = 3", "one table"),
        ("[columns]\n[more]", "one table"),
        ("[columns", "no column profile"),
    ],
)
def test_what_is_no_profile(text: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(UsageError, match=says):
        profile.load(path, definition.load("nmpa"))


def test_a_profile_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"p\.toml"):
        profile.load(tmp_path / "p.toml", definition.load("nmpa"))
    (tmp_path / "noise.toml").write_bytes(bytes(range(256)))
    with pytest.raises(UsageError, match="no column profile"):
        profile.load(tmp_path / "noise.toml", definition.load("nmpa"))


def test_import_with_a_profile(path: Path, tmp_path: Path) -> None:
    from click.testing import CliRunner

    from supplycheck.cli.main import cli

    source = tmp_path / "list.xlsx"
    source.write_bytes(workbook(ROWS))
    command = [
        "registry",
        "import",
        "nmpa",
        str(source),
        "--as-of",
        "2020-05-06",
        "--registries",
        str(tmp_path / "data"),
    ]
    refused = CliRunner().invoke(cli, command)
    assert refused.exit_code != 0
    done = CliRunner().invoke(cli, [*command, "--columns", str(path)])
    assert (done.exit_code, "1 rows" in done.output) == (0, True), done.output
    # Whoever asks it needs no profile.
    with Registries(tmp_path / "data") as registries:
        assert isinstance(registries.on("nmpa", date(2020, 5, 6)).find("沪械注准20202140000"), Found)
    assert CliRunner().invoke(cli, ["registry", "verify", "--registries", str(tmp_path / "data")]).exit_code == 0
