"""Pages made from the code are those in the repository, and the README's words hold."""

from __future__ import annotations

import importlib.util
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote
from xml.etree import ElementTree

import click
import pytest
from click.testing import CliRunner

from supplycheck.cli.config import default_map
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


# --- the pages that people write -----------------------------------------------------------------------------------------

PAGES = sorted([ROOT / "README.md", *DOCS.rglob("*.md")])
WRITTEN = [
    page for page in PAGES if page.relative_to(DOCS.parent).as_posix().removeprefix("docs/") not in generator().PAGES
]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: str, language: str) -> list[str]:
    return [text for kind, text in BLOCK.findall((DOCS / page).read_text("utf-8")) if kind == language]


NOT_RUN = {("registry", "update"), ("registry", "ask"), ("serve",)}
"""Commands that ask the network, or do not end by themselves."""


def run(console: str) -> None:
    """Runs the commands of a block; what the block shows below one must stand in what it says, `…` for anything."""
    for part in re.split(r"^\$ ", console, flags=re.MULTILINE)[1:]:
        command, *shown = part.rstrip().splitlines()
        name, *words = shlex.split(command, comments=True)
        assert name == "supplycheck"
        if not NOT_RUN.isdisjoint({tuple(words[:1]), tuple(words[:2])}):
            assert words[0] in cli.commands
            continue
        result = CliRunner().invoke(cli, words)
        assert result.exit_code in (0, 1, 3), (command, result.output)
        assert result.exception is None or isinstance(result.exception, SystemExit), command
        for line in shown:
            assert re.search(".*".join(map(re.escape, line.split("…"))), result.output), (command, result.output)


def test_the_quick_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(DOCS / "examples", tmp_path / "docs" / "examples")
    monkeypatch.chdir(tmp_path)
    (python,) = blocks("quick-start.md", "python")
    exec(compile(python, "quick-start.md", "exec"), {})
    said = capsys.readouterr().out
    assert said.startswith("fail\nCN-HOLDER ")
    for console in blocks("quick-start.md", "console"):
        run(console)
    for made in ("report.html", "report.xlsx", "old.json", "lines.csv", "papers.csv", "mine.html", "statement.docx"):
        assert (tmp_path / made).stat().st_size, made


@pytest.mark.parametrize("page", ["../README.md", "using.md"])
def test_commands_shown_run(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On files of the names that the pages use."""
    examples = DOCS / "examples"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SUPPLYCHECK_DATA", str(tmp_path / "data"))
    for ending in (".xml", ".dossier.json"):
        shutil.copy(examples / "declarations" / f"holder-is-another{ending}", f"declaration{ending}")
    shutil.copytree(examples / "declarations", "folder")
    shutil.copy(examples / "registries" / "nmpa" / "2020-05-05.csv", "list.csv")
    run("$ supplycheck check declaration.xml --format json -o old.json")
    for console in blocks(page, "console"):
        run(console)


def test_plug_ins_stand_in_the_settings_as_shown(tmp_path: Path) -> None:
    (setting,) = re.findall(r"`(plugins = .*?)`", (DOCS / "plug-ins.md").read_text("utf-8"))
    (tmp_path / "supplycheck.toml").write_text(setting, encoding="utf-8")
    assert default_map(cli, tmp_path)["plugins"] == ("atlantis",)


def test_the_integration_guide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("declarations", "registries"):
        shutil.copytree(DOCS / "examples" / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for python in blocks("integration.md", "python"):
        exec(compile(python, "integration.md", "exec"), names)
    for console in blocks("integration.md", "console"):
        run(console)


def test_the_page_of_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("declarations", "registries"):
        shutil.copytree(DOCS / "examples" / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    for console in blocks("batch.md", "console"):
        run(console)
    assert len((tmp_path / "results.jsonl").read_text("utf-8").splitlines()) == 5
    assert (tmp_path / "overview.html").exists()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    for to in re.findall(r"\]\(<?([^)>\s]+)>?\)", BLOCK.sub("", text)):
        if re.match(r"https?:", to):
            continue
        path, _, anchor = unquote(to).partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), to
        if anchor:
            heads = re.findall(r"^#+ (.*)$", BLOCK.sub("", target.read_text("utf-8")), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w\- ]", "", head).strip().lower().replace(" ", "-") for head in heads}, to


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_written_pages_name_only_options_there_are(page: Path) -> None:
    options = {o for command in every(cli) for p in command.params for o in (*p.opts, *p.secondary_opts)}
    for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", page.read_text("utf-8")):
        assert option in options or option in ("--help", "--quiet"), option


def test_every_written_page_is_in_the_index() -> None:
    index = (DOCS / "README.md").read_text("utf-8")
    for page in DOCS.glob("*.md"):
        assert page.name == "README.md" or f"({page.name})" in index, page.name


def test_pictures_are_small_and_drawings_say_what_they_show() -> None:
    for picture in (DOCS / "images").glob("report-*.png"):
        assert picture.stat().st_size < 150_000, picture.name
    drawing = ElementTree.parse(DOCS / "flow.svg").getroot()
    assert {"title", "desc"} <= {child.tag.rpartition("}")[2] for child in drawing}
