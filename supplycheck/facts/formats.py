"""How well the form of each kind of number is known: a form that no official text confirms fails nothing."""

from __future__ import annotations

from functools import cache
from typing import cast

from supplycheck.facts.law import load_toml
from supplycheck.report import Confidence
from supplycheck.root import root


@cache
def confidences() -> dict[str, Confidence]:
    """The confidence of each form, by the name of its module in `supplycheck.identifiers`.

    Raises:
        FactsMissing: the file is missing or unreadable.
    """
    rows = load_toml(root() / "law" / "formats.toml")["format"]
    return {row["id"]: cast(Confidence, row["confidence"]) for row in rows}
