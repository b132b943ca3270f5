"""What is answered: a report per declaration, plain data with slots.

Equal inputs, facts, snapshots and days give equal bytes. Texts are in Chinese and English; every finding names its rule,
the law, the field, the evidence looked at and what to do next. `Report.model_json_schema()` is the published schema.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, fields
from datetime import date
from functools import lru_cache
from typing import Any, Literal

SCHEMA_VERSION = 1

Outcome = Literal["fail", "review", "pass", "not_controlled", "unreadable"]
Status = Literal["failed", "not_evaluated", "passed", "not_applicable"]
Severity = Literal["error", "warning", "info"]
Confidence = Literal["verified", "partial", "general"]

OUTCOMES: tuple[Outcome, ...] = ("fail", "unreadable", "review", "pass", "not_controlled")
"""All outcomes, worst first."""

TOPICS: frozenset[str] = frozenset(
    {
        "classification",
        "hs-code",
        "qualification-missing",
        "qualification-number",
        "qualification-expired",
        "qualification-holder",
        "qualification-product",
        "manufacturer-listed",
        "manufacturer-barred",
        "statement",
        "special-approval",
        "inspection",
        "trade-mode",
        "destination-route",
        "destination-evidence",
        "destination-standard",
        "notified-body",
        "destination-representative",
        "destination-unknown",
        "end-use",
        "standard",
        "label",
        "party",
        "registry",
    }
)
"""What a finding may be about."""


def worst(outcomes: list[Outcome]) -> Outcome:
    """The worst of some outcomes; `not_controlled` of none."""
    return min(outcomes, key=_GRAVITY, default="not_controlled")


_GRAVITY = {outcome: n for n, outcome in enumerate(OUTCOMES)}.__getitem__


def half_id(text: str) -> str:
    """Half of a finding's id: twelve hexadecimal digits for the declaration, then twelve for the defect.

    So findings of two reports on one declaration can be compared although it has another number, or file, by now.
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_HALF]


def defect_of(id_: str) -> str:
    """The part of a finding's id that tells the defect, whatever its declaration."""
    return id_[_HALF:]


_HALF = 12


@dataclass(slots=True, frozen=True)
class Text:
    """One sentence in both languages."""

    zh: str
    en: str

    def of(self, lang: str) -> str:
        """The sentence in "zh" or "en"."""
        return self.zh if lang == "zh" else self.en

    def to_dict(self) -> dict[str, str]:
        """As JSON-ready data."""
        return {"zh": self.zh, "en": self.en}


@dataclass(slots=True, frozen=True)
class Field:
    """The field a finding is about: `path` in the model, its `label` on the form, `at` the place in the input."""

    path: str
    label: str
    at: str | None = None


@dataclass(slots=True, frozen=True)
class Decided:
    """What a reviewer decided of two names that may be one firm's ("same" or "different"), who, when and why."""

    ruling: str
    by: str
    on: date
    reason: str


@dataclass(slots=True, frozen=True)
class EvidenceSeen:
    """A record (or the lack of one) that was looked at, with the day of the snapshot.

    `decided`: the reviewer's decision that made it count, or not.
    """

    registry: str
    as_of: date | None
    record: str | None
    decided: Decided | None = None


@dataclass(slots=True, frozen=True)
class Fix:
    """What to do next; `code` is stable."""

    code: str
    zh: str
    en: str


@dataclass(slots=True, frozen=True)
class Waived:
    """Who took a finding upon themselves, why, and until which day; `waiver` is what they waived, as they named it."""

    by: str
    reason: str
    until: date
    waiver: str


@dataclass(slots=True)
class Finding:
    """One result shown to a person. `id` is a fingerprint that stays the same while the defect does.

    It knows the declaration by its number (else its contract, else file and place), the goods by name and model, and
    all that the finding says of them; not the number of the line, the place among the papers, nor the day of the check.
    """

    id: str
    rule: str
    requirement: str | None
    topic: str
    status: Status
    severity: Severity
    confidence: Confidence
    reason: str | None
    field: Field | None
    seen: str | None
    needed: str | None
    message: Text | None
    law: list[str]
    evidence: list[EvidenceSeen]
    fix: Fix | None
    waived: Waived | None = None

    @property
    def outcome(self) -> Outcome:
        """What it comes to by itself, waived or not; `pass` where it is only told."""
        if self.status not in ("failed", "not_evaluated") or self.severity == "info":
            return "pass"
        return "fail" if self.status == "failed" and self.severity == "error" else "review"


