"""Names of medical products, compared by what makes one product another.

`same` means equal in every word that says something, whatever the order; `possible` means that one name says more than
the other, or says it in another way; nothing means two products. Which words make a product another is data
(registries/names/products.toml).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from supplycheck.names import lists
from supplycheck.names.company import normalise, script, within

Part = Literal[
    "script", "kind", "word", "brand", "method", "remark", "medical", "analyte", "antibody", "virus", "class", "user"
]


class Difference(NamedTuple):
    """A part in which two product names differ, and how each has it."""

    part: Part
    left: str
    right: str


class Agreement(NamedTuple):
    """A part in which two product names agree, and what both say."""

    part: Part
    text: str


class Comparison(NamedTuple):
    """The answer to a comparison of product names.

    Attributes:
        verdict: "same", "possible", or None for different products.
        score: 0 to 100, only to put answers in order; it decides nothing.
        differences: the parts that differ; empty if and only if there is nothing to tell.
        agreements: the parts in which both say something, and the same.
    """

    verdict: Literal["same", "possible"] | None
    score: float
    differences: tuple[Difference, ...]
    agreements: tuple[Agreement, ...] = ()


class ProductName(NamedTuple):
    """A product name in parts.

    Attributes:
        text: the whole name, normalised.
        kind: the kind of product, "" if the lists do not know it.
        words: the known words, each by the one that stands for it.
        axes: for each axis (medical, analyte, …) what the name says on it.
        methods, remarks: method of a test; make, size, sterility, quantity.
        brand: unknown text in front; `other`: unknown text elsewhere. Of an unknown kind all of it is `other`.
    """

    text: str
    kind: str
    words: frozenset[str]
    axes: dict[str, frozenset[str]]
    methods: frozenset[str]
    remarks: frozenset[str]
    brand: str
    other: str


class _Words(NamedTuple):
    """The lists of registries/names/products.toml. A word's value is its class and the word that stands for it."""

    words: dict[str, tuple[str, str]]
    lengths: dict[str, tuple[int, ...]]
    patterns: re.Pattern[str]
    kinds: tuple[tuple[str, tuple[frozenset[str], ...]], ...]
    ancestors: dict[str, frozenset[str]]
    axes: tuple[str, ...]
    sets: frozenset[str]
    open_kinds: frozenset[str]
    latin_fillers: frozenset[str]


@cache
def _words() -> _Words:
    data = lists.table("products.toml")
    words: dict[str, tuple[str, str]] = {}
    kinds: list[tuple[str, tuple[frozenset[str], ...]]] = []
    parents: dict[str, set[str]] = {}
    for line in data["kinds"].split("\n"):
        if line:
            name, above, *needs = line.split()
            parents.setdefault(name, set()).update(() if above == "-" else above.split(","))
            kinds.append((name, tuple(frozenset(need.split("/")) for need in needs)))
            for need in kinds[-1][1]:
                words.update((word, ("word", word)) for word in need)
    for word in data["fillers"].split():
        words[word] = ("word", word)
    for word in data["remarks"].split():
        words[word] = ("remark", word)
    for word in data["methods"].split():
        words[word] = ("method", word)
    axes: list[str] = []
    sets: set[str] = set()
    for line in data["axes"].split("\n"):
        if line:
            axis, *values = line.split()
            if axis.endswith("+"):
                axis = axis[:-1]
                sets.add(axis)
            axes.append(axis)
            for value in values:
                own, _, others = value.partition("=")
                for word in (own, *others.split(",")):
                    if word:
                        words[word] = (axis, own)
    lengths: dict[str, set[int]] = {}
    for word in words:
        lengths.setdefault(word[0], set()).add(len(word))
    return _Words(
        words,
        {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()},
        re.compile("|".join(data["remark_patterns"])),
        tuple(kinds),
        {name: _above(name, parents) for name in parents},
        tuple(axes),
        frozenset(sets),
        frozenset(data["open_kinds"].split()),
        frozenset(data["latin_fillers"].split()),
    )


def _above(name: str, parents: dict[str, set[str]]) -> frozenset[str]:
    found: set[str] = set()
    todo = list(parents[name])
    while todo:
        parent = todo.pop()
        if parent not in found:
            found.add(parent)
            todo += parents.get(parent, ())
    return frozenset(found)


def parse(text: str) -> ProductName:
    """The parts of a product name. Never fails: what is not understood is `brand` or `other`."""
    return _parse(text[:1200])


