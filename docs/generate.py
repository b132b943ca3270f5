"""Writes the pages of docs/ that are made from the code: `python docs/generate.py`. A test compares them with the code."""

from __future__ import annotations

import json
from collections import Counter
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


DEFECTS = {
    "D01": "a text table in GB18030 or GBK: read so",
    "D02": "byte order marks, UTF-16 and tabs of Excel's Unicode text: read so",
    "D03": "text that an earlier conversion destroyed: refused, or the field is unreadable; nothing is repaired",
    "D04": "a file cut off: refused, with the byte, or the last row is unreadable",
    "D05": "another encoding than the declared one: what decodes counts",
    "D06": "long numbers ruined by a spreadsheet: unreadable, no digit is guessed",
    "D07": "commodity codes with dots, spaces, `.0`: cleaned",
    "D08": "commodity codes of other lengths: 13 digits are split, others are kept and the codes they may mean are named",
    "D09": "a commodity code that lost its leading zero: none of the controlled codes has one, so it is no code of ours",
    "D10": "a code that is not in force on the day: the rule CN-HS-NOT-IN-FORCE",
    "D11": "unit and mode codes that lost zeros: padded",
    "D12": "units as words: read; counting units (万个) are converted, packs are told",
    "D13": "ways to write a number: read where there is one reading, else unreadable",
    "D14": "quantities that are none: unreadable",
    "D15": "full-width and invisible characters: folded for codes and numbers",
    "D16": "look-alikes of the bar in 规格型号: split all the same",
    "D17": "declaration elements missing, too many, shifted: told with the table of elements",
    "D18": "name or specification longer than the customs client keeps: told",
    "D19": "positional fields of another length: position 1 is read as it stands",
    "D20": "origin and destination swapped, or not, as messages have them: the destination is found, and told",
    "D21": "ways to write a country: read",
    "D22": "regions are read; a union of countries is no destination",
    "D23": "one number for a country and a currency: the field decides",
    "D24": "ways to write a day: read where there is one reading; spreadsheet day numbers are told",
    "D25": "head above the goods, rows that go on, merged cells: put together",
    "D26": "totals are skipped; hidden sheets, unread rows and sheets are told",
    "D27": "error values and formulas whose result was not saved: the cell is unreadable",
    "D28": "files of another type than their name says: the content decides; HTML is refused",
    "D29": "workbooks with a password: refused",
    "D30": "unknown columns are told with the heading they resemble; two columns for one field must agree",
    "D31": "rows of one declaration that do not agree on its head: told; what decides law or place is unreadable",
    "D32": "line numbers missing or doubled: numbered in the report; more than 50 lines are told",
    "D33": "a declaration that comes twice in a run: checked again, with a note that names the first",
    "D34": "price times quantity that is not the total; sheets of one workbook that differ: told",
    "D35": "ways to write a registration number: read; one character off is a finding",
    "D36": "ways to write a company: compared part by part, see the rule CN-HOLDER",
    "D37": "brand type against brand, codes of the export benefit: told",
    "D38": "a name that says medical and non-medical: the rule CN-NON-MEDICAL-AS-MEDICAL",
    "D39": "several kinds of goods in one line: the rule CN-GOODS-SEVERAL",
    "D40": "document types, entities, nesting, sizes beyond measure: refused",
    "D41": "text escaped twice is unescaped; XML that is not well-formed is refused with line and column",
    "D42": "words for nothing (无, /, N/M): nothing; NO as the consignee means that there is none",
    "D43": "personal data (names of people, phones, cards, signatures) is not read",
    "D44": "archives with names in GBK: decoded; by-products of programs are passed over; names that lead outside are refused",
    "D45": "text guarded against formulas: unguarded",
}
"""The known defects of declaration files, and what is done about each."""

