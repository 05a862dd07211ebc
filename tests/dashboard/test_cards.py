"""Rows, step cards and the timeline, from records."""

from __future__ import annotations

from dataclasses import replace

from dashboard.cards import retry_steps, row_card, size_words, step_cards, timeline, total_seconds
from tests.records import record
from tracking.record import Failure, Record
from tracking.states import STEPS, Status, Step


def at(second: int) -> str:
    return f"2026-03-01T09:00:{second:02d}.000000Z"


def relating() -> Record:
    """Two steps done, the third at work since second 20."""
    made = record(attempt=1)
    for number, step in enumerate(STEPS[:2]):
        made = made.with_step(
            step, status=Status.COMPLETED, started_at=at(10 * number), completed_at=at(10 * number + 8), attempt=1
        )
    return made.with_step(Step.RELATING, status=Status.PROCESSING, started_at=at(20), done=4, total=24)


def test_a_row_says_what_is_being_done() -> None:
    row = row_card(relating())

    assert row.message == "4 of 24 meanings"
    assert row.spoken == "2 of 5 steps completed, Relate running"
    assert row.seconds is None


def test_a_row_says_why_it_failed() -> None:
    failed = relating().with_step(Step.RELATING, status=Status.FAILED)
    failed = replace(failed, failure=Failure(step=Step.RELATING, kind="x", message="Nothing agrees."))

    assert row_card(failed).message == "Nothing agrees."
    assert row_card(failed).spoken == "2 of 5 steps completed, Relate failed"


def test_a_row_says_what_went_in_and_what_came_of_it() -> None:
    made = replace(
        record(), sources=({"name": "a.txt", "key": "k", "bytes": 3_000}, {"name": "b", "key": "l", "bytes": 1})
    )
    assert row_card(made).about == "2 files, 3 KB"

    done = made.with_step(Step.ACTIVATING, status=Status.COMPLETED, message="Wrote 12 design principles")
    assert row_card(done).about == "2 files, 3 KB · Wrote 12 design principles"


def test_an_analysis_without_a_title_goes_by_its_id() -> None:
    assert row_card(record("analysis_a", title="")).title == "analysis_a"


def test_the_timeline_has_a_place_for_every_step_from_the_start() -> None:
    assert [bar.begun for bar in timeline(record()).bars] == [False] * 5

    drawn = timeline(relating())
    assert drawn.begins == at(0)
    assert [(bar.start, bar.length) for bar in drawn.bars[:3]] == [(0.0, 8.0), (10.0, 8.0), (20.0, 0.0)]
    assert drawn.bars[2].running_since == at(20)
    assert drawn.span == 20.0


def test_the_whole_time_is_told_once_it_has_ended() -> None:
    assert total_seconds(relating()) is None
    ended = relating().with_step(Step.RELATING, status=Status.FAILED, completed_at=at(25))
    assert total_seconds(ended) == 25.0


def test_progress_is_in_whole_percent() -> None:
    card = step_cards(relating(), {"chunking": 12})[2]

    assert card.percent == 16
    assert card.seconds is None
    assert step_cards(relating(), {"chunking": 12})[0].found == 12


def test_a_retry_may_start_at_the_failed_step_or_before() -> None:
    assert retry_steps(relating()) == list(STEPS[:3])


def test_sizes_are_in_the_unit_that_people_read() -> None:
    assert size_words(({"bytes": 10},)) == "1 file, 1 KB"
    assert size_words(({"bytes": 3_000_000}, {"bytes": 1_000_000})) == "2 files, 3.8 MB"
