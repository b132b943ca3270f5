"""Puts a statement that was read into a dossier file; nothing that the file holds is lost."""

from __future__ import annotations

import json
from typing import Any

from supplycheck.declaration import Note, Statement
from supplycheck.errors import UsageError
from supplycheck.readers.dossier import read_sidecar
from supplycheck.readers.plain_data import load
from supplycheck.statements.reading import Reading


def merged(existing: bytes | None, reading: Reading, name: str) -> dict[str, Any]:
    """A dossier with the statement in it.

    A statement that the dossier has already, and that this one says no differently, is completed; else this one is added.
    A new dossier is no complete account: it says nothing of certificates.

    Raises:
        UsageError: the dossier is none, or writing it anew would lose something.
        UnreadableInput: it is no JSON.
    """
    if existing is None:
        contract = {"contract": {"number": reading.contract}} if reading.contract else {}
        return {"complete": False, **contract, "statements": [reading.data]}
    loaded = load(existing, name, name)
    if not isinstance(loaded.data, dict) or not isinstance(loaded.data.get("statements", []), list):
        raise UsageError(f"{name}: no dossier: an object with an array of statements is wanted")
    if loaded.duplicates:
        raise UsageError(f"{name}: the key {loaded.duplicates[0]} stands there twice; correct that first")
    dossier: dict[str, Any] = json.loads(existing.decode("utf-8-sig"))
    statements = [*dossier.get("statements", [])]
    place = next((n for n, s in enumerate(statements) if _is_same(s, reading.data)), None)
    if place is None:
        statements.append(reading.data)
    else:
        statements[place] = {**statements[place], **reading.data}
    return {**dossier, "statements": statements}


def written(dossier: dict[str, Any]) -> str:
    """A dossier as the text of its file."""
    return json.dumps(dossier, ensure_ascii=False, indent=1) + "\n"


def statement(reading: Reading, name: str) -> tuple[Statement, list[Note]]:
    """The statement as the dossier's reader reads it, with its notes."""
    sidecar = read_sidecar(json.dumps({"statements": [reading.data]}).encode(), name, name)
    assert sidecar.dossier is not None
    (found,) = sidecar.dossier.statements
    return found, sidecar.notes


def _is_same(entry: Any, data: dict[str, Any]) -> bool:
    """Whether an entry is of the same form and lines, and says nothing that the paper says otherwise."""
    return (
        isinstance(entry, dict)
        and entry.get("form") == data["form"]
        and all(entry.get(key, value) == value for key, value in data.items())
    )
