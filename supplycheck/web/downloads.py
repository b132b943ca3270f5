"""The documents that a result is handed out as: the report in every format, and the statements it needs."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from supplycheck.errors import UsageError
from supplycheck.report import Report

if TYPE_CHECKING:
    from supplycheck.declaration import Declaration
    from supplycheck.statements.paper import Paper


class Document(NamedTuple):
    """A file to be handed out."""

    name: str
    kind: str
    data: bytes


KINDS = {
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "zip": "application/zip",
}
REPORTS = ("html", "xlsx", "csv", "md", "json")
STATEMENTS = ("docx", "pdf")


def report(reports: list[Report], format_: str, lang: str) -> Document:
    """The reports in one document.

    Raises:
        UsageError: there is no such format, or a package for it is missing.
    """
    from supplycheck.writers import csv_table, html, markdown

    name = f"supplycheck-{reports[0].checked_on}.{format_}" if reports else f"supplycheck.{format_}"
    if format_ == "json":
        return Document(name, KINDS["json"], _json(reports))
    if format_ == "xlsx":
        return Document(name, KINDS["xlsx"], _workbook(reports, lang))
    writers: dict[str, Callable[[list[Report], io.StringIO, str], None]] = {
        "html": html.write,
        "csv": csv_table.write,
        "md": markdown.write,
    }
    if format_ not in writers:
        raise UsageError(f"there is no format {format_!r}")
    out = io.StringIO(newline="")
    writers[format_](reports, out, lang)
    return Document(name, KINDS[format_], out.getvalue().encode("utf-8", "backslashreplace"))


def _json(reports: list[Report]) -> bytes:
    from supplycheck.report import SCHEMA_VERSION
    from supplycheck.writers.summary import Summary

    summary = Summary()
    for one in reports:
        summary.add(one)
    whole = {
        "schema_version": SCHEMA_VERSION,
        "run": {},
        "summary": summary.to_dict(),
        "reports": [one.to_dict() for one in reports],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace")


def _workbook(reports: list[Report], lang: str) -> bytes:
    """A workbook. Its writer needs a file, so it gets a folder that only this user can read and that is gone at once."""
    from supplycheck.writers import workbook

    with TemporaryDirectory(prefix="supplycheck-") as folder:
        path = Path(folder) / "report.xlsx"
        workbook.write(reports, path, lang)
        return path.read_bytes()


def statements_there() -> bool:
    """Whether statements can be made here."""
    from importlib.util import find_spec

    return all(find_spec(name) is not None for name in ("supplycheck.statements", "docx"))


def statement_forms(declaration: Declaration | None, report_: Report) -> list[str]:
    """The forms of the statements that a declaration needs; none where statements cannot be made here."""
    if declaration is None or not report_.lines or not statements_there():
        return []
    from supplycheck.statements.paper import wanted

    return list(dict.fromkeys(want.form for want in wanted(declaration, report_)))


def statement(declaration: Declaration, report_: Report, format_: str, lang: str) -> Document:
    """The statements that a declaration needs; several in a ZIP archive.

    Raises:
        UsageError: none is needed, a package is missing, or no font has the characters.
    """
    from supplycheck.statements.paper import make, wanted

    if format_ not in STATEMENTS:
        raise UsageError(f"there is no format {format_!r}")
    wants = wanted(declaration, report_)
    if not wants:
        raise UsageError("no statement is demanded of these lines; 这些商品项不要求声明")
    made: list[Document] = []
    for want in wants:
        paper = make(declaration, report_, want, lang=lang)
        lines = "-".join(map(str, want.lines[:5]))
        name = f"{_plain(declaration.id or declaration.contract_number or 'statement')}.{want.form}.{lines}.{format_}"
        made.append(Document(name, KINDS[format_], _written(paper, format_)))
    if len(made) == 1:
        return made[0]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in made:
            archive.writestr(one.name, one.data)
    return Document("statements.zip", KINDS["zip"], out.getvalue())


def _written(paper: Paper, format_: str) -> bytes:
    from supplycheck.statements import docx_file, pdf_file
    from supplycheck.statements.fonts import font

    if format_ == "docx":
        return docx_file.write(paper)
    return pdf_file.write(paper, font(None))


def _plain(text: str) -> str:
    """A text as part of a file's name."""
    return re.sub(r"[^\w.-]+", "_", text)[:60].strip("._") or "statement"
