"""Runs the page on this machine: 127.0.0.1 only, behind a token of 256 bits, until Ctrl-C."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable
from pathlib import Path

from supplycheck.errors import UsageError
from supplycheck.optional import need
from supplycheck.web.limits import CONNECTIONS

HOST = "127.0.0.1"
_PACKAGES = ("starlette", "uvicorn", "python_multipart", "jinja2")


def serve(registries: Path | None, port: int, tell: Callable[[str], None]) -> None:
    """Serves until it is interrupted.

    Args:
        registries: the directory of snapshots; None for the user's own.
        port: where to listen; 0 takes a free one.
        tell: is told the address once somebody who opens it is answered.

    Raises:
        UsageError: the port is taken, or a package is missing.
    """
    for module in _PACKAGES:
        need(module, "web")
    import uvicorn

    from supplycheck.web.application import Service, application

    listening = listener(port)
    token = secrets.token_urlsafe(32)
    number = listening.getsockname()[1]
    service = Service(registries)
    config = uvicorn.Config(
        application(service, token=token, port=number),
        log_config=None,  # the paths in an access log would hold the token
        access_log=False,
        server_header=False,
        limit_concurrency=CONNECTIONS,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=2,
        proxy_headers=False,
        lifespan="off",
        ws="none",
    )
    tell(f"http://{HOST}:{number}/{token}/")  # the socket listens already: who comes before the loop runs waits
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        pass  # how one ends it
    finally:
        service.desk.close()
        listening.close()


def listener(port: int) -> socket.socket:
    """A socket that listens on this machine only.

    Raises:
        UsageError: the port is taken, or not ours to take.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.bind((HOST, port))
        listening.listen(CONNECTIONS)
    except OSError as error:
        listening.close()
        raise UsageError(f"port {port}: {error.strerror}; choose another with --port") from None
    return listening
