"""A reader among findings, in a real browser: the place is kept, findings have addresses, words are taken along."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.live.conftest import Live

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("live"), pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def result(live: Live, specimens: Path) -> dict[str, Any]:
    """What was found in one open interview."""
    text = (specimens / "transcripts" / "defra_tea_expert_1.md").read_text(encoding="utf-8")
    request_id = live.submit(text, title="Tea")
    live.wait_completed(request_id)
    status, found = live.get(f"/analysis/requests/{request_id}/result")
    assert status == 200
    return dict(found)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of its own; what goes wrong in its scripts fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 700}, reduced_motion="reduce")
    context.set_default_timeout(30_000)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    yield page
    context.close()
    assert complaints == []


def home(live: Live, result: dict[str, Any]) -> str:
    return f"{live.url}/analyses/{result['request_id']}/"


def open_ids(page: Page) -> list[str]:
    ids: list[str] = page.locator("details[data-item][open]").evaluate_all("all => all.map(each => each.dataset.item)")
    return ids


def test_back_from_a_quote_finds_the_page_as_it_was_left(live: Live, page: Page, result: dict[str, Any]) -> None:
    page.goto(home(live, result))
    item = page.locator("#findings-explaining details").nth(1)
    name = item.get_attribute("data-item")
    item.locator("summary").click()
    quote = item.locator(".quote a").last
    quote.scroll_into_view_if_needed()
    top = page.evaluate("scrollY")
    assert top > 300

    quote.click()
    page.wait_for_url("**/sources/**")
    page.go_back()

    expect(item.locator(".quote a").first).to_be_visible()
    assert open_ids(page) == [name]
    page.wait_for_function("(top) => Math.abs(scrollY - top) < 3", arg=top)


def test_a_finding_that_is_further_down_the_list_has_an_address(live: Live, page: Page, result: dict[str, Any]) -> None:
    pattern = min(result["patterns"], key=lambda each: each["strength"])["id"]

    page.goto(f"{home(live, result)}#{pattern}")

    item = page.locator(f"details[data-item={pattern}]")
    expect(item.locator(".quote").first).to_be_visible()
    expect(item).to_be_in_viewport()
    expect(item.locator("summary")).to_be_focused()
    assert open_ids(page) == [pattern]


def test_an_edit_leaves_the_reader_where_they_are(live: Live, page: Page, result: dict[str, Any]) -> None:
    page.goto(home(live, result))
    item = page.locator("#findings-relating .item-pattern").nth(1)
    item.locator("summary").click()
    expect(item.locator(".quote").first).to_be_visible()
    item.scroll_into_view_if_needed()
    top, opened = page.evaluate("scrollY"), open_ids(page)
    assert top > 300

    item.locator(".item-tools").click()
    words = page.locator("#dialog textarea[name=text]")
    words.fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#dialog[open]")).to_be_visible()
    page.locator("#dialog input[value=note]").check()
    words.fill("Ask again in spring")
    page.get_by_role("button", name="Save").click()

    expect(page.locator("#findings-relating .note")).to_contain_text("Ask again in spring")
    page.wait_for_function("(top) => Math.abs(scrollY - top) < 3", arg=top)
    assert open_ids(page) == opened
    expect(page.locator(".toast")).to_be_in_viewport()
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(page.locator("#findings-relating .note")).to_have_count(0)
    page.wait_for_function("(top) => Math.abs(scrollY - top) < 3", arg=top)


def test_what_only_a_finished_run_has_appears_without_a_reload(live: Live, page: Page, specimens: Path) -> None:
    request_id = live.submit((specimens / "truck_driver.txt").read_text(encoding="utf-8"), title="Watched to its end")
    page.goto(f"{live.url}/analyses/{request_id}/")
    page.evaluate("window.sameDocument = true")
    expect(page.locator("#summary[data-status=completed]")).to_be_visible(timeout=90_000)

    expect(page.locator("#in-short .in-short-points > li")).to_have_count(3)
    expect(page.locator("#side-links").get_by_role("link", name="interview.txt")).to_be_visible()
    expect(page.locator("#side-links").get_by_role("link", name="Compare with another analysis")).to_be_visible()
    assert page.evaluate("window.sameDocument") is True

    point = page.locator("#in-short .in-short-points a").first
    point.click()
    expect(page.locator("#findings-activating details[open] .quote").first).to_be_visible()
    expect(page.locator("#findings-activating details[open] .item-name")).to_have_text(point.inner_text())


def copied(page: Page) -> str:
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def test_words_are_copied_with_where_they_come_from(live: Live, page: Page, result: dict[str, Any]) -> None:
    page.goto(home(live, result))
    item = page.locator("#findings-activating .item-principle").first
    name = item.get_attribute("id")
    assert name is not None
    principle = next(each for each in result["design_principles"] if name.endswith(each["id"]))

    item.locator(".item-cite").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#announce")).to_have_text("Copied.")
    expect(item.locator(".item-cite[data-said=Copied]")).to_be_focused()
    assert copied(page) == f"“{principle['principle']}” — Tea, {home(live, result)}#{principle['id']}"

    item.locator("summary").click()
    quote = item.locator("figure.said").first
    quote.get_by_role("button", name="Copy with citation").click()
    expect(quote.locator(".copy[data-said=Copied]")).to_be_visible()
    text = copied(page)
    chunk = next(each for each in result["chunks"] if f"?chunk={each['id']}#" in text)
    words = " ".join(quote.locator(".quote").inner_text().split())
    place = f"{home(live, result)}sources/1/?chunk={chunk['id']}#{chunk['id']}"
    parts = [chunk["speaker"] or "Unnamed", chunk["source"], *([chunk["timecode"]] if chunk["timecode"] else []), place]
    assert text == f"“{words.strip('“”')}” — {', '.join(parts)}"


def test_the_map_names_a_pattern_that_is_pointed_at_or_reached_by_keyboard(
    live: Live, page: Page, result: dict[str, Any]
) -> None:
    page.goto(f"{home(live, result)}map/")
    pattern = result["patterns"][-1]
    island = page.locator(f".island-link[href$='/{pattern['id']}/']")

    island.focus()

    expect(page.locator("[data-map-said]")).to_have_text(pattern["name"])
    expect(island).to_have_accessible_name(pattern["name"])


def test_on_a_phone_the_steps_of_a_finished_analysis_take_one_line(
    live: Live, page: Page, result: dict[str, Any]
) -> None:
    page.set_viewport_size({"width": 360, "height": 760})
    page.goto(home(live, result))

    boxes = page.locator(".cards > .card").evaluate_all("all => all.map(each => each.getBoundingClientRect().toJSON())")
    assert len(boxes) == 5
    assert len({round(box["top"]) for box in boxes}) == 1
    assert max(box["height"] for box in boxes) < 80
    counts = [len(result[name]) for name in ("chunks", "inferences", "patterns", "insights", "design_principles")]
    assert [int(each) for each in page.locator(".card-found b").all_inner_texts()] == counts
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    expect(page.locator("#in-short h2")).to_be_in_viewport()
