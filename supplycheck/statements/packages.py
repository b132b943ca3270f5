"""Packages that only statements and templates need: loaded when they are first used, and asked for by name."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from supplycheck.errors import UsageError


def need(module: str, extra: str) -> ModuleType:
    """A module of an optional package.

    Raises:
        UsageError: it is not installed; the error says how to get it.
    """
    try:
        return import_module(module)
    except ImportError:
        package = module.partition(".")[0]
        raise UsageError(
            f"{package} is not installed; 缺少组件 {package}: pip install 'supplycheck[{extra}]'"
        ) from None
