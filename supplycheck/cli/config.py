"""`supplycheck config`: the settings, and where each comes from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from supplycheck.cli.options import Setting, format_option, out
from supplycheck.errors import UsageError

if TYPE_CHECKING:
    from supplycheck import settings


def settings_of(command: click.Command, way: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Setting]]:
    """Every setting of a command and of those below it, with the names of the commands on the way."""
    for param in command.params:
        if isinstance(param, Setting):
            yield way, param
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from settings_of(below, (*way, name))


def default_map(group: click.Group, start: Path) -> dict[str, Any]:
    """What the settings files say, as click takes it: for each command the values of its settings.

    Raises:
        UsageError: a key that is no setting, or a value that is none of it.
    """
    from supplycheck import settings

    found = settings.found(start)
    if not found:
        return {}
    values: dict[str, Any] = {}
    known = list(settings_of(group))
    context = click.Context(group)
    for key, setting in found.items():
        takers = [(way, option) for way, option in known if option.key == key]
        if not takers:
            raise UsageError(f"{setting.origin}: there is no setting {key!r}{_hint(key, known)}")
        for way, option in takers:
            at = values
            for name in way:
                at = at.setdefault(name, {})
            at[option.name or key] = _value(option, setting, context)
    return values


def _hint(key: str, known: list[tuple[tuple[str, ...], Setting]]) -> str:
    from difflib import get_close_matches

    keys = sorted({option.key for _, option in known})
    near = get_close_matches(key.replace("_", "-"), keys, 1)
    return f"; is it {near[0]}?" if near else f"; there are: {', '.join(keys)}"


def _value(option: Setting, setting: settings.Setting, context: click.Context) -> Any:
    """The value, a path made relative to its file; refused where it is not of the option's type."""
    value = setting.value
    wanted = bool if option.is_flag else int if option.count else list if option.multiple else str
    several = value if option.multiple and type(value) is list else ()
    if type(value) is not wanted or value == "" or not all(type(one) is str and one for one in several):
        raise UsageError(f"{setting.origin}: {option.key} is {value!r}, where {wanted.__name__} is wanted")
    if isinstance(option.type, click.Path):
        value = str(setting.file.parent / str(value))
    return _cast(option, value, setting.origin, context)


def _cast(option: Setting, value: Any, origin: str, context: click.Context) -> Any:
    """The value as the option understands it. Whether a file is there only matters to a command that reads it."""
    if isinstance(option.type, click.Path):
        return value
    try:
        return option.type_cast_value(context, value)
    except click.BadParameter as error:
        raise UsageError(f"{origin}: {option.key}: {error.message}") from None


def origin_of(error: click.BadParameter) -> str | None:
    """Where a value that a command refuses stands, if not on the command line."""
    from supplycheck import settings

    option, context = error.param, error.ctx
    if isinstance(option, Setting) and option.name and context is not None:
        source = context.get_parameter_source(option.name)
        if source is ParameterSource.ENVIRONMENT:
            return f"environment {option.envvar}"
        if source is ParameterSource.DEFAULT_MAP:
            return settings.found(Path.cwd())[option.key].origin
    return None


@click.group()
def config() -> None:
    """Settings. 设置。"""


@config.command()
@format_option("table", "json")
@click.pass_context
def show(context: click.Context, format_: str) -> None:
    """Show every setting and where its value comes from. 列出各项设置及其来源。"""
    from supplycheck import settings

    root = context.find_root()
    group = root.command
    assert isinstance(group, click.Group)
    found = settings.found(Path.cwd())
    rows = []
    for option in {option.key: option for _, option in settings_of(group)}.values():
        given = option.value_from_envvar(context)
        if option.name in root.params and root.get_parameter_source(option.name) is ParameterSource.COMMANDLINE:
            value, origin = root.params[option.name], "option"
        elif given is not None:
            origin = f"environment {option.envvar}"
            value = _cast(option, given, origin, context)
        elif option.key in found:
            value, origin = _value(option, found[option.key], context), found[option.key].origin
        else:
            default = option.get_default(context)
            value, origin = default if isinstance(default, str | int) else None, "default"
        rows.append({"setting": option.key, "value": value, "from": origin})
    if format_ == "json":
        out(json.dumps(rows, ensure_ascii=False, indent=1, default=str))
        return
    for row in rows:
        value = "—" if row["value"] is None else str(row["value"])
        out(f"{row['setting']:<12} {value:<40} {row['from']}")
