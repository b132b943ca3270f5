"""Reports for others to see: whoever is named in them is replaced by a mask.

The same name or number always gets the same mask, however it is spelt, so that redacted reports can be compared. A mask
is a short hash: it hides a name from a reader, not from someone who tries all firms of a public list. What an authority
publishes (certificate, its number, the day of the list) stays; who holds it does not.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from supplycheck.case import Case
from supplycheck.declaration import Declaration, Document, DossierLine, Party
from supplycheck.names import company
from supplycheck.registry.answers import Found, NotFound
from supplycheck.report import (
    Decided,
    DecisionsRef,
    EvidenceSeen,
    Field,
    Finding,
    Fix,
    NoteReport,
    Report,
    Text,
    Waived,
)
from supplycheck.rules.consistency.label_names_another_maker import makers_in

T = TypeVar("T")

_HIDDEN = Text("（已隐去）", "(redacted)")
_SHORTEST = 2
_MASK = "‹[0-9a-f]{8}›"
_FINDING = re.compile("[0-9a-f]{16}")
_ENDING = re.compile(r"(?:\.dossier)?\.[A-Za-z0-9]{1,5}$")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_OWN_NUMBERS = frozenset(
    {"power-of-attorney", "aid-task-letter", "test-report", "eu-declaration-of-conformity", "other"}
)
"""Documents that a firm writes or orders itself: their numbers stand in no public list."""

_TELLTALE = re.compile(
    r"(?<![0-9A-Za-z])[0-9A-HJ-NPQRTUWXY]{18}(?![0-9A-Za-z])"  # credit codes; also numbers of declarations and persons
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![0-9.])(?:\+?86[- ]?)?(?:1[3-9][0-9]{9}|0[0-9]{2,3}[- ][0-9]{7,8})(?![0-9])"
    r"|(?:(?:地址|住所|联系人|电话)\s*[:：]|(?:address|contact|phone)\s*:)\s*[^；;。\n“”\"]+"
    r"|[\u3400-\u9fff（）()·A-Za-z0-9]{2,40}有限(?:责任)?公司",
    re.IGNORECASE,
)
"""What leads to somebody in free text, such as that of a label, though the declaration does not name it."""


def mask(secret: str) -> str:
    """What stands for a name or number; the same for all spellings that differ in width, case and spaces."""
    plain = "".join(unicodedata.normalize("NFKC", secret).split()).casefold()
    return f"‹{hashlib.sha256(plain.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}›"


def is_masked(text: str) -> bool:
    """Whether a text is a mask, or a file name that begins with one."""
    return re.match(_MASK, text) is not None


def file_name(path: str) -> str:
    """A file name for others to see: without folders, its ending kept. Names of files hold all kinds of names."""
    name = re.split(r"[/\\]", path)[-1]
    if is_masked(name):
        return name
    ending = _ENDING.search(name)
    return mask(name[: ending.start()]) + ending[0] if ending else mask(name)


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
    for document in line.documents:
        yield document.holder
        yield _own_number(document)
    if line.label is not None:
        yield from (place.manufacturer for place in line.label.places)
        yield from (name for text in line.label.texts for name in makers_in(text))


def _own_number(document: Document) -> str | None:
    return document.number if document.kind in _OWN_NUMBERS else None


def redact(report: Report, names: Iterable[str]) -> Report:
    """The report with the names masked wherever they stand, folders cut off, and what notes repeat of the input hidden.

    Ids of findings, outcomes, law and snapshots stay as they are.
    """
    hide = _Hide(names)
    ref = report.declaration
    return replace(
        report,
        declaration=replace(
            ref,
            id=mask(ref.id) if ref.id else ref.id,
            source=file_name(ref.source),
            consignor=mask(ref.consignor) if ref.consignor else None,
            consignor_code=mask(ref.consignor_code) if ref.consignor_code else None,
        ),
        findings=[_finding(finding, hide) for finding in report.findings],
        lines=[
            replace(line, name=hide.value(line.name), findings=[_finding(finding, hide) for finding in line.findings])
            for line in report.lines
        ],
        notes=[NoteReport(n.code, n.severity, hide.place(n.where) or "", _HIDDEN) for n in report.notes],
        decisions=report.decisions and _decisions(report.decisions),
    )


def redact_answer(answer: T, names: Iterable[str]) -> T:
    """An answer of another shape than a report with the names masked; what is said of the law stays."""
    found: T = _within(answer, _Hide(names))
    return found


_LAW = ("item", "route", "why")


def _within(value: Any, hide: _Hide, name: str = "") -> Any:
    if value is None or name in _LAW:
        return value
    if isinstance(value, tuple):
        return tuple(_within(part, hide) for part in value)
    if isinstance(value, Text):
        return _text(value, hide)
    if isinstance(value, Field):
        return _field(value, hide)
    if isinstance(value, Fix):
        return _fix(value, hide)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _within(getattr(value, f.name), hide, f.name) for f in fields(value)})
    how = {"declaration": mask, "source": file_name, "name": hide.value, "seen": hide.value}.get(name)
    return how(value) if how is not None else value


def masked(text: str | None, declaration: Declaration) -> str | None:
    """A text of a declaration with the names in it masked."""
    return _Hide(secrets(declaration, ())).value(text)


def redact_old(report: dict[str, Any]) -> dict[str, Any]:
    """A report read from a file, whose declaration is not at hand: names masked, all that was said left out."""
    ref = report["declaration"]
    name = ref["id"]
    return {
        **report,
        "declaration": {
            **ref,
            "id": mask(name) if name and not is_masked(name) else name,
            "source": file_name(ref["source"]),
            **{
                key: mask(ref[key])
                for key in ("consignor", "consignor_code")
                if ref.get(key) and not is_masked(ref[key])
            },
        },
        "findings": [_silent(finding) for finding in report["findings"]],
        "lines": [
            {**line, "name": None, "findings": [_silent(finding) for finding in line["findings"]]}
            for line in report["lines"]
        ],
        "notes": [],
        "decisions": None,
    }


def _silent(finding: dict[str, Any]) -> dict[str, Any]:
    said = ("field", "seen", "needed", "message", "evidence", "fix", "waived")
    return {key: ([] if key == "evidence" else None) if key in said else value for key, value in finding.items()}


class _Hide:
    """Masks names in texts, in one pass: the longer first, and never inside of a mask."""

    def __init__(self, names: Iterable[str]) -> None:
        ordered = sorted(set(names), key=lambda name: (-len(name), name))
        parts = {part for name in ordered for part in _parts(name)}
        self._names = _any_of(ordered)
        self._parts = _any_of(sorted(parts, key=lambda part: (-len(part), part)))

    def value(self, text: str | None) -> str | None:
        """A text of the input: names, parts of names, and what else leads to somebody."""
        if not text:
            return text
        return self._parts.sub(_masked, _TELLTALE.sub(_masked, self._names.sub(_masked, text)))

    def sentence(self, text: str) -> str:
        """A sentence of ours: parts of names only where it quotes, its own words stay."""
        text = _TELLTALE.sub(_masked, self._names.sub(_masked, text))
        return _QUOTED.sub(lambda quoted: self._parts.sub(_masked, quoted[0]), text)

    def place(self, text: str | None) -> str | None:
        """A file with a place in it; the id of a finding stays."""
        if not text or _FINDING.fullmatch(text):
            return text
        file, colon, inside = re.split(r"[/\\]", text)[-1].partition(":")
        return file_name(file) + colon + (self.value(inside) or "")


def _masked(found: re.Match[str]) -> str:
    return found[0] if is_masked(found[0]) else mask(found[0])


def _any_of(texts: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join((_MASK, *map(_spellings, texts))), re.IGNORECASE)


def _spellings(text: str) -> str:
    """A pattern for a text in any case and width, with spaces or without; a short word only as a word of its own."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    wide = r"\s*".join(f"[{re.escape(c)}{chr(ord(c) + 0xFEE0)}]" if "!" <= c <= "~" else re.escape(c) for c in plain)
    pattern = f"(?:{re.escape(text)}|{wide})" if plain else re.escape(text)
    short = len(plain) < 6 and plain.isascii()
    return rf"(?<![0-9A-Za-z]){pattern}(?![0-9A-Za-z])" if short else pattern


