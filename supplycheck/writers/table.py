"""Reports for people at a terminal: one sentence first, then each declaration, each line, why, the law, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.padding import Padding
from rich.text import Text as Styled

from supplycheck.report import Finding, Report, Text
from supplycheck.writers.printable import safe
from supplycheck.writers.summary import Summary

WORDS: dict[str, Text] = {
    "fail": Text("不可申报", "FAIL"),
    "review": Text("需人工核对", "REVIEW"),
    "pass": Text("可申报", "PASS"),
    "not_controlled": Text("不涉及", "NOT CONTROLLED"),
    "unreadable": Text("无法读取", "UNREADABLE"),
}
_STYLES = {
    "fail": "bold red",
    "review": "bold yellow",
    "pass": "bold green",
    "not_controlled": "cyan",
    "unreadable": "bold red",
}
_SEVERITY = {"error": Text("错误", "error"), "warning": Text("待核", "to check"), "info": Text("提示", "information")}
_NOT_EVALUATED = Text("无法判断", "not evaluated")
_FROM = {
    "file": Text("报关单", "from the file"),
    "dossier": Text("随附资料", "from the dossier"),
    "option": Text("命令行", "from the option"),
    "today": Text("今天", "today"),
    "as-if-declared": Text("假定", "assumed"),
}
_LAW = Text("依据", "law")
_SEEN = Text("查看", "looked at")
_DO = Text("处理", "do")
LIMIT = 20
WIDTH = 110  # of text that goes to a file or a pipe


def sentence(summary: Summary, lang: str) -> str:
    """The result in one sentence."""
    total = sum(summary.declarations.values())
    parts = [
        (WORDS[o].of(lang), n)
        for o in ("fail", "unreadable", "review", "pass", "not_controlled")
        if (n := summary.declarations[o])
    ]
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
        head = Styled(f"{WORDS[report.outcome].of(lang)}  ", style=_STYLES[report.outcome])
        head.append(d.id or d.source, style="bold")
        head.append(f"  {d.source}" if d.id else "")
        if d.declared_on is not None:
            said = _FROM[d.declared_on_from or "file"].of(lang)
            head.append(
                f"  {'申报日期' if lang == 'zh' else 'declared'} {d.declared_on.isoformat()}（{said}）"
                if lang == "zh"
                else f"  declared {d.declared_on.isoformat()} ({said})"
            )
        head.append(f"  → {d.destination}" if d.destination else "")
        console.print(head)
        if report.pinned_regime or report.as_if_declared:
            pinned = report.pinned_regime or report.as_if_declared
            console.print(
                f"  {'注意：按指定的法规或日期核对' if lang == 'zh' else 'Note: checked under a pinned regime or date'}: {pinned}",
                style="bold magenta",
            )
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
        _findings(console, report.findings, report, lang, 2)
        for line in report.lines:
            title = Styled("  ")
            title.append(f"商品序号{line.line}" if lang == "zh" else f"line {line.line}", style="bold")
            title.append(f"  {line.name or ''}  ")
            title.append(WORDS[line.outcome].of(lang), style=_STYLES[line.outcome])
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

    ordered = sorted(findings, key=lambda f: ("error", "warning", "info").index(f.severity))
    for f in ordered[:LIMIT]:
        style = {"error": "red", "warning": "yellow", "info": "dim"}[f.severity]
        status = (_NOT_EVALUATED if f.status == "not_evaluated" and f.severity != "info" else _SEVERITY[f.severity]).of(
            lang
        )
        if f.waived is not None:
            style = "dim"
            status = (
                f"已豁免（{f.waived.by}，至{f.waived.until}：{f.waived.reason}）"
                if lang == "zh"
                else (f"waived by {f.waived.by} until {f.waived.until} ({f.waived.reason})")
            )
        said = Styled.assemble((f.rule, "bold"), f"  {status} · {f.message.of(lang) if f.message else ''}", style=style)
        _hung(console, " " * indent, said, indent + 2)
        rows: list[tuple[Text, list[str]]] = []
        if f.severity != "info":
            rows.append(
                (
                    _LAW,
                    [f"{ref} {report.instruments[ref].title.of(lang)}" for ref in f.law if ref in report.instruments],
                )
            )
        seen = (
            f"{e.registry} {e.as_of.isoformat() if e.as_of else '—'}{' ' + e.record if e.record else ''}"
            for e in f.evidence
        )
        rows.append((_SEEN, list(dict.fromkeys(seen))))
        if f.fix is not None and f.severity != "info":
            rows.append((_DO, [f.fix.zh if lang == "zh" else f.fix.en]))
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
