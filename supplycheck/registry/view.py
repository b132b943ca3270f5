"""A registry as a declaration of one day may ask it.

The newest snapshot taken by that day is asked. Present is evidence in any snapshot; absent only in one that is
complete and fresh, or on a day before the list existed. Where the newest snapshot is broken or holds only part of the
list, older ones are looked through too, back to the first complete one, but only for presence. Where the day's
snapshots do not settle it, one taken later may show that a row existed by then, if rows carry their own first day.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, TypeAlias

from supplycheck.errors import RegistryUnavailable, UsageError
from supplycheck.registry import normal, party
from supplycheck.registry.answers import (
    Answer,
    Evidence,
    Found,
    Match,
    NotFound,
    Record,
    Standing,
    Unavailable,
    UnavailableReason,
)
from supplycheck.registry.decisions import Decision, Decisions
from supplycheck.registry.definition import Definition
from supplycheck.remembered import FIRMS
from supplycheck.report import SnapshotRef

if TYPE_CHECKING:
    from supplycheck.registry.party import Hit, Query
    from supplycheck.registry.snapshot import Row, Snapshot

State = Literal["fresh", "stale", "missing", "unreadable", "not-yet", "ended"]
Open: TypeAlias = Callable[[], "Snapshot | None"]
Where: TypeAlias = Mapping[str, "str | Collection[str]"]
_Filter: TypeAlias = tuple[tuple[str, frozenset[str]], ...]

NEAR = 3
_OTHERS = 200
_MATCHES = 50  # close names that are looked at before reviewers' decisions take some away

_WHY: dict[str, tuple[str, str]] = {
    "missing": ("没有{day}或之前的{title}快照", "there is no snapshot of {name} taken by {day}"),
    "stale": (
        "{title}快照（{as_of}）距{day}已有{age}天，超过{limit}天",
        "the snapshot of {name} of {as_of} is {age} days old on {day}; {limit} are allowed",
    ),
    "partial": ("{title}快照（{as_of}）不是完整清单", "the snapshot of {name} of {as_of} does not hold the whole list"),
    "unreadable": ("{title}快照（{as_of}）无法读取", "the snapshot of {name} of {as_of} cannot be read"),
    "ended": ("{title}在{day}已停止使用", "{name} was no longer in use on {day}"),
    "nothing-asked": ("没有可供查询的编号或名称", "there is no number or name to look up"),
    "not-comparable": (
        "{title}快照（{as_of}）缺少可与所给名称或代码比对的信息",
        "the snapshot of {name} of {as_of} lacks what the given name or code could be compared with",
    ),
    "no-identifier": ("{title}没有编号，只能按企业查询", "{name} has no numbers; ask it for a firm"),
}


class View:
    """One registry on one day; `Registries.on` makes it.

    Attributes:
        registry: the registry's name.
        definition: what it is.
        day: the day it is asked for.
        as_of, age_days, sha256, rows, complete: of the newest snapshot taken by that day. Without one: None, None,
            None, 0, False; of one that cannot be read only the first two are known. `ref`: the same as reports give it.
        state: "fresh" and "stale" by age; "missing" without such a snapshot, or where there is only an old extract that
            came with the package: its rows are evidence, but the list was never fetched; "unreadable" if it is broken;
            "not-yet" before the list was first published, when it is empty by law; "ended" after it was last used.
        detail: why the newest snapshot cannot be read, or what of it is damaged; else "".
    """

    def __init__(
        self,
        definition: Definition,
        day: date,
        before: Sequence[tuple[date, Open]],
        after: Sequence[tuple[date, Open]],
        detail: str = "",
        extract: bool = False,
        decisions: Decisions | None = None,
        known: Known | None = None,
    ) -> None:
        """`before`: snapshots taken by the day, newest first; `after`: later ones, oldest first; opened when needed.

        `extract`: whether they are what comes with the package. `decisions`: what reviewers decided of close names.
        `known`: where answers are remembered.
        """
        self.registry = definition.name
        self.definition = definition
        self.day = day
        self.detail = detail
        self._broken = False
        self._extract = extract
        self._decisions = decisions if decisions is not None else Decisions()
        self._before = before
        self._after = after
        self._newest: Snapshot | None = None
        newest = self._opened_newest() if before else None
        self.as_of: date | None = before[0][0] if before else None
        self.age_days: int | None = (day - self.as_of).days if self.as_of is not None else None
        self.sha256: str | None = newest.sha256 if newest is not None else None
        self.rows: int = newest.rows if newest is not None else 0
        self.complete: bool = newest is not None and newest.complete
        self.ref: SnapshotRef | None = None
        if newest is not None and self.as_of is not None:
            self.ref = SnapshotRef(self.registry, self.as_of, newest.sha256, self.rows, self.complete)
        self.state: State = self._state(newest)
        self._nothing_found = Evidence(self.registry, self.as_of, None, self.sha256)
        self._absent = NotFound(self._nothing_found)
        self._known = known if known is not None else Known()

    def _opened_newest(self) -> Snapshot | None:
        """The newest snapshot taken by the day, where it can be read; opened anew if it was closed."""
        if self._newest is None or self._newest.closed:
            self._newest = self._before[0][1]()
        return self._newest

    def lookup(self, key: str) -> Record | None:
        """The record with a number, or None. Whether None means "absent" only `find` tells.

        Lists without numbers are asked for a credit code or a name equal in every part.
        """
        if self.definition.identifier is None:
            party = self._query(key, None, key)
            hit = next((hit for hit in self._hits(party)[0] if hit.match != "possible"), None)
            return hit.row.record if hit is not None else None
        row = self._best(self._keyed(normal.number(self.definition.normaliser, key))[0])
        return row.record if row is not None else None

    def find(self, key: str) -> Answer:
        """The record with a number; of several the one in force that day, else the latest."""
        return self._known.find(self, key)

    def find_all(self, key: str) -> list[Record]:
        """All records with a number, as the list has them."""
        return [row.record for row in self._keyed(normal.number(self.definition.normaliser, key))[0]]

    def records(self, identity: str) -> list[Record]:
        """The records with an id, whatever it is made of: number, credit code or name."""
        found = self.find_all(identity) if self.definition.identifier is not None else []
        rows = found or [hit.row.record for hit in self._hits(self._query(identity, None, identity))[0]]
        return [record for record in rows if record.id == identity]

    def party(self, name: str | None, name_en: str | None, uscc: str | None) -> tuple[Answer, tuple[Found, ...]]:
        """What `find_party` and `find_all_party` say of a firm, in one question."""
        return self._known.party(self, name, name_en, uscc, ())

    def find_party(
        self, name: str | None = None, name_en: str | None = None, uscc: str | None = None, where: Where | None = None
    ) -> Answer:
        """A row of a firm: by credit code, by a name equal in every part, else by the closest name ("possible").

        `where` keeps rows whose field has one of the given values, alone or among several ("医用口罩；呼吸机"). Rows
        of the firm that it leaves out are `near` a NotFound. Raises UsageError where the list has no such field.
        """
        return self._known.party(self, name, name_en, uscc, self._filter(where))[0]

    def find_all_party(
        self, name: str | None = None, name_en: str | None = None, uscc: str | None = None, where: Where | None = None
    ) -> list[Found]:
        """All rows of a firm; if none surely is the firm's, all that may be. Empty where `find_party` has no Found."""
        return list(self._known.party(self, name, name_en, uscc, self._filter(where))[1])

    def match(self, name: str, limit: int = 5) -> list[Match]:
        """Firms with that name or one close to it, best first, each spelling once; never one with a different name."""
        for snapshot, wanted in self._readable():
            try:
                found = party.matches(snapshot, name, max(limit, _MATCHES) if self._decisions else limit, wanted)
            except RegistryUnavailable:
                continue
            return self._ruled(name, found)[: max(limit, 0)]
        return []

    def _ruled(self, name: str, found: list[Match]) -> list[Match]:
        """Matches as reviewers' decisions leave them: what is the same first, without what is not."""
        ruled = []
        for match in found:
            decided = self._decisions.on(self.registry, (name,), match.record) if match.verdict == "possible" else None
            if decided is None:
                ruled.append(match)
            elif decided.ruling == "same":
                ruled.append(match._replace(verdict="same", decided=decided))
        return sorted(ruled, key=lambda match: match.verdict != "same")

    def ruled(self, found: Found, *names: str | None) -> Found:
        """A record that was found by its number, with what reviewers decided of its firm and one of these names."""
        decided = self._decisions.on(self.registry, [name for name in names if name], found.record)
        if decided is None:
            return found
        return found._replace(ruling=decided.ruling, evidence=found.evidence._replace(decided=(decided,)))

    def near(self, key: str, limit: int = 3) -> list[Record]:
        """Records whose number is one slip away: a character changed, missing, too much, or two swapped."""
        number = normal.number(self.definition.normaliser, key)
        for snapshot, wanted in self._readable():
            try:
                keys = snapshot.near_keys(number)
                # A changed character is likelier than a lost or doubled one.
                keys = tuple(sorted(keys, key=lambda other: (len(other) != len(number), other)))[: max(limit, 0)]
                rows = [self._best([row for row in snapshot.by_key(other) if wanted(row)]) for other in keys]
            except RegistryUnavailable:
                continue
            return [row.record for row in rows if row is not None]
        return []

    def _state(self, newest: Snapshot | None) -> State:
        if self.definition.first_published is not None and self.day < self.definition.first_published.day:
            return "not-yet"
        if self.definition.ended is not None and self.day > self.definition.ended.day:
            return "ended"
        if self.age_days is None:
            return "missing"
        if newest is None:
            return "unreadable"
        if self.age_days <= self.definition.max_age_days:
            return "fresh"
        return "missing" if self._extract else "stale"

    def _find(self, key: str) -> Answer:
        if self.definition.identifier is None:
            return self._unavailable("no-identifier")
        number = normal.number(self.definition.normaliser, key)
        if not number:
            return self._unavailable("nothing-asked")
        if (answer := self._by_law()) is not None:
            return answer
        rows, snapshot = self._keyed(number)
        best = self._best(rows)
        if best is not None and snapshot is not None:
            return Found(
                best.record,
                self._evidence(snapshot, best.record),
                "key",
                whole=self._inconclusive() is None,
                others=tuple(row.record for row in rows[:_OTHERS] if row is not best),
                standing=self._standing(best.record),
                role=self.definition.role,
                confidence=self.definition.confidence,
            )
        if (reason := self._inconclusive()) is not None:
            return self._unavailable(reason)
        return NotFound(self._evidence(), tuple(self.near(key, NEAR)), self.definition.confidence)

    def _standing(self, record: Record) -> Standing:
        """What the row's status says; a word that the definition does not know says nothing."""
        status = self.definition.status
        if status is None:
            return "unknown"
        said = normal.plain(normal.storable(record.fields.get(status.field, "")))
        if said in {normal.plain(word) for word in status.in_force}:
            return "in-force"
        return "ended" if said in {normal.plain(word) for word in status.ended} else "unknown"

    def _keyed(self, number: str) -> tuple[list[Row], Snapshot | None]:
        """The rows with a number in its normal spelling, and the snapshot that has them."""
        if not number:
            return [], None
        for snapshot, wanted in self._evident():
            try:
                rows = [row for row in snapshot.by_key(number) if wanted(row)]
            except RegistryUnavailable:
                self._broken = True
                continue
            if rows:
                return rows, snapshot
        return [], None

    def _party(
        self, name: str | None, name_en: str | None, uscc: str | None, where: _Filter
    ) -> tuple[Answer, tuple[Found, ...]]:
        asked = self._query(name, name_en, uscc)
        if not asked.names and not asked.uscc:
            return self._unavailable("nothing-asked"), ()
        if (answer := self._by_law()) is not None:
            return answer, ()
        newest = self._opened_newest() if self.state == "fresh" and self.complete else None
        if newest is not None and party.surely_absent(newest, asked):
            return self._absent, ()
        hits, snapshot, left_out, gone = self._wanted_hits(asked, where)
        if snapshot is not None:
            whole = self._inconclusive() is None
            found = tuple(
                Found(hit.row.record, self._decided(snapshot, hit, gone), hit.match, hit.differences, whole)
                for hit in hits
            )
            top = [hit for hit in hits if hit.match == hits[0].match and hit.score == hits[0].score]
            best = self._best([hit.row for hit in top])
            return next(answer for hit, answer in zip(hits, found, strict=True) if hit.row is best), found
        if (reason := self._inconclusive()) is not None:
            return self._unavailable(reason, gone), ()
        newest = self._before[0][1]()
        # A sure row that the filter left out was comparable, whatever the other rows are; but only if it says anything
        # about what the filter asks.
        known = [hit.row.record for hit in left_out if hit.match != "possible"]
        silent = any(not record.fields.get(field) for record in known for field, _ in where)
        if newest is None or silent or not (known or party.comparable(newest, asked)):
            return self._unavailable("not-comparable", gone), ()
        evidence = self._evidence()._replace(decided=tuple(gone))
        return NotFound(evidence, tuple(hit.row.record for hit in left_out[:NEAR])), ()

    def _decided(self, snapshot: Snapshot, hit: Hit, gone: Sequence[Decision]) -> Evidence:
        """The evidence of a row of a firm, with the decisions that left it."""
        own = () if hit.decided is None else (hit.decided,)
        return self._evidence(snapshot, hit.row.record)._replace(decided=(*own, *gone))

    def _query(self, name: str | None, name_en: str | None, uscc: str | None) -> Query:
        return party.query(name, name_en, uscc)

    def _hits(self, asked: Query) -> tuple[list[Hit], Snapshot | None]:
        hits, snapshot, *_ = self._wanted_hits(asked, ())
        return hits, snapshot

    def _wanted_hits(
        self, asked: Query, where: _Filter
    ) -> tuple[list[Hit], Snapshot | None, list[Hit], list[Decision]]:
        """The firm's rows that the filter keeps, with their snapshot, and those it leaves out of the first snapshot.

        With the decisions by which rows are not the firm's. Sure rows of an older snapshot go before possible ones of a newer.
        """
        possible: tuple[list[Hit], Snapshot | None] = ([], None)
        left_out: list[Hit] = []
        gone: dict[Decision, None] = {}
        for snapshot, wanted in self._evident():
            try:
                hits = [hit for hit in party.hits(snapshot, asked) if wanted(hit.row)]
            except RegistryUnavailable:
                self._broken = True
                continue
            if self._decisions:
                hits, rejected = party.settled(hits, asked, self._decisions, self.registry)
                gone.update(dict.fromkeys(rejected))
            kept: list[Hit] = []
            rest: list[Hit] = []
            for hit in hits:
                (kept if _keeps(where, hit.row.record) else rest).append(hit)
            left_out = left_out or rest
            if kept and kept[0].match != "possible":
                return kept, snapshot, left_out, list(gone)
            if kept and possible[1] is None:
                possible = (kept, snapshot)
        return (*possible, left_out, list(gone))

    def _filter(self, where: Where | None) -> _Filter:
        wanted = []
        for field, value in sorted((where or {}).items()):
            if field not in self.definition.columns:
                raise UsageError(f"{self.registry} has no field {field!r}")
            values = (value,) if isinstance(value, str) else value
            wanted.append((field, frozenset(normal.plain(normal.storable(text)) for text in values)))
        return tuple(wanted)

    def _evident(self) -> Iterator[tuple[Snapshot, Callable[[Row], bool]]]:
        """Every snapshot in which presence counts, with the rows that count in it."""
        if self.state == "not-yet":
            return
        settled = False
        for place, (_, opened) in enumerate(self._before):
            snapshot = opened() if place else self._opened_newest()
            if snapshot is None:
                continue
            yield snapshot, _any
            if snapshot.complete:
                # Rows that only older ones have were dropped by the list.
                settled = place == 0 and self.state == "fresh"
                break
        if not settled and self.definition.valid_from is not None:
            for _, opened in self._after:
                snapshot = opened()
                if snapshot is not None:
                    yield snapshot, self._existed

    def _readable(self) -> Iterator[tuple[Snapshot, Callable[[Row], bool]]]:
        """The snapshots to suggest from: the newest that can be read; failing that, later ones' rows of the day."""
        if self.state == "not-yet":
            return
        for _, opened in self._before:
            snapshot = opened()
            if snapshot is not None:
                yield snapshot, _any
        for _, opened in self._after:
            snapshot = opened()
            if snapshot is not None:
                yield snapshot, self._existed

    def _existed(self, row: Row) -> bool:
        return row.record.valid_from is not None and row.record.valid_from <= self.day

    def _best(self, rows: Sequence[Row]) -> Row | None:
        """Of several rows the one in force that day, then the latest, then the first."""

        def rank(row: Row) -> tuple[bool, int, int]:
            record = row.record
            begun = record.valid_from is None or record.valid_from <= self.day
            over = record.valid_to is not None and record.valid_to < self.day
            return (not begun or over, -(record.valid_from or date.min).toordinal(), row.number)

        return min(rows, key=rank, default=None)

    def _by_law(self) -> Answer | None:
        """The answer that needs no snapshot."""
        if self.state == "not-yet":
            return NotFound(Evidence(self.registry, None, None, None))
        return self._unavailable("ended") if self.state == "ended" else None

    def _inconclusive(self) -> UnavailableReason | None:
        """Why absence shows nothing; None where it does."""
        if self.state in ("missing", "unreadable", "stale"):
            return self.state
        if self._broken:
            return "unreadable"
        return None if self.complete else "partial"

    def _evidence(self, snapshot: Snapshot | None = None, record: Record | None = None) -> Evidence:
        if snapshot is None:
            return self._nothing_found
        return Evidence(self.registry, snapshot.as_of, record.id if record is not None else None, snapshot.sha256)

    def _unavailable(self, reason: UnavailableReason, decided: Sequence[Decision] = ()) -> Unavailable:
        values = {
            "title": self.definition.title_zh,
            "name": self.registry,
            "day": self.day.isoformat(),
            "as_of": self.as_of.isoformat() if self.as_of is not None else "",
            "age": self.age_days,
            "limit": self.definition.max_age_days,
        }
        zh, en = (text.format_map(values) for text in _WHY[reason])
        return Unavailable(reason, self._evidence()._replace(decided=tuple(decided)), zh, en)


class Known:
    """The answers that views have given, so many of all of them together."""

    def __init__(self) -> None:
        self.find = lru_cache(maxsize=FIRMS)(View._find)
        self.party = lru_cache(maxsize=FIRMS)(View._party)


def _any(_: Row) -> bool:
    return True


def _keeps(where: _Filter, record: Record) -> bool:
    return all(wanted & normal.values(record.fields.get(field, "")) for field, wanted in where)
