"""What a report says first: the strongest, each with its own quote, and what speaks against it."""

from __future__ import annotations

import io
from typing import Any

from docx import Document

from analysis.chain import Chain
from analysis.curation.overlay import Curated
from analysis.exports.markdown import to_markdown
from analysis.exports.report import POINTS, compose_report
from analysis.exports.word import to_word
from tests.results import a_result


def curated(**changes: Any) -> Curated:
    return Curated(Chain(a_result(**changes)), {}, ())


def test_the_strongest_principles_come_first_each_with_a_quote_of_its_own() -> None:
    short = compose_report(curated()).in_short

    assert [point.section.principle_id for point in short.points] == ["principle_1", "principle_2", "principle_3"]
    assert [point.quote.chunk_id for point in short.points if point.quote] == ["chunk_5", "chunk_3", "chunk_6"]
    assert short.points[0].section.people == short.participants == 2


def test_no_more_are_told_in_short_than_a_minute_reads() -> None:
    result = a_result()
    more = [{**result["design_principles"][0], "id": f"principle_{n}"} for n in range(4, 9)]

    short = compose_report(curated(design_principles=[*result["design_principles"], *more])).in_short

    assert len(short.points) == POINTS
    quotes = [point.quote.chunk_id for point in short.points if point.quote]
    assert len(set(quotes)) == POINTS  # They rest on the same words, and yet show different ones.


def test_the_disagreement_is_what_somebody_said_against_a_principle() -> None:
    disagreement = compose_report(curated()).in_short.disagreement

    assert disagreement is not None
    assert disagreement.quote is not None
    assert (disagreement.section.principle_id, disagreement.quote.chunk_id) == ("principle_2", "chunk_6")


def test_where_nobody_speaks_against_anything_nothing_is_made_up() -> None:
    insights = [{**each, "counter_evidence": []} for each in a_result()["insights"]]

    assert compose_report(curated(insights=insights)).in_short.disagreement is None
    assert "Speaking against" not in to_markdown(curated(insights=insights)).split("## Design principles")[0]


def test_reports_begin_with_it() -> None:
    markdown = to_markdown(curated())
    first, rest = markdown.split("## Design principles")
    assert "## In short" in first
    assert "**The system should do thing 1.** (2 of 2 people)" in first
    assert "> “Feedback comes by mail and chat.”" in first
    assert "Speaking against" in first
    assert "In short" not in rest

    words = [paragraph.text for paragraph in Document(io.BytesIO(to_word(curated()))).paragraphs]
    assert words.index("In short") < words.index("The system should do thing 1. (2 of 2 people)")
    assert words.index("“Feedback comes by mail and chat.”") < words.index("Design principles")


def test_an_empty_report_has_nothing_to_tell_in_short() -> None:
    empty = curated(design_principles=[])

    assert "In short" not in to_markdown(empty)
    assert "In short" not in [paragraph.text for paragraph in Document(io.BytesIO(to_word(empty))).paragraphs]
