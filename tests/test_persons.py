"""Personal data that somebody typed into a field of goods or companies is shown nowhere."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from bases import base
from conftest import REGISTRIES

from supplycheck import Checker, read_declarations
from supplycheck.persons import HIDDEN, without_persons

CARD = "11010519491231002X"
PERSONAL = ("13800138000", "canary@example.com", "0512-87654321", CARD)


@pytest.mark.parametrize(
    "text", [*PERSONAL, "+86 138 0013 8000", "(0512)-87654321", "电话：87654321", "tel. +49 30 1234567"]
)
def test_it_is_taken_out(text: str) -> None:
    assert HIDDEN in without_persons(f"示例有限公司 {text} 仓库")
    assert not any(part in without_persons(text) for part in ("13800138000", "87654321", "1234567", "canary", CARD))


@pytest.mark.parametrize(
    "text",
    [
        "91999999MA0000001N",
        "223120200000000001",
        "110105194912310021",  # as long as an identity card's number, with a check digit that is none
        "苏械注准20182140001",
        "YY 0469-2011",
        "17.5cm×9.5cm",
        "2020-04-16",
        "K201234",
        "EN 14683:2019+AC:2019",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert without_persons(text) == text


def put(data: Any, word: str) -> Any:
    """The data with a word behind every text."""
    if isinstance(data, dict):
        return {key: put(value, word) for key, value in data.items()}
    if isinstance(data, list):
        return [put(value, word) for value in data]
    return f"{data} {word}" if isinstance(data, str) else data


@pytest.mark.parametrize("word", PERSONAL)
def test_it_reaches_no_report_whatever_field_it_stands_in(word: str, tmp_path: Path) -> None:
    data = base("mask")
    texts = ["name", "specification", "lot", "standard", "certificate_number", "quantity", "unit", "produced_on"]
    for n, field in enumerate(texts):
        wrong = json.loads(json.dumps(data))
        wrong["lines"][0][field] = f"{wrong['lines'][0].get(field, 'x')} {word}"
        (tmp_path / f"{n}.json").write_text(json.dumps(wrong), encoding="utf-8")
    whole = {**data, "dossier": put(data["dossier"], word), "consignor": put(data["consignor"], word)}
    (tmp_path / "whole.json").write_text(json.dumps(whole), encoding="utf-8")
    checker = Checker(REGISTRIES, today=date(2026, 11, 23))
    for report in checker.check_many(read_declarations(tmp_path)):
        assert word not in report.to_json(), report.declaration.source
