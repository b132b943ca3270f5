"""Pages made from the code are those in the repository, and the README's words hold."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import click
import pytest

from supplycheck.cli.main import cli
from supplycheck.facts.destinations import known, places
from supplycheck.readers.notes import TEXTS

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
README = (ROOT / "README.md").read_text("utf-8")


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", sorted(generator().PAGES))
def test_generated_pages_are_current(name: str) -> None:
    assert (DOCS / name).read_text("utf-8") == generator().PAGES[name](), "run: python docs/generate.py"


def test_every_destination_has_a_page() -> None:
    assert {p.stem for p in (DOCS / "requirements").glob("*.md")} == {"README", *(p.id for p in places())}


def test_every_command_is_told() -> None:
    told = (DOCS / "commands.md").read_text("utf-8")
    for command in every(cli):
        for option in (o for p in command.params if isinstance(p, click.Option) for o in p.opts):
            assert option in told, option


def test_every_defect_is_told_once() -> None:
    assert list(generator().DEFECTS) == [f"D{n:02}" for n in range(1, 46)]
    used = {text.code for text in TEXTS.values() if re.fullmatch(r"D\d\d", text.code)}
    assert used <= set(generator().DEFECTS)


def every(command: click.Command) -> Iterator[click.Command]:
    """A command and those under it."""
    yield command
    for under in command.commands.values() if isinstance(command, click.Group) else ():
        yield from every(under)


def test_readme_names_only_what_exists() -> None:
    for path in re.findall(r"`((?:supplycheck|registries|tests|docs)/[\w./-]*)`", README):
        assert (ROOT / path).exists() or "NAME" in path, path
    for command in re.findall(r"^(?:\$ )?supplycheck ([a-z-]+)", README, re.MULTILINE):
        assert command in cli.commands, command
    options = {option for command in every(cli) for p in command.params for option in p.opts}
    for option in re.findall(r"`(--[a-z-]+)", README):
        assert option in options, option


def test_readme_has_two_commands_first() -> None:
    assert len(re.findall(r"^```sh$", README, re.MULTILINE)) == 2
    assert README.index("```sh") < README.index("```console")


def test_readme_names_the_destinations_there_are() -> None:
    assert {"EU", "US", "HK", "CL"} <= set(known())
