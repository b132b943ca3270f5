"""Fetching lists from where their definitions say, and putting them in their place; and asking a source for one entry.

What was fetched goes the way of every import: read as what the definition says, compared with what is there, refused if
too much is gone, put in its place whole. A source that fails changes nothing: the old snapshot stays, and ages.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from supplycheck.errors import RegistryUnavailable, SourceUnavailable, UsageError
from supplycheck.registry import definition as definitions
from supplycheck.registry import history
from supplycheck.registry.definition import Definition
from supplycheck.registry.registries import SnapshotInfo, data_root, snapshot_files
from supplycheck.registry.sources import Listed, LookUp, State, Unanswered, Unchanged, ask, fetch
from supplycheck.registry.store import LostRows, import_file

if TYPE_CHECKING:
    from supplycheck.registry.sources.web import Web

STATE = ".sources.json"
_FETCHED = ".fetched"
_FETCHING = ".fetching"

Came = Literal["updated", "unchanged", "refused", "unavailable", "wrong"]
"""What an update came to: unavailable, where the source gave nothing; wrong, where what it gave is not the list; refused,
where too many rows are gone."""


class Updated(NamedTuple):
    """What the update of one registry came to.

    Attributes:
        info: the snapshot that now stands there, where it was updated.
        since, added, changed, gone: what it changed against the snapshot before it; None without one.
        why: in words, where it was not updated.
        failing_since: since when the source has been giving nothing.
    """

    registry: str
    came: Came
    info: SnapshotInfo | None = None
    since: str | None = None
    added: int | None = None
    changed: int | None = None
    gone: int | None = None
    why: str = ""
    failing_since: date | None = None


def web_for(data_dir: Path | str | None, *, offline: bool = False) -> Web:
    """A client that remembers in the data directory which versions it took, and since when sources have failed."""
    from supplycheck.registry.sources.web import Web

    root = data_root(data_dir)
    return Web(offline=offline, state=State(root / STATE))


def fetchable(lists: Path | None = None) -> list[str]:
    """The registries whose definitions say where they are fetched from, sorted."""
    return [name for name in definitions.names(lists) if definitions.load(name, lists).live is not None]


def update(
    data_dir: Path | str | None,
    names: Iterable[str],
    web: Web,
    today: date,
    *,
    accept_loss: bool = False,
    mirror: str | None = None,
    progress: Callable[[str, int, int | None], None] | None = None,
    lists: Path | None = None,
) -> Iterator[Updated]:
    """Fetch registries one after another; the failure of one does not keep the others.

    Args:
        mirror: an address that is asked before those of the definition.
        progress: called with the registry, how much has come, and how much there is where that is known.

    Raises:
        UsageError: a name is none, or its definition does not say where it is fetched from.
        RegistryUnavailable: no registry has that name.
    """
    root = data_root(data_dir)
    if mirror is not None and not definitions.is_secure(mirror):
        raise UsageError(f"{mirror} is not read over TLS")
    wanted = [_fetchable(definitions.load(name, lists)) for name in names]
    for definition in wanted:
        with _alone(root / definition.name) as alone:
            if alone:
                done = _update(root, definition, web, today, accept_loss, mirror, progress, lists)
            else:
                done = Updated(definition.name, "unavailable", why="another process is fetching it")
        yield done


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Whether nobody else fetches into a folder: what came of a file is added to, which two cannot do at once."""
    from filelock import FileLock, Timeout

    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / _FETCHING)
        lock.acquire(timeout=0)
    except Timeout:
        yield False
        return
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error}") from error
    try:
        yield True
    finally:
        lock.release()


def _fetchable(definition: Definition) -> Definition:
    if definition.live is None:
        raise UsageError(f"{definition.name} is not fetched: its definition names no source; import a file")
    return definition


def _update(
    root: Path,
    definition: Definition,
    web: Web,
    today: date,
    accept_loss: bool,
    mirror: str | None,
    progress: Callable[[str, int, int | None], None] | None,
    lists: Path | None,
) -> Updated:
    name = definition.name
    folder = root / name / _FETCHED

    def tell(done: int, total: int | None) -> None:
        if progress is not None:
            progress(name, done, total)

    if not snapshot_files(root / name):
        web.state.forget(name)
    try:
        got = fetch(definition, web, folder, today, progress=tell, mirror=mirror)
        if isinstance(got, Unchanged):
            return Updated(name, "unchanged", why=f"as on {got.as_of}" if got.as_of is not None else "")
        try:
            info = import_file(
                root,
                name,
                got.path,
                min(got.as_of, today),
                partial=not got.whole,
                replace=True,
                accept_loss=accept_loss,
                origin=got.address,
                lists=lists,
            )
        finally:
            got.path.unlink(missing_ok=True)
        web.state.took(name, got)
    except SourceUnavailable as error:
        return Updated(name, "unavailable", why=str(error), failing_since=error.since)
    except LostRows as error:
        return Updated(name, "refused", why=str(error))
    except RegistryUnavailable as error:
        return Updated(name, "wrong", why=error.reason)
    last = history.entries(root / name)[-1]
    return Updated(name, "updated", info, last["since"], last["added"], last["changed"], last["gone"])


def look_up(
    data_dir: Path | str | None,
    name: str,
    field: str,
    text: str,
    web: Web,
    today: date,
    *,
    keep: bool = False,
    lists: Path | None = None,
) -> LookUp | Unanswered:
    """Ask a registry's source for one entry.

    Args:
        field: what `text` is, such as "number" or "holder".
        keep: put the entries that are found into a snapshot of the day, which is a part of the list: what is in it is
            evidence for checks from that day on, what is not in it says nothing.

    Raises:
        UsageError, RegistryUnavailable: as `sources.ask` and `store.import_file`.
    """
    answer = ask(definitions.load(name, lists), web, field, text, today)
    if keep and isinstance(answer, Listed):
        _keep(data_dir, definitions.load(name, lists), answer, today, lists)
    return answer


def _keep(data_dir: Path | str | None, definition: Definition, answer: Listed, today: date, lists: Path | None) -> None:
    """Add entries to the day's snapshot; a snapshot of that day that has more than entries stays as it is."""
    root = data_root(data_dir)
    folder = root / definition.name
    day = min(answer.as_of, today)
    there = next((file for file in snapshot_files(folder) if file.as_of == day), None)
    if there is not None and (there.whole or there.path.suffix != ".jsonl"):
        return
    lines = [
        json.dumps({definition.columns[f][0]: v for f, v in row.items()}, ensure_ascii=False) for row in answer.rows
    ]
    known = there.path.read_text("utf-8").splitlines() if there is not None else []
    staged = folder / _FETCHED / f"{day.isoformat()}.jsonl"
    try:
        staged.parent.mkdir(parents=True, exist_ok=True)
        staged.write_text("".join(f"{line}\n" for line in dict.fromkeys([*known, *lines])), encoding="utf-8")
        import_file(root, definition.name, staged, day, partial=True, replace=True, origin=answer.address, lists=lists)
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error}") from error
    finally:
        staged.unlink(missing_ok=True)
