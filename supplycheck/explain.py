"""Explains in words what is called by a name or number: what it is, the law, its days, how sure it is.

Rules, requirements, routes, instruments and their articles, forms of numbers, certification bodies, product standards.
"""

from __future__ import annotations

from supplycheck.errors import UsageError
from supplycheck.facts.bodies import Body, bodies
from supplycheck.facts.china import china
from supplycheck.facts.destinations import Destination, destination, known
from supplycheck.facts.formats import Format, formats
from supplycheck.facts.law import Accepted, Instrument, Requirement, Route
from supplycheck.facts.standards import Standard, find
from supplycheck.rules import catalogue
from supplycheck.rules.rule import Rule


def explain(what: str, lang: str) -> str:
    """The explanation in "zh" or "en".

    Raises:
        UsageError: nothing is called that.
    """
    wanted = what.strip()
    for rule in catalogue.rules():
        if rule.code == wanted.upper():
            return _rule(rule, lang)
    facts = china()
    places = list({d.id: d for code in known() if (d := destination(code)) is not None}.values())
    instruments = {**facts.instruments, **{k: v for d in places for k, v in d.instruments.items()}}
    routes = [*facts.routes, *(r for d in places for r in d.routes)]
    for route in routes:
        if route.id == wanted:
            return _route(route, lang, instruments)
        for requirement in route.requirements:
            if requirement.id == wanted:
                users = [r for r in routes if any(w.id == wanted for w in r.requirements)]
                return _requirement(requirement, users, lang, instruments)
    instrument = instruments.get(wanted.partition("#")[0])
    if instrument is not None:
        return _instrument(instrument, wanted.partition("#")[2], lang)
    if wanted.lower() in formats():
        return _format(formats()[wanted.lower()], lang)
    if wanted in bodies():
        return _body(bodies()[wanted], lang)
    standard = next((d.standard for d in find(wanted)), None)
    if standard is not None:
        return _standard(standard, places, lang)
    raise UsageError(
        f"nothing is called {what!r}: give a rule (CN-HOLDER), a requirement, a route, an article (MOFCOM-2020-5#1), "
        "a form of number (fda_510k), a notified body (0121) or a standard (EN 14683)"
    )


def _days(from_: object, to: object) -> str:
    return f"{from_ or '…'} – {to or '…'}"


def _rule(rule: Rule, lang: str) -> str:
    zh = lang == "zh"
    lines = [f"{rule.code}  {rule.title.of(lang)}", ""]
    module = __import__(rule.check.__module__, fromlist=["__doc__"])
    if not zh and module.__doc__:
        lines += [module.__doc__.strip(), ""]
    lines += [
        f"{'主题' if zh else 'topic'}: {rule.topic}",
        f"{'严重程度' if zh else 'severity'}: {rule.severity}",
        f"{'机器能否判断' if zh else 'how far a machine can check it'}: {rule.machine}",
        f"{'依据' if zh else 'law'}:",
    ]
    facts = china()
    for ref in rule.law:
        instrument = facts.instruments.get(ref.partition("#")[0])
        if instrument is not None:
            article = instrument.articles.get(ref.partition("#")[2])
            lines.append(
                f"  {ref}  {instrument.title.of(lang)}  ({_days(instrument.from_, instrument.to)}, {instrument.confidence})"
            )
            if article is not None:
                lines.append(f"      {article.text.of(lang)}")
    lines.append(f"{'会说' if zh else 'it says'}:")
    lines += [f"  {name}: {said.of(lang)}" for name, said in rule.says.items()]
    lines.append(f"{'处理' if zh else 'what to do'}:")
    lines += [f"  {f.code}: {f.zh if zh else f.en}" for f in rule.fixes.values()]
    return "\n".join(lines)


def _route(route: Route, lang: str, instruments: dict[str, Instrument]) -> str:
    zh = lang == "zh"
    instrument = instruments[route.instrument]
    lines = [
        f"{route.id}  {route.title.of(lang)}",
        f"{'依据' if zh else 'law'}: {instrument.id} {instrument.title.of(lang)}",
        f"{'有效' if zh else 'open'}: {_days(route.from_ or instrument.from_, route.to or instrument.to)}",
        f"{'可信度' if zh else 'confidence'}: {route.confidence}",
        f"{'要求' if zh else 'demands'}:",
    ]
    lines += [f"  {w.id}: {w.text.of(lang)}" for w in route.requirements] or ["  —"]
    lines += [f"  {s}" for s in dict.fromkeys((*route.sources, *(s for w in route.requirements for s in w.sources)))]
    return "\n".join(lines)


