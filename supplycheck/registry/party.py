"""Finding a firm in a snapshot: by credit code, by a name equal in every part, at last by names that come close.

Names nominate, they do not decide: what is only close is "possible", with the parts that differ. The Chinese name is
the registered one; an equal English name beside another Chinese name proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from supplycheck.names import company
from supplycheck.registry import normal
from supplycheck.registry.answers import Difference, Match, MatchKind
from supplycheck.registry.snapshot import MOST_HITS, Row, Snapshot

if TYPE_CHECKING:
    from supplycheck.names.company import Comparison
    from supplycheck.registry.decisions import Decision, Decisions


class Query(NamedTuple):
    """A firm that is asked for: names as they were given, the credit code in its bare form; "" where not known."""

    name: str = ""
    name_en: str = ""
    uscc: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The names that are there, each once."""
        if not self.name_en or self.name_en == self.name:
            return (self.name,) if self.name else ()
        return (self.name, self.name_en) if self.name else (self.name_en,)


class Hit(NamedTuple):
    """A row that is, or may be, the firm's."""

    row: Row
    match: MatchKind
    score: float
    differences: tuple[Difference, ...]
    decided: Decision | None = None


@lru_cache(maxsize=MOST_HITS)
def query(name: str | None, name_en: str | None, uscc: str | None) -> Query:
    """A query from whatever a declaration says."""
    names = [normal.storable(text or "").strip() for text in (name, name_en)]
    # A name of which nothing is left after normalising names nobody.
    names = [text if text and (normal.has_han(text[:2]) or company.normalise(text)) else "" for text in names]
    return Query(names[0], names[1], normal.credit_code(uscc or ""))


def hits(snapshot: Snapshot, asked: Query) -> tuple[Hit, ...]:
    """The rows of the firm: those that surely are (by code, then by name), or if there are none, those that may be."""
    found = snapshot.hits.get(asked)
    if found is None:
        if len(snapshot.hits) >= MOST_HITS:
            snapshot.hits.clear()
        snapshot.hits[asked] = found = _hits(snapshot, asked)
    return found


def _hits(snapshot: Snapshot, asked: Query) -> tuple[Hit, ...]:
    sure = {row.number: Hit(row, "uscc", 100.0, _name_differences(asked, row)) for row in _with_code(snapshot, asked)}
    maybe: dict[int, Hit] = {}
    for row in _with_name(snapshot, asked):
        if row.number in sure:
            continue
        code = _code_difference(asked, row)
        other = _other_han_name(asked, row)
        if other is not None:
            maybe[row.number] = Hit(row, "possible", other.score, (*code, *_parts(other)))
        elif code and normal.looks_like_credit_code(asked.uscc) and normal.looks_like_credit_code(row.uscc):
            maybe[row.number] = Hit(row, "possible", 100.0, code)
        else:
            # A code that cannot be one, cut off or spoilt by a spreadsheet, says nothing against an equal name.
            sure[row.number] = Hit(row, "name", 100.0, code)
    if sure:
        return tuple(sorted(sure.values(), key=lambda hit: (hit.match != "uscc", hit.row.number)))
    if code_decides(snapshot, asked):
        # A row with a close name would have a code of its own that shows another firm: names have nothing to add.
        return tuple(sorted(maybe.values(), key=lambda hit: (-hit.score, hit.row.number)))
    for hit in _close(snapshot, asked):
        maybe.setdefault(hit.row.number, hit)
    return tuple(sorted(maybe.values(), key=lambda hit: (-hit.score, hit.row.number)))


def settled(
    found: Iterable[Hit], asked: Query, decisions: Decisions, registry: str
) -> tuple[list[Hit], list[Decision]]:
    """The rows that are left when reviewers' decisions count, and the decisions by which rows went.

    A name settles nothing where two credit codes differ.
    """
    kept: list[Hit] = []
    gone: list[Decision] = []
    for hit in found:
        decided = None
        if hit.match == "possible" and all(difference.part != "uscc" for difference in hit.differences):
            decided = decisions.on(registry, asked.names, hit.row.record)
        if decided is None:
            kept.append(hit)
        elif decided.ruling == "same":
            kept.append(hit._replace(match="name", decided=decided))
        else:
            gone.append(decided)
    sure = [hit for hit in kept if hit.match != "possible"]
    return sure or kept, gone


