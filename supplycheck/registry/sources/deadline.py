"""Connections that end at a deadline, whatever the other side does.

A timeout of requests counts anew with every byte, so that a machine that sends one byte at a time can hold a caller for
ever: in the handshake, the headers or the body. Here a timer shuts the line down.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection


class Lines:
    """The open lines of one caller; for one thread."""

    def __init__(self) -> None:
        self._lines: list[tuple[HTTPConnection, socket.socket]] = []

    def opened(self, connection: HTTPConnection, line: socket.socket) -> socket.socket:
        """Remember a line by a second handle: the first may be wrapped in TLS, or let go while its answer is read."""
        for entry in [entry for entry in self._lines if entry[0] is connection]:
            entry[1].close()
            self._lines.remove(entry)
        self._lines.append((connection, line.dup()))
        return line

    @contextmanager
    def until(self, seconds: float) -> Iterator[threading.Event]:
        """Shuts every line down when the time is over; the event then is set."""
        over = threading.Event()
        timer = threading.Timer(max(seconds, 0.0), self._end, (over,))
        timer.daemon = True
        timer.start()
        try:
            yield over
        finally:
            timer.cancel()
            self._let_go(everything=over.is_set())

    def _end(self, over: threading.Event) -> None:
        over.set()
        for _, line in list(self._lines):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def _let_go(self, *, everything: bool) -> None:
        for entry in list(self._lines):
            connection, line = entry
            if everything or connection.sock is None:
                line.close()
                self._lines.remove(entry)

    def close(self) -> None:
        """Let go of all lines."""
        self._let_go(everything=True)


class Adapter(HTTPAdapter):
    """An adapter whose connections are known to `Lines`, proxied ones too. Nothing is tried again here."""

    def __init__(self, lines: Lines) -> None:
        self._pools = _pools(lines)
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """See HTTPAdapter."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        """See HTTPAdapter."""
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = self._pools
        return manager


def _pools(lines: Lines) -> dict[str, Any]:
    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return lines.opened(self, super()._new_conn())

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return lines.opened(self, super()._new_conn())

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}
