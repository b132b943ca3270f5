"""The forms of the numbers that papers carry, and how well each is known: an unconfirmed form fails nothing."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import NamedTuple

from supplycheck.errors import InvalidIdentifier
from supplycheck.facts.law import load_toml
from supplycheck.identifiers._text import bare
from supplycheck.report import Confidence, Text
from supplycheck.root import root


class Format(NamedTuple):
    """One form of number.

    `shape` says in words how such numbers are built. `pattern` matches the number without spaces and hyphens, in capitals;
    where there is none, the form may have a module of its name in `supplycheck.identifiers`, or nobody knows it.
    `documents`: the kinds of document that bear such a number; empty where none is its own. `example_from`: "source" for
    a number that stands in a source, "shape" for one that only shows the form. `registry` and `source`: where such
    numbers are looked up by people; `list`: the registry that is asked for them where a snapshot of it is held.
    """

    id: str
    text: Text
    confidence: Confidence
    shape: Text | None
    documents: tuple[str, ...]
    pattern: re.Pattern[str] | None
    module: str | None
    example: str | None
    example_from: str | None
    registry: str | None
    list: str | None
    source: str | None


@cache
def formats() -> dict[str, Format]:
    """All forms by id.

    Raises:
        FactsMissing: the file is missing or unreadable.
    """
    rows = load_toml(root() / "law" / "formats.toml")["format"]
    return {
        row["id"]: Format(
            row["id"],
            Text(row["text"]["zh"], row["text"]["en"]),
            row["confidence"],
            Text(row["shape"]["zh"], row["shape"]["en"]) if "shape" in row else None,
            tuple(row.get("documents", ())),
            re.compile(row["pattern"]) if "pattern" in row else None,
            _module(row["id"]),
            row.get("example"),
            row.get("example_from"),
            row.get("registry"),
            row.get("list"),
            row.get("source"),
        )
        for row in rows
    }


def _module(id_: str) -> str | None:
    name = f"supplycheck.identifiers.{id_}"
    return name if find_spec(name) is not None else None


def wrong(format_id: str, number: str) -> str | None:
    """Why a number has not its form: the reason that its identifier gives, "format", or None where it may have it."""
    form = formats()[format_id]
    if form.module is not None:
        try:
            import_module(form.module).validate(number)
        except InvalidIdentifier as error:
            return error.reason
    elif form.pattern is not None and not has_shape(form.pattern, number):
        return "format"
    return None


def has_shape(pattern: re.Pattern[str], number: str) -> bool:
    """Whether a number, however it is written, has the shape of a pattern of `formats.toml`."""
    return pattern.fullmatch(bare("".join(map(_capital, number)), pattern)) is not None


def _capital(letter: str) -> str:
    """The letter in upper case where that is one letter with this lower case: not ß, and not the ı that becomes an I."""
    upper = letter.upper()
    return upper if upper.lower() == letter else letter
