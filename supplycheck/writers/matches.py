"""Names that may be a firm's, for people: the parts of each under those of the name asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.cells import cell_len

from supplycheck.names import company
from supplycheck.report import Text

_PARTS = (
    ("place", Text("行政区划", "place")),
    ("brand", Text("字号", "brand")),
    ("business", Text("行业表述", "business")),
    ("form", Text("组织形式", "legal form")),
    ("branch", Text("分支机构", "branch")),
    ("rest", Text("其他文字", "other words")),
)
_ASKED, _LISTED = Text("所查", "asked"), Text("名单", "listed")
_VERDICT = {"same": Text("一致", "same"), "possible": Text("可能一致", "possible")}
_ELSE = {"spelling": Text("拼写", "spelling"), "uscc": Text("信用代码", "credit code"), "name": Text("名称", "name")}
_NOBODY = Text("没有相同或相近的名称。", "There is no equal or close name.")


def text(asked: str, matches: list[dict[str, Any]], lang: str) -> str:
    """Some matches (as `match --format json` gives them) one below the other."""
    if not matches:
        return _NOBODY.of(lang)
    return "\n".join(
        line for number, match in enumerate(matches, start=1) for line in _match(number, asked, match, lang)
    )


def _match(number: int, asked: str, match: dict[str, Any], lang: str) -> Iterator[str]:
    verdict = _VERDICT[match["verdict"]].of(lang)
    yield f"{number}. {match['name']}  {match['record']}  {verdict} {match['score']:.0f}"
    yield from aligned(asked, match["name"], {part["part"] for part in match["differences"]}, lang)
    for part in match["differences"]:
        if part["part"] in _ELSE:
            yield f"   {_ELSE[part['part']].of(lang)}: {part['left'] or '—'} ≠ {part['right'] or '—'}"


def aligned(asked: str, listed: str, differing: set[str], lang: str) -> list[str]:
    """The parts of two names under each other, each column as wide as its widest, those that differ with a mark."""
    left, right = _parts(asked), _parts(listed)
    columns = [["", _ASKED.of(lang), _LISTED.of(lang)]]
    for part, label in _PARTS:
        if left[part] or right[part]:
            mark = " ≠" if part in differing else ""
            columns.append([label.of(lang) + mark, left[part] or "—", right[part] or "—"])
    widths = [max(map(cell_len, column)) for column in columns]
    return [
        "   " + "  ".join(_padded(column[row], width) for column, width in zip(columns, widths, strict=True)).rstrip()
        for row in range(3)
    ]


def _parts(name: str) -> dict[str, str]:
    parsed = company.parse(name)
    return {"place": " ".join(parsed.places), **{part: str(getattr(parsed, part)) for part, _ in _PARTS[1:]}}


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))
