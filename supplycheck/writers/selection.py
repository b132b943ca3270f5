"""Which findings of many reports are written out in full where a reader would drown, or a browser hang, in all of them.

Of each rule, and of each kind of finding it made, at most so many are kept, and fewer where very many rules speak; the
totals beside them are always exact. So a selection is never larger than a page can be, however many reports there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from supplycheck.report import OUTCOMES, Finding, LineReport, Outcome, Report
from supplycheck.writers import shown
from supplycheck.writers.totals import Totals

PER_RULE = 100
"""How many findings of one rule and kind are written out, where nothing else is asked."""

RULES_AT_LENGTH = 20
"""After so many rules' worth of findings only a tenth as many of a rule are written out, so that none goes unseen."""

MOST_PLAIN = 200
"""How many declarations without any finding or note are written out."""

MOST_NAMED = 500
"""How many more declarations of one outcome are named in a row each."""

MOST_LINES = 2_000
"""How many lines without a finding that is written out are named, in all declarations together."""


LONGEST = 2_000
"""How many characters of a text are shown; CSV and JSON have them all."""


@dataclass(slots=True)
class Chosen:
    """A declaration that is written out: its report with what was chosen, and how much of it was not.

    `left` counts the findings that are not written out, by rule, and `capped` are the lines they are of; `lines_left` counts
    the lines that are not written out, `notes_left` the notes on the input.
    """

    report: Report
    left: Counter[str] = field(default_factory=Counter)
    capped: set[int] = field(default_factory=set)
    lines_left: int = 0
    notes_left: int = 0


@dataclass(slots=True, frozen=True)
class Named:
    """A declaration that only gets a row."""

    name: str
    source: str
    destination: str | None
    declared_on: str | None
    outcome: Outcome
    lines: int
    findings: int


@dataclass(slots=True)
class Selection:
    """What is written out of some reports, and the totals of all."""

    totals: Totals
    chosen: list[Chosen]
    named: list[Named]
    written: Counter[tuple[str, str, str]]

    @property
    def unnamed(self) -> dict[str, int]:
        """How many declarations of each outcome are only counted."""
        told = Counter(c.report.outcome for c in self.chosen) + Counter(n.outcome for n in self.named)
        return {o: n for o in OUTCOMES if (n := self.totals.summary.declarations[o] - told[o])}

    @property
    def complete(self) -> bool:
        """Whether everything is written out."""
        return (
            not self.named and not self.unnamed and not any(c.left or c.lines_left or c.notes_left for c in self.chosen)
        )


def select(reports: Iterable[Report], *, per_rule: int = PER_RULE) -> Selection:
    """Chooses from some reports, in one pass; what is chosen stands worst first, else in the order it came."""
    totals = Totals()
    budget = _Budget(per_rule)
    chosen: list[Chosen] = []
    named: list[Named] = []
    rows: Counter[str] = Counter()
    plain = 0
    for report in reports:
        totals.add(report)
        found = budget.choose(report)
        if found.report.findings or found.report.notes or any(line.findings for line in found.report.lines):
            chosen.append(found)
        elif not found.left and plain < MOST_PLAIN:
            plain += 1
            chosen.append(found)
        elif rows[report.outcome] < MOST_NAMED:
            rows[report.outcome] += 1
            named.append(_named(report))
    chosen.sort(key=lambda c: OUTCOMES.index(c.report.outcome))
    named.sort(key=lambda n: OUTCOMES.index(n.outcome))
    return Selection(totals, chosen, named, budget.written)


def few(per_rule: int) -> int:
    """How many findings of a rule are written out where there are too many already."""
    return max(1, per_rule // 10)


class _Budget:
    """What may still be written out."""

    def __init__(self, per_rule: int) -> None:
        self.per_rule = per_rule
        self.written: Counter[tuple[str, str, str]] = Counter()
        self.notes: Counter[str] = Counter()
        self.lines = MOST_LINES
        self.total = 0

    def choose(self, report: Report) -> Chosen:
        found = Chosen(report)
        findings = self._findings(report.findings, found.left)
        lines = [kept for line in report.lines if (kept := self._line(line, found))]
        notes = [note for note in report.notes if self._note(note.code)]
        found.notes_left = len(report.notes) - len(notes)
        found.report = replace(report, findings=findings, lines=lines, notes=notes)
        return found

    def _line(self, line: LineReport, found: Chosen) -> LineReport | None:
        findings = self._findings(line.findings, found.left)
        if len(findings) < len(line.findings):
            found.capped.add(line.line)
        if not findings:
            if self.lines <= 0:
                found.lines_left += 1
                return None
            self.lines -= 1
        return replace(line, findings=findings)

    def _findings(self, findings: list[Finding], left: Counter[str]) -> list[Finding]:
        kept = []
        for f in shown.ordered(findings):
            key = f.rule, f.topic, shown.kind(f)
            if self.written[key] < (
                self.per_rule if self.total < self.per_rule * RULES_AT_LENGTH else few(self.per_rule)
            ):
                self.written[key] += 1
                self.total += 1
                kept.append(f)
            else:
                left[f.rule] += 1
        return kept

    def _note(self, code: str) -> bool:
        self.notes[code] += 1
        return self.notes[code] <= self.per_rule


def _named(report: Report) -> Named:
    ref = report.declaration
    day = ref.declared_on.isoformat() if ref.declared_on else None
    findings = len(report.findings) + sum(len(line.findings) for line in report.lines)
    return Named(shown.name(ref), ref.source, ref.destination, day, report.outcome, len(report.lines), findings)
