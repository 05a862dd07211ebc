"""What comes out of the printer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.live.conftest import Live

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("live"), pytest.mark.timeout(300)]


def test_a_printed_report_fills_its_pages_and_a_map_says_nothing_of_pointing(
    live: Live, browser: Browser, specimens: Path
) -> None:
    request_id = live.submit((specimens / "truck_driver.txt").read_text(encoding="utf-8"), title="Truck driver")
    live.wait_completed(request_id)
    context = browser.new_context(viewport={"width": 700, "height": 1000})
    page = context.new_page()
    page.emulate_media(media="print")

    page.goto(f"{live.url}/analyses/{request_id}/print/")
    height = page.evaluate("document.querySelector('.report').scrollHeight")
    sheets = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", margin={"top": "2cm", "bottom": "2cm"})))
    usable = 25.7 / 2.54 * 96  # An A4 sheet without its margins, in CSS pixels.
    assert sheets <= 1.25 * height / usable + 1, (sheets, height)

    page.goto(f"{live.url}/analyses/{request_id}/map/")
    assert page.locator(".map").is_visible()
    assert page.locator(".map-said").is_hidden()
    context.close()
