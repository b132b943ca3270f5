"""`supplycheck explain`: what a rule, a requirement, a route or an article says."""

from __future__ import annotations

import click

from supplycheck.cli.options import lang_option, language, say


@click.command()
@click.argument("what")
@lang_option
def explain(what: str, lang: str | None) -> None:
    """Explain a rule, a requirement, a route or an article. 解释规则、要求、路径或法条。"""
    from supplycheck.explain import explain as told

    say(told(what, language(lang)))
