"""A part of the input: what one process reads and checks at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from supplycheck.declaration import Declaration
from supplycheck.errors import UnreadableInput

Input = Declaration | UnreadableInput


class Piece(Protocol):
    """Some declarations of the input, which whoever checks them reads."""

    @property
    def place(self) -> str:
        """Where it stands, for people."""

    @property
    def size(self) -> int:
        """How many bytes of the input it is, about."""

    def read(self) -> Iterable[Input]:
        """The declarations, and the errors of those that cannot be read."""


@dataclass(slots=True, frozen=True)
class Given:
    """Declarations that are here already."""

    results: tuple[Input, ...]
    size: int = 0

    @property
    def place(self) -> str:
        """The source of the first."""
        first = self.results[0]
        return first.path if isinstance(first, UnreadableInput) else first.source

    def read(self) -> Iterable[Input]:
        """They."""
        return self.results
