"""Writes the pages of docs/ that are made from the code: `python docs/generate.py`. A test compares them with the code."""

from __future__ import annotations

import json
from pathlib import Path

from supplycheck.report import Report
from supplycheck.rules import catalogue

DOCS = Path(__file__).parent


def schema() -> str:
    """The JSON Schema of a report."""
    return json.dumps(Report.model_json_schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def rules() -> str:
    """The list of all rules, in the order in which findings are shown."""
    rows = [
        "# Rules",
        "",
        "Made from the code by `python docs/generate.py`. `supplycheck explain CODE` says more: the articles, the messages,",
        "what to do. Codes are never renamed or used again.",
        "",
        "| code | topic | severity | finds | 发现 | can a machine tell? |",
        "|---|---|---|---|---|---|",
    ]
    rows += [
        f"| {r.code} | {r.topic} | {r.severity} | {r.title.en} | {r.title.zh} | {r.machine} |" for r in catalogue.RULES
    ]
    return "\n".join(rows) + "\n"


PAGES = {"report.schema.json": schema, "rules.md": rules}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
