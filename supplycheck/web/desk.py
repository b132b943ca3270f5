"""Where checking is done: one thread, one checker, one request after the other; nothing stays of a request.

One thread, because a machine of one person gains nothing from more.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

from supplycheck.errors import SupplycheckError, UnreadableInput, UsageError
from supplycheck.web.current import Current
from supplycheck.web.limits import CHECK_SECONDS, MAX_DECLARATIONS, MAX_LINES
from supplycheck.web.state import Entry, Heading, State, as_read, entry
from supplycheck.web.uploads import Pair

if TYPE_CHECKING:
    from supplycheck.checker import Checker
    from supplycheck.report import Report
    from supplycheck.requirements import Checklist

T = TypeVar("T")


class TooLate(SupplycheckError):
    """Something took longer than it may."""


@dataclass(slots=True)
class Checked:
    """The reports on the entries of a state, in their order.

    `ways`: what each would need for a pass (`WhatIf.to_dict`). `changes`: what became of the findings since the last check
    (`Comparison.to_dict`), for those that were corrected. `late`: not all were done in time.
    """

    reports: list[Report] = field(default_factory=list)
    ways: list[dict[str, Any] | None] = field(default_factory=list)
    changes: dict[int, dict[str, Any]] = field(default_factory=dict)
    late: bool = False


class Desk:
    """Checks on a thread of its own, with the checker of the hour."""

    def __init__(self, current: Current) -> None:
        self._current = current
        self._thread = ThreadPoolExecutor(1, "supplycheck")

    async def do(self, work: Callable[[Checker], T]) -> T:
        """Has some work done with the checker.

        Raises:
            TooLate: it took too long. What was begun ends by itself; work looks at the clock where it can.
        """
        loop = asyncio.get_running_loop()
        try:
            return await asyncio.wait_for(
                loop.run_in_executor(self._thread, self._on_thread, work), CHECK_SECONDS * 1.5
            )
        except TimeoutError:
            raise TooLate("the check took too long") from None

    def close(self) -> None:
        """Ends the thread."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _on_thread(self, work: Callable[[Checker], T]) -> T:
        return work(self._current.checker())


def received(pairs: list[Pair]) -> State:
    """The declarations in some files: as many as are taken, and as are read in time."""
    from supplycheck.readers import iter_bytes

    state = State()
    until = monotonic() + CHECK_SECONDS / 2
    lines = 0
    for pair in pairs:
        name, beside = pair.file.name, pair.dossier
        dossier = beside.data if beside is not None else None
        dossier_name = beside.name if beside is not None else ""
        for found in iter_bytes(pair.file.data, name, dossier, dossier_name=dossier_name):
            lines += len(found.lines) if not isinstance(found, UnreadableInput) else 0
            if len(state.entries) >= MAX_DECLARATIONS or (lines > MAX_LINES and state.entries):
                state.cut = True
                return state
            state.entries.append(entry(found))
            if monotonic() > until:
                state.late = True
                return state
        if headings := _headings(pair):
            state.headings[name] = headings
    return state


def _headings(pair: Pair) -> list[Heading]:
    """The headings of a table and what they were taken for; none where the file is no table."""
    from supplycheck.readers import columns_of_bytes

    try:
        found = columns_of_bytes(pair.file.data, pair.file.name)
    except UnreadableInput:
        return []
    return [Heading(c.heading, c.field, c.known_from) for c in found]


def checked(checker: Checker, state: State) -> Checked:
    """The reports on a state, with what is missing for a pass, and what changed."""
    from supplycheck.compare import compare

    answer = Checked(late=state.late)
    until = monotonic() + CHECK_SECONDS
    for n, report in enumerate(_reports(checker, state.entries)):
        answer.reports.append(report)
        answer.ways.append(_ways(checker, report))
        if n in state.before:
            (old,) = _reports(checker, [state.before[n]])
            answer.changes[n] = compare([old.to_dict()], [report.to_dict()]).to_dict()
        if monotonic() > until:
            answer.late = answer.late or len(answer.reports) < len(state.entries)
            break
    return answer


def _reports(checker: Checker, entries: list[Entry]) -> Iterator[Report]:
    return checker.check_many(map(as_read, entries))


def _ways(checker: Checker, report: Report) -> dict[str, Any] | None:
    if report.outcome not in ("fail", "review"):
        return None
    try:
        return checker.what_if(report).to_dict()
    except UsageError:
        return None


def needed(checker: Checker, product: str, to: str, on: date | None) -> Checklist:
    """What is needed for a product and a destination.

    Raises:
        UsageError: nothing is known of them.
    """
    return checker.requirements(product, to, on)
