"""The commands and their exit status.

`check`: 0 every line passed or is not controlled · 1 at least one fail · 2 usage error · 3 no fail, but a review or
something unreadable · 4 nothing to check was found · 70 internal error.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

import click

from supplycheck._version import __version__
from supplycheck.cli.archive import archive
from supplycheck.cli.batch import batch
from supplycheck.cli.check import check
from supplycheck.cli.columns import columns
from supplycheck.cli.config import config, default_map, origin_of
from supplycheck.cli.coverage import coverage
from supplycheck.cli.destinations import destinations
from supplycheck.cli.diff import diff
from supplycheck.cli.explain import explain
from supplycheck.cli.logs import LOG_FILE, begin, options_of_log
from supplycheck.cli.match import match
from supplycheck.cli.options import INTERNAL_ERROR, setting
from supplycheck.cli.recheck import recheck
from supplycheck.cli.registry import registry
from supplycheck.cli.replay import replay
from supplycheck.cli.report import report
from supplycheck.cli.requirements import requirements
from supplycheck.cli.serve import serve
from supplycheck.cli.statement import statement
from supplycheck.cli.summary import summary
from supplycheck.cli.template import template
from supplycheck.cli.what_if import what_if
from supplycheck.errors import FactsMissing, RegistryUnavailable, SupplycheckError, UsageError
from supplycheck.plugins import use


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="supplycheck")
@setting("--plugin", "plugins", multiple=True, metavar="NAME", help="Take an installed plug-in into use.")
@setting("--verbose", "-v", count=True, help="Tell what is done; twice: in detail.")
@setting("--quiet", "-q", is_flag=True, help="Tell errors only.")
@setting("--log-file", type=LOG_FILE, help="Write what is told into this file too.")
@click.pass_context
def cli(context: click.Context, plugins: tuple[str, ...], verbose: int, quiet: bool, log_file: Path | None) -> None:
    """Check Chinese export declarations of epidemic supplies. 核对防疫物资出口报关单。"""
    if verbose or quiet or log_file:
        begin(context)
    for name in plugins:
        use(name)


for command in (
    check,
    batch,
    summary,
    report,
    recheck,
    replay,
    archive,
    columns,
    statement,
    template,
    requirements,
    destinations,
    what_if,
    coverage,
    diff,
    explain,
    registry,
    serve,
    match,
    config,
):
    cli.add_command(options_of_log(command))


def main() -> None:
    """Runs the command line and turns our errors into exit statuses; only a mistake in the program shows a traceback."""
    gc.disable()  # until the first report: loading makes no garbage, and looking for it takes a twentieth of the time
    try:
        # Help is there to put settings right, so wrong ones must not keep it away.
        asks_help = not {"-h", "--help", "--version"}.isdisjoint(sys.argv[1:])
        cli(standalone_mode=False, default_map={} if asks_help else default_map(cli, Path.cwd()))
    except click.exceptions.Abort:
        click.echo("aborted", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        if isinstance(error, click.BadParameter) and (origin := origin_of(error)):
            click.echo(f"The value is from {origin}.", err=True)
        sys.exit(error.exit_code)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except (UsageError, RegistryUnavailable) as error:
        _complain(error)
        sys.exit(2)
    except (FactsMissing, SupplycheckError) as error:
        _complain(error)
        sys.exit(INTERNAL_ERROR)
    except BrokenPipeError:
        # The reader of our output has gone; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(INTERNAL_ERROR)
    except Exception:
        import traceback

        traceback.print_exc()
        sys.exit(INTERNAL_ERROR)


def _complain(error: Exception) -> None:
    """An error of ours on standard error; the names in it are from outside."""
    from supplycheck.writers.printable import in_one_line

    click.echo(f"supplycheck: {in_one_line(str(error))}", err=True)
