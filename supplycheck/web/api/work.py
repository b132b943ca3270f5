"""Checking without keeping others waiting.

What is small is checked where it arrives: the way to a thread and back would cost more than the check. Everything else is
done on one thread of the process, a slice at a time, so that several large documents take turns and a small one beside them
waits for a moment at most.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import lru_cache, partial
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

from supplycheck._version import __version__
from supplycheck.errors import SupplycheckError, UnreadableInput
from supplycheck.plugins import loaded
from supplycheck.readers import iter_bytes
from supplycheck.report import SCHEMA_VERSION
from supplycheck.web.api import limits
from supplycheck.web.api.problems import Problem
from supplycheck.web.current import Current
from supplycheck.writers.summary import Summary

if TYPE_CHECKING:
    from supplycheck.checker import Checker
    from supplycheck.declaration import Declaration
    from supplycheck.report import Report

T = TypeVar("T")
_SLICE = 0.02
_AT_ONCE = 0.005


class Bench:
    """The thread on which larger work is done, and the checker it is done with."""

    def __init__(self, current: Current) -> None:
        self._current = current
        self._thread = ThreadPoolExecutor(1, "supplycheck-api")

    async def do(self, work: Callable[[], T]) -> T:
        """Has something done on the thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def checker(self) -> Checker:
        """The checker of the hour.

        Raises:
            Problem: there is none.
        """
        if self._current.ready:
            return self._current.checker()
        try:
            return await asyncio.get_running_loop().run_in_executor(None, self._current.checker)
        except SupplycheckError:
            raise Problem("not-ready") from None

    async def run(self, steps: Iterator[bool], *, at_once: bool) -> None:
        """Takes all steps; each says whether what comes before the next one may take long.

        Args:
            at_once: begin here, and go to the thread only with what turns out to take long.

        Raises:
            Problem: it takes too long.
        """
        if at_once:
            until = time.monotonic() + _AT_ONCE
            for n, heavy in enumerate(steps):
                if heavy or (n and time.monotonic() > until):
                    break
            else:
                return
        began = time.monotonic()
        while await self.do(lambda: _slice(steps)):
            if time.monotonic() - began > limits.CHECK_SECONDS:
                raise Problem("too-long", limit=limits.CHECK_SECONDS)

    def close(self) -> None:
        """Ends the thread."""
        self._thread.shutdown(wait=False, cancel_futures=True)


def _slice(steps: Iterator[bool]) -> bool:
    """Takes steps for a moment; whether there are more."""
    until = time.monotonic() + _SLICE
    return any(time.monotonic() > until for _ in steps)


class Fed:
    """An iterator over what is put into it, for generators that are asked for one result at a time."""

    def __init__(self) -> None:
        self._items: deque[Any] = deque()

    def put(self, item: object) -> None:
        """Adds what comes next."""
        self._items.append(item)

    def __iter__(self) -> Fed:
        return self

    def __next__(self) -> Any:
        return self._items.popleft()


def is_heavy(found: Declaration | UnreadableInput) -> bool:
    """Whether checking it may take long."""
    return not isinstance(found, UnreadableInput) and len(found.lines) > limits.FEW_GOODS


