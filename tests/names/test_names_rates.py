"""How often names of two firms are taken for one, and names of one firm for two: small runs of the benchmark."""

from __future__ import annotations

import importlib.util
import random
import sys
from pathlib import Path
from types import ModuleType

import pytest

from supplycheck.names import company

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "company_names.py"
MANY = 400


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("company_names_benchmark", BENCHMARK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("english", [False, True], ids=["zh", "en"])
@pytest.mark.parametrize("kind", ["random", "other city", "other business", "one brand character"])
def test_two_firms_are_never_the_same(bench: ModuleType, kind: str, english: bool) -> None:
    rng = random.Random(f"{kind} {english}")
    found = [company.compare(*pair).verdict for pair in bench.negatives(rng, kind, MANY, english)]
    assert "same" not in found
    if kind == "one brand character":
        assert found.count("possible") > (0.85 if english else 0.95) * MANY
    else:
        assert found.count("possible") < 0.1 * MANY


@pytest.mark.parametrize("english", [False, True], ids=["zh", "en"])
@pytest.mark.parametrize(("noise", "same", "lost"), [("light", 0.99, 0.0), ("medium", 0.0, 0.02), ("heavy", 0.0, 0.05)])
def test_one_firm_is_not_lost(bench: ModuleType, noise: str, same: float, lost: float, english: bool) -> None:
    rng = random.Random(f"{noise} {english}")
    pairs = [bench.NOISE[noise](rng, bench.make(rng), english) for _ in range(MANY)]
    found = [company.compare(*pair).verdict for pair in pairs]
    assert found.count("same") >= same * MANY
    assert found.count(None) <= lost * MANY
    # An index that cuts by what is at stake must not lose what compares as close.
    cut = [
        pair
        for pair, verdict in zip(pairs, found, strict=True)
        if verdict and len(set(company.grams(pair[1])) - set(company.grams(pair[0]))) > company.terms_at_stake(pair[1])
    ]
    assert len(cut) <= 0.03 * MANY


def test_chinese_and_english_names_of_one_firm(bench: ModuleType) -> None:
    rng = random.Random(5)
    firms = [bench.make(rng) for _ in range(MANY)]
    names = [(bench.in_chinese(rng, firm), bench.in_english(rng, firm)) for firm in firms]
    assert all(company.compare(*pair).verdict != "same" for pair in names)
    assert sum(company.compare(*pair).verdict == "possible" for pair in names) > 0.98 * MANY
    strangers = [(zh, en) for (zh, _), (_, en) in zip(names, names[1:], strict=False)]
    assert all(company.compare(*pair).verdict is None for pair in strangers)


def test_recall_among_many(bench: ModuleType) -> None:
    rng = random.Random(6)
    names = [render(rng, bench.make(rng)) for render in (bench.in_chinese, bench.in_english) for _ in range(250)]
    queries = [(bench.noisy(rng, name), number) for number, name in enumerate(names) if number % 3 == 0]
    _, five = bench.recall(bench.Corpus(names), queries)
    assert five >= 0.92
