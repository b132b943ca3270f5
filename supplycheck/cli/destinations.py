"""`supplycheck destinations`: where the goods of a declaration may go with the evidence at hand."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from supplycheck.cli.options import (
    begin_redacting,
    columns_option,
    declared_option,
    dossier_option,
    format_option,
    lang_option,
    language,
    out,
    redact_option,
    registries_option,
    say,
    stacked,
)
from supplycheck.report import Text

if TYPE_CHECKING:
    from supplycheck.errors import UnreadableInput

NOTHING_FOUND = 4
_WHEREVER = Text(
    "中国出口要求和申报本身（与目的地无关）", "Chinese export law and the declaration itself, wherever it goes:"
)


goods_options = stacked(
    click.argument("file", type=click.Path(path_type=Path)),
    format_option("table", "json"),
    registries_option,
    declared_option,
    dossier_option,
    columns_option,
    redact_option,
    lang_option,
)
"""A file, and what is to be known to judge the goods in it."""


@click.command()
@goods_options
def destinations(
    file: Path,
    format_: str,
    registries: Path | None,
    on: date | None,
    dossier: Path | None,
    columns: Path | None,
    redact: bool,
    lang: str | None,
) -> None:
    """Where these goods may go, and what is missing elsewhere. 现有材料可出口到哪些目的地，其他目的地还缺什么。"""
    from supplycheck.checker import Checker
    from supplycheck.declaration import Declaration
    from supplycheck.readers import read_declarations
    from supplycheck.where_to import wherever
    from supplycheck.writers.words import OUTCOME

    begin_redacting(redact)
    checker = Checker(registries)
    shown = file.name
    if redact:
        from supplycheck.redact import file_name, mask, masked

        shown = file_name(shown)
    found: list[dict[str, Any]] = []
    for declaration in read_declarations(file, dossier=dossier, columns=columns):
        if not isinstance(declaration, Declaration):
            tell_unreadable(declaration, language(lang), redact)
            continue
        answers = checker.destinations(declaration, on=on)
        # No destination is of use to goods that may not leave, so this is told beside.
        anyway = wherever(checker.check(declaration, on=on))
        for line in declaration.lines:
            places = [place.to_dict() for place in answers[line.number]]
            known_as, name = declaration.id, line.name
            if redact:
                known_as, name = known_as and mask(known_as), masked(name, declaration)
            found.append(
                {
                    "declaration": known_as,
                    "line": line.number,
                    "name": name,
                    "wherever": anyway.get(line.number, "review"),
                    "destinations": places,
                }
            )
    if format_ == "json":
        out(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        for answer in found:
            say(f"{answer['declaration'] or shown}  {answer['line']}  {answer['name'] or ''}")
            say(f"  {_WHEREVER.of(language(lang))}  {OUTCOME[answer['wherever']].of(language(lang))}")
            for place in answer["destinations"]:
                lacks = ", ".join(place["missing"])
                # What no paper heals is told where more is wanted than papers.
                lacks += "".join(f"  ! {why}" for why in dict.fromkeys(why[language(lang)] for why in place["why"]))
                say(
                    f"  {place['destination']}  {OUTCOME[place['outcome']].of(language(lang))}  {place['route'] or '—'}  {lacks}"
                )
    sys.exit(0 if found else NOTHING_FOUND)


def tell_unreadable(error: UnreadableInput, lang: str, redact: bool) -> None:
    """Says on standard error that a file could not be read, and why."""
    path, why = error.path, error.zh if lang == "zh" else error.en
    if redact:
        from supplycheck.redact import file_name

        path, why = file_name(path), error.code
    click.echo(f"{path}: {why}", err=True)
