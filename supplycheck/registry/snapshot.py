"""One list as it stood on one day, open for look-ups.

Answers are remembered (a bounded number of them). A snapshot may be asked from several threads; after a fork each
process opens its own connection.
"""

from __future__ import annotations

import json
import math
import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

from supplycheck.errors import RegistryUnavailable
from supplycheck.names import company
from supplycheck.registry import cache, name_index
from supplycheck.registry.answers import Record
from supplycheck.registry.build import unpacked
from supplycheck.registry.definition import Definition
from supplycheck.registry.name_index import NameIndex

if TYPE_CHECKING:
    from supplycheck.names.company import Comparison
    from supplycheck.registry.party import Hit, Query

_COLUMNS = "r.id, r.name, r.name_en, r.uscc, r.valid_from, r.valid_to, r.fields, n.text, e.text"
_FROM = "FROM records r LEFT JOIN names n ON n.id = r.name LEFT JOIN names e ON e.id = r.name_en"
# Joined in this order, the rows come as the index has them, and nothing is sorted.
_BY_KEY = (
    f"SELECT {_COLUMNS} FROM keys k CROSS JOIN records r ON r.id = k.record "
    "LEFT JOIN names n ON n.id = r.name LEFT JOIN names e ON e.id = r.name_en "
    "WHERE k.key = ? AND k.field = ? ORDER BY k.record"
)

# Names that share index terms with the one asked for: the rarest terms are followed until this many hits, and this many
# of the best names are compared part by part.
_POSTINGS = 20_000
_CANDIDATES = 150
_NOMINATED = 50  # names that the index of a large list nominates; they are compared part by part
_HELD = 50_000  # rows of which codes and name keys are held in memory
_WORTH_HOLDING = 32  # questions from which on they are
_MOST_TERMS = 400
_REMEMBERED = 2048
MOST_HITS = 32_768  # firms, and numbers, of which the answer is remembered: of most there is none
_PAGES = "PRAGMA cache_size = -32768"  # KiB of a database's pages kept in memory, where the default holds 2 MB
_MAPPED = f"PRAGMA mmap_size = {1 << 32}"  # bytes; a question to a large list reads few pages twice, so none is copied


class Row(NamedTuple):
    """A record with what it is matched by. `number` is its place in the file, from 1."""

    number: int
    record: Record
    name: str
    name_en: str
    uscc: str


class Held(NamedTuple):
    """What of a list of some thousand rows is held in memory.

    Attributes:
        codes: every credit code.
        keys: every name key.
        grams: index terms, each with the ids of the spellings that have it (see `build.unpacked`).
        texts: the spellings by their ids, where there are index terms.
        heard: whether there are spellings in Latin letters, and in Chinese, that are found by their sound.
    """

    codes: frozenset[str]
    keys: frozenset[str]
    grams: dict[str, bytes]
    texts: dict[int, str]
    heard: tuple[bool, bool]


