"""What a result says to people: its rule's message and what to do next, filled in, without the names of persons."""

from __future__ import annotations

from supplycheck.persons import without_persons
from supplycheck.report import Fix, Text
from supplycheck.rules.rule import Result, Rule
from supplycheck.rules.support import COMMON, COMMON_FIXES


def message_of(rule: Rule, result: Result) -> Text:
    """The sentence of a result in both languages."""
    template = rule.says.get(result.says) or COMMON.get(result.says)
    if template is None or result.status in ("passed", "not_applicable"):
        return rule.title
    values = _values(result)
    return Text(template.zh.format_map(values), template.en.format_map(values))


def fix_of(rule: Rule, result: Result) -> Fix | None:
    """What to do about a result."""
    chosen = COMMON_FIXES.get(result.fix or "") or rule.fixes.get(result.fix or "") or rule.fixes.get("")
    if chosen is None:
        return None
    values = _values(result)
    return Fix(chosen.code, chosen.zh.format_map(values), chosen.en.format_map(values))


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


def _values(result: Result) -> _Blank:
    return _Blank({name: without_persons(value) for name, value in result.values.items()})
