"""Tables to fill in: a declaration, or a dossier, with headings that our readers know and an example that passes.

As CSV, or as a workbook with drop-downs, a sheet of explanations, and the lists. Equal calls give equal bytes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from supplycheck.declaration import SETTINGS, SUBTYPES
from supplycheck.errors import FactsMissing, UsageError
from supplycheck.facts.codes import rows
from supplycheck.facts.law import load_toml, text
from supplycheck.facts.standards import catalogue
from supplycheck.optional import need
from supplycheck.readers import dossier_table, headings
from supplycheck.report import Text
from supplycheck.root import root
from supplycheck.steady_zip import steady

_ROWS = 500
"""For how many rows a workbook offers lists to choose from."""

_WIDEST = 40
_SHEETS = {"zh": ("填写", "说明", "可选值"), "en": ("Fill in", "Explanation", "Choices")}
_EXPLAINED = {"zh": ("栏目", "填写说明", "必填", "示例"), "en": ("Column", "What to write", "Needed", "Example")}
_NEEDED = Text("是", "yes")


class Column(NamedTuple):
    """A column: its heading, what to write, whether it is needed, the list to choose from, what the examples have."""

    heading: Text
    help: Text
    needed: bool
    choices: str | None
    examples: tuple[str, ...]


def columns(kind: str) -> list[Column]:
    """The columns of a template, "declaration" or "dossier".

    Raises:
        FactsMissing: the facts are not there or not in order.
    """
    return _declaration() if kind == "declaration" else _dossier()


def write(kind: str, suffix: str, lang: str) -> bytes:
    """A template as a file.

    Args:
        kind: "declaration" or "dossier".
        suffix: ".csv" or ".xlsx".
        lang: "zh", or "en" for headings in both languages and explanations in English.

    Raises:
        UsageError: another type of file is wanted, or XlsxWriter is not installed.
    """
    if suffix == ".csv":
        return _csv(columns(kind), lang)
    if suffix == ".xlsx":
        return _xlsx(columns(kind), lang)
    raise UsageError("a template is a .csv or a .xlsx")


def _declaration() -> list[Column]:
    path = root() / "templates" / "declaration.toml"
    known = headings.fields()
    try:
        return [
            Column(
                Text(known[row["field"]], row["en"]),
                text(row["help"]),
                row.get("needed", False),
                row.get("choices"),
                (row.get("example", ""),),
            )
            for row in load_toml(path)["column"]
        ]
    except KeyError as error:
        raise FactsMissing([path.name], f"not in order ({error})") from error


_EXAMPLE: tuple[dict[str, str], ...] = (
    {"kind": "contract", "number": "HT-1", "issued_on": "2020-04-27"},
    {
        "line": "1",
        "kind": "announcement-5",
        "holder": "宁波示例远航进出口有限公司",
        "product": "医用外科口罩",
        "quantity": "100000",
        "unit": "个",
        "certificate": "苏械注准20182140001",
        "issued_on": "2020-05-05",
        "lot": "20200416",
        "destination": "中国香港",
        "manufacturer": "苏州示例云岫医疗用品有限公司",
    },
    {"line": "1", "kind": "goods", "standard": "YY 0469-2011", "medical": "是", "subtype": "surgical_mask"},
    {
        "line": "1",
        "kind": "nmpa-registration",
        "number": "苏械注准20182140001",
        "holder": "苏州示例云岫医疗用品有限公司",
        "product": "医用外科口罩",
        "issued_on": "2018-09-12",
        "expires_on": "2023-09-11",
    },
    {"line": "1", "kind": "power-of-attorney", "number": "WT-1", "holder": "宁波示例远航进出口有限公司"},
    {
        "line": "1",
        "kind": "label",
        "place": "carton",
        "lot": "20200416",
        "produced_on": "2020-04-16",
        "expires_on": "2022-04-16",
    },
)
"""The dossier of the declaration's example."""


def _dossier() -> list[Column]:
    names = dossier_table.kinds()
    shown = [{**row, "kind": names[row["kind"]].zh} for row in _EXAMPLE]
    return [
        Column(Text(*c.name), Text(*c.help), c.key == "kind", c.choices, tuple(row.get(c.key, "") for row in shown))
        for c in dossier_table.columns()
    ]


def _heading(column: Column, lang: str) -> str:
    return column.heading.zh if lang == "zh" else f"{column.heading.zh} {column.heading.en}"


