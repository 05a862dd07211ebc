"""What people come to do, each done once in a real browser: narrow, retry, delete, share, look, compare, take away."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core import signing
from docx import Document
from playwright.sync_api import Browser, BrowserContext, Page, expect

from dashboard.share_links import SALT
from tests.live.conftest import Live, until

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("live"), pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def studies(live: Live, specimens: Path) -> dict[str, str]:
    """Ids of completed analyses: the same interview twice, and one of something else."""
    driver = (specimens / "truck_driver.txt").read_text(encoding="utf-8")
    tea = (specimens / "transcripts" / "defra_tea_expert_1.md").read_text(encoding="utf-8")
    ids = {
        "driver": live.submit(driver, title="Driver, first reading"),
        "again": live.submit(driver, title="Driver, second reading"),
        "tea": live.submit(tea, title="Tea"),
    }
    for request_id in ids.values():
        live.wait_completed(request_id)
    return ids


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of its own; what a browser complains about fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(30_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def result_of(live: Live, request_id: str) -> dict[str, Any]:
    status, result = live.get(f"/analysis/requests/{request_id}/result")
    assert status == 200
    found: dict[str, Any] = result
    return found


def cancelled(live: Live, title: str, text: str) -> str:
    """Id of an analysis that failed because it was cancelled as soon as it was sent."""
    request_id = live.submit(text, title=title)
    assert live.post(f"/analysis/requests/{request_id}/cancel")[0] < 300

    def status() -> str:
        return str(live.get(f"/analysis/status/{request_id}")[1]["status"]["overall_status"])

    until(lambda: status() in ("failed", "completed"), 60, lambda: f"It is {status()}.")
    assert status() == "failed"
    return request_id


def test_the_list_is_narrowed_by_status_and_as_one_types(live: Live, page: Page, studies: dict[str, str]) -> None:
    page.goto(live.url)
    filters = page.get_by_role("navigation", name="Filter by status")
    filters.get_by_role("link", name="Completed").click()
    expect(page).to_have_url(f"{live.url}/?status=completed")

    page.get_by_role("searchbox").press_sequentially("second read")

    expect(page).to_have_url(f"{live.url}/?status=completed&q=second+read")
    expect(page.locator("#rows > .row")).to_have_count(1)
    expect(page.locator(f"#row-{studies['again']}")).to_be_visible()
    expect(page.get_by_role("searchbox")).to_be_focused()
    expect(page.locator("#announce")).to_have_text("1 shown.")
    expect(page.locator("#freshness.is-live")).to_be_visible()

    filters.get_by_role("link", name="Failed").click()
    expect(page).to_have_url(f"{live.url}/?status=failed&q=second+read")
    expect(page.locator("#rows")).to_contain_text("No match for “second read”.")


def test_a_narrowed_list_takes_in_only_what_belongs_to_it(live: Live, page: Page, studies: dict[str, str]) -> None:
    page.goto(live.url)
    page.get_by_role("searchbox").press_sequentially("kettle")
    expect(page.locator("#rows")).to_contain_text("No match for “kettle”.")
    expect(page.locator("#freshness.is-live")).to_be_visible()

    live.submit("Mia: I boil far too much water for one cup.", title="A cup")
    kettle = live.submit("Mia: I boil far too much water for one cup.", title="A kettle")

    expect(page.locator("#rows > .row")).to_have_count(1)
    expect(page.locator(f"#row-{kettle}")).to_be_visible()


def test_the_search_of_the_list_works_without_javascript(live: Live, browser: Browser, studies: dict[str, str]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live.url)

    page.get_by_role("searchbox").fill("second read")
    page.get_by_role("searchbox").press("Enter")

    expect(page.locator("#rows > .row")).to_have_count(1)
    expect(page.locator(f"#row-{studies['again']}")).to_be_visible()
    context.close()


def test_several_are_retried_and_deleted_after_a_question(live: Live, page: Page, specimens: Path) -> None:
    text = (specimens / "truck_driver.txt").read_text(encoding="utf-8")
    ids = [cancelled(live, f"Several {number}", text) for number in (1, 2)]
    page.goto(f"{live.url}/?q=several")

    def pick_all(button: str) -> None:
        for request_id in ids:
            page.locator(f"#row-{request_id}").get_by_role("checkbox").check()
        expect(page.locator("[data-bulk-count]")).to_have_text("2 selected")
        page.locator("#bulk").get_by_role("button", name=button).click()

    pick_all("Retry")
    expect(page.get_by_role("heading", level=1)).to_have_text("Retry 2 analyses?")
    page.get_by_role("button", name="Retry").click()
    expect(page.locator(".toast")).to_contain_text("2 analyses will run again.")
    for request_id in ids:
        assert live.wait_completed(request_id)["overall_status"] == "completed"

    page.goto(f"{live.url}/?q=several")
    pick_all("Delete")
    expect(page.get_by_role("heading", level=1)).to_have_text("Delete 2 analyses?")
    page.get_by_role("link", name="Leave them").click()
    assert live.get(f"/analysis/status/{ids[0]}")[0] == 200

    page.goto(f"{live.url}/?q=several")
    pick_all("Delete")
    page.get_by_role("button", name="Delete for good").click()
    expect(page.locator(".toast")).to_contain_text("2 analyses deleted.")
    assert [live.get(f"/analysis/status/{request_id}")[0] for request_id in ids] == [404, 404]


def share(page: Page, url: str, *, hide: bool) -> str:
    """Make a link by the dialogs; its address."""
    page.goto(url)
    page.locator("#actions").get_by_role("link", name="Export & share").click()
    page.get_by_role("link", name="Share a link to read").click()
    page.get_by_label("Hide the transcripts").set_checked(hide)
    page.get_by_role("button", name="Make the link").click()
    return page.locator("#share-address").input_value()


def visitor(browser: Browser) -> BrowserContext:
    """Somebody who has never been here."""
    context = browser.new_context()
    context.set_default_timeout(30_000)
    return context


def test_a_shared_link_shows_findings_and_quotes_and_nothing_else(
    live: Live, browser: Browser, page: Page, studies: dict[str, str]
) -> None:
    address = share(page, f"{live.url}/analyses/{studies['driver']}/", hide=True)
    assert address.startswith(f"{live.url}/shared/")

    context = visitor(browser)
    guest = context.new_page()
    guest.goto(address)
    first = guest.locator("#findings-activating .item-principle").first
    first.locator("summary").click()
    expect(first.locator(".quote").first).to_be_visible()
    for name in ("Transcripts", "History", "New analysis", "Delete", "Run again", "Edit, pin, annotate or set aside"):
        expect(guest.get_by_role("link", name=name)).to_have_count(0)

    token = address.rstrip("/").rsplit("/", 1)[-1]
    for path in ("sources/", "sources/1/", "take-away/qdpx/", "history/", "delete/", "share/", "curate/pattern_1/"):
        assert guest.request.get(f"{live.url}/shared/{token}/{path}").status == 404, path
    assert guest.request.post(f"{live.url}/shared/{token}/delete/").status in (403, 404)
    assert live.get(f"/analysis/status/{studies['driver']}")[0] == 200
    context.close()


def test_a_link_is_made_on_the_page_of_its_own_too(live: Live, page: Page, studies: dict[str, str]) -> None:
    page.goto(f"{live.url}/analyses/{studies['driver']}/share/")
    page.get_by_role("button", name="Make the link").click()

    expect(page.locator("#share-address")).to_be_visible()
    expect(page.get_by_role("heading", name="The link is ready")).to_be_visible()


def test_links_are_withdrawn_by_the_dialogs(live: Live, browser: Browser, page: Page, studies: dict[str, str]) -> None:
    url = f"{live.url}/analyses/{studies['again']}/"
    address = share(page, url, hide=True)
    page.goto(url)
    page.locator("#actions").get_by_role("link", name="Export & share").click()
    page.get_by_role("link", name="Share a link to read").click()
    page.get_by_role("link", name="Withdraw every link made so far").click()
    page.get_by_role("button", name="Withdraw every link").click()
    expect(page.locator(".toast")).to_contain_text("opens nothing any more")

    context = visitor(browser)
    assert context.new_page().request.get(address).status == 404
    context.close()


def test_a_shared_link_may_show_the_transcripts(
    live: Live, browser: Browser, page: Page, studies: dict[str, str]
) -> None:
    address = share(page, f"{live.url}/analyses/{studies['driver']}/", hide=False)

    context = visitor(browser)
    guest = context.new_page()
    guest.goto(address)
    guest.get_by_role("navigation", name="Views of this analysis").get_by_role("link", name="Transcripts").click()
    guest.locator(".source-list a").first.click()
    expect(guest.locator(".turn").first).to_be_visible()
    context.close()


def test_a_link_that_expired_or_was_forged_opens_nothing(live: Live, page: Page, studies: dict[str, str]) -> None:
    key = (live.folder / "secret-key").read_text(encoding="ascii").strip()

    def status(until_seconds: float, key: str) -> int:
        values = [studies["driver"], 1, int(time.time() + until_seconds), 0]
        token = signing.dumps(values, key=key, salt=SALT, compress=False)
        return page.request.get(f"{live.url}/shared/{token}/").status

    assert status(60, key) == 200
    assert status(-1, key) == 404
    assert status(60, key + "x") == 404
    token = signing.dumps([studies["driver"], 1, int(time.time() + 60), 0], key=key, salt=SALT, compress=False)
    other = signing.dumps([studies["tea"], 1, int(time.time() + 60), 0], key=key, salt=SALT, compress=False)
    swapped = f"{other.split(':')[0]}:{token.split(':', 1)[1]}"
    assert page.request.get(f"{live.url}/shared/{swapped}/").status == 404


def test_the_map_is_read_by_pointing_and_by_keyboard(live: Live, page: Page, studies: dict[str, str]) -> None:
    page.goto(f"{live.url}/analyses/{studies['driver']}/map/")
    dots, said = page.locator("[data-map] .dot"), page.locator("#map-said")
    inferences = result_of(live, studies["driver"])["inferences"]
    assert dots.count() == len(inferences)

    title = dots.nth(2).locator("title").text_content() or ""
    dots.nth(2).locator("circle").hover()
    expect(said).to_have_text(title)
    expect(said).to_be_in_viewport()

    dots.nth(0).focus()
    page.keyboard.press("ArrowRight")
    expect(dots.nth(1)).to_be_focused()
    expect(said).to_have_text(dots.nth(1).locator("title").text_content() or "")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(dots.last).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/items/*/")
    expect(page.get_by_role("heading", name="What it rests on")).to_be_visible()


def test_the_matrix_counts_each_persons_quotes_of_each_pattern(live: Live, page: Page, studies: dict[str, str]) -> None:
    result = result_of(live, studies["tea"])
    chunk_of = {inference["id"]: inference["chunk_id"] for inference in result["inferences"]}
    expected = {
        pattern["name"]: len({chunk_of[each] for each in pattern["related_inferences"]})
        for pattern in result["patterns"]
    }

    page.goto(f"{live.url}/analyses/{studies['tea']}/people/")
    rows = page.locator(".matrix tbody tr")
    shown = {}
    for row in rows.all():
        counts = row.locator("td .cell").all_inner_texts()
        shown[row.locator("th").inner_text()] = sum(int(count) for count in counts)

    assert shown == expected
    cell = rows.first.locator(".cell").first
    count = int(cell.inner_text())
    cell.click()
    page.wait_for_url("**/people/quotes/?*")
    expect(page.locator(".said-list .quote")).to_have_count(count)
    page.go_back()
    rows.first.locator("th").get_by_role("link").click()
    page.wait_for_url("**/items/*/")


def test_two_readings_of_one_interview_agree_and_two_studies_do_not(
    live: Live, page: Page, studies: dict[str, str]
) -> None:
    page.goto(f"{live.url}/analyses/{studies['driver']}/")
    page.get_by_role("link", name="Compare with another analysis").click()
    page.get_by_role("combobox", name="Second").fill(studies["again"])
    page.get_by_role("button", name="Compare").click()
    patterns = page.locator(".panel.step-relating")
    count = len(result_of(live, studies["driver"])["patterns"])
    expect(patterns.locator(".panel-count")).to_have_text(f"{count} in both")
    expect(patterns.locator(".two .faint")).to_have_text(["Nothing", "Nothing"])

    page.get_by_role("combobox", name="Second").fill(studies["tea"])
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_text("They rest on different transcripts")).to_be_visible()
    first = patterns.locator(".two > div").first.locator(".hit")
    both = int(patterns.locator(".panel-count").inner_text().split()[0])
    assert first.count() + both == count


def test_the_activity_counts_what_happens(live: Live, page: Page, studies: dict[str, str]) -> None:
    def figure(name: str) -> str:
        return page.locator(".figures > div", has=page.get_by_text(name, exact=True)).locator("dd").first.inner_text()

    page.goto(f"{live.url}/activity/?days=7")
    before = int(figure("Analyses"))
    steps = page.locator("table.plain").first.locator("tbody tr")
    expect(steps.locator("th")).to_have_text(["Chunk", "Infer", "Relate", "Explain", "Activate"])
    assert all(int(runs) >= len(studies) for runs in steps.locator("td:last-child").all_inner_texts())
    page.get_by_text("As a table").click()
    expect(page.locator(".as-table tbody tr")).to_have_count(7)

    live.wait_completed(live.submit("Mia: I boil far too much water for one cup.", title="One more"))

    page.reload()
    assert int(figure("Analyses")) == before + 1


def download(page: Page, url: str, key: str) -> tuple[str, bytes]:
    """Take a file away by the dialog: its name and its bytes."""
    page.goto(url)
    page.locator("#actions").get_by_role("link", name="Export & share").click()
    with page.expect_download() as begun:
        page.locator(f"#dialog a[href$='/take-away/{key}/']").click()
    return begun.value.suggested_filename, Path(begun.value.path()).read_bytes()


def test_a_report_and_a_table_are_taken_away(live: Live, page: Page, studies: dict[str, str]) -> None:
    result = result_of(live, studies["tea"])
    principles = [principle["principle"] for principle in result["design_principles"]]
    url = f"{live.url}/analyses/{studies['tea']}/"

    name, report = download(page, url, "docx")
    assert name == "Tea.docx"
    paragraphs = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(report)).paragraphs)
    assert all(principle in paragraphs for principle in principles)

    name, table = download(page, url, "csv")
    assert name == "Tea.csv"
    cells = {cell for row in csv.reader(io.StringIO(table.decode("utf-8-sig"))) for cell in row}
    assert cells >= set(principles)


def test_a_word_is_found_in_everything_and_leads_to_where_it_was_said(
    live: Live, page: Page, studies: dict[str, str]
) -> None:
    result = result_of(live, studies["driver"])
    places = [
        chunk
        for chunk in result["chunks"]
        if any("truck" in (chunk[part] or "").casefold() for part in ("content", "speaker", "question"))
    ]
    page.goto(f"{live.url}/analyses/{studies['driver']}/")
    page.get_by_role("searchbox", name="Search in this analysis").fill("truck")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=truck")

    quotes = page.locator(".panel.step-chunking")
    expect(quotes.locator(".panel-count")).to_contain_text(str(len(places)))
    marks = page.locator(".hits mark").all_inner_texts()
    assert marks
    assert {mark.casefold() for mark in marks} == {"truck"}

    quotes.locator(".hit a").first.click()
    expect(page.locator(".used.is-marked")).to_be_visible()
    expect(page.locator(".used.is-marked")).to_be_in_viewport()
