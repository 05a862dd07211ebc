"""What the upload page shows before anything is run."""

from __future__ import annotations

import json

from analysis.readers import read
from analysis.readers.preview import SAMPLE_LENGTH, preview, shortened
from tests.analysis.readers.documents import pdf, specimen

TALK = (
    "Interview 4\n\nInterviewer: How is it?\n\nBo: It is slow and I hate it.\n\nInterviewer: Why?\n\nBo: "
    "Nobody knows why."
)


def test_a_preview_tells_what_was_understood() -> None:
    shown = preview(read([("a.txt", TALK.encode()), ("b.docx", b"no"), specimen("jupyter_survey.csv")]))
    text, survey = shown.files
    assert (text.name, text.format, text.encoding, text.language, text.turns, text.words) == (
        "a.txt",
        "text",
        "utf-8",
        "en",
        4,
        10,
    )
    assert text.words_of_interviewers == 4
    assert [(speaker.name, speaker.role, speaker.turns, speaker.words) for speaker in text.speakers] == [
        ("Interviewer", "interviewer", 2, 4),
        ("Bo", "participant", 2, 10),
    ]
    assert text.samples[1].text == "It is slow and I hate it."
    assert [(part.reason, part.parts, part.words, part.samples) for part in text.left_out] == [
        ("Stands before the talk begins", 1, 2, ("Interview 4",)),
    ]
    assert any(column.chosen for column in survey.columns)
    assert shown.refusals[0].name == "b.docx"
    assert shown.participants == 1 + len(survey.speakers)
    assert shown.words == text.words + survey.words
    assert shown.is_usable
    assert json.loads(json.dumps(shown.as_json()))["files"][0]["speakers"][1]["name"] == "Bo"


def test_a_study_without_participants_is_not_usable() -> None:
    shown = preview(read([("a.txt", b"Interviewer: How?\nInterviewer: And then?")]))
    assert not shown.is_usable
    assert shown.participants == 0


def test_pages_are_counted() -> None:
    assert (
        preview(read([("a.pdf", pdf(["P1: It is very slow over here."], ["P2: It is very fast over here."]))]))
        .files[0]
        .pages
        == 2
    )


def test_long_words_are_cut_between_words() -> None:
    assert shortened("slow  page\n" * 3, 100) == "slow page slow page slow page"
    cut = shortened("slow page " * 100, SAMPLE_LENGTH)
    assert cut.endswith((" slow…", " page…"))
    assert len(cut) <= SAMPLE_LENGTH
    assert len(shortened("x" * 10_000, SAMPLE_LENGTH)) == SAMPLE_LENGTH
