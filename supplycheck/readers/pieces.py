"""The input in pieces: what one worker reads at a time, small to send, in the order of the input.

A piece is a promise: it is read where it is needed, in this process or in another. Together the pieces give what
`read_declarations` gives.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from supplycheck.piece import Given, Input
from supplycheck.readers.headings import Names

FILES, FILES_BYTES = 16, 256 * 1024
"""How many files, and how many bytes of them, are one piece."""

LARGE = 1024 * 1024
"""From this size on a file that cannot be divided is read here, and its declarations are sent on."""

LINES_BYTES = 128 * 1024
DECLARATIONS = 32
"""How many declarations that were read here are one piece."""


@dataclass(slots=True, frozen=True)
class Files:
    """Some whole files, each with whether it was found in a folder (its name in lower case then)."""

    paths: tuple[tuple[str, str | None], ...]
    size: int
    names: Names | None = None
    dossier: str | None = None

    @property
    def place(self) -> str:
        """The first of the files."""
        return self.paths[0][0]

    def read(self) -> Iterator[Input]:
        """The declarations of all of them."""
        from supplycheck.readers import file_or_meant

        for path, lower in self.paths:
            yield from file_or_meant(path, lower, self.names, self.dossier)


@dataclass(slots=True, frozen=True)
class JsonLines:
    """A stretch of a file of JSON lines: its bytes, the number of its first line, how many declarations stand before."""

    path: str
    base: str
    start: int
    end: int
    row: int
    position: int

    @property
    def size(self) -> int:
        """The bytes of these lines."""
        return self.end - self.start

    @property
    def place(self) -> str:
        """File and line."""
        return f"{self.path}:{self.row}"

    def read(self) -> Iterator[Input]:
        """The declarations of these lines."""
        from supplycheck.readers import own_model

        with open(self.path, "rb") as file:
            file.seek(self.start)
            yield from own_model.read_lines(self._lines(file), self.path, self.base, self.row, self.position)

    def _lines(self, file: object) -> Iterator[bytes]:
        from supplycheck.readers import own_model

        for line in own_model.lines_of(file):  # type: ignore[arg-type]
            yield line
            if file.tell() >= self.end:  # type: ignore[attr-defined]
                return


def json_lines(path: str, base: str) -> Iterator[JsonLines]:
    """The pieces of a file of JSON lines."""
    from supplycheck.readers import own_model

    with open(path, "rb") as file:
        start, first, before = 0, 1, 0
        row = position = 0
        for row, line in enumerate(own_model.lines_of(file), start=1):
            position += bool(line.strip())
            if (at := file.tell()) - start >= LINES_BYTES:
                yield JsonLines(path, base, start, at, first, before)
                start, first, before = at, row + 1, position
        if row >= first:
            yield JsonLines(path, base, start, file.tell(), first, before)


def together(results: Iterable[Input], size: int) -> Iterator[Given]:
    """Declarations of a file that is read here, some at a time; its size counts with the first of them."""
    some: list[Input] = []
    for result in results:
        some.append(result)
        if len(some) >= DECLARATIONS:
            yield Given(tuple(some), size)
            some, size = [], 0
    if some:
        yield Given(tuple(some), size)
