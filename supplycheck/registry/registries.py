"""All registries over one data directory: which snapshot of which list is asked on which day."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from supplycheck.errors import RegistryUnavailable, UsageError
from supplycheck.registry import definition as definitions
from supplycheck.registry.definition import Definition

if TYPE_CHECKING:
    from supplycheck.registry.decisions import Decisions
    from supplycheck.registry.snapshot import Snapshot
    from supplycheck.registry.view import Known, View

EXTENSIONS = (
    ".csv",
    ".tsv",
    ".txt",
    ".json",
    ".jsonl",
    ".xml",
    ".xlsx",
    ".xls",
    ".ods",
    ".html",
    ".htm",
    ".zip",
    ".sqlite",
)
"""What a snapshot's file may end in; of several for one day the first of these is asked first."""

PARTIAL = ".partial"
"""A file of this extension beside a snapshot, `2020-05-06.partial`, says that it does not hold the whole list."""

_FILE = re.compile(r"(extract-)?([0-9]{4}-[0-9]{2}-[0-9]{2})")
_DAYS = 1024
_LOOKS = 5


class SnapshotInfo(NamedTuple):
    """What is known of a snapshot, or that a registry has none.

    Attributes:
        registry: the registry's name.
        as_of: the day it was taken; None where there is none.
        rows, sha256: of its source; 0 and None where it cannot be read.
        complete: whether it holds the whole list.
        path: its file.
        state: "readable" or "unreadable"; asked as of a day, "fresh", "stale", "later" (taken after it), "unreadable"
            or "missing".
        age_days: that day less `as_of`.
        detail: why it cannot be read, or what of it is damaged; else "".
        bundled: whether it is an extract that comes with the package.
    """

    registry: str
    as_of: date | None
    rows: int
    sha256: str | None
    complete: bool
    path: Path | None
    state: str
    age_days: int | None = None
    detail: str = ""
    bundled: bool = False


class SnapshotFile(NamedTuple):
    """A file that stands for a list on a day, as far as its name and place tell."""

    as_of: date
    path: Path
    whole: bool
    bundled: bool


def default_data_dir() -> Path:
    """The user's data directory for registries: `$SUPPLYCHECK_DATA`, else the platform's."""
    told = os.environ.get("SUPPLYCHECK_DATA")
    if told:
        return Path(told) / "registries"
    import platformdirs

    return Path(platformdirs.user_data_dir("supplycheck", appauthor=False)) / "registries"


def snapshot_files(folder: Path, *, bundled: bool = False) -> list[SnapshotFile]:
    """The snapshots in a folder, oldest first; files with other names are passed over.

    With `bundled`, extracts (`extract-2020-05-06.csv`) instead: they never hold a whole list.
    """
    for _ in range(_LOOKS):
        found = _listed(folder, bundled)
        # Another process may put a file of another kind in a day's place between the listing and the look at it.
        if all(file.path.exists() for file in found):
            break
    # Of one day the preferred extension comes last, because the newest is asked first.
    return sorted(found, key=lambda file: (file.as_of, -EXTENSIONS.index(file.path.suffix)))


def _listed(folder: Path, bundled: bool) -> list[SnapshotFile]:
    """The snapshots that the folder's listing names."""
    try:
        names = sorted(os.listdir(folder))
    except (OSError, ValueError):
        return []
    partials = {name.removesuffix(PARTIAL) for name in names if name.endswith(PARTIAL)}
    found = []
    for name in names:
        path = folder / name
        match = _FILE.fullmatch(path.stem)
        if match is None or path.suffix not in EXTENSIONS or bool(match[1]) is not bundled or path.is_dir():
            continue
        try:
            as_of = date.fromisoformat(match[2])
        except ValueError:
            continue
        found.append(SnapshotFile(as_of, path, not bundled and path.stem not in partials, bundled))
    return found


def data_root(data_dir: Path | str | None) -> Path:
    """A data directory as it is told; None is the user's own."""
    return Path(data_dir) if data_dir is not None else default_data_dir()


