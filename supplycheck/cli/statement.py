"""`supplycheck statement make | read`: the official statements, made from a declaration and read back from paper."""

from __future__ import annotations

import json
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from supplycheck.cli.destinations import NOTHING_FOUND, tell_unreadable
from supplycheck.cli.options import (
    columns_option,
    day_option,
    declared_option,
    dossier_option,
    lang_option,
    language,
    out,
    registries_option,
    say,
    setting,
    stacked,
    status,
    stdout,
)
from supplycheck.cli.output import put_new
from supplycheck.declaration import STATEMENT_FORMS
from supplycheck.errors import UnreadableInput, UsageError

if TYPE_CHECKING:
    from supplycheck.declaration import Declaration
    from supplycheck.report import Report
    from supplycheck.statements.paper import Paper, Wanted
    from supplycheck.statements.reading import Reading

UNREADABLE = 3
FILE = click.Path(dir_okay=False, path_type=Path)
form_option = click.option(
    "--form",
    "form_name",
    type=click.Choice(sorted(STATEMENT_FORMS)),
    help="This form.  [default: the one that is demanded]",
)
declared_options = stacked(registries_option, declared_option, dossier_option, columns_option, lang_option)


@click.group()
def statement() -> None:
    """Make and read the exporter's statements. 生成和读取出口医疗物资声明、共同声明。"""


@statement.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@form_option
@click.option("--line", "number", type=int, help="This goods line only.")
@click.option("--format", "format_", type=click.Choice(["docx", "pdf"]), help="File type.  [default: by -o, else docx]")
@click.option("--output", "-o", type=FILE, help="The new file.  [default: NAME.FORM.docx]")
@setting("--font", type=FILE, help="Font with Chinese characters for a PDF.  [default: the system's]")
@click.option("--confirmed", is_flag=True, help="The exporter stands by the contents: no draft any more.")
@day_option("--signed-on", help="The day of signing, where it is known already.")
@declared_options
def make(
    file: Path,
    form_name: str | None,
    number: int | None,
    format_: str | None,
    output: Path | None,
    font: Path | None,
    confirmed: bool,
    signed_on: date | None,
    registries: Path | None,
    on: date | None,
    dossier: Path | None,
    columns: Path | None,
    lang: str | None,
) -> None:
    """Fill in the statements that a declaration needs. 按报关单填写所需的声明。"""
    from supplycheck.checker import Checker
    from supplycheck.statements.paper import make as made
    from supplycheck.statements.paper import wanted

    kind = format_ or (output.suffix.lower().lstrip(".") if output else "docx")
    if kind not in ("docx", "pdf"):
        raise UsageError(f"{output}: the file must be a .docx or a .pdf")
    checker = Checker(registries)
    papers: list[tuple[Declaration, Wanted, Paper]] = []
    reports = []
    declarations = _declarations(file, dossier, columns, lang)
    for declaration in declarations:
        report = checker.check(declaration, on=on)
        reports.append(report)
        for want in wanted(declaration, report, form_name=form_name, line=number):
            paper = made(declaration, report, want, confirmed=confirmed, lang=lang or "zh", signed_on=signed_on)
            papers.append((declaration, want, paper))
    if not papers:
        raise UsageError(_none_demanded(reports))
    if output is not None and len(papers) > 1:
        listed = "; ".join(f"{w.form}{f' ({w.basis})' if w.basis else ''}: lines {list(w.lines)}" for _, w, _ in papers)
        raise UsageError(f"several statements are needed, so leave -o out, or choose with --form and --line: {listed}")
    contents = _contents([paper for _, _, paper in papers], kind, font)
    names = _names(file, papers, kind, several=len(declarations) > 1)
    for target, content, (_, _, paper) in zip([output] if output else names, contents, papers, strict=True):
        put_new(target, content, "it may be signed already")
        say(f"{target}" + (f"  ({paper.mark})" if paper.mark else ""))
        for note in paper.notes:
            say(f"  {note.of(language(lang))}")


def _declarations(file: Path, dossier: Path | None, columns: Path | None, lang: str | None) -> list[Declaration]:
    """The declarations of a file; what cannot be read is told, and ends the program where nothing is left."""
    from supplycheck.declaration import Declaration
    from supplycheck.readers import read_declarations

    found, broken = [], 0
    for declaration in read_declarations(file, dossier=dossier, columns=columns):
        if isinstance(declaration, Declaration):
            found.append(declaration)
        else:
            tell_unreadable(declaration, language(lang), False)
            broken += 1
    if not found:
        sys.exit(UNREADABLE if broken else NOTHING_FOUND)
    return found


def _none_demanded(reports: list[Report]) -> str:
    """Why there is nothing to make."""
    days = sorted({r.declaration.declared_on.isoformat() for r in reports if r.declaration.declared_on})
    routes = sorted({line.route or line.outcome for r in reports for line in r.lines})
    return (
        f"no statement is demanded of these lines on {', '.join(days)} ({', '.join(routes)}); "
        f"这些商品项当日不要求声明; --form makes one all the same"
    )


def _contents(papers: list[Paper], kind: str, font_file: Path | None) -> list[bytes]:
    if kind == "docx":
        from supplycheck.statements import docx_file

        return [docx_file.write(paper) for paper in papers]
    from supplycheck.statements import pdf_file
    from supplycheck.statements.fonts import font

    chosen = font(font_file)
    return [pdf_file.write(paper, chosen) for paper in papers]


