"""What is sent: a document as a whole, or lines as they come. Within limits of size and time, in memory only."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

from supplycheck.web.api import limits
from supplycheck.web.api.problems import Problem
from supplycheck.web.guard import Receive

ARRIVED = "supplycheck.arrived"
"""Stands in the scope of a request whose body was all here when it began."""


class Held:
    """How much all requests of this process hold of documents."""

    def __init__(self) -> None:
        self.size = 0

    def take(self, size: int) -> None:
        """Holds more.

        Raises:
            Problem: too much is held already.
        """
        if self.size + size > limits.MAX_HELD:
            raise Problem("busy")
        self.size += size

    def give(self, size: int) -> None:
        """Holds less again."""
        self.size -= size


async def whole(receive: Receive, length: bytes | None, held: Held, *, arrived: bool = False) -> bytes:
    """A document. What is returned is held; who is done with it gives it back.

    Args:
        length: what its head says of its length.
        arrived: whether all of it is here already.

    Raises:
        Problem: it is too large, or takes too long to arrive.
    """
    if length is not None and length.isdigit() and len(length) < 20 and int(length) > limits.MAX_BODY:
        raise Problem("too-large", limit=limits.MAX_BODY)
    if arrived:
        return await _received(receive, held)
    try:
        async with asyncio.timeout(limits.BODY_SECONDS):
            return await _received(receive, held)
    except TimeoutError:
        raise Problem("slow", limit=limits.BODY_SECONDS) from None


async def _received(receive: Receive, held: Held) -> bytes:
    parts: list[bytes] = []
    size = 0
    try:
        more = True
        while more:
            message = await receive()
            part = message.get("body", b"")
            if size + len(part) > limits.MAX_BODY:
                raise Problem("too-large", limit=limits.MAX_BODY)
            held.take(len(part))
            size += len(part)
            parts.append(part)
            more = message.get("more_body", False)
    except BaseException:
        held.give(size)
        raise
    return b"".join(parts)


async def lines(receive: Receive) -> AsyncIterator[bytes | None]:
    """The lines of what is sent, without their ends, as they come; None for one that is too long to be read.

    No more than one line and what arrived with it is held. The time between two lines in which nobody asks for the next
    one does not count.

    Raises:
        Problem: a line, or all of them, take too long to arrive.
    """
    buffer = bytearray()
    searched = 0
    too_long = False
    more = True
    last = time.monotonic() + limits.STREAM_SECONDS
    until = time.monotonic() + limits.BODY_SECONDS
    while more:
        try:
            async with asyncio.timeout(min(until, last) - time.monotonic()):
                message = await receive()
        except TimeoutError:
            raise Problem("slow", limit=limits.BODY_SECONDS) from None
        buffer += message.get("body", b"")
        more = message.get("more_body", False)
        begin = 0
        while (end := buffer.find(b"\n", max(begin, searched))) >= 0:
            yield None if too_long or end - begin > limits.MAX_LINE else bytes(buffer[begin:end])
            too_long = False
            begin = searched = end + 1
            until = time.monotonic() + limits.BODY_SECONDS
        del buffer[:begin]
        if too_long or len(buffer) > limits.MAX_LINE:
            too_long = True
            buffer.clear()
        searched = len(buffer)
    if buffer or too_long:
        yield None if too_long else bytes(buffer)
