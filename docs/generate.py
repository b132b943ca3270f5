"""Writes the pages of docs/ that are made from the code: `python docs/generate.py`. A test compares them with the code."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from supplycheck.facts.destinations import Destination, Gap
from supplycheck.facts.law import Requirement, Route
from supplycheck.report import Confidence, Report
from supplycheck.root import root
from supplycheck.rules import catalogue

DOCS = Path(__file__).parent


def schema() -> str:
    """The JSON Schema of a report."""
    return json.dumps(Report.model_json_schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def rules() -> str:
    """The list of all rules, in the order in which findings are shown."""
    rows = [
        "# Rules",
        "",
        "Made from the code by `python docs/generate.py`. `supplycheck explain CODE` says more: the articles, the messages,",
        "what to do. Codes are never renamed or used again.",
        "",
        "| code | topic | severity | finds | 发现 | can a machine tell? |",
        "|---|---|---|---|---|---|",
    ]
    rows += [
        f"| {r.code} | {r.topic} | {r.severity} | {r.title.en} | {r.title.zh} | {r.machine} |" for r in catalogue.RULES
    ]
    return "\n".join(rows) + "\n"


DEFECTS = {
    "D01": "a text table in GB18030 or GBK: read so",
    "D02": "byte order marks, UTF-16 and tabs of Excel's Unicode text: read so",
    "D03": "text that an earlier conversion destroyed: refused, or the field is unreadable; nothing is repaired",
    "D04": "a file cut off: refused, with the byte, or the last row is unreadable",
    "D05": "another encoding than the declared one: what decodes counts",
    "D06": "long numbers ruined by a spreadsheet: unreadable, no digit is guessed",
    "D07": "commodity codes with dots, spaces, `.0`: cleaned",
    "D08": "commodity codes of other lengths: 13 digits are split, others are kept and the codes they may mean are named",
    "D09": "a commodity code that lost its leading zero: none of the controlled codes has one, so it is no code of ours",
    "D10": "a code that is not in force on the day: the rule CN-HS-NOT-IN-FORCE",
    "D11": "unit and mode codes that lost zeros: padded",
    "D12": "units as words: read; counting units (万个) are converted, packs are told",
    "D13": "ways to write a number: read where there is one reading, else unreadable",
    "D14": "quantities that are none: unreadable",
    "D15": "full-width and invisible characters: folded for codes and numbers",
    "D16": "look-alikes of the bar in 规格型号: split all the same",
    "D17": "declaration elements missing, too many, shifted: told with the table of elements",
    "D18": "name or specification longer than the customs client keeps: told",
    "D19": "positional fields of another length: position 1 is read as it stands",
    "D20": "origin and destination swapped, or not, as messages have them: the destination is found, and told",
    "D21": "ways to write a country: read",
    "D22": "regions are read; a union of countries is no destination",
    "D23": "one number for a country and a currency: the field decides",
    "D24": "ways to write a day: read where there is one reading; spreadsheet day numbers are told",
    "D25": "head above the goods, rows that go on, merged cells: put together",
    "D26": "totals are skipped; hidden sheets, unread rows and sheets are told",
    "D27": "error values and formulas whose result was not saved: the cell is unreadable",
    "D28": "files of another type than their name says: the content decides; HTML is refused",
    "D29": "workbooks with a password: refused",
    "D30": "unknown columns are told with the heading they resemble; two columns for one field must agree",
    "D31": "rows of one declaration that do not agree on its head: told; what decides law or place is unreadable",
    "D32": "line numbers missing or doubled: numbered in the report; more than 50 lines are told",
    "D33": "a declaration that comes twice in a run: checked again, with a note that names the first",
    "D34": "price times quantity that is not the total; sheets of one workbook that differ: told",
    "D35": "ways to write a registration number: read; one character off is a finding",
    "D36": "ways to write a company: compared part by part, see the rule CN-HOLDER",
    "D37": "brand type against brand, codes of the export benefit: told",
    "D38": "a name that says medical and non-medical: the rule CN-NON-MEDICAL-AS-MEDICAL",
    "D39": "several kinds of goods in one line: the rule CN-GOODS-SEVERAL",
    "D40": "document types, entities, nesting, sizes beyond measure: refused",
    "D41": "text escaped twice is unescaped; XML that is not well-formed is refused with line and column",
    "D42": "words for nothing (无, /, N/M): nothing; NO as the consignee means that there is none",
    "D43": "personal data (names of people, phones, cards, signatures) is not read",
    "D44": "archives with names in GBK: decoded; by-products of programs are passed over; names that lead outside are refused",
    "D45": "text guarded against formulas: unguarded",
}
"""The known defects of declaration files, and what is done about each."""

UNSEEN = """## What cannot be seen

