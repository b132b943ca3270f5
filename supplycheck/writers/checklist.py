"""The checklist for people: at a terminal, or as Markdown for a letter or a wiki."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from supplycheck.report import Text

SIDE = {"china": Text("中国出口", "Chinese export law"), "destination": Text("目的地", "destination")}
"""What the two sides of the law are called."""
_FREE = Text("目的地不要求文件、编号或标准。", "The destination demands no document, number or standard.")
_ONE_OF = Text("以下途径满足其一即可", "one of these ways is enough")
_ONLY = Text("仅限主张此途径者", "only for who claims it")
_NOTHING = Text("无须提交文件", "nothing to show")
_STANDARDS = Text("标准", "standards")
_EXAMPLE = Text("示例", "such as")
_LOOK_UP = Text("查询", "look up")
_CONFIDENCE = {
    "verified": Text("", ""),
    "partial": Text("【部分核实】", " [partly verified]"),
    "general": Text("【未核实】", " [not verified]"),
}
_WHEN = {
    ("sterile", True): Text("无菌", "sterile"),
    ("sterile", False): Text("非无菌", "not sterile"),
    ("continuous", True): Text("连续测温", "continuous measurement"),
    ("continuous", False): Text("非连续测温", "no continuous measurement"),
    ("medical", True): Text("医用", "medical"),
    ("medical", False): Text("非医用", "non-medical"),
}
_STATUS = {
    "voluntary": Text("自愿", "voluntary"),
    "general_safety": Text("一般产品安全", "general product safety"),
    "informative": Text("仅供参考", "for information"),
    "conditional": Text("有条件", "conditional"),
    "notification": Text("事后通报", "notified afterwards"),
    "required": Text("", ""),
}


def text(checklist: dict[str, Any], lang: str) -> str:
    """The checklist (`Checklist.to_dict`) as plain text."""
    return "\n".join(_lines(checklist, lang, "", "  ", "    "))


def markdown(checklist: dict[str, Any], lang: str) -> str:
    """The checklist as Markdown."""
    return "\n".join(_lines(checklist, lang, "## ", "* ", "  * "))


def _lines(checklist: dict[str, Any], lang: str, head: str, way: str, item: str) -> Iterator[str]:
    yield f"{head.replace('##', '#')}{checklist['product']} → {checklist['destination']}  {checklist['on']}"
    if checklist["unknown"]:
        yield ""
        yield checklist["unknown"][lang]
    if checklist["nothing_demanded"]:
        yield ""
        yield _FREE.of(lang)
    for side, obligations in (("china", checklist["china"]), ("destination", checklist["obligations"])):
        for obligation in obligations:
            several = len(obligation["routes"]) > 1
            yield ""
            yield f"{head}{SIDE[side].of(lang)} {obligation['id']}" + (f" ({_ONE_OF.of(lang)})" if several else "")
            for route in obligation["routes"]:
                yield from _way(route, lang, way, item)
    if checklist["unverified"]:
        n = checklist["unverified"]
        yield ""
        yield f"其中{n}项依据未经核实。" if lang == "zh" else f"{n} of the facts behind this are not verified."


def _way(route: dict[str, Any], lang: str, way: str, item: str) -> Iterator[str]:
    days = f"{route['from'] or '…'} – {route['to'] or '…'}"
    marks = [_STATUS[route["status"]].of(lang), _ONLY.of(lang) if route["claimed"] else ""]
    marks += [_when(name, value, lang) for name, value in route["when"].items()]
    said = ", ".join(mark for mark in marks if mark)
    yield (
        f"{way}{route['title'][lang]} [{route['id']}] {days}"
        f"{f' ({said})' if said else ''}{_CONFIDENCE[route['confidence']].of(lang)}"
    )
    for wanted in route["requirements"]:
        examples = " / ".join(dict.fromkeys(form["example"] for form in wanted["forms"] if form["example"]))
        more = [f"{_EXAMPLE.of(lang)} {examples}" if examples else ""]
        more += [f"{_LOOK_UP.of(lang)} {wanted['registry']}" if wanted["registry"] else ""]
        told = "; ".join(part for part in more if part)
        yield f"{item}{wanted['text'][lang]} [{wanted['id']}]{f' — {told}' if told else ''}{_CONFIDENCE[wanted['confidence']].of(lang)}"
    if not route["requirements"]:
        yield f"{item}{_NOTHING.of(lang)}"
    if route["standards"]:
        yield f"{item}{_STANDARDS.of(lang)}: {'; '.join(route['standards'])}"


def _when(name: str, value: Any, lang: str) -> str:
    """A condition on the goods in words."""
    if name == "level":
        return f"{'级别' if lang == 'zh' else 'level'} {', '.join(value)}"
    return _WHEN[name, value].of(lang)
