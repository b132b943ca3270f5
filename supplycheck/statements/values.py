"""What a declaration and its dossier have for a field of a form, as it is written on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from supplycheck.declaration import Declaration, Dossier, DossierLine, Line
from supplycheck.facts.codes import country_name, unit_name
from supplycheck.facts.standards import find
from supplycheck.identifiers import nmpa_registration
from supplycheck.statements.forms import Form, fields

_UNPRINTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufdd0-\ufdef\ufeff\ufff9-\uffff\ud800-\udfff]"
)
_STEP = re.compile(r"(\w+)(?:\[([\w,-]*)\])?")


class Told(NamedTuple):
    """Where the paths of a field begin: the declaration, the line, and the dossier's part for each."""

    declaration: Declaration
    dossier: Dossier
    line: Line | None
    evidence: DossierLine


def told(declaration: Declaration, line: Line | None = None) -> Told:
    """What is told of the declaration as a whole, or of one of its lines."""
    dossier = declaration.dossier or Dossier()
    evidence = dossier.lines.get(line.number) if line is not None else None
    return Told(declaration, dossier, line, evidence or DossierLine())


def printed(text: str) -> str:
    """A text as it can stand on paper: in one line, without characters that nobody sees."""
    return " ".join(_UNPRINTED.sub("", text).split())


def value(form: Form, key: str, told: Told) -> str | None:
    """What is written into a field of a form; None, so that it stays blank, where nothing is known."""
    written = fields()[key].written
    for path in form.paths_of(key):
        found = [v for v in _walk(told, path.split(".")) if v is not None]
        if found and (text := _WRITTEN[written](found, form)):
            return text
    return None


def unit(line: Line) -> str | None:
    """The name of the unit that a line counts in."""
    return printed(unit_name(line.unit)) or None


def _walk(at: Any, steps: list[str]) -> Iterator[Any]:
    """The values at the end of a path; `[]` goes through all members, `[kind,…]` through the documents of those kinds."""
    if at is None or not steps:
        yield at
        return
    step = _STEP.fullmatch(steps[0])
    assert step is not None, steps[0]
    name, kinds = step.groups()
    inner = getattr(at, name)
    if kinds is None:
        yield from _walk(inner, steps[1:])
        return
    for member in inner:
        if not kinds or member.kind in kinds.split(","):
            yield from _walk(member, steps[1:])


def _text(found: list[Any], _: Form) -> str:
    texts = [printed(str(v)) for v in found]
    return "、".join(dict.fromkeys(t for t in texts if t))


def _certificates(found: list[Any], form: Form) -> str:
    """The numbers told; of Chinese registrations the first, for a line rests on one."""
    return _text(found[:1] if nmpa_registration.is_valid(str(found[0])) else found, form)


def _quantity(found: list[Any], _: Form) -> str:
    amount: Decimal = found[0]
    return f"{amount.normalize():f}"


def _country(found: list[Any], form: Form) -> str:
    return _text([country_name(str(found[0]))], form)


def _standards(found: list[Any], form: Form) -> str:
    """The standards told; without Chinese ones where the form asks for those of the importing country."""
    texts = [t for v in found for t in (v if isinstance(v, list) else [v])]
    if not any(p.basis for p in form.promises):
        texts = [t for t in texts if not all(d.chinese for d in find(t)) or not find(t)]
    return _text(texts, form)


_WRITTEN = {
    "text": _text,
    "certificates": _certificates,
    "quantity": _quantity,
    "country": _country,
    "standards": _standards,
}
