"""How much asking for every destination costs beside one check of the same declaration, in one run.

python benchmarks/where_to.py [--rounds 200]
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from datetime import date
from pathlib import Path

from supplycheck import Checker
from supplycheck.facts.destinations import places
from supplycheck.readers import read_bytes

BASES = Path(__file__).parent.parent / "tests" / "cases" / "bases"
REGISTRIES = Path(__file__).parent.parent / "tests" / "registries"


def main() -> None:
    """Times both in turn on a declaration of three lines, and prints microseconds and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    rounds = parser.parse_args().rounds
    data = json.loads((BASES / "eu-mask.json").read_text("utf-8"))
    line, papers = data["lines"][0], data["dossier"]["lines"]["1"]
    data["lines"] = [{**line, "number": n} for n in (1, 2, 3)]
    data["dossier"]["lines"] = {str(n): papers for n in (1, 2, 3)}
    (declaration,) = read_bytes(json.dumps(data).encode(), "a.json")
    checker = Checker(REGISTRIES, today=date(2026, 11, 23))
    times: dict[str, list[float]] = {"check": [], "destinations": []}
    for n in range(rounds + 5):
        for name, ask in (("check", checker.check), ("destinations", checker.destinations)):
            began = time.perf_counter()
            ask(declaration)
            if n >= 5:  # the first rounds load what is loaded once
                times[name].append(time.perf_counter() - began)
    middle = {name: statistics.median(found) * 1e6 for name, found in times.items()}
    print(f"check {middle['check']:.0f} µs, {len(places())} destinations {middle['destinations']:.0f} µs, ", end="")
    print(f"ratio {middle['destinations'] / middle['check']:.2f}")


if __name__ == "__main__":
    main()
