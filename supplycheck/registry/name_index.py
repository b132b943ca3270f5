"""An index of the names of a large list: a file that processes share, asked for the names most like a given one.

Names are indexed under terms so rare that even among a million names few have the same: the brand with its place, the
brand with its business, the brand less one letter with both, its pairs of characters, its words. The rarest terms of
the name asked for are followed first, until there are candidates enough. Of these, only those that are written with
much the same letters are read and scored as text, and the best given back. They are nominated, no more: whether one is
the firm, the comparison of the parts tells. Who asks for many has all candidates read, and more of them.

The file: a head, then for each bucket of terms where its entries begin, the entries (24 bits for the name, 8 bits
that tell the terms of one bucket apart), the letters of each name (32 bits), where its text begins, the texts, and a
checksum for each block.
A block is checked when it is first read, and the rest once it was asked often, so that the file opens at once and damage
never gives an answer.
"""

from __future__ import annotations

import mmap
import os
import struct
import sys
from array import array
from collections.abc import Collection, Iterable
from contextlib import suppress
from functools import lru_cache, reduce
from itertools import accumulate, islice, pairwise
from operator import or_
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from supplycheck.errors import SupplycheckError
from supplycheck.names import company, lists
from supplycheck.registry import normal

FORMAT = 2
LARGE = 20_000
"""So many different names make it worth having; fewer are found as fast by the index terms in the snapshot."""

_HEAD = struct.Struct("<16s8sIIIIQII")
_MAGIC = b"supplycheck-name"
_BLOCK = 14  # bits: blocks of 16 KiB
_COMMON = 1024  # names: a term that more have leads nowhere, and is left out
_ENOUGH = 300  # candidates, each counted once for every term it shares
_FEW = 10  # where so few are asked for, fewer candidates do, and the first of them if one reads nearly the same
_STEPS = (12, 120)
_READ = {True: 2, False: 5}  # of these, so many are read for each that is asked for, in Chinese and in Latin letters
_LONGEST = {True: 8, False: 20}  # letters of a brand that is indexed with each of them left out
_AFFIX = 5
_MOST_WORDS = 6
_MOST_STARTS = 4
_MOST_PAIRS = 40
_OFTEN = 64  # questions after which checking the rest at once costs less than looking up what was checked


class Damaged(SupplycheckError):
    """The file is not what was written."""


class Near(NamedTuple):
    """A name that is like the one asked for: its place in the list, from 1, and how alike they are as texts (0 to 100)."""

    number: int
    score: float


# --- what names are found by ------------------------------------------------------------------------------------------


class Core(NamedTuple):
    """What of a name it is found by: all that its key tells but legal form and branch.

    `words` and `starts`: the words of a brand in Latin letters, and its beginnings that end with a word.
    """

    han: bool
    place: str
    brand: str
    business: str
    words: tuple[str, ...]
    starts: tuple[str, ...]

    @property
    def text(self) -> str:
        """The text by which names are scored; what tells firms apart weighs double where it is short."""
        brand = self.brand * 2 if self.han else self.brand
        return f"{self.place}\t{brand}\t{self.business}"


def core_of(key: str, name: str) -> Core:
    """The core of a name, from the key that `names.company` gives it; the words of its brand are only in the name."""
    location, _, rest = key.partition("|")
    brand, _, rest = rest.partition("|")
    business = rest.partition("|")[0].replace(" ", "")
    _, province, city, district, _ = location.split("/", 4)
    han = normal.has_han(name)
    words: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    if not han:
        every = company.normalise(name).split()
        words = tuple(w for w in every if len(w) > 2 and w != brand and w in brand)
        starts = tuple(s for s in accumulate(w for w in every if w in brand) if brand.startswith(s) and s != brand)
    place = district or city or province
    if not brand:
        # Where nothing else is a brand, the place may be one: 安康医疗科技.
        place, brand = "", place
    return Core(han, place, brand, business, words[:_MOST_WORDS], starts[:_MOST_STARTS])


