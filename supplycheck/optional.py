"""Optional packages, those of an extra: loaded when they are first used, and asked for by name."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from supplycheck.errors import UsageError

_PACKAGES = {"docx": "python-docx", "fpdf": "fpdf2", "fontTools": "fpdf2", "xlsxwriter": "XlsxWriter"}
"""Packages that are called otherwise than their modules."""


def need(module: str, extra: str) -> ModuleType:
    """A module of an optional package.

    Raises:
        UsageError: it is not installed; the error says how to get it.
    """
    try:
        return import_module(module)
    except ImportError:
        package = _PACKAGES.get(module.partition(".")[0], module)
        raise UsageError(
            f"{package} is not installed; 缺少组件 {package}: pip install 'supplycheck[{extra}]'"
        ) from None
