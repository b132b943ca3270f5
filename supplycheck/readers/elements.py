"""规格型号 as filed: the declaration elements of the commodity code on that day, joined by bars.

Lists of elements change every year and differ by place, so what does not fit is told and stops nothing. What fits gives
brand and model where the declaration has no fields of their own for them. The text as filed stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from supplycheck.declaration import Declaration, Line
from supplycheck.facts.codes import rows
from supplycheck.readers.notes import Log
from supplycheck.readers.values import is_null_word, plain

FIELD = "规格型号"
MOST_BYTES = 255
"""The longest name or specification that the customs client keeps, in bytes of GBK (127 Chinese characters)."""

LOOK_ALIKES = "｜丨¦∣"
"""Characters that stand for the separator and are not it."""

_BARS = re.compile(rf"[|{LOOK_ALIKES}]")
_LOCAL = frozenset({"GTIN", "CAS", "其他", "医疗器械注册编号"})
"""Elements that only some customs offices ask for, or only of some goods: they may be left out at the end."""

_BRAND_TYPES = dict(
    zip("01234", ("无品牌", "境内自主品牌", "境内收购品牌", "境外品牌(贴牌生产)", "境外品牌(其它)"), strict=True)
)
_BENEFITS = dict(zip("0123", ("不享惠", "享惠", "不能确定", "不适用于进口报关单"), strict=True))
_NO_BRAND = frozenset({"无品牌", "无牌", "无", "无商标", "nobrand", "no brand", "none"})
_YES_OR_NO = frozenset({"是", "否", "有", "无", "yes", "no", "y", "n"})
_NAME_RUN_IN = re.compile(r"(.*\S)\s+([0-4])", re.DOTALL)


class Listed(NamedTuple):
    """The elements of a code on some days."""

    first: date | None
    last: date | None
    elements: tuple[str, ...]

    @property
    def least(self) -> int:
        """How many of them every office asks for."""
        count = len(self.elements)
        while count and self.elements[count - 1] in _LOCAL:
            count -= 1
        return count


@cache
def _lists() -> dict[str, list[Listed]]:
    found: dict[str, list[Listed]] = {}
    for row in rows("declaration_elements.csv"):
        first, last = (date.fromisoformat(row[name]) if row[name] else None for name in ("from", "to"))
        found.setdefault(row["hs"], []).append(Listed(first, last, tuple(row["elements"].split("|"))))
    return found


def listed(hs_code: str | None, day: date | None) -> Listed | None:
    """The elements of a code on a day; where no day is known, those of the code's only list."""
    lists = _lists().get(hs_code or "", [])
    if day is None:
        return lists[0] if len(lists) == 1 else None
    return next((x for x in lists if (x.first is None or x.first <= day) and (x.last is None or day <= x.last)), None)


@lru_cache(maxsize=4096)
def split(model: str) -> tuple[str, ...]:
    """The elements as filed, without a goods name that stands before them; empty where there are no bars."""
    parts = [part.strip() for part in _BARS.split(model)]
    if len(parts) < 3:
        return ()
    if match := _NAME_RUN_IN.fullmatch(parts[0]):
        parts[0] = match[2]
    elif not _is_brand_type(parts[0]) and _is_brand_type(parts[1]) and _is_benefit(parts[2]):
        del parts[0]
    return tuple(parts)


def _is_brand_type(text: str) -> bool:
    return plain(text) in _BRAND_TYPES or text in _BRAND_TYPES.values()


def _is_benefit(text: str) -> bool:
    return plain(text) in _BENEFITS or text in _BENEFITS.values()


def settle(declaration: Declaration, log: Log) -> None:
    """Look through the specification of each line, note what is odd, and take brand and model from what fits."""
    day = declaration.declared_on
    for line in declaration.lines:
        for name, text in (("name", line.name), ("model", line.model)):
            if text and len(text) > MOST_BYTES // 2 and (size := len(text.encode("gb18030", "replace"))) > MOST_BYTES:
                log.add("too-long", line.at.get(name, ""), seen=len(text), size=size)
        if line.model:
            _settle(line, listed(line.hs_code, day), declaration.direction, log)


def _settle(line: Line, wanted: Listed | None, direction: str, log: Log) -> None:
    model, where = line.model or "", line.at.get("model", "")
    if any(sign in model for sign in LOOK_ALIKES):
        log.add("separator", where, field=FIELD)
    given = split(model)
    if not given:
        return
    _note_codes(given, direction, where, log)
    if wanted is None:
        return
    missing = wanted.elements[len(given) : wanted.least]
    beyond = [text for text in given[len(wanted.elements) :] if text]
    shifted = _shift(given, wanted.elements)
    if missing or beyond or shifted:
        table = "；".join(f"{name}={text}" for name, text in zip(wanted.elements, given, strict=False))
        if missing:
            log.add("elements-missing", where, seen="、".join(missing), used=table)
        elif beyond:
            log.add("elements-beyond", where, seen="、".join(beyond), used=table)
        else:
            log.add("elements-shifted", where, seen=shifted, used=table)
        return
    told = dict(zip(wanted.elements, given, strict=False))
    brand, kind = told.get("品牌", ""), told.get("型号") or told.get("货号") or ""
    brand_type = plain(given[0])
    no_brand = plain(brand).lower() in _NO_BRAND
    if brand and (brand_type == "0") != no_brand and brand_type in _BRAND_TYPES:
        log.add("brand-differs", where, seen=_BRAND_TYPES[brand_type], other=brand)
    if brand and not no_brand and line.brand is None and not is_null_word(brand):
        line.brand = brand
        line.at["brand"] = f"{where} 品牌"
    if kind and line.specification is None and not is_null_word(kind) and not plain(kind).startswith("无"):
        line.specification = kind
        line.at["specification"] = f"{where} 型号"


def _note_codes(given: Sequence[str], direction: str, where: str, log: Log) -> None:
    """The first two elements are codes that every list begins with."""
    if given[0] and not _is_brand_type(given[0]):
        log.add("brand-type", where, seen=given[0])
    if given[1] and not _is_benefit(given[1]):
        log.add("benefit", where, seen=given[1])
    elif direction == "export" and plain(given[1]) == "3":
        log.add("benefit-import", where, seen=given[1])


def _shift(given: Sequence[str], elements: Sequence[str]) -> str:
    """The element that wants yes or no, has something else, and has it in the place beside: a likely shift by one."""
    for n, name in enumerate(elements[: len(given)]):
        if name.startswith("是否") and given[n] and plain(given[n]).lower() not in _YES_OR_NO:
            beside = (
                given[k]
                for k in (n - 1, n + 1)
                if 2 <= k < len(given) and not elements[min(k, len(elements) - 1)].startswith("是否")
            )
            if any(plain(text).lower() in _YES_OR_NO for text in beside):
                return name
    return ""
