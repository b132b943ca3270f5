"""Work of which a process dies, for tests of those who give it out. Worker processes import it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from supplycheck.many import Task


@dataclass(frozen=True)
class Numbers:
    """A piece of which numbers are read."""

    numbers: tuple[int, ...]
    size: int = 0

    @property
    def place(self) -> str:
        return f"piece {self.numbers[0]}"

    def read(self) -> Any:
        return self.numbers


def begin(fatal: int, flag: str) -> Callable[[Task], list[Any]]:
    """Work that gives numbers back. Of the fatal one the process dies: always, or where there is no flag yet."""

    def work(task: Task) -> list[Any]:
        found = []
        for number in task.read():
            if number == fatal and not (flag and Path(flag).exists()):
                if flag:
                    Path(flag).touch()
                os.kill(os.getpid(), 9)
            found.append(number)
        return found

    return work
