"""What kept results come to: by office, exporter, goods, destination, rule and week, and how it develops.

Results are read one by one and counted in a database, so that neither their number nor that of the exporters matters.
"""

from __future__ import annotations

import csv
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from supplycheck import saved
from supplycheck.batch.tally import Tally
from supplycheck.errors import UsageError
from supplycheck.report import OUTCOMES
from supplycheck.writers import words
from supplycheck.writers.rows import COLUMNS

RECENT = 4
"""How many weeks are compared with as many before them."""

MOST_RULES = 5

_GRAVE = ("fail", "review", "info")
_WORST = ("fail", "unreadable")

Json = dict[str, Any]


class Result(NamedTuple):
    """What is counted of one declaration. `rules` has the gravest finding of each rule, `products` the worst line of each."""

    outcome: str
    week: str
    office: str
    exporter: str
    name: str
    destination: str
    products: dict[str, str]
    rules: dict[str, str]


class Overview:
    """Counts over results."""

    def __init__(self) -> None:
        self._tally = Tally()

    def add(self, result: Result) -> None:
        """Counts one in."""
        tally, week = self._tally, result.week
        tally.add("all", "", week, result.outcome)
        keys: list[tuple[str, str, str]] = [
            ("office", result.office, result.outcome),
            ("exporter", result.exporter, result.outcome),
            ("destination", result.destination, result.outcome),
            ("week", week, result.outcome),
            *(("product", product, outcome) for product, outcome in result.products.items()),
        ]
        grave = [(rule, kind) for rule, kind in result.rules.items() if kind != "info"]
        for kind, key, outcome in keys:
            tally.add(kind, key, week, outcome)
            for rule, gravity in grave:
                tally.add(f"rules of {kind}", key, rule, gravity)
        for rule, gravity in result.rules.items():
            tally.add("rule", rule, week, gravity)
        if result.name:
            tally.add("name", result.exporter, result.name, "")

    def outcomes(self) -> Counter[str]:
        """All declarations by outcome."""
        return self._tally.by_outcome("all")

    def weeks(self) -> list[tuple[str, Counter[str]]]:
        """All declarations by week and outcome, in order; those without a day first."""
        return self._by_part("all", "")

    def of(self, kind: str, limit: int) -> Json:
        """The keys of a kind with most failures, or the weeks in order: as many as the limit says, and how many there are."""
        tally = self._tally
        found = tally.most(kind, limit if kind != "week" else 1_000_000, _WORST)
        if kind == "week":
            found = sorted(found)[-limit:]
        return {"number": tally.keys(kind), "rows": [self._row(kind, key, counts) for key, counts in found]}

    def every(self, kinds: Iterable[str]) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Every count: kind, key, name, week, outcome, number."""
        for kind in kinds:
            for key, week, outcome, n in self._tally.every(kind):
                yield kind, key, self._name(kind, key), week, outcome, n

    def _row(self, kind: str, key: str, counts: Counter[str]) -> Json:
        weeks = self._by_part(kind, key)
        order = _GRAVE if kind == "rule" else OUTCOMES
        rules = Counter[str]()
        for rule, gravity, n in self._tally.parts(f"rules of {kind}", key):
            rules[rule] += n * (1_000_000_000 if gravity == "fail" else 1)
        by_rule = {rule: dict[str, int]() for rule, _ in rules.most_common(MOST_RULES)}
        for rule, gravity, n in self._tally.parts(f"rules of {kind}", key):
            if rule in by_rule:
                by_rule[rule][gravity] = n
        dated = [counted for week, counted in weeks if week]
        return {
            "key": key or None,
            "name": self._name(kind, key) or None,
            "total": counts.total(),
            "counts": {o: counts[o] for o in order if counts[o]},
            "fails": share(counts),
            "recent": share(sum(dated[-RECENT:], Counter())),
            "before": share(sum(dated[-2 * RECENT : -RECENT], Counter())),
            "rules": [{"rule": rule, **found} for rule, found in by_rule.items()],
            "weeks": [{"week": week or None, **dict(counted)} for week, counted in weeks],
        }

    def _name(self, kind: str, key: str) -> str:
        if kind != "exporter":
            return ""
        names = Counter({name: n for name, _, n in self._tally.parts("name", key)})
        return min((name for name in names if names[name] == max(names.values())), default="")

    def _by_part(self, kind: str, key: str) -> list[tuple[str, Counter[str]]]:
        found: dict[str, Counter[str]] = {}
        for part, outcome, n in self._tally.parts(kind, key):
            found.setdefault(part, Counter())[outcome] += n
        return sorted(found.items())

    def close(self) -> None:
        """Forgets all."""
        self._tally.close()


def share(counts: Counter[str]) -> float | None:
    """Which part of the declarations fails, 0 to 1; None of none."""
    return round(counts["fail"] / counts.total(), 4) if counts.total() else None


def read(path: str | os.PathLike[str]) -> Iterator[Result]:
    """What is counted of each of the results in a file: JSON, JSON Lines, Parquet or CSV.

    Raises:
        UsageError: it is no file of results.
    """
    source = os.fspath(path)
    if source.lower().endswith(".csv"):
        yield from _of_table(source)
        return
    for number, plain in enumerate(saved.plain(source), start=1):
        try:
            yield _of_report(plain)
        except (KeyError, TypeError, AttributeError, ValueError):
            raise UsageError(f"{source}, report {number}: no report, or a damaged one") from None


def _of_report(plain: Json) -> Result:
    ref = plain["declaration"]
    rules: dict[str, str] = {}
    products: dict[str, str] = {}
    for finding in plain["findings"]:
        _graver(rules, finding["rule"], _gravity(finding), _GRAVE)
    for line in plain["lines"]:
        _graver(products, line["subtype"] or line["product_type"] or "", line["outcome"], OUTCOMES)
        for finding in line["findings"]:
            _graver(rules, finding["rule"], _gravity(finding), _GRAVE)
    rules.pop("", None)
    day = ref["declared_on"]
    code, name = ref.get("consignor_code"), ref.get("consignor")
    return Result(
        plain["outcome"],
        week_of(date.fromisoformat(day) if isinstance(day, str) else day),
        ref.get("customs_office") or "",
        code or name or "",
        name or "",
        ref["destination"] or "",
        products,
        {rule: kind for rule, kind in rules.items() if kind},
    )


def _gravity(finding: Json) -> str:
    """ "fail", "review" or "info" for what is told; "" for what passed."""
    if finding["status"] not in ("failed", "not_evaluated"):
        return ""
    if finding.get("waived") or finding["severity"] == "info":
        return "info"
    return "fail" if finding["status"] == "failed" and finding["severity"] == "error" else "review"


def _graver(found: dict[str, str], key: str, value: str, order: tuple[str, ...]) -> None:
    if value and (key not in found or order.index(value) < order.index(found[key])):
        found[key] = value


def week_of(day: date | None) -> str:
    """The ISO week, "" of no day."""
    if day is None:
        return ""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


# --- results kept as CSV -------------------------------------------------------------------------------------------


def _of_table(source: str) -> Iterator[Result]:
    """Results of rows, of which those of one declaration stand together."""
    try:
        with open(source, encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            columns = _columns(next(rows, []), source)
            current: tuple[str, str] | None = None
            together: list[dict[str, str]] = []
            for cells in rows:
                row = dict.fromkeys(_HEADINGS, "")
                row |= {name: _unguarded(cells[n]) for name, n in columns.items() if n < len(cells)}
                # What could not be read is one row, and has no place of its own in its file.
                bare = not row["line"] and not row[words.RULE.en]
                key = None if bare else (row["file"], row["place in file"])
                if together and (bare or key != current):
                    yield _of_rows(together, source)
                    together = []
                current = key
                together.append(row)
            if together:
                yield _of_rows(together, source)
    except OSError as error:
        raise UsageError(f"{source}: {error.strerror}") from None
    except (UnicodeDecodeError, csv.Error):
        raise UsageError(f"{source}: no results (not a table in UTF-8)") from None


def _columns(headings: list[str], source: str) -> dict[str, int]:
    """The column of each of our headings, by its English name."""
    found = {}
    for column in COLUMNS:
        for text in (column.heading.en, column.heading.zh):
            if text in headings:
                found[column.heading.en] = headings.index(text)
                break
    for needed in (
        "file",
        "place in file",
        "declared on",
        "result of declaration",
        "line",
        "result of line",
        "rule",
        "grade",
    ):
        if needed not in found:
            raise UsageError(f"{source}: no results (there is no column {needed!r})")
    return found


_HEADINGS = [column.heading.en for column in COLUMNS]
_BACK = {
    text: code for table in (words.OUTCOME, words.KIND) for code, said in table.items() for text in (said.zh, said.en)
}
_GOODS_BACK = {text: subtype for subtype, said in words.SUBTYPE.items() for text in (said.zh, said.en)}


def _of_rows(rows: list[dict[str, str]], source: str) -> Result:
    first = rows[0]
    rules: dict[str, str] = {}
    products: dict[str, str] = {}
    try:
        for row in rows:
            if row["line"]:
                goods = row["kind of goods"]
                _graver(products, _GOODS_BACK.get(goods, goods), _BACK[row["result of line"]], OUTCOMES)
            if row[words.RULE.en]:
                kind = _BACK[row[words.GRADE.en]]
                kind = "info" if kind == "waived" else kind
                _graver(rules, row[words.RULE.en], kind if kind in _GRAVE else "", _GRAVE)
        day = first["declared on"]
        code, name = first[words.EXPORTER_CODE.en], first[words.EXPORTER.en]
        return Result(
            _BACK[first["result of declaration"]],
            week_of(date.fromisoformat(day) if day else None),
            first[words.OFFICE.en],
            code or name,
            name,
            first[words.DESTINATION.en],
            products,
            rules,
        )
    except (KeyError, ValueError) as error:
        raise UsageError(f"{source}: no results, or damaged ones ({error})") from None


def _unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") else text
