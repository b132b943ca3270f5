"""One sentence about many reports, and the counts behind it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from supplycheck.report import OUTCOMES, Report


@dataclass(slots=True)
class Summary:
    """Counts over reports: declarations and lines by outcome, findings by topic, those on unverified law, those waived."""

    declarations: Counter[str] = field(default_factory=Counter)
    lines: Counter[str] = field(default_factory=Counter)
    topics: Counter[str] = field(default_factory=Counter)
    law_unverified: int = 0
    without_dossier: int = 0
    waived: int = 0

    def add(self, report: Report) -> None:
        """Counts one report in."""
        self.declarations[report.outcome] += 1
        missing = False
        for findings in (report.findings, *(line.findings for line in report.lines)):
            for f in findings:
                if f.rule == "DEST-LAW-UNVERIFIED":
                    self.law_unverified += 1
                if f.outcome != "pass":
                    self.topics[f.topic] += 1
                self.waived += f.waived is not None
                missing = missing or f.reason == "no-dossier"
        self.without_dossier += missing
        for line in report.lines:
            self.lines[line.outcome] += 1

    def to_dict(self) -> dict[str, object]:
        """The counts as JSON-ready data, outcomes worst first."""
        return {
            "declarations": {o: self.declarations[o] for o in OUTCOMES if self.declarations[o]},
            "lines": {o: self.lines[o] for o in OUTCOMES if self.lines[o]},
            "topics": dict(sorted(self.topics.items())),
            "law_unverified": self.law_unverified,
            "without_dossier": self.without_dossier,
            "waived": self.waived,
        }
