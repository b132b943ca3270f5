"""`supplycheck template`: a table to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from supplycheck.cli.options import lang_option, language, say
from supplycheck.errors import UsageError


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
    try:
        with output.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise UsageError(f"{output} exists; it may be filled in already, so it is not written over") from None
    except OSError as error:
        raise UsageError(f"{output}: {error.strerror or error}") from None
    say(str(output))
