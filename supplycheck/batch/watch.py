"""A folder into which somebody drops files: each is checked when it is whole, and moved away when its results are there.

Results are put in place before the file is moved, and a batch whose results are there already is not done again. So
whenever the program ends, a restart goes on: no file is lost, and none is checked twice.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from supplycheck.batch.run import Batch, Done, Tell, part_of, run, state_of
from supplycheck.errors import UsageError
from supplycheck.readers import is_input

DONE, FAILED = "done", "failed"
"""Subfolders of the watched folder to which files are moved: checked, whatever came of it; nothing in it could be read."""

LOOK = 0.5
"""Seconds between two looks at the folder."""

_SIDECAR = ".dossier.json"
_MOST_NAMES = 10_000

Said = Callable[[Path, Path | None, Done | None, str], None]
"""Is told of each file: it, its results, what came of it, and why it failed."""


@dataclass(slots=True)
class Watch:
    """A watched folder.

    Attributes:
        folder: what is watched; files in its subfolders are not.
        batch: how its files are checked. `out` is a folder here, and the ending in `ending` tells the form.
        ending: such as "jsonl".
        settle: for so many seconds a file (and the dossier beside it) must not have changed.
    """

    folder: Path
    batch: Batch
    ending: str
    settle: float = 2.0
    _looks: dict[str, tuple[tuple[int, int], float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.folder.is_dir():
            raise UsageError(f"{self.folder}: no such folder")
        if self.batch.out.resolve() == self.folder.resolve():
            raise UsageError("results cannot be put into the folder that is watched")
        try:
            self.batch.out.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"{self.batch.out} cannot be the folder of results: {error}") from error

    def run(self, said: Said, tell: Tell = lambda _, __: None) -> None:
        """Watches until it is interrupted."""
        while True:
            for path in self.ready():
                self.take(path, said, tell)
            time.sleep(LOOK)

    def ready(self) -> Iterator[Path]:
        """The files that are whole by now, in the order of their names."""
        now = time.monotonic()
        names = sorted(entry.name for entry in os.scandir(self.folder) if entry.is_file(follow_symlinks=False))
        self._looks = {name: look for name, look in self._looks.items() if name in names}
        for name in names:
            if not is_input(name.lower()):
                continue
            state = self._state(name)
            before = self._looks.get(name)
            if before is None or before[0] != state:
                self._looks[name] = state, now
            elif now - before[1] >= self.settle:
                yield self.folder / name

    def take(self, path: Path, said: Said, tell: Tell) -> None:
        """Checks a file, and moves it with its dossier.

        Raises:
            OutputFailed, UsageError: results cannot be written; the file stays where it is.
        """
        out, done = self._checked(path, tell)
        failed = set(done.outcomes) <= {"unreadable"}
        self._move(path, FAILED if failed else DONE)
        why = done.head["not_processed"][0]["why"]["en"] if failed and done.head["not_processed"] else ""
        said(path, out, done, why)

    def _checked(self, path: Path, tell: Tell) -> tuple[Path, Done]:
        for out in self._names(path):
            batch = replace(self.batch, paths=(path,), out=out)
            started = state_of(out).exists() or part_of(out).exists()
            try:
                return out, run(batch, resume=True, tell=tell)
            except UsageError:
                # Of another file of this name, or of other lists: an unfinished one is begun anew, a whole one is kept.
                if started:
                    return out, run(batch, restart=True, tell=tell)
                if not out.exists():
                    raise
        raise UsageError(f"{self.batch.out}: too many results for {path.name}")

    def _names(self, path: Path) -> Iterator[Path]:
        yield self.batch.out / f"{path.name}.{self.ending}"
        for n in range(2, _MOST_NAMES):
            yield self.batch.out / f"{path.name}.{n}.{self.ending}"

    def _state(self, name: str) -> tuple[int, int]:
        """Size and time of change of a file and its dossier together."""
        size = changed = 0
        for path in (self.folder / name, _dossier(self.folder / name)):
            try:
                status = path.stat()
            except OSError:
                continue
            size, changed = size + status.st_size, max(changed, status.st_mtime_ns)
        return size, changed

    def _move(self, path: Path, where: str) -> None:
        target = self.folder / where
        target.mkdir(exist_ok=True)
        beside = _dossier(path)
        for moved in (beside, path) if beside.exists() else (path,):  # the file last: it is what would be checked again
            os.replace(moved, _free(target, moved.name))
        self._looks.pop(path.name, None)


def _dossier(path: Path) -> Path:
    return path.with_name(path.stem + _SIDECAR)


def _free(folder: Path, name: str) -> Path:
    """A name that nothing has yet; the dossier of `a.2.csv` is `a.2.dossier.json`."""
    ending = _SIDECAR if name.endswith(_SIDECAR) else Path(name).suffix
    stem = name.removesuffix(ending)
    for n in range(1, _MOST_NAMES):
        path = folder / (name if n == 1 else f"{stem}.{n}{ending}")
        if not path.exists():
            return path
    raise UsageError(f"{folder}: too many files are called {name}")
