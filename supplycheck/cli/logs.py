"""Where the log of a run goes: standard error, and a file if one is named. The library itself only speaks to loggers.

`-v`, `-q` and `--log-file` stand before the command (`supplycheck -v check …`) or after it.
"""

from __future__ import annotations

import logging
from pathlib import Path, PurePath

import click
from click.core import ParameterSource

from supplycheck.errors import UsageError

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_LEVELS = (logging.WARNING, logging.INFO, logging.DEBUG)
_WEIGHT = (ParameterSource.DEFAULT_MAP, ParameterSource.ENVIRONMENT, ParameterSource.COMMANDLINE)

LOG_FILE = click.Path(dir_okay=False, path_type=Path)


def begin(context: click.Context) -> None:
    """Begins to log as the options of the group say, or begins anew. A file gets at least what `-v` tells.

    Raises:
        UsageError: the file cannot be written.
    """
    verbose, file = context.params["verbose"], context.params["log_file"]
    level = logging.ERROR if is_quiet(context) else _LEVELS[min(verbose, 2)]
    logger = logging.getLogger("supplycheck")
    logger.setLevel(min(level, logging.INFO) if file else level)
    shown = logging.StreamHandler()
    shown.setLevel(level)
    handlers: list[logging.Handler] = [shown]
    if file is not None:
        try:
            handlers.append(logging.FileHandler(file, encoding="utf-8"))
        except OSError as error:
            raise UsageError(f"{file}: {error.strerror}") from None
    for old in context.meta.get(__name__, ()):
        logger.removeHandler(old)
        old.close()
    context.meta[__name__] = handlers
    for handler in handlers:
        handler.setFormatter(logging.Formatter(_FORMAT))
        logger.addHandler(handler)


def is_quiet(context: click.Context) -> bool:
    """Whether only errors are wanted; of -q and -v the one that is said with more weight counts."""
    root = context.find_root()
    if not root.params["quiet"] or not root.params["verbose"]:
        return bool(root.params["quiet"])
    quiet, verbose = (_WEIGHT.index(root.get_parameter_source(name) or _WEIGHT[0]) for name in ("quiet", "verbose"))
    if quiet == verbose:
        raise click.UsageError("--verbose and --quiet exclude each other", context)
    return quiet > verbose


def notice(text: str) -> None:
    """Tells something beside the results, unless only errors are wanted."""
    if not is_quiet(click.get_current_context()):
        click.echo(text, err=True)


def options_of_log(command: click.Command) -> click.Command:
    """Gives a command, or those below a group, the options of the log too: people write them there."""
    if isinstance(command, click.Group):
        for below in command.commands.values():
            options_of_log(below)
        return command
    for names, how in (
        (("--verbose", "-v"), {"count": True}),
        (("--quiet", "-q"), {"is_flag": True}),
        (("--log-file",), {"type": LOG_FILE}),
    ):
        command.params.append(
            click.Option(names, **how, expose_value=False, callback=_said_here, help="As before the command.")
        )
    return command


def _said_here(context: click.Context, param: click.Parameter, value: object) -> None:
    if param.name and context.get_parameter_source(param.name) is ParameterSource.COMMANDLINE:
        root = context.find_root()
        root.params[param.name] = value
        root.set_parameter_source(param.name, ParameterSource.COMMANDLINE)
        begin(root)


def redact() -> None:
    """Masks the names of files in the log: they are logged as paths, and nothing else in the log names anybody."""
    for handler in logging.getLogger("supplycheck").handlers:
        handler.addFilter(_hidden)


def _hidden(record: logging.LogRecord) -> bool:
    from supplycheck.redact import file_name

    if isinstance(record.args, tuple):
        record.args = tuple(file_name(str(arg)) if isinstance(arg, PurePath) else arg for arg in record.args)
    return True