@dataclass(slots=True, frozen=True)
class RouteReport:
    """One legal way: what it came to, and the requirements it lacks."""

    side: str
    id: str
    outcome: Outcome
    chosen: bool
    unmet: list[str]
    obligation: str = ""
    instrument: str | None = None


@dataclass(slots=True)
class LineReport:
    """The verdict on one goods line."""

    line: int
    outcome: Outcome
    name: str | None
    product_type: str | None
    subtype: str | None
    subtype_from: str | None
    medical: bool | None
    route: str | None
    routes: list[RouteReport]
    findings: list[Finding]


@dataclass(slots=True)
class DeclarationRef:
    """Which declaration a report is about; who filed it (`consignor`, by name and by credit or customs code), and where."""

    id: str | None
    source: str
    position: int
    declared_on: date | None
    declared_on_from: str | None
    destination: str | None
    consignor: str | None = None
    consignor_code: str | None = None
    customs_office: str | None = None


@dataclass(slots=True)
class Regime:
    """The instruments in force on the day, on both sides."""

    china: list[str]
    destination: list[str]


@dataclass(slots=True, frozen=True)
class NoteReport:
    """What a reader repaired, doubted or could not read."""

    code: str
    severity: Severity
    where: str
    message: Text


@dataclass(slots=True, frozen=True)
class InstrumentRef:
    """One article of one legal text, as findings cite it. `from_`/`to` are ISO days or None (open)."""

    title: Text
    article: Text | None
    url: str | None
    from_: str | None
    to: str | None
    confidence: Confidence = "verified"


@dataclass(slots=True, frozen=True)
class SnapshotRef:
    """A registry snapshot that was asked."""

    registry: str
    as_of: date
    sha256: str
    rows: int
    complete: bool


@dataclass(slots=True, frozen=True)
class DecisionRef:
    """A reviewer's decision on a name and a record that the answer rests on."""

    registry: str
    name: str
    record: str
    decided: Decided


@dataclass(slots=True, frozen=True)
class DecisionsRef:
    """The reviewers' decisions that the answer rests on, and the digest of them."""

    sha256: str
    used: list[DecisionRef]


class _Checked:
    """What a report remembers of its making, beside its data: the declaration, in this process only.

    It is no field: not compared, not written, not copied, not sent to another process.
    """

    __slots__ = ("checked",)
    checked: Any

    def __getstate__(self) -> tuple[None, dict[str, Any]]:
        return None, {f.name: getattr(self, f.name) for f in fields(self)}  # type: ignore[arg-type]


@dataclass(slots=True)
class Report(_Checked):
    """The answer about one declaration.

    `waivers` is the SHA-256 of the waivers file that was applied, `decisions` what reviewers decided of close names.
    """

    tool: str
    facts: str
    checked_on: date
    pinned_regime: str | None
    as_if_declared: date | None
    declaration: DeclarationRef
    outcome: Outcome
    regime: Regime
    findings: list[Finding] = field(default_factory=list)
    lines: list[LineReport] = field(default_factory=list)
    notes: list[NoteReport] = field(default_factory=list)
    instruments: dict[str, InstrumentRef] = field(default_factory=dict)
    snapshots: list[SnapshotRef] = field(default_factory=list)
    waivers: str | None = None
    decisions: DecisionsRef | None = None
    schema_version: int = SCHEMA_VERSION

    def to_dict(self, *, lean: bool = False) -> dict[str, Any]:
        """The report as JSON-ready data. `lean` leaves out texts, instruments and snapshots."""
        plain: dict[str, Any] = _plain(self, lean)
        if lean:
            del plain["instruments"], plain["snapshots"]
        return {"schema_version": plain.pop("schema_version"), **plain}

    def to_json(self, *, lean: bool = False, indent: int | None = None) -> str:
        """The report as JSON text, UTF-8 characters unescaped, keys in the order of this class."""
        if indent is not None:
            return json.dumps(self.to_dict(lean=lean), ensure_ascii=False, indent=indent)
        return _written(self, lean)

    @classmethod
    def model_json_schema(cls) -> dict[str, Any]:
        """The JSON Schema of a full report."""
        from pydantic import TypeAdapter

        schema: dict[str, Any] = TypeAdapter(cls).json_schema()
        text = json.dumps(schema).replace('"from_"', '"from"')
        result: dict[str, Any] = json.loads(text)
        return result