@lru_cache(maxsize=8192)
def _parse(text: str) -> ProductName:
    text = normalise(text)
    data = _words()
    found: set[str] = set()
    axes: dict[str, set[str]] = {}
    methods: set[str] = set()
    remarks: set[str] = set()
    unknown: list[str] = []
    brand = ""
    anything = False  # known so far
    for number, segment in enumerate(re.split(r"[()]", text)):
        if not segment:
            continue
        if number and segment.endswith("法"):
            methods.add(segment)
            continue
        at = start = 0
        while at < len(segment):
            length, group, word = _known(segment, at, data)
            if not length:
                at += 1
                continue
            if at > start:
                if anything or start or number:
                    unknown.append(segment[start:at])
                else:
                    brand = segment[start:at]
            anything = True
            at += length
            start = at
            if group == "remark":
                remarks.add(word)
            elif group == "method":
                methods.add(word)
            else:
                found.add(word)
                if group != "word":
                    axes.setdefault(group, set()).add(word)
        if start < len(segment):
            unknown.append(segment[start:])
    kind = next((name for name, needs in data.kinds if all(not need.isdisjoint(found) for need in needs)), "")
    if not kind or (kind in data.open_kinds and not brand.endswith("牌")):
        unknown.insert(0, brand)
        brand = ""
    return ProductName(
        text,
        kind,
        frozenset(found),
        {axis: frozenset(values) for axis, values in axes.items()},
        frozenset(methods),
        frozenset(remarks),
        brand.removesuffix("牌"),
        "".join(unknown),
    )


def _known(text: str, at: int, data: _Words) -> tuple[int, str, str]:
    """Length, class and standing of the longest known word at this place; length 0 if there is none."""
    for length in data.lengths.get(text[at], ()):
        entry = data.words.get(text[at : at + length])
        if entry is not None and at + length <= len(text):
            group, word = entry
            # Letters and digits are a word only as a whole: n95 is not in kn95, ffp2 not in ffp20.
            if word.isascii() and _inside_word(text, at, at + length):
                continue
            return length, group, word
    if text[at].isdigit() and (at == 0 or not text[at - 1].isalnum() or not text[at - 1].isascii()):
        match = data.patterns.match(text, at)
        if match and match.end() > at:
            return match.end() - at, "remark", match[0]
    return 0, "", ""


def _inside_word(text: str, start: int, end: int) -> bool:
    before = start > 0 and text[start - 1].isascii() and text[start - 1].isalpha() and text[start].isalpha()
    after = end < len(text) and text[end].isascii() and text[end].isdigit() and text[end - 1].isdigit()
    return before and not text[:start].endswith(("igm", "igg", "iga")) or after


def compare(left: str | ProductName, right: str | ProductName) -> Comparison:
    """Compare two product names; symmetric. Names in different scripts cannot be compared (verdict None)."""
    if isinstance(left, str) and isinstance(right, str):
        return _of_texts(left, right)
    a = left if isinstance(left, ProductName) else parse(left)
    b = right if isinstance(right, ProductName) else parse(right)
    if not a.text or not b.text:
        return Comparison(None, 0.0, ())
    scripts = script(a.text), script(b.text)
    if scripts[0] != scripts[1]:
        return Comparison(None, 0.0, (Difference("script", a.text, b.text),))
    if a.text == b.text and scripts[0] == "latin":
        return Comparison("same", 100.0, (), (Agreement("word", a.text),))
    return _compare_latin(a.text, b.text) if scripts[0] == "latin" else _compare_han(a, b)


@lru_cache(maxsize=4096)  # goods are declared, and certified, under a few names
def _of_texts(left: str, right: str) -> Comparison:
    return compare(parse(left), parse(right))


def _compare_han(a: ProductName, b: ProductName) -> Comparison:
    data = _words()
    differences: list[Difference] = []
    wrong = False
    score = 100.0
    if a.kind != b.kind:
        differences.append(Difference("kind", _shown(a), _shown(b)))
        related = a.kind in data.ancestors.get(b.kind, ()) or b.kind in data.ancestors.get(a.kind, ())
        wrong = not related
        score *= 0.85
    said: set[str] = set()
    for axis in data.axes:
        one, other = a.axes.get(axis, _NONE), b.axes.get(axis, _NONE)
        said |= one | other
        if one != other:
            differences.append(Difference(_PARTS[axis], _joined(one), _joined(other)))
            wrong = wrong or bool(one and other and (axis in data.sets or one.isdisjoint(other)))
            score *= 0.9
    more, less = a.words - b.words - said, b.words - a.words - said
    if more or less:
        differences.append(Difference("word", _joined(more), _joined(less)))
        score *= 0.96 ** len(more | less)
    for part, one, other in (("method", a.methods, b.methods), ("remark", a.remarks, b.remarks)):
        if one != other:
            differences.append(Difference(_PARTS[part], _joined(one), _joined(other)))
            score *= 0.94 if part == "method" else 0.97
    if a.brand != b.brand:
        differences.append(Difference("brand", a.brand, b.brand))
        score *= 0.95
    if a.other != b.other:
        differences.append(Difference("word", a.other, b.other))
        wrong = wrong or not _others_fit(a, b)
        score *= 0.88
    agreements = _agreements(a, b)
    if not differences:
        return Comparison("same", 100.0, (), agreements)
    if not wrong:
        # Equal differences still have an order: by how much of the text is shared.
        left, right = set(a.text), set(b.text)
        score *= 0.94 + 0.05 * 2.0 * len(left & right) / (len(left) + len(right))
    return Comparison(None if wrong else "possible", 0.0 if wrong else score, tuple(differences), agreements)


