"""Product standards: families, editions by day, tiers; and reading a standard's designation from free text."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import cache, lru_cache
from typing import Any, NamedTuple

from supplycheck.facts.law import day, load_toml
from supplycheck.report import Confidence
from supplycheck.root import root


class Edition(NamedTuple):
    """One edition. Before `issued` nobody can have applied it; it applies from `from_` to `to`."""

    id: str
    issued: date | None
    from_: date | None
    to: date | None
    confidence: Confidence


class Standard(NamedTuple):
    """One family, such as "YY 0469" or "EN 14683"."""

    id: str
    origin: str
    products: frozenset[str]
    subtypes: frozenset[str]
    medical: bool | None
    respirator: bool
    tiers: tuple[str, ...]
    editions: tuple[Edition, ...]
    general: bool
    marking: str | None

    def edition(self, name: str) -> Edition | None:
        """The edition of that name."""
        for e in self.editions:
            if e.id == name:
                return e
        return None


class Designation(NamedTuple):
    """A standard as a paper names it. `standard` is None where the family is not in our catalogue."""

    text: str
    family: str
    edition: str | None
    tier: str | None
    standard: Standard | None
    chinese: bool | None


@cache
def catalogue() -> dict[str, Standard]:
    """All families by id.

    Raises:
        FactsMissing: the file of standards is missing or unreadable.
    """
    return {s["id"]: _standard(s) for s in _rows()}


@cache
def _rows() -> tuple[dict[str, Any], ...]:
    return tuple(load_toml(root() / "law" / "standards.toml")["standard"])


def _standard(row: dict[str, Any]) -> Standard:
    return Standard(
        row["id"],
        row["origin"],
        frozenset(row["products"]),
        frozenset(row.get("subtypes", ())),
        row.get("medical"),
        row.get("respirator", False),
        tuple(row.get("tiers", ())),
        tuple(
            Edition(e["id"], day(e.get("issued")), day(e.get("from")), day(e.get("to")), e["confidence"])
            for e in row["editions"]
        ),
        row.get("general", False),
        row.get("marking"),
    )


_EDITION = r"(?:\s*[:-]\s*((?:19|20)\d{2}(?:\s*\+\s*A[A-Z]?\s*\d{0,2}\s*:?\s*(?:19|20)\d{2})*|\d{2}(?!\d)))?"
_CHINESE = r"(?:GB|YY|FZ|HG|DB\d{2}|GJB|WS)(?:\s*/?\s*[TZ])?|T\s*/\s*[A-Z]+|Q\s*/\s*[A-Z]+"
_FOREIGN = r"(?:BS\s*|DIN\s*|NF\s*|UNI\s*)?EN(?:\s*ISO|\s*IEC)?|ISO|IEC|ASTM|AS\s*/\s*NZS|AS|ANSI(?:\s*/\s*AAMI)?|AAMI|JIS|NFPA|CWA|ABNT\s*NBR|SANS|TIS|IS|KS|CNS"


@cache
def _pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    """One pattern for every family and alias, longest first, and the family of each squeezed spelling."""
    spelled = {name: row["id"] for row in _rows() for name in [row["id"], *row.get("aliases", ())]}
    alternatives = []
    for name in sorted(spelled, key=len, reverse=True):
        loose = (
            re.escape(name.upper()).replace(r"\ ", r"\s*").replace("/T", r"(?:\s*/?\s*T)?").replace("/", r"\s*/?\s*")
        )
        alternatives.append(loose)
    known = rf"(?<![A-Z0-9])(?:(?:BS|DIN|NF|UNI)\s*)?(?P<known>(?:{'|'.join(alternatives)})(?![0-9]))"
    other = (
        rf"(?P<other>(?<![A-Z0-9])(?:T\s*/\s*[A-Z]+\s*\d{{1,6}}"
        rf"|(?:{_CHINESE}|{_FOREIGN})\s*[A-Z]?\s?\d{{2,6}}(?:[.]\d{{1,3}})?(?:-\d{{1,2}}(?!\d))*))"
    )
    return re.compile(rf"(?:{known}|{other}){_EDITION}"), {_squeeze(n): f for n, f in spelled.items()}


def _squeeze(name: str) -> str:
    return re.sub(r"[\s/]", "", re.sub(r"(?<=GB|YY)\s*/?\s*T(?=\s*\d)", "", name.upper()))


@lru_cache(maxsize=8192)
def find(text: str) -> tuple[Designation, ...]:
    """Every standard named in a text, in order, with edition and tier as far as the text has them."""
    upper = unicodedata.normalize("NFKC", text[:4000]).upper().replace("–", "-").replace("—", "-")
    pattern, families = _pattern()
    matches = list(pattern.finditer(upper))
    found = []
    for n, m in enumerate(matches):
        end = matches[n + 1].start() if n + 1 < len(matches) else len(upper)
        standard = catalogue().get(families.get(_squeeze(m["known"]), "")) if m["known"] else None
        edition = re.sub(r"\s", "", m[3]) if m[3] else None
        tier = _tier(standard, upper[m.end() : min(end, m.end() + 40)]) if standard else None
        family = standard.id if standard else re.sub(r"\s+", " ", m["known"] or m["other"])
        chinese = standard.origin == "chinese" if standard else bool(re.match(_CHINESE, family))
        found.append(Designation(m[0].strip(), family, edition, tier, standard, chinese))
    return tuple(found)


def _tier(standard: Standard, rest: str) -> str | None:
    """The tier named right after a standard: "TYPE IIR", "LEVEL 2", "FFP2"."""
    for tier in sorted(standard.tiers, key=len, reverse=True):
        spelled = re.escape(tier.upper()).replace(r"\ ", r"\s*")
        if re.search(rf"(?<![A-Z0-9])(?:TYPE|CLASS)?\s*{spelled}(?![A-Z0-9])", rest):
            return tier
    return None


def tier_of(standard: Standard, text: str) -> str | None:
    """The tier of a standard that a text names, such as "Type IIR" or "IIR"."""
    return _tier(standard, unicodedata.normalize("NFKC", text).upper())
