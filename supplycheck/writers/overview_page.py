"""An overview of many results as one page: tables with bars, columns by week; nothing from the network, no script."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files
from typing import Any, TextIO

from supplycheck.report import OUTCOMES, Text
from supplycheck.writers import charts, words
from supplycheck.writers.printable import in_one_line

TITLES: dict[str, Text] = {
    "office": Text("按申报地海关", "By customs office"),
    "exporter": Text("按境内发货人", "By exporter"),
    "product": Text("按商品种类", "By kind of goods"),
    "destination": Text("按目的地", "By destination"),
    "rule": Text("按规则（涉及的报关单数）", "By rule (declarations concerned)"),
    "week": Text("按申报周", "By week of declaration"),
}
"""By what results are counted, with what stands above. Rules count the declarations that they found something in."""

TITLE = Text("核对结果概览", "Overview of results")
TOTAL = Text("份数", "declarations")
FAILS = Text("不可申报比例", "fail")
RECENT = Text("近四周（此前四周）", "last 4 weeks (4 before)")
RULES = Text("主要规则", "rules")
OTHERS = Text("另有 {n} 项，均已计入总数", "{n} more, all counted in the totals")

_MOST_COLUMNS = 54


def write(
    kinds: Mapping[str, Any],
    outcomes: Counter[str],
    weeks: Sequence[tuple[str, Counter[str]]],
    out: TextIO,
    lang: str,
) -> None:
    """Writes the page: `kinds` as `Overview.of` gives them."""
    style = (files("supplycheck.writers") / "page" / "report.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    title = escape(TITLE.of(lang))
    out.write(
        f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{digest}'\">"
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
        f"<style>{style}</style></head><body><header><h1>{title}</h1></header><main>"
    )
    said = ", ".join(f"{words.OUTCOME[o].of(lang)} {outcomes[o]:,}" for o in OUTCOMES if outcomes[o])
    out.write(f'<p class="lead">{TOTAL.of(lang)} {outcomes.total():,}: {escape(said)}</p>')
    dated = [(week, counts) for week, counts in weeks if week][-_MOST_COLUMNS:]
    if dated:
        out.write(f'<figure><figcaption id="weeks">{escape(TITLES["week"].of(lang))}</figcaption>')
        out.write(charts.columns(dated, "weeks") + "</figure>")
    for kind, found in kinds.items():
        out.write(f"<h2>{escape(TITLES[kind].of(lang))}</h2>")
        _table(kind, found, out, lang)
    out.write("</main></body></html>\n")


def _table(kind: str, found: Any, out: TextIO, lang: str) -> None:
    most = max((row["total"] for row in found["rows"]), default=0)
    with_rules = kind != "rule"
    heads = ["", "", TOTAL.of(lang), FAILS.of(lang), RECENT.of(lang)] + ([RULES.of(lang)] if with_rules else [])
    out.write('<div class="scroll"><table><thead><tr>')
    out.write("".join(f"<th>{escape(head)}</th>" for head in heads) + "</tr></thead><tbody>")
    order = ("fail", "review", "info") if kind == "rule" else OUTCOMES
    for row in found["rows"]:
        bar = charts.bar([(o, row["counts"].get(o, 0)) for o in order], most)
        cells = [
            f"<th><bdi>{escape(label(kind, row, lang))}</bdi></th>",
            f'<td class="wide">{bar}</td>',
            f'<td class="n">{row["total"]:,}</td>',
            f'<td class="n">{percent(row["fails"])}</td>',
            f'<td class="n">{percent(row["recent"])} ({percent(row["before"])})</td>',
        ]
        if with_rules:
            cells.append(f"<td>{escape(rules(row))}</td>")
        out.write(f"<tr>{''.join(cells)}</tr>")
    out.write("</tbody></table></div>")
    if (left := found["number"] - len(found["rows"])) > 0:
        out.write(f"<p>{escape(OTHERS.of(lang).format(n=f'{left:,}'))}</p>")


def label(kind: str, row: Any, lang: str) -> str:
    """What a row is about, for people."""
    key = row["key"]
    if key is None:
        return words.UNKNOWN.of(lang)
    goods = words.goods(key) if kind == "product" else None
    if goods is not None:
        return goods.of(lang)
    return in_one_line(f"{row['name']} {key}" if row["name"] and row["name"] != key else key)


def rules(row: Any) -> str:
    """The rules that found most in a row's declarations."""
    return ", ".join(f"{found['rule']} {found.get('fail', 0) + found.get('review', 0)}" for found in row["rules"])


def percent(part: float | None) -> str:
    """A part of all as people write it."""
    return "–" if part is None else f"{100 * part:.1f} %"
