"""What changed between two answers about the same declarations: findings that are gone, new, or still there."""

from __future__ import annotations

import json
import os
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import BaseModel, ValidationError

from supplycheck.errors import UsageError
from supplycheck.report import SCHEMA_VERSION, Outcome, Severity, Status, defect_of

Plain = dict[str, Any]
"""A report as JSON data, as `Report.to_dict` gives it."""


@dataclass(slots=True)
class Comparison:
    """Findings by what became of them, each with the declaration and line it belongs to; and the outcomes.

    `declarations` has one entry for each declaration of either side: id, source, outcome before and after (None where
    it was not there), and the same for the lines whose outcome changed.
    """

    fixed: list[Plain] = field(default_factory=list)
    new: list[Plain] = field(default_factory=list)
    remaining: list[Plain] = field(default_factory=list)
    declarations: list[Plain] = field(default_factory=list)

    def to_dict(self) -> Plain:
        """As JSON-ready data."""
        return {
            "fixed": self.fixed,
            "new": self.new,
            "remaining": self.remaining,
            "declarations": self.declarations,
        }


def load(path: str | os.PathLike[str]) -> list[Plain]:
    """The reports in a file: what `check --format json` or `jsonl` wrote, one report, or a record of an archive.

    Raises:
        UsageError: there is no such file, or it holds no reports of this schema.
    """
    source = os.fspath(path)
    try:
        with open(path, encoding="utf-8-sig") as file:
            text = file.read()
    except OSError as error:
        raise UsageError(f"{source}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{source}: no report (not UTF-8)") from None
    try:
        found: list[Any] = [json.loads(text)]
    except (ValueError, RecursionError):
        found = _lines(text, source)
    if not found:
        raise UsageError(f"{source}: no report (the file is empty)")
    reports: list[Plain] = []
    for data in found:
        if not isinstance(data, dict):
            raise UsageError(f"{source}: no report")
        several = data.get("reports", [data.get("report", data)])
        reports += several if isinstance(several, list) else [several]
    for number, report in enumerate(reports, start=1):
        check_saved(report, source if len(reports) == 1 else f"{source}, report {number}")
    return reports


def _lines(text: str, source: str) -> list[Any]:
    found = []
    for number, line in enumerate(text.split("\n"), start=1):  # a text in it may hold what else ends a line
        if line.strip():
            try:
                found.append(json.loads(line))
            except (ValueError, RecursionError) as error:
                raise UsageError(f"{source}:{number}: no report ({error})") from None
    return found


def check_saved(report: Any, source: str) -> None:
    """Whether some JSON data are a report that this tool can compare and run again.

    Raises:
        UsageError: it is none, or of another schema; says what is wrong.
    """
    if not isinstance(report, dict) or "schema_version" not in report:
        raise UsageError(f"{source}: no report; give what `supplycheck check --format json` wrote")
    if report["schema_version"] != SCHEMA_VERSION:
        version = report["schema_version"]
        raise UsageError(f"{source}: a report of schema version {version}; this tool reads version {SCHEMA_VERSION}")
    try:
        _Saved.model_validate(report)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise UsageError(f"{source}: a damaged report ({where}: {first['msg']})") from None


class _SavedFinding(BaseModel):
    id: str
    rule: str
    status: Status
    severity: Severity


class _SavedLine(BaseModel):
    line: int
    outcome: Outcome
    findings: list[_SavedFinding]


class _SavedRef(BaseModel):
    id: str | None
    source: str
    position: int
    declared_on: date | None
    declared_on_from: str | None


class _Saved(BaseModel):
    """What comparing and replaying need of a report written earlier; the rest may be lean, or a later tool's."""

    tool: str
    facts: str
    checked_on: date
    pinned_regime: str | None
    as_if_declared: date | None
    declaration: _SavedRef
    outcome: Outcome
    findings: list[_SavedFinding]
    lines: list[_SavedLine]


def findings_of(report: Plain) -> dict[str, Plain]:
    """The findings of a report by id, each with its declaration and line; what passed (`--trace`) is left out."""
    ref = report["declaration"]
    name = ref["id"] or ref["source"]
    found = {}
    for line, findings in [(None, report["findings"]), *((x["line"], x["findings"]) for x in report["lines"])]:
        for finding in findings:
            if finding["status"] in ("failed", "not_evaluated"):
                found[finding["id"]] = {"declaration": name, "line": line, **finding}
    return found


def compare(old: Iterable[Plain], new: Iterable[Plain]) -> Comparison:
    """What became of the findings of some reports in others.

    Declarations are paired by id, else by the name of their file and their place in it, else if there is one left on
    either side; findings of a pair by the part of their id that tells the defect.
    """
    changes = Comparison()
    for before, after in _pairs(list(old), list(new)):
        was, is_ = _by_defect(before), _by_defect(after)
        changes.fixed += [finding for key, finding in was.items() if key not in is_]
        changes.new += [finding for key, finding in is_.items() if key not in was]
        changes.remaining += [finding for key, finding in is_.items() if key in was]
        ref = (after or before or {})["declaration"]
        outcomes = {name: side and side["outcome"] for name, side in (("before", before), ("after", after))}
        lines = _changed_lines(before, after)
        changes.declarations.append({"id": ref["id"], "source": ref["source"], **outcomes, "lines": lines})
    return changes


def _changed_lines(before: Plain | None, after: Plain | None) -> list[Plain]:
    """The lines whose outcome is another, or that only one side has."""
    was, is_ = ({x["line"]: x["outcome"] for x in side["lines"]} if side else {} for side in (before, after))
    return [
        {"line": number, "before": was.get(number), "after": is_.get(number)}
        for number in dict.fromkeys((*was, *is_))
        if was.get(number) != is_.get(number)
    ]


def _by_defect(report: Plain | None) -> dict[str, Plain]:
    return {defect_of(key): finding for key, finding in findings_of(report).items()} if report else {}


def _pairs(old: list[Plain], new: list[Plain]) -> list[tuple[Plain | None, Plain | None]]:
    """Each report with the one on the same declaration, in the order of the old, then what is only among the new."""
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for name_of in (_number, _place):
        free: dict[Hashable, list[int]] = {}
        for n, report in enumerate(new):
            if n not in taken and (name := name_of(report)) is not None:
                free.setdefault(name, []).append(n)
        for n, report in enumerate(old):
            same = free.get(name_of(report)) if n not in partner else None
            if same:
                partner[n] = same.pop(0)
                taken.add(partner[n])
    lonely = [n for n in range(len(old)) if n not in partner], [n for n in range(len(new)) if n not in taken]
    if all(len(side) == 1 for side in lonely):
        partner[lonely[0][0]] = lonely[1][0]
        lonely[1].clear()
    paired = [(report, new[partner[n]] if n in partner else None) for n, report in enumerate(old)]
    return [*paired, *((None, new[n]) for n in lonely[1])]


def _number(report: Plain) -> str | None:
    number: str | None = report["declaration"]["id"]
    return number


def _place(report: Plain) -> Hashable:
    """File and place; for what could not be read, too, so that it is compared with what it became."""
    ref = report["declaration"]
    return os.path.basename(ref["source"]), ref["position"]
