"""The list in a real browser: what is picked, and what is offered for it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.live.conftest import Live

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("live"), pytest.mark.timeout(300)]

TALK = "Interviewer: How do you make tea?\nMia: I boil far too much water for one cup, and I hate to wait.\n"


def test_what_is_offered_fits_what_is_picked(live: Live, browser: Browser) -> None:
    ids = [live.submit(TALK + f"Mia: I drink {number} cups.\n", title=f"Teapot {number}") for number in (1, 2, 3)]
    for request_id in ids:
        live.wait_completed(request_id)
    context = browser.new_context(viewport={"width": 360, "height": 800}, reduced_motion="reduce")
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.goto(f"{live.url}/?q=Teapot")
    expect(page.locator("#freshness.is-live")).to_be_visible()
    bar = page.locator("#bulk")
    compare, retry = bar.get_by_role("link", name="Compare"), bar.get_by_role("button", name="Retry")

    page.get_by_role("checkbox", name="Select Teapot 1").check()
    expect(bar.get_by_role("button", name="Delete")).to_be_visible()
    expect(retry).to_be_hidden()
    expect(compare).to_be_hidden()
    bar.get_by_role("button", name="Select all on this page").click()
    expect(page.locator("[data-bulk-count]")).to_have_text("3 selected")
    expect(compare).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.get_by_role("checkbox", name="Select Teapot 3").uncheck()
    compare.click()

    page.wait_for_url(f"**/compare/?a={ids[0]}&b={ids[1]}")
    expect(page.get_by_role("heading", name="Only in Teapot 1").first).to_be_visible()
    context.close()
