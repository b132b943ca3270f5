"""The pages as HTML. They show what they are given and escape all of it; they decide nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from supplycheck._version import __version__
from supplycheck.declaration import Declaration
from supplycheck.errors import SupplycheckError
from supplycheck.facts.china import china
from supplycheck.facts.destinations import destination
from supplycheck.facts.digest import version
from supplycheck.facts.law import Route
from supplycheck.registry import load
from supplycheck.report import Field, Finding, Report, Text, worst
from supplycheck.web import choices, downloads, form, texts
from supplycheck.web.desk import Checked
from supplycheck.web.limits import MAX_FORM_LINES, MAX_ROWS
from supplycheck.web.state import State
from supplycheck.writers import shown, words
from supplycheck.writers.printable import in_one_line, safe
from supplycheck.writers.summary import Summary, sentence

if TYPE_CHECKING:
    from jinja2 import Environment

Errors = dict[str, str]
"""What is wrong with a form, by field."""

HEADLINES = {
    "fail": "may_not_file",
    "review": "must_look",
    "pass": "may_file",
    "not_controlled": "not_ours",
    "unreadable": "cannot_read",
}


COUNTED: tuple[shown.Kind, ...] = ("fail", "review", "info", "waived")


def asset(name: str) -> str:
    """A file that pages load from us."""
    return (files("supplycheck.web") / "static" / name).read_text("utf-8")


@cache
def _environment() -> Environment:
    import jinja2

    folder = files("supplycheck.web") / "html"
    loader = jinja2.FunctionLoader(lambda name: (folder / name).read_text("utf-8"))
    return jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, loader=loader)


def _render(template: str, lang: str, **what: Any) -> str:
    other = "en" if lang == "zh" else "zh"
    return (
        _environment()
        .get_template(template)
        .render(
            lang=lang,
            other=other,
            other_tag="en" if other == "en" else "zh-CN",
            t=lambda key: texts.TEXTS[key].of(lang),
            say=lambda text: text.of(lang) if text else "",
            shown=shown,
            words=words,
            forms=texts.FORM,
            tool=f"supplycheck {__version__}",
            facts=version(),
            **what,
        )
    )


# --- forms ---------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Filling:
    """A form as it is shown: what stands in the fields, what is wrong with them, how many rows there are.

    `again`: where a button sends the form that shows it again. `typed`: somebody wrote in it already.
    """

    lang: str
    again: str
    v: Mapping[str, str] = field(default_factory=dict)
    e: Errors = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    add: str = ""
    typed: bool = False
    form: Any = form

    def t(self, key: str) -> str:
        """A text of ours in the language of the page."""
        return texts.TEXTS[key].of(self.lang)

    def say(self, text: Text) -> str:
        """A text in the language of the page."""
        return text.of(self.lang)

    def choices(self, name: str) -> tuple[choices.Choice, ...]:
        """What a field offers."""
        return choices.of(name)

    def rows(self, prefix: str) -> int:
        """How many rows a part of the form has: those that are filled or were shown, else an empty one more."""
        there = self._places(prefix, self.v) + 1
        if not self.names:  # shown for the first time
            # A statement says what it says; that it might have said more is asked for by the button.
            return min(there + (1 if there == 0 or prefix.endswith("documents") else 0), MAX_ROWS)
        return min(max(there, self._places(prefix, self.names) + 1, 1) + (self.add == prefix), MAX_ROWS)

    @staticmethod
    def _places(prefix: str, paths: Any) -> int:
        found = re.compile(re.escape(prefix) + r"\[(\d{1,4})\]")
        return max((int(match[1]) for path in paths if (match := found.match(path))), default=-1)

    def any(self, prefix: str, fields: Any) -> bool:
        """Whether something stands in one of some fields, or is wrong with it."""
        return any(self.v.get(prefix + f.name) or prefix + f.name in self.e for f in fields)

    def opened(self, prefix: str) -> bool:
        """Whether a part that can be folded is open: a row was just added, or something is wrong in it."""
        return self.add == prefix or any(path.startswith(prefix) for path in self.e)

    def follows(self, statement: str) -> bool:
        """Whether the contents of a statement are to be those of the declaration: of a new one, if nobody says no."""
        if self.names:
            return self.v.get(f"{statement}.{form.FOLLOWS}") == "yes"
        return not any(path.startswith(f"{statement}.") for path in self.v)


def start(lang: str, stamp: str, page: Filling) -> str:
    """The first page."""
    return _render("start.html", lang, page=page, stamp=stamp)


def correction(lang: str, state: str, which: int, declaration: Declaration, page: Filling, report: Report) -> str:
    """The form in which a declaration is corrected."""
    return _render(
        "correct.html",
        lang,
        page=page,
        state=state,
        which=which,
        declaration=declaration,
        lines=_lines_to_correct(declaration, report),
        remarks=remarks(report, declaration, lang),
        name=_name(declaration.id, declaration.source, lang),
    )


def _lines_to_correct(declaration: Declaration, report: Report) -> list[int]:
    """The places of the lines that the form shows: all, of very many the first that do not pass."""
    if len(declaration.lines) <= MAX_FORM_LINES:
        return list(range(len(declaration.lines)))
    fine = {line.line for line in report.lines if line.outcome in ("pass", "not_controlled")}
    return [n for n, line in enumerate(declaration.lines) if line.number not in fine][:MAX_FORM_LINES]


def problem(lang: str, said: str, state: str = "") -> str:
    """A page that says why it does not go on, with a way back where there is one."""
    return _render("problem.html", lang, said=in_one_line(said), state=state)


def needs(lang: str, checklist: dict[str, Any]) -> str:
    """What is needed for a product and a destination."""
    place = dict(choices.of("destinations")).get(checklist["destination"])
    return _render("needs.html", lang, c=checklist, place=place.of(lang) if place else checklist["destination"])


# --- result --------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Shown:
    """One declaration of a result. `ways`: by line what it would need; `routes`, `wants`: what routes and requirements are called."""

    n: int
    name: str
    about: str
    report: Report
    declaration: Declaration | None
    ways: dict[int, Any]
    changes: dict[str, Any] | None
    routes: dict[str, Route]
    wants: dict[str, Text]
    statements: list[str]

    @property
    def doubts(self) -> bool:
        """Whether a reader was in doubt of something."""
        return any(note.severity != "info" for note in self.report.notes)


def result(lang: str, sealed: str, state: State, checked: Checked) -> str:
    """The result of a check."""
    declarations = [_shown(n, report, state, checked, lang) for n, report in enumerate(checked.reports)]
    worst_ = worst([r.outcome for r in checked.reports])
    return _render(
        "result.html",
        lang,
        state=sealed,
        declarations=declarations,
        worst=worst_,
        headline=texts.TEXTS[HEADLINES[worst_]].of(lang),
        sentence=_sentence(checked.reports, lang),
        headings={in_one_line(name): safe(columns) for name, columns in state.headings.items()},
        cut=state.cut,
        late=checked.late,
        anchor=anchor,
        label=label,
        needed=needed,
        looked_at=looked_at,
    )


def _sentence(reports: list[Report], lang: str) -> str:
    """The result in one sentence: of one declaration its findings, of several how many came to what."""
    if len(reports) != 1:
        summary = Summary()
        for report in reports:
            summary.add(report)
        return sentence(summary, lang)
    (report,) = reports
    found = _findings(report)
    counts = Counter(shown.kind(f) for f in found)
    told = [texts.TEXTS[f"count.{kind}"].of(lang).format(n=counts[kind]) for kind in COUNTED if counts[kind]]
    if not told:
        return texts.TEXTS["findings_none" if report.lines else HEADLINES[report.outcome]].of(lang)
    missing = any(f.reason == "no-dossier" for f in found)
    end = "。" if lang == "zh" else "."
    hint = (" " if lang == "en" else "") + texts.TEXTS["no_dossier"].of(lang) if missing else ""
    return texts.TEXTS["separator"].of(lang).join(told) + end + hint


def _findings(report: Report) -> list[Finding]:
    return [f for part in (report.findings, *(line.findings for line in report.lines)) for f in part]


def label(found: Field, lang: str) -> str:
    """What a field of a finding is called: as in our form, where it has the field."""
    known = form.field_of(found.path)
    named = texts.TEXTS.get(f"field.{known.name}") if known is not None else None
    if named is None or lang == "zh":
        return found.label
    return f"{named.en} ({found.label})"


def needed(finding: Finding, wants: Mapping[str, Text], lang: str) -> str | None:
    """What would have to stand there; a finding has a requirement's words in Chinese, we know them in both languages."""
    wanted = wants.get(finding.requirement or "")
    return wanted.of(lang) if wanted is not None and finding.needed == wanted.zh else finding.needed


