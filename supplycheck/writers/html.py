"""Reports as one page: in Chinese and English, without anything from the network, readable without its script.

Of each rule at most so many findings are written out, and the totals of all stand beside: a page of 100,000 findings
opens at once. Nothing from a file is taken for markup, and the page's own policy lets only its own style and script run.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TextIO

from supplycheck.optional import need
from supplycheck.report import OUTCOMES, Outcome, Text
from supplycheck.writers import charts, shown, words
from supplycheck.writers.printable import in_one_line, safe
from supplycheck.writers.selection import LONGEST, PER_RULE, RULES_AT_LENGTH, Selection, few, select
from supplycheck.writers.summary import sentence
from supplycheck.writers.totals import Totals, periods

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

LABELS: dict[str, Text] = {
    "title": Text("出口报关单核对报告", "Check of export declarations"),
    "skip": Text("跳到报关单", "Skip to the declarations"),
    "lists": Text("名单快照", "lists, as of"),
    "no_lists": Text("未查询任何名单", "no list was asked"),
    "incomplete": Text("不完整", "incomplete"),
    "batch": Text("概览", "Overview"),
    "by_outcome": Text("按结果", "By result"),
    "by_destination": Text("按目的地", "By destination"),
    "by_topic": Text("按主题（发现数）", "By topic (findings)"),
    "by_week": Text("按申报日期（份数）", "By declaration date (declarations)"),
    "as_table": Text("以表格显示", "As a table"),
    "week": Text("期间", "period"),
    "declarations": Text("报关单", "Declarations"),
    "others": Text("提示等", "information"),
    "totals": Text("发现合计", "Findings in total"),
    "all": Text("全部", "all"),
    "search": Text("查找文字", "containing"),
    "reset": Text("清除筛选", "Clear filters"),
    "shown_declarations": Text("份报关单，", "declarations,"),
    "shown_findings": Text("项发现符合筛选条件", "findings match the filters"),
    "notes": Text("输入问题", "Notes on the input"),
    "about": Text("其他", "more"),
    "nothing": Text("没有发现问题。", "Nothing was found."),
    "nothing_written": Text("本页未列出此项的发现。", "No finding of this line is written out here."),
    "left": Text("未列出的发现：", "Findings not written out:"),
    "lines_left": Text("未列出的商品项：", "Lines not written out:"),
    "notes_left": Text("未列出的输入问题：", "Notes not written out:"),
    "rest": Text("其余报关单", "Other declarations"),
    "rest_why": Text(
        "这些报关单的发现未在本页逐项列出，但均已计入上方合计；全部内容见同批的 CSV、XLSX 或 JSON。",
        "Their findings are not written out on this page; all are counted in the totals above. CSV, XLSX and JSON hold them all.",
    ),
    "unnamed": Text("仅计数的报关单：", "declarations only counted:"),
    "named": Text("逐份列出：", "Listed one by one:"),
    "footer": Text(
        "本报告用于申报前自查，不构成法律意见。规则说明：supplycheck explain 规则代码。",
        "This report helps to find mistakes before filing; it is no legal advice. A rule is explained by: supplycheck explain CODE.",
    ),
    "more_destinations": Text("其他目的地", "other destinations"),
}
"""Every word of the page that is not a word of all formats."""

MOST_DESTINATIONS = 15


def write(reports: Iterable[Any], out: TextIO, lang: str, *, per_rule: int = PER_RULE) -> None:
    """Writes reports as one page. `lang` is the language in which it opens; of each rule at most `per_rule` findings.

    Raises:
        UsageError: jinja2 is not installed.
    """
    page = _template()
    selection = select(reports, per_rule=per_rule)
    for piece in page.generate(**_content(selection, lang, per_rule)):
        out.write(piece)


def _template() -> Template:
    jinja2 = need("jinja2", "report")
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    environment.filters["counted"] = "{:,}".format
    made: Template = environment.from_string(_asset("report.html"))
    return made


def _asset(name: str) -> str:
    return (files("supplycheck.writers") / "page" / name).read_text("utf-8")


def _content(selection: Selection, lang: str, per_rule: int) -> dict[str, Any]:
    """What the template shows."""
    from markupsafe import Markup

    totals = selection.totals
    chosen = [replace(c, report=safe(c.report, LONGEST)) for c in selection.chosen]
    style, script = _asset("report.css"), _asset("report.js")
    pinned = {said for c in chosen if (said := shown.pinned(c.report)) is not None}
    by_rule = totals.by_rule()
    return {
        "L": LABELS,
        "words": words,
        "shown": shown,
        "t": _both,
        "lang": lang,
        "policy": _policy(style, script),
        "generator": ", ".join(sorted(totals.tools)),
        "style": Markup(style),
        "script": Markup(script),
        "sentence": Text(sentence(totals.summary, "zh"), sentence(totals.summary, "en")),
        "pinned": sorted(pinned, key=lambda said: said.en),
        "checked": ", ".join(day.isoformat() for day in sorted(totals.checked_on)),
        "tools": ", ".join(sorted(totals.tools)),
        "facts": ", ".join(sorted(totals.facts)),
        "lists": [(in_one_line(name), days, complete) for name, days, complete in totals.lists()],
        "totals": totals,
        "charts": _charts(totals),
        "rules": [
            {
                "rule": in_one_line(rule),
                "topic": topic,
                "kind": kind,
                "total": n,
                "written": selection.written[rule, topic, kind],
            }
            for rule, topic, kind, n in by_rule
        ],
        "complete": selection.complete,
        "capped": _capped(selection, per_rule),
        "present": [o for o in OUTCOMES if totals.summary.declarations[o]],
        "kinds": [kind for kind in shown.KINDS if any(row[2] == kind for row in by_rule)],
        "topics": [code for code in words.TOPIC if code in totals.topics]
        + sorted(code for code in totals.topics if code not in words.TOPIC),
        "chosen": chosen,
        "named": safe(selection.named, LONGEST),
        "unnamed": selection.unnamed,
    }


def _both(text: Text) -> Markup:
    """A text in both languages, of which the page shows one."""
    from markupsafe import Markup, escape

    if text.zh == text.en:
        return escape(text.zh)
    return Markup('<span lang="zh">{}</span><span lang="en">{}</span>').format(text.zh, text.en)


def _policy(style: str, script: str) -> str:
    """What the page may load and run: this style, this script, nothing else."""
    return (
        f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _capped(selection: Selection, per_rule: int) -> Text:
    """How much is written out of how much."""
    total, written = selection.totals.findings, selection.written.total()
    full, less = per_rule * RULES_AT_LENGTH, few(per_rule)
    zh, en = "", ""
    if written > full:
        zh, en = f"，超过{full}项后最多{less}项", f", and after {full} at most {less}"
    return Text(
        f"共{total}项发现，本页列出{written}项：每条规则每个级别最多{per_rule}项{zh}。合计数均为准确数；全部内容见 CSV、XLSX 或 JSON。",
        f"Of {total} findings {written} are written out here: at most {per_rule} of each rule and grade{en}. All totals are "
        "exact; CSV, XLSX and JSON hold everything.",
    )


@dataclass(slots=True)
class _Charts:
    outcomes: list[dict[str, Any]]
    destinations: list[dict[str, Any]]
    topics: list[dict[str, Any]]
    periods: list[tuple[str, Counter[str]]]
    present: list[Outcome]
    columns: Markup


def _charts(totals: Totals) -> _Charts:
    """The charts of a batch with the numbers beside them."""
    from markupsafe import Markup

    declarations, lines = totals.summary.declarations, totals.summary.lines
    present = [o for o in OUTCOMES if declarations[o]]
    most = max(declarations.values(), default=0)
    outcomes = [
        {
            "outcome": o,
            "word": words.OUTCOME[o],
            "bar": Markup(charts.bar([(o, declarations[o])], most)),
            "declarations": declarations[o],
            "lines": lines[o],
        }
        for o in OUTCOMES
        if declarations[o] or lines[o]
    ]
    series = periods(totals.days)
    return _Charts(
        outcomes,
        _destinations(totals.destinations),
        _topics(totals.topics),
        series,
        present,
        Markup(charts.columns(series, "by-week")),
    )


def _destinations(counts: Mapping[str | None, Counter[str]]) -> list[dict[str, Any]]:
    """The destinations with most declarations, and the others together."""
    ordered = sorted(counts.items(), key=lambda place: (-place[1].total(), place[0] or ""))
    rows = [(_code(place) if place else words.UNKNOWN, n) for place, n in ordered[:MOST_DESTINATIONS]]
    if len(ordered) > MOST_DESTINATIONS:
        rows.append((LABELS["more_destinations"], sum((n for _, n in ordered[MOST_DESTINATIONS:]), Counter())))
    most = max((n.total() for _, n in rows), default=0)
    return [{"word": word, "bar": _bar([(o, n[o]) for o in OUTCOMES], most), "counts": n} for word, n in rows]


def _code(code: str) -> Text:
    """A code, which is the same in every language."""
    return Text(in_one_line(code), in_one_line(code))


def _topics(counts: Mapping[str, Counter[str]]) -> list[dict[str, Any]]:
    """The topics of findings, those with most that counts first."""
    ordered = sorted(counts.items(), key=lambda topic: (-topic[1]["fail"], -topic[1]["review"], topic[0]))
    most = max((n.total() for _, n in ordered), default=0)
    return [
        {
            "word": words.topic(code),
            "bar": _bar([(kind, n[kind]) for kind in shown.KINDS], most),
            "fail": n["fail"],
            "review": n["review"],
            "others": n.total() - n["fail"] - n["review"],
        }
        for code, n in ordered
    ]


def _bar(parts: list[tuple[str, int]], most: int) -> Markup:
    from markupsafe import Markup

    return Markup(charts.bar(parts, most))
