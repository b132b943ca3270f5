"""Bringing a declaration and the dossier file beside it together."""

from __future__ import annotations

from supplycheck.declaration import Declaration
from supplycheck.readers.dossier import Sidecar
from supplycheck.readers.notes import make
from supplycheck.readers.values import plain


def attach(declaration: Declaration, sidecar: Sidecar) -> None:
    """Give the dossier to the declaration. One inside the declaration wins; a table's statements are merged."""
    own = declaration.dossier
    if own is not None and not declaration.statements_told:
        declaration.notes.append(make("dossier-twice", declaration.source))
        return
    declaration.notes.extend(sidecar.notes)
    declaration.unreadable.extend(path for path in sidecar.unreadable if path not in declaration.unreadable)
    dossier = sidecar.dossier
    if dossier is None:
        # what the column told stays; the rest of the dossier is unknown, not absent
        if own is not None:
            own.complete = False
        return
    if own is not None and not sidecar.tells_statements:
        dossier.statements = own.statements
    declaration.dossier = dossier
    numbers = {line.number for line in declaration.lines}
    for number in dossier.lines:
        if number not in numbers:
            declaration.notes.append(make("line-without-goods", declaration.source, seen=number))


def belongs(declaration: Declaration, sidecar: Sidecar) -> bool:
    """Whether the dossier names this declaration's contract."""
    dossier = sidecar.dossier
    named = dossier.contract.number if dossier and dossier.contract else None
    return bool(named and declaration.contract_number and plain(named) == plain(declaration.contract_number))


def refuse(declaration: Declaration, sidecar: Sidecar) -> None:
    """Say that there is a dossier which cannot be given to this declaration, one of several."""
    if declaration.dossier is not None and not declaration.statements_told:
        return
    declaration.notes.append(make("dossier-unassigned", declaration.source))
    if declaration.dossier is not None:
        declaration.dossier.complete = False
