"""The page in a real browser: files, forms, languages, downloads, keyboard, without JavaScript, accessibility.

Runs with `pytest -m browser`. Needs playwright and a Chromium: its own (`playwright install chromium`), one on the path
(`apt install chromium`), or the one that SUPPLYCHECK_CHROMIUM names. axe-core (MPL-2.0) is fetched with npm into the
cache of the test run's user (or taken from SUPPLYCHECK_AXE, the path of axe.min.js); without either its tests are skipped.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bases
import pytest
from browsing import EXAMPLES, ROOT
from platformdirs import user_cache_path

from supplycheck.web import form

pytestmark = pytest.mark.browser
AXE = "4.14.1"
FILES = [EXAMPLES / "holder-is-another.xml", EXAMPLES / "holder-is-another.dossier.json"]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of its own process, over the registries of the examples."""
    registries = ROOT / "docs" / "examples" / "registries"
    command = [sys.executable, "-m", "supplycheck", "serve", "--no-open", "--registries", str(registries)]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    folder = tmp_path_factory.mktemp("served")
    process = subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    yield process.stdout.readline().strip()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install playwright")
    with api.sync_playwright() as playwright:
        named = os.environ.get("SUPPLYCHECK_CHROMIUM")
        own = Path(playwright.chromium.executable_path)
        found = named or (None if own.exists() else shutil.which("chromium") or shutil.which("google-chrome"))
        if found is None and not own.exists():
            pytest.skip("needs Chromium: playwright install chromium, or apt install chromium")
        # in a container root has no sandbox to put it in
        arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Any, address: str) -> Iterator[Any]:
    """Opens the first page, as a person with these habits would; complains of whatever the browser complains of."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def open_(**habits: Any) -> Any:
        context = chromium.new_context(**{"locale": "en-GB", "viewport": {"width": 1200, "height": 800}, **habits})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on(
            "request", lambda asked: None if asked.url.startswith((address, "data:")) else complaints.append(asked.url)
        )
        page.goto(address)
        return page

    yield open_
    for context in contexts:
        context.close()
    # an answer that says what is wrong with a form, or that there is no such page, is no mistake
    assert [said for said in complaints if "422" not in said and "404" not in said] == []


def _checked(page: Any, files: list[Path] = FILES) -> None:
    page.set_input_files("#files", files)
    page.get_by_role("button", name="Check the files").click()
    page.wait_for_selector(".declaration")


def test_a_file_is_dropped_checked_corrected(visit: Any) -> None:
    page = visit()
    page.set_input_files("#files", FILES)
    assert "holder-is-another.xml" in page.inner_text("#files-chosen")
    _checked(page)
    assert page.evaluate("document.activeElement.tagName") == "H1"
    assert "It may not be filed as it is." in page.inner_text("h1")
    page.get_by_role("button", name="Correct this").first.click()
    page.wait_for_selector("#edit")
    assert page.evaluate("document.activeElement.name").startswith("lines[0].manufacturer")
    page.fill('[id="lines[0].manufacturer.name"]', "苏州示例云岫医疗用品有限公司")
    page.fill('[id="dossier.lines.1.manufacturer.name"]', "苏州示例云岫医疗用品有限公司")
    page.get_by_role("button", name="Check again").last.click()
    page.wait_for_selector(".changed")
    assert "Fixed: 3" in page.inner_text(".changed")
    assert "It may be filed." in page.inner_text("h1")


def test_a_dragged_file_is_taken(visit: Any) -> None:
    page = visit()
    page.evaluate("""() => {
        const data = new DataTransfer();
        data.items.add(new File(["{}"], "dragged.json"));
        document.querySelector(".drop").dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
    }""")
    assert page.evaluate("document.getElementById('files').files[0].name") == "dragged.json"
    assert "dragged.json" in page.inner_text("#files-chosen")


def test_the_short_form_with_rows_added_in_place(visit: Any) -> None:
    page = visit()
    page.get_by_text("Fill in a short form").click()
    page.get_by_role("button", name="Add a paper").click()
    assert page.url.endswith("/")
    assert page.evaluate("document.activeElement.name") == "dossier.lines.1.documents[1].kind"
    for path, text in form.values(bases.declaration("mask")).items():
        field = page.locator(f'[id="{path.replace("lines[0].manufacturer", "dossier.lines.1.manufacturer")}"]')
        if field.count():
            if field.evaluate("e => e.tagName") == "SELECT":
                field.select_option(text)
            else:
                field.fill(text)
    page.get_by_role("button", name="Check", exact=True).last.click()
    page.wait_for_selector(".declaration")
    assert "It may be filed." in page.inner_text("h1"), page.inner_text("main")


def test_what_is_missing_gets_the_focus(visit: Any) -> None:
    page = visit()
    page.get_by_text("Fill in a short form").click()
    page.locator("#short .main").click()
    page.wait_for_selector(".errors")
    assert page.evaluate("document.activeElement.id") == "error-summary"
    page.locator(".errors a").first.click()
    assert page.evaluate("document.activeElement.tagName") in ("SELECT", "INPUT")


def test_the_language_is_the_browsers_and_can_be_switched(visit: Any) -> None:
    page = visit(locale="zh-CN")
    assert page.get_attribute("html", "lang") == "zh-CN"
    page.set_input_files("#files", FILES)
    page.get_by_role("button", name="核对文件").click()
    page.wait_for_selector(".declaration")
    page.get_by_role("button", name="English").click()
    page.wait_for_selector("html[lang=en]")
    assert "It may not be filed as it is." in page.inner_text("h1")


@pytest.mark.parametrize("format_", ["HTML", "XLSX", "CSV", "Markdown", "JSON"])
def test_reports_are_downloaded(visit: Any, format_: str) -> None:
    page = visit()
    _checked(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name=f"Report {format_}").click()
    assert Path(waiting.value.path()).stat().st_size > 500
    assert page.url.endswith("/check")


def test_the_statement_is_downloaded(visit: Any) -> None:
    page = visit()
    _checked(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="DOCX").click()
    assert waiting.value.suggested_filename.endswith(".docx")


def test_everything_is_reached_by_keyboard(visit: Any) -> None:
    page = visit()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    # the form that is folded, then its first field, by keys alone
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate(
            "document.activeElement.tagName === 'SUMMARY' && !!document.activeElement.querySelector('h2')"
        ):
            break
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "dossier.lines.1.subtype"
    page.keyboard.press("s")  # surgical mask
    page.keyboard.press("Tab")
    page.keyboard.insert_text("医用外科口罩")
    page.locator("#destination").focus()
    page.keyboard.type("Germany")
    page.locator('[id="lines[0].name"]').focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".declaration")
    assert page.get_attribute("html", "lang") == "en", "Enter presses the form's own button, not the switch"
    assert "not be filed" in page.inner_text("h1")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "main":
            break
    page.keyboard.press("Enter")
    page.wait_for_selector("#edit")


def test_it_works_without_javascript(visit: Any) -> None:
    page = visit(java_script_enabled=False)
    assert page.locator(".onlyscript").is_hidden()
    _checked(page)
    page.get_by_role("button", name="Correct and check again").click()
    page.wait_for_selector("#edit")
    papers = page.locator('[data-row="dossier.lines.1.documents"]').count()
    page.get_by_role("button", name="Add a paper").click()
    page.wait_for_url("**/correct#dossier.lines.1.documents")
    assert page.locator('[data-row="dossier.lines.1.documents"]').count() == papers + 1
    page.fill('[id="lines[0].quantity"]', "5")
    page.get_by_role("button", name="Check again").last.click()
    page.wait_for_selector(".changed")
    assert "Remaining: 3" in page.inner_text(".changed")
    page.get_by_role("button", name="中文").click()
    page.wait_for_selector("html[lang=zh-CN]")
    page.goto(page.url.rpartition("/")[0] + "/")
    page.select_option("#product", "surgical_mask")
    page.select_option("#to", "DE")
    page.get_by_role("button", name="列出清单").click()
    assert "EN 14683" in page.inner_text("main")


@pytest.mark.parametrize("width", [320, 360, 600])
@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_a_narrow_page_does_not_scroll_sideways(visit: Any, width: int, locale: str) -> None:
    page = visit(locale=locale, viewport={"width": width, "height": 700})
    pages = [page.url]
    page.locator(".card summary").last.click()
    assert _sideways(page) == 0
    page.set_input_files("#files", FILES)
    page.locator("button.main").first.click()
    page.wait_for_selector(".declaration")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert _sideways(page) == 0
    page.locator(".declaration .act button.main").click()
    page.wait_for_selector("#edit")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert _sideways(page) == 0
    page.goto(pages[0] + "needs?product=surgical_mask&to=DE&on=2024-05-06")
    assert _sideways(page) == 0


def _sideways(page: Any) -> int:
    wide: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wide


@pytest.fixture(scope="session")
def axe() -> str:
    """The accessibility checker. It is fetched, never kept in the repository: its licence (MPL-2.0) is its own."""
    named = os.environ.get("SUPPLYCHECK_AXE")
    if named:
        return Path(named).read_text("utf-8")
    folder = user_cache_path("supplycheck-tests")
    script = folder / f"axe-{AXE}.min.js"
    if not script.exists():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("needs axe-core: npm is not installed, and SUPPLYCHECK_AXE names no axe.min.js")
        folder.mkdir(parents=True, exist_ok=True)
        packing = [npm, "pack", f"axe-core@{AXE}", "--silent", "--pack-destination", str(folder)]
        try:
            subprocess.run(packing, check=True, capture_output=True, timeout=120, cwd=folder)
        except (subprocess.SubprocessError, OSError):
            pytest.skip("needs axe-core: npm could not fetch it")
        with tarfile.open(folder / f"axe-core-{AXE}.tgz") as archive:
            member = archive.extractfile("package/axe.min.js")
            assert member is not None
            script.write_bytes(member.read())
    return script.read_text("utf-8")


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit: Any, axe: str, locale: str, scheme: str) -> None:
    # the page's own policy keeps scripts of others out, the checker's too
    page = visit(locale=locale, color_scheme=scheme, bypass_csp=True)
    start = page.url
    page.locator(".card summary").last.click()
    _is_accessible(page, axe)
    page.locator("#short .main").click()
    page.wait_for_selector(".errors")
    _is_accessible(page, axe)
    page.goto(start)
    page.set_input_files("#files", [*FILES, EXAMPLES / "two-declarations.csv"])
    page.locator("button.main").first.click()
    page.wait_for_selector(".declaration")
    _is_accessible(page, axe)
    page.locator(".declaration .act button.main").first.click()
    page.wait_for_selector("#edit")
    _is_accessible(page, axe)
    page.fill('[id="lines[0].quantity"]', "5")
    page.locator("#edit .act .main").click()
    page.wait_for_selector(".changed")
    _is_accessible(page, axe)
    page.goto(start + "needs?product=surgical_mask&to=DE&on=2024-05-06")
    _is_accessible(page, axe)
    page.goto(start + "nothing-here")
    _is_accessible(page, axe)


def _is_accessible(page: Any, axe: str) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.evaluate(axe)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate("tags => axe.run({runOnly: tags})", tags)
    told = [(v["id"], v["impact"], [n["html"][:200] for n in v["nodes"][:3]]) for v in found["violations"]]
    assert told == [], json.dumps(told, indent=1, ensure_ascii=False)
