"""What the pages of a three-hour study weigh, and how long a reader waits: `uv run python bench/pages.py`.

Starts the real product on a free port with a folder of its own, submits some 30,000 words, waits until they are
analysed, and opens every page in headless Chromium. Each figure stands beside its limit.
"""

from __future__ import annotations

import json
import os
import sys
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dashboard.settings")

import django  # noqa: E402  # Below the path.

django.setup()

from playwright.sync_api import sync_playwright  # noqa: E402

from analysis.samples import sample_files  # noqa: E402
from dashboard.management.commands.screenshots import CHROMIUM_FLAGS, chromium, running  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Page

WORDS = 30_000
HTML_LIMIT = 300_000
FIRST_LOAD_LIMIT = 150_000
INTERACTIVE_LIMIT = 1_000
INTERACTION_LIMIT = 100
RUN_SECONDS = 900.0

PATHS = {
    "list": "/",
    "findings": "{base}/",
    "map": "{base}/map/",
    "people": "{base}/people/",
    "transcripts": "{base}/sources/",
    "transcript": "{base}/sources/1/",
    "search": "{base}/search/?q=people",
    "print": "{base}/print/",
}


def study() -> str:
    """The sample study over and over, each time by another person, until there are enough words."""
    texts = [data.decode() for _, data in sample_files()]
    whole, person = "", 0
    while len(whole.split()) < WORDS:
        person += 1
        whole += texts[person % len(texts)].replace("User:", f"Person {person}:") + "\n\n"
    return whole


def submit(url: str, text: str) -> str:
    """Submit the study and wait until it is completed; its id."""
    body = json.dumps({"text": text, "filename": "three hours.txt", "title": "Three hours"}).encode()
    request = urllib.request.Request(f"{url}/analysis/requests", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        request_id = str(json.load(answer)["request_id"])
    deadline = time.monotonic() + RUN_SECONDS
    while True:
        with urllib.request.urlopen(f"{url}/analysis/status/{request_id}", timeout=30) as answer:
            status: dict[str, Any] = json.load(answer)["status"]
        if status["overall_status"] == "completed":
            return request_id
        if status["overall_status"] == "failed" or time.monotonic() > deadline:
            sys.exit(f"The study did not complete: {status['error']}")
        time.sleep(0.5)


def line(what: str, figure: float, limit: float, unit: str) -> None:
    """One figure beside its limit."""
    verdict = "ok" if figure <= limit else "OVER"
    print(f"{what:<44}{figure:>12,.0f} {unit:<3}{limit:>12,.0f} {unit:<3} {verdict}")


def measure_pages(page: Page, url: str, base: str) -> None:
    """Bytes of HTML and time to interactive of each page."""
    for name, path in PATHS.items():
        answer = page.goto(url + path.format(base=base))
        assert answer is not None
        line(f"{name}: HTML", len(answer.body()), HTML_LIMIT, "B")
        interactive = page.evaluate("performance.getEntriesByType('navigation')[0].domInteractive")
        line(f"{name}: interactive", interactive, INTERACTIVE_LIMIT, "ms")


_TIMED = """
([act, selector]) => new Promise((resolve) => {
  const before = document.querySelectorAll(selector).length, began = performance.now();
  const look = () => document.querySelectorAll(selector).length > before
    ? requestAnimationFrame(() => resolve(performance.now() - began)) : requestAnimationFrame(look);
  document.querySelector(act).click();
  look();
})
"""


def measure_interactions(page: Page, url: str, base: str) -> None:
    """From a click to what it brings, painted."""
    page.goto(f"{url}{base}/")
    page.wait_for_timeout(1_000)
    for name, act, brings in (
        ("open a line down to quotes", "#findings-activating summary", "#findings-activating .line-part.step-chunking"),
        ("open another line", "#findings-explaining summary", "#findings-explaining .line-part.step-chunking"),
        ("show 40 more chunks", "#findings-chunking .items-more button", "#findings-chunking .item"),
    ):
        line(name, page.evaluate(_TIMED, [act, brings]), INTERACTION_LIMIT, "ms")


def main() -> None:
    """Measure and print."""
    text = study()
    with running() as url, sync_playwright() as playwright:
        began = time.monotonic()
        request_id = submit(url, text)
        took = time.monotonic() - began
        with urllib.request.urlopen(f"{url}/analysis/requests/{request_id}/result", timeout=60) as answer:
            counts = json.load(answer)["metadata"]["counts"]
        print(
            f"{len(text.split()):,} words, {counts['chunks']:,} chunks, {counts['patterns']} patterns in {took:.0f} s"
        )
        print(f"{'':<44}{'measured':>15}{'limit':>16}")
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(CHROMIUM_FLAGS))
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        received: list[float] = []
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
        base = f"/analyses/{request_id}"
        page.goto(f"{url}{base}/")
        page.wait_for_timeout(500)
        line("first load over the wire, everything", sum(received), FIRST_LOAD_LIMIT, "B")
        measure_pages(page, url, base)
        measure_interactions(page, url, base)
        browser.close()


if __name__ == "__main__":
    main()
