"""The examples in the docstrings of every module of the package."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

from supplycheck import identifiers

MODULES = sorted(info.name for info in pkgutil.iter_modules(identifiers.__path__))


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name: str) -> None:
    results = doctest.testmod(importlib.import_module(f"supplycheck.identifiers.{name}"))
    assert results.attempted > 0
    assert results.failed == 0


@pytest.mark.parametrize("name", [name for name in MODULES if not name.startswith("_")])
def test_the_package_lists_the_module(name: str) -> None:
    assert f"``{name}``" in (identifiers.__doc__ or "")
