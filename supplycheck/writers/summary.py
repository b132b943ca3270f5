"""One sentence about many reports, and the counts behind it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from supplycheck.report import OUTCOMES, Report
from supplycheck.writers import words

_quoted = json.encoder.encode_basestring


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
        _count(self.declarations, report.outcome)
        missing = False
        for line in report.lines:
            _count(self.lines, line.outcome)
        for findings in (report.findings, *[line.findings for line in report.lines]):
            for f in findings:
                if f.rule == "DEST-LAW-UNVERIFIED":
                    self.law_unverified += 1
                if f.outcome != "pass":
                    _count(self.topics, f.topic)
                if f.waived is not None:
                    self.waived += 1
                missing = missing or f.reason == "no-dossier"
        self.without_dossier += missing

    def to_dict(self) -> dict[str, object]:
        """The counts as JSON-ready data, outcomes worst first."""
        return {
            "declarations": {o: n for o in OUTCOMES if (n := self.declarations.get(o))},
            "lines": {o: n for o in OUTCOMES if (n := self.lines.get(o))},
            "topics": dict(sorted(self.topics.items())),
            "law_unverified": self.law_unverified,
            "without_dossier": self.without_dossier,
            "waived": self.waived,
        }

    def to_json(self) -> str:
        """The same as text, as `json.dumps` writes it."""
        told = [f'"{name}": {_counts(n) if isinstance(n, dict) else n}' for name, n in self.to_dict().items()]
        return f"{{{', '.join(told)}}}"


def _count(counts: Counter[str], key: str) -> None:
    counts[key] = counts.get(key, 0) + 1  # what is missing, a counter finds out the slow way


def _counts(counts: Mapping[str, int]) -> str:
    return f"{{{', '.join([f'{_quoted(name)}: {n}' for name, n in counts.items()])}}}"


def sentence(summary: Summary, lang: str) -> str:
    """The result in one sentence."""
    total = summary.declarations.total()
    if not total:
        return "没有可核对的报关单。" if lang == "zh" else "There is no declaration."
    parts = [(words.OUTCOME[o].of(lang), n) for o in OUTCOMES if (n := summary.declarations[o])]
    if lang == "zh":
        text = f"共{total}份报关单：" + "，".join(f"{word} {n}" for word, n in parts) + "。"
        if summary.law_unverified:
            text += f"其中{summary.law_unverified}项依据未经核实的法规。"
        if summary.without_dossier:
            text += f"{summary.without_dossier}份没有随附资料（NAME.dossier.json），声明和文件无从核对。"
        if summary.waived:
            text += f"已豁免{summary.waived}项。"
        return text
    text = f"{total} declaration{'s' if total != 1 else ''}: " + ", ".join(f"{n} {word}" for word, n in parts) + "."
    if summary.law_unverified:
        text += f" {summary.law_unverified} rest on law that nobody verified."
    if summary.without_dossier:
        text += f" {summary.without_dossier} without a dossier (NAME.dossier.json): statements and papers could not be checked."
    if summary.waived:
        text += f" {summary.waived} finding{'s' if summary.waived != 1 else ''} waived."
    return text
