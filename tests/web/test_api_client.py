"""The client of docs/examples against a running service, and the container file beside it."""

from __future__ import annotations

import importlib.util
import json
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from browsing import EXAMPLES, ROOT
from calling import MASK, declared, live
from click.testing import CliRunner

from supplycheck.cli.main import cli

CLIENT = ROOT / "docs" / "examples" / "client" / "client.py"
CONTAINER = ROOT / "docs" / "examples" / "container" / "Containerfile"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with live() as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("client_example", CLIENT)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules["client_example"] = made  # dataclasses look there
    spec.loader.exec_module(made)
    return made


def test_one_declaration(module: ModuleType, address: str) -> None:
    report = module.Client(address).check(MASK)
    assert (report["outcome"], report["declaration"]["id"]) == ("pass", MASK["id"])


def test_a_message(module: ModuleType, address: str) -> None:
    message = (EXAMPLES / "holder-is-another.xml").read_text("utf-8")
    dossier = json.loads((EXAMPLES / "holder-is-another.dossier.json").read_text("utf-8"))
    (report,) = module.Client(address).check_message(message, dossier, date="2020-05-06")
    assert report["outcome"] == "fail"
    assert "CN-HOLDER" in [finding["rule"] for finding in report["lines"][0]["findings"]]


def test_many_lines_without_end_in_sight(module: ModuleType, address: str) -> None:
    lines = (declared(id=f"N{n}") for n in range(400))
    found = [report["declaration"]["id"] for report in module.Client(address).check_lines(lines)]
    assert found == [f"N{n}" for n in range(400)]


def test_a_refusal(module: ModuleType, address: str) -> None:
    with pytest.raises(module.Refused) as told:
        module.Client(address).check({"lines": []})
    assert (told.value.status, told.value.type) == (422, "urn:supplycheck:problem:unreadable")
    with pytest.raises(module.Refused):
        list(module.Client(address).check_lines([b""], date="never"))


def test_lines_that_cannot_be_had_are_told(module: ModuleType, address: str) -> None:
    def broken() -> Iterator[bytes]:
        yield declared()
        raise KeyError("the database has gone")

    with pytest.raises(KeyError, match="database"):
        list(module.Client(address).check_lines(broken()))


def test_an_answer_that_is_cut_off_is_told(module: ModuleType) -> None:
    """By a service that answers one line and goes, in the middle of its answer."""
    report = b'{"schema_version": 1}\n'
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serving() -> None:
            connection, _ = listening.accept()
            with connection:
                sent = b""
                while not sent.endswith(b"0\r\n\r\n"):
                    sent += connection.recv(65536)
                head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
                connection.sendall(head + b"%x\r\n%b\r\n" % (len(report), report))

        thread = threading.Thread(target=serving)
        thread.start()
        found = module.Client(f"http://127.0.0.1:{listening.getsockname()[1]}").check_lines([b"{}", b"", b"{}"])
        assert next(found) == {"schema_version": 1}
        with pytest.raises(module.BrokenOff):
            next(found)
        thread.join()


@pytest.mark.slow
def test_it_runs_as_shown_and_is_typed(address: str, tmp_path: Path) -> None:
    (tmp_path / "many.jsonl").write_bytes(declared(id="A") + b"\n" + declared(id="B"))
    name = "clean-surgical-mask"
    for files, wanted in (
        ([EXAMPLES / "clean-civil-mask.json"], f"{MASK['id']} pass\n"),
        ([EXAMPLES / f"{name}.xml", EXAMPLES / f"{name}.dossier.json"], "DEMO20200506000001 pass\n"),
        ([tmp_path / "many.jsonl"], "A pass\nB pass\n"),
    ):
        done = subprocess.run([sys.executable, CLIENT, address, *files], capture_output=True, text=True, check=False)
        assert (done.stdout, done.stderr) == (wanted, "")
    subprocess.run([sys.executable, "-m", "mypy", "--strict", CLIENT], cwd=tmp_path, check=True, stdout=subprocess.PIPE)


def test_the_container_runs_what_there_is() -> None:
    text = CONTAINER.read_text("utf-8")
    (command,) = re.findall(r"^CMD (\[.*\])$", text, re.MULTILINE)
    name, *words = json.loads(command)
    assert name == "supplycheck"
    # the port as a word makes the command complain about it alone: every word before it is one there is
    words[words.index("8000")] = "none"
    result = CliRunner().invoke(cli, words)
    assert "Invalid value for '--port'" in result.output
    assert re.search(r"^USER [1-9]\d*$", text, re.MULTILINE)
    assert "/health" in text