def terms_of(core: Core) -> set[str]:
    """The terms a name is indexed under."""
    han, place, brand, business, words, starts = core
    if not brand:
        return {f"={business}"}
    terms = {f"{brand}@{place}", f"{brand}#{business}"}
    if han:
        pairs = brand[:_MOST_PAIRS]
        # Two that have one between them are neighbours in a name in which that one is too much, or stands elsewhere.
        terms.update(map("".join, (*pairwise(pairs), *zip(pairs, pairs[2:], strict=False))))
        if len(brand) <= _LONGEST[han]:
            # A letter that is too many here is one left out there: the brand stands with what it is less one letter.
            for spelt in (brand, *less_one(brand)):
                terms.add(f"{spelt}@{place}")
                terms.add(f"{spelt}@{place}#{business}")
        return terms
    terms.update(f"-{start}" for start in starts)
    for word in (brand, *words):
        terms.add(f"-{word}")
        if 4 <= len(word) <= _LONGEST[han]:
            terms.update(["-" + less for less in less_one(word)])
    terms.update(f"{word}@{place}" for word in words)
    if len(brand) >= _AFFIX:
        terms.add(f"^{brand[:_AFFIX]}")
        terms.add(f"{brand[-_AFFIX:]}$")
    if len(brand) >= 3:
        terms.add(f"^{brand[:3]}@{place}#{business}")
        terms.add(f"{brand[-3:]}$@{place}#{business}")
    return terms


def less_one(word: str) -> list[str]:
    """A word with each of its letters left out: two words that differ by one slip have one of these in common.

    >>> less_one("abc")
    ['bc', 'ac', 'ab']
    """
    return [word[:at] + word[at + 1 :] for at in range(len(word))]


def letters_of(core: Core) -> int:
    """The letters of a name as 32 bits, in which names that read alike differ little.

    In Latin letters, of which every name has most, what stands side by side.
    """
    han, place, brand, business, _, _ = core
    return _letters(place, han) | _letters(brand, han) | _letters(business, han)


@lru_cache(maxsize=8192)
def _letters(text: str, han: bool) -> int:
    return reduce(or_, map(_bit, text) if han else map(_bit, text, text[1:]), 0)


@lru_cache(maxsize=8192)
def _bit(letter: str, following: str = "") -> int:
    return 1 << (crc32((letter + following).encode("utf-8", "replace")) & 31)


def sound_terms(key: str, core: Core) -> set[str]:
    """The terms a Chinese name is indexed under for those who ask in Latin letters: its brand as it sounds, its place."""
    place = _latin_place(*key.partition("|")[0].split("/")[:4])
    heard = company.sounds_of(core.brand)
    return {f"~{sound}" for sound in heard} | {f"~{sound}@{place}" for sound, more in heard.items() if not more}


@lru_cache(maxsize=8192)
def _latin_place(country: str, province: str, city: str, district: str) -> str:
    """The smallest place of an address in Chinese, in Latin letters."""
    return next(filter(None, reversed(lists.latin_address(country, province, city, district))), "")


def asked_across(name: str) -> list[str]:
    """The terms under which names in the other script that may be the same firm are indexed."""
    parts = company.parse(name)
    address = parts.location[:4]
    heard = company.spoken(parts)
    if parts.script == "latin":
        place = next(filter(None, reversed(address)), "")
        return [f"~{sound}{at}" for at in (f"@{place}", "") for sound in heard]
    place = _latin_place(*address)
    return [*(f"{sound}@{place}" for sound in heard), *(f"-{sound}" for sound in heard)]


def _hashes(terms: Collection[str]) -> set[int]:
    try:
        return set(map(crc32, map(str.encode, terms)))
    except UnicodeEncodeError:  # half a character, from somewhere
        return {crc32(term.encode("utf-8", "replace")) for term in terms}


# --- writing ----------------------------------------------------------------------------------------------------------


