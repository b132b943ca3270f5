"""`supplycheck coverage`: what is known of each destination and product, and what nobody has verified."""

from __future__ import annotations

import json
from datetime import date

import click

from supplycheck.cli.options import day_option, format_option, out, say


@click.command()
@day_option("--on", help="Only what holds on this day.")
@click.option("--to", help="Only this destination.")
@format_option("table", "json")
def coverage(on: date | None, to: str | None, format_: str) -> None:
    """Show how well the law is known. 各目的地、各产品的规定核实到什么程度。"""
    from supplycheck.coverage import coverage as stretches

    found = [s for s in stretches(on) if to is None or s.destination == to.upper()]
    if format_ == "json":
        out(json.dumps([s.to_dict() for s in found], ensure_ascii=False, indent=1))
        return
    for s in found:
        sure = s.confidence or "unknown"
        say(
            f"{s.destination}  {s.product:<24} {s.from_} – {s.to}  {sure:<9} {s.routes:>2} routes, {len(s.open):>2} open"
        )
