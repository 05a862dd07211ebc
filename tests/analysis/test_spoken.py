"""Quotes from Markdown files are read without its marks; all others are left as they are."""

from __future__ import annotations

import io

import pytest
from docx import Document

from analysis.chain import Chain
from analysis.curation.overlay import Curated
from analysis.exports.markdown import to_markdown
from analysis.exports.word import to_word
from analysis.spoken import spoken
from tests.results import a_result


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"The time it takes\! More patience \- waiting", "The time it takes! More patience - waiting"),
        ("It is *creative* and **really** slow", "It is creative and really slow"),
        ("an _honest_ snake_case_name", "an honest snake_case_name"),
        (r"five \* two \* three", "five * two * three"),
        ("2 * 3 * 4, and 5*6*7", "2 * 3 * 4, and 5*6*7"),
        (r"C:\temp stays", r"C:\temp stays"),
        ("", ""),
    ],
)
def test_markdowns_marks_are_not_words(written: str, read: str) -> None:
    assert spoken(written, "study.zip/Tea/Interview 1.md") == read


def test_what_is_not_markdown_is_left_alone() -> None:
    assert spoken(r"*creative* \!", "interview.txt") == r"*creative* \!"


def test_reports_read_as_it_was_said_and_the_result_keeps_what_was_written() -> None:
    result = a_result()
    for chunk in result["chunks"]:
        chunk.update(source="anna.md", content=r"It takes *time*\!")
    curated = Curated(Chain(result), {}, ())

    assert "“It takes time!”" in to_markdown(curated)
    assert "“It takes time!”" in [each.text for each in Document(io.BytesIO(to_word(curated))).paragraphs]
    assert curated.chain.result["chunks"][0]["content"] == r"It takes *time*\!"
