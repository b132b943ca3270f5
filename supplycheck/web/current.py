"""The checker of the hour: made anew when the lists on the disk or the day have changed, never in the middle of a request.

A request takes the checker once and keeps it, so one answer rests on one state of the lists. Before a new checker is
handed out every snapshot has been opened once: what must be built is built beside the requests, not by one of them.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from supplycheck.errors import SupplycheckError
from supplycheck.registry import Registries
from supplycheck.registry import definition as definitions
from supplycheck.registry.registries import SnapshotInfo, data_root

if TYPE_CHECKING:
    from supplycheck.checker import Checker

log = logging.getLogger(__name__)

EVERY_SECONDS = 2.0
"""How often the disk is looked at."""

Stamp = tuple[tuple[str, int, int], ...]


class Current:
    """Hands out the checker.

    Args:
        registries: the directory of snapshots; None for the user's own.
        today: the day of the check; by default the machine's, asked anew.
    """

    def __init__(self, registries: Path | None = None, *, today: date | None = None) -> None:
        self._registries = registries
        self._today = today
        self._lock = Lock()
        self._ended = Event()
        self._made: Checker | None = None
        self._seen: tuple[date, Stamp] | None = None
        self.snapshots: tuple[SnapshotInfo, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether there is a checker already: then `checker` answers at once."""
        return self._made is not None

    @property
    def today(self) -> date:
        """The day of the check."""
        return self._today or date.today()

    def checker(self) -> Checker:
        """The checker that answers now.

        Raises:
            SupplycheckError: there is none yet and none can be made: no such directory, no facts.
        """
        if self._made is None:
            self.look()
        assert self._made is not None
        return self._made

    def look(self) -> bool:
        """Looks at disk and calendar; makes a new checker if something has changed, and says whether.

        Raises:
            SupplycheckError: see `checker`.
        """
        from supplycheck.checker import Checker

        with self._lock:
            seen = self.today, _stamp(data_root(self._registries))
            if seen == self._seen:
                return False
            found = _opened(self._registries)
            made = Checker(self._registries, today=seen[0])
            for name in definitions.names():  # which snapshots there are is looked at now, not when a request asks
                made.registry(name, seen[0])
            self.snapshots, self._made, self._seen = found, made, seen
        log.info("checking as of %s with %d snapshots", seen[0], len(found))
        return True

    def watch(self, after_first: Callable[[], object] = lambda: None) -> None:
        """Looks again and again, on a thread of its own, until `close`. `after_first` is called once there is a checker."""

        def looking() -> None:
            first, pause = True, 0.0
            while not self._ended.wait(pause):
                pause = EVERY_SECONDS
                try:
                    self.look()
                    if first:
                        after_first()
                    first = False
                except SupplycheckError as error:
                    log.error("the lists cannot be taken up: %s", error)
                except Exception:
                    log.exception("the lists cannot be taken up")

        Thread(target=looking, name="supplycheck-lists", daemon=True).start()

    def close(self) -> None:
        """Ends the looking."""
        self._ended.set()


def _stamp(root: Path) -> Stamp:
    """What the files below a directory of registries are: path, size and time of change of each."""
    found = []
    for folder, _, names in os.walk(root):
        for name in names:
            if not name.startswith("."):
                try:
                    status = os.stat(path := os.path.join(folder, name))
                except OSError:
                    continue  # gone since the listing; the next look sees a difference
                found.append((path, status.st_size, status.st_mtime_ns))
    return tuple(sorted(found))


def _opened(registries: Path | None) -> tuple[SnapshotInfo, ...]:
    """Every snapshot there is, each opened once: what was not built is built now."""
    found: list[SnapshotInfo] = []
    with Registries(registries) as all_:
        for name in all_.names():
            found += all_.snapshots(name)
            all_.close()  # a few files open at a time, however many snapshots there are
    return tuple(found)
