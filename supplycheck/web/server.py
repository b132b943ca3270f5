"""Runs the page and the interface for programs, in one process or several, until it is told to end.

At 127.0.0.1 there is the page, behind an address of 256 random bits, and the interface. At any other address there is the
interface alone, and only with a token.
"""

from __future__ import annotations

import gc
import logging
import os
import re
import secrets
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from supplycheck import plugins
from supplycheck.errors import UsageError
from supplycheck.garbage import collect_seldom
from supplycheck.optional import need
from supplycheck.web.api import limits

HOST = "127.0.0.1"
TOKEN_VARIABLE = "SUPPLYCHECK_API_TOKEN"
_PACKAGES = ("starlette", "uvicorn", "python_multipart", "jinja2")
_TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]{32,512}")
_PAGE = (HOST, "localhost")
_LOCAL = (*_PAGE, "::1")


@dataclass(slots=True, frozen=True)
class Settings:
    """What every process of a service knows.

    Attributes:
        registries: the directory of snapshots; None for the user's own.
        host, port: where it listens.
        api_token: what the interface wants to be shown, or None. Secrets are in no representation.
        page: the token, the cookie and the secret of the page; None where there is no page.
        plugins: the plug-ins in use.
    """

    registries: Path | None
    host: str
    port: int
    api_token: str | None = field(default=None, repr=False)
    page: tuple[str, str, bytes] | None = field(default=None, repr=False)
    plugins: tuple[str, ...] = ()


def serve(
    registries: Path | None,
    port: int,
    tell: Callable[[str], None],
    *,
    host: str = HOST,
    workers: int = 1,
    token_file: Path | None = None,
) -> None:
    """Serves until it is interrupted or terminated; requests under way are answered first.

    Args:
        registries: the directory of snapshots; None for the user's own.
        port: where to listen; 0 takes a free one.
        tell: is told the address of the page (of the interface, where there is no page) once somebody who opens it is
            answered.
        host: the address to listen at; another than this machine's needs a token, and has no page.
        workers: how many processes serve.
        token_file: holds the token of the interface; else the environment may (`SUPPLYCHECK_API_TOKEN`).

    Raises:
        UsageError: the port is taken, a package is missing, or the token is missing or none.
    """
    for module in _PACKAGES:
        need(module, "web")
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    from supplycheck.web.wire import Bounded

    api_token = _api_token(token_file)
    if host not in _LOCAL and api_token is None:
        raise UsageError(f"whoever reaches {host} could use it: give a token, --token-file or {TOKEN_VARIABLE}")
    listening = listener(port, host)
    number = listening.getsockname()[1]
    page = (secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_bytes(32)) if host in _PAGE else None
    settings = Settings(registries, host, number, api_token, page, tuple(plugins.loaded.names))
    config = uvicorn.Config(
        partial(process, settings),
        factory=True,
        http=Bounded,
        log_config=_log_config(),  # no access log: the paths in it would hold the page's token
        access_log=False,
        server_header=False,
        workers=workers,
        backlog=limits.CONNECTIONS,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=limits.GRACE_SECONDS,
        proxy_headers=False,
        lifespan="on",
        ws="none",
    )
    shown = f"[{host}]" if ":" in host else host
    tell(f"http://{shown}:{number}/{f'{page[0]}/' if page else ''}")  # who comes before the loop runs waits
    try:
        if workers > 1:
            Multiprocess(config, sockets=[listening]).run()
        else:
            uvicorn.Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        pass  # how one ends it
    finally:
        listening.close()


def process(settings: Settings) -> Any:
    """The application of one process."""
    from supplycheck.web.api.application import Interface, gated, is_ours
    from supplycheck.web.application import Service, application
    from supplycheck.web.current import Current

    for name in settings.plugins:
        plugins.use(name)
    current = Current(settings.registries)
    interface = Interface(current, guarded=settings.api_token is not None)
    local = f"[{settings.host}]" if ":" in settings.host else settings.host
    names = {local, "127.0.0.1", "localhost"}
    hosts = frozenset({f"{name}:{settings.port}" for name in names} | (names if settings.port == 80 else set()))
    api = gated(interface, hosts=hosts if settings.host in _LOCAL else None, token=settings.api_token)
    service = page = None
    if settings.page is not None:
        token, cookie, secret = settings.page
        service = Service(current, secret=secret)
        page = application(service, token=token, cookie=cookie, port=settings.port)

    async def lifespan(receive: Any, send: Any) -> None:
        await receive()
        gc.enable()  # the command line begins without
        sys.setswitchinterval(0.001)  # a request waits for a large check on the thread no longer than it must
        current.watch(after_first=partial(_warm, current))
        await send({"type": "lifespan.startup.complete"})
        await receive()
        current.close()
        interface.close()
        if service is not None:
            service.desk.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def whole(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await lifespan(receive, send)
        elif page is None or is_ours(scope.get("path", "")):
            await api(scope, receive, send)
        else:
            await page(scope, receive, send)

    return whole


def _warm(current: Any) -> None:
    """Loads what checks load, before the first one comes; it stays, so it need not be looked through for garbage."""
    from supplycheck.facts.destinations import places
    from supplycheck.readers import read_bytes

    places()
    list(current.checker().check_many(read_bytes(b'{"lines": [{"name": "-"}], "dossier": {}}', "-.json")))
    collect_seldom()


def _api_token(file: Path | None) -> str | None:
    """The token of the interface, from a file or the environment.

    Raises:
        UsageError: the file cannot be read, or there is no token of the right form. The error does not hold it.
    """
    told = os.environ.get(TOKEN_VARIABLE)
    where = TOKEN_VARIABLE
    if file is not None:
        where = str(file)
        try:
            told = file.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{file}: {getattr(error, 'strerror', None) or 'no text'}") from None
    if told is None:
        return None
    if not _TOKEN.fullmatch(told):
        raise UsageError(f"{where}: a token is 32 to 512 letters, digits and . _ ~ + / = -")
    return told


def _log_config() -> dict[str, Any] | None:
    """How processes log: as this one does. None where nothing is told."""
    logger = logging.getLogger("supplycheck")
    handlers: dict[str, dict[str, Any]] = {}
    for n, handler in enumerate(h for h in logger.handlers if not isinstance(h, logging.NullHandler)):
        own: dict[str, Any] = {"class": "logging.StreamHandler", "level": handler.level, "formatter": "own"}
        if isinstance(handler, logging.FileHandler):
            own |= {"class": "logging.FileHandler", "filename": handler.baseFilename, "encoding": "utf-8"}
        handlers[str(n)] = own
    if not handlers:
        return None
    formats = [h.formatter._fmt for h in logger.handlers if h.formatter is not None]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"own": {"format": formats[0] if formats else None}},
        "handlers": handlers,
        "loggers": {"supplycheck": {"level": logger.level, "handlers": [*handlers], "propagate": False}},
    }


def listener(port: int, host: str = HOST) -> socket.socket:
    """A socket that listens there, by default on this machine only.

    Raises:
        UsageError: the port is taken, or not ours to take; there is no such address.
    """
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.bind((host, port))
        listening.listen(limits.CONNECTIONS)
    except OSError as error:
        listening.close()
        raise UsageError(f"port {port}: {error.strerror}; choose another with --port") from None
    return listening
