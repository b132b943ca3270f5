"""The command: this machine only, an address with a token, a clean end, and what it says where a package is missing."""

from __future__ import annotations

import builtins
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import REGISTRIES, ROOT
from click.testing import CliRunner

from supplycheck.cli.main import cli
from supplycheck.errors import UsageError
from supplycheck.web import server


@pytest.fixture
def running(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server in a process and folder of its own, and its address. A parameter is how many processes serve."""
    command = [sys.executable, "-m", "supplycheck", "serve", "--no-open", "--registries", str(REGISTRIES)]
    command += ["--workers", str(getattr(request, "param", 1))]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, cwd=tmp_path, env=env, stdout=pipe, stderr=pipe, text=True)
    try:
        assert process.stdout is not None
        yield process, process.stdout.readline().strip()
    finally:
        process.terminate()
        process.communicate()


def test_it_serves_this_machine_and_ends_at_ctrl_c(running: tuple[subprocess.Popen[str], str], tmp_path: Path) -> None:
    process, address = running
    found = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/([\w-]{43})/", address)
    assert found is not None
    with urllib.request.urlopen(address) as answer:
        assert "supplycheck" in answer.read().decode()
        assert "server" not in answer.headers
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"http://127.0.0.1:{found[1]}/")
    assert refused.value.code == 404
    refused.value.close()
    for other in _other_addresses():
        with socket.socket() as knock:
            assert knock.connect_ex((other, int(found[1]))) != 0
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 0
    assert err == ""
    assert found[2] not in out.partition("\n")[2]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize("running", [2], indirect=True)
def test_several_processes_serve_one_session(running: tuple[subprocess.Popen[str], str]) -> None:
    """Whichever process wrote a page, any of them takes its form."""
    _, address = running
    path = address.split("/", 3)[3]
    with urllib.request.urlopen(address) as answer:
        cookie = answer.headers["set-cookie"].partition(";")[0]
        stamp = re.findall(r'name="stamp" value="([^"]*)"', answer.read().decode())[0]
    body = f'--b\r\ncontent-disposition: form-data; name="stamp"\r\n\r\n{stamp}\r\n--b--\r\n'.encode()
    headers = {"cookie": cookie, "content-type": "multipart/form-data; boundary=b"}
    for _ in range(20):
        request = urllib.request.Request(f"http://{address.split('/')[2]}/{path}start", body, headers)
        with urllib.request.urlopen(request) as answer:
            assert answer.status == 200


def _other_addresses() -> list[str]:
    """Addresses of this machine that others could reach."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as outside:
        try:
            outside.connect(("192.0.2.1", 9))  # nothing is sent
        except OSError:
            return []
        own = outside.getsockname()[0]
    return [] if own.startswith("127.") else [own]


def test_a_port_that_is_taken_is_told() -> None:
    with server.listener(0) as taken, pytest.raises(UsageError, match="--port"):
        server.listener(taken.getsockname()[1])


@pytest.mark.parametrize("module", server._PACKAGES)
def test_a_missing_package_is_asked_for_by_name(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.partition(".")[0] == module:
            raise ImportError(name)
        return real(name, *rest)

    for name in [n for n in sys.modules if n.partition(".")[0] == module]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", without)
    monkeypatch.setattr("importlib.import_module", without)
    monkeypatch.setattr("supplycheck.optional.import_module", without)
    with pytest.raises(UsageError, match=re.escape("pip install 'supplycheck[web]'")):
        server.serve(None, 0, print)


def test_a_directory_that_is_not_there_is_told() -> None:
    answer = CliRunner().invoke(cli, ["serve", "--registries", "nowhere"])
    assert isinstance(answer.exception, UsageError)


def test_the_command_line_loads_nothing_of_it_by_itself() -> None:
    code = (
        "import supplycheck.cli.main, sys; print([m for m in ('starlette', 'uvicorn', 'jinja2') if m in sys.modules])"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
