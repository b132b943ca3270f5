"""`supplycheck report`: documents for people out of reports that were kept."""

from __future__ import annotations

from pathlib import Path

import click

from supplycheck.cli.options import format_option, lang_option, language
from supplycheck.cli.output import DOCUMENTS, beside, output_options, write_document


@click.command()
@click.argument("results", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@format_option(*DOCUMENTS)
@output_options
@lang_option
def report(results: Path, format_: str, output: Path | None, per_rule: int | None, lang: str | None) -> None:
    """Make a document of kept reports (JSON, JSON Lines). 由保存的结果生成网页、工作簿、表格或文档。"""
    from supplycheck.saved import read

    beside(output, [results], format_)
    write_document(format_, read(results), output, language(lang), per_rule)
