"""The forms of the numbers that papers carry, and how well each is known: an unconfirmed form fails nothing."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import NamedTuple

from supplycheck.errors import InvalidIdentifier
from supplycheck.facts.law import load_toml
from supplycheck.facts.standards import find
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
        plain = _undotted(number)
        return "format" if plain == number or not has_shape(form.pattern, plain) else None
    return None


def _undotted(number: str) -> str:
    """The number without dots that only group its digits: 80.954.880.133."""
    return re.sub(r"(?<=[0-9])\.(?=[0-9])", "", number)


_SIGNS = " ,;:.()[]（）【】，；：。"
_LONGEST = 8
_NAMED = re.compile(
    r"(?:\bno\.?|nº|n°|№|#|\bnumber|\bnr\.?|\bnúmero|\bnumero|\bnomor|\bsố|编号|证号|番号|번호|号|號)\s*[:：]?\s*([a-z0-9][a-z0-9/.\-]{3,40})",
    re.IGNORECASE,
)


def number_in(text: str, format_id: str | None) -> str | None:
    """The number of a form that stands in a text, as it is written there; without a form, what is said to be a number.

    A short number in digits alone may be a day or a house, and EN 14683 is a standard: they are none.
    """
    form = formats()[format_id] if format_id else None
    if form is None or (form.pattern is None and form.module is None):
        found = next((m[1] for m in _NAMED.finditer(text) if sum(c.isdigit() for c in m[1]) > 2), None)
        return found.rstrip(_SIGNS) if found else None
    words = text.split()
    for length in range(1, min(_LONGEST, len(words)) + 1):
        for at in range(len(words) - length + 1):
            said = " ".join(words[at : at + length]).strip(_SIGNS)
            if _is_telling(said) and not _is_standard(said) and wrong(form.id, said) is None:
                return said
    return None


def _is_standard(said: str) -> bool:
    return any(designation.standard is not None for designation in find(said))


def _is_telling(said: str) -> bool:
    digits = sum(c.isdigit() for c in said)
    return digits > 6 or (digits > 0 and any(c.isalpha() for c in said))


def has_shape(pattern: re.Pattern[str], number: str) -> bool:
    """Whether a number, however it is written, has the shape of a pattern of `formats.toml`."""
    return pattern.fullmatch(bare("".join(map(_capital, number)), pattern)) is not None


def _capital(letter: str) -> str:
    """The letter in upper case where that is one letter with this lower case: not ß, and not the ı that becomes an I."""
    upper = letter.upper()
    return upper if upper.lower() == letter else letter
