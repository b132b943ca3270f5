"""Rules, readers and registries that other packages bring.

A package names a module (or any object) under the entry point `supplycheck.plugins`; who checks names the plug-in, so that
no package takes part because it happens to be installed, and every report says which ones did:

    supplycheck.use("atlantis")            # from Python, before the first check
    supplycheck --plugin atlantis check …  # or plugins = ["atlantis"] in the settings

What a module may have, each optional:

* `RULES`: rules (`supplycheck.rules.rule.Rule`) of scope "line" or "declaration". Their codes begin with `X-`.
* `READERS`: per file extension a function `(data, source) -> iterable of Declaration | UnreadableInput`.
* `LISTS`: a folder with definitions of registries, `NAME/definition.toml`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from supplycheck.errors import UsageError

GROUP = "supplycheck.plugins"
PREFIX = "X-"

Reader = Callable[[bytes, str], Iterable[Any]]


@dataclass(slots=True)
class Loaded:
    """What the plug-ins in use have brought, in the order in which they were named."""

    names: dict[str, str] = field(default_factory=dict)
    rules: list[Any] = field(default_factory=list)
    readers: dict[str, Reader] = field(default_factory=dict)
    lists: list[Path] = field(default_factory=list)

    @property
    def signature(self) -> str:
        """The plug-ins with their versions, as reports name them; "" for none."""
        return "".join([f" +{name} {version}" for name, version in self.names.items()])


loaded = Loaded()
"""What is in use in this process."""


def use(name: str) -> None:
    """Take a plug-in into use, for this process; once is enough.

    Raises:
        UsageError: no installed package brings one of that name, or it is none.
    """
    if name in loaded.names:
        return
    from importlib.metadata import entry_points

    points = entry_points(group=GROUP, name=name)
    for point in points:
        version = point.dist.version if point.dist is not None else "0"
        try:
            plugin = point.load()
        except Exception as error:
            raise UsageError(f"the plug-in {name!r} cannot be loaded: {type(error).__name__}: {error}") from error
        take(name, version, plugin)
        return
    known = sorted(point.name for point in entry_points(group=GROUP))
    raise UsageError(f"there is no plug-in {name!r}; installed are {', '.join(known) or 'none'}")


def take(name: str, version: str, plugin: Any) -> None:
    """Take what a plug-in has into use.

    Raises:
        UsageError: it has something that is none of what a plug-in may have. Then nothing of it is taken.
    """
    rules = tuple(getattr(plugin, "RULES", ()))
    readers = {str(suffix).lower(): reader for suffix, reader in dict(getattr(plugin, "READERS", {})).items()}
    lists = getattr(plugin, "LISTS", None)
    codes = {rule.code for rule in loaded.rules}
    for rule in rules:
        if not rule.code.startswith(PREFIX) or rule.code in codes:
            raise UsageError(f"the plug-in {name!r}: the code {rule.code} does not begin with {PREFIX}, or is taken")
        if rule.scope not in ("line", "declaration"):
            raise UsageError(
                f"the plug-in {name!r}: {rule.code} is for a requirement, which only the facts can ask for"
            )
        codes.add(rule.code)
    if wrong := [suffix for suffix, reader in readers.items() if not suffix.startswith(".") or not callable(reader)]:
        raise UsageError(f"the plug-in {name!r}: {wrong[0]!r} is no extension with a function")
    if lists is not None and not Path(lists).is_dir():
        raise UsageError(f"the plug-in {name!r}: {lists} is no folder")
    loaded.names[name] = version
    loaded.rules += rules
    loaded.readers.update(readers)
    loaded.lists += [Path(lists)] if lists is not None else []


def drop_all() -> None:
    """Forget all plug-ins, for tests."""
    for part in (loaded.names, loaded.rules, loaded.readers, loaded.lists):
        part.clear()
