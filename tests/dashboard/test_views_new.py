"""Submitting research through the form: what is accepted, what is refused, and what one is told."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.analysis.readers.documents import zipped
from tests.conftest import Sent
from tests.dashboard.conftest import INTERVIEW
from tests.dashboard.pages import html_of, text_of, upload
from tracking.store import Store


def test_many_files_make_one_analysis(api: Client, sent: Sent) -> None:
    other = "Interviewer: How do you plan?\n\nBen: On paper. I lose it every week.\n"
    response = api.post("/new/", {"files": [upload("anna.txt", INTERVIEW), upload("ben.txt", other)], "title": "Both"})

    assert response["Location"] == f"/analyses/{sent[0]}/"
    record = Store().get(sent[0])
    assert [source["name"] for source in record.sources] == ["anna.txt", "ben.txt"]
    assert record.title == "Both"


def test_a_bad_file_is_named_and_the_others_are_kept(api: Client, sent: Sent) -> None:
    response = api.post("/new/", {"files": [upload("anna.txt", INTERVIEW), upload("empty.txt", "")]}, follow=True)

    assert "1 file was left out" in text_of(response)
    assert "empty.txt" in text_of(response)
    assert len(Store().get(sent[0]).sources) == 1


def test_of_many_bad_files_the_first_are_named_and_all_are_counted(api: Client, sent: Sent) -> None:
    files = {"anna.txt": INTERVIEW} | {f"photo {number:02}.png": "\x89PNG" for number in range(30)}
    archive = SimpleUploadedFile("all.zip", zipped(files))
    page = text_of(api.post("/new/", {"files": [archive]}, follow=True))

    assert "30 files were left out" in page
    assert "photo 24.png" in page
    assert "photo 25.png" not in page
    assert "And 5 more." in page


def test_nothing_usable_is_an_error_on_the_form_that_keeps_what_was_typed(api: Client, sent: Sent) -> None:
    response = api.post("/new/", {"files": [upload("photo.png", "\x89PNG")], "title": "My study"})

    assert response.status_code == 422
    assert "photo.png" in text_of(response)
    assert 'value="My study"' in response.content.decode()
    assert sent == []


def test_nothing_at_all_is_an_error(api: Client) -> None:
    response = api.post("/new/", {})

    assert response.status_code == 422
    assert "Choose at least one file, or paste some text." in text_of(response)


def test_pasted_text_and_marked_interviewers_are_used(api: Client, sent: Sent) -> None:
    marks = {"roles_of": ["pasted text.txt"], "interviewer:pasted text.txt": ["Interviewer"]}
    api.post("/new/", {"text": INTERVIEW, "roles_known": "1"} | marks)

    assert Store().get(sent[0]).options["interviewers_in"] == {"pasted text.txt": ["Interviewer"]}


def test_an_s3_address_elsewhere_is_refused(api: Client) -> None:
    response = api.post("/new/", {"s3_uri": "s3://somebody-elses/secret.txt"})

    assert response.status_code == 422
    assert "may not be read from the bucket" in text_of(response)


def test_the_preview_says_who_speaks_and_who_asks(api: Client) -> None:
    response = api.post("/new/preview/", {"files": [upload("anna.txt", INTERVIEW)]})

    html = html_of(response)
    assert 'value="Interviewer" data-role data-everywhere checked' in html
    assert 'value="Anna" data-role data-everywhere>' in html


def test_a_part_played_is_marked_in_its_own_file_only(api: Client) -> None:
    html = html_of(api.post("/new/preview/", {"files": [upload("a.txt", "Speaker 1: Why?\nSpeaker 2: So.\n" * 3)]}))

    assert 'name="interviewer:a.txt" value="Speaker 2" data-role>' in html


def test_who_is_marked_changes_what_the_preview_counts(api: Client) -> None:
    marks = {"roles_of": ["anna.txt"], "interviewer:anna.txt": ["Anna"]}
    html = html_of(api.post("/new/preview/", {"files": [upload("anna.txt", INTERVIEW)]} | marks))

    assert 'value="Anna" data-role data-everywhere checked' in html
    assert 'value="Interviewer" data-role data-everywhere>' in html


def test_a_survey_has_columns_and_no_interviewers(api: Client) -> None:
    rows = "\n".join(f"{number},It is slow and I do not know why it is so number {number}." for number in range(5))
    html = api.post("/new/preview/", {"files": [upload("survey.csv", f"id,answer\n{rows}")]}).content.decode()

    assert "5 respondents" in html
    assert "Which columns hold the answers?" in html
    assert "Who asks the questions?" not in html


def test_the_preview_says_what_is_wrong(api: Client) -> None:
    response = api.post("/new/preview/", {"files": [upload("photo.png", "\x89PNG")]})

    assert "Cannot be used" in text_of(response)
    assert "photo.png" in text_of(response)


# Sent once more


def form_key(api: Client) -> str:
    found = re.search(r'name="once" value="([^"]+)"', api.get("/new/").content.decode())
    assert found is not None
    return found[1]


def test_a_form_sent_twice_starts_one_analysis(api: Client, sent: Sent) -> None:
    once = form_key(api)
    answers = [api.post("/new/", {"text": INTERVIEW, "title": "Lost answer", "once": once}) for _ in range(2)]

    assert answers[0]["Location"] == answers[1]["Location"] == f"/analyses/{sent[0]}/"
    assert text_of(api.get("/")).count("Lost answer") == 1 + 1  # In the row, and in what its box is called.


def test_each_form_that_is_shown_starts_one_of_its_own(api: Client, sent: Sent) -> None:
    for _ in range(2):
        api.post("/new/", {"text": INTERVIEW, "once": form_key(api)})

    assert len(set(sent)) == 2


def test_a_form_that_was_changed_after_it_had_been_started_says_so_and_can_be_sent_once_more(
    api: Client, sent: Sent
) -> None:
    once = form_key(api)
    api.post("/new/", {"text": INTERVIEW, "once": once})

    refused = api.post("/new/", {"text": f"{INTERVIEW}\nAnna: And one thing more.", "once": once})
    assert refused.status_code == 422
    assert "This form was sent before, and what it held then was started" in text_of(refused)
    assert len(set(sent)) == 1

    again = re.search(r'name="once" value="([^"]+)"', refused.content.decode())
    assert again is not None
    api.post("/new/", {"text": f"{INTERVIEW}\nAnna: And one thing more.", "once": again[1]})
    assert len(set(sent)) == 2


def test_a_form_whose_analysis_was_deleted_says_so(api: Client, sent: Sent) -> None:
    once = form_key(api)
    api.post("/new/", {"text": INTERVIEW, "once": once})
    api.post(f"/analyses/{sent[0]}/delete/")

    assert "unless somebody deleted it" in text_of(api.post("/new/", {"text": INTERVIEW, "once": once}))


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("\nInterviewer: How do you collect feedback?\nAnna: By mail.", "How do you collect feedback?"),
        ("Anna:\nI keep sticky notes.", "I keep sticky notes."),
        ("Anna: " + "and then " * 30, "and then and then and then and then and then and then and…"),
    ],
)
def test_pasted_text_is_called_by_its_first_words(api: Client, sent: Sent, text: str, title: str) -> None:
    api.post("/new/", {"text": text})
    assert Store().get(sent[0]).title == title


def test_words_that_may_name_somebody_are_no_title(api: Client, sent: Sent) -> None:
    api.post("/new/", {"text": "Anna: My name is Anna Miller.", "pseudonymise": "on"})
    assert Store().get(sent[0]).title == "Pseudonymised study"


def test_files_with_the_same_words_are_recognised_whatever_their_format(api: Client) -> None:
    def words(name: str, text: str) -> str:
        html = api.post("/new/preview/", {"files": [upload(name, text)]}).content.decode()
        found = re.search(r'data-words="(\w+)"', html)
        assert found is not None
        return found[1]

    assert words("a.txt", "Anna: I keep  notes.") == words("b.md", "Anna: I keep notes.\n")
    assert words("a.txt", "Anna: I keep notes.") != words("a.txt", "Anna: I lose notes.")