def build(names: Iterable[tuple[str, str]]) -> list[memoryview]:
    """The content of an index of names, given as key and text, in order; in pieces to be put together."""
    flat, lengths = array("I"), array("H")
    letters, ends, texts = array("I"), array("I", [0]), bytearray()
    for key, name in names:
        core = core_of(key, name)
        hashes = _hashes(terms_of(core) | sound_terms(key, core) if core.han else terms_of(core))
        flat.extend(hashes)
        lengths.append(len(hashes))
        letters.append(letters_of(core))
        texts += core.text.encode("utf-8", "replace")
        ends.append(len(texts))
    bits = min(24, max(_PARTS, (2 * len(lengths)).bit_length()))
    starts, entries = _entries(flat, lengths, 32 - bits)
    body = [memoryview(part).cast("B") for part in (starts, entries, letters, ends, texts)]
    sums = memoryview(_checksums(body)).cast("B")
    return [memoryview(_head(len(lengths), bits, len(entries), len(texts), crc32(sums))), *body, sums]


def _checksums(parts: Iterable[memoryview]) -> array[int]:
    """The checksum of each block of the parts as one."""
    sums, sum_, room = array("I"), 0, 1 << _BLOCK
    for part in parts:
        at = 0
        while at < len(part):
            piece = part[at : at + room]
            sum_ = crc32(piece, sum_)
            at += len(piece)
            room -= len(piece)
            if not room:
                sums.append(sum_)
                sum_, room = 0, 1 << _BLOCK
    if room < 1 << _BLOCK:
        sums.append(sum_)
    return sums


def _entries(flat: array[int], lengths: array[int], shift: int) -> tuple[array[int], array[int]]:
    """Where the entries of each bucket begin, and the entries in the order of the names. Buckets of what is common are empty."""
    # Put in order in parts that fit into the processor's cache; one name after the other would go all over the memory.
    rows = [array("Q") for _ in range(1 << _PARTS)]
    at = 0
    for number, length in enumerate(lengths):
        for hashed in flat[at : at + length]:
            rows[hashed >> 32 - _PARTS].append(hashed >> shift << 32 | number << 8 | hashed & 255)
        at += length
    starts, entries, total = array("I"), array("I"), 0
    first, buckets = 0, 1 << 32 - shift - _PARTS
    for row in rows:
        ordered = sorted(row)
        counts = [0] * buckets
        for one in ordered:
            counts[(one >> 32) - first] += 1
        common = {first + bucket for bucket, count in enumerate(counts) if count > _COMMON}
        entries.extend([one & 0xFFFFFFFF for one in ordered if not common or one >> 32 not in common])
        for count in counts:
            starts.append(total)
            total += count if count <= _COMMON else 0
        first += buckets
        del row[:]
    starts.append(total)
    return starts, entries


_PARTS = 8  # bits


def _head(names: int, bits: int, entries: int, length: int, sums: int) -> bytes:
    order = sys.byteorder.encode().ljust(8)
    whole = _HEAD.pack(_MAGIC, order, FORMAT, names, bits, 0, length, entries, sums)
    return whole + struct.pack("<I", crc32(whole))


def in_memory(names: Iterable[tuple[str, str]]) -> NameIndex:
    """An index that leaves no trace on disk."""
    return NameIndex(b"".join(build(names)))


def write(path: Path, names: Iterable[tuple[str, str]]) -> bool:
    """Build an index and put it in its place, whole; False where it cannot be put there."""
    import tempfile

    temporary: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name[:16]}-", suffix=".tmp", dir=path.parent)
        with open(handle, "wb") as file:
            for part in build(names):
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
        temporary = None
    except OSError:
        # No room, no right to; or Windows, which does not replace a file that is mapped.
        return False
    finally:
        if temporary is not None:
            with suppress(OSError):
                os.unlink(temporary)
    return True


# --- asking -----------------------------------------------------------------------------------------------------------


