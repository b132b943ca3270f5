"""What was put into a data directory: one line of JSON for each snapshot, in `NAME/history.jsonl`, only ever added to."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import date
from pathlib import Path
from typing import Any

from supplycheck.registry.changes import Changes

FILE = "history.jsonl"


def add(
    folder: Path, file: Path, as_of: date, source: str, complete: bool, changes: Changes | None, origin: str
) -> None:
    """Note a snapshot that now stands in the folder. `source` is the SHA-256 of the file it was made from."""
    entry = {
        "as_of": as_of.isoformat(),
        "file": file.name,
        "sha256": digest(file),
        "source_sha256": source,
        "origin": origin,
        "complete": complete,
        "since": changes.since.isoformat() if changes is not None else None,
        "added": changes.added if changes is not None else None,
        "changed": changes.changed if changes is not None else None,
        "gone": changes.gone if changes is not None else None,
    }
    line = json.dumps(entry, ensure_ascii=False, separators=(",", ":")) + "\n"
    with (folder / FILE).open("ab") as journal:
        journal.write(line.encode())
        journal.flush()
        os.fsync(journal.fileno())


def entries(folder: Path) -> list[dict[str, Any]]:
    """All that was noted, oldest first; a last line that a power cut left unfinished is passed over."""
    try:
        lines = (folder / FILE).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []
    found = []
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict):
            found.append(entry)
    return found


def digest(file: Path) -> str:
    """SHA-256 of a file as it stands."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
