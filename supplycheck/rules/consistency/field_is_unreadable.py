"""A value was there and could not be read, so nothing that needs it was checked."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.report import Field, Text
from supplycheck.rules.rule import PASSED, Result, Results, Rule, fix, not_evaluated

# What a field is about, by the words in its path; the first that occurs decides.
TOPICS = (
    ("uscc", "party"),
    ("consignor", "party"),
    ("producer", "party"),
    ("hs_code", "hs-code"),
    ("statements", "statement"),
    ("contract", "statement"),
    ("label", "label"),
    ("standard", "standard"),
    ("documents", "registry"),
    ("certificate", "qualification-number"),
    ("medical", "classification"),
    ("subtype", "classification"),
    ("produced_on", "label"),
    ("destination", "destination-unknown"),
    ("declared_on", "statement"),
)


def check(case: Case, requirement: Requirement | None) -> Results:
    paths = [p for p in case.declaration.unreadable if _concerns(case, p)]
    found: list[Result] = [
        not_evaluated(
            "unreadable",
            "failed",
            seen=path,
            topic=next((t for word, t in TOPICS if word in path), "party"),
            where=Field(path, path, case.declaration.at.get(path)),
        )
        for path in paths
    ]
    return found or PASSED


def _concerns(case: Case, path: str) -> bool:
    """Whether an unreadable field belongs to this line, or to the declaration as a whole (then the first line says it)."""
    if path.startswith("lines["):
        return path.startswith(f"lines[{case.index}]")
    if path.startswith("dossier.lines."):
        return path.startswith(f"dossier.lines.{case.line.number}.") or path == f"dossier.lines.{case.line.number}"
    return True


RULE = Rule(
    code="FIELD-UNREADABLE",
    topic="party",
    title=Text("有内容无法读取", "A value could not be read"),
    severity="error",
    law=("GAC-2019-18#1",),
    reads=("declaration", "line", "index"),
    scope="line",
    goods="controlled",
    says={
        "failed": Text(
            "{seen}的内容无法读取，需要它的核对没有进行。",
            "The value of {seen} could not be read; what needs it was not checked.",
        )
    },
    fixes=fix("correct-the-input", "更正该字段后重新核对。", "Correct the field and check again."),
    check=check,
)
