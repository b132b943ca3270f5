"""`supplycheck explain`: what a rule, a requirement, a route, an article, a form of number, a notified body or a standard says."""

from __future__ import annotations

import click

from supplycheck.cli.options import lang_option, language, say


@click.command()
@click.argument("what")
@lang_option
def explain(what: str, lang: str | None) -> None:
    """Explain a rule, requirement, route, article, form of number, body or standard. 解释规则、要求、路径、法条、编号格式、机构或标准。"""
    from supplycheck.explain import explain as told

    say(told(what, language(lang)))
