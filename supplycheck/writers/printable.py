"""Text for a terminal: what came from a file must not move the cursor, change colours or turn the reading direction."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

T = TypeVar("T")

_NOT_SHOWN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_BREAKS = re.compile(r"\s*[\r\n]+\s*")


def printable(text: str) -> str:
    """The text with a sign in place of each control character."""
    return _NOT_SHOWN.sub("\ufffd", text)


def in_one_line(text: str) -> str:
    """The same without line breaks, so that no value looks like a line of ours."""
    if text.isprintable():  # nearly always, and thirty times faster than to look for what is not
        return text
    return printable(_BREAKS.sub(" ", text))


def safe(value: T, longest: int | None = None) -> T:
    """A copy of some data in which every text is fit for a terminal, each in one line, and none longer than that."""
    found: Any = value
    if isinstance(found, str):
        found = in_one_line(found)
        if longest is not None and len(found) > longest:
            found = f"{found[:longest]}…"
    elif isinstance(found, list):
        found = [safe(v, longest) for v in found]
    elif isinstance(found, dict):
        found = {k: safe(v, longest) for k, v in found.items()}
    elif is_dataclass(found) and not isinstance(found, type):
        found = replace(found, **{f.name: safe(getattr(found, f.name), longest) for f in fields(found)})
    return found  # type: ignore[no-any-return]
