"""What fetching a list, or asking a source for one entry, comes to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from supplycheck.registry.formats.rows import Row

Reason = Literal[
    "offline",
    "timeout",
    "connection",
    "tls",
    "rate-limited",
    "server-error",
    "client-error",
    "redirect-refused",
    "too-large",
    "truncated",
    "garbage",
    "key-refused",
    "empty",
    "unfiltered",
]
"""Why a source gave nothing that can be used.

* offline: fetching is switched off; nothing was sent.
* timeout, connection, tls: no answer in time, no connection, no proof that it is the publisher's machine.
* rate-limited: it asks to be left alone; server-error: 5xx; client-error: any other refusal (4xx).
* redirect-refused: it leads to a machine that the definition does not name, or away from TLS.
* too-large: more bytes than the definition allows, as sent or unpacked.
* truncated: less came than was announced. garbage: an answer that is not what the interface gives.
* key-refused: it does not take the user's key.
* empty: nothing at all where there must be a list.
* unfiltered: rows that were not asked for: the interface did not heed the filter.
"""

Progress: TypeAlias = Callable[[int, int | None], None]
"""Called with how many rows (of interfaces) or bytes (of files) have come, and how many there are where that is known."""


class Fetched(NamedTuple):
    """A list in an interchange file that `registry.formats.parse` reads.

    Attributes:
        path: the file.
        as_of: the day it stands for: the publisher's own, else the day of fetching.
        whole: whether it holds all that the definition means by the list.
        address: where it comes from, without secrets.
        etag, last_modified: what the publisher says of this version, for asking later whether it has changed; or "".
    """

    path: Path
    as_of: date
    whole: bool
    address: str
    etag: str = ""
    last_modified: str = ""


class Unchanged(NamedTuple):
    """The list is as it was when it was last taken, on `as_of` (None where that was not noted)."""

    address: str
    as_of: date | None


class Listed(NamedTuple):
    """Entries that were asked for, each compared with what was asked.

    Attributes:
        rows: under our field names.
        address: what was asked, without secrets.
        as_of: the day the entries stand for.
        whole: whether these are all there are.
    """

    rows: tuple[Row, ...]
    address: str
    as_of: date
    whole: bool = True


class NotListed(NamedTuple):
    """The source says that it has no such entry."""

    address: str
    as_of: date


class Unanswered(NamedTuple):
    """Neither listed nor shown to be absent.

    Attributes:
        reason: the code.
        address: what was asked, without secrets.
        en: the reason as a sentence.
        since: the first day of this failing without a success in between, where that is known.
        wait: how many seconds the source wants to be left alone, where it says so.
    """

    reason: Reason
    address: str
    en: str
    since: date | None = None
    wait: float | None = None


class Unfiltered(NamedTuple):
    """The source answered with entries that were not asked for, so that its answer shows nothing; `other` names one."""

    address: str
    other: str


LookUp: TypeAlias = Listed | NotListed | Unfiltered
"""What a source says to one look-up; that it says nothing is SourceUnavailable."""