class Registries:
    """The registries that a check may ask.

    What the data directory holds is looked at once per registry: a run sees one state of it. `refresh` looks again. It
    may be shared between threads, and sent to other processes, where it opens files of its own.
    """

    def __init__(self, data_dir: Path | str | None = None, *, bundled: bool = True, lists: Path | None = None) -> None:
        """
        Args:
            data_dir: holds `NAME/YYYY-MM-DD.EXT`; None is the user's data directory. It need not exist.
            bundled: whether extracts that come with the package fill in for lists the directory lacks.
            lists: a directory of definitions instead of the package's own.

        Raises:
            UsageError: `data_dir` is no directory.
        """
        self.data_dir = data_root(data_dir)
        self.bundled = bundled
        self._lists = lists
        self._lock = Lock()
        if self.data_dir.is_file():
            raise UsageError(f"{data_dir} is no directory of registries")
        self.refresh()

    def __reduce__(self) -> tuple[Callable[..., Registries], tuple[Path]]:
        return partial(Registries, bundled=self.bundled, lists=self._lists), (self.data_dir,)

    def __enter__(self) -> Registries:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def refresh(self) -> None:
        """Forget what was seen of the data directory, so that the next question looks again."""
        with self._lock:
            self._files: dict[str, list[SnapshotFile]] = {}
            self._open: dict[SnapshotFile, Snapshot | str] = {}
            self._vanished: set[SnapshotFile] = set()
            self._decisions: Decisions | None = None
            self._known: Known | None = None
            self._view = lru_cache(maxsize=_DAYS)(self._make)

    def close(self) -> None:
        """Close all snapshots; a view that is asked again opens its own anew."""
        opened = list(self._open.values())
        self.refresh()
        for snapshot in opened:
            if not isinstance(snapshot, str):
                snapshot.close()

    def names(self) -> list[str]:
        """The names of all defined registries, sorted."""
        return definitions.names(self._lists)

    def definition(self, name: str) -> Definition:
        """The definition of a registry; raises UsageError, RegistryUnavailable, FactsMissing."""
        return definitions.load(name, self._lists)

    def on(self, name: str, day: date) -> View:
        """A registry as a declaration of that day may ask it; the same object for the same day.

        Raises:
            UsageError: the name has not the form of one.
            RegistryUnavailable: no registry has that name.
            FactsMissing: its definition is wrong.
        """
        return self._view(name, day)

    def snapshots(self, name: str, on: date | None = None) -> list[SnapshotInfo]:
        """All snapshots of a registry, oldest first; with `on`, their age and state as of that day. Raises as `on`."""
        definition = self.definition(name)
        infos = [self._info(definition, file) for file in self._files_of(name)]
        return infos if on is None else [_aged(definition, info, on) for info in infos]

    def overview(self, on: date) -> list[SnapshotInfo]:
        """The snapshots of all registries as of a day; a registry without any stands as "missing"."""
        found: list[SnapshotInfo] = []
        for name in self.names():
            missing = SnapshotInfo(name, None, 0, None, complete=False, path=None, state="missing")
            found += self.snapshots(name, on) or [missing]
        return found

    @property
    def decisions(self) -> Decisions:
        """What reviewers decided of close names; raises UsageError where that cannot be read."""
        with self._lock:
            if self._decisions is None:
                from supplycheck.registry import decisions

                self._decisions = decisions.load(self.data_dir / decisions.FOLDER)
            return self._decisions

    def _make(self, name: str, day: date) -> View:
        from supplycheck.registry.view import Known, View

        definition = self.definition(name)
        if self._known is None:
            self._known = Known()
        for _ in range(_LOOKS):
            files = self._files_of(name)
            before = [file for file in reversed(files) if file.as_of <= day]
            after = [file for file in files if file.as_of > day]
            view = View(
                definition,
                day,
                [(file.as_of, partial(self._opened, definition, file)) for file in before],
                [(file.as_of, partial(self._opened, definition, file)) for file in after],
                self._info(definition, before[0]).detail if before else "",
                any(file.bundled for file in before),
                self.decisions,
                self._known,
            )
            if not before or before[0] not in self._vanished:
                break
            # Another process has put a file of another kind in its place since the directory was looked at.
            with self._lock:
                self._files.pop(name, None)
                self._open.pop(before[0], None)
                self._vanished.discard(before[0])
        return view

    def _files_of(self, name: str) -> list[SnapshotFile]:
        with self._lock:
            files = self._files.get(name)
            if files is None:
                files = snapshot_files(self.data_dir / name)
                if not files and self.bundled:
                    lists = self._lists if self._lists is not None else definitions.root_of(name)
                    files = snapshot_files(lists / name, bundled=True)
                self._files[name] = files
            return files

    def _opened(self, definition: Definition, file: SnapshotFile) -> Snapshot | None:
        opened = self._open_or_why(definition, file)
        return None if isinstance(opened, str) else opened

    def _open_or_why(self, definition: Definition, file: SnapshotFile) -> Snapshot | str:
        """The open snapshot, or why it cannot be read; tried once."""
        with self._lock:
            known = self._open.get(file)
            if known is None:
                from supplycheck.registry.snapshot import Snapshot

                try:
                    known = Snapshot(definition, file.path, file.as_of, definition.complete and file.whole)
                except RegistryUnavailable as error:
                    known = error.reason
                    if isinstance(error.__cause__, FileNotFoundError):
                        self._vanished.add(file)
                self._open[file] = known
            return known

    def _info(self, definition: Definition, file: SnapshotFile) -> SnapshotInfo:
        opened = self._open_or_why(definition, file)
        known = SnapshotInfo(definition.name, file.as_of, 0, None, False, file.path, "unreadable", bundled=file.bundled)
        if isinstance(opened, str):
            return known._replace(detail=opened)
        detail = "; ".join(opened.places)
        return known._replace(
            rows=opened.rows, sha256=opened.sha256, complete=opened.complete, state="readable", detail=detail
        )


def _aged(definition: Definition, info: SnapshotInfo, on: date) -> SnapshotInfo:
    if info.as_of is None:
        return info
    age = (on - info.as_of).days
    if info.state == "readable":
        state = "later" if age < 0 else "fresh" if age <= definition.max_age_days else "stale"
        return info._replace(state=state, age_days=age)
    return info._replace(age_days=age)
