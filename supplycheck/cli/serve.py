"""`supplycheck serve`: the self-check page in a browser on this machine."""

from __future__ import annotations

import os
import sys
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
        click.echo(f"{address}\nCtrl-C ends it; 按 Ctrl-C 结束")
        if open_ and _has_screen():
            click.launch(address)

    run(registries, port, tell)


def _has_screen() -> bool:
    """Whether a browser would open in a window: without one it would take over the terminal."""
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
