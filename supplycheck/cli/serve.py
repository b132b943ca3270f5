"""`supplycheck serve`: the self-check page in a browser on this machine, and the interface for programs."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from supplycheck.cli.options import registries_option, setting


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, show_default="a free one", help="Port to listen at.")
@registries_option
@click.option("--open/--no-open", "open_", default=True, show_default=True, help="Open the page in the browser.")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="Address to listen at. Another than this machine's: no page, and a token is needed.",
)
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="How many processes serve.")
@setting(
    "--token-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File with the bearer token of the HTTP interface.  [default: SUPPLYCHECK_API_TOKEN, if set]",
)
def serve(port: int, registries: Path | None, open_: bool, host: str, workers: int, token_file: Path | None) -> None:
    """Check in the browser, on this machine only; nothing is kept. 在浏览器中自查，只在本机，不保存。

    Programs use the HTTP interface beside the page: POST /v1/check, see docs/service.md. 程序请用 HTTP 接口。
    """
    from supplycheck.errors import UsageError
    from supplycheck.web.server import serve as run

    if registries is not None and not registries.is_dir():
        raise UsageError(f"{registries}: no such directory")

    def tell(address: str) -> None:
        click.echo(f"{address}\nCtrl-C ends it; 按 Ctrl-C 结束")
        if open_ and _has_screen():
            click.launch(address)

    run(registries, port, tell, host=host, workers=workers, token_file=token_file)


def _has_screen() -> bool:
    """Whether a browser would open in a window: without one it would take over the terminal."""
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
