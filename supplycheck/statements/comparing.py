"""What a statement that was read is worth for a declaration: what the rules say of it, and of nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from supplycheck.checker import Checker
from supplycheck.declaration import Declaration, Dossier, Statement
from supplycheck.report import Finding, Report, worst

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


def _about(findings: list[Finding]) -> list[Finding]:
    return [f for f in findings if f.topic == TOPIC]