class NameIndex:
    """An open index. It may be asked from several threads, and by a process that was forked off.

    Attributes:
        names: how many names it holds.
    """

    def __init__(self, content: bytes | mmap.mmap) -> None:
        """Read the head of an index.

        Raises:
            Damaged: this is no index, one of another format or kind of machine, or not whole.
        """
        self._content = content
        self._view = view = memoryview(content)
        try:
            size = _HEAD.size + 4
            head = bytes(view[:size])
            magic, order, version, self.names, bits, _, length, entries, sums = _HEAD.unpack_from(head)
            known = (magic, order.strip().decode("ascii", "replace"), version) == (_MAGIC, sys.byteorder, FORMAT)
            if not known or struct.pack("<I", crc32(head[:-4])) != head[-4:]:
                raise Damaged("no index of names of this format")
            ends = [size]
            for part in (4 * ((1 << bits) + 1), 4 * entries, 4 * self.names, 4 * (self.names + 1), length):
                ends.append(ends[-1] + part)
            blocks = (ends[-1] - size + (1 << _BLOCK) - 1) >> _BLOCK
            if len(view) != ends[-1] + 4 * blocks or crc32(view[ends[-1] :]) != sums:
                raise Damaged("the index of names is not whole")
            self._body, self._size = size, ends[-1] - size
            self._starts = view[ends[0] : ends[1]].cast("I")
            self._entries = view[ends[1] : ends[2]].cast("I")
            self._letters = view[ends[2] : ends[3]].cast("I")
            self._ends = view[ends[3] : ends[4]].cast("I")
            self._texts = view[ends[4] : ends[5]]
            self._at = tuple(ends)
            # The checksums need not be aligned, so they are copied.
            self._sums = array("I", bytes(view[ends[-1] :]))
        except (struct.error, ValueError, TypeError) as error:
            self.close()
            raise Damaged(f"no index of names: {error}") from error
        except Damaged:
            self.close()
            raise
        self._shift = 32 - bits
        self._unread = bytearray(b"\1" * blocks)
        self._left = blocks
        self._asked = 0

    def close(self) -> None:
        """Give the file back."""
        for name in ("_starts", "_entries", "_letters", "_ends", "_texts", "_view"):
            view = getattr(self, name, None)
            if view is not None:
                view.release()
        if isinstance(self._content, mmap.mmap):
            self._content.close()

    def like(self, key: str, name: str, limit: int) -> list[Near]:
        """The names most like a name, best first. Where few are asked for, the search ends with one that reads nearly the same.

        Raises:
            Damaged: what would answer is not what was written.
        """
        core = core_of(key, name)
        if self._left:
            self._asked += 1
            if self._asked > _OFTEN:
                self._check(0, self._size)
        buckets = self._buckets(_hashes(terms_of(core)))
        letters, few = letters_of(core), limit <= _FEW
        found: dict[int, None] = {}
        numbers: list[int] = []
        scored: list[tuple[float, float, int]] = []
        for enough in _STEPS if few else (_ENOUGH,):
            seen, read = len(found), len(numbers)
            found.update(self._names_in(buckets, enough))
            new = list(islice(found, seen, None))
            numbers += self._alike(letters, new, _READ[core.han] * max(limit, 5)) if few else new
            scored += _scored(core, self._texts_of(numbers[read:]), read)
            # Where one of those that share the rarest terms reads nearly the same, others would only come behind it.
            if scored and max(scored)[0] >= _NEARLY:
                break
        # Of equals the one that was read first: it has more of the letters, or shares the rarer terms.
        scored.sort(reverse=True)
        return [Near(numbers[-place] + 1, score) for score, _, place in scored[: max(limit, 0)]]

    def sounding(self, name: str, limit: int) -> list[int]:
        """The places in the list (from 1) of names in the other script of which the brand sounds like that of a name.

        Raises:
            Damaged: what would answer is not what was written.
        """
        found = self._names_in(self._buckets(_hashes(asked_across(name))), 4 * limit)
        return [number + 1 for number in islice(found, max(limit, 0))]

    def _buckets(self, hashes: set[int]) -> list[tuple[int, int, int]]:
        """The buckets of some terms, those of the rarest last: how many entries, where they begin, what marks them."""
        starts, shift = self._starts, self._shift
        buckets = []
        for hashed in hashes:
            bucket = hashed >> shift
            if self._left:
                self._check(4 * bucket, 8)  # the buckets come first in the body
            start, end = starts[bucket], starts[bucket + 1]
            if start < end:
                buckets.append((end - start, start, hashed & 255))
        buckets.sort(reverse=True)
        return buckets

    def _names_in(self, buckets: list[tuple[int, int, int]], enough: int) -> dict[int, None]:
        """The names in the last of some buckets, which are taken away, until there are enough or no more."""
        entries = self._entries
        names: list[int] = []
        while buckets and len(names) < enough:
            size, start, mark = buckets.pop()
            if self._left:
                self._check(self._at[1] - self._body + 4 * start, 4 * size)
            names += [e >> 8 for e in entries[start : start + size].tolist() if e & 255 == mark]
        return dict.fromkeys(names)

    def _alike(self, asked: int, numbers: list[int], most: int) -> list[int]:
        """Those of some names that have the most letters in common with the one asked for; of equals the first."""
        letters = self._letters
        if self._left:
            for number in numbers:
                self._check(self._at[2] - self._body + 4 * number, 4)
        apart = [(letters[number] ^ asked).bit_count() for number in numbers]
        return [numbers[place] for place in sorted(range(len(apart)), key=apart.__getitem__)[:most]]

    def _texts_of(self, numbers: list[int]) -> list[str]:
        texts, ends = self._texts, self._ends
        if self._left:
            for number in numbers:
                self._check(self._at[3] - self._body + 4 * number, 8)
                self._check(self._at[4] - self._body + ends[number], ends[number + 1] - ends[number])
        return b"\n".join([texts[ends[n] : ends[n + 1]] for n in numbers]).decode().split("\n") if numbers else []

    def _check(self, at: int, length: int) -> None:
        """Check the blocks that hold some bytes, unless that was done before; `at` counts from behind the head."""
        for block in range(at >> _BLOCK, ((at + length - 1) >> _BLOCK) + 1):
            if self._unread[block]:
                start = block << _BLOCK
                end = min(start + (1 << _BLOCK), self._size)
                if crc32(self._view[self._body + start : self._body + end]) != self._sums[block]:
                    raise Damaged("the index of names is damaged")
                self._unread[block] = 0
                self._left -= 1


