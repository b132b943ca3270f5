"""Files that are being fetched, so that what was cut off can be gone on with."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from supplycheck.errors import UsageError

PARTIAL_CONTENT = 206
_PLAIN = ("", "identity")


class Part:
    """A file that is being fetched.

    Until all of it is there it is named `….part`; `….part.json` says which version of it that is.

    Attributes:
        known: of the version that is there: `address`, `etag`, `last_modified`, `size`, as far as they were told.
    """

    def __init__(self, target: Path, address: str) -> None:
        self._target = target
        self._path = target.with_name(target.name + ".part")
        self._note = target.with_name(target.name + ".part.json")
        self._address = address
        self.known: dict[str, str] = self._read()

    @property
    def size(self) -> int:
        """How many bytes are there."""
        return self._path.stat().st_size if self._path.is_file() else 0

    def headers(self) -> dict[str, str]:
        """What asks for the rest of the same version; empty where nothing can be gone on with."""
        version = self.known.get("etag") or self.known.get("last_modified")
        if not version or not self.size:
            return {}
        return {"Range": f"bytes={self.size}-", "If-Range": version}

    def goes_on(self, headers: Mapping[str, str]) -> bool:
        """Whether an answer is the rest of what is there: some machines do not heed If-Range."""
        span, _, total = headers.get("Content-Range", "").removeprefix("bytes ").partition("/")
        told = _exact(version_of(headers))
        return (
            bool(self.headers())
            and span.partition("-")[0].strip() == str(self.size)
            and total in ("*", self.known.get("size", total))
            and all(told.get(name, value) == value for name, value in self.known.items())
        )

    def begin(self, status: int, headers: Mapping[str, str]) -> int | None:
        """Make ready for an answer; the size the file will have, where that is announced.

        Raises:
            UsageError: nothing can be written there.
        """
        if status == PARTIAL_CONTENT:
            total = headers.get("Content-Range", "").rpartition("/")[2]
            return _number(total if total != "*" else self.known.get("size", ""))
        self.discard()
        with self._writing():
            self._target.parent.mkdir(parents=True, exist_ok=True)
        if headers.get("Content-Encoding", "").strip().lower() not in _PLAIN:
            return None
        size = _number(headers.get("Content-Length", ""))
        self.known = {"address": self._address, **_exact(version_of(headers))}
        if size is not None:
            self.known["size"] = str(size)
        with self._writing():
            self._note.write_text(json.dumps(self.known), encoding="utf-8")
        return size

    def append(self, pieces: Iterable[bytes], progress: Callable[[int], None]) -> int:
        """Write what comes; the size there is then. Raises UsageError."""
        with self._writing():
            file = self._path.open("ab")
        with file:
            for piece in pieces:
                with self._writing():
                    file.write(piece)
                progress(file.tell())
            return file.tell()

    def finish(self) -> None:
        """Give the file its name. Raises UsageError."""
        with self._writing():
            os.replace(self._path, self._target)
        self.discard()

    def discard(self) -> None:
        """Begin anew. Raises UsageError."""
        self.known = {}
        with self._writing():
            for path in (self._path, self._note):
                path.unlink(missing_ok=True)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise UsageError(f"{self._target} cannot be written: {error.strerror}") from error

    def _read(self) -> dict[str, str]:
        with suppress(OSError, ValueError, RecursionError):
            note = json.loads(self._note.read_bytes())
            if isinstance(note, dict) and note.get("address") == self._address and self.size:
                return {str(name): str(value) for name, value in note.items()}
        return {}


def version_of(headers: Mapping[str, str]) -> dict[str, str]:
    """`etag` and `last_modified` of an answer, as far as it has them."""
    found = {"etag": headers.get("ETag", ""), "last_modified": headers.get("Last-Modified", "")}
    return {name: value for name, value in found.items() if value}


def conditions(version: Mapping[str, str]) -> dict[str, str]:
    """What asks only for a version other than this one."""
    names = {"etag": "If-None-Match", "last_modified": "If-Modified-Since"}
    return {names[name]: value for name, value in version.items() if name in names}


def _exact(version: Mapping[str, str]) -> dict[str, str]:
    """What names a version byte for byte: a weak ETag does not."""
    return {name: value for name, value in version.items() if not value.startswith("W/")}


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None