TEXTS = frozenset({"message", "fix", "label", "title"})
_FIELDS: dict[type, tuple[tuple[str, str], ...]] = {}


def _plain(value: Any, lean: bool) -> Any:
    """Dataclasses to dicts, dates to ISO; in lean form without the fields that hold only texts."""
    kind = type(value)
    if value is None or kind is str or kind is int or kind is bool:
        return value
    if kind is list:
        return [_plain(v, lean) for v in value]
    if kind is dict:
        return {k: _plain(v, lean) for k, v in value.items()}
    if kind is date:
        return value.isoformat()
    names = _FIELDS.get(kind)
    if names is None:
        names = _FIELDS[kind] = tuple((f.name, f.name.rstrip("_")) for f in fields(value))
    if lean:
        return {out: _plain(getattr(value, name), lean) for name, out in names if name not in TEXTS}
    return {out: _plain(getattr(value, name), lean) for name, out in names}


# --- reports as text --------------------------------------------------------------------------------------------------
# The same text as `json.dumps` of `to_dict`, put together without the dicts: a batch, or a service, writes millions, and
# most of what they say comes again and again.

_quoted = json.encoder.encode_basestring
_json = json.JSONEncoder(ensure_ascii=False).encode
_WORDS = {None: "null", True: "true", False: "false"}


def _text(value: str | None) -> str:
    return "null" if value is None else _quoted(value)


def _day(value: date | None) -> str:
    return "null" if value is None else f'"{value.isoformat()}"'


def _seldom(value: Any) -> str:
    """What few reports have."""
    return "null" if value is None else _json(_plain(value, False))


@lru_cache(maxsize=4096)
def _often(value: InstrumentRef | SnapshotRef | Text | Fix) -> str:
    """What thousands of reports have: an article, a snapshot, a sentence."""
    return _json(_plain(value, False))


@lru_cache(maxsize=4096)
def _list(texts: tuple[str, ...]) -> str:
    """A list of texts that come again and again: articles, instruments, requirements."""
    return f"[{', '.join(map(_quoted, texts))}]"


def _written(r: Report, lean: bool) -> str:
    d = r.declaration
    looked_at = ""
    if not lean:
        cited = ", ".join([f"{_quoted(ref)}: {_often(article)}" for ref, article in r.instruments.items()])
        looked_at = f'"instruments": {{{cited}}}, "snapshots": [{", ".join(map(_often, r.snapshots))}], '
    return (
        f'{{"schema_version": {r.schema_version}, "tool": {_quoted(r.tool)}, "facts": {_quoted(r.facts)}, '
        f'"checked_on": {_day(r.checked_on)}, "pinned_regime": {_text(r.pinned_regime)}, '
        f'"as_if_declared": {_day(r.as_if_declared)}, '
        f'"declaration": {{"id": {_text(d.id)}, "source": {_quoted(d.source)}, "position": {d.position}, '
        f'"declared_on": {_day(d.declared_on)}, "declared_on_from": {_text(d.declared_on_from)}, '
        f'"destination": {_text(d.destination)}, "consignor": {_text(d.consignor)}, '
        f'"consignor_code": {_text(d.consignor_code)}, "customs_office": {_text(d.customs_office)}}}, '
        f'"outcome": {_quoted(r.outcome)}, '
        f'"regime": {{"china": {_list(tuple(r.regime.china))}, "destination": {_list(tuple(r.regime.destination))}}}, '
        f'"findings": [{", ".join([_finding(f, lean) for f in r.findings])}], '
        f'"lines": [{", ".join([_line(x, lean) for x in r.lines])}], '
        f'"notes": [{", ".join([_note(n, lean) for n in r.notes])}], {looked_at}"waivers": {_text(r.waivers)}, '
        f'"decisions": {_seldom(r.decisions)}}}'
    )


