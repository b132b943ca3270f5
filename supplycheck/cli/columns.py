"""`supplycheck columns`: how the headings of a table are understood, as a profile to correct and use."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from supplycheck.cli.options import columns_option, language, say


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@columns_option
@click.option(
    "--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write the profile into this new file."
)
def columns(file: Path, columns: Path | None, output: Path | None) -> None:
    """Write a column profile of a table. 生成表格的列对照表，核对后用 --columns 读取。"""
    from supplycheck.errors import UnreadableInput
    from supplycheck.readers import profile, read_columns
    from supplycheck.writers.printable import in_one_line

    try:
        text = profile.written(read_columns(file, columns=columns), file.name)
    except UnreadableInput as error:
        click.echo(in_one_line(f"{error.path}: {error.zh if language() == 'zh' else error.en}"), err=True)
        sys.exit(3)
    if output is None:
        say(text.rstrip())
        return
    try:
        with output.open("x", encoding="utf-8") as target:
            target.write(text)
    except FileExistsError:
        raise click.UsageError(f"{output} exists; it may hold your corrections, so it is not written over") from None
