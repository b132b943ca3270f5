"""`supplycheck explain`: what a rule, a requirement, a route, an article or a form of number says."""

from __future__ import annotations

import click

from supplycheck.cli.options import lang_option, language, say


@click.command()
@click.argument("what")
@lang_option
def explain(what: str, lang: str | None) -> None:
    """Explain a rule, a requirement, a route, an article or a form of number. 解释规则、要求、路径、法条或编号格式。"""
    from supplycheck.explain import explain as told

    say(told(what, language(lang)))
