"""Exact totals over many reports, in memory that does not grow with them: by rule, topic, destination, day."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from supplycheck.report import InstrumentRef, Report, SnapshotRef
from supplycheck.writers import shown
from supplycheck.writers.summary import Summary


@dataclass(slots=True)
class Totals:
    """What some reports come to, and from what they were made.

    `rules` counts findings by rule and kind, `topics` by topic and kind; `destinations` and `days` (of declaration)
    count declarations by outcome, None where it is not known.
    """

    summary: Summary = field(default_factory=Summary)
    findings: int = 0
    notes: int = 0
    rules: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    topics: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    destinations: defaultdict[str | None, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    days: defaultdict[date | None, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    tools: set[str] = field(default_factory=set)
    facts: set[str] = field(default_factory=set)
    checked_on: set[date] = field(default_factory=set)
    snapshots: dict[tuple[str, date, str], SnapshotRef] = field(default_factory=dict)
    instruments: dict[str, InstrumentRef] = field(default_factory=dict)

    def add(self, report: Report) -> None:
        """Counts one report in."""
        self.summary.add(report)
        self.notes += len(report.notes)
        for findings in (report.findings, *(line.findings for line in report.lines)):
            self.findings += len(findings)
            for f in findings:
                kind = shown.kind(f)
                self.rules[f.rule, f.topic, kind] += 1
                self.topics[f.topic][kind] += 1
        ref = report.declaration
        self.destinations[ref.destination][report.outcome] += 1
        self.days[ref.declared_on][report.outcome] += 1
        self.tools.add(report.tool)
        self.facts.add(report.facts)
        self.checked_on.add(report.checked_on)
        for snapshot in report.snapshots:
            self.snapshots[snapshot.registry, snapshot.as_of, snapshot.sha256] = snapshot
        for reference, cited in report.instruments.items():
            self.instruments.setdefault(reference, cited)

    @property
    def declarations(self) -> int:
        """How many reports were counted in."""
        return self.summary.declarations.total()

    def by_rule(self) -> list[tuple[str, str, str, int]]:
        """Rule, topic, kind and number of findings: worst kind first, then the most frequent."""
        order = {kind: n for n, kind in enumerate(shown.KINDS)}
        rows = [(rule, topic, kind, n) for (rule, topic, kind), n in self.rules.items()]
        return sorted(rows, key=lambda row: (order[row[2]], -row[3], row[0], row[1]))  # type: ignore[index]

    def asked(self) -> list[SnapshotRef]:
        """The registry snapshots that were asked, by name and day."""
        return [snapshot for _, snapshot in sorted(self.snapshots.items())]

    def lists(self) -> list[tuple[str, str, bool]]:
        """Each registry that was asked, the days of its snapshots, and whether all of them were complete."""
        by_name: defaultdict[str, list[SnapshotRef]] = defaultdict(list)
        for snapshot in self.asked():
            by_name[snapshot.registry].append(snapshot)
        return [(name, _days(found), all(s.complete for s in found)) for name, found in by_name.items()]


MOST_DAYS = 3


def _days(snapshots: list[SnapshotRef]) -> str:
    """The days of some snapshots; of many the first, the last and their number."""
    days = sorted({s.as_of.isoformat() for s in snapshots})
    return ", ".join(days) if len(days) <= MOST_DAYS else f"{days[0]} – {days[-1]} ({len(days)})"


def periods(days: dict[date | None, Counter[str]]) -> list[tuple[str, Counter[str]]]:
    """Counts of days put together by ISO week, by month where that is more than `MOST_PERIODS`, or by year.

    Periods in between without any declaration are there too, where there are not too many.
    """
    known = {day: counts for day, counts in days.items() if day is not None}
    if not known:
        return []
    first, last = min(known), max(known)
    together: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for of, step in ((_week, 7), (_month, 28), (_year, 365)):  # each step is at most as long as its period
        if (last - first).days // step < MOST_PERIODS:
            together.update(
                (of(date.fromordinal(day)), Counter()) for day in range(first.toordinal(), last.toordinal(), step)
            )
            break
    for day, counts in known.items():
        together[of(day)] += counts
    return sorted(together.items())[-MOST_PERIODS:]


MOST_PERIODS = 54  # a year touches at most 54 weeks


def _week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def _month(day: date) -> str:
    return f"{day.year:04}-{day.month:02}"


def _year(day: date) -> str:
    return f"{day.year:04}"