@cache
def _list_name(registry: str) -> Text:
    """What a list is called; one that is not defined here by its code."""
    try:
        definition = load(registry)
    except SupplycheckError:
        return Text(registry, registry)
    return Text(definition.title_zh, definition.title_en)


def looked_at(finding: Finding, lang: str) -> list[str]:
    """The records that were looked at: list, day of the snapshot, record."""
    told = []
    for seen in finding.evidence:
        name, day_ = _list_name(seen.registry), seen.as_of.isoformat() if seen.as_of else "—"
        said = Text(f"{name.zh}（{seen.registry}），名单日期 {day_}", f"{name.en} ({seen.registry}), list as of {day_}")
        told.append(said.of(lang) + (f": {seen.record}" if seen.record else ""))
    return list(dict.fromkeys(told))


@dataclass(slots=True, frozen=True)
class Remark:
    """What was found of a field, beside the form in which it is corrected."""

    anchor: str
    kind: str
    word: str
    said: str


def remarks(report: Report, declaration: Declaration, lang: str) -> list[Remark]:
    """What was found of a declaration, worst first, each with the part of the form where it can be corrected."""
    told = []
    for f in shown.ordered(_findings(safe(report))):
        if shown.kind(f) in ("fail", "review"):
            said = (f.message or words.topic(f.topic)).of(lang)
            place = anchor(f.field.path, declaration) if f.field is not None else "main"
            told.append(Remark(place, shown.kind(f), shown.status(f).of(lang), said))
    return told


