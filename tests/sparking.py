"""Declarations as an engine holds them, in each of the forms, and the results of a batch over the same files."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from batching import REGISTRIES, TODAY, batch, table

from supplycheck.batch.run import run

OPTIONS = {"today": TODAY}


def results(source: Path) -> list[str]:
    """The lines that a batch over a file writes, in order of their texts."""
    out = source.with_name(source.name + ".results.jsonl")
    run(batch(out, source))
    return sorted(out.read_text("utf-8").splitlines())


def flat(folder: Path, count: int = 40, apart: bool = True) -> tuple[Path, list[dict[str, Any]]]:
    """A table as a file, and its rows as an engine holds them; with some declarations whose rows stand apart.

    The first place of each declaration among those of the table is its position.
    """
    source = table(folder / "flat.csv", count)
    head, *rows = source.read_text("utf-8").splitlines()
    if apart:
        rows += [row.replace(",1,6307900010", ",3,6307900010") for row in rows[3:9]]
        source.write_text("\n".join([head, *rows, ""]), "utf-8")
    positions: dict[str, int] = {}
    held = []
    for n, row in enumerate(csv.DictReader([head, *rows]), start=2):
        position = positions.setdefault(row["报关单号"], len(positions) + 1)
        held.append({"source": str(source), "position": position, "row": n, **row})
    return source, held


def model(number: int) -> dict[str, Any]:
    """A declaration of the own model, with its dossier inside."""
    lines = [
        {
            "number": item + 1,
            "hs_code": "6307900010",
            "name": "医用外科口罩" if number % 3 else "日常防护口罩（非医用）",
            "quantity": str(number + 10),
            "unit": "个",
            "manufacturer": {"name": f"宁波示例{number % 5}医疗用品有限公司"},
            "certificate_number": "沪械注准20202140001",
        }
        for item in range(number % 3 + 1)
    ]
    document = {"kind": "nmpa-registration", "number": "沪械注准20202140001", "holder": "示例医疗用品制造有限公司"}
    return {
        "id": f"3104202{number:011d}",
        "declared_on": f"2020-05-{number % 20 + 6:02d}" if number % 7 else None,
        "destination": ("DE", "US", "CL", "HK")[number % 4],
        "consignor": {"name": f"宁波示例{number % 7}进出口有限公司", "uscc": "91999999MA0000001N"},
        "lines": lines,
        "dossier": {"declared_on": "2020-05-06", "contract": {"number": f"HT-{number}"}, "complete": bool(number % 2)}
        if number % 5
        else {"contract": {"number": "HT", "signed_on": document["number"]}},
    }


def texts(folder: Path, count: int = 30) -> tuple[Path, list[dict[str, Any]]]:
    """JSON lines as a file, and as texts with their places; some cannot be read."""
    lines = [json.dumps(model(n), ensure_ascii=False) for n in range(count)]
    lines[3] = '{"id": "J-1", "lines": []}'
    lines[5] = '{"id": "J-2"'
    lines[7] = '{"id": "J-\\ud83d", "lines": [{"name": "口罩", "nonsense": 1}]}'
    lines[9] = lines[8]
    lines[11] = "[1, 2]"
    source = folder / "texts.jsonl"
    source.write_text("\n".join([*lines, ""]), "utf-8")
    held = [{"source": str(source), "position": n, "declaration": line} for n, line in enumerate(lines, start=1)]
    return source, held


def without_d33(line: str) -> str:
    """A result without the note that the declaration came before, which only a batch over the whole input has."""
    report = json.loads(line)
    report["notes"] = [note for note in report["notes"] if note["code"] != "D33"]
    return json.dumps(report, ensure_ascii=False)


__all__ = ["OPTIONS", "REGISTRIES", "flat", "model", "results", "texts", "without_d33"]
