"""Reports for people at a terminal: one sentence first, then each declaration, each line, why, the law, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.padding import Padding
from rich.text import Text as Styled

from supplycheck.report import Finding, Report, Text
from supplycheck.writers import shown, words
from supplycheck.writers.printable import safe
from supplycheck.writers.summary import Summary, sentence

_STYLES = {
    "fail": "bold red",
    "review": "bold yellow",
    "pass": "bold green",
    "not_controlled": "cyan",
    "unreadable": "bold red",
}
LIMIT = 20
WIDTH = 110  # of text that goes to a file or a pipe


def write(
    reports: Iterable[Report],
    summary: Summary,
    out: TextIO,
    lang: str,
    *,
    colour: bool | None = None,
    width: int | None = None,
) -> None:
    """Writes reports as text. `lang` is "zh" or "en"; colour and width are found out where not given."""

    if width is None and not out.isatty():
        width = WIDTH
    console = Console(
        file=out, force_terminal=colour, width=width, highlight=False, soft_wrap=False, emoji=False, markup=False
    )
    console.print(sentence(summary, lang))
    for report in map(safe, reports):
        d = report.declaration
        console.print()
        head = Styled(f"{words.OUTCOME[report.outcome].of(lang)}  ", style=_STYLES[report.outcome])
        head.append(shown.name(d), style="bold")
        head.append(f"  {d.source}" if d.id else "")
        if (declared := shown.declared(d.declared_on, d.declared_on_from)) is not None:
            head.append(f"  {words.DECLARED.of(lang)} {declared.of(lang)}")
        head.append(f"  → {d.destination}" if d.destination else "")
        console.print(head)
        if (pinned := shown.pinned(report)) is not None:
            console.print(f"  {pinned.of(lang)}", style="bold magenta")
        for note in report.notes:
            console.print(
                Padding(
                    f"[{note.code}] {note.message.of(lang)}（{note.where}）"
                    if lang == "zh"
                    else f"[{note.code}] {note.message.of(lang)} ({note.where})",
                    (0, 0, 0, 2),
                ),
                style="dim",
            )
        for used in report.decisions.used if report.decisions is not None else ():
            console.print(Padding(shown.decision(used).of(lang), (0, 0, 0, 2)), style="dim")
        _findings(console, report.findings, report, lang, 2)
        for line in report.lines:
            title = Styled("  ")
            title.append(shown.line_name(line).of(lang), style="bold")
            title.append(f"  {line.name or ''}  ")
            title.append(words.OUTCOME[line.outcome].of(lang), style=_STYLES[line.outcome])
            kind = (
                "、".join(x for x in (line.subtype, line.route) if x)
                if lang == "zh"
                else ", ".join(x for x in (line.subtype, line.route) if x)
            )
            title.append(f"  {kind}", style="dim")
            console.print(title)
            _findings(console, line.findings, report, lang, 4)


def _findings(console: Console, findings: list[Finding], report: Report, lang: str, indent: int) -> None:
    """The findings, worst first: what is wrong, and under it the law, what was looked at, and what to do."""

    ordered = shown.ordered(findings)
    for f in ordered[:LIMIT]:
        style = "dim" if f.waived else {"error": "red", "warning": "yellow", "info": "dim"}[f.severity]
        status = (shown.waived(f.waived) if f.waived else shown.status(f)).of(lang)
        said = Styled.assemble((f.rule, "bold"), f"  {status} · {f.message.of(lang) if f.message else ''}", style=style)
        _hung(console, " " * indent, said, indent + 2)
        rows: list[tuple[Text, list[str]]] = []
        if f.severity != "info":
            cited = (f"{law.ref} {law.title.of(lang)}" for law in shown.law(f, report.instruments) if law.title)
            rows.append((words.LAW, list(cited)))
        rows.append((words.LOOKED_AT, shown.looked_at(f)))
        if (fix := shown.fix(f)) is not None and f.severity != "info":
            rows.append((words.DO, [fix.of(lang)]))
        for label, texts in rows:
            if texts:
                lead = " " * (indent + 2) + _padded(label.of(lang))
                joined = Styled(("；" if lang == "zh" else "; ").join(texts))
                _hung(console, lead, joined, cell_len(lead))
    if len(ordered) > LIMIT:
        more = len(ordered) - LIMIT
        told = f"……另有{more}项，见 --format json" if lang == "zh" else f"… {more} more, see --format json"
        console.print(" " * indent + told)


def _hung(console: Console, lead: str, text: Styled, indent: int) -> None:
    """A text behind its lead, wrapped at an indent of its own."""
    for n, line in enumerate(text.wrap(console, max(console.width - indent, 20))):
        console.print(Styled(lead if n == 0 else " " * indent, style="dim") + line, soft_wrap=True)


def _padded(label: str) -> str:
    """A label as wide as the widest of its language."""

    return set_cell_size(label, 4 if not label.isascii() else 9) + "  "
