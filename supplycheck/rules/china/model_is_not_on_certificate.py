"""The declared model is not among those of the certificate."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from supplycheck.case import Case
from supplycheck.facts.law import Requirement
from supplycheck.report import Text
from supplycheck.rules.rule import NOT_APPLICABLE, PASSED, Result, Rule, failed, fix
from supplycheck.rules.support import evidence_of, of_line

_CODE = re.compile(r"^(?=.*\d)[a-z]{1,8}(?:-?[a-z0-9]+)*$")
_SPLIT = re.compile(r"[\s,;、/，；|]+")
_SIZE = re.compile(r"(?<![\d.a-z-])(\d+(?:\.\d+)?)(cm|mm)?x(\d+(?:\.\d+)?)(cm|mm)?(?![\d.a-z])")
_RANGE = re.compile(r"(\d{2,3})[-~](\d{2,3})")
_BEFORE_DIGITS = re.compile(r"(?<=[\u4e00-\u9fff])(?=\d)")
_UNIT_FROM = 50
"""A length of goods worn by people with no unit is in millimetres from here on, below it in centimetres."""


def _in_millimetres(size: re.Match[str]) -> str:
    """A size with one unit or none, so that 17.5*9.5cm, 17.5cm×9.5cm and 175×95mm are one text."""
    one, unit, two, other = size.groups()
    lengths = ((Decimal(one), unit or other), (Decimal(two), other or unit))
    in_mm = (n * 10 if u == "cm" or (u is None and n < _UNIT_FROM) else n for n, u in lengths)
    return f" {'x'.join(f'{n.normalize():f}' for n in in_mm)} "


@lru_cache(maxsize=16384)
def _parts(text: str) -> tuple[str, frozenset[str]]:
    plain = unicodedata.normalize("NFKC", text).lower().replace("×", "x").replace("*", "x").replace("形", "型")
    plain = _BEFORE_DIGITS.sub(" ", _SIZE.sub(_in_millimetres, re.sub(r"\s*x\s*(?=\d)", "x", plain)))
    parts = frozenset(
        bare if _CODE.match(bare := part.removesuffix("型")) else part for part in _SPLIT.split(plain) if part
    )
    return re.sub(r"[\s,;、/，；|型]", "", plain), parts


def _stands_in(part: str, whole: str, parts: frozenset[str]) -> bool:
    if part in parts:
        return True
    if part.isascii() and part.isdigit():
        ranges = (r for p in parts if (r := _RANGE.fullmatch(p)))
        return any(int(r[1]) <= int(part) <= int(r[2]) for r in ranges)
    return not part.isascii() and part.replace("型", "") in whole


def agrees(declared: str, certified: str) -> bool | None:
    """Whether a declared model is among those of a certificate; None where that is not certain either way."""
    whole_here, here = _parts(declared)
    whole_there, there = _parts(certified)
    if not here or not there or whole_here == whole_there:
        return True
    if all(_stands_in(p, whole_there, there) for p in here):
        return True
    codes_here, codes_there = ({p.replace("-", "") for p in x if _CODE.match(p)} for x in (here, there))
    if codes_here and codes_there and not codes_here & codes_there:
        return False
    return None


def check(case: Case, requirement: Requirement | None) -> Result:
    record = case.record
    declared = case.line.specification
    certified = record.record.fields.get("model") if record is not None else None
    if record is None or not declared or not certified:
        return NOT_APPLICABLE
    verdict = agrees(declared, certified)
    if verdict is True:
        return PASSED
    return failed(
        "failed" if verdict is False else "possible",
        number=record.record.id,
        seen=declared,
        needed=certified,
        where=of_line("specification", "型号"),
        evidence=evidence_of(record),
        severity=None if verdict is False else "warning",
    )


RULE = Rule(
    code="CN-MODEL",
    topic="qualification-product",
    title=Text("型号规格不在注册证上", "The model is not on the certificate"),
    severity="error",
    law=("MOFCOM-2020-5#1",),
    reads=("line", "certificates"),
    says={
        "failed": Text(
            "型号“{seen}”不在注册证{number}的型号“{needed}”之内。",
            "Model “{seen}” is not among “{needed}” of certificate {number}.",
        ),
        "possible": Text(
            "型号“{seen}”是否属于注册证{number}的型号规格“{needed}”，须人工核对。",
            "Whether model “{seen}” is one of “{needed}” of certificate {number} needs a person's eye.",
        ),
    },
    fixes=fix(
        "correct-the-model",
        "按注册证更正型号，或提供载明该型号的注册证。",
        "Correct the model from the certificate, or provide the certificate that has it.",
    ),
    check=check,
    machine="may-over-report",
)