def _shown(n: int, report: Report, state: State, checked: Checked, lang: str) -> Shown:
    declaration = state.entries[n].declaration
    ways = checked.ways[n]
    routes = {route.id: route for route in (*china().routes, *_routes_to(report.declaration.destination))}
    wants = {wanted.id: wanted.text for route in routes.values() for wanted in route.requirements}
    return Shown(
        n,
        _name(report.declaration.id, report.declaration.source, lang),
        _about(report, lang),
        safe(report),
        declaration if report.lines else None,
        {line["line"]: line for line in safe(ways)["lines"]} if ways else {},
        safe(checked.changes.get(n)) if n in checked.changes else None,
        routes,
        wants,
        downloads.statement_forms(declaration, report),
    )


def _routes_to(code: str | None) -> tuple[Route, ...]:
    place = destination(code)
    return place.routes if place is not None else ()


def _name(id_: str | None, source: str, lang: str) -> str:
    if id_:
        return in_one_line(id_)
    return texts.TEXTS["from_form"].of(lang) if source == form.SOURCE else in_one_line(source)


def _about(report: Report, lang: str) -> str:
    """File, day and destination of a declaration."""
    ref = report.declaration
    parts = [in_one_line(ref.source)] if ref.id and ref.source != form.SOURCE else []
    if (declared := shown.declared(ref.declared_on, ref.declared_on_from)) is not None:
        parts.append(f"{words.DECLARED.of(lang)} {declared.of(lang)}")
    if ref.destination:
        place = dict(choices.of("destinations")).get(ref.destination)
        parts.append(f"{texts.TEXTS['to_place'].of(lang)} {place.of(lang) if place else in_one_line(ref.destination)}")
    return " · ".join(parts)


def anchor(path: str, declaration: Declaration) -> str:
    """The part of the correcting form that a field of a finding is in: the field itself where the form has it."""
    if form.field_of(path) is not None:
        return path
    if found := re.match(r"dossier\.statements(?:\[\d+\]\.items)?", path):
        return found[0] if found[0].endswith(".items") else "dossier.statements"
    if found := re.match(r"dossier\.lines\.\d+(?:\.documents|\.label\.places)?", path):
        return found[0]
    if found := re.match(r"lines\[\d+\]", path):
        return f"{found[0]}.name"
    return f"{path}.name" if path in form.PARTIES else "main"


def day(text: str) -> date | None:
    """A day as a field of a form has it.

    Raises:
        ValueError: it is none.
    """
    return date.fromisoformat(text.strip()) if text.strip() else None
