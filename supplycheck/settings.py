"""Settings of the command line: from files, in order of rising weight.

1. `supplycheck.toml`, the nearest one upwards from the working directory
2. `[tool.supplycheck]` in the nearest `pyproject.toml` that has it
3. the environment (`SUPPLYCHECK_LANG`), 4. options: both are read by the commands themselves

    registries = "lists"     # a path is relative to the file it stands in
    lang = "zh"
    fail-on = "fail"

Which settings there are is told by the commands; this module only finds them and says where they stand.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

from supplycheck.errors import UsageError

FILE = "supplycheck.toml"
PYPROJECT = "pyproject.toml"


class Setting(NamedTuple):
    """One value, as it stands in a file: the file, and the line for people."""

    value: Any
    file: Path
    line: int | None

    @property
    def origin(self) -> str:
        """Where it stands."""
        return f"{self.file}:{self.line}" if self.line else str(self.file)


def found(start: Path) -> dict[str, Setting]:
    """The settings that apply in a folder, by key, each from the file that has the last word.

    Raises:
        UsageError: a file cannot be read or is no TOML.
    """
    settings: dict[str, Setting] = {}
    for folder in (start, *start.parents):
        path = folder / FILE
        if path.is_file():
            settings.update(_settings(path, _load(path)))
            break
    for folder in (start, *start.parents):
        path = folder / PYPROJECT
        if path.is_file():
            tool = _load(path).get("tool")
            table = tool.get("supplycheck") if isinstance(tool, dict) else None
            if table is None:
                continue
            if not isinstance(table, dict):
                raise UsageError(f"{path}: [tool.supplycheck] is no table of settings")
            settings.update(_settings(path, table))
            break
    return settings


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path}: settings cannot be read ({error})") from None


def _settings(path: Path, table: dict[str, Any]) -> dict[str, Setting]:
    lines = path.read_text("utf-8").splitlines()
    return {key: Setting(value, path, _line(lines, key)) for key, value in table.items()}


def _line(lines: list[str], key: str) -> int | None:
    """The last line that sets a key; the tables of a pyproject.toml before ours may use its name too."""
    wanted = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*=""")
    return max((number for number, line in enumerate(lines, start=1) if wanted.match(line)), default=None)
