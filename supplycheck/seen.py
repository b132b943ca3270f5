"""What a run has seen before, however many declarations it has: beyond a number of them on disk, not in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from supplycheck.declaration import Declaration
from supplycheck.errors import UnreadableInput

if TYPE_CHECKING:
    import sqlite3

HELD = 50_000
"""How many are held in memory."""

TABLE = "CREATE TABLE IF NOT EXISTS seen (key BLOB PRIMARY KEY, place TEXT) WITHOUT ROWID"


class Seen:
    """Keys with the place where each was seen first.

    `kept` is a database with the table `TABLE` for those that are not in memory; by default a temporary one, made when
    it is needed and gone with this object.
    """

    def __init__(self, kept: sqlite3.Connection | None = None) -> None:
        self._recent: dict[bytes, str] = {}
        self._kept = kept
        self._own = kept is None

    def first(self, key: bytes, place: str) -> str | None:
        """Where the key was seen first; None where that is now."""
        found = self._recent.get(key)
        if found is None and self._kept is not None:
            row = self._kept.execute("SELECT place FROM seen WHERE key = ?", (key,)).fetchone()
            found = row[0] if row else None
        if found is None:
            self._recent[key] = place
            if self._own and len(self._recent) >= HELD:
                self._to_disk()
        return found

    def new(self) -> Iterable[tuple[bytes, str]]:
        """Those in memory, to be put into the table by whoever keeps the database; they are forgotten here."""
        rows = sorted(self._recent.items())
        self._recent = {}
        return rows

    def _to_disk(self) -> None:
        import sqlite3

        if self._kept is None:
            self._kept = sqlite3.connect("", isolation_level=None, check_same_thread=False)
            self._kept.execute("PRAGMA journal_mode = OFF")
            self._kept.execute(TABLE)
        self._kept.execute("BEGIN")
        self._kept.executemany("INSERT INTO seen VALUES (?, ?)", self.new())
        self._kept.execute("COMMIT")

    def __del__(self) -> None:
        if self._own and self._kept is not None:
            self._kept.close()


def same_as(declaration: Declaration | UnreadableInput) -> bytes | None:
    """What two copies of one declaration have in common: its number, and the goods with it; None without a number."""
    if isinstance(declaration, UnreadableInput):
        return None
    number = declaration.id or declaration.contract_number
    if not number:
        return None
    goods = [(line.hs_code, line.name, line.quantity, line.unit) for line in declaration.lines]
    consignor = declaration.consignor
    whole = repr((number, consignor.uscc or consignor.name if consignor else None, goods))
    return hashlib.blake2b(whole.encode("utf-8", "surrogatepass"), digest_size=16).digest()