UNSEEN = """## What cannot be seen

Workbooks are read with python-calamine, which gives values and merged cells, and of those not all:

* hidden rows and columns, filters, cell colours, comments, number formats: hidden rows are read like others
* merged cells of `.ods` files: a table is read as if nothing were merged
* the text of formulas; of `.xls` and `.ods`, formulas whose result was not saved come as empty cells
* net and gross weights are not read, so they are not compared

`.et` and `.xlsb` are not read. Scanned documents and PDF are not read.
"""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def notes() -> str:
    """What is done about defects of the input, and every note that the readers can make."""
    from supplycheck.readers.notes import TEXTS

    rows = ["# Notes on the input", "", "Made from the code by `python docs/generate.py`.", ""]
    rows += ["| code | what is done |", "|---|---|", *(f"| {code} | {text} |" for code, text in DEFECTS.items()), ""]
    rows += ["## Notes", "", "| code | severity | 说明 | meaning |", "|---|---|---|---|"]
    rows += [
        f"| {t.code} | {t.severity} | {_cell(t.zh)} | {_cell(t.en)} |".replace("{code}", "—")
        for t in sorted(TEXTS.values(), key=lambda t: (t.code[:1] != "D", t.code))
    ]
    return "\n".join(rows) + "\n\n" + UNSEEN


def coverage() -> str:
    """How well the law of each destination is known: on the last day that is covered, and over all quarters."""
    from typing import get_args

    from supplycheck.coverage import FIRST, LAST, QUARTERS, State, counted, coverage
    from supplycheck.declaration import SUBTYPES
    from supplycheck.facts.destinations import places

    there = places()
    signs: dict[State, str] = {"verified": "V", "partial": "P", "general": "G", "closed": "✕", "unknown": "?"}
    last = {(s.destination, s.product): signs[s.state] for s in coverage(LAST)}
    rows = [
        "# Destinations",
        "",
        "Made from the facts by `python docs/generate.py`; `supplycheck coverage` says it of every day, with the pages that a",
        f"person must open to be sure. On {LAST}, the least sure way in: V verified · P partial or weak source · G general",
        "knowledge alone · ✕ no way in · ? no source read speaks of these goods (asks for a look, never passes).",
        "",
        f"| product | {' | '.join(p.id for p in there)} |",
        "|---|" + "---|" * len(there),
    ]
    rows += [f"| {product} | {' | '.join(last[p.id, product] for p in there)} |" for product in SUBTYPES]
    states = get_args(State)
    counts = counted(coverage())
    total = sum(counts.values(), Counter())
    rows += [
        "",
        f"Of the {len(QUARTERS)} quarters from {FIRST} on, for all {len(SUBTYPES)} products:",
        "",
        f"| destination | {' | '.join(states)} |",
        "|---|" + "---:|" * len(states),
    ]
    rows += [f"| {p.id} {p.name.en} | {' | '.join(str(counts[p.id][s]) for s in states)} |" for p in there]
    rows.append(f"| all | {' | '.join(str(total[s]) for s in states)} |")
    return "\n".join(rows) + "\n"


def registries() -> str:
    """Every registry that is defined: who publishes it, where it comes from, what a missing row means."""
    from supplycheck.facts.formats import formats
    from supplycheck.registry import load, names

    asked: dict[str, list[str]] = {}
    for form in formats().values():
        for kind in form.documents if form.list is not None else ():
            asked.setdefault(form.list or "", []).append(kind)
    rows = [
        "# Registries",
        "",
        "Made from the definitions in `registries/lists/` by `python docs/generate.py`. *Whole*: a row that a fresh snapshot",
        "does not have is not on the list; of the others only what is there counts. *Days*: how old a snapshot may be to show",
        "that something is missing. *Fetched*: `supplycheck registry update NAME` gets it; *asked*: `registry ask NAME NUMBER`",
        "looks one entry up. Every list can be imported from a file. [Adding a registry](adding-a-registry.md) says how to",
        "define one of your own.",
        "",
        "| registry | title | published by | papers looked up | whole | days | fetched, asked | sure | licence |",
        "|---|---|---|---|---|---:|---|---|---|",
    ]
    for name in names():
        d = load(name)
        live = "" if d.live is None else "fetched" + (f", asked for {', '.join(d.live.ask)}" if d.live.ask else "")
        kinds = ", ".join(dict.fromkeys(asked.get(name, ())))
        cells = [
            f"[{name}]({d.address})",
            f"{d.title_en} {d.title_zh}",
            d.authority_en,
            kinds,
            "yes" if d.complete else "no",
            str(d.max_age_days),
            live,
            d.confidence,
            d.licence,
        ]
        rows.append(f"| {' | '.join(map(_cell, cells))} |")
    return "\n".join(rows) + "\n"


PAGES = {
    "registries.md": registries,
    "report.schema.json": schema,
    "rules.md": rules,
    "input-notes.md": notes,
    "destinations.md": coverage,
}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
