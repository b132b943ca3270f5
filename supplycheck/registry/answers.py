"""What a registry answers: a record, its absence, or that it cannot be asked; always with the snapshot looked at."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from supplycheck.registry.decisions import Decision, Ruling

MatchKind = Literal["key", "uscc", "name", "possible"]
"""How a record was found: by its number, by credit code, by a name equal in every part, or by a name that is close."""

Standing = Literal["in-force", "ended", "unknown"]
Role = Literal["maker", "importer"]
Confidence = Literal["verified", "partial", "general"]

UnavailableReason = Literal[
    "missing", "stale", "partial", "unreadable", "ended", "nothing-asked", "not-comparable", "no-identifier"
]
"""Why a registry has no answer.

* missing: no snapshot was taken by that day; stale: the newest is older than the registry's definition allows;
  partial: it does not hold the whole list; unreadable: its file is broken. Each only where the record was not found.
* ended: the list was no longer in use on that day.
* nothing-asked: the number or name asked for is empty.
* not-comparable: the list has no names of the script (or codes of the kind) that was asked for.
* no-identifier: the rows of this list carry no number; ask for the party.
"""


class Record(NamedTuple):
    """One row of a registry.

    Attributes:
        id: its number as published; for lists without numbers the firm's credit code, else its name.
        name: the firm's name as published.
        valid_from, valid_to: first and last day, where the list has such columns and they can be read.
        fields: the texts of the row under our field names (number, holder, uscc, product, model, class, issued_on,
            expires_on, category, standards, lot, reason, name_en, …); empty ones are left out.
    """

    id: str
    name: str
    valid_from: date | None
    valid_to: date | None
    fields: dict[str, str]


class Evidence(NamedTuple):
    """What was looked at.

    Attributes:
        registry: its name, such as "nmpa".
        as_of: the day of the snapshot; None where there is none (a list not yet published is empty by law).
        record: the id of the record found.
        sha256: of the snapshot's source file.
        decided: what reviewers decided of records that may be the firm's, where that made the answer.
    """

    registry: str
    as_of: date | None
    record: str | None
    sha256: str | None
    decided: tuple[Decision, ...] = ()


class Difference(NamedTuple):
    """What differs between the firm asked for (left) and a record (right).

    `part` is "uscc" for the credit codes, a part of the name ("place", "brand", "business", "form", "branch", …), or
    "name" where the names have nothing to do with each other.
    """

    part: str
    left: str
    right: str


class Found(NamedTuple):
    """A record.

    `differences` is empty where code and name agree as far as both are known. `whole` is whether the list was complete
    and fresh: only then are the rows that were found all there are. A bar that is over, found in a stale list, does not
    show that there is no newer one. `others` are the further rows with the same number (a device of several makers).
    `standing` is what the row's status says, `role` what its firm is to the goods, `confidence` how sure the list's
    definition is. `ruling` is what a reviewer decided of the firm asked about and the record's, where names leave it open.
    """

    record: Record
    evidence: Evidence
    match: MatchKind
    differences: tuple[Difference, ...] = ()
    whole: bool = True
    others: tuple[Record, ...] = ()
    standing: Standing = "unknown"
    role: Role = "maker"
    confidence: Confidence = "verified"
    ruling: Ruling | None = None


class NotFound(NamedTuple):
    """The list was complete and fresh, or empty by law, and the record is not in it.

    `near`: records that come close without being an answer: numbers one character off, rows of the firm that the
    filter left out.
    """

    evidence: Evidence
    near: tuple[Record, ...] = ()
    confidence: Confidence = "verified"


class Unavailable(NamedTuple):
    """Neither found nor shown to be absent; `zh` and `en` say why."""

    reason: UnavailableReason
    evidence: Evidence
    zh: str
    en: str


Answer: TypeAlias = Found | NotFound | Unavailable


class Match(NamedTuple):
    """A record whose firm has the asked name (verdict "same") or one close to it ("possible").

    `name` is the record's spelling that matched, `score` serves for order only. `decided` is the reviewer's decision that
    made a "possible" one "same".
    """

    record: Record
    name: str
    verdict: Literal["same", "possible"]
    score: float
    differences: tuple[Difference, ...]
    decided: Decision | None = None
