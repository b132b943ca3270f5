"""The answer of what-if for people: for each line what to do, the nearest way first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from supplycheck.report import Text
from supplycheck.writers.checklist import SIDE
from supplycheck.writers.words import OUTCOME

_CLEAN = Text("没有需要补正的商品项。", "Nothing needs doing.")
_LINE = Text("第{n}项", "line {n}")
_WHOLE = Text("整份报关单", "the declaration as a whole")
_ELSE = Text("须另行改正", "to be mended besides")
_NO_WAY = Text("当日没有可走的途径", "no way is open")
_LATER = Text("自{day}起", "from {day} on")
_FREE = Text("不再要求任何文件", "nothing is demanded any more")
_ALSO = Text("同时须符合", "which must also meet")
_SERVED = Text("同一文件：", "by the paper for")
_DOES = {
    "add": Text("补充", "supply"),
    "correct": Text("更正", "correct"),
    "look": Text("人工核对", "have a person look up"),
    "update-registry": Text("导入名单快照", "import a snapshot"),
    "nothing": Text("无法用文件补正", "no paper helps"),
}
_CARRIES = {
    "documents": Text("文件", "document"),
    "words": Text("写明", "says"),
    "acts": Text("依据", "under"),
    "not_acts": Text("不得依据", "not under"),
    "modules": Text("模式", "module"),
    "bodies": Text("机构", "body"),
    "mark": Text("标志", "mark"),
    "form": Text("声明格式", "form"),
    "basis": Text("标准依据", "basis"),
    "issued_before": Text("签发早于", "issued before"),
    "list": Text("名单", "list"),
}


def text(answer: dict[str, Any], lang: str) -> str:
    """The answer (`WhatIf.to_dict`) as plain text."""
    return "\n".join(_lines(answer, lang))


def _lines(answer: dict[str, Any], lang: str) -> Iterator[str]:
    head = f"{answer['declaration'] or answer['source']}  → {answer['destination'] or '?'}  {answer['declared_on']}"
    yield f"{head}  {_becomes(answer, lang)}"
    if not answer["needs"] and not answer["lines"]:
        yield f"  {_CLEAN.of(lang)}"
    if answer["needs"]:
        yield f"{_WHOLE.of(lang)}:"
        yield from _needs(answer["needs"], lang, "  ")
    for line in answer["lines"]:
        number = _LINE.of(lang).format(n=line["line"])
        yield f"{number}  {line['name'] or ''}  [{line['subtype'] or '?'}]  {_becomes(line, lang)}"
        for obligation in line["obligations"]:
            yield f"  {SIDE[obligation['side']].of(lang)} {obligation['id']}:"
            if not obligation["ways"]:
                yield f"    {_NO_WAY.of(lang)}"
            for n, way in enumerate(obligation["ways"], 1):
                yield from _way(way, lang, f"{n}. ")
            if obligation["later"]:
                yield from _way(obligation["later"], lang, "   ")
        if line["needs"]:
            yield f"  {_ELSE.of(lang)}:"
            yield from _needs(line["needs"], lang, "    ")
        told = [why for o in line["obligations"] for way in o["ways"][:1] for why in way["why"]]
        for why in line["why"]:
            if why not in told:
                yield f"  ! {why[lang]}{_of(why)}"


def _becomes(part: dict[str, Any], lang: str) -> str:
    return f"{OUTCOME[part['outcome']].of(lang)} → {OUTCOME[part['then']].of(lang)}"


def _way(way: dict[str, Any], lang: str, mark: str) -> Iterator[str]:
    route = way["route"]
    opens = f"{_LATER.of(lang).format(day=way['opens'])} " if way["opens"] else ""
    title = f"{route['title'][lang]} [{route['id']}]" if route else _FREE.of(lang)
    yield f"    {mark}{opens}{title} → {OUTCOME[way['then']].of(lang)}"
    yield from _needs(way["needs"], lang, "       ")
    needed = {need["id"] for need in way["needs"]}
    also = [w["text"][lang] for w in route["requirements"] if w["id"] not in needed] if route else []
    if also:
        yield f"       {_ALSO.of(lang)}: {'; '.join(also)}"
    for why in way["why"]:
        yield f"       ! {why[lang]}{_of(why)}"


def _of(why: dict[str, Any]) -> str:
    return f" [{why['requirement']}]" if why["requirement"] else ""


def _needs(needs: list[dict[str, Any]], lang: str, indent: str) -> Iterator[str]:
    for need in needs:
        item, fault = need["item"], need["faults"][0]
        said = item["text"][lang] if item else fault["message"][lang]
        served = f" ({_SERVED.of(lang)} {need['served_by']})" if need["served_by"] else ""
        yield f"{indent}- {_DOES[need['does']].of(lang)}: {said} [{need['id']}]{served}"
        if item and (carries := _carries(item, lang)):
            yield f"{indent}  {carries}"
        # What is there and wrong is told with its place; that something is not there, the need itself says.
        for fault in need["faults"] if need["does"] not in ("add", "nothing") or not item else ():
            place = fault["field"]["at"] or fault["field"]["path"] if fault["field"] else None
            told = [place, fault["message"][lang] if item else None, fault["fix"] and fault["fix"][lang]]
            yield f"{indent}  {' · '.join(part for part in told if part)}"


def _carries(item: dict[str, Any], lang: str) -> str:
    """What a paper must show, on one line."""
    parts = []
    for name, word in _CARRIES.items():
        value = item[name]
        if value:
            parts.append(f"{word.of(lang)} {' / '.join(value) if isinstance(value, list) else value}")
    parts += dict.fromkeys(f"{form['format']} {form['example']}" for form in item["forms"] if form["example"])
    for accepted in item["accepted"]:
        more = [" / ".join(accepted["editions"]), " / ".join(accepted["tiers"])]
        parts.append(" ".join(part for part in (accepted["standard"], *more) if part))
    return "; ".join(parts)
