"""Pages on which it is said how files are to be read: before a run, and after."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from analysis import worker
from dashboard.share_links import make_link
from dashboard.speaker_lists import SHOWN
from tests.conftest import Sent
from tests.dashboard.conftest import submit
from tests.dashboard.pages import text_of, upload
from tracking import bucket
from tracking.states import Status
from tracking.store import Store

SURVEY = (
    "participant,answer,note\nAnn,It is slow and hard to use,I never asked for any of it\nBo,I like it,It is fine\n"
)


def survey(respondents: int) -> SimpleUploadedFile:
    rows = "".join(f"P{number},It takes me {number} hours every day\n" for number in range(respondents))
    return upload("survey.csv", f"participant,answer\n{rows}")


def boxes(response: Any, name: str) -> dict[str, bool]:
    """Value of each checkbox of that name, and whether it is checked."""
    found = re.findall(rf'<input type="checkbox" name="{name}" value="([^"]*)"([^>]*)>', response.content.decode())
    return {value: "checked" in rest for value, rest in found}


# Before a run


def test_the_preview_offers_the_columns_with_the_readers_choice(api: Client) -> None:
    response = api.post("/new/preview/", {"files": [upload("survey.csv", SURVEY)]})
    assert boxes(response, "column:survey.csv") == {"participant": False, "answer": True, "note": True}


def test_the_preview_heeds_the_columns_that_were_chosen(api: Client) -> None:
    chosen = {"columns_of": "survey.csv", "column:survey.csv": ["note"]}
    response = api.post("/new/preview/", {"files": [upload("survey.csv", SURVEY)], **chosen})
    assert boxes(response, "column:survey.csv") == {"participant": False, "answer": False, "note": True}
    assert "It is slow" not in text_of(response)


def test_columns_that_were_chosen_are_analysed(api: Client, sent: Sent, engine: None) -> None:
    chosen = {"columns_of": "survey.csv", "column:survey.csv": ["note"]}
    api.post("/new/", {"files": [upload("survey.csv", SURVEY)], **chosen})
    worker.run_analysis(sent[0])
    chunks = api.get(f"/analysis/requests/{sent[0]}/result").json()["chunks"]
    assert [chunk["content"] for chunk in chunks] == ["I never asked for any of it", "It is fine"]


def test_no_column_at_all_is_an_error_on_the_form(api: Client, sent: Sent) -> None:
    response = api.post("/new/", {"files": [upload("survey.csv", SURVEY)], "columns_of": "survey.csv"})
    assert response.status_code == 422
    assert "Choose at least one column of “survey.csv”" in text_of(response)
    assert sent == []


def test_a_preview_of_thousands_of_respondents_stays_small(api: Client) -> None:
    response = api.post("/new/preview/", {"files": [survey(5_000)]})
    assert "5,000 respondents" in text_of(response)
    assert len(response.content) < 100_000


def test_a_file_over_the_limit_of_the_settings_is_refused_in_the_preview(api: Client, settings: Settings) -> None:
    settings.UPLOAD_MAX_FILE_BYTES = 2**20
    response = api.post("/new/preview/", {"files": [upload("long.txt", "Ann: words. " * 100_000)]})
    assert "it is larger than 1 MB" in text_of(response)


def test_what_was_left_out_is_shown_with_its_reason_at_once(api: Client, sent: Sent) -> None:
    files = [upload("anna.txt", "Anna: I wait for days."), upload("empty.txt", "")]
    html = api.post("/new/", {"files": files}, follow=True).content.decode()
    notice = re.search(r'<details class="notice is-warning" open>.*?</details>', html, re.DOTALL)
    assert notice is not None
    assert "empty.txt" in notice[0]


# After a run


def test_the_transcripts_tab_lists_everybody_with_what_they_are_now(api: Client, completed: str) -> None:
    response = api.get(f"/analyses/{completed}/sources/")
    assert boxes(response, "interviewer") == {"Interviewer": True, "Anna": False}
    assert "Interviewer asks in anna.txt, 7 words" in text_of(response)
    assert "Saving runs the analysis again from the start" in text_of(response)


def test_saving_other_interviewers_runs_it_again(api: Client, completed: str, sent: Sent) -> None:
    response = api.post(f"/analyses/{completed}/interviewers/", {"interviewer": ["Anna"]}, follow=True)
    assert "It will run again from chunking." in text_of(response)
    assert sent.count(completed) == 2
    worker.run_analysis(completed)
    after = api.get(f"/analyses/{completed}/sources/")
    assert boxes(after, "interviewer") == {"Interviewer": False, "Anna": True}
    assert "Retry from chunking; 1 speaker asks the questions" in text_of(api.get(f"/analyses/{completed}/history/"))


def test_saving_what_is_so_already_runs_nothing(api: Client, completed: str, sent: Sent) -> None:
    response = api.post(f"/analyses/{completed}/interviewers/", {"interviewer": ["Interviewer"]}, follow=True)
    assert "Nothing was changed" in text_of(response)
    assert Store().get(completed).overall_status is Status.COMPLETED
    assert sent.count(completed) == 1


def test_a_cast_without_participants_is_refused_and_kept_on_the_page(api: Client, completed: str) -> None:
    response = api.post(f"/analyses/{completed}/interviewers/", {"interviewer": ["Interviewer", "Anna"]})
    assert response.status_code == 422
    assert "Somebody must be left to take part" in text_of(response)
    assert boxes(response, "interviewer") == {"Interviewer": True, "Anna": True}
    assert Store().get(completed).overall_status is Status.COMPLETED


def test_while_it_runs_nothing_can_be_saved(api: Client, completed: str) -> None:
    api.post(f"/analyses/{completed}/interviewers/", {"interviewer": ["Anna"]})
    page = api.get(f"/analyses/{completed}/sources/")
    assert boxes(page, "interviewer") == {}
    assert "once the analysis has ended" in text_of(page)
    assert api.post(f"/analyses/{completed}/interviewers/", {"interviewer": []}).status_code == 422


def test_a_survey_of_thousands_lists_some_and_keeps_who_asks(api: Client, sent: Sent, engine: None) -> None:
    talk = "".join(f"Interviewer {n}: And you?\n\nP{n}: I wait {n} days for it.\n\n" for n in range(40))
    marked = [f"Interviewer {number}" for number in range(40)]
    files = [survey(500), upload("talk.txt", talk)]
    api.post("/new/", {"files": files, "roles_known": "1", "interviewer": marked})
    worker.run_analysis(sent[0])
    page = api.get(f"/analyses/{sent[0]}/sources/")
    listed = boxes(page, "interviewer")
    assert len(listed) == SHOWN
    assert [name for name, asks in listed.items() if asks] == marked
    assert "480 more take part" in text_of(page)


def test_whoever_may_only_read_is_offered_none_of_it(api: Client, sent: Sent, engine: None) -> None:
    request_id = submit(api, pseudonymise=True)
    worker.run_analysis(request_id)
    link = make_link(request_id, days=1, hide_sources=False)
    page = api.get(f"/shared/{link.token}/sources/")
    assert page.status_code == 200
    assert "Who asks the questions?" not in text_of(page)
    assert "Forget the names" not in text_of(page)
    assert api.post(f"/shared/{link.token}/interviewers/", {}).status_code == 404
    assert api.post(f"/shared/{link.token}/forget/", {}).status_code == 404


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_names_are_forgotten_after_it_was_said_what_that_means(
    api: Client, engine: None, headers: dict[str, str]
) -> None:
    request_id = submit(api, pseudonymise=True)
    assert "once the analysis has ended" in text_of(api.get(f"/analyses/{request_id}/sources/"))
    worker.run_analysis(request_id)
    assert f'href="/analyses/{request_id}/forget/"' in api.get(f"/analyses/{request_id}/sources/").content.decode()
    said = text_of(api.get(f"/analyses/{request_id}/forget/", headers=headers))
    assert "and the uploaded files (1 file), which hold the names too. It cannot be undone" in said
    assert list(bucket.keys("personal-data/"))

    after = api.post(f"/analyses/{request_id}/forget/", follow=True)
    assert "The names behind the pseudonyms were forgotten" in text_of(after)
    assert f"/analyses/{request_id}/forget/" not in after.content.decode()
    assert list(bucket.keys("personal-data/")) == []
    again = api.post(f"/analyses/{request_id}/forget/", follow=True)
    assert "No names are kept" in text_of(again)