def _parts(name: str) -> Iterator[str]:
    """The parts of a company's name that tell it from others: comparisons of names show them one by one."""
    if not name.isalpha() and name.isascii() and " " not in name:
        return  # a number
    parsed = company.parse(name)
    for part in (parsed.brand, parsed.other_brand, parsed.branch, parsed.rest, *parsed.places):
        if len(part) >= _SHORTEST:
            yield part


def _finding(finding: Finding, hide: _Hide) -> Finding:
    return replace(
        finding,
        field=_field(finding.field, hide),
        seen=hide.value(finding.seen),
        needed=hide.value(finding.needed),
        message=_text(finding.message, hide),
        evidence=[
            EvidenceSeen(e.registry, e.as_of, hide.value(e.record), e.decided and _decided(e.decided))
            for e in finding.evidence
        ],
        fix=_fix(finding.fix, hide),
        waived=_waived(finding.waived) if finding.waived else None,
    )


def _waived(waived: Waived) -> Waived:
    return Waived(mask(waived.by), _HIDDEN.en, waived.until, mask(waived.waiver))


def _decided(decided: Decided) -> Decided:
    return replace(decided, by=mask(decided.by), reason=_HIDDEN.en)


def _decisions(decisions: DecisionsRef) -> DecisionsRef:
    return replace(
        decisions,
        used=[
            replace(d, name=mask(d.name), record=mask(d.record), decided=_decided(d.decided)) for d in decisions.used
        ],
    )


def _fix(fix: Fix | None, hide: _Hide) -> Fix | None:
    return fix and Fix(fix.code, hide.sentence(fix.zh), hide.sentence(fix.en))


def _field(field: Field | None, hide: _Hide) -> Field | None:
    return field and replace(field, at=hide.place(field.at))


def _text(text: Text | None, hide: _Hide) -> Text | None:
    return text and Text(hide.sentence(text.zh), hide.sentence(text.en))
