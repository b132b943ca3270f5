"""`supplycheck serve`: the self-check page in a browser on this machine."""

from __future__ import annotations

from pathlib import Path

import click

from supplycheck.cli.options import registries_option


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, show_default="a free one", help="Port on 127.0.0.1.")
@registries_option
@click.option("--open/--no-open", "open_", default=True, show_default=True, help="Open the page in the browser.")
def serve(port: int, registries: Path | None, open_: bool) -> None:
    """Check in the browser, on this machine only; nothing is kept. 在浏览器中自查，只在本机，不保存。"""
    from supplycheck.errors import UsageError
    from supplycheck.web.server import serve as run

    if registries is not None and not registries.is_dir():
        raise UsageError(f"{registries}: no such directory")

    def tell(address: str) -> None:
        click.echo(f"{address}\nCtrl-C ends it; 按 Ctrl-C 结束", err=False)
        if open_:
            click.launch(address)

    run(registries, port, tell)
