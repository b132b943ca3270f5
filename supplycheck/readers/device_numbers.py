"""Device numbers (registration and filing of the Chinese drug regulators) in the places that declarations put them.

A customs message has no field of its own for them, so they are looked for in free text too.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from supplycheck.declaration import Line
from supplycheck.readers.notes import Log

_MOST = 10_000
"""How many characters of one field are searched; the longest field of a message has 2,000."""


def may_hold_device_number(text: str) -> bool:
    """A quick look: numbers of every era and kind have this character."""
    return "械" in text


@lru_cache(maxsize=8192)
def device_numbers(text: str) -> tuple[str, ...]:
    """The registration numbers in the text, then the filing numbers, in their compact form."""
    if not may_hold_device_number(text):
        return ()
    from supplycheck.identifiers import nmpa_filing, nmpa_registration

    part = text[:_MOST]
    return tuple(dict.fromkeys([*nmpa_registration.find(part), *nmpa_filing.find(part)]))


def looks_like_device_number(text: str) -> bool:
    """Whether a field of its own holds what was meant as a device number, well-formed or not."""
    return "械" in text and any(char.isdecimal() for char in text)


def assign(line: Line, places: Iterable[tuple[str, str | None, str]], log: Log) -> None:
    """Give the line the first device number found; `places` are (field, text, where), in order of trust.

    Leaves a line alone that has a number already.
    """
    if line.certificate_number is not None:
        return
    for field, text, where in places:
        if text and (numbers := device_numbers(text)):
            if len(numbers) > 1:
                log.add("several-numbers", where, field=field, seen=", ".join(numbers))
            line.certificate_number = numbers[0]
            line.certificate_at = field
            line.at["certificate_number"] = where
            return
