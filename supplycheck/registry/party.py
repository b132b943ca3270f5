"""Finding a firm in a snapshot: by credit code, by a name equal in every part, at last by names that come close.

Names nominate, they do not decide: what is only close is "possible", with the parts that differ. The Chinese name is
the registered one; an equal English name beside another Chinese name proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from supplycheck.registry import normal
from supplycheck.registry.answers import Match, MatchKind
from supplycheck.registry.snapshot import Row, Snapshot

if TYPE_CHECKING:
    from supplycheck.names.company import Comparison, Difference


@dataclass(slots=True, frozen=True)
class Query:
    """A firm that is asked for: names as they were given, the credit code in its bare form; "" where not known."""

    name: str = ""
    name_en: str = ""
    uscc: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The names that are there, each once."""
        return tuple(dict.fromkeys(name for name in (self.name, self.name_en) if name))


@dataclass(slots=True, frozen=True)
class Hit:
    """A row that is, or may be, the firm's."""

    row: Row
    match: MatchKind
    score: float
    differences: tuple[Difference, ...]


def query(name: str | None, name_en: str | None, uscc: str | None) -> Query:
    """A query from whatever a declaration says."""
    from supplycheck.names import company

    names = [normal.storable(text or "").strip() for text in (name, name_en)]
    # A name of which nothing is left after normalising names nobody.
    names = [text if text and company.normalise(text) else "" for text in names]
    return Query(names[0], names[1], normal.credit_code(uscc or ""))


def hits(snapshot: Snapshot, asked: Query) -> tuple[Hit, ...]:
    """The rows of the firm: those that surely are (by code, then by name), or if there are none, those that may be."""
    sure = {row.number: Hit(row, "uscc", 100.0, _name_differences(asked, row)) for row in _with_code(snapshot, asked)}
    maybe: dict[int, Hit] = {}
    for row in _with_name(snapshot, asked):
        if row.number in sure:
            continue
        code = _code_difference(asked, row)
        other = _other_han_name(asked, row)
        if other is not None:
            maybe[row.number] = Hit(row, "possible", other.score, (*code, *other.differences))
        elif code and normal.looks_like_credit_code(asked.uscc) and normal.looks_like_credit_code(row.uscc):
            maybe[row.number] = Hit(row, "possible", 100.0, code)
        else:
            # A code that cannot be one, cut off or spoilt by a spreadsheet, says nothing against an equal name.
            sure[row.number] = Hit(row, "name", 100.0, code)
    if sure:
        return tuple(sorted(sure.values(), key=lambda hit: (hit.match != "uscc", hit.row.number)))
    for hit in _close(snapshot, asked):
        maybe.setdefault(hit.row.number, hit)
    return tuple(sorted(maybe.values(), key=lambda hit: (-hit.score, hit.row.number)))


def strangers(snapshot: Snapshot, asked: Query, limit: int) -> tuple[Row, ...]:
    """Rows with a close name whose credit code shows that they are another firm's, for people to see."""
    rows: dict[int, Row] = {}
    for name in asked.names:
        for _, row, _ in _compared(snapshot, name):
            if _other_code(asked, row):
                rows.setdefault(row.number, row)
        if len(rows) >= limit:
            break
    return tuple(rows.values())[:limit]


def comparable(snapshot: Snapshot, asked: Query) -> bool:
    """Whether the firm would have been found if it were listed: every row has what the query can be compared with."""
    if any(map(normal.has_han, asked.names)) and snapshot.all_han:
        return True
    if any(not normal.has_han(name) for name in asked.names) and snapshot.all_latin:
        return True
    return snapshot.all_codes and normal.is_credit_code(asked.uscc)


