"""Takes the pictures in docs/images/ of `supplycheck serve`: `python docs/screenshots.py`.

Needs playwright with a Chromium (or SUPPLYCHECK_CHROMIUM), Pillow, and a font with Chinese characters.
"""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

DOCS = Path(__file__).parent
EXAMPLES = DOCS / "examples"
FILES = [EXAMPLES / "declarations" / f"holder-is-another{end}" for end in (".xml", ".dossier.json")]
SIZES = {"wide": (1100, 760), "phone": (360, 740)}


def main() -> None:
    """Start and result page, in both languages and two widths."""
    command = [sys.executable, "-m", "supplycheck", "serve", "--no-open", "--registries", str(EXAMPLES / "registries")]
    env = {**os.environ, "PYTHONPATH": str(DOCS.parent), "PYTHONUNBUFFERED": "1"}
    server = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        address = server.stdout.readline().strip()
        with sync_playwright() as playwright:
            found = os.environ.get("SUPPLYCHECK_CHROMIUM") or shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
            for locale in ("zh-CN", "en-GB"):
                for size, (width, height) in SIZES.items():
                    context = browser.new_context(locale=locale, viewport={"width": width, "height": height})
                    page = context.new_page()
                    page.goto(address)
                    _save(page, f"serve-start-{locale[:2]}-{size}")
                    page.set_input_files("#files", FILES)
                    page.locator("button.main").first.click()
                    page.wait_for_selector(".declaration")
                    _save(page, f"serve-result-{locale[:2]}-{size}")
                    context.close()
            browser.close()
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(20)


def _save(page: Any, name: str) -> None:
    """The whole page, in the few colours it has."""
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
    picture.quantize(64, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
        DOCS / "images" / f"{name}.png", optimize=True
    )


if __name__ == "__main__":
    (DOCS / "images").mkdir(exist_ok=True)
    main()
