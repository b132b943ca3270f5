"""Work for several processes: tasks out, answers back in the order of the tasks, no more of both in memory than needed.

The processes are started plainly, so it does not matter how the program that uses them was started. They end when it
does, however that ends. A process that dies is replaced and its task done again; a task that kills two is `Lost`.
"""

from __future__ import annotations

import os
import pickle
import signal
import struct
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from queue import SimpleQueue
from typing import IO, Any, Generic, Protocol, TypeVar

from supplycheck.garbage import collect_seldom

T = TypeVar("T")
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)

Work = Callable[[T], R]

_LENGTH = struct.Struct("<Q")
_AHEAD = 3  # tasks under way or done out of turn, for each process
_ATTEMPTS = 2


@dataclass(slots=True, frozen=True)
class Lost:
    """A task without an answer, because the process that worked on it died, again; why, as far as that is known."""

    reason: str


class Answers(Protocol[T, R_co]):
    """What does tasks: in this process, or in others."""

    def map(self, tasks: Iterable[T]) -> Iterator[tuple[T, R_co | Lost]]:
        """Each task with its answer, in order, lazily."""

    def ask(self, task: T) -> R_co | Lost:
        """The answer to one task."""

    def close(self) -> None:
        """Ends the processes at once."""


def workers(count: int, begin: Callable[[], Work[T, R]]) -> Answers[T, R]:
    """Who does tasks: this process for a `count` of one, else as many others.

    `begin` is called once in each process and gives the function that does a task. It, tasks and answers are sent from
    process to process. What the function raises is raised where the answer is asked for.
    """
    return _Here(begin()) if count <= 1 else _Pool(count, begin)


class _Here(Generic[T, R]):
    def __init__(self, work: Work[T, R]) -> None:
        self._work = work

    def map(self, tasks: Iterable[T]) -> Iterator[tuple[T, R | Lost]]:
        for task in tasks:
            yield task, self._work(task)

    def ask(self, task: T) -> R | Lost:
        return self._work(task)

    def close(self) -> None:
        pass


class _Died(Exception):
    """The process has ended; the message says how."""


class _Pool(Generic[T, R]):
    def __init__(self, count: int, begin: Callable[[], Work[T, R]]) -> None:
        wanted = pickle.dumps(begin)
        self._processes = [_Process(wanted) for _ in range(count)]
        self._idle: SimpleQueue[_Process] = SimpleQueue()
        for process in self._processes:
            self._idle.put(process)
        self._threads = ThreadPoolExecutor(count, "supplycheck")
        self._closed = False

    def map(self, tasks: Iterable[T]) -> Iterator[tuple[T, R | Lost]]:
        under_way: deque[tuple[T, Future[R | Lost]]] = deque()
        for task in tasks:
            under_way.append((task, self._threads.submit(self._answer, task)))
            if len(under_way) >= _AHEAD * len(self._processes):
                done, answer = under_way.popleft()
                yield done, answer.result()
        while under_way:
            done, answer = under_way.popleft()
            yield done, answer.result()

    def ask(self, task: T) -> R | Lost:
        return self._threads.submit(self._answer, task).result()

    def close(self) -> None:
        self._closed = True
        for process in self._processes:
            process.kill()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for process in self._processes:
            process.kill()  # one that a thread began meanwhile

    def _answer(self, task: T) -> R | Lost:
        process = self._idle.get()
        try:
            reason = ""
            for _ in range(_ATTEMPTS):
                try:
                    answer: R = process.ask(task)
                    return answer
                except _Died as died:
                    reason = str(died)
                    if self._closed:
                        break
            return Lost(reason)
        finally:
            self._idle.put(process)


class _Process:
    """One process, begun when it is needed, and again after its death."""

    def __init__(self, begin: bytes) -> None:
        self._begin = begin
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, task: Any) -> Any:
        process = self._process
        if process is None:
            process = self._process = self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            send(process.stdin, pickle.dumps(task, pickle.HIGHEST_PROTOCOL))
            right, answer = pickle.loads(received(process.stdout))
        except (OSError, EOFError, ValueError):
            self.kill()
            raise _Died(_how(process.returncode)) from None
        if not right:
            raise answer
        return answer

    def kill(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(OSError):  # what was not sent is lost with it
                        pipe.close()

    def _started(self) -> subprocess.Popen[bytes]:
        # A session of its own: Ctrl-C is for the program, which ends its processes itself.
        own: dict[str, Any] = {"start_new_session": True}
        if sys.platform == "win32":
            own = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", "from supplycheck.workers import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            **own,
        )
        assert process.stdin is not None
        with suppress(OSError):  # the first question finds it dead
            send(process.stdin, self._begin)
        return process


def _how(status: int | None) -> str:
    """How a process ended, for people."""
    if status is not None and status < 0:
        try:
            return f"killed by {signal.Signals(-status).name}"
        except ValueError:
            return f"killed by signal {-status}"
    return f"ended with {status}"


def send(pipe: IO[bytes], data: bytes) -> None:
    """Sends something whole, with its length before it."""
    pipe.write(_LENGTH.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def received(pipe: IO[bytes]) -> bytes:
    """What `send` sent; raises EOFError where it is not whole, or nothing comes any more."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    data = pipe.read(length)
    if len(data) < length:
        raise EOFError
    return data


def serve() -> None:
    """What a process does: takes tasks from standard input, until there are no more."""
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)  # what anything prints is no answer
        try:
            work = pickle.loads(received(sys.stdin.buffer))()
            collect_seldom()
            while True:
                task = pickle.loads(received(sys.stdin.buffer))
                try:
                    answer: tuple[bool, Any] = (True, work(task))
                    data = pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)
                except Exception as error:
                    data = pickle.dumps((False, _sendable(error)))
                send(out, data)
        except (EOFError, BrokenPipeError):
            os._exit(0)  # nobody is there any more


def _sendable(error: Exception) -> Exception:
    """The error with the place where it was raised, in a form that can be sent."""
    import traceback

    text = "".join(traceback.format_exception(error))
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        error = RuntimeError(str(error))
    error.add_note(f"in a worker process:\n{text}")
    return error
