"""What all tests share: a checker over invented registries."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from supplycheck.checker import Checker

REGISTRIES = Path(__file__).parent / "registries"
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
