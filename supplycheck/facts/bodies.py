"""Conformity assessment bodies: what is known of a number's designation for an act on a day, and what proves nothing."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any, NamedTuple

from supplycheck.facts.law import day, load_toml, within
from supplycheck.report import Confidence
from supplycheck.root import root


class Designation(NamedTuple):
    """Whether a body was designated for an act in some days, and how well that is known.

    `products` and `modules`: of which the source speaks; empty where it speaks of all. `certificates_live_on`: type-examination certificates of those days stay valid after them.
    """

    act: str
    designated: bool
    from_: date | None
    to: date | None
    confidence: Confidence
    source: str
    certificates_live_on: bool = False
    products: frozenset[str] = frozenset()
    modules: frozenset[str] = frozenset()


class Body(NamedTuple):
    """A body by its four-digit number."""

    number: str
    name: str
    country: str
    designations: tuple[Designation, ...]

    def for_act(
        self, act: str, when: date, product: str | None = None, module: str | None = None
    ) -> Designation | None:
        """What is known of its designation for the act on that day, for a type of product and a module where they are told."""
        for d in self.designations:
            if (
                d.act == act
                and within(when, d.from_, d.to)
                and (not d.products or product is None or product in d.products)
                and (not d.modules or module is None or module in d.modules)
            ):
                return d
        return None


class Worthless(NamedTuple):
    """Words in a paper's title, or the name on its head, that show that it has no legal value."""

    words: tuple[str, ...]
    confidence: Confidence
    source: str


@cache
def modules() -> dict[str, frozenset[str]]:
    """The modules or annexes under which bodies certify, by act.

    Raises:
        FactsMissing: the table is missing or unreadable.
    """
    return {a["id"]: frozenset(a["modules"]) for a in _table()["act"]}


@cache
def worthless() -> dict[str, tuple[Worthless, ...]]:
    """What shows that a paper has no legal value: "title" words and "letterhead" names, in lower case.

    Raises:
        FactsMissing: the table is missing or unreadable.
    """
    return {
        kind: tuple(Worthless(tuple(w["words"]), w["confidence"], w["source"]) for w in _table()[kind])
        for kind in ("title", "letterhead")
    }


@cache
def _table() -> dict[str, Any]:
    return load_toml(root() / "law" / "notified_bodies.toml")


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
                    frozenset(d.get("products", ())),
                    frozenset(d.get("modules", ())),
                )
                for d in b["designations"]
            ),
        )
        for b in _table()["body"]
    }
