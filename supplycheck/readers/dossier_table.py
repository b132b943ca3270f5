"""The dossier as a table (CSV or workbook), one row for each paper or fact, into the data that a dossier file has as JSON.

Headings and kinds of rows: `registries/templates/dossier.toml`; a table to fill in comes from `supplycheck template dossier`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from supplycheck.declaration import STATEMENT_FORMS
from supplycheck.errors import FactsMissing
from supplycheck.facts.codes import folded
from supplycheck.facts.law import load_toml
from supplycheck.readers.notes import unreadable
from supplycheck.readers.sheet import Sheet
from supplycheck.root import root

SUFFIXES = (".csv", ".tsv", ".xlsx", ".xls", ".ods")
HEADING_ROWS = 10
MAX_ROWS = 100_000

_LATIN = re.compile(r"[A-Za-z.]+")
_DOCUMENT = (
    "number",
    "holder",
    "product",
    "body",
    "legislation",
    "module",
    "standard",
    "tier",
    "result",
    "issued_on",
    "expires_on",
    "text",
)
_ITEM = ("product", "quantity", "unit", "certificate", "standard", "lot", "destination", "manufacturer")
_FLAGS = {"是": True, "yes": True, "true": True, "否": False, "no": False, "false": False}
_PLACE = ("lot", "produced_on", "expires_on", "standard", "manufacturer")


class Called(NamedTuple):
    """A text of ours in both languages."""

    zh: str
    en: str


class Column(NamedTuple):
    """A column: our key, its heading, what to write into it, the list of what may stand there."""

    key: str
    name: Called
    help: Called
    choices: str | None


@cache
def columns() -> tuple[Column, ...]:
    """All columns, in the order of the template."""
    return tuple(
        Column(r["key"], Called(**r["name"]), Called(**r["help"]), r.get("choices")) for r in _file()["column"]
    )


@cache
def kinds() -> dict[str, Called]:
    """What the kinds of rows are called."""
    return {code: Called(**name) for code, name in _file()["kinds"].items()}


def _file() -> dict[str, Any]:
    path = root() / "templates" / "dossier.toml"
    table = load_toml(path)
    if not {"column", "kinds"} <= table.keys():
        raise FactsMissing([path.name], "not in order")
    return table


@cache
def _keys() -> dict[str, str]:
    return {folded(name): c.key for c in columns() for name in (c.name.zh, c.name.en, c.name.zh + c.name.en)}


@cache
def _codes() -> dict[str, str]:
    return {folded(name): code for code, names in kinds().items() for name in (code, names.zh, names.en)}


def read(data: bytes, source: str, name: str) -> dict[str, Any]:
    """A dossier's data, as it would stand in a JSON file.

    Raises:
        UnreadableInput: the table cannot be read, or its headings are not those of a dossier.
    """
    for sheet in _sheets(data, source, name):
        for at, row in enumerate(sheet.rows[:HEADING_ROWS]):
            headings = [_key(cell) for cell in row.cells]
            if "kind" in headings and sum(key is not None for key in headings) > 2:
                rows = sheet.rows[at + 1 :]
                if len(rows) > MAX_ROWS:
                    raise unreadable(source, "", "D40", "表格过大", "the table is too large")
                return _dossier(_entries(headings, [r.cells for r in rows]))
    zh = "不是随附资料表：没有“资料类别”等标题（见 supplycheck template dossier）"
    raise unreadable(
        source, "", "D30", zh, "no table of a dossier: no heading “Kind” (see supplycheck template dossier)"
    )


def _sheets(data: bytes, source: str, name: str) -> list[Sheet]:
    if name.lower().endswith((".csv", ".tsv")):
        from supplycheck.readers import csv_file

        return [csv_file.sheet(data, source, name)]
    from supplycheck.readers import spreadsheet

    book = spreadsheet.open_book(data, source, name)
    return [sheet for title, sheet in book.sheets.items() if title not in book.hidden]


def _key(cell: object) -> str | None:
    if not isinstance(cell, str) or len(cell) > 100:
        return None
    return _keys().get(folded(cell)) or _keys().get(folded(_LATIN.sub("", cell)) or "-")


def _entries(headings: Sequence[str | None], rows: list[Sequence[Any]]) -> Iterator[dict[str, str]]:
    for cells in rows:
        entry = {key: said for key, cell in zip(headings, cells, strict=False) if key and (said := _said(cell))}
        if "kind" in entry:
            yield entry


def _said(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip() if cell is not None else ""


def _dossier(entries: Iterator[dict[str, str]]) -> dict[str, Any]:
    dossier: dict[str, Any] = {"statements": [], "lines": {}}
    for entry in entries:
        said = entry.pop("kind")
        kind = _codes().get(folded(said), said)
        number = entry.pop("line", "")
        if kind in ("declared-on", "arrives-on"):
            dossier[kind.replace("-", "_")] = entry.get("issued_on") or entry.get("text")
        elif kind == "contract":
            found = {"number": entry.get("number"), "signed_on": entry.get("issued_on")}
            dossier["contract"] = {key: value for key, value in found.items() if value}
        elif kind in STATEMENT_FORMS:
            _statement(dossier["statements"], kind, number, entry)
        else:
            _of_line(dossier["lines"].setdefault(number or "1", {}), kind, entry)
    return dossier


def _statement(statements: list[dict[str, Any]], form: str, number: str, entry: dict[str, str]) -> None:
    """Rows of one form, issuer and day are one statement with several products."""
    told: dict[str, str | None] = {"form": form, "issuer": entry.get("holder"), "signed_on": entry.get("issued_on")}
    told |= {key: entry.get(key) for key in ("importer", "importer_signed", "standard_basis")}
    head = {key: _flag(key, value) for key, value in told.items() if value}
    same = (s for s in statements if {k: v for k, v in s.items() if k not in ("lines", "items")} == head)
    statement = next(same, None)
    if statement is None:
        statement = {**head, "lines": [], "items": []}
        statements.append(statement)
    if number.isdigit() and int(number) not in statement["lines"]:
        statement["lines"].append(int(number))
    item = {key: entry[key] for key in _ITEM if key in entry}
    if item:
        statement["items"].append(item)


def _flag(key: str, said: str) -> str | bool:
    """Yes and no as JSON has them; another word is left to the dossier's reader."""
    return _FLAGS.get(said.lower(), said) if key in ("medical", "importer_signed") else said


def _of_line(line: dict[str, Any], kind: str, entry: dict[str, str]) -> None:
    if kind == "goods":
        maker = {"name": entry.get("manufacturer"), "uscc": entry.get("uscc")}
        if maker["name"] or maker["uscc"]:
            line["manufacturer"] = {key: value for key, value in maker.items() if value}
        line |= {
            key: _flag(key, entry[key])
            for key in ("medical", "subtype", "setting", "lot", "produced_on")
            if key in entry
        }
        if "standard" in entry:
            line["standards"] = [*line.get("standards", []), entry["standard"]]
    elif kind == "label":
        label = line.setdefault("label", {})
        for key, many in (("text", "texts"), ("mark", "marks")):
            if key in entry:
                label.setdefault(many, []).append(entry[key])
        place = {key: entry[key] for key in _PLACE if key in entry}
        if place or "place" in entry:
            label.setdefault("places", []).append({"place": entry.get("place", ""), **place})
    else:
        document = {"kind": kind, **{key: entry[key] for key in _DOCUMENT if key in entry}}
        line.setdefault("documents", []).append(document)