Workbooks are read with python-calamine, which gives values and merged cells, and of those not all:

* hidden rows and columns, filters, cell colours, comments, number formats: hidden rows are read like others
* merged cells of `.ods` files: a table is read as if nothing were merged
* the text of formulas; of `.xls` and `.ods`, formulas whose result was not saved come as empty cells
* net and gross weights are not read, so they are not compared

`.et` and `.xlsb` are not read. Scanned documents and PDF are not read.
"""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def notes() -> str:
    """What is done about defects of the input, and every note that the readers can make."""
    from supplycheck.readers.notes import TEXTS

    rows = ["# Notes on the input", "", "Made from the code by `python docs/generate.py`.", ""]
    rows += ["| code | what is done |", "|---|---|", *(f"| {code} | {text} |" for code, text in DEFECTS.items()), ""]
    rows += ["## Notes", "", "| code | severity | 说明 | meaning |", "|---|---|---|---|"]
    rows += [
        f"| {t.code} | {t.severity} | {_cell(t.zh)} | {_cell(t.en)} |".replace("{code}", "—")
        for t in sorted(TEXTS.values(), key=lambda t: (t.code[:1] != "D", t.code))
    ]
    return "\n".join(rows) + "\n\n" + UNSEEN


def coverage() -> str:
    """How well the law of each destination is known: on the last day that is covered, and over all quarters."""
    from typing import get_args

    from supplycheck.coverage import FIRST, LAST, QUARTERS, State, counted, coverage
    from supplycheck.declaration import SUBTYPES
    from supplycheck.facts.destinations import places

    there = places()
    signs: dict[State, str] = {"verified": "V", "partial": "P", "general": "G", "closed": "✕", "unknown": "?"}
    last = {(s.destination, s.product): signs[s.state] for s in coverage(LAST)}
    rows = [
        "# Destinations",
        "",
        "Made from the facts by `python docs/generate.py`; `supplycheck coverage` says it of every day, with the pages that a",
        f"person must open to be sure. On {LAST}, the least sure way in: V verified · P partial or weak source · G general",
        "knowledge alone · ✕ no way in · ? no source read speaks of these goods (asks for a look, never passes).",
        "",
        f"| product | {' | '.join(p.id for p in there)} |",
        "|---|" + "---|" * len(there),
    ]
    rows += [f"| {product} | {' | '.join(last[p.id, product] for p in there)} |" for product in SUBTYPES]
    states = get_args(State)
    counts = counted(coverage())
    total = sum(counts.values(), Counter())
    rows += [
        "",
        f"Of the {len(QUARTERS)} quarters from {FIRST} on, for all {len(SUBTYPES)} products:",
        "",
        f"| destination | {' | '.join(states)} |",
        "|---|" + "---:|" * len(states),
    ]
    rows += [
        f"| [{p.id} {p.name.en}](requirements/{p.id}.md) | {' | '.join(str(counts[p.id][s]) for s in states)} |"
        for p in there
    ]
    rows.append(f"| all | {' | '.join(str(total[s]) for s in states)} |")
    return "\n".join(rows) + "\n"


def registries() -> str:
    """Every registry that is defined: who publishes it, where it comes from, what a missing row means."""
    from supplycheck.facts.formats import formats
    from supplycheck.registry import load, names

    asked: dict[str, list[str]] = {}
    for form in formats().values():
        for kind in form.documents if form.list is not None else ():
            asked.setdefault(form.list or "", []).append(kind)
    rows = [
        "# Registries",
        "",
        "Made from the definitions in `registries/lists/` by `python docs/generate.py`. *Whole*: a row that a fresh snapshot",
        "does not have is not on the list; of the others only what is there counts. *Days*: how old a snapshot may be to show",
        "that something is missing. *Fetched*: `supplycheck registry update NAME` gets it; *asked*: `registry ask NAME NUMBER`",
        "looks one entry up. Every list can be imported from a file. [Adding a registry](adding-a-registry.md) says how to",
        "define one of your own.",
        "",
        "| registry | title | published by | papers looked up | whole | days | fetched, asked | sure | licence |",
        "|---|---|---|---|---|---:|---|---|---|",
    ]
    for name in names():
        d = load(name)
        live = "" if d.live is None else "fetched" + (f", asked for {', '.join(d.live.ask)}" if d.live.ask else "")
        kinds = ", ".join(dict.fromkeys(asked.get(name, ())))
        cells = [
            f"[{name}]({d.address})",
            f"{d.title_en} {d.title_zh}",
            d.authority_en,
            kinds,
            "yes" if d.complete else "no",
            str(d.max_age_days),
            live,
            d.confidence,
            d.licence,
        ]
        rows.append(f"| {' | '.join(map(_cell, cells))} |")
    return "\n".join(rows) + "\n"


def commands() -> str:
    """Every command with its arguments and options, as the command line itself knows them."""
    import click

    from supplycheck.cli.main import cli
    from supplycheck.cli.options import Setting

    everywhere = {
        opt for p in cli.params for opt in p.opts if opt in {o for q in cli.commands["check"].params for o in q.opts}
    }

    def value(p: click.Parameter) -> str:
        if isinstance(p, click.Option) and (p.is_flag or p.count):
            return ""
        if isinstance(p.type, click.Choice):
            return " " + "\\|".join(str(choice) for choice in p.type.choices)
        return f" {p.metavar or p.type.name.upper()}"

    def default(p: click.Option) -> str:
        if not p.show_default or "[default:" in (p.help or ""):
            return ""
        if isinstance(p.show_default, str):
            return f" [default: {p.show_default}]"
        return f" [default: {'yes' if p.default is True else 'no' if p.default is False else p.default}]"

    def row(p: click.Parameter) -> str:
        if not isinstance(p, click.Option):
            name = (p.name or "").upper().rstrip("_") + (" …" if p.nargs == -1 else "")
            return f"| `{name}` | {'needed' if p.required else 'may be left out'} |  |"
        names = ", ".join((*p.opts, *p.secondary_opts))
        said = " ".join((p.help or "").split()) + default(p) + (" (needed)" if p.required else "")
        said += " May be given several times." if p.multiple else ""
        key = p.key if isinstance(p, Setting) else ""
        return f"| `{names}{value(p)}` | {_cell(said)} | {f'`{key}`' if key else ''} |"

    def table(params: list[click.Parameter]) -> list[str]:
        arguments = [p for p in params if isinstance(p, click.Argument)]
        options = [p for p in params if not isinstance(p, click.Argument)]
        return ["", "| | what it does | setting |", "|---|---|---|", *map(row, (*arguments, *options)), ""]

    def told(command: click.Command, path: str, level: int) -> list[str]:
        params = [p for p in command.params if everywhere.isdisjoint(p.opts)]
        words = " ".join(
            f"{'' if p.required else '['}{(p.name or '').upper().rstrip('_')}{'' if p.required else ']'}"
            f"{'…' if p.nargs == -1 else ''}"
            for p in params
            if isinstance(p, click.Argument)
        )
        lines = [f"{'#' * level} {path}", ""]
        lines += [line.strip() for line in (command.help or "").replace("\b", "").strip().splitlines()]
        if isinstance(command, click.Group):
            lines.append("")
            for name in command.commands:
                lines += told(command.commands[name], f"{path} {name}", level + 1)
            return lines
        lines += ["", "```text", " ".join(filter(None, (path, words, "[OPTIONS]" if params else ""))), "```"]
        return lines + (table(params) if params else [""])

    rows = [
        "# Commands",
        "",
        "Made from the code by `python docs/generate.py`. `supplycheck COMMAND --help` says the same.",
        "",
        "| command | |",
        "|---|---|",
        *(
            f"| [{name}](#supplycheck-{name}) | {_cell((c.help or '').strip().splitlines()[0])} |"
            for name, c in cli.commands.items()
        ),
        "",
        "What has a name in the column *setting* can also stand in `supplycheck.toml`, or in the environment: `--fail-on` is",
        "`SUPPLYCHECK_FAIL_ON`. `supplycheck config show` says what applies and where it comes from.",
        "",
        "Before the name of a command:",
        *table([p for p in cli.params if not everywhere.intersection(p.opts)]),
        "Before the name of a command or after it:",
        *table([p for p in cli.params if everywhere.intersection(p.opts)]),
    ]
    for name, command in cli.commands.items():
        rows += told(command, f"supplycheck {name}", 2)
    return "\n".join(rows).rstrip() + "\n"


NO_DAY = "…"
APPROVAL = {"required": "is needed", "unclear": "may not be needed any more", "none": "is no longer needed"}
GOODS = {"any": "all of these goods", "medical": "medical goods", "civil-mask": "non-medical masks"}
SURE = {"verified": "verified", "partial": "partly verified", "general": "general knowledge only"}


def _days(first: date | None, last: date | None) -> str:
    return f"{first or NO_DAY} – {last or NO_DAY}"


def law_by_date() -> str:
    """The Chinese side: what governs on which day, what changes on which day, every instrument with its address."""
    from supplycheck.facts.china import china

    facts = china()
    names = {i.id: f"[{i.id}](#{i.id.lower()})" for i in facts.instruments.values()}
    rows = [
        "# Law by date: the Chinese side",
        "",
        "按申报日期适用的中国法规：每一天适用什么、从哪一天起变化、依据在哪里。",
        "",
        "Made from the facts in `registries/law/china/` by `python docs/generate.py`. The day that counts is the day of the",
        "declaration. First and last days are inclusive. *Verified*: read at a source; nothing else can fail a declaration.",
        "What the destination wants stands in [requirements](requirements/README.md).",
        "",
        "## What governs on which day",
        "",
        "| days | regime | ways to be released |",
        "|---|---|---|",
    ]
    for regime in facts.regimes:
        ways = "<br>".join(f"`{r.id}`: {_cell(r.title.en)}" for r in facts.routes if regime.id in r.regimes)
        rows.append(
            f"| {_days(regime.from_, regime.to)} | `{regime.id}`<br>{regime.title.en} {regime.title.zh} | {ways or 'these announcements demand no paper'} |"
        )
    rows += [
        "",
        "Where two regimes cover a day, the law of that day is unclear: both readings are judged, and if they disagree the",
        "answer is `review`. `--regime ID` pins one, and the report says so on top.",
        "",
        "## What changes on which day",
        "",
        "| day | what changes |",
        "|---|---|",
    ]
    rows += [f"| {day} | {'<br>'.join(said)} |" for day, said in _changes(names)]
    rows += ["", "## The ways to be released", ""]
    for route in facts.routes:
        rows += [
            f"### {route.id}",
            "",
            f"{route.title.en} {route.title.zh}. For {GOODS[route.goods]}. Under {names[route.instrument]}; {SURE[route.confidence]}.",
            "",
            *(f"* `{w.id}`: {w.text.en} {w.text.zh}" for w in route.requirements),
            "",
        ]
    rows += ["## Commodity codes", "", "| code | goods | days | unclear days | law |", "|---|---|---|---|---|"]
    for facts_of in facts.codes.values():
        for c in facts_of:
            unclear = _days(c.unclear_from, c.to) if c.unclear_from else _before(c.unclear_before, c.from_)
            rows.append(
                f"| {c.hs} | {c.type}: {c.name.en} {c.name.zh}{' (shared with other goods)' if c.scope == 'shared' else ''} "
                f"| {_days(c.from_, c.to)}{' (year only known)' if c.year_only else ''} | {unclear} | {c.law} |"
            )
    rows += ["", "## Instruments", ""]
    for i in facts.instruments.values():
        unclear = (
            f"; from {i.unclear_from} on it may have been {'over' if i.to else 'in force'} already"
            if i.unclear_from
            else ""
        )
        rows += [
            f"### {i.id}",
            "",
            f"{i.title.en}",
            f"{i.title.zh}",
            "",
            f"* days: {_days(i.from_, i.to)}{unclear}",
            f"* {SURE[i.confidence]}; read at {f'<{i.url}>' if i.url else '—'}",
            *(f"* `{i.id}#{a.id}`: {a.text.en} {a.text.zh}" for a in i.articles.values()),
            "",
        ]
    return "\n".join(rows).rstrip() + "\n"


def _unsure(confidence: Confidence) -> str:
    return "" if confidence == "verified" else f" ({SURE[confidence]})"


def _before(first: date | None, start: date | None) -> str:
    return _days(first, start - timedelta(days=1)) if first and start else ""


def _changes(names: dict[str, str]) -> list[tuple[date, list[str]]]:
    """The days on which something of the Chinese side begins or is over, each with what."""
    from supplycheck.facts.china import china

    facts = china()
    found: dict[date, list[str]] = {}

    def told(first: date | None, last: date | None, what: str, how: tuple[str, str] = ("begins", "is over")) -> None:
        if first is not None:
            found.setdefault(first, []).append(f"{what} {how[0]}")
        if last is not None:
            found.setdefault(last + timedelta(days=1), []).append(f"{what} {how[1]}")

    for regime in facts.regimes:
        told(regime.from_, regime.to, f"regime `{regime.id}`")
    for i in facts.instruments.values():
        told(i.from_, i.to, f"{names[i.id]} {i.title.en}", ("in force", "no longer in force"))
        if i.unclear_from is not None:
            over = "no longer in force" if i.to else "in force"
            told(i.unclear_from, None, f"unclear from here on whether {names[i.id]} is", (over, ""))
    for mode in facts.trade_modes:
        if mode.effect == "closed" and mode.name is not None:
            told(
                mode.from_,
                mode.to,
                f"supervision mode {', '.join(sorted(mode.keys))} ({mode.name.en}){_unsure(mode.confidence)}",
                ("closed to these goods", "open again"),
            )
    for inspection in facts.inspection:
        told(
            inspection.from_,
            inspection.to,
            f"statutory export inspection of {', '.join(sorted(inspection.keys))}{_unsure(inspection.confidence)}",
        )
    for approval in facts.special_articles:
        told(
            approval.from_,
            None,
            f"special-articles approval of test kits {APPROVAL[approval.effect]}{_unsure(approval.confidence)}",
            ("", ""),
        )
    coming: dict[tuple[date, str, str], list[str]] = {}
    for facts_of in facts.codes.values():
        for c in facts_of:
            if c.from_ is not None:
                coming.setdefault((c.from_, c.type, "begin"), []).append(c.hs)
            if c.to is not None:
                coming.setdefault((c.to + timedelta(days=1), c.type, "are over"), []).append(c.hs)
    for (day, kind, how), codes in coming.items():
        found.setdefault(day, []).append(f"codes of {kind} {how}: {', '.join(codes)}")
    return sorted((day, [said.strip() for said in what]) for day, what in found.items())


STATUS = {
    "required": "needed",
    "conditional": "needed by who takes it",
    "notification": "told to the authority afterwards",
    "voluntary": "voluntary, nothing is demanded",
    "general_safety": "general product safety, nothing is demanded",
    "informative": "for information",
}


def requirements_index() -> str:
    """The destinations that have a page of their own."""
    from supplycheck.facts.destinations import places

    rows = [
        "# What destinations demand",
        "",
        "各目的地的要求：按商品、日期列出准入途径、所需文件、可信度和来源。",
        "",
        "Made from the facts in `registries/law/destinations/` by `python docs/generate.py`: for each destination the ways in",
        "by product, with their days, what each demands, how sure it is and where it was read.",
        "`supplycheck requirements --product surgical_mask --to DE --on 2024-05-06` gives the list of one day;",
        "[destinations](../destinations.md) says how sure each is in one table. Every other destination answers `review`.",
        "",
        "| destination | 目的地 | ways in | instruments | also for |",
        "|---|---|---:|---:|---|",
    ]
    rows += [
        f"| [{p.id} {p.name.en}]({p.id}.md) | {p.name.zh} | {len(p.routes)} | {len(p.instruments)} | {' '.join(p.members)} |"
        for p in places()
    ]
    return "\n".join(rows) + "\n"


def requirements(code: str) -> str:
    """What one destination wants of each product, by day."""
    from supplycheck.declaration import SUBTYPES
    from supplycheck.facts.destinations import JUDGED_BY, destination

    place = destination(code)
    assert place is not None
    rows = [
        f"# {place.id} {place.name.en} {place.name.zh}",
        "",
        "Made from the facts by `python docs/generate.py`; [all destinations](README.md). The day that counts is the day of",
        "arrival, else of the declaration. Ways under one obligation are alternatives: one is enough. First and last days are",
        "inclusive.",
    ]
    if place.members:
        rows += ["", f"Also for its members: {' '.join(place.members)}."]
    rows += [
        "",
        "## Products",
        "",
        "| product | obligation | way | days | for goods | status | sure |",
        "|---|---|---|---|---|---|---|",
    ]
    for product in SUBTYPES:
        if product in place.unknown:
            rows.append(f"| {product} | ? | {_cell(place.unknown[product].en)} |  |  | not known |  |")
            continue
        for route in place.routes_for(product):
            rows.append(
                f"| {product} | {route.obligation} | [{route.id}](#{_anchor(route.id)}) | {_route_days(place, route)} "
                f"| {_goods(route)} | {STATUS[route.status]}{', only if claimed' if route.only_if_claimed else ''} | {SURE[route.confidence]} |"
            )
        for gap in place.gaps_for(product):
            rows.append(
                f"| {product} | {gap.obligation} | no way: {_cell(gap.text.en)} | {_days(gap.from_, gap.to)} | {_goods(gap)} | closed | {SURE[gap.confidence]} |"
            )
    borrowed = [f"`{p}` as `{by}`" for p, by in JUDGED_BY.items() if not any(p in r.subtypes for r in place.routes)]
    if borrowed:
        rows += ["", f"No source speaks of these by name: {', '.join(borrowed)}, one step less sure."]
    rows += ["", "## Ways", ""]
    for route in place.routes:
        rows += _route(place, route)
    if place.abused:
        rows += ["## Numbers that were abused", ""]
        rows += [
            f"* {_days(a.from_, a.to)} {a.number}: {a.text.en} {a.text.zh} ({SURE[a.confidence]}; {_links(a.sources)})"
            for a in place.abused
        ]
    return "\n".join(rows).rstrip() + "\n"


def _anchor(id_: str) -> str:
    return id_.replace(".", "").lower()


def _route_days(place: Destination, route: Route) -> str:
    instrument = place.instruments[route.instrument]
    if route.start_unknown:
        seen = f", seen open on {route.seen_from}" if route.seen_from else ""
        return f"start not known{seen} – {route.to or instrument.to or NO_DAY}"
    return _days(route.from_ or instrument.from_, route.to or instrument.to)


def _goods(row: Route | Gap) -> str:
    """The conditions on the goods, in words."""
    said = []
    for value, words in (
        (row.when_sterile, ("sterile", "not sterile")),
        (row.when_continuous, ("measuring continuously", "not measuring continuously")),
        (row.when_medical, ("medical", "not medical")),
    ):
        if value is not None:
            said.append(words[0] if value else words[1])
    if row.when_level:
        said.append(f"level {', '.join(row.when_level)}")
    return ", ".join(said) or "all"


def _route(place: Destination, route: Route) -> list[str]:
    from supplycheck.declaration import SUBTYPES
    from supplycheck.requirements import DEMANDING

    instrument = place.instruments[route.instrument]
    named = f"[{instrument.id}](<{instrument.url}>)" if instrument.url else instrument.id
    claim = "; ".join(
        f"{name} {' / '.join(map(str, said))}"
        for name, said in route.claim._asdict().items()
        if said and said is not True
    )
    rows = [
        f"### {route.id}",
        "",
        f"{route.title.en} {route.title.zh}",
        "",
        f"* days: {_route_days(place, route)}; {STATUS[route.status]}; {SURE[route.confidence]}",
        f"* under {named} {instrument.title.en}",
        f"* for {', '.join(s for s in SUBTYPES if s in route.subtypes)}; goods: {_goods(route)}",
    ]
    if claim:
        rows.append(f"* {'only for who claims it' if route.only_if_claimed else 'claimed'} by: {claim}")
    rows += ["", "Demands:" if route.status in DEMANDING else "Names, without demanding:", ""]
    rows += [_wanted(w) for w in route.requirements] or ["* nothing to show"]
    sources = tuple(dict.fromkeys((*route.sources, *(s for w in route.requirements for s in w.sources))))
    return [*rows, "", f"Read at: {_links(sources)}", ""]


def _wanted(wanted: Requirement) -> str:
    from supplycheck.facts.formats import formats

    forms = [formats()[f] for f in wanted.formats if f in formats()]
    examples = " / ".join(dict.fromkeys(f.example for f in forms if f.example))
    standards = "; ".join(
        a.family
        + (f":{' / '.join(a.editions)}" if a.editions else "")
        + (f" ({', '.join(a.tiers)})" if a.tiers else "")
        for a in wanted.accepted
    )
    lists = ", ".join(dict.fromkeys(filter(None, (wanted.registry, wanted.list, *(f.list for f in forms)))))
    more = [
        f"document {' or '.join(f'`{d}`' for d in wanted.documents)}" if wanted.documents else "",
        f"such as {examples}" if examples else "",
        f"standards {standards}" if standards else "",
        f"looked up in {lists}" if lists else "",
        f"issued before {wanted.issued_before}" if wanted.issued_before else "",
        "" if wanted.confidence == "verified" else SURE[wanted.confidence],
    ]
    said = "; ".join(part for part in more if part)
    return f"* `{wanted.id}`: {wanted.text.en} {wanted.text.zh}{f' — {said}' if said else ''}"


def _links(sources: tuple[str, ...]) -> str:
    return " ".join(f"<{s}>" if s.startswith("http") else s for s in sources) or "—"


PAGES: dict[str, Callable[[], str]] = {
    "registries.md": registries,
    "report.schema.json": schema,
    "rules.md": rules,
    "input-notes.md": notes,
    "destinations.md": coverage,
    "commands.md": commands,
    "law-by-date.md": law_by_date,
    "requirements/README.md": requirements_index,
    **{
        f"requirements/{file.stem}.md": partial(requirements, file.stem)
        for file in sorted((root() / "law" / "destinations").glob("*.toml"))
    },
}
"""The pages, by their names under docs/, and what makes each."""

if __name__ == "__main__":
    (DOCS / "requirements").mkdir(exist_ok=True)
    for old in (DOCS / "requirements").glob("*.md"):
        old.unlink()
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