def _scored(core: Core, texts: list[str], first: int) -> list[tuple[float, float, int]]:
    """How alike each text is to that of a name: its score, that of the whole texts, and less its place, from `first`.

    Only for the best. A name without a place may lack it, or have it misspelt in front of its brand: it is compared in
    both ways, and the better one counts.
    """
    from rapidfuzz import fuzz, process

    asked = core.text
    whole = process.extract(asked, texts, scorer=fuzz.ratio, limit=_KEPT, score_cutoff=_LEAST)
    if core.place:
        return [(score, score, -first - place) for _, score, place in whole]
    alike = {place: score for _, score, place in whole}
    best = dict(alike)
    without = [text.partition("\t")[2] for text in texts]
    for _, score, place in process.extract(asked[1:], without, scorer=fuzz.ratio, limit=_KEPT, score_cutoff=_LEAST):
        best[place] = max(score, best.get(place, 0.0))
    return [(score, alike.get(place, 0.0), -first - place) for place, score in best.items()]


_KEPT, _LEAST, _NEARLY = 50, 40.0, 97.0


def open_file(path: Path) -> NameIndex | None:
    """The index in a file; None where there is none, or it is not what was written."""
    try:
        with path.open("rb") as file:
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return NameIndex(content)
    except (OSError, ValueError, Damaged):
        return None
