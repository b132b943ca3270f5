"""Exact counts by many keys, in memory that does not grow with them: what is counted stands in a database."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator

TABLE = (
    "CREATE TABLE IF NOT EXISTS tally (kind TEXT, key TEXT, part TEXT, outcome TEXT, n INTEGER, "
    "PRIMARY KEY (kind, key, part, outcome)) WITHOUT ROWID"
)
HELD = 20_000
"""How many counts are held in memory before they are put into the database."""


class Tally:
    """Counts by kind ("office"), key ("2248"), a part of it ("2020-W19") and outcome.

    `kept` is a database with the table `TABLE`, whose transactions are its owner's; by default a temporary one.
    """

    def __init__(self, kept: sqlite3.Connection | None = None) -> None:
        self._own = kept is None
        self._counts: dict[tuple[str, str, str, str], int] = {}
        self._kept = kept if kept is not None else sqlite3.connect("", isolation_level=None)
        if self._own:
            self._kept.execute("PRAGMA journal_mode = OFF")
            self._kept.execute(TABLE)

    def add(self, kind: str, key: str, part: str, outcome: str, n: int = 1) -> None:
        """Counts."""
        counted = kind, key, part, outcome
        self._counts[counted] = self._counts.get(counted, 0) + n
        if self._own and len(self._counts) >= HELD:
            self.put()

    @property
    def many(self) -> bool:
        """Whether so many counts are held that whoever owns the database should take them."""
        return len(self._counts) >= HELD

    def put(self) -> None:
        """Puts the counts into the database."""
        if self._own:
            self._kept.execute("BEGIN")
        self._kept.executemany(
            "INSERT INTO tally VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n",
            [(*key, n) for key, n in sorted(self._counts.items())],
        )
        if self._own:
            self._kept.execute("COMMIT")
        self._counts = {}

    def by_outcome(self, kind: str, key: str = "") -> Counter[str]:
        """The counts of one key."""
        self.put()
        found = self._kept.execute(
            "SELECT outcome, sum(n) FROM tally WHERE kind = ? AND key = ? GROUP BY outcome", (kind, key)
        )
        return Counter(dict(found))

    def keys(self, kind: str) -> int:
        """How many keys a kind has."""
        self.put()
        (n,) = self._kept.execute("SELECT count(DISTINCT key) FROM tally WHERE kind = ?", (kind,)).fetchone()
        return int(n)

    def most(self, kind: str, limit: int, worst: tuple[str, ...] = ("fail",)) -> list[tuple[str, Counter[str]]]:
        """The keys of a kind with the most of the `worst` outcomes, then with the most of all, each with its counts."""
        self.put()
        marks = ", ".join("?" * len(worst))
        keys = self._kept.execute(
            f"SELECT key FROM tally WHERE kind = ? GROUP BY key "
            f"ORDER BY sum(CASE WHEN outcome IN ({marks}) THEN n ELSE 0 END) DESC, sum(n) DESC, key LIMIT ?",
            (kind, *worst, limit),
        ).fetchall()
        return [(key, self.by_outcome(kind, key)) for (key,) in keys]

    def parts(self, kind: str, key: str) -> Iterator[tuple[str, str, int]]:
        """Part, outcome and count of one key, parts in order."""
        self.put()
        yield from self._kept.execute(
            "SELECT part, outcome, n FROM tally WHERE kind = ? AND key = ? ORDER BY part, outcome", (kind, key)
        )

    def every(self, kind: str) -> Iterator[tuple[str, str, str, int]]:
        """Key, part, outcome and count of all keys of a kind, in order."""
        self.put()
        yield from self._kept.execute(
            "SELECT key, part, outcome, n FROM tally WHERE kind = ? ORDER BY key, part, outcome", (kind,)
        )

    def close(self) -> None:
        """Forgets everything, where the database is its own."""
        if self._own:
            self._kept.close()
