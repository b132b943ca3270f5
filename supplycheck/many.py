"""Checking in several processes what one `Checker` would check, with the same answers in the same order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import islice
from typing import Any

from supplycheck.errors import UnreadableInput
from supplycheck.piece import Given, Input, Piece
from supplycheck.plugins import loaded, use
from supplycheck.report import Report
from supplycheck.seen import same_as
from supplycheck.workers import Answers, Lost, workers

TOGETHER = 16
"""How many declarations that are here already are sent at once."""

STEP = 32
"""How many declarations are checked together."""

MOST_DEATHS = 3
"""After so many deaths over one piece of the input the rest of it is given up."""


@dataclass(slots=True, frozen=True)
class Task:
    """A piece to check; `only` one of its declarations (from 0), or an error that is to be told in its place."""

    piece: Piece
    only: int | None = None
    instead: UnreadableInput | None = None

    def read(self) -> Iterable[Input]:
        """What is to be checked. Raises nothing: an error for the whole piece comes out as its last declaration."""
        if self.instead is not None:
            return [self.instead]
        every = _guarded(self.piece)
        return every if self.only is None else islice(every, self.only, self.only + 1)


def _guarded(piece: Piece) -> Iterator[Input]:
    try:
        yield from piece.read()
    except UnreadableInput as error:
        yield error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        yield UnreadableInput(piece.place, "", code="io", zh=f"无法打开：{reason}", en=f"cannot be opened: {reason}")


def answered(pool: Answers[Task, list[Any]], pieces: Iterable[Piece]) -> Iterator[tuple[Piece, list[Any]]]:
    """The answers for each piece, one for each of its declarations, in order.

    Where a process dies over a piece, each of its declarations is asked for alone; those that cannot be answered are
    told as `not-processed`, as input that cannot be read.
    """
    for task, answer in pool.map(Task(piece) for piece in pieces):
        yield task.piece, _one_by_one(pool, task.piece) if isinstance(answer, Lost) else answer


def _one_by_one(pool: Answers[Task, list[Any]], piece: Piece) -> list[Any]:
    found: list[Any] = []
    deaths = number = 0
    while True:
        answer = pool.ask(Task(piece, only=number))
        if not isinstance(answer, Lost):
            if not answer:
                return found
            found += answer
        else:
            deaths += 1
            error = not_processed(piece.place, number, answer.reason, rest=deaths == MOST_DEATHS)
            told = pool.ask(Task(piece, instead=error))
            if isinstance(told, Lost):
                raise RuntimeError(f"worker processes die of everything: {told.reason}")
            found += told
            if deaths == MOST_DEATHS:
                return found
        number += 1


def not_processed(place: str, number: int, reason: str, *, rest: bool = False) -> UnreadableInput:
    """Says that a declaration (with `rest`, it and those after it) of a piece was not processed, and why."""
    where = f"declaration {number + 1} from here" + (" and those after it" if rest else "")
    zh = f"未核对：处理该份报关单的进程异常结束（{reason}）" + ("，其后各份也未核对" if rest else "")
    en = f"not processed: the process that worked on it ended ({reason})" + (
        "; nor were those after it" if rest else ""
    )
    return UnreadableInput(place, where, code="not-processed", zh=zh, en=en)


def pieces_of(declarations: Iterable[Input]) -> Iterator[Piece]:
    """What is to be checked in pieces: as the reader divides it, where nothing of it was read yet."""
    divide = getattr(declarations, "pieces", None)
    if divide is not None and not getattr(declarations, "begun", False):
        yield from divide()
        return
    for some in in_steps(declarations, TOGETHER):
        yield Given(tuple(some))


def in_steps(declarations: Iterable[Input], count: int) -> Iterator[list[Input]]:
    """So many declarations at a time, read no earlier than that."""
    left = iter(declarations)
    while some := list(islice(left, count)):
        yield some


def checked(
    make: Callable[[], Any],
    declarations: Iterable[Input],
    on: date | None,
    count: int,
    used: Callable[[set[int]], None],
) -> Iterator[tuple[bytes | None, Report]]:
    """The reports of as many processes, each with what tells whether its declaration came before.

    `make` makes a checker; `used` is told which waivers were.
    """
    pool: Answers[Task, list[Any]] = workers(count, partial(_begin, make, on, tuple(loaded.names)))
    try:
        for _, answers in answered(pool, pieces_of(declarations)):
            for key, report, waived in answers:
                used(waived)
                yield key, report
    finally:
        pool.close()


def _begin(make: Callable[[], Any], on: date | None, plugins: Iterable[str]) -> Callable[[Task], list[Any]]:
    for name in plugins:
        use(name)
    checker = make()

    def work(task: Task) -> list[Any]:
        found: list[tuple[bytes | None, Report]] = []
        for some in in_steps(task.read(), STEP):
            found += zip(map(same_as, some), checker.check_together(some, on=on), strict=True)
        waived = checker.waivers.used if checker.waivers is not None else set()
        return [(key, report, waived) for key, report in found]

    return work
