"""Checks Chinese export declarations of epidemic supplies against registries and the destination's requirements.

    from datetime import date
    from supplycheck import Checker, read_declarations

    checker = Checker(registries="registries-dir", today=date.today())
    for declaration in read_declarations("declaration.xml"):
        report = checker.check(declaration)
        print(report.outcome, [f.rule for line in report.lines for f in line.findings])

Importing the package is cheap: what a name needs is loaded when the name is first used.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from supplycheck._version import __version__
from supplycheck.errors import (
    FactsMissing,
    InvalidIdentifier,
    RegistryUnavailable,
    SupplycheckError,
    UnreadableInput,
    UsageError,
)

logging.getLogger(__name__).addHandler(logging.NullHandler())

if TYPE_CHECKING:
    from supplycheck.checker import Checker
    from supplycheck.declaration import (
        Contract,
        Declaration,
        Document,
        Dossier,
        DossierLine,
        Label,
        LabelPlace,
        Line,
        Note,
        Party,
        Statement,
        StatementItem,
    )
    from supplycheck.plugins import use
    from supplycheck.readers import read_declarations
    from supplycheck.report import Finding, LineReport, Report

_WHERE = {
    "Checker": "supplycheck.checker",
    "read_declarations": "supplycheck.readers",
    "use": "supplycheck.plugins",
    **dict.fromkeys(("Finding", "LineReport", "Report"), "supplycheck.report"),
    **dict.fromkeys(
        (
            "Contract",
            "Declaration",
            "Document",
            "Dossier",
            "DossierLine",
            "Label",
            "LabelPlace",
            "Line",
            "Note",
            "Party",
            "Statement",
            "StatementItem",
        ),
        "supplycheck.declaration",
    ),
}


def __getattr__(name: str) -> Any:
    """Loads a public name from its module when it is first asked for."""
    if name not in _WHERE:
        raise AttributeError(f"module 'supplycheck' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_WHERE[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_WHERE])


__all__ = [
    "Checker",
    "Contract",
    "Declaration",
    "Document",
    "Dossier",
    "DossierLine",
    "FactsMissing",
    "Finding",
    "InvalidIdentifier",
    "Label",
    "LabelPlace",
    "Line",
    "LineReport",
    "Note",
    "Party",
    "RegistryUnavailable",
    "Report",
    "Statement",
    "StatementItem",
    "SupplycheckError",
    "UnreadableInput",
    "UsageError",
    "__version__",
    "read_declarations",
    "use",
]
