"""How our rules compare with a general rule engine on an equal decision table, in one run.

    pip install zen-engine
    python benchmarks/zen_engine.py [--declarations 500] [--rounds 15]

zen-engine (https://gorules.io, written in Rust) evaluates decision tables in JSON. The table here says what the
announcement No. 5 of 2020 asks of a medical line as far as a table can tell it: a certificate, which is a registration,
well formed, known to the day's list, held by the maker, and not over when the goods were made; and a statement, the
consignor's own, signed by the day of the declaration. Each row is one defect; all rows that apply are collected.

Both sides get the same lines with everything looked up and read beforehand: the engine a dict of plain facts, our rules
the case that every check prepares. Neither the look-ups nor the making of the facts is timed, nor is what our engine
adds afterwards (weighing, routes, findings), for which the table has no counterpart. Our rules do more than the table:
they compare names part by part where they differ, and say where the defect stands, by what evidence, and what was
expected. The codes that each side finds are asserted to be the same, line by line, before anything is timed.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import zen
from check_against_parse import make, name, registries

from supplycheck import Checker
from supplycheck.case import Case
from supplycheck.facts.china import china
from supplycheck.plan import prepare
from supplycheck.readers import read_bytes
from supplycheck.registry.answers import Found
from supplycheck.rules import catalogue
from supplycheck.rules.rule import Result

FIELDS = ("certificate", "kind", "known", "holder", "made", "expires", "forms", "issuer", "signed")

DEFECTS: dict[str, dict[str, str]] = {
    "CN-CERTIFICATE-MISSING": {"certificate": "false"},
    "CN-FILING-IS-NOT-REGISTRATION": {"certificate": "true", "kind": '"filing"'},
    "CN-NUMBER-MALFORMED": {"certificate": "true", "kind": '"malformed"'},
    "CN-NUMBER-NOT-REGISTERED": {"kind": '"registration"', "known": "false"},
    "CN-HOLDER": {"certificate": "true", "holder": "$ != null and $ != maker"},
    "CN-CERTIFICATE-EXPIRED": {"certificate": "true", "expires": "$ != null and $ < made"},
    "CN-STATEMENT-MISSING": {"forms": "false"},
    "CN-STATEMENT-ISSUER": {"forms": "true", "issuer": "$ != consignor"},
    "CN-STATEMENT-DATE": {"forms": "true", "signed": "> day"},
}
"""The rows of the table: what must hold for a defect, by the code of our rule for it."""


def table() -> str:
    """The decision table as zen-engine reads it."""
    rules = [
        {"_id": code, **{f: cells.get(f, "") for f in FIELDS}, "code": f'"{code}"'} for code, cells in DEFECTS.items()
    ]
    content = {
        "hitPolicy": "collect",
        "inputs": [{"id": f, "name": f, "field": f} for f in FIELDS],
        "outputs": [{"id": "code", "name": "code", "field": "code"}],
        "rules": rules,
    }
    nodes: list[dict[str, Any]] = [
        {"id": "in", "type": "inputNode", "name": "in"},
        {"id": "table", "type": "decisionTableNode", "name": "table", "content": content},
        {"id": "out", "type": "outputNode", "name": "out"},
    ]
    edges = [
        {"id": f"{a}-{b}", "sourceId": a, "targetId": b, "type": "edge"} for a, b in (("in", "table"), ("table", "out"))
    ]
    for node in nodes:
        node["position"] = {"x": 0, "y": 0}
    return json.dumps({"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges})


def spoil(declaration: dict[str, Any], n: int) -> None:
    """Give one declaration of ten a defect, one kind after the other."""
    line, dossier = declaration["lines"][0], declaration["dossier"]
    papers, statement = dossier["lines"]["1"]["documents"], dossier["statements"][0]
    match n % 90:
        case 1:
            del line["certificate_number"], papers[0]
        case 3:
            line["certificate_number"] = papers[0]["number"] = "苏苏械备20180001号"
        case 5:
            line["certificate_number"] = papers[0]["number"] = "苏械注准2018214"
        case 7:
            line["certificate_number"] = papers[0]["number"] = "苏械注准20182649999"
        case 9:
            line["manufacturer"] = {"name": name(n, "贸易")}
        case 11:
            line["produced_on"] = "2023-10-01"
        case 13:
            statement["lines"] = [3]
        case 15:
            statement["issuer"] = name(n + 7, "物流")
        case 17:
            statement["signed_on"] = "2020-05-09"


def facts_of(case: Case) -> dict[str, Any]:
    """What the table is asked about a line: the same facts that our rules find in its case."""
    first, record, line = case.certificate, case.record, case.line
    statements = [s for s in case.statements if s.form == "announcement-5" and case.line.number in (s.lines or ())]
    one = statements[0] if statements else None
    paper = first.document if first is not None else None
    holder = record.record.name if record is not None else paper.holder if paper is not None else None
    expires = record.record.valid_to if record is not None else paper.expires_on if paper is not None else None
    return {
        "certificate": first is not None,
        "kind": first.kind if first is not None else None,
        "known": isinstance(first.answer, Found) if first is not None and first.answer is not None else None,
        "holder": holder,
        "maker": case.maker.name if case.maker is not None else None,
        "made": line.produced_on.toordinal() if line.produced_on is not None else 0,
        "expires": expires.toordinal() if expires is not None and first is not None and first.kind in _DATED else None,
        "forms": one is not None,
        "issuer": one.issuer if one is not None else None,
        "consignor": case.declaration.consignor.name if case.declaration.consignor is not None else None,
        "signed": one.signed_on.toordinal() if one is not None and one.signed_on is not None else 0,
        "day": case.day.toordinal(),
    }


_DATED = ("registration", "malformed")


def our_rules() -> list[tuple[Any, Any]]:
    """Our rules for these defects, each with the requirement of announcement No. 5 that asks for it."""
    route = next(r for r in china().routes if r.id == "announcement-5")
    return [(rule, w) for w in route.requirements for rule in catalogue.rules_of(w) if rule.code in DEFECTS]


def ours(case: Case, rules: list[tuple[Any, Any]]) -> list[str]:
    """The codes of what is wrong with a line, by our rules."""
    found = []
    for rule, requirement in rules:
        results = rule.check(case, requirement)
        if isinstance(results, Result):
            if results.status == "failed":
                found.append(rule.code)
        elif any(r.status == "failed" for r in results):
            found.append(rule.code)
    return found


def theirs(answer: dict[str, Any]) -> list[str]:
    """The codes of what is wrong with a line, by the table."""
    return [row["code"] for row in answer["result"]]


def seconds(work: Callable[[], object]) -> float:
    """How long some work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> None:
    """Prints what both sides take for a line at best (other work on the machine only adds), and the ratio."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--declarations", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=15)
    args = parser.parse_args()
    texts = []
    for n in range(args.declarations):
        declaration = make(n)
        spoil(declaration, n)
        texts.append(json.dumps(declaration, ensure_ascii=False).encode())
    with tempfile.TemporaryDirectory() as folder:
        registries(Path(folder), args.declarations)
        checker = Checker(folder, today=date(2026, 11, 23))
        day = date(2020, 5, 6)
        cases = [
            prepare(d, 0, day, "announcements-5-and-12", china(), lambda registry: checker.registry(registry, day))
            for text in texts
            for d in read_bytes(text, "declaration.json")
        ]
        facts = [facts_of(case) for case in cases]
        rules = our_rules()
        decision = zen.ZenEngine().create_decision(table())
        told: Counter[str] = Counter()
        for n, (case, fact) in enumerate(zip(cases, facts, strict=True)):
            here, there = sorted(ours(case, rules)), sorted(theirs(decision.evaluate(fact)))
            assert here == there, (n, here, there, fact)
            told.update(here)
        rounds = [
            (
                seconds(lambda: [ours(case, rules) for case in cases]),
                seconds(lambda: [theirs(decision.evaluate(fact)) for fact in facts]),
            )
            for _ in range(args.rounds)
        ]
    print(f"{len(cases)} lines, {len(rules)} rules or rows; both find {dict(sorted(told.items()))}")
    best = [min(r[n] for r in rounds) / len(cases) * 1e6 for n in (0, 1)]
    for what, spent in zip(("our rules", "zen-engine"), best, strict=True):
        print(f"{what:<12}{spent:8.1f} µs a line, in the fastest round")
    print(f"zen / ours  {best[1] / best[0]:8.1f}")


if __name__ == "__main__":
    main()