class Snapshot:
    """An open snapshot.

    Attributes:
        definition: of its registry.
        as_of: the day it was taken.
        path: the file it comes from.
        sha256: of its source file.
        rows: how many it has.
        complete: whether a record that is not in it is not on the list.
        damaged: how many places of the file could not be read, or not surely.
        places: the first of them, for people.
        all_han, all_latin, all_codes: whether every row can be compared by name or by credit code.
        hits: what was found of firms (see `party.hits`); absent: those that surely are not in it.
        present: what is held in memory, once the snapshot was asked often enough to be worth it.
    """

    def __init__(self, definition: Definition, path: Path, as_of: date, complete: bool) -> None:
        """Open a snapshot; raises RegistryUnavailable."""
        self.definition = definition
        self.path = path
        self.as_of = as_of
        self._lock = Lock()
        self._connection, self.sha256, self._file = cache.connect(definition, path)
        self._owner = os.getpid()
        self._closed = False
        meta = {str(k): str(v) for k, v in self._all("SELECT k, v FROM meta")}
        try:
            self.rows = int(meta["rows"])
            self.damaged = int(meta["damaged"])
            self.places = [str(place) for place in json.loads(meta["places"])]
        except (KeyError, ValueError, TypeError) as error:
            raise RegistryUnavailable(definition.name, f"{path} is no built snapshot") from error
        self.all_han, self.all_latin, self.all_codes = (
            meta.get(k) == "1" for k in ("all_han", "all_latin", "all_codes")
        )
        self.complete = complete and self.damaged == 0
        self._asked = 0
        self._indexed = "indexed" in meta
        self._tune()
        self._index: NameIndex | None = None
        self.present: Held | None = None
        self.hits: dict[Query, tuple[Hit, ...]] = {}
        self.absent: set[Query] = set()
        self.by_key = lru_cache(maxsize=MOST_HITS)(self._by_key)
        self.by_uscc = lru_cache(maxsize=_REMEMBERED)(self._by_uscc)
        self.by_name_key = lru_cache(maxsize=_REMEMBERED)(self._by_name_key)
        self.close_names = lru_cache(maxsize=_REMEMBERED // 4)(self._close_names)
        self.near_keys = lru_cache(maxsize=_REMEMBERED // 4)(self._near_keys)

    def close(self) -> None:
        """Close the connection; asking again raises RegistryUnavailable."""
        with self._lock:
            self._closed = True
            self._connection.close()
            if self._index is not None:
                self._index.close()
                self._index = None

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return self._closed

    def __del__(self) -> None:
        connection = getattr(self, "_connection", None)
        if connection is not None and self._owner == os.getpid():
            connection.close()

    def _by_key(self, key: str, field: str = "") -> tuple[Row, ...]:
        """The rows with a number, given in its normal spelling; `field` for one of those that the definition has `also`."""
        return self._rows(_BY_KEY, key, field)

    def contents(self) -> Iterator[tuple[str, str]]:
        """The number and the content of every row, in the order of the numbers; the firm where a list has no numbers."""
        select = (
            "SELECT k.key, r.fields FROM keys k JOIN records r ON r.id = k.record WHERE k.field = '' ORDER BY k.key"
        )
        if self.definition.identifier is None:
            select = (
                "SELECT coalesce(r.uscc, n.text, e.text, ''), r.fields "
                f"{_FROM} ORDER BY coalesce(r.uscc, n.text, e.text, '')"
            )
        yield from self._connection.execute(select)

    def _by_uscc(self, code: str) -> tuple[Row, ...]:
        """The rows with a credit code, given in its bare form."""
        present = self._what_is_there()
        if present is not None and code not in present.codes:
            return ()
        return self._rows(f"SELECT {_COLUMNS} {_FROM} WHERE r.uscc = ? ORDER BY r.id", code)

    def _by_name_key(self, key: str) -> tuple[Row, ...]:
        """The rows of which a name has this key: equal in every part."""
        if not key:
            return ()
        present = self._what_is_there()
        if present is not None and key not in present.keys:
            return ()
        found = self._all("SELECT id FROM names WHERE key = ? AND key <> '' ORDER BY id", key)
        rows = {row.number: row for (name,) in found for row in self.of_name(name)}
        return tuple(rows[number] for number in sorted(rows))

    def _what_is_there(self) -> Held | None:
        """What is held in memory of a list of some thousand rows that is asked often; None else.

        Most firms are not on most lists, so knowing what is there answers most questions without the database. One
        declaration alone would not earn back the reading.
        """
        if self.present is None and self.rows <= _HELD:
            self._asked += 1
            if self._asked > _WORTH_HOLDING:
                codes = frozenset(code for (code,) in self._all("SELECT DISTINCT uscc FROM records WHERE uscc <> ''"))
                keys = frozenset(key for (key,) in self._all("SELECT DISTINCT key FROM names WHERE key <> ''"))
                grams: dict[str, bytes] = dict(self._all("SELECT gram, names FROM grams"))
                texts: dict[int, str] = dict(self._all("SELECT id, text FROM names")) if grams else {}
                heard = (any(term.startswith("~l") for term in grams), any(term.startswith("~h") for term in grams))
                self.present = Held(codes, keys, grams, texts, heard)
        return self.present

    def of_name(self, name: int) -> tuple[Row, ...]:
        """The rows with one spelling of a name, by its id."""
        select = f"SELECT {_COLUMNS} {_FROM} WHERE r.name = ? OR r.name_en = ? ORDER BY r.id"
        return self._rows(select, name, name)

    def _close_names(self, name: str) -> tuple[tuple[Comparison, int, str], ...]:
        """Spellings that are close to a name without being equal to it: how they compare, id and text."""
        key = company.key(name)
        close = []
        alike = dict(self._alike(name))
        alike.update(self._sounding(name))
        for identity, spelling in alike.items():
            if company.key(spelling) != key:
                comparison = company.compare(name, spelling)
                if comparison.verdict is not None:
                    close.append((comparison, identity, spelling))
        return tuple(close)

    def _alike(self, name: str, limit: int = _NOMINATED) -> tuple[tuple[int, str], ...]:
        """Spellings (id and text) that may be close to a name, the likeliest first."""
        return self._nominated(name, limit) if self._indexed else self._sharing(name)

    def nominees(self, name: str, limit: int) -> list[str]:
        """The spellings that a name is compared with, in order: those equal to it in every part, then the likeliest."""
        key = company.key(name)
        same = [text for (text,) in self._all("SELECT text FROM names WHERE key = ? AND key <> '' ORDER BY id", key)]
        found = dict.fromkeys((*same, *(spelling for _, spelling in self._alike(name, limit))))
        if len(found) < limit:
            found.update(dict.fromkeys(spelling for _, spelling in self._sounding(name, limit)))
        return list(found)[: max(limit, 0)]

    def _nominated(self, name: str, limit: int) -> tuple[tuple[int, str], ...]:
        """Those that the index of a large list nominates."""
        key = company.key(name)
        found = self._from_index(lambda index: [near.number for near in index.like(key, name, limit)])
        return tuple(self._spellings(found).items()) if found else ()

    def _sounding(self, name: str, limit: int = _NOMINATED) -> tuple[tuple[int, str], ...]:
        """Spellings (id and text) in the other script of which the brand sounds like that of a name."""
        if self._indexed:
            found = self._from_index(lambda index: index.sounding(name, limit))
        else:
            present = self._what_is_there()
            if present is not None and not present.heard[company.script(name) == "latin"]:
                return ()
            blobs = [blob for blob, _ in sorted(self._postings(company.across_terms(name)[1]), key=_by_size)]
            found = list(dict.fromkeys(identity for blob in blobs for identity in unpacked(blob)))[:_CANDIDATES]
        return tuple(self._spellings(found).items()) if found else ()

    def _from_index(self, ask: Callable[[NameIndex], list[int]]) -> list[int]:
        """What the index of a large list answers; a damaged one is made again from the names, which the snapshot has."""
        try:
            return ask(self._names_index())
        except name_index.Damaged:
            try:
                return ask(self._names_index(anew=True))
            except name_index.Damaged as error:
                raise RegistryUnavailable(self.definition.name, f"{self.path}: {error}") from error

    def _names_index(self, anew: bool = False) -> NameIndex:
        """The index of the names: a file that processes share, made if need be; failing that, one in memory."""
        import sqlite3

        with self._lock:
            if self._closed:
                raise RegistryUnavailable(self.definition.name, "the snapshot was closed")
            if self._index is None or anew:
                try:
                    connection = cache.reopen(self._file) if self._file is not None else self._connection
                    try:
                        self._index = cache.open_index(connection, anew)
                    finally:
                        if connection is not self._connection:
                            connection.close()
                except sqlite3.Error as error:
                    raise RegistryUnavailable(self.definition.name, f"{self.path} cannot be asked: {error}") from error
            return self._index

    def _sharing(self, name: str) -> tuple[tuple[int, str], ...]:
        """Those that share index terms with it, those that share the rarest first."""
        terms = list(dict.fromkeys(company.grams(name)))[:_MOST_TERMS]
        at_stake = company.terms_at_stake(name)
        postings = self._postings(terms)
        if len(postings) < len(terms) - at_stake:
            return ()
        sizes = [(len(blob) // 4, term, blob) for blob, term in postings]
        total = max((size for size, _, _ in sizes), default=0) + 1
        weights: defaultdict[int, float] = defaultdict(float)
        shared: defaultdict[int, int] = defaultdict(int)
        followed = 0
        unfollowed = len(sizes)
        for size, _, blob in sorted(sizes):
            if followed and followed + size > _POSTINGS:
                break
            followed += size
            unfollowed -= 1
            weight = 1.0 + math.log(total / size)
            for identity in unpacked(blob[: size * 4]):
                weights[identity] += weight
                shared[identity] += 1
        # What is close lacks only the few terms that its slips can touch; the rest need not be read.
        enough = len(terms) - unfollowed - at_stake
        close = [identity for identity in weights if shared[identity] >= enough]
        best = sorted(close, key=lambda identity: (-weights[identity], identity))[:_CANDIDATES]
        return tuple(self._spellings(best).items()) if best else ()

    def _postings(self, terms: Sequence[str]) -> list[tuple[bytes, str]]:
        """The ids of the spellings that have each of some index terms, with the term; terms that none has are left out."""
        present = self._what_is_there()
        if present is not None:
            return [(present.grams[term], term) for term in terms if term in present.grams]
        marks = ",".join("?" * len(terms))
        return self._all(f"SELECT names, gram FROM grams WHERE gram IN ({marks})", *terms) if terms else []

    def _spellings(self, names: list[int]) -> dict[int, str]:
        """The texts of names by their ids, in the same order."""
        if self.present is not None and self.present.texts:
            held = self.present.texts
            return {name: held[name] for name in names if name in held}
        marks = ",".join("?" * len(names))
        texts: dict[int, str] = dict(self._all(f"SELECT id, text FROM names WHERE id IN ({marks})", *names))
        return {name: texts[name] for name in names if name in texts}

    def _near_keys(self, key: str) -> tuple[str, ...]:
        """The numbers one edit (a character changed, missing, too much, or two swapped) from the given one, sorted."""
        cut = len(key) * 2 // 3
        if not cut or not self.definition.near:
            return ()
        # One edit leaves the part before the cut or the part behind it as it is; only a swap across the cut touches
        # both. Numbers begin with what many have in common (region, year), so the first part is the longer one, and
        # what its rest may be is spelt out: it is looked for by the characters that stand there in some number.
        tail = key[cut:][::-1]
        ending = self._all("SELECT DISTINCT key FROM keys WHERE yek >= ? AND yek < ?", tail, _after(tail))
        spelt = {key[: cut - 1] + key[cut] + key[cut - 1] + key[cut + 1 :]}
        for at in range(cut, len(key) + 1):
            before, after = key[:at], key[at + 1 :]
            spelt.add(before + after)
            spelt.add(before + key[at + 1 : at + 2] + key[at : at + 1] + key[at + 2 :])
            for char in self._characters_after(before):
                spelt.update((before + char + after, before + char + key[at:]))
        marks = ",".join("?" * len(spelt))
        there = self._all(f"SELECT DISTINCT key FROM keys WHERE field = '' AND key IN ({marks})", *sorted(spelt))
        found = {other for (other,) in (*ending, *there)}
        return tuple(sorted(other for other in found if one_edit(key, other)))

    def _characters_after(self, prefix: str) -> Iterator[str]:
        """Every character that follows a prefix in some number; as many questions as there are characters."""
        end, least = _after(prefix), prefix + "\0"
        while True:
            ((key,),) = self._all("SELECT min(key) FROM keys WHERE key >= ? AND key < ?", least, end)
            if key is None:
                return
            char = key[len(prefix)]
            yield char
            code = ord(char) + 1
            if code > 0x10FFFE:
                return
            least = prefix + ("\ue000" if 0xD800 <= code < 0xE000 else chr(code))

    def _rows(self, select: str, *values: object) -> tuple[Row, ...]:
        try:
            return tuple(self._row(*cells) for cells in self._all(select, *values))
        except (ValueError, TypeError, AttributeError) as error:
            # SQLite notices a broken page, not a flipped bit in a text.
            raise RegistryUnavailable(self.definition.name, f"{self.path} is damaged: {error}") from error

    def _row(
        self,
        number: int,
        _name: int | None,
        _name_en: int | None,
        code: str | None,
        valid_from: str | None,
        valid_to: str | None,
        fields: str,
        name: str | None,
        name_en: str | None,
    ) -> Row:
        texts: dict[str, str] = json.loads(fields)
        published = texts.get(self.definition.identifier or "")
        record = Record(
            id=published or texts.get(self.definition.party_uscc or "") or name or name_en or str(number),
            name=name or name_en or "",
            valid_from=date.fromisoformat(valid_from) if valid_from else None,
            valid_to=date.fromisoformat(valid_to) if valid_to else None,
            fields=texts,
        )
        return Row(number, record, name or "", name_en or "", code or "")

    def _all(self, select: str, *values: object) -> list[tuple[Any, ...]]:
        import sqlite3

        with self._lock:
            if self._closed:
                raise RegistryUnavailable(self.definition.name, "the snapshot was closed")
            if self._owner != os.getpid() and self._file is not None:
                self._connection = cache.reopen(self._file)
                self._tune()
                self._owner = os.getpid()
            try:
                return self._connection.execute(select, values).fetchall()
            except sqlite3.Error:
                # A cached file that was damaged after it was built: the source is still there.
                self._rebuild()
            try:
                return self._connection.execute(select, values).fetchall()
            except sqlite3.Error as error:
                raise RegistryUnavailable(self.definition.name, f"{self.path} cannot be asked: {error}") from error

    def _tune(self) -> None:
        self._connection.execute(_PAGES)
        if self._indexed:
            self._connection.execute(_MAPPED)

    def _rebuild(self) -> None:
        self._connection.close()
        self._connection = cache.build_in_memory(self.definition, self.path)
        self._file = None


def one_edit(left: str, right: str) -> bool:
    """Whether two texts differ by one character changed, missing or too much, or by two neighbours swapped.

    >>> one_edit("K201234", "K201243"), one_edit("K201234", "K20123"), one_edit("K201234", "K201234")
    (True, True, False)
    """
    if left == right or abs(len(left) - len(right)) > 1:
        return False
    start = 0
    shorter = min(len(left), len(right))
    while start < shorter and left[start] == right[start]:
        start += 1
    end = 0
    while end < shorter - start and left[-1 - end] == right[-1 - end]:
        end += 1
    a, b = left[start : len(left) - end], right[start : len(right) - end]
    return (len(a) <= 1 and len(b) <= 1) or (len(a) == 2 and a == b[::-1])


def _by_size(posting: tuple[bytes, str]) -> tuple[int, str]:
    return len(posting[0]), posting[1]


def _after(prefix: str) -> str:
    """A text above all that begin with the prefix, in SQLite's order of bytes."""
    return prefix + "\U0010ffff"
