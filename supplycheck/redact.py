"""Reports for others to see: whoever is named in them is replaced by a mask.

The same name or number always gets the same mask, so that redacted reports can be compared. A mask is a short hash: it
hides a name from a reader, not from someone who tries all firms of a public list.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from supplycheck.case import Case
from supplycheck.declaration import Declaration, DossierLine, Party
from supplycheck.registry.answers import Found, NotFound
from supplycheck.report import EvidenceSeen, Field, Finding, Fix, NoteReport, Report, Text

_Hide = Callable[[str], str]

_HIDDEN = Text("（已隐去）", "(redacted)")
_SHORTEST = 2


def mask(secret: str) -> str:
    """What stands for a name or number."""
    digest = hashlib.sha256("".join(secret.split()).casefold().encode("utf-8", "surrogatepass")).hexdigest()
    return f"‹{digest[:8]}›"


def secrets(declaration: Declaration, cases: Iterable[Case]) -> set[str]:
    """Names and numbers of companies and of the declaration: in it, in its dossier, and in the records looked at."""
    found = {declaration.id, declaration.contract_number}
    for party in _parties(declaration):
        found |= {party.name, party.name_en, party.uscc, party.customs_code}
    dossier = declaration.dossier
    if dossier is not None:
        found.add(dossier.contract.number if dossier.contract else None)
        for statement in dossier.statements:
            found |= {statement.issuer, statement.importer, *(item.manufacturer for item in statement.items)}
        for line in dossier.lines.values():
            found |= set(_of_line(line))
    for case in cases:
        answers = [*case.answers.values(), *(row for rows in case.rows.values() for row in rows)]
        answers += [c.answer for c in case.certificates if c.answer is not None]
        for answer in answers:
            if isinstance(answer, Found | NotFound):
                for record in [answer.record] if isinstance(answer, Found) else answer.near:
                    found |= {record.name, record.fields.get("uscc"), record.fields.get("name_en")}
    return {text for text in found if text and len(text) >= _SHORTEST}


def _parties(declaration: Declaration) -> Iterator[Party]:
    lines = declaration.lines
    dossier = declaration.dossier.lines.values() if declaration.dossier else ()
    parties = (declaration.consignor, declaration.producer, declaration.agent, declaration.consignee)
    for party in (*parties, *(line.manufacturer for line in lines), *(line.manufacturer for line in dossier)):
        if party is not None:
            yield party


def _of_line(line: DossierLine) -> Iterator[str | None]:
    yield from (document.holder for document in line.documents)
    if line.label is not None:
        yield from (place.manufacturer for place in line.label.places)


def redact(report: Report, names: Iterable[str]) -> Report:
    """The report with each of the names masked, folders cut off, and what notes repeat of the input hidden."""
    ordered = sorted(names, key=len, reverse=True)  # the longer first: a short name may be part of a longer one

    def hide(text: str) -> str:
        for name in ordered:
            if name in text:
                text = text.replace(name, mask(name))
        return text

    ref = report.declaration
    ref.id = hide(ref.id) if ref.id else ref.id
    ref.source = hide(os.path.basename(ref.source))
    report.findings = [_finding(finding, hide) for finding in report.findings]
    for line in report.lines:
        line.name = hide(line.name) if line.name else line.name
        line.findings = [_finding(finding, hide) for finding in line.findings]
    report.notes = [NoteReport(n.code, n.severity, hide(os.path.basename(n.where)), _HIDDEN) for n in report.notes]
    return report


def _finding(finding: Finding, hide: _Hide) -> Finding:
    return replace(
        finding,
        field=_field(finding.field, hide),
        seen=hide(finding.seen) if finding.seen else finding.seen,
        needed=hide(finding.needed) if finding.needed else finding.needed,
        message=_text(finding.message, hide),
        evidence=[
            EvidenceSeen(e.registry, e.as_of, hide(e.record) if e.record else e.record) for e in finding.evidence
        ],
        fix=Fix(finding.fix.code, hide(finding.fix.zh), hide(finding.fix.en)) if finding.fix else None,
        waived=replace(finding.waived, by=mask(finding.waived.by), reason=_HIDDEN.en) if finding.waived else None,
    )


def _field(field: Field | None, hide: _Hide) -> Field | None:
    return field and replace(field, at=hide(os.path.basename(field.at)) if field.at else field.at)


def _text(text: Text | None, hide: _Hide) -> Text | None:
    return text and Text(hide(text.zh), hide(text.en))
