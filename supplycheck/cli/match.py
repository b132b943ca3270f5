"""`supplycheck match`: a company's name against a list, with the parts that differ."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from supplycheck.cli.options import day_option, format_option, lang_option, language, out, registries_option, say
from supplycheck.cli.review import review

if TYPE_CHECKING:
    from supplycheck.registry.answers import Match

NOBODY, NOT_ASKED = 1, 3


class _OfAName(click.Group):
    """A group whose first argument, where it is none of its commands, is the name to look for."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in {*self.commands, "-h", "--help"}:
            args = ["name", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_OfAName, subcommand_metavar="NAME --registry REGISTRY | COMMAND")
def match() -> None:
    """Look for a company's name in a list: equal or close, part by part. 按名称查找企业。

    The exit status is 0 where a name was found, 1 where none was, 3 where there is no list to ask.
    """


@match.command("name")
@click.argument("name")
@click.option("--registry", required=True, help="The list, such as mofcom-masks.")
@day_option("--date", "on", help="As of which day.  [default: today]")
@click.option("--limit", type=click.IntRange(min=1), default=5, show_default=True, help="How many, at most.")
@format_option("table", "json")
@registries_option
@lang_option
def name_(
    name: str, registry: str, on: date | None, limit: int, format_: str, registries: Path | None, lang: str | None
) -> None:
    """Look for a name; `match NAME` for short. 查找名称。"""
    from supplycheck.registry import Registries
    from supplycheck.writers import matches as writer

    with Registries(registries) as held:
        view = held.on(registry, on or date.today())
        found = [as_data(m) for m in view.match(name, limit)]
    if format_ == "json":
        out(json.dumps(found, ensure_ascii=False, indent=1))
    elif found or view.as_of is not None:
        say(f"{registry} {view.as_of or '—'} ({view.state})")
        say(writer.text(name, found, language(lang)))
    if not found and view.as_of is None:
        click.echo(f"{registry}: no snapshot; 没有快照", err=True)
        sys.exit(NOT_ASKED)
    sys.exit(0 if found else NOBODY)


match.add_command(review)


def as_data(found: Match) -> dict[str, Any]:
    """A match as JSON-ready data."""
    return {
        "name": found.name,
        "record": found.record.id,
        "verdict": found.verdict,
        "score": round(found.score, 1),
        "differences": [{"part": d.part, "left": d.left, "right": d.right} for d in found.differences],
    }
