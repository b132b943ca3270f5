"""What of a line a reviewer may decide: names that may be the firm's of a record, where nothing else tells."""

from __future__ import annotations

from typing import NamedTuple

from supplycheck.case import Case
from supplycheck.declaration import Party
from supplycheck.names import company
from supplycheck.registry.answers import Difference, Found, Record
from supplycheck.rules.support import same_company


class Doubt(NamedTuple):
    """A name and a record that may be one firm's, and in what they differ."""

    registry: str
    name: str
    record: Record
    differences: tuple[Difference, ...]


def doubts(case: Case) -> list[Doubt]:
    """The doubts of a line that no reviewer has decided yet, each once."""
    parties = {"maker": case.maker, "consignor": case.declaration.consignor, "producer": case.declaration.producer}
    found: dict[tuple[str, str, str], Doubt] = {}
    for (registry, role), rows in case.rows.items():
        for row in rows:
            if row.match == "possible" and (doubt := _doubt(registry, parties.get(role), row)) is not None:
                found.setdefault((registry, doubt.name, row.record.id), doubt)
    by_number = [answer for answer in case.asked if isinstance(answer, Found) and answer.match == "key"]
    for answer in by_number:
        firm = case.declaration.consignee if answer.role == "importer" else case.maker
        held = Party(name=answer.record.name, uscc=answer.record.fields.get("uscc"))
        registry = answer.evidence.registry
        if answer.ruling is None and same_company(firm, held)[0] == "possible":
            doubt = _doubt(registry, firm, answer)
            if doubt is not None:
                found.setdefault((registry, doubt.name, answer.record.id), doubt)
    return list(found.values())


def _doubt(registry: str, firm: Party | None, found: Found) -> Doubt | None:
    """The doubt between a firm and a record, under that of its names that is closest; None where codes differ."""
    code = found.record.fields.get("uscc")
    if firm is None or any(d.part == "uscc" for d in found.differences) or (firm.uscc and code and firm.uscc != code):
        return None
    listed = [found.record.name, found.record.fields.get("name_en", "")]
    compared = [
        (company.compare(name, other), name) for name in (firm.name, firm.name_en) for other in listed if name and other
    ]
    close = [(comparison.score, name, comparison) for comparison, name in compared if comparison.verdict == "possible"]
    if not close:
        return None
    _, name, comparison = max(close, key=lambda one: (one[0], one[1]))
    return Doubt(registry, name, found.record, tuple(Difference(*part) for part in comparison.differences))
