"""A publisher that can misbehave, a client of it, and definitions that name it."""

from __future__ import annotations

import itertools
import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from publishing import Publisher, Time

from supplycheck.registry.definition import Definition, load
from supplycheck.registry.sources import State
from supplycheck.registry.sources.web import Limits, Web

LISTED = """
name = "test-list"
reviewed = 2026-11-23
confidence = "general"
format = "{format}"
product_types = ["mask"]
max_age_days = 60
cumulative = false
complete = true
may_be_empty = false
[title]
zh = "测试清单"
en = "Test list"
[authority]
zh = "测试机关"
en = "Test authority"
[source]
address = "https://example.org/"
licence = "none"
[identifier]
field = "number"
normaliser = "{normaliser}"
[party]
name = "holder"
name_en = "holder"
[table]
required = ["number", "holder"]
"""


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine is asked directly."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def machines() -> Iterator[tuple[Publisher, Publisher]]:
    """Two machines for all tests."""
    made = Publisher(), Publisher()
    yield made
    for each in made:
        each.close()


@pytest.fixture
def publisher(machines: tuple[Publisher, Publisher]) -> Publisher:
    """The publisher's machine."""
    machines[0].forget()
    return machines[0]


@pytest.fixture
def other(machines: tuple[Publisher, Publisher]) -> Publisher:
    """Another machine: a mirror, or one that nobody named."""
    machines[1].forget()
    return machines[1]


@pytest.fixture
def ticking() -> Time:
    """The time of `web`."""
    return Time()


@pytest.fixture
def make_web(ticking: Time) -> Iterator[Callable[..., Web]]:
    """Makes clients."""
    made: list[Web] = []

    def make(**options: Any) -> Web:
        options = {"limits": Limits(read=2.0, connect=2.0), "clock": ticking.clock(), "environ": {}, **options}
        made.append(Web(**options))
        return made[-1]

    yield make
    for web in made:
        web.close()


@pytest.fixture
def web(make_web: Callable[..., Web]) -> Web:
    """A client."""
    return make_web()


@pytest.fixture
def state() -> State:
    """What a client remembers."""
    return State()


@pytest.fixture
def define(tmp_path: Path) -> Callable[..., Definition]:
    """Makes a definition: columns, the source's module and address, and what else `[live]` has."""
    count = itertools.count()

    def make(
        source: str,
        address: str,
        columns: dict[str, list[str]],
        format: str = "table",
        normaliser: str = "text",
        whole: dict[str, str] | None = None,
        ask: dict[str, str] | None = None,
        **live: Any,
    ) -> Definition:
        text = LISTED.format(format=format, normaliser=normaliser) + "[columns]\n"
        text += "".join(f"{name} = {json.dumps(headings, ensure_ascii=False)}\n" for name, headings in columns.items())
        text += f"[live]\nsource = {json.dumps(source)}\naddress = {json.dumps(address)}\n"
        text += "".join(f"{name} = {json.dumps(value)}\n" for name, value in {"per_minute": 6000, **live}.items())
        for name, table in (("whole", whole), ("ask", ask)):
            if table:
                text += f"[live.{name}]\n" + "".join(f"{key} = {json.dumps(v)}\n" for key, v in table.items())
        folder = tmp_path / f"lists-{next(count)}" / "test-list"
        folder.mkdir(parents=True)
        (folder / "definition.toml").write_text(text, encoding="utf-8")
        return load("test-list", folder.parent)

    return make


@pytest.fixture
def no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening a socket is an error."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
