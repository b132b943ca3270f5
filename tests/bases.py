"""Declarations for tests: a clean base of tests/cases/bases/, changed path by path."""

from __future__ import annotations

import copy
import json
from datetime import date
from pathlib import Path
from typing import Any

from supplycheck.declaration import Declaration
from supplycheck.errors import UnreadableInput

HERE = Path(__file__).parent
BASES = HERE / "cases" / "bases"


def base(name: str, changes: dict[str, Any] | None = None) -> dict[str, Any]:
    """A base declaration as JSON data, changed path by path; a path ending in "-" is taken out."""
    data: dict[str, Any] = json.loads((BASES / f"{name}.json").read_text("utf-8"))
    # Take things out of lists last, so that the places of the others stay.
    for path, value in sorted((changes or {}).items(), key=lambda c: c[0].endswith("-")):
        *way, last = path.removesuffix("-").split(".")
        at: Any = data
        for step in way:
            at = at[int(step)] if isinstance(at, list) else at[step]
        key: Any = int(last) if isinstance(at, list) else last
        if path.endswith("-"):
            del at[key]
        else:
            at[key] = value.isoformat() if isinstance(value, date) else copy.deepcopy(value)
    return data


def declaration(name: str, changes: dict[str, Any] | None = None) -> Declaration:
    """A base declaration as the own-model reader reads it."""
    from supplycheck.readers import read_bytes

    (found,) = read_bytes(json.dumps(base(name, changes)).encode(), f"{name}.json")
    assert not isinstance(found, UnreadableInput), found
    return found
