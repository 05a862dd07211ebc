"""The main job from end to end, as a person does it: a file on the page, five steps, findings, and no reload."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.live.conftest import Live

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("live"), pytest.mark.timeout(300)]

STEPS = ("chunking", "inferring", "relating", "explaining", "activating")


@pytest.fixture
def page(browser: Browser) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(30_000)
    return page


def test_an_interview_becomes_principles_before_ones_eyes(live: Live, page: Page, specimens: Path) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))

    page.goto(live.url)
    page.get_by_role("link", name="New analysis").first.click()
    page.set_input_files("input[type=file]", specimens / "truck_driver.txt")
    page.get_by_role("button", name="Analyse", exact=True).click()
    page.wait_for_url(f"{live.url}/analyses/*/")

    # What follows must happen on this very page: a reload would lose the mark.
    page.evaluate("window.neverReloaded = true")
    for step in STEPS:
        expect(page.locator(f"#findings-{step}.is-completed")).to_be_visible(timeout=90_000)
    expect(page.locator("#summary[data-status=completed]")).to_be_visible()
    assert page.evaluate("window.neverReloaded") is True

    # From the first principle back to words that were said.
    first = page.locator("#findings-activating .item-principle").first
    first.locator("summary").click()
    quote = first.locator(".line-part.step-chunking").first
    expect(quote).to_be_visible()
    said = " ".join((specimens / "truck_driver.txt").read_text(encoding="utf-8").split())
    quoted = " ".join(quote.locator("blockquote").first.inner_text().split()).strip('“”" ')
    assert quoted
    assert quoted in said

    assert complaints == []


def test_what_the_page_shows_is_what_the_api_says(live: Live, specimens: Path) -> None:
    text = (specimens / "truck_driver.txt").read_text(encoding="utf-8")

    request_id = live.submit(text, title="Truck driver")
    status = live.wait_completed(request_id)

    assert [step["status"] for step in status["analysis_result"]["steps_status"].values()] == ["completed"] * 5
    _, result = live.get(f"/analysis/requests/{request_id}/result")
    chunks = {chunk["id"]: chunk for chunk in result["chunks"]}
    inferences = {inference["id"]: inference for inference in result["inferences"]}
    patterns = {pattern["id"]: pattern for pattern in result["patterns"]}
    insights = {insight["id"]: insight for insight in result["insights"]}
    assert result["design_principles"]
    for chunk in chunks.values():
        assert text[chunk["start"] : chunk["end"]] == chunk["content"]
    for principle in result["design_principles"]:
        insight = insights[principle["insight_id"]]
        assert set(insight["supporting_evidence"]) <= set(chunks)
        for inference in patterns[insight["pattern_id"]]["related_inferences"]:
            assert inferences[inference]["chunk_id"] in chunks


def test_the_docs_work_under_the_content_security_policy(live: Live, page: Page) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)

    page.goto(f"{live.url}/docs")

    expect(page.get_by_text("Submit research")).to_be_visible()
    assert complaints == []