def matches(snapshot: Snapshot, name: str, limit: int, wanted: Callable[[Row], bool]) -> list[Match]:
    """The spellings in a snapshot that are the name or close to it, best first, each with one of its rows."""
    found: list[Match] = []
    seen: set[str] = set()
    for comparison, row, spelling in _compared(snapshot, normal.storable(name)):
        if spelling not in seen and wanted(row) and comparison.verdict is not None:
            seen.add(spelling)
            found.append(
                Match(row.record, spelling, comparison.verdict, comparison.score, tuple(comparison.differences))
            )
    found.sort(key=lambda match: (match.verdict != "same", -match.score, match.name))
    return found[: max(limit, 0)]


def _with_code(snapshot: Snapshot, asked: Query) -> tuple[Row, ...]:
    return snapshot.by_uscc(asked.uscc) if asked.uscc else ()


def _with_name(snapshot: Snapshot, asked: Query) -> Iterable[Row]:
    from supplycheck.names import company

    rows = {row.number: row for name in asked.names for row in snapshot.by_name_key(company.key(name))}
    return rows.values()


def _close(snapshot: Snapshot, asked: Query) -> Iterable[Hit]:
    """Rows with a close name, unless credit code or Chinese name shows another firm."""
    best: dict[int, Hit] = {}
    for name in asked.names:
        for comparison, row, _ in _compared(snapshot, name):
            if _other_code(asked, row):
                continue
            other = None if normal.has_han(name) else _other_han_name(asked, row)
            if other is not None and other.verdict is None:
                continue
            parts = comparison.differences if other is None else other.differences
            hit = Hit(row, "possible", comparison.score, (*_code_difference(asked, row), *parts))
            if row.number not in best or best[row.number].score < hit.score:
                best[row.number] = hit
    return best.values()


def _compared(snapshot: Snapshot, name: str) -> Iterable[tuple[Comparison, Row, str]]:
    """Rows that have a name equal to the given one or close to it, with that spelling and how it compares."""
    from supplycheck.names import company

    key = company.key(name)
    for row in snapshot.by_name_key(key):
        for spelling in (row.name, row.name_en):
            if spelling and company.key(spelling) == key:
                yield company.compare(name, spelling), row, spelling
    for identity, spelling in snapshot.alike(name):
        if company.key(spelling) == key:
            continue
        comparison = company.compare(name, spelling)
        if comparison.verdict is not None:
            for row in snapshot.of_name(identity):
                yield comparison, row, spelling


def _other_code(asked: Query, row: Row) -> bool:
    """Whether both have a credit code that is right in itself, and not the same one: then they are two firms."""
    return (
        bool(asked.uscc and row.uscc)
        and asked.uscc != row.uscc
        and normal.is_credit_code(asked.uscc)
        and normal.is_credit_code(row.uscc)
    )


def _other_han_name(asked: Query, row: Row) -> Comparison | None:
    """How the Chinese names compare, where both have one and they are not the same."""
    from supplycheck.names import company

    left = next(filter(normal.has_han, asked.names), "")
    right = next(filter(normal.has_han, (row.name, row.name_en)), "")
    if not left or not right or company.key(left) == company.key(right):
        return None
    comparison = company.compare(left, right)
    return None if comparison.verdict == "same" else comparison


def _name_differences(asked: Query, row: Row) -> tuple[Difference, ...]:
    """What differs in the names of a row with the right code: in Chinese if both have a Chinese name, else in Latin."""
    from supplycheck.names import company

    for han in (True, False):
        left = next((name for name in asked.names if normal.has_han(name) is han), "")
        right = next((name for name in (row.name, row.name_en) if name and normal.has_han(name) is han), "")
        if left and right:
            comparison = company.compare(left, right)
            return () if comparison.verdict == "same" else tuple(comparison.differences) or (_whole(left, right),)
    return ()


def _whole(left: str, right: str) -> Difference:
    from supplycheck.names.company import Difference

    return Difference("name", left, right)


def _code_difference(asked: Query, row: Row) -> tuple[Difference, ...]:
    """The credit codes, where both have one and they are not the same."""
    from supplycheck.names.company import Difference

    return (Difference("uscc", asked.uscc, row.uscc),) if asked.uscc and row.uscc and asked.uscc != row.uscc else ()
