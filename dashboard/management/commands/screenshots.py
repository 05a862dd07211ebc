"""`manage.py screenshots`: the real product, started for itself, seen page by page in both themes at two widths."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

THEMES = ("light", "dark")
WIDTHS = {1280: 900, 360: 780}
"""Widths, each with the height of its screen."""

README_PICTURE = "analysis.png"

_FREEZE = """
const mark = () => document.documentElement.dataset;
document.addEventListener("htmx:before:ws:message", (event) => { if (mark().frozen) event.preventDefault(); });
document.addEventListener("htmx:after:ws:message", () => {
  const strip = document.querySelector("#summary")?.dataset.strip ?? "";
  const chunks = document.querySelectorAll("#findings-chunking.is-completed .item").length;
  if ((/^[+]+>/.test(strip) && chunks > 2) || strip === "+++++") mark().frozen = "yes";
});
"""
"""Holds the page at a moment worth seeing: the sample study takes a few seconds, a picture of it nearly as long."""

START_SECONDS = 120.0
RUN_SECONDS = 180.0

CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

PAGES: dict[str, str] = {
    "list": "/",
    "new": "/new/",
    "findings": "{base}/",
    "map": "{base}/map/",
    "people": "{base}/people/",
    "transcripts": "{base}/sources/",
    "transcript": "{base}/sources/1/?chunk={chunk}#{chunk}",
    "search": "{base}/search/?q=brainstorming",
    "history": "{base}/history/",
    "principle": "{base}/items/{principle}/",
    "quote": "{base}/items/{chunk}/",
    "print": "{base}/print/",
    "activity": "/activity/",
    "compare": "/compare/?a={id}&b={other}",
    "missing": "/nowhere/",
}
DIALOGS: dict[str, str] = {
    "take-away": "{base}/take-away/",
    "share": "{base}/share/",
    "retry": "{base}/retry/",
    "delete": "{base}/delete/",
    "edit": "{base}/curate/{pattern}/",
}
"""Opened over the findings."""


class Command(BaseCommand):
    """Make the screenshots."""

    help = "Starts the product on a free port, analyses the sample study and shoots every page into docs/screenshots/."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("--output", type=Path, default=settings.BASE_DIR / "docs" / "screenshots")

    def handle(self, *_: Any, output: Path, **__: Any) -> None:
        """Start, shoot, stop."""
        try:
            from playwright.sync_api import sync_playwright
        except ImportError as error:
            raise CommandError("Screenshots need Playwright: uv sync --dev") from error
        output.mkdir(parents=True, exist_ok=True)
        with running() as url, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=list(CHROMIUM_FLAGS))
            count = shoot_all(browser, url, output)
            browser.close()
        self.stdout.write(f"{count} screenshots in {output}")


def chromium() -> str | None:
    """A Chromium of the system; None leaves it to the one that Playwright installed."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if (found := shutil.which(name)) is not None:
            return found
    return None


@contextmanager
def running() -> Iterator[str]:
    """The product under an address of its own, with nothing in it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="throughline-screenshots-") as folder:
        log = Path(folder) / "live.log"
        with log.open("wb") as out:
            process = subprocess.Popen(  # noqa: S603  # Our own interpreter, our own program.
                [sys.executable, str(settings.BASE_DIR / "manage.py"), "live", "--port", str(port)],
                cwd=settings.BASE_DIR,
                env={**os.environ, "THROUGHLINE_VAR": str(Path(folder) / "var")},
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        try:
            url = f"http://127.0.0.1:{port}"
            deadline = time.monotonic() + START_SECONDS
            while f"ready at {url}" not in log.read_text(errors="replace"):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise CommandError(f"The product did not start:\n{log.read_text(errors='replace')[-2_000:]}")
                time.sleep(0.2)
            yield url
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def shoot_all(browser: Browser, url: str, output: Path) -> int:
    """Everything; how many pictures."""
    looks = [(theme, width) for theme in THEMES for width in WIDTHS]
    count = 0
    for theme, width in looks:
        count += _shoot(browser, output, theme, width, {"empty": url + "/"})
    ids = []
    for theme, width in looks:
        page = _page(browser, theme, width)
        ids.append(_watch(page, url, output / f"watching-{theme}-{width}.png"))
        count += 1
        page.context.close()
    shutil.copy(output / "watching-light-1280.png", output / README_PICTURE)
    names = _names(browser, url, ids[0]) | {"other": ids[1]}
    for theme, width in looks:
        pages = {name: url + path.format(**names) for name, path in PAGES.items()}
        count += _shoot(browser, output, theme, width, pages)
        page = _page(browser, theme, width)
        count += _shoot_findings(page, url, names, output, f"{theme}-{width}")
        page.context.close()
    return count


def _page(browser: Browser, theme: str, width: int) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": WIDTHS[width]},
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="Europe/London",
    )
    return context.new_page()


def _shoot(browser: Browser, output: Path, theme: str, width: int, pages: dict[str, str]) -> int:
    page = _page(browser, theme, width)
    for name, address in pages.items():
        page.goto(address)
        page.wait_for_timeout(400)
        page.screenshot(path=output / f"{name}-{theme}-{width}.png")
    page.context.close()
    return len(pages)


def _watch(page: Page, url: str, picture: Path) -> str:
    """Start the sample study by its button, shoot it at work, wait until it is done; its id."""
    page.add_init_script(_FREEZE)
    page.goto(f"{url}/new/")
    page.get_by_role("link", name="Try the sample study").click()
    page.get_by_role("button", name="Analyse the sample").click()
    page.wait_for_url("**/analyses/*/")
    page.wait_for_selector("html[data-frozen]", timeout=RUN_SECONDS * 1_000)
    page.screenshot(path=picture)
    request_id = page.url.rstrip("/").rsplit("/", 1)[-1]
    deadline = time.monotonic() + RUN_SECONDS
    while page.request.get(f"{url}/analysis/requests/{request_id}/result").status != 200:
        if time.monotonic() > deadline:
            raise CommandError("The sample study did not complete.")
        time.sleep(0.3)
    return request_id


def _names(browser: Browser, url: str, request_id: str) -> dict[str, str]:
    """What the addresses are made of."""
    page = browser.new_page()
    result = page.request.get(f"{url}/analysis/requests/{request_id}/result").json()
    page.close()
    strongest = max(result["design_principles"], key=lambda principle: principle["priority"])
    insight = next(each for each in result["insights"] if each["id"] == strongest["insight_id"])
    return {
        "id": request_id,
        "base": f"/analyses/{request_id}",
        "principle": strongest["id"],
        "pattern": insight["pattern_id"],
        "chunk": insight["supporting_evidence"][0],
    }


def _shoot_findings(page: Page, url: str, names: dict[str, str], output: Path, look: str) -> int:
    """The findings with a line opened, and each dialog over them."""
    page.goto(url + names["base"] + "/")
    page.locator("#findings-activating details").first.locator("summary").click()
    page.wait_for_selector(".line-part.step-chunking")
    page.locator("#findings-activating").scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    page.screenshot(path=output / f"line-{look}.png", full_page=False)
    for name, path in DIALOGS.items():
        page.goto(url + names["base"] + "/")
        page.evaluate("(address) => openDialog(address)", path.format(**names))
        page.wait_for_selector("#dialog[open]")
        page.wait_for_timeout(300)
        page.screenshot(path=output / f"{name}-{look}.png")
    return 1 + len(DIALOGS)
