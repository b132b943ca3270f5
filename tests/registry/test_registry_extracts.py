"""The extracts that come with the package: small, readable without damage, and never the whole list."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from supplycheck.registry import Found, Registries, Unavailable
from supplycheck.registry.definition import lists_root

EXTRACTS = sorted(lists_root().glob("*/extract-*"))
SMALL = 10_000


@pytest.mark.parametrize("path", EXTRACTS, ids=lambda path: path.parent.name)
def test_an_extract_is_small_and_whole_in_itself(path: Path, tmp_path: Path) -> None:
    assert path.stat().st_size < SMALL
    with Registries(tmp_path) as registries:
        (info,) = registries.snapshots(path.parent.name)
    assert info.bundled
    assert info.rows == path.read_text("utf-8").count("\n") - 1
    assert not info.detail
    assert not info.complete


@pytest.mark.parametrize(
    ("name", "number", "field", "value"),
    [
        ("fda-510k", "K201380", "product_code", "FXX"),
        ("fda-classification", "FXX", "class", "2"),
        ("eu-hsc", "1363", "status", "active"),
        ("niosh-revoked", "TC-84A-4329", "effective", "2021-08-13"),
        ("nmpa", "滇械注准20202140088", "product", "医用外科口罩"),
    ],
)
def test_what_an_extract_holds_is_found_and_nothing_is_absent(
    name: str, number: str, field: str, value: str, tmp_path: Path
) -> None:
    with Registries(tmp_path) as registries:
        view = registries.on(name, date(2021, 9, 1))
        found = view.find(number)
        assert isinstance(found, Found)
        assert found.record.fields[field] == value
        assert isinstance(view.find("K000000"), Unavailable)
