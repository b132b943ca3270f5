"""What a rule is, and what it says.

A rule is one pure function from a case (and the requirement it is asked for) to one result or several, with everything a
person needs to understand it: code, topic, title, law, fields it reads, how far a machine can check it, messages and fixes
in both languages. Codes are never renamed or used again; a retired rule keeps its entry with `replaced_by`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeAlias

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.registry.answers import Evidence
from supplycheck.report import Confidence, Field, Fix, Severity, Status, Text

Machine = Literal["fully", "may-over-report", "may-under-report", "asks-a-person"]
Scope = Literal["requirement", "line", "declaration"]


class Placed(NamedTuple):
    """A field that a rule speaks of, without what differs from line to line; that is put in when the result is shown.

    `part`: the line, the dossier's part for it, or the declaration's head.
    """

    part: Literal["line", "dossier", "head"]
    name: str
    label: str

    @property
    def path(self) -> str:
        """The field's path without the place or the number of the line."""
        return {"line": "lines.", "dossier": "dossier.lines.", "head": ""}[self.part] + self.name


Where: TypeAlias = Field | Placed
"""The field a result is about: as it is shown, or with what differs from line to line left open."""


def shown_at(where: Where, case: Case) -> Field:
    """The field of a result as it is shown to people."""
    if not isinstance(where, Placed):
        return where
    part, name, label = where
    if part == "line":
        return Field(case.path(name), label, case.place(name))
    if part == "dossier":
        return _in_dossier(case.line.number, name, label)
    at = case.declaration.at
    return Field(name, label, at.get(name) or at.get(name.partition(".")[0]))


@lru_cache(maxsize=4096)
def _in_dossier(line: int, name: str, label: str) -> Field:
    return Field(f"dossier.lines.{line}.{name}", label, None)


class Result(NamedTuple):
    """What a rule says of a case.

    `says` picks one of the rule's messages, `values` fill it. `reason` says why a result was not evaluated. `severity`
    and `confidence` override the rule's and the requirement's where this result is less sure than they are.
    """

    status: Status
    says: str = "failed"
    values: Mapping[str, str] = MappingProxyType({})
    where: Where | None = None
    seen: str | None = None
    needed: str | None = None
    evidence: tuple[Evidence, ...] = ()
    reason: str | None = None
    severity: Severity | None = None
    confidence: Confidence | None = None
    topic: str | None = None
    fix: str | None = None


PASSED = Result("passed")
NOT_APPLICABLE = Result("not_applicable")

Results = Result | list[Result]
Check = Callable[[Case, Requirement | None], Results]


class Rule(NamedTuple):
    """A rule and its explanation. `reads` are the attributes of the case it may look at (a test compares)."""

    code: str
    topic: str
    title: Text
    severity: Severity
    law: tuple[str, ...]
    reads: tuple[str, ...]
    says: Mapping[str, Text]
    fixes: Mapping[str, Fix]
    check: Check
    scope: Scope = "requirement"
    machine: Machine = "fully"
    confidence: Confidence = "verified"
    goods: Literal["any", "controlled"] = "controlled"
    explanation: Text | None = None
    replaced_by: str | None = None


def failed(says: str = "failed", **more: object) -> Result:
    """A failed result; keyword arguments that are no field of `Result` fill the message."""
    return _result("failed", says, **more)  # type: ignore[arg-type]


def not_evaluated(reason: str, says: str = "not-evaluated", **more: object) -> Result:
    """A result that could not be found out; `reason` is a stable word such as "no-dossier" or "stale"."""
    return _result("not_evaluated", says, reason=reason, **more)  # type: ignore[arg-type]


def _result(
    status: Status,
    says: str,
    *,
    where: Where | None = None,
    seen: object = None,
    needed: object = None,
    evidence: tuple[Evidence, ...] = (),
    reason: str | None = None,
    severity: Severity | None = None,
    confidence: Confidence | None = None,
    topic: str | None = None,
    fix: str | None = None,
    **more: object,
) -> Result:
    values = {name: "" if value is None else str(value) for name, value in more.items()}
    if seen is not None:
        values["seen"] = seen = str(seen)
    if needed is not None:
        values["needed"] = needed = str(needed)
    return Result(status, says, values, where, seen, needed, evidence, reason, severity, confidence, topic, fix)


def fix(code: str, zh: str, en: str) -> Mapping[str, Fix]:
    """The only fix of a rule."""
    return {"": Fix(code, zh, en)}
