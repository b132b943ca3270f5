"""Redacted reports name nobody and nothing that leads to somebody."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from bases import base
from conftest import REGISTRIES

from supplycheck import Checker, read_declarations
from supplycheck.redact import mask

TODAY = date(2026, 11, 23)
OTHER = {"lines.0.manufacturer.name": "绍兴示例竹里日用品有限公司", "lines.0.manufacturer.uscc-": 0}
CASES: list[tuple[str, dict[str, Any]]] = [
    ("mask", {}),
    ("mask", OTHER),
    ("mask", {"dossier.statements.0.issuer": "某某示例贸易有限公司", "dossier.statements.0.items.0.lot": "1"}),
    ("mask", {"consignor.uscc": "91999999MA000000"}),
    ("civil-mask", {"dossier-": 0}),
    ("civil-mask-foreign", {"lines.0.manufacturer.name": "宁波示例无名有限公司"}),
    ("eu-ffp2", {}),
    ("listed-medical", {}),
]


def report(tmp_path: Path, name: str, changes: dict[str, Any], *, redact: bool) -> dict[str, Any]:
    path = tmp_path / "宁波示例" / "a.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(base(name, changes)), encoding="utf-8")
    (found,) = Checker(REGISTRIES, today=TODAY, redact=redact).check_many(read_declarations(path))
    return json.loads(found.to_json())


def names_in(data: Any, wanted: tuple[str, ...], inside: bool = False) -> set[str]:
    """Every text that stands under one of the wanted keys."""
    if isinstance(data, dict):
        return {n for k, v in data.items() for n in names_in(v, wanted, k in wanted)}
    if isinstance(data, list):
        return {n for v in data for n in names_in(v, wanted, inside)}
    return {data} if inside and isinstance(data, str) else set()


@pytest.mark.parametrize(("name", "changes"), CASES)
def test_nobody_is_named(tmp_path: Path, name: str, changes: dict[str, Any]) -> None:
    data = base(name, changes)
    for line in data["lines"]:
        line.pop("name")
    secrets = names_in(
        {k: v for k, v in data.items() if k != "lines"} | {"lines": data["lines"]},
        ("consignor", "agent", "producer", "consignee", "manufacturer", "issuer", "importer", "holder", "uscc"),
    )
    secrets |= names_in(data, ("name", "name_en", "uscc", "contract_number", "number")) & secrets
    secrets |= {data["contract_number"], data["id"], str(tmp_path), "宁波示例"}
    assert len(secrets) > 5
    text = json.dumps(report(tmp_path, name, changes, redact=True), ensure_ascii=False)
    assert {secret for secret in secrets if secret in text} == set()


def test_the_holder_in_the_registry_is_masked_too(tmp_path: Path) -> None:
    plain = report(tmp_path, "mask", OTHER, redact=False)
    hidden = report(tmp_path, "mask", OTHER, redact=True)
    holder = "苏州示例云岫医疗用品有限公司"
    assert holder in json.dumps(plain, ensure_ascii=False)
    (finding,) = (f for f in hidden["lines"][0]["findings"] if f["rule"] == "CN-HOLDER")
    assert mask(holder) in finding["message"]["zh"]
    assert "绍兴" not in json.dumps(hidden, ensure_ascii=False)


def test_everything_else_stays(tmp_path: Path) -> None:
    plain, hidden = (report(tmp_path, "mask", OTHER, redact=redact) for redact in (False, True))
    assert [f["id"] for f in plain["lines"][0]["findings"]] == [f["id"] for f in hidden["lines"][0]["findings"]]
    for key in ("outcome", "regime", "snapshots", "instruments", "checked_on"):
        assert plain[key] == hidden[key]


def test_masks_are_stable_and_differ() -> None:
    assert mask("示例 有限公司") == mask("示例有限公司")
    assert mask("甲示例有限公司") != mask("乙示例有限公司")


def test_what_cannot_be_read_is_redacted(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text("{")
    (found,) = Checker(REGISTRIES, today=TODAY, redact=True).check_many(read_declarations(path))
    assert str(tmp_path) not in found.to_json()
    assert found.outcome == "unreadable"
