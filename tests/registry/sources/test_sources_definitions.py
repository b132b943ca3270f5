"""The definitions that come with the package: their sources are there, and what these answer is read under their columns."""

from __future__ import annotations

from pathlib import Path

import pytest
from publishing import TODAY, Publisher
from registers import PHONE, REGISTERS

from supplycheck.registry import definition as definitions
from supplycheck.registry.definition import Definition, load
from supplycheck.registry.formats import parse
from supplycheck.registry.sources import Fetched, Listed, NotListed, ask, fetch, named
from supplycheck.registry.sources.addresses import may_be_asked
from supplycheck.registry.sources.web import Web

LIVE = [name for name in definitions.names() if load(name).live is not None]
BY_SOURCE = {register.source: register for register in REGISTERS}
SHAPES = {
    "fda-510k": "openfda",
    "eudamed-devices": "eudamed_data_lake",
    "gudid": "accessgudid",
    "mdall": "mdall",
    "artg": "artg",
    "eu-hsc": "jrc",
    "nmpa-udi": "nmpa_udid_feed",
}


def moved(name: str, publisher: Publisher) -> Definition:
    """A definition that is fetched from the publisher of the tests."""
    definition, register = load(name), BY_SOURCE[SHAPES[name]]
    assert definition.live is not None
    publisher.serve = register.make(publisher)
    path = register.path.removesuffix("licence/")
    live = definition.live._replace(address=publisher.address(path), mirrors=(), hosts=(), per_minute=6000)
    return definition._replace(live=live)


@pytest.mark.parametrize("name", LIVE)
def test_every_source_is_there(name: str) -> None:
    definition = load(name)
    assert definition.live is not None
    assert named(name, definition.live.source)
    assert may_be_asked(definition.live, definition.live.address)
    assert set(definition.live.ask) <= set(definition.columns)


@pytest.mark.parametrize("name", [name for name in SHAPES if BY_SOURCE[SHAPES[name]].number and load(name).live.ask])  # type: ignore[union-attr]
def test_an_entry_is_read(name: str, web: Web, publisher: Publisher) -> None:
    definition, register = moved(name, publisher), BY_SOURCE[SHAPES[name]]
    got = ask(definition, web, "number", register.number or "", TODAY)
    assert isinstance(got, Listed)
    assert got.rows[0]["holder"]
    assert PHONE not in repr(got)
    assert isinstance(ask(definition, web, "number", register.absent, TODAY), NotListed)


@pytest.mark.parametrize("name", [name for name in SHAPES if BY_SOURCE[SHAPES[name]].fetches])
def test_a_list_is_read(name: str, web: Web, publisher: Publisher, tmp_path: Path) -> None:
    definition = moved(name, publisher)
    fetched = fetch(definition, web, tmp_path, TODAY)
    assert isinstance(fetched, Fetched)
    with fetched.path.open("rb") as file:
        rows = list(parse(definition, file).rows)
    assert len(rows) == BY_SOURCE[SHAPES[name]].fetches
    assert all(row["number"] and row["holder"] for row in rows)
