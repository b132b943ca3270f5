"""The interface for programs, in this process or in one of its own, and what is sent to it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from browsing import EXAMPLES, ROOT, TODAY

from supplycheck.web import server
from supplycheck.web.api.application import Interface, gated
from supplycheck.web.api.gate import Gate
from supplycheck.web.current import Current
from supplycheck.web.wire import Bounded

REGISTRIES = ROOT / "docs" / "examples" / "registries"
HOST = "127.0.0.1:8000"
TOKEN = "a-token-of-thirty-two-characters"
JSON, LINES = "application/json", "application/x-ndjson"
MASK: dict[str, Any] = json.loads((EXAMPLES / "clean-civil-mask.json").read_bytes())


def interface(registries: Path = REGISTRIES, *, token: str | None = None) -> tuple[Interface, Gate]:
    """The interface over some lists, on the tests' day, and the same behind its gate."""
    made = Interface(Current(registries, today=TODAY), guarded=token is not None)
    return made, gated(made, hosts=frozenset({HOST}), token=token)


def declared(**changes: Any) -> bytes:
    """A declaration of one line, as JSON in one line."""
    return json.dumps({**MASK, **changes}, ensure_ascii=False).encode()


@contextmanager
def served(folder: Path, *words: str, **env: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`supplycheck serve` in a process and folder of its own, once it is ready, and its address without the page's part."""
    command = [sys.executable, "-m", "supplycheck", *words]
    own = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **env}
    process = subprocess.Popen(command, cwd=folder, env=own, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        address = "/".join(process.stdout.readline().strip().split("/")[:3])
        until = time.monotonic() + 60
        while not _ready(address):
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < until
            time.sleep(0.1)
        yield process, address
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.communicate(timeout=60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()


@contextmanager
def live() -> Iterator[int]:
    """A service in this process, on a thread and a real port of its own; the port."""
    listening = server.listener(0)
    number: int = listening.getsockname()[1]
    application = server.process(server.Settings(REGISTRIES, server.HOST, number))
    config = uvicorn.Config(application, http=Bounded, log_config=None, access_log=False, lifespan="on", ws="none")
    running = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: running.run(sockets=[listening]))
    thread.start()
    try:
        yield number
    finally:
        running.should_exit = True
        thread.join(30)
        listening.close()
    assert not thread.is_alive()


def _ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=5) as answer:
            return bool(json.load(answer)["ready"])
    except urllib.error.HTTPError as error:
        error.close()
        return False
    except OSError:
        return False
