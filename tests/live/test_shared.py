"""A link for people outside the team, as they meet it."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.live.conftest import Live

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("live"), pytest.mark.timeout(300)]


def test_a_reader_of_a_link_meets_findings_first_on_every_screen(live: Live, browser: Browser, specimens: Path) -> None:
    request_id = live.submit((specimens / "truck_driver.txt").read_text(encoding="utf-8"), title="Truck driver")
    live.wait_completed(request_id)
    context = browser.new_context(viewport={"width": 360, "height": 800}, reduced_motion="reduce")
    context.set_default_timeout(30_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(f"{live.url}/analyses/{request_id}/share/")
    expect(page.get_by_label("Hide the transcripts")).to_be_checked()
    page.get_by_role("button", name="Make the link").click()
    link = page.locator("#share-address").input_value()

    for theme in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        for address in (link, f"{link[:-4]}/", f"{live.url}/compare/?a={request_id}&b=truck", f"{live.url}/"):
            page.goto(address)
            found = Axe().run(page).response["violations"]
            assert [each["id"] for each in found] == [], (theme, address)
            assert page.evaluate("document.documentElement.scrollWidth") == 360, address
    page.goto(link)
    expect(page.get_by_text("Where the time went")).to_have_count(0)
    expect(page.locator("#findings-chunking, #findings-inferring")).to_have_count(0)
    page.locator("#findings-activating .item-principle summary").first.click()
    expect(page.locator("#findings-activating .quote").first).to_be_visible()
    assert [each for each in complaints if "404" not in each] == []
    context.close()
