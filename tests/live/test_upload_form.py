"""The upload form in a real browser, where things do not go smoothly."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, Route, expect

from tests.live.conftest import Live

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("live"), pytest.mark.timeout(300)]

TALK = "Mia: I boil far too much water for one cup.\n"
DROP_TWO_FOLDERS = """(words) => {
  const file = (folder) => ({ isFile: true, fullPath: `/study/${folder}/notes.txt`,
    file: (give) => give(new File([words], "notes.txt", { lastModified: 1 })) });
  const folder = (name) => ({ isFile: false, fullPath: `/study/${name}`, createReader() {
    let left = [file(name)];
    return { readEntries: (give) => { give(left); left = []; } };
  } });
  const event = new Event("drop", { bubbles: true, cancelable: true });
  const items = ["first", "second"].map((name) => ({ webkitGetAsEntry: () => folder(name) }));
  Object.defineProperty(event, "dataTransfer", { value: { types: ["Files"], items, files: [] } });
  document.dispatchEvent(event);
}"""


@pytest.fixture
def page(browser: Browser, live: Live) -> Iterator[Page]:
    """The form."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(30_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{live.url}/new/")
    yield page
    context.close()
    assert complaints == []


def names(page: Page) -> list[str]:
    expect(page.locator("#previews .is-looking")).to_have_count(0)
    return page.locator("#previews .preview-name b").all_inner_texts()


def test_files_alike_in_name_and_size_from_two_folders_are_both_taken(page: Page, tmp_path: Path) -> None:
    paths = []
    for number, folder in enumerate(("first", "second")):
        (tmp_path / folder).mkdir()
        path = tmp_path / folder / "notes.txt"
        path.write_text(TALK, encoding="utf-8")
        os.utime(path, (1_700_000_000 + number, 1_700_000_000 + number))
        paths.append(path)

    page.set_input_files("#files", paths)
    assert names(page) == ["notes.txt", "notes (2).txt"]
    expect(page.locator("[data-send-error]")).to_be_empty()

    page.set_input_files("#files", paths[0])
    expect(page.locator("[data-send-error]")).to_have_text(
        "“notes.txt” is in the list already. It was not added again."
    )
    assert names(page) == ["notes.txt", "notes (2).txt"]


def test_files_alike_in_everything_but_their_folder_are_both_taken(page: Page) -> None:
    page.evaluate(DROP_TWO_FOLDERS, TALK)
    expect(page.locator("#previews .preview")).to_have_count(2)
    assert names(page) == ["notes.txt", "notes (2).txt"]

    page.evaluate(DROP_TWO_FOLDERS, TALK)
    expect(page.locator("[data-send-error]")).to_contain_text("is in the list already")
    assert names(page) == ["notes.txt", "notes (2).txt"]


def test_what_was_started_though_its_answer_was_lost_is_not_started_twice(live: Live, page: Page) -> None:
    lost: list[int] = []

    def lose_the_first_answer(route: Route) -> None:
        if lost or route.request.method != "POST":
            route.continue_()
            return
        lost.append(route.fetch(max_redirects=0).status)
        route.abort("connectionreset")

    page.route("**/new/", lose_the_first_answer)
    page.get_by_text("Paste text instead").click()
    page.locator("textarea[name=text]").fill(TALK)
    page.locator("input[name=title]").fill("An answer that got lost")
    page.get_by_role("button", name="Analyse", exact=True).click()
    expect(page.locator("[data-send-error]")).to_contain_text("It may have been started all the same.")
    assert lost == [204]

    page.get_by_role("button", name="Analyse", exact=True).click()
    page.wait_for_url(f"{live.url}/analyses/*/")

    _, found = live.get("/analysis/requests?q=An%20answer%20that%20got%20lost")
    assert len(found["requests"]) == 1
    assert page.url == f"{live.url}/analyses/{found['requests'][0]['request_id']}/"


