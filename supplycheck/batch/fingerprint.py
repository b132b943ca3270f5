"""What a batch rests on, in digests by name: input, options, law, lists, program. If all are equal, so are the results."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from supplycheck._version import __version__
from supplycheck.facts.digest import version
from supplycheck.plugins import loaded
from supplycheck.registry.history import digest as digest_of
from supplycheck.registry.registries import data_root

SAID = {
    "input": ("输入文件", "the input"),
    "options": ("选项", "the options"),
    "dossier": ("随附资料", "the dossier"),
    "columns": ("列对照表", "the column profile"),
    "waivers": ("豁免文件", "the waivers"),
    "facts": ("法规数据", "the facts of law"),
    "registries": ("名单快照", "the registries"),
    "program": ("程序版本", "the program"),
}
"""The names, for people."""


def of_files(paths: Iterable[str]) -> tuple[str, int]:
    """The digest of some files, by name and content, and how many bytes they have; those that are not there are none."""
    digest, size = hashlib.sha256(), 0
    for path in paths:
        try:
            with open(path, "rb") as file:
                own = hashlib.file_digest(file, "sha256").digest()
                size += file.tell()
        except FileNotFoundError:
            continue
        except OSError as error:
            own = f"cannot be read: {error.errno}".encode()
        digest.update(os.fsencode(path) + b"\0" + own)
    return digest.hexdigest(), size


def of_file(path: Path | None) -> str | None:
    """The digest of the content of one file."""
    return None if path is None else digest_of(path)


def of_registries(told: Path | str | None) -> str:
    """The digest of a directory of registries, by the names, sizes and times of change of its files."""
    digest = hashlib.sha256()
    root = data_root(told)
    for folder, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(folder, name)
            try:
                status = os.stat(path)
            except OSError:
                continue
            place = os.path.relpath(path, root)
            digest.update(f"{place}\0{status.st_size}\0{status.st_mtime_ns}\0".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


@cache
def of_program() -> str:
    """The version of the program, and the digest of its code: two states of a checkout are two programs."""
    digest = hashlib.sha256()
    base = Path(__file__).parent.parent
    for path in sorted(base.rglob("*.py")):
        digest.update(path.relative_to(base).as_posix().encode() + b"\0" + path.read_bytes())
    return f"{__version__}{loaded.signature} {digest.hexdigest()}"


def of_facts() -> str:
    """The version of the facts."""
    return version()


def changed(before: Mapping[str, object], now: Mapping[str, object]) -> list[tuple[str, str]]:
    """The names of what differs, in both languages; of options, which ones."""
    found = []
    for name, said in SAID.items():
        one, two = before.get(name), now.get(name)
        if one == two:
            continue
        if name == "options" and isinstance(one, dict) and isinstance(two, dict):
            which = ", ".join(sorted(key for key in one.keys() | two.keys() if one.get(key) != two.get(key)))
            said = f"{said[0]}（{which}）", f"{said[1]} ({which})"
        found.append(said)
    return found
