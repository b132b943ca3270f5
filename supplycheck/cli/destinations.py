"""`supplycheck destinations`: where the goods of a declaration may go with the evidence at hand."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from supplycheck.cli.options import (
    columns_option,
    day_option,
    format_option,
    lang_option,
    language,
    out,
    registries_option,
    say,
)

NOTHING_FOUND = 4


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@format_option("table", "json")
@registries_option
@day_option("--date", "on", help="Declaration date where neither file nor dossier gives one.")
@click.option(
    "--dossier",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Dossier of the declaration.  [default: NAME.dossier.json]",
)
@columns_option
@lang_option
def destinations(
    file: Path,
    format_: str,
    registries: Path | None,
    on: date | None,
    dossier: Path | None,
    columns: Path | None,
    lang: str | None,
) -> None:
    """Where these goods may go, and what is missing elsewhere. 现有材料可出口到哪些目的地，其他目的地还缺什么。"""
    from supplycheck.checker import Checker
    from supplycheck.declaration import Declaration
    from supplycheck.readers import read_declarations
    from supplycheck.writers.table import WORDS

    checker = Checker(registries)
    found: list[dict[str, Any]] = []
    for declaration in read_declarations(file, dossier=dossier, columns=columns):
        if not isinstance(declaration, Declaration):
            click.echo(f"{declaration.path}: {declaration.zh if language(lang) == 'zh' else declaration.en}", err=True)
            continue
        answers = checker.destinations(declaration, on=on)
        for line in declaration.lines:
            places = [place.to_dict() for place in answers[line.number]]
            found.append(
                {"declaration": declaration.id, "line": line.number, "name": line.name, "destinations": places}
            )
    if format_ == "json":
        out(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        for answer in found:
            say(f"{answer['declaration'] or file.name}  {answer['line']}  {answer['name'] or ''}")
            for place in answer["destinations"]:
                lacks = ", ".join(place["missing"])
                say(
                    f"  {place['destination']}  {WORDS[place['outcome']].of(language(lang))}  {place['route'] or '—'}  {lacks}"
                )
    sys.exit(0 if found else NOTHING_FOUND)
