"""Conformity assessment bodies: what is known of a number's designation for an act on a day."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import NamedTuple

from supplycheck.facts.law import day, load_toml
from supplycheck.report import Confidence
from supplycheck.root import root


class Designation(NamedTuple):
    """Whether a body was designated for an act in some days, and how well that is known.

    `certificates_live_on`: type-examination certificates of those days stay valid after them.
    """

    act: str
    designated: bool
    from_: date | None
    to: date | None
    confidence: Confidence
    source: str
    certificates_live_on: bool = False


class Body(NamedTuple):
    """A body by its four-digit number."""

    number: str
    name: str
    country: str
    designations: tuple[Designation, ...]

    def for_act(self, act: str, when: date) -> Designation | None:
        """What is known of its designation for the act on that day."""
        for d in self.designations:
            if d.act == act and (d.from_ is None or d.from_ <= when) and (d.to is None or when <= d.to):
                return d
        return None


@cache
def bodies() -> dict[str, Body]:
    """All bodies in our table by number.

    Raises:
        FactsMissing: the table is missing or unreadable.
    """
    return {
        b["number"]: Body(
            b["number"],
            b["name"],
            b["country"],
            tuple(
                Designation(
                    d["act"],
                    d["designated"],
                    day(d.get("from")),
                    day(d.get("to")),
                    d["confidence"],
                    d["source"],
                    d.get("certificates_live_on", False),
                )
                for d in b["designations"]
            ),
        )
        for b in load_toml(root() / "law" / "notified_bodies.toml")["body"]
    }