def code_decides(snapshot: Snapshot, asked: Query) -> bool:
    """Whether the credit code alone tells if the firm is listed: the query has a right one, and so has every row."""
    return snapshot.all_codes and normal.is_credit_code(asked.uscc)


def surely_absent(snapshot: Snapshot, asked: Query) -> bool:
    """Whether what is held in memory shows at once that the firm is not in the snapshot."""
    if asked in snapshot.absent:
        return True
    present = snapshot.present
    if present is None or not code_decides(snapshot, asked):
        return False
    if asked.uscc in present.codes or any(company.key(name) in present.keys for name in asked.names):
        return False
    if len(snapshot.absent) >= MOST_HITS:
        snapshot.absent.clear()
    snapshot.absent.add(asked)
    return True


def comparable(snapshot: Snapshot, asked: Query) -> bool:
    """Whether the firm would have been found if it were listed: every row has what the query can be compared with."""
    if any(map(normal.has_han, asked.names)) and snapshot.all_han:
        return True
    if any(not normal.has_han(name) for name in asked.names) and snapshot.all_latin:
        return True
    return code_decides(snapshot, asked)


def matches(snapshot: Snapshot, name: str, limit: int, wanted: Callable[[Row], bool]) -> list[Match]:
    """The spellings in a snapshot that are the name or close to it, best first, each with one of its rows."""
    found: list[Match] = []
    seen: set[str] = set()
    for comparison, row, spelling in _compared(snapshot, normal.storable(name)):
        if spelling not in seen and wanted(row) and comparison.verdict is not None:
            seen.add(spelling)
            found.append(Match(row.record, spelling, comparison.verdict, comparison.score, _parts(comparison)))
    found.sort(key=lambda match: (match.verdict != "same", -match.score, match.name))
    return found[: max(limit, 0)]


def _with_code(snapshot: Snapshot, asked: Query) -> tuple[Row, ...]:
    return snapshot.by_uscc(asked.uscc) if asked.uscc else ()


def _with_name(snapshot: Snapshot, asked: Query) -> Iterable[Row]:
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
            parts = _parts(comparison if other is None else other)
            hit = Hit(row, "possible", comparison.score, (*_code_difference(asked, row), *parts))
            if row.number not in best or best[row.number].score < hit.score:
                best[row.number] = hit
    return best.values()


def _compared(snapshot: Snapshot, name: str) -> Iterable[tuple[Comparison, Row, str]]:
    """Rows that have a name equal to the given one or close to it, with that spelling and how it compares."""
    key = company.key(name)
    han = normal.has_han(name)
    for row in snapshot.by_name_key(key):
        for spelling in (row.name, row.name_en):
            if spelling and company.key(spelling) == key:
                yield company.compare(name, spelling), row, spelling
    for comparison, identity, spelling in snapshot.close_names(name):
        across = normal.has_han(spelling) is not han
        for row in snapshot.of_name(identity):
            # A row with a name in the script of the one asked for is judged by that name.
            if not (across and any(text and normal.has_han(text) is han for text in (row.name, row.name_en))):
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
    left = next(filter(normal.has_han, asked.names), "")
    right = next(filter(normal.has_han, (row.name, row.name_en)), "")
    if not left or not right or company.key(left) == company.key(right):
        return None
    comparison = company.compare(left, right)
    return None if comparison.verdict == "same" else comparison


def _name_differences(asked: Query, row: Row) -> tuple[Difference, ...]:
    """What differs in the names of a row with the right code: in Chinese if both have a Chinese name, else in Latin."""
    for han in (True, False):
        left = next((name for name in asked.names if normal.has_han(name) is han), "")
        right = next((name for name in (row.name, row.name_en) if name and normal.has_han(name) is han), "")
        if left and right:
            comparison = company.compare(left, right)
            return () if comparison.verdict == "same" else _parts(comparison) or (Difference("name", left, right),)
    return ()


def _parts(comparison: Comparison) -> tuple[Difference, ...]:
    """The parts in which two names differ."""
    return tuple(Difference(part.part, part.left, part.right) for part in comparison.differences)


def _code_difference(asked: Query, row: Row) -> tuple[Difference, ...]:
    """The credit codes, where both have one and they are not the same."""
    return (Difference("uscc", asked.uscc, row.uscc),) if asked.uscc and row.uscc and asked.uscc != row.uscc else ()
