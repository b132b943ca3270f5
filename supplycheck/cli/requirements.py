"""`supplycheck requirements`: the checklist for a product and a destination, without any file."""

from __future__ import annotations

import json
from datetime import date

import click

from supplycheck.cli.options import day_option, format_option, lang_option, language, out, say


@click.command()
@click.option("--product", required=True, help="Subtype, such as surgical_mask.")
@click.option("--to", required=True, help="Destination, ISO 3166-1 alpha-2.")
@day_option("--on", help="The day of arrival.  [default: today]")
@format_option("table", "markdown", "json")
@lang_option
def requirements(product: str, to: str, on: date | None, format_: str, lang: str | None) -> None:
    """What is needed for a product and a destination. 某产品出口到某地需要什么。"""
    from supplycheck.requirements import checklist
    from supplycheck.writers import checklist as writer

    found = checklist(product, to, on or date.today()).to_dict()
    if format_ == "json":
        out(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        say((writer.text if format_ == "table" else writer.markdown)(found, language(lang)))
