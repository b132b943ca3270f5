"""Reports as Markdown for tickets and mail. Nothing from a file is taken for markup, a link or a mention."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TextIO

from supplycheck.report import Finding, LineReport, Report, Text
from supplycheck.writers import shown, words
from supplycheck.writers.printable import in_one_line, safe
from supplycheck.writers.selection import LONGEST, PER_RULE, Chosen, Selection, select
from supplycheck.writers.summary import sentence

_SIGNS = re.compile(r"([\\`*_\[\]<>|~$&#]|(?<=\bwww)\.|:(?=//)|(?<=mailto):|(?<=xmpp):)", re.IGNORECASE)
_AT_START = re.compile(r"^(\d*)([-+=]|(?<=\d)[.)](?=\s|$))")
_MENTION = re.compile(r"@(?=[\w-])")
_SNAPSHOTS = Text("名单", "lists")
_NOTES = Text("输入问题", "notes on the input")
_TOTALS = Text("合计", "totals")


def escaped(text: str) -> str:
    """A text as Markdown shows it, sign for sign, in one line."""
    shown = _SIGNS.sub(r"\\\1", in_one_line(text).strip())
    return _MENTION.sub("@\u2060", _AT_START.sub(r"\1\\\2", shown))


def _code(text: str) -> str:
    """A text between backticks."""
    return f"`{in_one_line(text).replace('`', '')}`"


def write(reports: Iterable[Report], out: TextIO, lang: str, *, per_rule: int = PER_RULE) -> None:
    """Writes reports, of each rule at most so many findings, with the totals of all."""
    selection = select(reports, per_rule=per_rule)
    for line in _lines(selection, lang):
        out.write(line + "\n")


def _lines(selection: Selection, lang: str) -> Iterator[str]:
    totals = selection.totals
    yield f"# {escaped(sentence(totals.summary, lang))}"
    yield ""
    days = ", ".join(day.isoformat() for day in sorted(totals.checked_on))
    lists = "; ".join(f"{name} {days}" for name, days, _ in totals.lists())
    for label, value in (
        (words.TOOL, ", ".join(sorted(totals.tools))),
        (words.FACTS, ", ".join(sorted(totals.facts))),
        (words.CHECKED_ON, days),
        (_SNAPSHOTS, lists),
    ):
        if value:
            yield f"* {label.of(lang)}: {escaped(value)}"
    for chosen in selection.chosen:
        yield from _declaration(chosen, lang)
    yield from _totals(selection, lang)


def _declaration(chosen: Chosen, lang: str) -> Iterator[str]:
    report: Report = safe(chosen.report, LONGEST)
    ref = report.declaration
    yield ""
    yield f"## {words.OUTCOME[report.outcome].of(lang)}: {escaped(shown.name(ref))}"
    yield ""
    declared = shown.declared(ref.declared_on, ref.declared_on_from)
    told = [ref.source if ref.id else "", f"{words.DECLARED.of(lang)} {declared.of(lang)}" if declared else ""]
    told.append(f"→ {ref.destination}" if ref.destination else "")
    if any(told):
        yield escaped(", ".join(t for t in told if t))
        yield ""
    if (pinned := shown.pinned(report)) is not None:
        yield f"**{escaped(pinned.of(lang))}**"
        yield ""
    for note in report.notes:
        yield f"* {_NOTES.of(lang)}: {_code(note.code)} {escaped(note.message.of(lang))} ({escaped(note.where)})"
    for used in report.decisions.used if report.decisions is not None else ():
        yield f"* {escaped(shown.decision(used).of(lang))}"
    for finding in report.findings:
        yield from _finding(finding, report, lang)
    for line in report.lines:
        yield from _line(line, report, lang)
    if chosen.left:
        left = ", ".join(f"{rule} {n}" for rule, n in sorted(chosen.left.items()))
        more = Text(f"未列出的发现：{left}", f"findings not written out: {left}")
        yield ""
        yield escaped(more.of(lang))


def _line(line: LineReport, report: Report, lang: str) -> Iterator[str]:
    goods = words.goods(line.subtype)
    told = [line.name or "", goods.of(lang) if goods else "", line.route or ""]
    yield ""
    yield f"### {shown.line_name(line).of(lang)}: {words.OUTCOME[line.outcome].of(lang)}"
    yield ""
    if any(told):
        yield escaped(", ".join(t for t in told if t))
        yield ""
    for finding in line.findings:
        yield from _finding(finding, report, lang)


def _finding(finding: Finding, report: Report, lang: str) -> Iterator[str]:
    status = shown.waived(finding.waived) if finding.waived else shown.status(finding)
    message = finding.message.of(lang) if finding.message else words.topic(finding.topic).of(lang)
    yield f"* **{escaped(status.of(lang))}** {_code(finding.rule)} {escaped(message)}"
    for label, value in ((words.SEEN, finding.seen), (words.NEEDED, finding.needed)):
        if value:
            yield f"  * {label.of(lang)}: {escaped(value)}"
    if (fix := shown.fix(finding)) is not None:
        yield f"  * {words.DO.of(lang)}: {escaped(fix.of(lang))}"
    for law in shown.law(finding, report.instruments):
        title = f" {escaped(law.title.of(lang))} ({law.days})" if law.title else ""
        link = f" <{_address(law.url)}>" if law.url else ""
        yield f"  * {words.LAW.of(lang)}: {escaped(law.ref)}{title}{link}"
    for record in shown.looked_at(finding):
        yield f"  * {words.LOOKED_AT.of(lang)}: {escaped(record)}"


def _address(url: str) -> str:
    """An address between angle brackets: nothing in it ends them."""
    return re.sub(r"[\s<>\\]", lambda sign: f"%{ord(sign[0]):02X}", url)


def _totals(selection: Selection, lang: str) -> Iterator[str]:
    yield ""
    yield f"## {_TOTALS.of(lang)}"
    yield ""
    yield (
        "| "
        + " | ".join(t.of(lang) for t in (words.RULE, words.ABOUT, words.GRADE, words.FINDINGS, words.WRITTEN))
        + " |"
    )
    yield "|---|---|---|---:|---:|"
    for rule, topic, kind, n in selection.totals.by_rule():
        written = selection.written[rule, topic, kind]
        grade = words.KIND[kind].of(lang)
        yield f"| {escaped(rule)} | {escaped(words.topic(topic).of(lang))} | {grade} | {n} | {written} |"
    for outcome, n in selection.unnamed.items():
        word = words.OUTCOME[outcome].of(lang)
        yield ""
        yield (
            f"另有{n}份报关单（{word}）未逐一列出。"
            if lang == "zh"
            else f"{n} more declarations ({word}) are not listed."
        )
    if selection.named:
        n = len(selection.named)
        yield ""
        yield (
            f"其余{n}份报关单的发现均已计入合计。"
            if lang == "zh"
            else f"Findings of {n} more declarations are in the totals."
        )
