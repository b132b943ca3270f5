"""Waivers: a person takes the answer to a `review` upon themselves, for a reason, in their name, until a day.

    [[waiver]]
    rule = "LABEL-LOT"            # or: finding = "0123456789abcdef"
    party = "91999999MA0000001N"  # with a rule: a credit code or company name, or a number of a paper
    reason = "carton relabelled, photographs in file 12"
    by = "Li Ming"
    until = 2027-03-31

A waiver turns `review` into `pass`, never a `fail`: a finding that fails a declaration stays, and so does what could not
be read. A rule is waived for the company or paper that a finding is about; a finding about none in particular, for any of
the line's. No file of waivers is looked for: an option or a setting names it, so that a command means the same in every
folder. A waived finding stays in the report with who waived it and why.
"""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, model_validator

from supplycheck.declaration import Declaration, DossierLine, Line, Party
from supplycheck.errors import UsageError
from supplycheck.identifiers import uscc
from supplycheck.names import company
from supplycheck.report import Finding, NoteReport, Report, Text, Waived, worst

LONGEST = timedelta(days=366)
"""How far ahead of the day of checking a waiver may end: what nobody looks at again is no decision."""

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Waiver(BaseModel):
    """One entry of a waivers file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    finding: Words | None = None
    rule: Words | None = None
    party: Words | None = None
    number: Words | None = None
    reason: Words
    by: Words
    until: date

    @model_validator(mode="after")
    def _says_what(self) -> Waiver:
        if (self.finding is None) == (self.rule is None):
            raise ValueError("name either a finding or a rule")
        if self.rule is not None and self.party is None and self.number is None:
            raise ValueError("a rule is waived for a party or a number, not for everybody")
        if self.finding is not None and (self.party is not None or self.number is not None):
            raise ValueError("a finding needs neither party nor number")
        return self

    @property
    def label(self) -> str:
        """What it waives, in a word."""
        return self.finding or " ".join(w for w in (self.rule, self.party, self.number) if w)


class Waivers:
    """The waivers of one file, and which of them were used.

    Args:
        waivers: the entries.
        digest: SHA-256 of the file, which stands in reports.
    """

    def __init__(self, waivers: Iterable[Waiver], digest: str) -> None:
        self.waivers = tuple(waivers)
        self.digest = digest
        self._used: set[Waiver] = set()

    @property
    def unused(self) -> list[Waiver]:
        """Those that no finding has needed so far."""
        return [w for w in self.waivers if w not in self._used]

    @property
    def used(self) -> set[int]:
        """The places, from 0, of those that a finding has needed so far."""
        return {n for n, w in enumerate(self.waivers) if w in self._used}

    def mark(self, used: Iterable[int]) -> None:
        """Count some as used, by their places: another process needed them."""
        self._used.update(self.waivers[n] for n in used)

    def apply(self, report: Report, declaration: Declaration) -> Report:
        """The report with the findings that are waived; changed in place and given back."""
        goods: list[tuple[list[Finding], Line | None]] = [(report.findings, None)]
        goods += [(said.findings, declared) for said, declared in zip(report.lines, declaration.lines, strict=True)]
        for findings, declared in goods:
            for finding in findings:
                if finding.outcome != "pass":
                    self._waive(finding, declaration, declared, report)
        for line in report.lines:
            own = [f for f in (*line.findings, *report.findings) if f.outcome != "pass"]
            if line.outcome == "review" and own and all(f.waived for f in own):
                line.outcome = "pass"
                line.routes = [
                    replace(route, outcome="pass") if route.chosen and route.outcome == "review" else route
                    for route in line.routes
                ]
        if report.lines and report.outcome != "unreadable":
            report.outcome = worst([line.outcome for line in report.lines])
        report.waivers = self.digest
        return report

    def _waive(self, finding: Finding, declaration: Declaration, line: Line | None, report: Report) -> None:
        for waiver in self.waivers:
            if not _matches(waiver, finding, declaration, line):
                continue
            self._used.add(waiver)
            if waiver.until < report.checked_on:
                zh = f"豁免“{waiver.label}”已于{waiver.until}到期，不再适用。"
                en = f"The waiver of {waiver.label} ended on {waiver.until}; it no longer applies."
                _note(report, "waiver-expired", finding, zh, en)
            elif finding.outcome == "fail":
                zh = f"{finding.rule} 判为不可申报，不能豁免。"
                en = f"{finding.rule} fails the declaration; that cannot be waived."
                _note(report, "waiver-refused", finding, zh, en)
            else:
                finding.waived = Waived(waiver.by, waiver.reason, waiver.until, waiver.label)
                return


def load(path: str | os.PathLike[str], today: date) -> Waivers:
    """The waivers of a file.

    Raises:
        UsageError: there is no such file, an entry lacks something, or one ends too far ahead.
    """
    source = os.fspath(path)
    try:
        with open(path, "rb") as file:
            data = file.read()
        table = tomllib.loads(data.decode("utf-8"))
    except OSError as error:
        raise UsageError(f"{source}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{source}: no waivers file ({error})") from None
    rows = table.pop("waiver", [])
    if table or not isinstance(rows, list):
        raise UsageError(f"{source}: a waivers file has [[waiver]] entries and nothing else")
    found = []
    for number, row in enumerate(rows, start=1):
        try:
            waiver = Waiver.model_validate(row)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            raise UsageError(f"{source}: waiver {number}{f', {where}' if where else ''}: {first['msg']}") from None
        found.append(waiver)
    try:
        return of(found, today, hashlib.sha256(data).hexdigest())
    except UsageError as error:
        raise UsageError(f"{source}: {error}") from None


def of(waivers: Iterable[Waiver], today: date, digest: str | None = None) -> Waivers:
    """Waivers that were made, not loaded; their own words give the digest where there is none of a file.

    Raises:
        UsageError: one ends too far ahead.
    """
    entries = list(waivers)
    for number, waiver in enumerate(entries, start=1):
        if waiver.until > today + LONGEST:
            raise UsageError(f"waiver {number} ends on {waiver.until}; more than a year ahead ({today}) is no decision")
    words = "\n".join(waiver.model_dump_json() for waiver in entries)
    return Waivers(entries, digest or hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest())


def _matches(waiver: Waiver, finding: Finding, declaration: Declaration, line: Line | None) -> bool:
    if waiver.finding is not None:
        return waiver.finding == finding.id
    if waiver.rule is None or waiver.rule.upper() != finding.rule:
        return False
    if waiver.number is not None and _plain(waiver.number) not in _numbers(finding, declaration, line):
        return False
    return waiver.party is None or any(is_called(waiver.party, party) for party in _parties(finding, declaration, line))


def is_called(wanted: str, party: Party) -> bool:
    """Whether a credit code or name is that of a company; a name that only may be the same is not."""
    if party.uscc and uscc.compact(wanted) == uscc.compact(party.uscc):
        return True
    return any(name and company.compare(wanted, name).verdict == "same" for name in (party.name, party.name_en))


def _parties(finding: Finding, declaration: Declaration, line: Line | None) -> list[Party]:
    """The company that a finding is about; where it is about none, those of the declaration and of the line."""
    path = finding.field.path if finding.field else ""
    head = {role: getattr(declaration, role) for role in ("consignor", "producer", "agent", "consignee")}
    role = path.partition(".")[0]
    if role in head:
        found = [head[role]]
    else:
        dossier = _dossier_of(declaration, line)
        found = [line.manufacturer if line else None, dossier.manufacturer if dossier else None]
        if not _MAKER.match(path):
            found += head.values()
    return [party for party in found if party is not None]


def _numbers(finding: Finding, declaration: Declaration, line: Line | None) -> set[str]:
    """The declaration's numbers, and that of the paper a finding is about; where it is about none, of all papers."""
    path = finding.field.path if finding.field else ""
    contract = declaration.dossier.contract if declaration.dossier else None
    found = [declaration.id, declaration.contract_number, contract.number if contract else None, finding.seen]
    found += [evidence.record for evidence in finding.evidence]
    dossier = _dossier_of(declaration, line)
    papers = dossier.documents if dossier else []
    paper = _PAPER.search(path)
    if paper is None:
        found += [line.certificate_number if line else None, *(document.number for document in papers)]
    elif paper[1] is not None and int(paper[1]) < len(papers):
        found.append(papers[int(paper[1])].number)
    return {_plain(number) for number in found if number}


def _dossier_of(declaration: Declaration, line: Line | None) -> DossierLine | None:
    return declaration.dossier.lines.get(line.number) if declaration.dossier and line else None


_MAKER = re.compile(r"(?:lines\[\d+\]|dossier\.lines\.\d+)\.manufacturer\b")
_PAPER = re.compile(r"\.documents(?:\[(\d+)\])?")


def _plain(number: str) -> str:
    return "".join(number.split()).upper()


def _note(report: Report, code: str, finding: Finding, zh: str, en: str) -> None:
    note = NoteReport(code, "warning", finding.id, Text(zh, en))
    if note not in report.notes:
        report.notes.append(note)
