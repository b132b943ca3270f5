"""What changed between two answers, for people at a terminal."""

from __future__ import annotations

from typing import Any, TextIO

from supplycheck.report import Text
from supplycheck.writers.printable import safe
from supplycheck.writers.words import OUTCOME

_HEADS = {
    "fixed": Text("已解决", "fixed"),
    "new": Text("新出现", "new"),
    "remaining": Text("仍存在", "remaining"),
}


def write(changes: dict[str, Any], out: TextIO, lang: str) -> None:
    """Writes a comparison (`Comparison.to_dict`) as text: outcomes first, then what is fixed, new and remaining."""
    changes = safe(changes)
    for d in changes["declarations"]:
        words = [OUTCOME[o].of(lang) if o in OUTCOME else "—" for o in (d["before"], d["after"])]
        out.write(f"{d['id'] or d['source']}: {words[0]} → {words[1]}\n")
        if d["before"] and d["after"]:
            for x in d["lines"]:
                words = [OUTCOME[o].of(lang) if o in OUTCOME else "—" for o in (x["before"], x["after"])]
                out.write(f"  {'商品序号' if lang == 'zh' else 'line '}{x['line']}: {words[0]} → {words[1]}\n")
    for kind, head in _HEADS.items():
        findings = [f for f in changes[kind] if f["severity"] != "info"]
        out.write(f"\n{head.of(lang)}: {len(findings)}\n")
        for f in findings:
            place = "" if f["line"] is None else f" {'商品序号' if lang == 'zh' else 'line '}{f['line']}"
            said = (f.get("message") or {}).get(lang, "")
            waived = f.get("waived")
            held = (
                "" if not waived else f"（已豁免：{waived['by']}）" if lang == "zh" else f" (waived by {waived['by']})"
            )
            out.write(f"  {f['declaration']}{place}  {f['rule']}  {said}{held}\n")