@pytest.mark.parametrize("address", ["/new/#%", "/new/#%E0%A4%A", "/new/#%23"])
def test_an_address_that_means_nothing_stops_no_clock(live: Live, page: Page, address: str) -> None:
    page.goto("about:blank")
    page.goto(live.url + address)
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<time id=clock data-since=' + new Date().toISOString() + '>')"
    )

    expect(page.locator("#clock")).to_contain_text(" s")


def test_a_file_over_the_limit_is_left_out_and_can_be_removed(live: Live, page: Page, tmp_path: Path) -> None:
    large, small = tmp_path / "large.txt", tmp_path / "small.txt"
    large.write_bytes(b"Mia: so much.\n" * 1_600_000)
    small.write_text(TALK, encoding="utf-8")

    page.set_input_files("#files", [large])
    refused = page.locator("#previews .is-refused")
    expect(refused).to_contain_text("it is larger than 20 MB")
    expect(refused.locator("svg")).to_have_count(2)
    page.get_by_role("button", name="Analyse").click()
    expect(page.locator("[data-send-error]")).to_have_text("None of these files can be sent. Choose another one.")
    page.get_by_role("button", name="Remove large.txt").click()
    expect(page.locator("#previews .preview")).to_have_count(0)

    page.set_input_files("#files", [large, small])
    expect(page.locator("#previews .is-understood")).to_have_count(1)
    page.get_by_role("button", name="Analyse").click()
    page.wait_for_url("**/analyses/analysis_*/")
    status, body = live.get(f"/analysis/status/{page.url.rstrip('/').rsplit('/', 1)[1]}")
    assert (status, [each["name"] for each in body["status"]["sources"]]) == (200, ["small.txt"])


def test_pasted_text_is_looked_at_its_roles_are_chosen_and_its_first_words_become_the_title(
    live: Live, page: Page
) -> None:
    page.get_by_text("Paste text instead").click()
    page.get_by_role("textbox", name="Transcript").fill(f"Kim: What do you drink?\n{TALK}")
    seen = page.locator("#previews .is-understood")
    expect(seen.locator("label.speaker")).to_have_count(2)
    seen.get_by_label("Mia").check()
    expect(seen.locator("label.speaker", has_text="Mia")).to_contain_text("asks")

    page.get_by_role("button", name="Analyse").click()
    page.wait_for_url("**/analyses/analysis_*/")
    expect(page.locator("h1")).to_have_text("What do you drink?")


def test_what_cannot_be_used_is_counted_and_removed_at_once_and_twins_are_told(page: Page, tmp_path: Path) -> None:
    given = {"a.txt": TALK.encode(), "b.md": TALK.encode(), "empty.txt": b"", "film.mov": b"\x00\x01" * 50}
    for name, content in given.items():
        (tmp_path / name).write_bytes(content)
    page.set_input_files("#files", [tmp_path / name for name in given])

    expect(page.locator("[data-together-words]")).to_have_text("2 can be used, 2 cannot.")
    expect(page.locator(".preview-twin")).to_have_count(1)
    expect(page.locator(".preview-twin")).to_contain_text("The same words as “")
    page.get_by_role("button", name="Remove those that cannot").click()
    expect(page.locator("[data-together]")).to_be_hidden()
    assert sorted(names(page)) == ["a.txt", "b.md"]
    page.get_by_role("button", name="Remove a.txt").click()
    expect(page.locator(".preview-twin")).to_have_count(0)


def test_files_dropped_on_the_list_reach_the_form_and_leaving_with_them_asks(live: Live, page: Page) -> None:
    page.goto(f"{live.url}/")
    expect(page.locator("#freshness.is-live")).to_be_visible()
    page.evaluate(DROP_TWO_FOLDERS, TALK)
    page.wait_for_url("**/new/")
    assert names(page) == ["notes.txt", "notes (2).txt"]

    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.locator("h1").click()
    page.get_by_role("link", name="Activity").click(no_wait_after=True)
    expect(page.locator("#previews .preview")).to_have_count(2)
    assert asked == ["beforeunload"]
