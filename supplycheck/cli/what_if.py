"""`supplycheck what-if`: the nearest ways in which the lines that do not pass would."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from supplycheck.cli.destinations import NOTHING_FOUND, goods_options, tell_unreadable
from supplycheck.cli.options import begin_redacting, language, out, say


@click.command("what-if")
@goods_options
@click.option("--line", "number", type=int, help="This goods line only.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def what_if(
    file: Path,
    format_: str,
    registries: Path | None,
    on: date | None,
    dossier: Path | None,
    columns: Path | None,
    redact: bool,
    lang: str | None,
    number: int | None,
    as_json: bool,
) -> None:
    """What is missing for a pass, nearest way first. 未通过的商品项还缺什么，最近的途径在前。"""
    from supplycheck.checker import Checker
    from supplycheck.declaration import Declaration
    from supplycheck.errors import UsageError
    from supplycheck.readers import read_declarations
    from supplycheck.writers import ways

    begin_redacting(redact)
    checker = Checker(registries, redact=redact)
    found: list[dict[str, Any]] = []
    for declaration in read_declarations(file, dossier=dossier, columns=columns):
        if not isinstance(declaration, Declaration):
            tell_unreadable(declaration, language(lang), redact)
            continue
        if number is not None and number not in {line.number for line in declaration.lines}:
            raise UsageError(f"there is no line {number}")
        found.append(checker.what_if(declaration, on=on, line=number).to_dict())
    if format_ == "json" or as_json:
        out(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        for answer in found:
            say(ways.text(answer, language(lang)))
    sys.exit(0 if found else NOTHING_FOUND)
