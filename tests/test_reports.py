"""Documents made of reports: web page, workbook, CSV and Markdown say the same, and nothing in a file can steer them."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from bases import declaration
from conftest import REGISTRIES
from lxml import etree
from lxml import html as lxml_html
from markdown_it import MarkdownIt
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook
from running import ROOT, USAGE, run

from supplycheck.checker import Checker
from supplycheck.declaration import SUBTYPES
from supplycheck.errors import UsageError
from supplycheck.report import OUTCOMES, TOPICS, Field, Finding, Fix, InstrumentRef, NoteReport, Report, Text, Waived
from supplycheck.saved import read
from supplycheck.writers import csv_table, html, markdown, shown, words, workbook
from supplycheck.writers.printable import in_one_line
from supplycheck.writers.rows import COLUMNS, RUN, rows
from supplycheck.writers.selection import select
from supplycheck.writers.totals import Totals, periods

FORMATS = ("html", "xlsx", "csv", "md")
LONG = "长" * 40_000
HOSTILE = (
    '<script>alert("x")</script><img src=x onerror=alert(1)>',
    "</style></script><!--",
    '=HYPERLINK("http://evil.example","click")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "＝1+1",
    "_x0041_ _x000D_",
    "a\x00b\x07c\x1b[31md",
    "left \u202eright\u2066 \u200fmark",
    "line\r\nbreak\u2028more",
    "| cell | **bold** `code` [link](javascript:alert(1)) ![i](http://evil.example/i.png) <http://evil.example>",
    "# heading @everyone #12 http://evil.example www.evil.example mailto:a@b.example",
    "1. list",
    "{{ 7*7 }} {% raw %} ${7*7}",
    "\ud800 lone",
    "'quoted",
)


@pytest.fixture(scope="module")
def several(checker: Checker) -> list[Report]:
    """A pass, a fail with notes of its own, a review, and one that no file had."""
    made = [
        checker.check(declaration("mask")),
        checker.check(declaration("mask", {"dossier.statements": []})),
        checker.check(declaration("mask", {"dossier-": 0})),
    ]
    unreadable = replace(made[0], outcome="unreadable", lines=[], findings=[], instruments={}, snapshots=[])
    unreadable.notes = [NoteReport("D40", "error", "byte 3", Text("文件无法读取", "The file cannot be read"))]
    waived = replace(made[2], lines=[replace(made[2].lines[0])])
    waived.lines[0].findings = [
        replace(f, waived=Waived("Li", "relabelled", date(2027, 1, 1), "w")) for f in made[2].lines[0].findings
    ]
    assert [r.outcome for r in made] == ["pass", "fail", "review"]
    return [*made, unreadable, waived]


@pytest.fixture(scope="module")
def hostile(several: list[Report]) -> list[Report]:
    """A report for each hostile text, which stands wherever a text may come from outside."""
    return [_poisoned(several[1], text) for text in (*HOSTILE, LONG)]


def _poisoned(report: Report, text: str) -> Report:
    said = Text(text, text)
    finding = replace(
        report.lines[0].findings[0],
        seen=text,
        needed=text,
        message=said,
        field=Field("x", text, text),
        fix=Fix("x", text, text),
        law=["X#1"],
        waived=None,
    )
    line = replace(report.lines[0], name=text, route=text, subtype=text, findings=[finding])
    return replace(
        report,
        declaration=replace(report.declaration, id=text, source=text, destination=text),
        pinned_regime=text,
        lines=[line],
        notes=[NoteReport(text[:50], "warning", text, said)],
        instruments={"X#1": InstrumentRef(said, said, "javascript:alert(1)", None, None)},
    )


def made(format_: str, reports: list[Report], folder: Path, lang: str = "en", **more: Any) -> bytes:
    """The bytes of a document."""
    if format_ == "xlsx":
        workbook.write(reports, folder / "x.xlsx", lang)
        return (folder / "x.xlsx").read_bytes()
    writers: dict[str, Callable[..., None]] = {"html": html.write, "csv": csv_table.write, "md": markdown.write}
    out = io.StringIO(newline="")
    writers[format_](iter(reports), out, lang, **more)
    return out.getvalue().encode("utf-8")


def findings(reports: list[Report]) -> Iterator[Finding]:
    for report in reports:
        yield from report.findings
        for line in report.lines:
            yield from line.findings


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_equal_reports_give_equal_bytes(format_: str, lang: str, several: list[Report], tmp_path: Path) -> None:
    assert made(format_, several, tmp_path, lang) == made(format_, several, tmp_path, lang)


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_format_tells_finding_law_and_what_to_do(
    format_: str, lang: str, several: list[Report], tmp_path: Path
) -> None:
    data = made(format_, several, tmp_path, lang)
    texts = "\n".join(c for row in _all_cells(tmp_path / "x.xlsx") for c in row) if format_ == "xlsx" else data.decode()
    text = _plain(format_, texts)
    for f in findings(several):
        assert f.rule in text
        assert f.message is not None
        assert in_one_line(f.message.of(lang)) in text
        if f.fix is not None:
            assert (f.fix.zh if lang == "zh" else f.fix.en) in text
    assert words.OUTCOME["unreadable"].of(lang) in text
    assert ("文件无法读取" if lang == "zh" else "The file cannot be read") in text
    assert "relabelled" in text
    assert several[0].tool in text
    assert several[0].facts in text


def _plain(format_: str, text: str) -> str:
    """The text as a person reads it."""
    if format_ == "html":
        return str(lxml_html.fromstring(text).text_content())
    if format_ == "md":
        return str(lxml_html.fromstring(MarkdownIt("gfm-like", {"linkify": False}).render(text)).text_content())
    return text


def _all_cells(path: Path) -> list[list[str]]:
    book = CalamineWorkbook.from_path(path)
    return [[str(c) for c in row] for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]


def test_no_word_is_missing_in_either_language() -> None:
    assert set(words.TOPIC) == TOPICS
    assert set(words.SUBTYPE) == set(SUBTYPES)
    assert set(words.OUTCOME) == set(OUTCOMES)
    assert tuple(words.KIND) == shown.KINDS
    tables = [v for name, v in vars(words).items() if name.isupper() and isinstance(v, dict)] + [html.LABELS]
    texts = [t for table in tables for t in table.values()] + [v for v in vars(words).values() if isinstance(v, Text)]
    texts += [column.heading for column in (*COLUMNS, *RUN)]
    assert all(t.zh and t.en for t in texts)
    page = (ROOT / "supplycheck" / "writers" / "page" / "report.html").read_text("utf-8")
    assert set(re.findall(r"\bL\.(\w+)", page)) | {"more_destinations"} == set(html.LABELS)


def test_the_page_has_every_sentence_twice(several: list[Report], tmp_path: Path) -> None:
    page = lxml_html.fromstring(made("html", several, tmp_path).decode())
    spans = {lang: page.xpath(f"//body//span[@lang='{lang}']") for lang in ("zh", "en")}
    assert len(spans["zh"]) == len(spans["en"]) > 100
    for zh, en in zip(spans["zh"], spans["en"], strict=True):
        assert zh.getnext() is en
        assert zh.text_content().strip()
        assert en.text_content().strip()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_opens_in_the_language_asked_for(lang: str, several: list[Report], tmp_path: Path) -> None:
    page = lxml_html.fromstring(made("html", several, tmp_path, lang).decode())
    assert page.get("lang") == lang
    assert page.xpath("//input[@name='speak'][@checked]/@value") == [lang]
    assert page.xpath("string(//title)") == html.LABELS["title"].of(lang)


def test_the_page_takes_nothing_from_the_network_and_runs_only_its_own_script(hostile: list[Report]) -> None:
    out = io.StringIO()
    html.write(hostile, out, "en")
    text = out.getvalue()
    page = lxml_html.fromstring(text)
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert len(page.xpath("//script")) == len(page.xpath("//style")) == 1
    assert not page.xpath(
        "//img | //link | //iframe | //object | //*[@src] | //*[@style] | //*[starts-with(name(), 'on')]"
    )
    assert not page.xpath("//@*[starts-with(name(), 'on')]")
    assert not [a for a in page.xpath("//a/@href") if not a.startswith(("http://", "https://", "#"))]
    assert "{{" not in text.replace("{{ 7*7 }}", "")
    assert "49" not in page.xpath("string(//main)")
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text)


def test_the_page_is_a_document_that_assistive_programs_understand(several: list[Report], tmp_path: Path) -> None:
    text = made("html", several, tmp_path).decode()
    page = etree.fromstring(text, etree.HTMLParser(recover=False))
    assert [len(page.xpath(f"//{name}")) for name in ("header", "main", "footer", "h1")] == [1, 1, 1, 1]
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert set(page.xpath("//@aria-labelledby")) <= set(ids)
    for control in page.xpath("//input | //select"):
        assert control.xpath("ancestor::label")
    for svg in page.xpath("//*[local-name()='svg']"):
        assert svg.get("aria-hidden") == "true" or svg.get("aria-labelledby")
    for badge in page.xpath("//span[starts-with(@class, 'badge')]"):
        assert "".join(badge.itertext()).strip()


def _contrast(ink: str, ground: str) -> float:
    """The contrast of two colours by WCAG 2."""

    def light(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    a, b = sorted((light(ink), light(ground)), reverse=True)
    return (a + 0.05) / (b + 0.05)


def test_words_stand_out_from_their_ground() -> None:
    style = (ROOT / "supplycheck" / "writers" / "page" / "report.css").read_text("utf-8")
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", style))
    pairs = [(colours[name], colours[f"{name}-wash"]) for name in colours if f"{name}-wash" in colours]
    pairs += [(colours[name], colours[ground]) for name in ("ink", "soft", "accent") for ground in ("ground", "wash")]
    assert len(pairs) == 12
    assert min(_contrast(*pair) for pair in pairs) >= 4.5


def test_a_workbook_holds_the_report_as_texts(several: list[Report], tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    workbook.write(several, path, "zh")
    expected = [[c.heading.zh for c in COLUMNS], *(row for r in several for _, row in rows(r, "zh"))]
    book = CalamineWorkbook.from_path(path)
    assert book.sheet_names == ["汇总", "明细", "输入问题", "数据来源"]
    assert [[str(c) for c in row] for row in book.get_sheet_by_name("明细").to_python()] == expected
    again = load_workbook(path)
    assert again.properties.created == datetime.combine(several[0].checked_on, datetime.min.time())
    for name in ("明细", "输入问题", "数据来源"):
        sheet = again[name]
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref
    details = again["明细"]
    assert [[c.value or "" for c in row] for row in details.iter_rows()] == expected
    assert {c.data_type for row in details.iter_rows() for c in row if c.value is not None} == {"s"}
    fail = next(c for row in details.iter_rows() for c in row if c.value == "不可申报")
    assert fail.fill.fgColor.rgb == "FFFBE4E1"
    assert [row[2].value for row in again["输入问题"].iter_rows(min_row=2)] == [
        n.code for r in several for n in r.notes
    ]
    sources = {row[1].value for row in again["数据来源"].iter_rows(min_row=2)}
    assert sources == {s.registry for r in several for s in r.snapshots} | {
        ref for r in several for ref in r.instruments
    }
    assert again["汇总"]["A1"].value.startswith("共5份报关单：")


def test_a_full_sheet_goes_on_in_another(
    several: list[Report], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    workbook.write(several, tmp_path / "x.xlsx", "en")
    book = CalamineWorkbook.from_path(tmp_path / "x.xlsx")
    details = [book.get_sheet_by_name(n).to_python() for n in book.sheet_names if n.startswith("Details")]
    assert all(sheet[0] == details[0][0] for sheet in details)
    assert sum(len(sheet) - 1 for sheet in details) == sum(1 for r in several for _ in rows(r, "en"))


@pytest.mark.parametrize("text", ["长" * 40_000, "😀" * 20_000, "a" * 32_766 + "😀", "a" * 32_767, "😀" * 16_383])
def test_a_cell_is_as_long_as_excel_allows(text: str) -> None:
    cell = workbook.fitting(text)
    units = len(cell.encode("utf-16-le")) // 2
    assert units <= workbook.MOST_CHARACTERS
    assert cell == text or (cell.endswith("…") and units >= workbook.MOST_CHARACTERS - 1)
    assert text.startswith(cell.removesuffix("…"))


def test_no_spreadsheet_runs_what_a_file_says(hostile: list[Report], tmp_path: Path) -> None:
    text = made("csv", hostile, tmp_path).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text, newline="")):
        assert not [c for c in row if c.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))]
        assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", "".join(row))
    workbook.write(hostile, tmp_path / "x.xlsx", "en")
    again = load_workbook(tmp_path / "x.xlsx")
    cells = [c for sheet in again for row in sheet.iter_rows() for c in row if c.value is not None]
    assert not [c for c in cells if c.data_type == "f" or c.hyperlink]
    assert max(len(str(c.value)) for c in cells) == workbook.MOST_CHARACTERS
    seen = [c.heading.en for c in COLUMNS].index("seen")
    shown_ = [
        str(row[seen]) for row in CalamineWorkbook.from_path(tmp_path / "x.xlsx").get_sheet_by_index(1).to_python()
    ]
    assert shown_[1:-1] == [in_one_line(text) for text in HOSTILE]


@pytest.mark.parametrize("format_", ["html", "md"])
def test_very_long_texts_are_cut_for_readers(format_: str, hostile: list[Report], tmp_path: Path) -> None:
    text = made(format_, hostile, tmp_path).decode()
    assert max(len(run_) for run_ in re.findall("长+", text)) == 2_000


def test_csv_is_what_the_rows_say(several: list[Report], tmp_path: Path) -> None:
    data = made("csv", several, tmp_path, "zh")
    assert data.startswith(b"\xef\xbb\xbf")
    read_back = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    columns = COLUMNS + RUN
    assert read_back[0] == [c.heading.zh for c in columns]
    assert read_back[1:] == [row for r in several for _, row in rows(r, "zh", columns)]
    assert len(read_back) - 1 == sum(
        max(len(r.findings) + sum(len(x.findings) or 1 for x in r.lines), 1) for r in several
    )


def test_markdown_shows_hostile_texts_as_texts(hostile: list[Report], tmp_path: Path) -> None:
    text = made("md", hostile, tmp_path).decode()
    page = lxml_html.fromstring(f"<div>{MarkdownIt('gfm-like', {'linkify': False}).render(text)}</div>")
    assert not page.xpath("//script | //img | //pre | //ol | //h4 | //td//strong")
    assert not page.xpath("//a[not(starts-with(@href, 'http'))] | //a[contains(@href, 'evil')]")
    assert len(page.xpath("//h1")) == 1
    assert len(page.xpath("//h2")) == len(hostile) + 1
    flat = " ".join(page.text_content().split())
    for said in HOSTILE[:2] + HOSTILE[12:13]:
        assert " ".join(in_one_line(said).split()) in flat
    assert "@everyone" not in re.sub("`[^`]*`", "", text)
    assert not re.search(r"https?://evil|www\.evil", re.sub("`[^`]*`", "", text))


def test_caps_leave_the_totals_exact(several: list[Report], tmp_path: Path) -> None:
    many = [several[n % 3] for n in range(60)]
    selection = select(iter(many), per_rule=2)
    assert selection.totals.findings == len(list(findings(many)))
    written = [f for c in selection.chosen for f in findings([c.report])]
    per = {key: sum((f.rule, f.topic, shown.kind(f)) == key for f in written) for key in selection.written}
    assert per == dict(selection.written)
    assert set(per.values()) == {2}
    left = sum(c.left.total() for c in selection.chosen) + sum(n.findings for n in selection.named)
    assert len(written) + left == selection.totals.findings
    page = lxml_html.fromstring(made("html", many, tmp_path, per_rule=2).decode())
    assert len(page.xpath("//*[contains(@class, 'f is-')]")) == len(written)
    assert str(selection.totals.findings) in page.xpath("string(//section[h2[@id='totals']]/p)")
    totals = [int(n.replace(",", "")) for n in page.xpath("//section[h2[@id='totals']]//tbody/tr/td[last()-1]/text()")]
    assert sum(totals) == selection.totals.findings


def test_where_very_many_rules_speak_each_is_heard(several: list[Report]) -> None:
    rules = [
        replace(
            several[1], findings=[replace(f, rule=f"R-{n}") for f in several[1].lines[0].findings[:1] * 20], lines=[]
        )
        for n in range(60)
    ]
    written = select(rules, per_rule=10).written
    assert len(written) == 60
    assert written.total() == 200 + 40
    assert set(written.values()) == {10, 1}


def test_declarations_that_are_not_written_out_are_named_or_counted(
    several: list[Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("supplycheck.writers.selection.MOST_NAMED", 3)
    monkeypatch.setattr("supplycheck.writers.selection.MOST_LINES", 4)
    selection = select([several[1]] * 20, per_rule=1)
    assert (len(selection.chosen), len(selection.named), selection.unnamed) == (1, 3, {"fail": 16})


@pytest.mark.parametrize(
    ("days", "first", "size"),
    [
        ((), None, 0),
        ((date(2020, 5, 6),), "2020-W19", 1),
        ((date(2020, 5, 6), date(2020, 5, 25)), "2020-W19", 4),
        ((date(2020, 12, 28), date(2021, 1, 4)), "2020-W53", 2),
        ((date(2020, 4, 1), date(2023, 8, 28)), "2020-04", 41),
        ((date(2000, 4, 1), date(2023, 8, 28)), "2000", 24),
        ((date(1, 1, 1), date(9999, 12, 31)), "0001", 2),
    ],
)
def test_days_are_shown_by_week_or_coarser(days: tuple[date, ...], first: str | None, size: int) -> None:
    found = periods({None: Counter(fail=1), **{day: Counter(fail=1) for day in days}})
    assert len(found) == size
    assert sum(n["fail"] for _, n in found) == len(days)
    assert next((name for name, _ in found), None) == first


def test_many_snapshots_of_a_list_are_told_by_first_and_last(several: list[Report]) -> None:
    totals = Totals()
    for month in range(1, 13):
        snapshot = replace(several[0].snapshots[0], as_of=date(2020, month, 1), complete=month != 5)
        totals.add(replace(several[0], snapshots=[snapshot]))
        if month == 3:
            assert totals.lists()[0][1:] == ("2020-01-01, 2020-02-01, 2020-03-01", True)
    assert totals.lists() == [(several[0].snapshots[0].registry, "2020-01-01 – 2020-12-01 (12)", False)]


def test_one_report_is_written_before_the_next_is_made(several: list[Report]) -> None:
    out = io.StringIO()
    sizes = []

    def coming() -> Iterator[Report]:
        for report in several:
            sizes.append(out.tell())
            yield report

    csv_table.write(coming(), out, "en")
    assert sizes == sorted(set(sizes))


@pytest.fixture(scope="module")
def kept(several: list[Report], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports as they are kept: one JSON, JSON Lines, and lean."""
    folder = tmp_path_factory.mktemp("kept")
    for lean, name in ((False, "full"), (True, "lean")):
        lines = [r.to_dict(lean=lean) for r in several]
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(x) + "\n" for x in lines), "utf-8")
        answer = {"schema_version": 1, "run": {}, "summary": {}, "reports": lines}
        (folder / f"{name}.json").write_text(json.dumps(answer, indent=1), "utf-8")
    (folder / "record.json").write_text(json.dumps({"record": 1, "report": several[1].to_dict()}), "utf-8")
    return folder


