"""Options that several commands share, and how a command speaks: language and standard output."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import partial, wraps
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar, cast

import click

if TYPE_CHECKING:
    from supplycheck.checker import Checker
    from supplycheck.declaration import Declaration
    from supplycheck.errors import UnreadableInput
    from supplycheck.report import Report

INTERNAL_ERROR = 70
"""The exit status of a mistake in the program, or where results could not be written."""

F = TypeVar("F", bound=Callable[..., Any])


def _as_day(_: click.Context, __: click.Parameter, value: datetime | None) -> date | None:
    return value.date() if value is not None else None


day_option = partial(click.option, type=click.DateTime(["%Y-%m-%d"]), callback=_as_day, metavar="YYYY-MM-DD")
FOLDER = click.Path(file_okay=False, path_type=Path)


def stacked(*options: Callable[[F], F]) -> Callable[[F], F]:
    """Several options as one decorator, shown in this order."""

    def decorate(command: F) -> F:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


declared_option = day_option("--date", "on", help="Declaration date where neither file nor dossier gives one.")
dossier_option = click.option(
    "--dossier",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Dossier of the declaration.  [default: NAME.dossier.json]",
)


class Setting(click.Option):
    """An option that a settings file and the environment can give too."""

    @property
    def key(self) -> str:
        """Its name in a settings file: that of the option; of one that may be given several times, in the plural."""
        return (self.multiple and self.name) or max(self.opts, key=len).lstrip("-")


def setting(*names: str, **how: Any) -> Callable[[F], F]:
    """An option that is a setting: `--fail-on` is `fail-on` in a file and SUPPLYCHECK_FAIL_ON in the environment."""
    longest = max(names, key=len).lstrip("-")
    return click.option(*names, cls=Setting, envvar=f"SUPPLYCHECK_{longest.upper().replace('-', '_')}", **how)


registries_option = setting(
    "--registries", type=FOLDER, help="Directory of registry snapshots.  [default: the user's data directory]"
)
waivers_option = setting(
    "--waivers", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Waivers file."
)
columns_option = setting(
    "--columns",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Column profile of tables (see `supplycheck columns`).",
)
lang_option = setting(
    "--lang", type=click.Choice(["zh", "en"]), help="Language of what people read.  [default: from the environment]"
)

redact_option = setting("--redact", is_flag=True, help="Mask companies and numbers, for others to see.")


def begin_redacting(redact: bool) -> None:
    """Masks the log as well, where the results are to be masked."""
    if redact:
        from supplycheck.cli import logs

        logs.redact()


@dataclass(slots=True)
class Asked:
    """What is asked of a checking command, whatever it does with the reports."""

    registries: Path | None
    on: date | None
    as_if_declared: date | None
    dossier: Path | None
    columns: Path | None
    waivers: Path | None
    regime: str | None
    today: date | None
    redact: bool

    def checker(self, *, trace: bool = False) -> Checker:
        """A checker for it."""
        from supplycheck.checker import Checker

        begin_redacting(self.redact)
        return Checker(
            self.registries,
            today=self.today,
            regime=self.regime,
            as_if_declared=self.as_if_declared,
            trace=trace,
            waivers=self.waivers,
            redact=self.redact,
        )

    def declarations(self, paths: Iterable[Path]) -> Iterator[Declaration | UnreadableInput]:
        """The declarations of some files and folders, in order, lazily."""
        from supplycheck.readers import read_declarations

        return chain.from_iterable(
            read_declarations(path, dossier=self.dossier, columns=self.columns) for path in paths
        )

    def reports(self, checker: Checker, paths: Iterable[Path]) -> Iterator[Report]:
        """The reports on them."""
        return checker.check_many(self.declarations(paths), on=self.on)


def asked_options(command: F) -> F:
    """The options behind `Asked`; the command gets it as `asked`."""

    @wraps(command)
    def called(**values: Any) -> Any:
        own = {f.name: values.pop(f.name) for f in fields(Asked)}
        return command(asked=Asked(**own), **values)

    wrapped: Any = called
    asked = stacked(
        registries_option,
        declared_option,
        day_option("--as-if-declared", help="Check as if declared on this day, whatever the file says."),
        dossier_option,
        columns_option,
        waivers_option,
        click.option("--regime", help="Pin a regime of Chinese law by its id."),
        day_option("--today", help="The day that stands in the report as checked_on.  [default: today]"),
        redact_option,
    )
    return cast(F, asked(wrapped))


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
    """Writes results for a machine, as they are."""
    stdout().write(text + "\n")


def say(text: str) -> None:
    """Writes results for people: nothing in them can steer a terminal."""
    from supplycheck.writers.printable import printable

    out(printable(text))


def fail_on_options(command: F) -> F:
    """From which outcome on the exit status is not 0."""
    zero = setting("--exit-zero", is_flag=True, help="Exit with 0 whatever was found.")
    fail_on = setting(
        "--fail-on",
        type=click.Choice(["fail", "review"]),
        default="review",
        show_default=True,
        help="From which outcome on the exit status is not 0.",
    )
    return fail_on(zero(command))


def status(outcomes: Mapping[str, int], fail_on: str) -> int:
    """The exit status of a check, from its declarations by outcome."""
    if outcomes["fail"]:
        return 1
    if fail_on == "review" and (outcomes["review"] or outcomes["unreadable"]):
        return 3
    return 0
