"""What changed from one snapshot of a list to the next: rows added, changed, gone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from supplycheck.registry.snapshot import Snapshot

_SHOWN = 10


class Changes(NamedTuple):
    """Counted by number (or where the list has none, by firm); `examples` of each kind name the first ones.

    Attributes:
        since: the day of the snapshot compared with.
        before, after: how many there were, and are.
        added, changed, gone: how many are new, have another content, are no longer there.
        whole: whether both snapshots hold the whole list: only then is what is gone a loss.
        examples: "added", "changed", "gone" -> the first of them.
    """

    since: date
    before: int
    after: int
    added: int
    changed: int
    gone: int
    whole: bool
    examples: dict[str, tuple[str, ...]]


def changes(old: Snapshot, new: Snapshot) -> Changes:
    """What a newer snapshot changes. Both are gone through in the order of their numbers, a row at a time."""
    counts = {"before": 0, "after": 0, "added": 0, "changed": 0, "gone": 0}
    examples: dict[str, list[str]] = {"added": [], "changed": [], "gone": []}

    def count(what: str, key: str) -> None:
        counts[what] += 1
        if len(examples[what]) < _SHOWN:
            examples[what].append(key)

    left, right = _grouped(old), _grouped(new)
    a, b = next(left, None), next(right, None)
    while a is not None or b is not None:
        if b is None or (a is not None and a[0] < b[0]):
            assert a is not None
            count("gone", a[0])
            counts["before"] += 1
            a = next(left, None)
        elif a is None or b[0] < a[0]:
            count("added", b[0])
            counts["after"] += 1
            b = next(right, None)
        else:
            if a[1] != b[1]:
                count("changed", a[0])
            counts["before"] += 1
            counts["after"] += 1
            a, b = next(left, None), next(right, None)
    return Changes(
        since=old.as_of,
        whole=old.complete and new.complete,
        examples={what: tuple(keys) for what, keys in examples.items()},
        **counts,
    )


def _grouped(snapshot: Snapshot) -> Iterator[tuple[str, list[str]]]:
    """Each number of a snapshot with the contents of its rows, in the order of the numbers' code points."""
    for key, rows in groupby(snapshot.contents(), key=itemgetter(0)):
        yield key, sorted(content for _, content in rows)
