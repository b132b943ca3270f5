"""What is shown of a finding or a declaration: the same for a terminal, a page, a workbook, a table and a letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from supplycheck.report import DecisionRef, DeclarationRef, Finding, InstrumentRef, LineReport, Report, Text, Waived
from supplycheck.writers import words

Kind = Literal["fail", "review", "info", "waived", "passed", "not_applicable"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""What a finding may come to, worst first."""


@dataclass(slots=True, frozen=True)
class Law:
    """An article that a finding cites; all but `ref` is unknown where the report has no texts."""

    ref: str
    title: Text | None
    article: Text | None
    url: str | None
    days: str | None
    confidence: Text | None


def kind(finding: Finding) -> Kind:
    """What a finding comes to, all told: a waived one is only told."""
    if finding.waived is not None:
        return "waived"
    if finding.status == "passed" or finding.status == "not_applicable":
        return finding.status
    outcome = finding.outcome
    return outcome if outcome == "fail" or outcome == "review" else "info"


def status(finding: Finding) -> Text:
    """What stands before a finding: how grave it is, or that it could not be found out."""
    if finding.status == "passed" or finding.status == "not_applicable":
        return words.KIND[finding.status]
    if finding.status == "not_evaluated" and finding.severity != "info":
        return words.NOT_EVALUATED
    return words.SEVERITY[finding.severity]


def waived(waiver: Waived) -> Text:
    """Who took a finding upon themselves, until when and why."""
    return Text(
        f"已豁免（{waiver.by}，至{waiver.until}：{waiver.reason}）",
        f"waived by {waiver.by} until {waiver.until} ({waiver.reason})",
    )


def decision(used: DecisionRef) -> Text:
    """What a reviewer decided of a name and a record, when and why."""
    d = used.decided
    zh, en = ("认定为同一企业", "one firm") if d.ruling == "same" else ("认定不是同一企业", "two firms")
    return Text(
        f"“{used.name}”与{used.registry} {used.record}：{d.by}于{d.on}{zh}（{d.reason}）",
        f"“{used.name}” and {used.registry} {used.record}: {en}, decided by {d.by} on {d.on} ({d.reason})",
    )


def ordered(findings: list[Finding]) -> list[Finding]:
    """The findings, worst first, else as they come."""
    return sorted(findings, key=lambda f: (f.status in ("passed", "not_applicable"), _SEVERITIES.index(f.severity)))


_SEVERITIES = ("error", "warning", "info")


def looked_at(finding: Finding) -> list[str]:
    """The records (or lists) that were looked at, each with the day of its snapshot."""
    told = (
        f"{e.registry} {e.as_of.isoformat() if e.as_of else '—'}{' ' + e.record if e.record else ''}"
        for e in finding.evidence
    )
    return list(dict.fromkeys(told))


def law(finding: Finding, instruments: dict[str, InstrumentRef]) -> list[Law]:
    """The articles that a finding rests on."""
    return [_law(ref, instruments.get(ref)) for ref in finding.law]


def _law(ref: str, cited: InstrumentRef | None) -> Law:
    if cited is None:
        return Law(ref, None, None, None, None, None)
    confidence = words.CONFIDENCE.get(cited.confidence)
    return Law(ref, cited.title, cited.article, link(cited.url), period(cited.from_, cited.to), confidence)


def period(from_: str | None, to: str | None) -> str:
    """Days from – to; an open end as "…"."""
    return f"{from_ or '…'} – {to or '…'}"


def link(address: str | None) -> str | None:
    """An address that may stand as a link: on the web, nothing that runs."""
    return address if address and address.lower().startswith(("https://", "http://")) else None


def fix(finding: Finding) -> Text | None:
    """What to do next."""
    return Text(finding.fix.zh, finding.fix.en) if finding.fix is not None else None


def name(ref: DeclarationRef) -> str:
    """What a declaration is called: its number, else its file."""
    return ref.id or ref.source


def declared(day: date | None, from_: str | None) -> Text | None:
    """The declaration date with where it is from."""
    if day is None:
        return None
    source = words.DATE_FROM.get(from_ or "file")
    iso = day.isoformat()
    return Text(f"{iso}（{source.zh}）", f"{iso} ({source.en})") if source else Text(iso, iso)


def pinned(report: Report) -> Text | None:
    """That a report was made under another regime or day than the declaration's own."""
    fixed = report.pinned_regime or report.as_if_declared
    if not fixed:
        return None
    return Text(f"注意：按指定的法规或日期核对: {fixed}", f"Note: checked under a pinned regime or date: {fixed}")


def line_name(line: LineReport) -> Text:
    """The number of a goods line in words."""
    return Text(f"商品序号{line.line}", f"line {line.line}")
