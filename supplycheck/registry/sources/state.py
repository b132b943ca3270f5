"""What is kept from one fetching to the next: which version of a list was taken, and since when a source has failed.

One small JSON file; losing it costs one full download.
"""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

from supplycheck.errors import UsageError
from supplycheck.registry.sources.outcomes import Fetched

_FAILING = "failing_since"


class State:
    """The notes on every list, by its name; without a path they last as long as this object."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._notes = _read(path)

    def version(self, name: str, address: str) -> dict[str, str]:
        """`etag` and `last_modified` of what was last taken from an address; empty where nothing was."""
        notes = self._notes.get(name, {})
        if notes.get("address") != address:
            return {}
        return {key: notes[key] for key in ("etag", "last_modified") if notes.get(key)}

    def taken_on(self, name: str) -> date | None:
        """The day that the list last taken stands for."""
        return _day(self._notes.get(name, {}).get("as_of"))

    def took(self, name: str, fetched: Fetched) -> None:
        """Note that a fetched list is in use: only then may the publisher be told that it is known."""
        self._note(
            name,
            address=fetched.address,
            etag=fetched.etag,
            last_modified=fetched.last_modified,
            as_of=fetched.as_of.isoformat(),
        )

    def forget(self, name: str) -> None:
        """Note that the list last taken is no longer in use: it is fetched again even if it has not changed."""
        if self._notes.get(name, {}).get("address"):
            self._note(name, address="", etag="", last_modified="", as_of="")

    def failed(self, name: str, today: date) -> date:
        """Note that a source failed; the first day of its failing."""
        since = _day(self._notes.get(name, {}).get(_FAILING))
        if since is None or since > today:
            since = today
            self._note(name, **{_FAILING: since.isoformat()})
        return since

    def worked(self, name: str) -> None:
        """Note that a source answered."""
        if self._notes.get(name, {}).get(_FAILING):
            self._note(name, **{_FAILING: ""})

    def _note(self, name: str, **values: str) -> None:
        notes = {**self._notes.get(name, {}), **values}
        self._notes[name] = {key: value for key, value in notes.items() if value}
        if self._path is not None:
            _write(self._path, self._notes)


def _read(path: Path | None) -> dict[str, dict[str, str]]:
    """The notes in a file; none where it is missing or damaged."""
    if path is None:
        return {}
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(content, dict):
        return {}
    return {
        name: {key: value for key, value in notes.items() if isinstance(value, str)}
        for name, notes in content.items()
        if isinstance(notes, dict)
    }


def _write(path: Path, notes: dict[str, dict[str, str]]) -> None:
    staged = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        staged.write_text(json.dumps(notes, indent=1, sort_keys=True), encoding="utf-8")
        os.replace(staged, path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error}") from error


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