def _csv(chosen: list[Column], lang: str) -> bytes:
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow([_heading(c, lang) for c in chosen])
    table.writerows(zip(*(c.examples for c in chosen), strict=True))
    return out.getvalue().encode("utf-8-sig")  # the mark by which Excel knows UTF-8


def _xlsx(chosen: list[Column], lang: str) -> bytes:
    xlsxwriter = need("xlsxwriter", "excel")
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_numbers": False})
    book.set_properties({"created": datetime(2020, 1, 1), "author": "supplycheck"})
    names = _SHEETS[lang]
    fill, explained, lists = (book.add_worksheet(name) for name in names)
    bold = book.add_format({"bold": True, "bg_color": "#D9E2EC", "border": 1, "text_wrap": True, "valign": "vcenter"})
    needed = book.add_format({"bold": True, "bg_color": "#F6D8B8", "border": 1, "text_wrap": True, "valign": "vcenter"})
    plain = book.add_format({"num_format": "@"})  # text: no code loses its zeros
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    ranges = _lists(lists, chosen, names[2], bold)
    for n, column in enumerate(chosen):
        widest = max(len(t) * 2 for t in (column.heading.zh, *column.examples))
        fill.set_column(n, n, min(max(widest, 10), _WIDEST), plain)
        fill.write_string(0, n, _heading(column, lang), needed if column.needed else bold)
        fill.write_comment(0, n, column.help.of(lang))
        for row, example in enumerate(column.examples, start=1):
            fill.write_string(row, n, example, plain) if example else fill.write_blank(row, n, None, plain)
        if column.choices:
            rule = {"validate": "list", "source": ranges[column.choices], "error_type": "warning"}
            fill.data_validation(1, n, _ROWS, n, {**rule, "input_message": column.help.of(lang)[:250]})
    fill.set_row(0, 32)
    fill.freeze_panes(1, 0)
    _explain(explained, chosen, lang, bold, wrapped)
    fill.activate()
    book.close()
    return steady(out.getvalue())


def _explain(sheet: Any, chosen: list[Column], lang: str, bold: Any, wrapped: Any) -> None:
    for n, (title, width) in enumerate(zip(_EXPLAINED[lang], (34, 60, 8, 34), strict=True)):
        sheet.set_column(n, n, width, wrapped)
        sheet.write_string(0, n, title, bold)
    for row, column in enumerate(chosen, start=1):
        example = next((e for e in column.examples if e), "")
        texts = (_heading(column, lang), column.help.of(lang), _NEEDED.of(lang) if column.needed else "", example)
        for n, said in enumerate(texts):
            sheet.write_string(row, n, said, wrapped)
    sheet.freeze_panes(1, 0)


def _lists(sheet: Any, chosen: list[Column], name: str, bold: Any) -> dict[str, str]:
    """Writes the lists, a column for each; where each stands, as a formula has it."""
    ranges = {}
    for n, choice in enumerate(dict.fromkeys(c.choices for c in chosen if c.choices)):
        values = CHOICES[choice]()
        sheet.set_column(n, n, 24)
        sheet.write_string(0, n, choice, bold)
        for row, value in enumerate(values, start=1):
            sheet.write_string(row, n, value)
        letter = chr(ord("A") + n)
        ranges[choice] = f"='{name}'!${letter}$2:${letter}${len(values) + 1}"
    return ranges


def _destinations() -> list[str]:
    return sorted({row["zh"] for row in rows("country.csv") if row["alpha2"]})


def _standards() -> list[str]:
    """Every standard we know, in each of its editions."""
    return sorted(
        f"{s.id}{'-' if s.origin == 'chinese' else ':'}{edition.id}"
        for s in catalogue().values()
        for edition in s.editions
    )


CHOICES: dict[str, Callable[[], list[str]]] = {
    "destinations": _destinations,
    "units": lambda: [row["zh"] for row in rows("unit.csv")],
    "currencies": lambda: [row["alpha3"] for row in rows("currency.csv")],
    "trade_modes": lambda: [row["zh"] for row in rows("supervision_mode.csv")],
    "standards": _standards,
    "kinds": lambda: [name.zh for name in dossier_table.kinds().values()],
    "subtypes": lambda: sorted(SUBTYPES),
    "settings": lambda: sorted(SETTINGS),
    "bases": lambda: ["chinese", "foreign"],
    "mask_bases": lambda: ["国外标准", "国内标准"],
    "yes": lambda: ["是", "否"],
}
"""What may stand in a column, by the name of the list."""