def _line(x: LineReport, lean: bool) -> str:
    return (
        f'{{"line": {x.line}, "outcome": {_quoted(x.outcome)}, "name": {_text(x.name)}, '
        f'"product_type": {_text(x.product_type)}, "subtype": {_text(x.subtype)}, '
        f'"subtype_from": {_text(x.subtype_from)}, "medical": {_WORDS[x.medical]}, "route": {_text(x.route)}, '
        f'"routes": [{", ".join(map(_route_of, x.routes))}], '
        f'"findings": [{", ".join([_finding(f, lean) for f in x.findings])}]}}'
    )


def _route_of(v: RouteReport) -> str:
    return _route(v.side, v.id, v.outcome, v.chosen, tuple(v.unmet), v.obligation, v.instrument)


@lru_cache(maxsize=4096)
def _route(
    side: str, id_: str, outcome: str, chosen: bool, unmet: tuple[str, ...], obligation: str, instrument: str | None
) -> str:
    return (
        f'{{"side": {_quoted(side)}, "id": {_quoted(id_)}, "outcome": {_quoted(outcome)}, "chosen": {_WORDS[chosen]}, '
        f'"unmet": {_list(unmet)}, "obligation": {_quoted(obligation)}, "instrument": {_text(instrument)}}}'
    )


def _finding(f: Finding, lean: bool) -> str:
    where = "null"
    if f.field is not None:
        label = "" if lean else f'"label": {_quoted(f.field.label)}, '
        where = f'{{"path": {_quoted(f.field.path)}, {label}"at": {_text(f.field.at)}}}'
    seen = "" if not f.evidence else ", ".join(map(_evidence, f.evidence))
    before, after = _said(
        f.rule,
        f.requirement,
        f.topic,
        f.status,
        f.severity,
        f.confidence,
        f.reason,
        f.seen,
        f.needed,
        tuple(f.law),
        lean,
        None if lean else f.message,
    )
    fix = "" if lean else f'"fix": {"null" if f.fix is None else _often(f.fix)}, '
    waived = "null" if f.waived is None else _seldom(f.waived)
    return f'{{"id": "{f.id}", {before}{where}{after}{seen}], {fix}"waived": {waived}}}'


@lru_cache(maxsize=16384)
def _said(
    rule: str,
    requirement: str | None,
    topic: str,
    status: str,
    severity: str,
    confidence: str,
    reason: str | None,
    seen: str | None,
    needed: str | None,
    law: tuple[str, ...],
    lean: bool,
    message: Text | None,
) -> tuple[str, str]:
    """What findings on other lines say as well: before the field, and after it."""
    told = "" if lean else f'"message": {_seldom(message)}, '
    return (
        f'"rule": {_quoted(rule)}, "requirement": {_text(requirement)}, "topic": {_quoted(topic)}, "status": "{status}", '
        f'"severity": "{severity}", "confidence": "{confidence}", "reason": {_text(reason)}, "field": ',
        f', "seen": {_text(seen)}, "needed": {_text(needed)}, {told}"law": {_list(law)}, "evidence": [',
    )


def _evidence(e: EvidenceSeen) -> str:
    return (
        f'{{"registry": {_quoted(e.registry)}, "as_of": {_day(e.as_of)}, "record": {_text(e.record)}, '
        f'"decided": {_seldom(e.decided)}}}'
    )


def _note(n: NoteReport, lean: bool) -> str:
    told = "" if lean else f', "message": {_often(n.message)}'
    return f'{{"code": {_quoted(n.code)}, "severity": "{n.severity}", "where": {_quoted(n.where)}{told}}}'