class Document:
    """A document on its way through the check.

    Args:
        checker: what checks it.
        name: the name under which it is read and reported; its ending tells the format.
        dossier: the dossier beside it, as JSON.
        on: the declaration's date where it says none.
        lean: leave texts out of the reports.
    """

    def __init__(
        self, checker: Checker, data: bytes, name: str, dossier: bytes | None, on: date | None, *, lean: bool
    ) -> None:
        self._checker = checker
        self._data, self._name, self._dossier = data, name, dossier
        self._on = on
        self._lean = lean
        self._reports: list[str] = []
        self._instruments: dict[str, Any] = {}
        self._snapshots: dict[str, Any] = {}
        self._summary = Summary()
        self._refusals: list[UnreadableInput] = []
        self._read = 0

    def steps(self) -> Iterator[bool]:
        """Reads and checks it, a declaration at a time.

        Raises:
            Problem: it holds too much.
        """
        found = iter_bytes(self._data, self._name, self._dossier)
        first, second = next(found, None), next(found, None)
        if first is None:
            return
        ones: Iterable[Declaration | UnreadableInput] = (first,)
        check: Callable[[Declaration | UnreadableInput], Report] = partial(self._checker.check, on=self._on)
        if second is not None:
            ones, check = chain((first, second), found), _in_one_run(self._checker, self._on)
        goods = 0
        for one in ones:
            self._read += 1
            if isinstance(one, UnreadableInput):
                self._refusals.append(one)
            else:
                goods += len(one.lines)
            if self._read > limits.MAX_DECLARATIONS or goods > limits.MAX_GOODS:
                raise Problem("too-many", declarations=limits.MAX_DECLARATIONS, lines=limits.MAX_GOODS)
            yield is_heavy(one)
            self._add(check(one))

    def _add(self, report: Report) -> None:
        self._summary.add(report)
        self._reports.append(report.to_json(lean=self._lean))
        if self._lean:
            whole = report.to_dict()
            self._instruments |= whole["instruments"]
            self._snapshots |= {s["sha256"]: s for s in whole["snapshots"]}

    def refused(self) -> UnreadableInput | None:
        """Why it cannot be read as a declaration, or as several; None where it can, be it that entries of it cannot."""
        if self._read != 1 or not self._refusals or self._refusals[0].where.startswith("["):
            return None
        return self._refusals[0]

    def answer(self) -> bytes:
        """The answer, of the shape of `check --format json`."""
        run = _run(f"supplycheck {__version__}{loaded.signature}", self._on)
        if self._lean:  # what lean reports leave out stands once here
            told = {"instruments": self._instruments, "snapshots": [*self._snapshots.values()]}
            run = f"{run[:-1]}, {json.dumps(told, ensure_ascii=False)[1:]}"
        text = (
            f'{{"schema_version": {SCHEMA_VERSION}, "run": {run}, "summary": {self._summary.to_json()}, '
            f'"reports": [{", ".join(self._reports)}]}}'
        )
        return text.encode("utf-8", "backslashreplace")


@lru_cache
def _run(tool: str, on: date | None) -> str:
    return json.dumps(
        {"tool": tool, "registries": None, "date": on.isoformat() if on is not None else None}, ensure_ascii=False
    )


def _in_one_run(checker: Checker, on: date | None) -> Callable[[Declaration | UnreadableInput], Report]:
    """Checks one declaration after another, and tells of one that came before."""
    fed = Fed()
    reports = checker.check_many(fed, on=on)

    def check(one: Declaration | UnreadableInput) -> Report:
        fed.put(one)
        return next(reports)

    return check


class Stream:
    """JSON lines on their way through the check: a line in, the line of its report out."""

    NAME = "declarations.jsonl"

    def __init__(self, checker: Checker, on: date | None, *, lean: bool) -> None:
        from supplycheck.readers.own_model import read_lines

        self._lean = lean
        self._lines, self._found = Fed(), Fed()
        self._read = read_lines(self._lines, self.NAME, self.NAME)
        self._begin = partial(checker.check_many, self._found, on=on)
        self._reports = self._begin()
        self._row = 0
        self.out = b""

    def steps(self, line: bytes | None) -> Iterator[bool]:
        """Reads and checks a line; then `out` is the line of its report, and "" for a line that is blank."""
        self._row += 1
        self.out = b""
        if self._row % limits.SEEN_LINES == 0:
            self._reports = self._begin()
        self._lines.put(b"" if line is None else line)
        if line is not None and not line.strip():
            return
        if line is None:
            en = f"the line is longer than {limits.MAX_LINE // 1024} KiB"
            found: Any = UnreadableInput(self.NAME, f"line {self._row}", code="D40", zh="该行过长", en=en)
        else:
            found = next(self._read)
        yield is_heavy(found)
        self._found.put(found)
        report = next(self._reports)
        self.out = (report.to_json(lean=self._lean) + "\n").encode("utf-8", "backslashreplace")
