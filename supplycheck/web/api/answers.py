"""What is told beside reports: rules, registries, health, and the body of a refusal. The OpenAPI document is made of these."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from supplycheck.checker import cite
from supplycheck.facts.china import china
from supplycheck.registry import definition as definitions
from supplycheck.registry.registries import SnapshotInfo
from supplycheck.report import Confidence, Fix, InstrumentRef, Severity, Text
from supplycheck.rules import catalogue
from supplycheck.rules.rule import Machine, Rule, Scope


@dataclass(slots=True, frozen=True)
class RuleAnswer:
    """A rule: what it is about, the law behind it by article, all that it may say, and what to do then."""

    code: str
    topic: str
    title: Text
    severity: Severity
    confidence: Confidence
    scope: Scope
    machine: Machine
    law: list[str]
    instruments: dict[str, InstrumentRef]
    says: dict[str, Text]
    fixes: list[Fix]
    replaced_by: str | None


def rule(code: str) -> RuleAnswer | None:
    """The rule of a code; None where there is none."""
    found = next((rule for rule in catalogue.rules() if rule.code == code), None)
    if found is None:
        return None
    return RuleAnswer(
        found.code,
        found.topic,
        found.title,
        found.severity,
        found.confidence,
        found.scope,
        found.machine,
        [*found.law],
        _instruments(found),
        dict(found.says),
        [*found.fixes.values()],
        found.replaced_by,
    )


def _instruments(rule: Rule) -> dict[str, InstrumentRef]:
    known = china().instruments
    told: dict[str, InstrumentRef] = {}
    for ref in rule.law:
        name, _, number = ref.partition("#")
        if (instrument := known.get(name)) is not None:
            told[ref] = cite(instrument, number)
    return told


@dataclass(slots=True, frozen=True)
class SnapshotAnswer:
    """A snapshot. `state` and `age_days` are as of the day that was asked for; `bundled`: an extract of the package."""

    as_of: date
    rows: int
    sha256: str | None
    complete: bool
    bundled: bool
    state: Literal["fresh", "stale", "later", "unreadable"]
    age_days: int


@dataclass(slots=True, frozen=True)
class RegistryAnswer:
    """A registry, and the snapshots of it that are here, oldest first."""

    registry: str
    title: Text
    authority: Text
    address: str
    licence: str
    complete: bool
    cumulative: bool
    max_age_days: int
    snapshots: list[SnapshotAnswer]


@dataclass(slots=True, frozen=True)
class RegistriesAnswer:
    """All registries that are defined, as of a day."""

    on: date
    registries: list[RegistryAnswer]


def registries(found: Iterable[SnapshotInfo], on: date) -> RegistriesAnswer:
    """The registries with the snapshots that were found, as of a day."""
    of: dict[str, list[SnapshotAnswer]] = {name: [] for name in definitions.names()}
    for info in found:
        if info.as_of is not None:
            of.setdefault(info.registry, []).append(_snapshot(info, info.as_of, on))
    told = []
    for name, snapshots in of.items():
        d = definitions.load(name)
        title, authority = Text(d.title_zh, d.title_en), Text(d.authority_zh, d.authority_en)
        about = (d.address, d.licence, d.complete, d.cumulative, d.max_age_days)
        told.append(RegistryAnswer(name, title, authority, *about, snapshots))
    return RegistriesAnswer(on, told)


def _snapshot(info: SnapshotInfo, as_of: date, on: date) -> SnapshotAnswer:
    age = (on - as_of).days
    state: Literal["fresh", "stale", "later", "unreadable"] = "unreadable"
    if info.state != "unreadable":
        fresh = age <= definitions.load(info.registry).max_age_days
        state = "later" if age < 0 else "fresh" if fresh else "stale"
    return SnapshotAnswer(as_of, info.rows, info.sha256, info.complete, info.bundled, state, age)


@dataclass(slots=True, frozen=True)
class HealthSnapshot:
    """The newest snapshot of a registry."""

    registry: str
    as_of: date
    sha256: str | None
    complete: bool
    readable: bool


@dataclass(slots=True, frozen=True)
class HealthAnswer:
    """Whether the service lives and is ready to check, and with what."""

    live: bool
    ready: bool
    tool: str
    facts: str | None
    snapshots: list[HealthSnapshot]


@dataclass(slots=True, frozen=True)
class LiveAnswer:
    """Whether the service lives."""

    live: bool


def newest(found: Iterable[SnapshotInfo]) -> list[HealthSnapshot]:
    """The newest snapshot of each registry that has one."""
    last: dict[str, HealthSnapshot] = {}
    for info in found:
        if info.as_of is not None:
            readable = info.state != "unreadable"
            last[info.registry] = HealthSnapshot(info.registry, info.as_of, info.sha256, info.complete, readable)
    return [*last.values()]


@dataclass(slots=True, frozen=True)
class ProblemAnswer:
    """RFC 9457. `title` is in the language that was asked for, `text` in both; some have further members."""

    type: str
    title: str
    status: int
    request_id: str
    text: Text


def plain(value: Any) -> Any:
    """JSON-ready data of an answer, of its report-like parts as in reports."""
    from dataclasses import fields, is_dataclass

    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if is_dataclass(value):
        return {f.name.rstrip("_"): plain(getattr(value, f.name)) for f in fields(value)}
    return value