@pytest.mark.parametrize("name", ["full.json", "full.jsonl"])
def test_kept_reports_are_the_reports(name: str, kept: Path, several: list[Report]) -> None:
    assert list(read(kept / name)) == several
    assert list(read(kept / "record.json")) == [several[1]]


@pytest.mark.parametrize("name", ["lean.json", "lean.jsonl"])
def test_lean_reports_say_what_their_rules_are_about(name: str, kept: Path, several: list[Report]) -> None:
    again = list(read(kept / name))
    assert [r.outcome for r in again] == [r.outcome for r in several]
    assert [(f.id, f.rule, f.seen) for f in findings(again)] == [(f.id, f.rule, f.seen) for f in findings(several)]
    assert all(f.message is not None and f.message.zh for f in findings(again))
    for was, now in zip(several, again, strict=True):
        assert now.instruments == {ref: was.instruments[ref] for f in findings([was]) for ref in f.law}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no report"),
        ("[1]", "no report"),
        ("{", "no report"),
        ('{"schema_version": 9}', "schema version 9"),
        ('{"schema_version": 1, "tool": "x"}', "damaged report"),
    ],
)
def test_what_is_no_report_is_refused(text: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(text, "utf-8")
    with pytest.raises(UsageError, match=says):
        list(read(tmp_path / "x.json"))


def test_damaged_findings_are_refused(several: list[Report], tmp_path: Path) -> None:
    for path, value in (("law", 3), ("field", {"x": 1}), ("topic", None)):
        plain = several[1].to_dict()
        plain["lines"][0]["findings"][0][path] = value
        (tmp_path / "x.json").write_text(json.dumps(plain), "utf-8")
        with pytest.raises(UsageError, match="damaged report"):
            list(read(tmp_path / "x.json"))


@pytest.mark.parametrize(
    ("package", "extra", "format_"), [("jinja2", "report", "html"), ("xlsxwriter", "excel", "xlsx")]
)
def test_a_missing_extra_is_named(
    package: str, extra: str, format_: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(UsageError, match=re.escape(f"pip install 'supplycheck[{extra}]'")):
        made(format_, [], tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("format_", FORMATS)
def test_check_and_report_write_the_same_document(format_: str, tmp_path: Path) -> None:
    examples = ROOT / "docs" / "examples"
    asked = ("check", examples / "declarations", "--registries", examples / "registries", "--today", "2026-11-23")
    kept = run(tmp_path, *asked, "--format", "jsonl", "-o", "kept.jsonl")
    assert (kept.returncode, kept.stdout, kept.stderr) == (1, "", "")
    direct = run(tmp_path, *asked, "--format", format_, "-o", "direct", "--lang", "zh")
    assert (direct.returncode, direct.stdout, direct.stderr) == (1, "", "")
    later = run(tmp_path, "report", "kept.jsonl", "--format", format_, "-o", "later", "--lang", "zh")
    assert (later.returncode, later.stderr) == (0, "")
    assert (tmp_path / "direct").read_bytes() == (tmp_path / "later").read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["direct", "kept.jsonl", "later"]
    if format_ != "xlsx":
        shown_ = run(tmp_path, "report", "kept.jsonl", "--format", format_, "--lang", "zh")
        assert shown_.stdout.splitlines() == (tmp_path / "later").read_text("utf-8").splitlines()


@pytest.mark.slow
def test_usage_of_documents(tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text("{", "utf-8")
    (tmp_path / "old.html").write_text("old", "utf-8")
    for words_ in (
        ("report", "bad.jsonl", "--format", "xlsx"),
        ("check", "bad.jsonl", "--format", "xlsx"),
        ("report", "bad.jsonl", "--format", "html", "-o", "bad.jsonl"),
        ("report", "bad.jsonl", "--format", "html", "-o", "none/x.html"),
        ("report", "bad.jsonl", "--format", "html", "-o", "old.html"),
        ("report", "none.jsonl", "--format", "html"),
    ):
        done = run(tmp_path, *words_, SUPPLYCHECK_REGISTRIES=str(REGISTRIES))
        assert done.returncode == USAGE, words_
        assert "Traceback" not in done.stderr
    assert (tmp_path / "old.html").read_text("utf-8") == "old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bad.jsonl", "old.html"]


@pytest.mark.slow
@pytest.mark.parametrize("format_", ["table", "json", "jsonl", *FORMATS])
def test_results_never_replace_or_join_what_is_checked(format_: str, tmp_path: Path) -> None:
    source = ROOT / "docs" / "examples" / "declarations" / "clean-civil-mask.json"
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.json").write_bytes(source.read_bytes())
    asked = ("--registries", ROOT / "docs" / "examples" / "registries", "--format", format_)
    over = run(tmp_path, "check", "in/a.json", *asked, "-o", "in/../in/a.json")
    assert (over.returncode, "is checked itself" in over.stderr) == (USAGE, True)
    within = run(tmp_path, "check", "in", *asked, "-o", f"in/results.{format_}")
    read_next_time = format_ in ("json", "jsonl", "csv", "xlsx")
    assert within.returncode == (USAGE if read_next_time else 0)
    assert (tmp_path / "in" / "a.json").read_bytes() == source.read_bytes()
    again = run(tmp_path, "check", "in", *asked[:2], "--format", "jsonl", "--exit-zero")
    assert len(again.stdout.splitlines()) == 1
    beside = run(tmp_path, "check", "in", *asked, "-o", f"results.{format_}")
    assert (beside.returncode, beside.stdout, beside.stderr) == (0, "", "")
    assert (tmp_path / f"results.{format_}").stat().st_size


@pytest.mark.browser
def test_a_browser_filters_and_switches_language(several: list[Report], tmp_path: Path) -> None:
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    (tmp_path / "x.html").write_bytes(made("html", several, tmp_path, "zh"))
    told: list[str] = []
    with api.sync_playwright() as play:
        try:
            browser = play.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
        except api.Error as error:
            pytest.skip(f"no Chromium: {error.message.splitlines()[0]}")
        page = browser.new_page(viewport={"width": 390, "height": 800})
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.goto((tmp_path / "x.html").as_uri())
        title = html.LABELS["title"]
        assert page.inner_text("h1") == title.zh
        page.check("#speak-en")
        assert (page.inner_text("h1"), page.title(), page.get_attribute("html", "lang")) == (title.en, title.en, "en")
        assert page.locator(".d:visible").count() == len(several)
        fails = page.locator(".d[data-o=fail]")
        page.uncheck("input[value=fail]")
        api.expect(fails).to_be_hidden()
        page.click("button[type=reset]")
        api.expect(fails).to_be_visible()
        topic = next(f.topic for f in findings(several[1:2]))
        page.select_option("select[name=topic]", topic)
        api.expect(page.locator(f".f:not([hidden]):not([data-t={topic}])")).to_have_count(0)
        assert page.locator(f".f[data-t={topic}]:not([hidden])").count()
        page.click("button[type=reset]")
        page.fill("input[name=words]", "nothing says this")
        api.expect(page.locator(".d:not([hidden])")).to_have_count(0)
        assert page.inner_text("[role=status]").startswith("0 declarations, 0 findings")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        plain = browser.new_page(java_script_enabled=False)
        plain.goto((tmp_path / "x.html").as_uri())
        plain.check("#speak-en")
        assert plain.inner_text("h1") == title.en
        assert not plain.locator("form").is_visible()
        plain.click(".d >> nth=0")
        assert plain.locator(".d >> nth=0").get_attribute("open") is not None
        browser.close()
    assert told == []


def _chromium() -> str | None:
    """The system's Chromium, where there is one; playwright's own otherwise."""
    import shutil

    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
