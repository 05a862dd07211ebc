"""Findings as the feed reads them: each part once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dashboard.feed.previews import are_current, empty_previews, load_previews, next_previews, still_valid
from tests.records import Life, chunk
from tracking import bucket
from tracking.errors import ResourceMissing
from tracking.states import STEPS, Step
from tracking.store import Store

pytestmark = pytest.mark.usefixtures("aws")


@pytest.fixture
def life() -> Life:
    life = Life(Store(), "analysis_a")
    life.take()
    life.start(Step.CHUNKING)
    return life


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    keys: list[str] = []
    get_json: Callable[[str], Any] = bucket.get_json

    def noted(key: str) -> Any:
        if "transcripts" not in key:  # Read once an analysis, for the languages.
            keys.append(key)
        return get_json(key)

    monkeypatch.setattr(bucket, "get_json", noted)
    return keys


def test_nothing_found_needs_no_read(life: Life, reads: list[str]) -> None:
    assert are_current(life.record, empty_previews())
    assert load_previews(life.record) == empty_previews()
    assert reads == []


def test_only_new_parts_are_read_and_the_newest_come_first(life: Life, reads: list[str]) -> None:
    known = empty_previews()
    for number in range(1, 13):
        life.progress(Step.CHUNKING, number, 20, finds=True)
        assert not are_current(life.record, known)
        known = next_previews(life.record, known)
        assert are_current(life.record, known)
        assert len(reads) == number
    preview = known["chunking"]
    assert preview.count == 12
    assert [item["id"] for item in preview.items] == [f"chunk_{n}" for n in range(12, 4, -1)]
    assert load_previews(life.record) == known


def test_progress_without_findings_needs_no_read(life: Life) -> None:
    life.progress(Step.CHUNKING, 1, 5, finds=True)
    known = load_previews(life.record)
    life.progress(Step.CHUNKING, 2, 5)
    assert are_current(life.record, known)


def test_a_completed_step_is_read_from_its_checkpoint(life: Life, reads: list[str]) -> None:
    life.progress(Step.CHUNKING, 1, 1, finds=True)
    known = load_previews(life.record)
    life.complete(Step.CHUNKING, [chunk(n) for n in range(30)])
    reads.clear()
    known = next_previews(life.record, known)
    assert len(reads) == 1
    assert known["chunking"].count == 30
    assert [item["id"] for item in known["chunking"].items][:3] == ["chunk_0", "chunk_1", "chunk_2"]


def test_a_later_attempt_goes_on_after_the_parts_of_the_one_before(life: Life, reads: list[str]) -> None:
    life.progress(Step.CHUNKING, 1, 5, finds=True)
    known = load_previews(life.record)
    life.hand_back()
    life.take()
    life.start(Step.CHUNKING)
    life.progress(Step.CHUNKING, 2, 5, finds=True)
    reads.clear()
    known = next_previews(life.record, known)
    assert len(reads) == 1
    assert [item["id"] for item in known["chunking"].items] == ["chunk_2", "chunk_1"]


def test_a_retry_takes_back_the_findings_of_the_steps_that_it_resets(life: Life) -> None:
    life.progress(Step.CHUNKING, 1, 1, finds=True)
    life.complete(Step.CHUNKING, [chunk(1)])
    life.start(Step.INFERRING)
    life.fail(Step.INFERRING)
    known = load_previews(life.record)
    life.retry(Step.CHUNKING)
    assert still_valid(life.record, known) == empty_previews()
    assert next_previews(life.record, known) == empty_previews()


def test_the_same_parts_of_another_attempt_are_other_findings(life: Life) -> None:
    life.progress(Step.CHUNKING, 1, 2, finds=True)
    known = load_previews(life.record)
    life.fail(Step.CHUNKING)
    life.retry(Step.CHUNKING)
    life.take()
    life.start(Step.CHUNKING)
    life.progress(Step.CHUNKING, 1, 2, finds=True)
    assert not are_current(life.record, known)
    assert [item["id"] for item in next_previews(life.record, known)["chunking"].items] == ["chunk_2"]


def test_findings_that_are_not_there_are_an_error(life: Life) -> None:
    life.progress(Step.CHUNKING, 1, 2, finds=True)
    bucket.delete_all("checkpoints/")
    with pytest.raises(ResourceMissing):
        load_previews(life.record)


def test_every_step_has_a_preview() -> None:
    assert list(empty_previews()) == [step.value for step in STEPS]
