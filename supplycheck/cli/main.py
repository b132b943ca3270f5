"""The commands and their exit status.

`check`: 0 every line passed or is not controlled · 1 at least one fail · 2 usage error · 3 no fail, but a review or
something unreadable · 4 nothing to check was found · 70 internal error.
"""

from __future__ import annotations

import gc
import os
import sys
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from supplycheck._version import __version__
from supplycheck.errors import FactsMissing, RegistryUnavailable, SupplycheckError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from supplycheck.report import Report

INTERNAL_ERROR = 70
NOTHING_FOUND = 4


def _as_day(_: click.Context, __: click.Parameter, value: datetime | None) -> date | None:
    return value.date() if value is not None else None


day_option = partial(click.option, type=click.DateTime(["%Y-%m-%d"]), callback=_as_day, metavar="YYYY-MM-DD")
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="supplycheck")
def cli() -> None:
    """Check Chinese export declarations of epidemic supplies. 核对防疫物资出口报关单。"""


@cli.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "json", "jsonl"]),
    default="table",
    show_default=True,
    help="Output format.",
)
@click.option(
    "--registries", type=FOLDER, help="Directory of registry snapshots.  [default: the user's data directory]"
)
@day_option("--date", "on", help="Declaration date where neither file nor dossier gives one.")
@day_option("--as-if-declared", help="Check as if declared on this day, whatever the file says.")
@click.option(
    "--dossier",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Dossier of the declaration.  [default: NAME.dossier.json]",
)
@click.option("--regime", help="Pin a regime of Chinese law by its id.")
@day_option("--today", help="The day that stands in the report as checked_on.  [default: today]")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of the table.  [default: from the environment]")
@click.option(
    "--detail", type=click.Choice(["full", "lean"]), default="full", show_default=True, help="Leave texts out of JSON."
)
@click.option("--trace", is_flag=True, help="Also report rules that passed or did not apply.")
@click.option(
    "--fail-on",
    type=click.Choice(["fail", "review"]),
    default="review",
    show_default=True,
    help="From which outcome on the exit status is not 0.",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever was found.")
def check(
    paths: tuple[Path, ...],
    format_: str,
    registries: Path | None,
    on: date | None,
    as_if_declared: date | None,
    dossier: Path | None,
    regime: str | None,
    today: date | None,
    lang: str | None,
    detail: str,
    trace: bool,
    fail_on: str,
    exit_zero: bool,
) -> None:
    """Check declarations: files or folders. 核对报关单文件或文件夹。"""
    from supplycheck.checker import Checker
    from supplycheck.writers.summary import Summary

    checker = Checker(registries, today=today, regime=regime, as_if_declared=as_if_declared, trace=trace)
    summary = Summary()

    def reports() -> Iterator[Report]:
        from supplycheck.readers import read_declarations

        for path in paths:
            for report in checker.check_many(read_declarations(path, dossier=dossier), on=on):
                if not summary.declarations:
                    # All that a check loads is loaded; it stays, so it need not be looked through for garbage.
                    gc.freeze()
                    gc.enable()
                summary.add(report)
                yield report

    lean = detail == "lean"
    if format_ == "jsonl":
        for report in reports():
            _out(report.to_json(lean=lean))
    elif format_ == "json":
        _json(list(reports()), summary, checker_run(registries, on), lean)
    else:
        from supplycheck.writers import table

        found = list(reports())
        table.write(found, summary, _stdout(), lang or _language())
    if not summary.declarations:
        click.echo("nothing to check was found; 没有找到可核对的报关单", err=True)
        sys.exit(NOTHING_FOUND)
    sys.exit(0 if exit_zero else _status(summary.declarations, fail_on))


def checker_run(registries: Path | None, on: date | None) -> dict[str, Any]:
    """What stands in the head of a JSON answer about the run itself."""
    return {
        "tool": f"supplycheck {__version__}",
        "registries": str(registries) if registries else None,
        "date": on.isoformat() if on else None,
    }


def _json(reports: list[Report], summary: Any, run: dict[str, Any], lean: bool) -> None:
    import json

    from supplycheck.report import SCHEMA_VERSION

    head = {
        "schema_version": SCHEMA_VERSION,
        "run": run,
        "summary": summary.to_dict(),
        "reports": [r.to_dict(lean=lean) for r in reports],
    }
    if lean:
        # What lean reports leave out stands once here, for all of them.
        whole = [r.to_dict() for r in reports]
        head["run"]["instruments"] = {ref: text for r in whole for ref, text in r["instruments"].items()}
        head["run"]["snapshots"] = list({s["sha256"]: s for r in whole for s in r["snapshots"]}.values())
    _out(json.dumps(head, ensure_ascii=False, indent=1))


def _status(outcomes: Any, fail_on: str) -> int:
    if outcomes["fail"]:
        return 1
    if fail_on == "review" and (outcomes["review"] or outcomes["unreadable"]):
        return 3
    return 0


def _language() -> str:
    """Chinese where the environment is Chinese, else English."""
    told = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if told.lower().startswith("zh") else "en"


def _stdout() -> Any:
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    return sys.stdout


def _out(text: str) -> None:
    out = _stdout()
    out.write(text + "\n")


@cli.command()
@click.argument("what")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language.  [default: from the environment]")
def explain(what: str, lang: str | None) -> None:
    """Explain a rule, a requirement, a route or an article. 解释规则、要求、路径或法条。"""
    from supplycheck.explain import explain as told

    _out(told(what, lang or _language()))


@cli.group()
def registry() -> None:
    """Registry snapshots: import, list, show. 名单快照。"""


_REGISTRIES = click.option(
    "--registries", type=FOLDER, help="Directory of registry snapshots.  [default: the user's data directory]"
)


@registry.command("import")
@click.argument("name")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@day_option("--as-of", required=True, help="The day on which the list was taken.")
@click.option("--partial", is_flag=True, help="The file does not hold the whole list.")
@_REGISTRIES
def import_(name: str, file: Path, as_of: date, partial: bool, registries: Path | None) -> None:
    """Import a list as a snapshot. 导入名单快照。"""
    from supplycheck.registry import default_data_dir, import_file

    info = import_file(registries or default_data_dir(), name, file, as_of, partial=partial)
    _out(f"{info.registry} {info.as_of}: {info.rows} rows, sha256 {info.sha256}")


@registry.command("list")
@day_option("--date", "on", help="As of which day.  [default: today]")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="Output format.",
)
@_REGISTRIES
def list_(on: date | None, format_: str, registries: Path | None) -> None:
    """List the snapshots that count on a day. 列出当日有效的快照。"""
    from supplycheck.registry import default_data_dir, list_snapshots

    rows = [
        {
            "registry": i.registry,
            "as_of": i.as_of.isoformat() if i.as_of else None,
            "rows": i.rows,
            "sha256": i.sha256,
            "complete": i.complete,
            "age_days": i.age_days,
            "state": i.state,
        }
        for i in list_snapshots(registries or default_data_dir(), on or date.today())
    ]
    if format_ == "json":
        import json

        _out(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for r in rows:
        _out(
            f"{r['registry']:<18} {r['as_of'] or '—':<11} {r['state']:<10} {r['rows']:>8} rows  {'complete' if r['complete'] else 'partial'}"
        )


@registry.command("show")
@click.argument("name")
@click.argument("key")
@day_option("--date", "on", help="As of which day.  [default: today]")
@_REGISTRIES
def show(name: str, key: str, on: date | None, registries: Path | None) -> None:
    """Look a number or a company up. 查询编号或企业。"""
    from supplycheck.registry import Found, NotFound, Registries

    view = Registries(registries).on(name, on or date.today())
    answer = view.find(key) if view.definition.normaliser != "none" else view.find_party(name=key)
    if isinstance(answer, Found):
        _out(f"{name} {answer.evidence.as_of}: {answer.record.id} {answer.record.name}")
        for field, value in answer.record.fields.items():
            _out(f"  {field}: {value}")
    elif isinstance(answer, NotFound):
        _out(f"{name} {answer.evidence.as_of}: {key} is not in the list; 名单中没有")
        for near in answer.near:
            _out(f"  near: {near.id} {near.name}")
        sys.exit(1)
    else:
        _out(f"{name}: {answer.en}; {answer.zh}")
        sys.exit(3)


def main() -> None:
    """Runs the command line and turns our errors into exit statuses; only a mistake in the program shows a traceback."""
    gc.disable()  # until the first report: loading makes no garbage, and looking for it takes a twentieth of the time
    try:
        cli(standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("aborted", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except (UsageError, RegistryUnavailable) as error:
        click.echo(f"supplycheck: {error}", err=True)
        sys.exit(2)
    except (FactsMissing, SupplycheckError) as error:
        click.echo(f"supplycheck: {error}", err=True)
        sys.exit(INTERNAL_ERROR)
    except BrokenPipeError:
        # The reader of our output has gone; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(INTERNAL_ERROR)
    except Exception:
        import traceback

        traceback.print_exc()
        sys.exit(INTERNAL_ERROR)
