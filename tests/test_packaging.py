"""The package works, with its facts, from a wheel, from a source archive, from a checkout and from an editable install."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from supplycheck.facts.digest import version

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "docs" / "examples" / "declarations" / "clean-surgical-mask.xml"
REGISTRIES = ROOT / "docs" / "examples" / "registries"

pytestmark = pytest.mark.slow


def run(*words: object, cwd: Path, path: Path | None = None) -> str:
    env = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    if path is not None:
        env["PYTHONPATH"] = str(path)
    done = subprocess.run(
        [str(w) for w in words],
        cwd=cwd,
        env={**env, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def answer(python: object, cwd: Path, path: Path | None = None) -> tuple[str, str, str]:
    """Outcome, version of the facts, and where the package was loaded from."""
    command = ("check", EXAMPLE, "--registries", REGISTRIES, "--format", "jsonl")
    report = json.loads(run(python, "-m", "supplycheck", *command, cwd=cwd, path=path))
    where = run(python, "-c", "import supplycheck; print(supplycheck.__file__)", cwd=cwd, path=path)
    return report["outcome"], report["facts"], where.strip()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, ROOT, cwd=ROOT)
    return out


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """The Python of a new environment that has our dependencies, but not this package."""
    venv.create(tmp_path / "venv", with_pip=True)
    scheme = sysconfig.get_paths(vars={"base": str(tmp_path / "venv"), "platbase": str(tmp_path / "venv")})
    folder = Path(scheme["purelib"])
    for entry in Path(sysconfig.get_paths()["purelib"]).iterdir():
        if "supplycheck" not in entry.name.lower() and not (folder / entry.name).exists():
            (folder / entry.name).symlink_to(entry)
    return Path(scheme["scripts"]) / "python"


def test_the_wheel_holds_facts_and_types(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    facts = {p.relative_to(ROOT / "registries").as_posix() for p in (ROOT / "registries").rglob("*") if p.is_file()}
    assert {f"supplycheck/_facts/{f}" for f in facts} <= names
    assert {"supplycheck/py.typed", "supplycheck/writers/page/report.html"} <= names
    assert not any(n.startswith(("tests/", "registries/", "docs/")) for n in names)


def install(python: Path, cwd: Path, *what: str | Path) -> None:
    """Installs into an environment without the network, building in the environment itself."""
    offline = ("--quiet", "--no-deps", "--no-index", "--no-build-isolation")
    run(python, "-m", "pip", "install", *offline, *what, cwd=cwd)


@pytest.mark.parametrize("kind", ["*.whl", "*.tar.gz"])
def test_from_an_archive(kind: str, built: Path, bare: Path, tmp_path: Path) -> None:
    (archive,) = built.glob(kind)
    install(bare, tmp_path, archive)
    outcome, facts, where = answer(bare, tmp_path)
    assert (outcome, facts) == ("pass", version())
    assert str(tmp_path / "venv") in where


def test_from_an_editable_install(bare: Path, tmp_path: Path) -> None:
    install(bare, tmp_path, "-e", ROOT)
    assert answer(bare, tmp_path) == ("pass", version(), str(ROOT / "supplycheck" / "__init__.py"))


def test_from_a_checkout(bare: Path, tmp_path: Path) -> None:
    assert answer(bare, tmp_path, path=ROOT) == ("pass", version(), str(ROOT / "supplycheck" / "__init__.py"))
