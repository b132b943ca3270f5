"""Reports as rows of texts: one for each finding, one for each line without any. CSV and workbooks are made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from supplycheck.report import Finding, InstrumentRef, LineReport, NoteReport, Report, SnapshotRef, Text
from supplycheck.writers import shown, words
from supplycheck.writers.printable import in_one_line


class Cell(NamedTuple):
    """What a row is about: a report, and in it a line and a finding, where there are."""

    report: Report
    line: LineReport | None
    finding: Finding | None
    lang: str


class Column(NamedTuple):
    """A column: its heading, its width in characters, what stands in it, and which outcome or kind colours it."""

    heading: Text
    width: int
    value: Callable[[Cell], str | None]
    colour: Callable[[Cell], str] | None = None


def _of_line(value: Callable[[LineReport, str], str | None]) -> Callable[[Cell], str | None]:
    return lambda c: value(c.line, c.lang) if c.line is not None else None


def _of_finding(value: Callable[[Finding, Cell], str | None]) -> Callable[[Cell], str | None]:
    return lambda c: value(c.finding, c) if c.finding is not None else None


def _day(c: Cell) -> str | None:
    day = c.report.declaration.declared_on
    return day.isoformat() if day else None


def _day_from(c: Cell) -> str | None:
    ref = c.report.declaration
    source = words.DATE_FROM.get(ref.declared_on_from or "") if ref.declared_on else None
    return source.of(c.lang) if source else None


def _goods(line: LineReport, lang: str) -> str | None:
    goods = words.goods(line.subtype)
    return goods.of(lang) if goods else None


def _message(c: Cell) -> str | None:
    """What the finding says; where there is neither finding nor line, what the notes on the input say."""
    if c.finding is not None:
        return c.finding.message.of(c.lang) if c.finding.message else None
    if c.line is None:
        return _joined(note.message.of(c.lang) for note in c.report.notes)
    return None


def _joined(texts: Iterator[str]) -> str:
    return "; ".join(texts)


def _law(f: Finding, c: Cell) -> str:
    cited = shown.law(f, c.report.instruments)
    return _joined(f"{law.ref} {law.title.of(c.lang)} ({law.days})" if law.title else law.ref for law in cited)


def _links(f: Finding, c: Cell) -> str:
    links = (law.url for law in shown.law(f, c.report.instruments) if law.url)
    return " ".join(dict.fromkeys(links))


def _fix(f: Finding, c: Cell) -> str | None:
    fix = shown.fix(f)
    return fix.of(c.lang) if fix else None


COLUMNS: tuple[Column, ...] = (
    Column(words.DECLARATION, 22, lambda c: c.report.declaration.id),
    Column(words.FILE, 26, lambda c: c.report.declaration.source),
    Column(Text("文件中第几份", "place in file"), 8, lambda c: str(c.report.declaration.position)),
    Column(Text("申报日期", "declared on"), 12, _day),
    Column(Text("日期来源", "date from"), 12, _day_from),
    Column(words.DESTINATION, 8, lambda c: c.report.declaration.destination),
    Column(words.EXPORTER, 26, lambda c: c.report.declaration.consignor),
    Column(words.EXPORTER_CODE, 20, lambda c: c.report.declaration.consignor_code),
    Column(words.OFFICE, 10, lambda c: c.report.declaration.customs_office),
    Column(
        Text("报关单结果", "result of declaration"),
        14,
        lambda c: words.OUTCOME[c.report.outcome].of(c.lang),
        lambda c: c.report.outcome,
    ),
    Column(Text("商品序号", "line"), 8, _of_line(lambda line, lang: str(line.line))),
    Column(Text("商品名称", "goods"), 22, _of_line(lambda line, lang: line.name)),
    Column(Text("商品种类", "kind of goods"), 18, _of_line(_goods)),
    Column(Text("途径", "way"), 20, _of_line(lambda line, lang: line.route)),
    Column(
        Text("商品项结果", "result of line"),
        14,
        _of_line(lambda line, lang: words.OUTCOME[line.outcome].of(lang)),
        lambda c: c.line.outcome if c.line else "",
    ),
    Column(words.RULE, 22, _of_finding(lambda f, c: f.rule)),
    Column(
        words.GRADE,
        12,
        _of_finding(lambda f, c: words.KIND[shown.kind(f)].of(c.lang)),
        lambda c: shown.kind(c.finding) if c.finding else "",
    ),
    Column(words.ABOUT, 18, _of_finding(lambda f, c: words.topic(f.topic).of(c.lang))),
    Column(words.MESSAGE, 60, _message),
    Column(words.FIELD, 14, _of_finding(lambda f, c: f.field.label if f.field else None)),
    Column(words.PLACE, 22, _of_finding(lambda f, c: f.field.at if f.field else None)),
    Column(words.SEEN, 24, _of_finding(lambda f, c: f.seen)),
    Column(words.NEEDED, 24, _of_finding(lambda f, c: f.needed)),
    Column(Text("处理", "what to do"), 50, _of_finding(_fix)),
    Column(words.LAW, 50, _of_finding(_law)),
    Column(Text("依据网址", "law address"), 30, _of_finding(_links)),
    Column(Text("查看的记录", "looked at"), 34, _of_finding(lambda f, c: _joined(iter(shown.looked_at(f))))),
    Column(words.WAIVER, 24, _of_finding(lambda f, c: shown.waived(f.waived).of(c.lang) if f.waived else None)),
    Column(Text("要求", "requirement"), 26, _of_finding(lambda f, c: f.requirement)),
    Column(
        Text("依据可信度", "confidence of law"), 12, _of_finding(lambda f, c: words.CONFIDENCE[f.confidence].of(c.lang))
    ),
    Column(Text("编号", "finding id"), 26, _of_finding(lambda f, c: f.id)),
)
"""What is told of each finding."""

RUN: tuple[Column, ...] = (
    Column(words.CHECKED_ON, 12, lambda c: c.report.checked_on.isoformat()),
    Column(words.TOOL, 18, lambda c: c.report.tool),
    Column(words.FACTS, 34, lambda c: c.report.facts),
)
"""What is told of the run, where no other place tells it."""


def rows(report: Report, lang: str, columns: tuple[Column, ...] = COLUMNS) -> Iterator[tuple[Cell, list[str]]]:
    """The rows of a report, each text in one line and free of what a program would obey."""
    for cell in _cells(report, lang):
        yield cell, [in_one_line(column.value(cell) or "") for column in columns]


def _cells(report: Report, lang: str) -> Iterator[Cell]:
    if not report.lines and not report.findings:
        yield Cell(report, None, None, lang)
    for finding in shown.ordered(report.findings):
        yield Cell(report, None, finding, lang)
    for line in report.lines:
        if not line.findings:
            yield Cell(report, line, None, lang)
        for finding in shown.ordered(line.findings):
            yield Cell(report, line, finding, lang)


NOTE_HEADINGS: tuple[tuple[Text, int], ...] = (
    (words.DECLARATION, 22),
    (words.FILE, 26),
    (Text("代码", "code"), 12),
    (words.GRADE, 12),
    (words.PLACE, 26),
    (words.MESSAGE, 80),
)


def note_row(report: Report, note: NoteReport, lang: str) -> list[str]:
    """A note on the input as a row under `NOTE_HEADINGS`."""
    ref = report.declaration
    severity = words.SEVERITY[note.severity].of(lang)
    return [in_one_line(t) for t in (ref.id or "", ref.source, note.code, severity, note.where, note.message.of(lang))]


SOURCE_HEADINGS: tuple[tuple[Text, int], ...] = (
    (Text("种类", "kind"), 10),
    (Text("名称", "name"), 26),
    (Text("标题", "title"), 60),
    (Text("内容", "says"), 60),
    (Text("日期", "days"), 26),
    (Text("网址", "address"), 40),
    (Text("可信度", "confidence"), 14),
    (Text("行数", "rows"), 10),
    (Text("完整", "complete"), 8),
    (Text("摘要", "SHA-256"), 66),
)
_LIST = Text("名单", "list")


def snapshot_row(snapshot: SnapshotRef, lang: str) -> list[str]:
    """A registry snapshot as a row under `SOURCE_HEADINGS`."""
    complete = (words.YES if snapshot.complete else words.NO).of(lang)
    row = [_LIST.of(lang), snapshot.registry, "", "", snapshot.as_of.isoformat(), "", ""]
    return [in_one_line(t) for t in (*row, str(snapshot.rows), complete, snapshot.sha256)]


def instrument_row(ref: str, cited: InstrumentRef, lang: str) -> list[str]:
    """An article as a row under `SOURCE_HEADINGS`."""
    article = cited.article.of(lang) if cited.article else ""
    row = [words.LAW.of(lang), ref, cited.title.of(lang), article, shown.period(cited.from_, cited.to)]
    return [in_one_line(t) for t in (*row, cited.url or "", words.CONFIDENCE[cited.confidence].of(lang), "", "", "")]
