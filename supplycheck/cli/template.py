"""`supplycheck template`: a table to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from supplycheck.cli.options import lang_option, language, say
from supplycheck.cli.output import put_new


@click.command()
@click.argument("kind", type=click.Choice(["declaration", "dossier"]))
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The new file, .csv or .xlsx.",
)
@lang_option
def template(kind: str, output: Path, lang: str | None) -> None:
    """Write a table to fill in, with an example. 生成报关单或随附资料的填写模板，含示例。"""
    from supplycheck.template import write

    content = write(kind, output.suffix.lower(), language(lang))
    put_new(output, content, "it may be filled in already")
    say(str(output))
