"""A statement made from a declaration: what stands on the paper, whatever file it is written to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from supplycheck.declaration import Declaration, Dossier, Line, Statement, StatementItem
from supplycheck.errors import UsageError
from supplycheck.facts.china import china
from supplycheck.report import Report, Text
from supplycheck.statements.forms import DRAFT, Form, form
from supplycheck.statements.promises import Box, boxes
from supplycheck.statements.values import printed, told, unit, value

SIGNED, UNSIGNED = "已签署 signed", "未签署 not signed"


@dataclass(slots=True)
class Paper:
    """A statement as it is printed.

    `head`: what stands once on it beside the statement's own data (contract, credit code). `notes`: what was left blank or
    open, for whoever signs; they are not printed.
    """

    form: Form
    statement: Statement
    boxes: tuple[Box, ...] = ()
    head: dict[str, str] = field(default_factory=dict)
    draft: bool = True
    lang: str = "zh"
    notes: list[Text] = field(default_factory=list)

    def said(self, text: Text) -> list[str]:
        """A text in the languages of the paper, Chinese first."""
        return [text.zh, text.en] if self.bilingual else [text.zh]

    @property
    def bilingual(self) -> bool:
        """Whether English stands beside the Chinese."""
        return self.form.bilingual or self.lang == "en"

    def cell(self, key: str) -> str:
        """What stands in a field of the head."""
        said = self.statement
        if key == "lines":
            return ", ".join(map(str, said.lines or ()))
        if key == "signed_on":
            return said.signed_on.isoformat() if said.signed_on else ""
        if key == "importer_signed":
            return {True: SIGNED, False: UNSIGNED, None: ""}[None if self.draft else said.importer_signed]
        if key in ("issuer", "importer"):
            return getattr(said, key) or ""
        return self.head.get(key, "")

    @property
    def mark(self) -> str:
        """What stands on every page of a draft, "" on a paper that is confirmed."""
        return f"{DRAFT.zh} / {DRAFT.en}" if self.draft else ""


class Wanted(NamedTuple):
    """One statement that a declaration needs: its form, the basis of standards (joint declaration), its lines."""

    form: str
    basis: str | None
    lines: tuple[int, ...]


def wanted(
    declaration: Declaration, report: Report, *, form_name: str | None = None, line: int | None = None
) -> list[Wanted]:
    """The statements that the lines of a declaration need on its day, one for each form (and basis of standards).

    Args:
        declaration: what is declared.
        report: what a checker said of it; it knows the route of each line.
        form_name: this form only, also where it is not demanded: for the lines that need it, else for all.
        line: this goods line only.

    Raises:
        UsageError: there is no such form or line.
    """
    numbers = [x.number for x in declaration.lines]
    if line is not None and line not in numbers:
        raise UsageError(f"there is no line {line}")
    asked = [line] if line is not None else numbers
    if form_name is not None:
        form(form_name)
    demanded = demanded_forms(report)
    chosen = {n: f for n in asked if (f := demanded.get(n)) is not None and form_name in (None, f)}
    if not chosen and form_name is not None:
        chosen = dict.fromkeys(asked, form_name)
    groups: dict[tuple[str, str | None], list[int]] = {}
    for number, name in chosen.items():
        groups.setdefault((name, _basis(declaration, number) if _has_basis(form(name)) else None), []).append(number)
    return [Wanted(name, basis, tuple(lines)) for (name, basis), lines in groups.items()]


def demanded_forms(report: Report) -> dict[int, str]:
    """The form that each line's route demands; lines whose route demands none are left out."""
    of_route = {r.id: w.form for r in china().routes for w in r.requirements if w.form}
    return {x.line: of_route[x.route] for x in report.lines if x.route in of_route}


def make(
    declaration: Declaration,
    report: Report | None,
    want: Wanted,
    *,
    confirmed: bool = False,
    lang: str = "zh",
    signed_on: date | None = None,
) -> Paper:
    """The statement that a declaration wants, filled in as far as declaration and dossier go.

    Args:
        declaration: what is declared, with its dossier.
        report: what a checker said of it; without one every box stays open.
        want: which form, for which lines.
        confirmed: the exporter stands by it: no draft any more.
        lang: "en" puts English beside a form that is in Chinese only.
        signed_on: the day of signing, where it is known already.
    """
    chosen = form(want.form)
    dossier = declaration.dossier or Dossier()
    lines = [x for x in declaration.lines if x.number in want.lines]
    whole = told(declaration)
    statement = Statement(
        form=chosen.id,
        issuer=value(chosen, "issuer", whole),
        signed_on=signed_on,
        lines=[x.number for x in lines],
        importer=value(chosen, "importer", whole) if "importer" in chosen.head else None,
        importer_signed=False if "importer" in chosen.head and not confirmed else None,
        standard_basis=want.basis,
        items=[_item(chosen, declaration, x) for x in lines],
    )
    head = {key: text for key in ("contract", "uscc") if (text := value(chosen, key, whole))}
    paper = Paper(chosen, statement, boxes(chosen, statement, report, dossier), head, not confirmed, lang)
    # What the box would say is not declared until it is ticked.
    if not any(box.ticked for box in paper.boxes if box.promise.basis is not None):
        statement.standard_basis = None
    paper.notes = _notes(paper)
    return paper


def _item(chosen: Form, declaration: Declaration, line: Line) -> StatementItem:
    of_line = told(declaration, line)
    item = StatementItem(**{key: value(chosen, key, of_line) for key in chosen.item})
    item.unit = unit(line) if item.quantity else None
    return item


def _has_basis(chosen: Form) -> bool:
    return any(p.basis for p in chosen.promises)


def _basis(declaration: Declaration, number: int) -> str | None:
    """The basis of standards of a line: the declaration's, else that of the joint declaration in the dossier."""
    line = next(x for x in declaration.lines if x.number == number)
    if line.mask_standard_basis:
        return line.mask_standard_basis
    papers: Sequence[Statement] = declaration.dossier.statements if declaration.dossier else ()
    told_of = {s.standard_basis for s in papers if s.standard_basis and s.covers(number)}
    return told_of.pop() if len(told_of) == 1 else None


def _notes(paper: Paper) -> list[Text]:
    """What is blank or open, for whoever completes the paper."""
    notes = []
    for key in paper.form.head:
        if not paper.cell(key):
            label = paper.form.label(key)
            notes.append(Text(f"未填写：{label.zh}", f"left blank: {label.en}"))
    for number, item in zip(paper.statement.lines or (), paper.statement.items, strict=True):
        blank = [paper.form.label(key) for key in paper.form.item if not getattr(item, key)]
        if blank:
            zh = f"商品项{number} 未填写：{'、'.join(x.zh for x in blank)}"
            notes.append(Text(zh, f"line {number}, left blank: {', '.join(x.en for x in blank)}"))
    for box in paper.boxes:
        if box.why is not None:
            zh = f"未勾选“{box.promise.text.zh}”：{box.why.zh}"
            notes.append(Text(zh, f"box left open, “{box.promise.text.en.rstrip(';.')}”: {box.why.en}"))
    return notes


__all__ = ["Paper", "Wanted", "make", "printed", "wanted"]
