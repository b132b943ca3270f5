"""Options that several commands share, and how a command speaks: language and standard output."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, TextIO, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def _as_day(_: click.Context, __: click.Parameter, value: datetime | None) -> date | None:
    return value.date() if value is not None else None


day_option = partial(click.option, type=click.DateTime(["%Y-%m-%d"]), callback=_as_day, metavar="YYYY-MM-DD")
FOLDER = click.Path(file_okay=False, path_type=Path)

registries_option = click.option(
    "--registries", type=FOLDER, help="Directory of registry snapshots.  [default: the user's data directory]"
)
columns_option = click.option(
    "--columns",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Column profile of tables (see `supplycheck columns`).",
)
lang_option = click.option(
    "--lang", type=click.Choice(["zh", "en"]), help="Language of what people read.  [default: from the environment]"
)


def format_option(*formats: str) -> Callable[[F], F]:
    """`--format` with these choices; the first is the default. The parameter is called `format_`."""
    return click.option(
        "--format", "format_", type=click.Choice(formats), default=formats[0], show_default=True, help="Output format."
    )


def language(told: str | None = None) -> str:
    """The language that was told, else Chinese where the environment is Chinese, else English."""
    env = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return told or ("zh" if env.lower().startswith("zh") else "en")


def stdout() -> TextIO:
    """Standard output, in UTF-8 whatever the environment says; what it cannot carry is escaped, never lost."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    return sys.stdout


def out(text: str) -> None:
    """Writes one line of results."""
    stdout().write(text + "\n")
