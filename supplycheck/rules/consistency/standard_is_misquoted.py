"""A standard that nobody knows stands one character off one for these goods: probably a slip."""

from __future__ import annotations

import re

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.facts.standards import catalogue
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, failed, fix
from supplycheck.rules.support import of_line


def check(case: Case, requirement: Requirement | None) -> Result:
    unknown = [d for d in case.product.standards if d.standard is None]
    if not unknown or case.product.product_type is None:
        return NOT_APPLICABLE
    known = [s.id for s in catalogue().values() if case.product.product_type in s.products and not s.general]
    for d in unknown:
        near = [k for k in known if _one_off(_plain(d.family), _plain(k))]
        if near:
            return failed(seen=d.text, needed="、".join(near), where=of_line("standard", "执行标准"))
    return PASSED


def _plain(text: str) -> str:
    return re.sub(r"[^A-Z0-9.]", "", text.upper().replace("/T", ""))


def _one_off(a: str, b: str) -> bool:
    """Whether one character more, less or other makes one into the other."""
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    if len(a) == len(b):
        return sum(x != y for x, y in zip(a, b, strict=True)) == 1
    short, long = sorted((a, b), key=len)
    return any(long[:n] + long[n + 1 :] == short for n in range(len(long)))


RULE = Rule(
    code="STD-MISQUOTED",
    topic="standard",
    title=Text("标准编号疑似写错", "The standard's number looks like a slip"),
    severity="warning",
    law=("CN-STANDARDS#1",),
    reads=("product",),
    scope="line",
    says={
        "failed": Text("没有“{seen}”这个标准，是否指{needed}？", "There is no standard “{seen}”; is {needed} meant?")
    },
    fixes=fix("correct-the-standard", "核对标准编号和年号。", "Check the standard's number and year."),
    check=check,
    machine="may-under-report",
)
