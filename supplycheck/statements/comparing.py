"""What a statement that was read is worth for a declaration: what the rules say of it, and of nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from supplycheck.checker import Checker
from supplycheck.declaration import Declaration, Dossier, Statement
from supplycheck.facts.codes import folded
from supplycheck.report import Finding, Report, Text, worst
from supplycheck.statements.forms import fields
from supplycheck.statements.reading import Reading

TOPIC = "statement"


def compared(checker: Checker, declaration: Declaration, statement: Statement, on: date | None = None) -> Report:
    """The report on a declaration with this statement alone, cut down to what it says of the statement."""
    dossier = declaration.dossier or Dossier(complete=False)
    with_it = replace(declaration, dossier=replace(dossier, statements=[statement]))
    report = checker.check(with_it, on=on)
    if report.outcome == "unreadable":
        return report
    for line in report.lines:
        line.findings = _about(line.findings)
        line.outcome = worst([f.outcome for f in line.findings] or ["pass"])
    report.findings = _about(report.findings)
    report.outcome = worst([line.outcome for line in report.lines])
    return report


def differences(declaration: Declaration, reading: Reading) -> list[Text]:
    """What stands on the paper beside the statement's own data (contract, credit code) and is declared otherwise."""
    consignor = declaration.consignor
    pairs = (
        ("contract", reading.contract, declaration.contract_number),
        ("uscc", reading.uscc, consignor.uscc if consignor else None),
    )
    found = []
    for key, said, declared in pairs:
        if said and declared and folded(said) != folded(declared):
            label = fields()[key].label
            zh = f"声明上的{label.zh}是“{said}”，申报的是“{declared}”"
            found.append(Text(zh, f"{label.en} on the paper is “{said}”, declared is “{declared}”"))
    return found


def _about(findings: list[Finding]) -> list[Finding]:
    return [f for f in findings if f.topic == TOPIC]
