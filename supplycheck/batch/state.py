"""How far a batch has come: a small database beside the output, which a crash leaves as it was last committed.

What a checkpoint says is in the output is on the disk before the checkpoint is. What stands in the output beyond that
is cut off when the batch is resumed.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from supplycheck import seen
from supplycheck.batch import tally
from supplycheck.errors import OutputFailed, UsageError

MOST_LOST = 1000
"""How many of the declarations that were not processed are named in the head; all are in the results."""

_TABLES = (
    "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS shared (kind TEXT, name TEXT, value TEXT, PRIMARY KEY (kind, name)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS lost (n INTEGER PRIMARY KEY, value TEXT)",
    seen.TABLE,
    tally.TABLE,
)


@dataclass(slots=True)
class Progress:
    """How far a batch has come.

    Attributes:
        pieces: how many pieces of the input are done.
        declarations: how many declarations they held.
        results: how many results were written; equal, or something was lost.
        offset: the length of the output in bytes.
        crc: a checksum of it.
        input: how many bytes of the input are done, about.
        complete: whether all is checked and only the output must be put in place.
    """

    pieces: int = 0
    declarations: int = 0
    results: int = 0
    offset: int = 0
    crc: int = 0
    input: int = 0
    complete: bool = False


@dataclass(slots=True)
class News:
    """What is to be written into the state with the next checkpoint."""

    shared: dict[tuple[str, str], Any] = field(default_factory=dict)
    lost: list[tuple[str, str, str, str]] = field(default_factory=list)


class State:
    """The state of one batch, held by one process at a time.

    Raises:
        UsageError: another process holds it, or it is none.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._base = sqlite3.connect(path, isolation_level=None, timeout=0, cached_statements=16)
        except sqlite3.Error as error:
            raise UsageError(f"{path}: {error}") from None
        try:
            self._base.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._base.execute("PRAGMA synchronous = FULL")
            self._base.execute("PRAGMA cache_size = -32000")
            self._base.execute("BEGIN EXCLUSIVE")
            for table in _TABLES:
                self._base.execute(table)
            self._base.execute("COMMIT")
        except sqlite3.Error as error:
            self._base.close()
            if "locked" in str(error):
                raise UsageError(f"{path}: another batch is at work on this output; 另有批处理正在写入") from None
            raise UsageError(f"{path}: cannot be used as the state of a batch ({error})") from None
        self.seen = seen.Seen(self._base)
        self.tally = tally.Tally(self._base)
        self.news = News()

    def close(self) -> None:
        """Lets go of it."""
        self._base.close()

    def remove(self) -> None:
        """Deletes it: the batch is done."""
        self.close()
        for ending in ("", "-journal"):
            with suppress(FileNotFoundError):
                os.unlink(f"{self.path}{ending}")

    def load(self, name: str) -> Any:
        """A value of the state, None where there is none."""
        row = self._base.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return json.loads(row[0]) if row else None

    def progress(self) -> Progress:
        """How far the batch has come."""
        found = self.load("progress") or {}
        return Progress(**found)

    def begin(self, fingerprint: dict[str, Any], today: str, progress: Progress) -> None:
        """Writes down what the batch rests on, and where it begins."""
        with self._transaction():
            self._put("fingerprint", fingerprint)
            self._put("today", today)
            self._put("progress", asdict(progress))

    def commit(self, progress: Progress) -> None:
        """A checkpoint: all that was counted, seen and told up to here."""
        with self._transaction():
            self._base.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?)", self.seen.new())
            self.tally.put()
            self._base.executemany(
                "INSERT OR IGNORE INTO shared VALUES (?, ?, ?)",
                [(*key, json.dumps(v, ensure_ascii=False)) for key, v in sorted(self.news.shared.items())],
            )
            self._base.executemany(
                "INSERT INTO lost (value) VALUES (?)", [(json.dumps(x, ensure_ascii=False),) for x in self.news.lost]
            )
            self.news = News()
            self._put("progress", asdict(progress))

    def shared(self, kind: str) -> dict[str, Any]:
        """What results leave out, by name in order."""
        rows = self._base.execute("SELECT name, value FROM shared WHERE kind = ? ORDER BY name", (kind,))
        return {name: json.loads(value) for name, value in rows}

    def lost(self) -> list[tuple[str, str, str, str]]:
        """The first of those that were not processed: place, code, why in both languages."""
        rows = self._base.execute("SELECT value FROM lost ORDER BY n LIMIT ?", (MOST_LOST,))
        return [tuple(json.loads(value)) for (value,) in rows]

    def _put(self, name: str, value: Any) -> None:
        self._base.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, json.dumps(value, ensure_ascii=False)))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self._base.execute("BEGIN IMMEDIATE")
            yield
            self._base.execute("COMMIT")
        except sqlite3.Error as error:
            with suppress(sqlite3.Error):
                self._base.execute("ROLLBACK")
            raise OutputFailed(
                str(self.path), str(error), "the last checkpoint stays, --resume goes on from it"
            ) from None