def _requirement(requirement: Requirement, users: list[Route], lang: str, instruments: dict[str, Instrument]) -> str:
    zh = lang == "zh"
    lines = [
        f"{requirement.id}  {requirement.text.of(lang)}",
        f"{'规则' if zh else 'rules'}: {', '.join(r.code for r in catalogue.rules_of(requirement))}",
        f"{'登记库' if zh else 'registry'}: {requirement.registry or '—'}",
        f"{'编号格式' if zh else 'forms of number'}: {', '.join(f for f in requirement.formats if f) or '—'}",
        f"{'用于路径' if zh else 'routes that demand it'}:",
    ]
    for route in users:
        instrument = instruments[route.instrument]
        lines.append(
            f"  {route.id}: {instrument.title.of(lang)} ({_days(route.from_ or instrument.from_, route.to or instrument.to)}, {route.confidence})"
        )
    lines += [f"  {s}" for s in dict.fromkeys(s for r in users for s in (*requirement.sources, *r.sources))]
    return "\n".join(lines)


def _format(form: Format, lang: str) -> str:
    zh = lang == "zh"
    shape = form.shape.of(lang) if form.shape else ("没有已知的编号格式" if zh else "no known form")
    unreal = {"shape": "仅示意格式" if zh else "shows the form only", "source": "公开来源" if zh else "from a source"}
    example = f"{form.example} ({unreal[form.example_from or 'shape']})" if form.example else "—"
    lines = [
        f"{form.id}  {form.text.of(lang)}",
        f"{'格式' if zh else 'form'}: {shape}",
        f"{'示例' if zh else 'example'}: {example}",
        f"{'文件种类' if zh else 'documents'}: {', '.join(form.documents) or '—'}",
        f"{'查询' if zh else 'look up'}: {form.registry or '—'}",
        f"{'可信度' if zh else 'confidence'}: {form.confidence}",
    ]
    if form.confidence != "verified":
        lines.append(
            f"  {'格式不符只提示核对，不判不通过' if zh else 'a number of another form asks for a look, it fails nothing'}"
        )
    lines.append(f"  {form.source or '—'}")
    return "\n".join(lines)


def _body(body: Body, lang: str) -> str:
    zh = lang == "zh"
    lines = [f"{body.number}  {body.name} ({body.country})"]
    for d in body.designations:
        scope = " ".join([d.act, *sorted(d.products), *sorted(d.modules)])
        yes = ("获指定" if zh else "designated") if d.designated else ("未获指定" if zh else "not designated")
        lines.append(f"  {scope}: {yes}, {_days(d.from_, d.to)}, {d.confidence}")
        lines.append(f"    {d.source}")
    lines.append(
        "编号真实不等于证书真实；请在NANDO核对。"
        if zh
        else "A real number may stand on a forged paper; look it up in NANDO."
    )
    return "\n".join(lines)


def _standard(standard: Standard, places: list[Destination], lang: str) -> str:
    zh = lang == "zh"
    lines = [
        standard.id,
        f"{'商品' if zh else 'goods'}: {', '.join(sorted(standard.subtypes or standard.products))}",
        f"{'级别' if zh else 'tiers'}: {', '.join(standard.tiers) or '—'}",
        f"{'版本' if zh else 'editions'}:",
    ]
    lines += [f"  {e.id}: {_days(e.from_ or e.issued, e.to)}, {e.confidence}" for e in standard.editions] or ["  —"]
    lines.append(f"{'接受它的路径' if zh else 'accepted by'}:")
    lines += [
        f"  {place.id} {route.id}: {_editions(accepted)} ({_days(route.from_, route.to)}, {wanted.confidence})"
        for place in places
        for route in place.routes
        for wanted in route.requirements
        for accepted in wanted.accepted
        if accepted.family == standard.id
    ] or ["  —"]
    return "\n".join(lines)


def _editions(accepted: Accepted) -> str:
    return " ".join([" / ".join(accepted.editions), ", ".join(accepted.tiers)]).strip() or "*"


def _instrument(instrument: Instrument, article: str, lang: str) -> str:
    lines = [
        f"{instrument.id}  {instrument.title.of(lang)}",
        f"{_days(instrument.from_, instrument.to)}  {instrument.confidence}",
        instrument.url or "—",
    ]
    lines += [f"#{a.id}  {a.text.of(lang)}" for a in instrument.articles.values() if not article or a.id == article]
    return "\n".join(lines)
