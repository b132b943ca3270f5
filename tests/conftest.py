"""What all tests share: a checker over invented registries, and declarations built from rule-case bases."""

from __future__ import annotations

import copy
import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from supplycheck.checker import Checker
from supplycheck.declaration import Declaration
from supplycheck.errors import UnreadableInput

HERE = Path(__file__).parent
BASES = HERE / "cases" / "bases"
REGISTRIES = HERE / "registries"
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Built snapshots and user data go to a folder of the test run's own."""
    os.environ["SUPPLYCHECK_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    os.environ["SUPPLYCHECK_DATA"] = str(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session")
def checker() -> Checker:
    return Checker(REGISTRIES, today=TODAY)


@pytest.fixture(scope="session")
def tracer() -> Checker:
    return Checker(REGISTRIES, today=TODAY, trace=True)


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
