"""How files are read, said in a real browser: columns before a run, interviewers after it, without JavaScript too."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, expect

from tests.live.conftest import Live

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("live"), pytest.mark.timeout(300)]

SURVEY = "participant,answer,remarks\nR1,It is slow and hard to use,She came back to it\nR2,I wait,He was in a hurry\n"


def test_a_file_is_looked_at_again_under_the_columns_that_are_chosen(live: Live, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{live.url}/new/")
    # Two files of one name are two files: each keeps its own columns.
    for text in (SURVEY, SURVEY.replace("slow", "terribly slow")):
        page.set_input_files("#files", {"name": "survey.csv", "mimeType": "text/csv", "buffer": text.encode()})
    second = page.locator(".preview").nth(1)
    expect(second.locator(".preview-name b")).to_have_text("survey (2).csv")
    expect(second).to_contain_text("2 respondents")

    remarks = second.get_by_label("remarks")
    expect(remarks).to_be_checked()
    remarks.focus()
    page.keyboard.press("Space")
    expect(second.locator(".preview-name")).to_contain_text("2 turns")
    expect(remarks).not_to_be_checked()
    expect(remarks).to_be_focused()
    expect(page.locator(".preview").first.get_by_label("remarks")).to_be_checked()

    answer = second.get_by_label("answer")
    answer.click()
    expect(answer).to_be_checked()  # The last one stays.
    page.close()


def test_speaker_1_is_marked_in_one_file_and_a_name_in_all(live: Live, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{live.url}/new/")
    turns = "Speaker 1: It is slow.\nAnna: It is not.\nSpeaker 1: I wait for days.\nAnna: I do not.\n"
    texts = {"a.txt": turns, "b.txt": turns.replace("days", "weeks")}
    page.set_input_files(
        "#files", [FilePayload(name=name, mimeType="text/plain", buffer=text.encode()) for name, text in texts.items()]
    )
    first, second = page.locator(".preview").first, page.locator(".preview").nth(1)
    expect(second.get_by_label("Speaker 1")).to_be_visible()

    first.get_by_label("Speaker 1").check()
    expect(first.get_by_label("Speaker 1")).to_be_checked()
    expect(first.locator(".preview-name")).to_contain_text("6 words by participants")
    expect(second.get_by_label("Speaker 1")).not_to_be_checked()

    second.get_by_label("Anna").check()
    expect(first.get_by_label("Anna")).to_be_checked()
    expect(first).to_contain_text("Unmark whoever is a participant.")
    page.close()


@pytest.mark.parametrize("has_script", [True, False])
def test_interviewers_are_corrected_by_keyboard_on_a_phone(
    live: Live, browser: Browser, specimens: Path, has_script: bool
) -> None:
    request_id = live.submit((specimens / "truck_driver.txt").read_text(encoding="utf-8"), title="Truck driver")
    live.wait_completed(request_id)
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=has_script)
    page = context.new_page()
    page.goto(f"{live.url}/analyses/{request_id}/sources/")
    asking, answering = page.get_by_label("Interviewer"), page.get_by_label("Interviewee")
    expect(asking).to_be_checked()
    expect(page.locator(".asking form")).to_contain_text("runs the analysis again from the start")

    for box in (asking, answering):
        box.focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="Save and run again").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/analyses/{request_id}/")
    expect(page.locator(".toast")).to_contain_text("It will run again from chunking.")
    live.wait_completed(request_id)

    _, result = live.get(f"/analysis/requests/{request_id}/result")
    assert {chunk["speaker"] for chunk in result["chunks"]} == {"Interviewer"}
    _, before = live.get(f"/analysis/requests/{request_id}/result?attempt=1")
    assert {chunk["speaker"] for chunk in before["chunks"]} == {"Interviewee"}
    context.close()