def _names(file: Path, papers: list[tuple[Declaration, Wanted, Paper]], kind: str, *, several: bool) -> list[Path]:
    """A name for each statement, in the working folder: after the declaration, its place in the file, and the form."""
    forms = Counter((d.position, w.form) for d, w, _ in papers)
    names = []
    for declaration, want, _ in papers:
        parts = [file.stem, str(declaration.position) if several else "", want.form]
        if forms[declaration.position, want.form] > 1:
            parts.append(want.basis or "unknown")
        names.append(Path(".".join(part for part in (*parts, kind) if part)))
    return names


@statement.command("read")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@form_option
@click.option("--declaration", "declared", type=click.Path(exists=True, path_type=Path), help="Compare with this one.")
@click.option("--line", "numbers", type=int, multiple=True, help="A line it covers, where the paper does not say.")
@click.option("--signed", is_flag=True, help="You have seen the signatures on it: text cannot tell.")
@click.option("--output", "-o", type=FILE, help="Put it into this dossier; one that exists loses nothing.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="Of what is compared.",
)
@declared_options
def read_(
    file: Path,
    form_name: str | None,
    declared: Path | None,
    numbers: tuple[int, ...],
    signed: bool,
    output: Path | None,
    format_: str,
    registries: Path | None,
    on: date | None,
    dossier: Path | None,
    columns: Path | None,
    lang: str | None,
) -> None:
    """Read a signed statement (.docx, or a PDF with text) into the dossier. 读取声明，写入随附资料并与报关单比对。"""
    from supplycheck.statements import dossier_file
    from supplycheck.writers.printable import in_one_line

    reading = _read(file, form_name, lang)
    _complete(reading, numbers, signed)
    found, notes = dossier_file.statement(reading, file.name)
    told = [(n.zh, n.en) for n in reading.notes] + [(n.zh, n.en) for n in notes]
    for zh, en in told:
        click.echo(in_one_line(zh if language(lang) == "zh" else en), err=True)
    if reading.draft and not signed:
        if output is not None:
            # A dossier is a complete account of what there is, and an unsigned paper is no statement.
            raise UsageError(_DRAFT[language(lang)])
        click.echo(_DRAFT[language(lang)], err=True)
    before = output if output is not None and output.exists() else dossier
    beside = declared.with_name(f"{declared.stem}.dossier.json") if declared is not None else None
    if before is None and beside is not None and beside.exists():
        before = beside
    try:
        whole = dossier_file.merged(before.read_bytes() if before else None, reading, str(before or output))
    except UnreadableInput as error:
        raise UsageError(str(error)) from None
    if output is not None:
        _replace(output, dossier_file.written(whole))
    elif declared is None:
        out(dossier_file.written(whole).rstrip())
    if declared is None:
        return
    chosen = _meant(_declarations(declared, dossier, columns, lang), reading)
    sys.exit(_compare(chosen, found, reading, registries, on, format_, lang))


def _replace(target: Path, text: str) -> None:
    """Writes a file in one step, so that a dossier that was there is never half gone."""
    new = target.with_name(f".{target.name}.new")
    try:
        new.write_text(text, encoding="utf-8")
        new.replace(target)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise UsageError(f"{target}: {error.strerror or error}") from None


_DRAFT = {
    "zh": "这是未签署的草稿：签署前不能作为声明。签字盖章后以 --signed 读取",
    "en": "this is an unsigned draft: no statement before it is signed. Read it with --signed once you have seen that",
}


def _read(file: Path, form_name: str | None, lang: str | None) -> Reading:
    from supplycheck.statements.docx_text import MAX_BYTES
    from supplycheck.statements.reading import read

    try:
        with file.open("rb") as opened:
            return read(opened.read(MAX_BYTES + 1), str(file), form_name)
    except UnreadableInput as error:
        tell_unreadable(error, language(lang), False)
        sys.exit(UNREADABLE)
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror or error}") from None


def _complete(reading: Reading, numbers: tuple[int, ...], signed: bool) -> None:
    """What a person adds who has seen the paper."""
    if numbers:
        reading.data["lines"] = sorted(set(numbers))
    if signed and "importer" in reading.data:
        reading.data["importer_signed"] = True


def _meant(declarations: list[Declaration], reading: Reading) -> Declaration:
    """Of several declarations the one with the contract that the statement names."""
    if len(declarations) == 1:
        return declarations[0]
    named = [d for d in declarations if reading.contract and d.contract_number == reading.contract]
    if len(named) != 1:
        raise UsageError(
            f"{len(declarations)} declarations, and {len(named)} have the contract {reading.contract or '—'}"
        )
    return named[0]


def _compare(
    declaration: Declaration,
    found: Any,
    reading: Reading,
    registries: Path | None,
    on: date | None,
    format_: str,
    lang: str | None,
) -> int:
    from supplycheck.checker import Checker
    from supplycheck.statements.comparing import compared, differences
    from supplycheck.statements.paper import demanded_forms
    from supplycheck.writers import table
    from supplycheck.writers.printable import in_one_line
    from supplycheck.writers.summary import Summary

    report = compared(Checker(registries), declaration, found, on)
    if found.form not in demanded_forms(report).values():
        click.echo(f"{found.form}: no line of the declaration demands this form; 没有商品项要求此格式的声明", err=True)
    for difference in differences(declaration, reading):
        click.echo(in_one_line(difference.of(language(lang))), err=True)
    summary = Summary()
    summary.add(report)
    if format_ == "json":
        answer = {"statement": reading.data, "draft": reading.draft, "reports": [report.to_dict()]}
        out(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        table.write([report], summary, stdout(), language(lang))
    return status(summary.declarations, "review")
