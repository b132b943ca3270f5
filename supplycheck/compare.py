"""What changed between two answers about the same declarations: findings that are gone, new, or still there."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from supplycheck.errors import UsageError
from supplycheck.report import SCHEMA_VERSION

Plain = dict[str, Any]
"""A report as JSON data, as `Report.to_dict` gives it."""


@dataclass(slots=True)
class Comparison:
    """Findings by what became of them, each with the declaration and line it belongs to; and the outcomes.

    `declarations` has one entry for each declaration of either side: id, source, outcome before and after (None where
    it was not there).
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
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except OSError as error:
        raise UsageError(f"{source}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{source}: no report (not UTF-8)") from None
    try:
        found: list[Any] = [json.loads(text)]
    except ValueError:
        found = _lines(text, source)
    reports: list[Plain] = []
    for data in found:
        if not isinstance(data, dict):
            raise UsageError(f"{source}: no report")
        several = data.get("reports", [data.get("report", data)])
        reports += several if isinstance(several, list) else [several]
    for report in reports:
        _check(report, source)
    return reports


def _lines(text: str, source: str) -> list[Any]:
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                found.append(json.loads(line))
            except ValueError as error:
                raise UsageError(f"{source}:{number}: no report ({error})") from None
    return found


def _check(report: Any, source: str) -> None:
    if not isinstance(report, dict) or "schema_version" not in report:
        raise UsageError(f"{source}: no report; give what `supplycheck check --format json` wrote")
    if report["schema_version"] != SCHEMA_VERSION:
        version = report["schema_version"]
        raise UsageError(f"{source}: a report of schema version {version}; this tool reads version {SCHEMA_VERSION}")
    try:
        findings_of(report)
        key_of(report)
        report["outcome"]
    except (KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{source}: a damaged report ({error!r})") from None


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


def key_of(report: Plain) -> tuple[str, str, int]:
    """What a declaration is known by: its id, else its file and its place there."""
    ref = report["declaration"]
    return ("id", ref["id"], 0) if ref["id"] else ("file", os.path.basename(ref["source"]), ref["position"])


def compare(old: Iterable[Plain], new: Iterable[Plain]) -> Comparison:
    """What became of the findings of some reports in others, by finding id."""
    before, after = list(old), list(new)
    was = {key: finding for report in before for key, finding in findings_of(report).items()}
    is_ = {key: finding for report in after for key, finding in findings_of(report).items()}
    outcomes: dict[tuple[str, str, int], Plain] = {}
    for side, reports in (("before", before), ("after", after)):
        for report in reports:
            ref = report["declaration"]
            entry = {"id": ref["id"], "source": ref["source"], "before": None, "after": None}
            outcomes.setdefault(key_of(report), entry)[side] = report["outcome"]
    return Comparison(
        fixed=[finding for key, finding in was.items() if key not in is_],
        new=[finding for key, finding in is_.items() if key not in was],
        remaining=[finding for key, finding in is_.items() if key in was],
        declarations=list(outcomes.values()),
    )