def _agreements(a: ProductName, b: ProductName) -> tuple[Agreement, ...]:
    """The parts in which both names say something, and the same."""
    found: list[Agreement] = []
    shared = a.words & b.words
    if a.kind and a.kind == b.kind:
        needed = frozenset(word for kind, needs in _words().kinds if kind == a.kind for need in needs for word in need)
        found.append(Agreement("kind", "".join(sorted(shared & needed)) or a.kind))
    for axis in _words().axes:
        one = a.axes.get(axis, _NONE)
        shared -= one | b.axes.get(axis, _NONE)
        if one and one == b.axes.get(axis):
            found.append(Agreement(_PARTS[axis], _joined(one)))
    if shared and not (a.kind and a.kind == b.kind):
        found.append(Agreement("word", _joined(shared)))
    for part, ours, theirs in (("method", a.methods, b.methods), ("remark", a.remarks, b.remarks)):
        if ours and ours == theirs:
            found.append(Agreement(_PARTS[part], _joined(ours)))
    if a.brand and a.brand == b.brand:
        found.append(Agreement("brand", a.brand))
    if a.other and a.other == b.other:
        found.append(Agreement("word", a.other))
    return tuple(found)


_NONE: frozenset[str] = frozenset()
_PARTS: dict[str, Part] = {
    "medical": "medical",
    "analyte": "analyte",
    "antibody": "antibody",
    "virus": "virus",
    "class": "class",
    "user": "user",
    "method": "method",
    "remark": "remark",
}


def _joined(words: frozenset[str]) -> str:
    return " ".join(sorted(words))


def _shown(name: ProductName) -> str:
    """The words that make the kind, for a person; the whole name where no kind is known."""
    needs = next((needs for kind, needs in _words().kinds if kind == name.kind), ())
    return "".join(sorted(name.words & frozenset().union(*needs))) or name.text


def _others_fit(a: ProductName, b: ProductName) -> bool:
    """Whether text that the lists do not know leaves it open that both names are one product."""
    one, other = a.other, b.other
    if a.kind and b.kind and a.kind not in _words().open_kinds:
        # The known words say what it is; what else is said needs a person.
        return True
    if a.kind in _words().open_kinds and (not one or not other):
        # 猴痘病毒…试剂盒 and 新型冠状病毒…试剂盒: unknown words may name what is tested for.
        known = a.axes.get("virus") if not one else b.axes.get("virus")
        return not known or bool(a.axes.get("virus") and b.axes.get("virus"))
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= 3 and (shorter in longer or (len(shorter) >= 4 and within(one, other, 1)))


def _compare_latin(one: str, other: str) -> Comparison:
    a, b = _latin_words(one), _latin_words(other)
    if not a or not b:
        return Comparison(None, 0.0, (Difference("word", one, other),))
    agreements = (Agreement("word", _joined(a & b)),) if a & b else ()
    if a == b:
        return Comparison("same", 100.0, (), agreements)
    shared = len(a & b) / len(a | b)
    # One says more than the other, in the same words: the head (mask, kit) must be among the shared ones.
    close = (a <= b or b <= a) and bool(shared)
    difference = Difference("word", _joined(a - b), _joined(b - a))
    return Comparison("possible" if close else None, 100.0 * shared if close else 0.0, (difference,), agreements)


def _latin_words(text: str) -> frozenset[str]:
    fillers = _words().latin_fillers
    words = text.replace("(", " ").replace(")", " ").split()
    return frozenset(
        word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] != "s" else word
        for word in words
        if word not in fillers
    )


_LABELS: dict[Part, tuple[str, str]] = {
    "script": ("文字", "script"),
    "kind": ("产品种类", "kind of product"),
    "word": ("用词", "wording"),
    "brand": ("品牌", "brand"),
    "method": ("方法", "method"),
    "remark": ("规格说明", "remark on make or size"),
    "medical": ("医用与否", "medical or not"),
    "analyte": ("检测对象", "what is tested"),
    "antibody": ("抗体类别", "class of antibody"),
    "virus": ("病原体", "pathogen"),
    "class": ("防护等级", "protection class"),
    "user": ("使用者", "user"),
}


def describe(comparison: Comparison) -> tuple[str, str]:
    """The parts that differ and those that agree, as a sentence for a person, in Chinese and in English."""
    if comparison.verdict == "same":
        return "产品名称各部分一致", "the product names agree in every part"
    if not comparison.differences:
        return "没有可以比较的产品名称", "there is no product name to compare"
    zh, en = [], []
    for difference in comparison.differences:
        label_zh, label_en = _LABELS[difference.part]
        left, right = difference.left, difference.right
        zh.append(f"{label_zh}不同：{f'“{left}”' if left else '（无）'}与{f'“{right}”' if right else '（无）'}")
        quoted = [f'"{text}"' if text else "(none)" for text in (left, right)]
        en.append(f"{label_en} differs: {quoted[0]} and {quoted[1]}")
    if comparison.agreements:
        labels = list(dict.fromkeys(_LABELS[agreement.part] for agreement in comparison.agreements))
        zh.append("一致的有：" + "、".join(label for label, _ in labels))
        en.append("alike: " + ", ".join(label for _, label in labels))
    return "；".join(zh), "; ".join(en)
