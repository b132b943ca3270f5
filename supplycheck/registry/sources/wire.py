"""One request, and what comes back: the bytes of an answer within limits, or why there are none."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

import requests
import urllib3.exceptions

from supplycheck.registry.sources.outcomes import Reason

OK, PARTIAL_CONTENT, NOT_MODIFIED, NO_SUCH_RANGE = 200, 206, 304, 416
_TIMED_OUT, _TOO_EARLY, _TOO_MANY, _CLIENT, _SERVER = 408, 425, 429, 400, 500
_PIECE = 1 << 16
_LONGEST_NUMBER = 9


class Failure(NamedTuple):
    """Why a request gave nothing.

    Attributes:
        code, en: for SourceUnavailable.
        again: whether it may succeed later.
        wait: how many seconds the source wants to be left alone, where it says so.
        address: where it happened, where that is not what was asked.
    """

    code: Reason
    en: str
    again: bool = False
    wait: float | None = None
    address: str = ""


LATE = Failure("timeout", "there was no whole answer in time")
"""The deadline is over: there is no time for another try."""


class GivenUp(Exception):
    """Reading an answer was given up."""

    def __init__(self, failure: Failure) -> None:
        self.failure = failure
        super().__init__(failure.code)


def refused(response: requests.Response, now: datetime) -> Failure:
    """What a status comes to that was not hoped for."""
    status, wait = response.status_code, told_wait(response.headers, now)
    if status == _TOO_MANY:
        return Failure("rate-limited", "too many requests", again=True, wait=wait)
    if status >= _SERVER:
        return Failure("server-error", f"status {status}", again=True, wait=wait)
    if status >= _CLIENT:
        return Failure("client-error", f"status {status}", again=status in (_TIMED_OUT, _TOO_EARLY), wait=wait)
    return Failure("garbage", f"status {status}, where there should be an answer")


def told_wait(headers: Mapping[str, str], now: datetime) -> float | None:
    """The seconds of a Retry-After, which is a number or a date; None without a readable one."""
    from email.utils import parsedate_to_datetime

    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:_LONGEST_NUMBER])
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max((until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds(), 0.0)


def what_failed(error: Exception) -> Failure:
    """What an error of the libraries below comes to; their own words may hold an address and are not repeated."""
    if isinstance(error, requests.Timeout | urllib3.exceptions.TimeoutError):
        return Failure("timeout", "there was no answer in time", again=True)
    if isinstance(error, requests.exceptions.SSLError | urllib3.exceptions.SSLError):
        return Failure("tls", "the connection does not prove whose it is, or is damaged")
    if isinstance(error, urllib3.exceptions.ProtocolError | requests.exceptions.ChunkedEncodingError):
        return Failure("truncated", "the answer ended too early", again=True)
    if isinstance(error, requests.ConnectionError | urllib3.exceptions.HTTPError | OSError):
        return Failure("connection", "there is no connection, or it broke off", again=True)
    return Failure("client-error", "the request cannot be sent")


def body(response: requests.Response, most: int, in_time: Callable[[], bool]) -> Iterator[bytes]:
    """The pieces of an answer, unpacked.

    Raises:
        GivenUp: above `most` bytes, as sent or unpacked; when it is no longer `in_time`; where it is packed otherwise
            than asked for, or damaged.
        HTTPError: of urllib3, where the line ends too early.
    """
    announced = response.headers.get("Content-Length", "")
    if announced.isdigit() and int(announced) > most:
        raise GivenUp(Failure("too-large", f"it has {announced} bytes, where {most} are allowed"))
    packing = response.headers.get("Content-Encoding", "").strip().lower()
    pieces = _pieces(response, most, in_time)
    if packing in ("", "identity"):
        return pieces
    if packing in ("gzip", "x-gzip"):
        return _gunzipped(pieces, most)
    raise GivenUp(Failure("garbage", "it is packed in a way that was not asked for"))


def is_delimited(headers: Mapping[str, str]) -> bool:
    """Whether an answer says where it ends, so that a line that breaks off is noticed."""
    return "Content-Length" in headers or "chunked" in headers.get("Transfer-Encoding", "").lower()


def _pieces(response: requests.Response, most: int, in_time: Callable[[], bool]) -> Iterator[bytes]:
    count = 0
    # One read1 is one read of the line: what has come is kept even if no more comes.
    while piece := response.raw.read1(_PIECE, decode_content=False):
        count += len(piece)
        if count > most:
            raise GivenUp(Failure("too-large", f"it has more than the {most} bytes that are allowed"))
        yield piece
        if not in_time():
            break
    # A line that the deadline shut down ends like any other.
    if not in_time():
        raise GivenUp(LATE)


def _gunzipped(pieces: Iterable[bytes], most: int) -> Iterator[bytes]:
    """Unpacked a little at a time: a small packing can hold any size."""
    packing = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    count = 0
    try:
        for piece in pieces:
            while piece:
                unpacked = packing.decompress(piece, _PIECE)
                count += len(unpacked)
                if count > most:
                    raise GivenUp(Failure("too-large", f"unpacked it has more than the {most} bytes that are allowed"))
                yield unpacked
                piece = packing.unconsumed_tail
        yield packing.flush()
    except zlib.error:
        raise GivenUp(Failure("garbage", "its packing is damaged")) from None
    if packing.unused_data:
        raise GivenUp(Failure("garbage", "something follows behind its end"))
    if not packing.eof:
        raise GivenUp(Failure("truncated", "the answer ended too early", again=True))
