"""`supplycheck coverage`: what is known of each destination and product, and what nobody has verified."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from typing import get_args

import click

from supplycheck.cli.options import day_option, format_option, out, say


@click.command()
@day_option("--on", help="Only what holds on this day.")
@click.option("--to", help="Only this destination.")
@format_option("table", "json")
def coverage(on: date | None, to: str | None, format_: str) -> None:
    """Show how well the law is known. 各目的地、各产品的规定核实到什么程度。"""
    from supplycheck.coverage import State, counted
    from supplycheck.coverage import coverage as stretches
    from supplycheck.errors import UsageError
    from supplycheck.facts.destinations import destination

    place = destination(to.upper()) if to is not None else None
    if to is not None and place is None:
        raise UsageError(f"nothing is known of the destination {to!r}")
    found = [s for s in stretches(on) if place is None or s.destination == place.id]
    if format_ == "json":
        out(json.dumps([s.to_dict() for s in found], ensure_ascii=False, indent=1))
        return
    for s in found:
        say(
            f"{s.destination}  {s.product:<24} {s.from_} – {s.to}  {s.state:<9} {s.routes:>2} routes, {len(s.open):>2} open"
        )
    if on is None:
        total = sum(counted(found).values(), Counter())
        say("quarters: " + ", ".join(f"{state} {total[state]}" for state in get_args(State)))
