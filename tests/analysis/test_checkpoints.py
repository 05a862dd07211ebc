"""What comes back from the bucket of what a run left there, and what does not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from typing import Any

import pytest

from analysis.checkpoints import (
    PARTS_AT_ONCE,
    last_study,
    latest_study,
    load_findings,
    load_study,
    part_documents,
    part_places,
    save_study,
    step_documents,
)
from analysis.transcripts import Column, LeftOut, Study
from tests.builders import study, transcript
from tests.records import chunk, record
from tests.results import ANNA, a_study
from tracking import bucket
from tracking.errors import ResourceMissing, Throttled
from tracking.record import Record, StepState
from tracking.states import Status, Step

pytestmark = pytest.mark.usefixtures("aws")

ID = "analysis_a"


def part(attempt: int, number: int, *chunks: int) -> None:
    bucket.put_json(bucket.part_key(ID, attempt, Step.CHUNKING, number), [chunk(each) for each in chunks])


def ids(documents: list[dict[str, Any]]) -> list[str]:
    return [document["id"] for document in documents]


def chunked(attempt: int = 0, *, parts: tuple[tuple[int, int], ...] = (), last_attempt: int = 1) -> Record:
    """A record whose chunking is completed by `attempt`, or at work with these parts."""
    status = Status.COMPLETED if attempt else Status.PROCESSING
    steps = {**record().steps, Step.CHUNKING: StepState(status=status, attempt=attempt, parts=parts)}
    return replace(record(ID), steps=steps, attempt=last_attempt)


def spoken(words: str) -> Study:
    return study(transcript(("Anna", words)))


class TestStudy:
    def test_comes_back_as_it_was(self) -> None:
        whole = replace(
            ANNA,
            notes=("The file is long.",),
            left_out=(LeftOut(start=0, end=4, reason="a heading"),),
            columns=(Column(name="Why?", chosen=True),),
            page_starts=(0, 100),
        )
        save_study(ID, 2, Study(transcripts=(whole,)))

        assert load_study(ID, 2) == Study(transcripts=(whole,))
        assert load_study(ID, 1) is None

    def test_that_was_kept_before_there_were_columns_still_comes_back(self) -> None:
        document = asdict(ANNA)
        del document["columns"]
        bucket.put_json(bucket.transcripts_key(ID, 1), [document])

        assert load_study(ID, 1) == study(ANNA)

    def test_keeps_words_of_any_script(self) -> None:
        said = spoken("Ich möchte 一个地方 – 🎉 \u202ereversed\u202c.")
        save_study(ID, 1, said)

        assert load_study(ID, 1) == said

    def test_is_that_of_the_attempt_that_found_the_chunks(self) -> None:
        for attempt, words in ((1, "As read first."), (2, "As read again.")):
            save_study(ID, attempt, spoken(words))

        assert latest_study(chunked(1, last_attempt=2)) == spoken("As read first.")
        assert latest_study(chunked(2, last_attempt=2)) == spoken("As read again.")

    def test_is_that_of_the_last_part_while_chunks_are_still_being_found(self) -> None:
        for attempt, words in ((1, "As read first."), (2, "As read again.")):
            save_study(ID, attempt, spoken(words))

        assert latest_study(chunked(parts=((1, 3), (2, 1)), last_attempt=3)) == spoken("As read again.")
        assert latest_study(chunked(parts=((1, 3),), last_attempt=3)) == spoken("As read first.")

    def test_is_none_where_nobody_came_to_read(self) -> None:
        assert latest_study(record(ID)) is None
        assert latest_study(chunked(last_attempt=3)) is None
        assert last_study(chunked(last_attempt=3)) is None

    def test_of_the_last_attempt_that_kept_any_whatever_became_of_it(self) -> None:
        save_study(ID, 2, spoken("As read again."))

        assert last_study(chunked(1, last_attempt=5)) == spoken("As read again.")

    def test_that_the_service_does_not_give_is_no_missing_one(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def throttled(key: str) -> Any:
            raise Throttled("Too many requests.")

        monkeypatch.setattr(bucket, "get_json", throttled)
        with pytest.raises(Throttled):
            load_study(ID, 1)


class TestParts:
    def test_have_places_in_the_order_of_their_writing(self) -> None:
        assert part_places(((2, 2), (5, 0), (7, 1))) == [(2, 1), (2, 2), (7, 1)]
        assert part_places(()) == []

    def test_are_read_in_that_order_however_many_at_a_time(self, monkeypatch: pytest.MonkeyPatch) -> None:
        count = 3 * PARTS_AT_ONCE
        for number in range(1, count + 1):
            part(1, number, 2 * number - 1, 2 * number)

        found = part_documents(ID, Step.CHUNKING, part_places(((1, count),)))

        assert ids(found) == [f"chunk_{number}" for number in range(1, 2 * count + 1)]

    @pytest.mark.parametrize("count", [1, 2])
    def test_one_that_is_named_and_gone_is_an_error_and_not_a_shorter_result(self, count: int) -> None:
        with pytest.raises(ResourceMissing):
            part_documents(ID, Step.CHUNKING, part_places(((1, count),)))

    def test_that_the_record_does_not_name_are_not_read(self) -> None:
        part(1, 1, 1)
        part(1, 2, 2)  # Written, but whoever wrote it lost the lease before naming it.
        part(2, 1, 3)

        assert ids(step_documents(ID, Step.CHUNKING, StepState(status=Status.PROCESSING, parts=((1, 1),)))) == [
            "chunk_1"
        ]
        assert step_documents(ID, Step.CHUNKING, StepState()) == []

    def test_give_way_to_the_checkpoint_of_a_completed_step(self) -> None:
        part(1, 1, 1)
        bucket.put_json(bucket.checkpoint_key(ID, 2, Step.CHUNKING), [chunk(1), chunk(2)])

        done = StepState(status=Status.COMPLETED, attempt=2)
        assert ids(step_documents(ID, Step.CHUNKING, done)) == ["chunk_1", "chunk_2"]

    def test_of_a_failed_step_stay_readable(self) -> None:
        part(1, 1, 1, 2)

        failed = StepState(status=Status.FAILED, parts=((1, 1),))
        assert ids(step_documents(ID, Step.CHUNKING, failed)) == ["chunk_1", "chunk_2"]


class TestFindings:
    def test_are_those_of_every_step_as_far_as_it_came(self) -> None:
        bucket.put_json(bucket.checkpoint_key(ID, 1, Step.CHUNKING), [chunk(1), chunk(2)])
        inference = {
            "id": "inference_1",
            "chunk_id": "chunk_1",
            "meanings": ["It costs time."],
            "importance": "",
            "context": "",
            "reasoning": "",
            "confidence": 0.5,
        }
        bucket.put_json(bucket.part_key(ID, 2, Step.INFERRING, 1), [inference])
        now = chunked(1, last_attempt=2).with_step(Step.INFERRING, status=Status.PROCESSING, parts=((2, 1),))

        found = load_findings(now)

        assert [item.id for item in found.items()] == ["chunk_1", "chunk_2", "inference_1"]
        assert found.inferences[0].meanings == ("It costs time.",)
        assert found.inferences[0].need == "", "a field that came later has its default"

    def test_of_an_analysis_that_nobody_took_are_none(self) -> None:
        assert list(load_findings(record(ID)).items()) == []

    def test_of_a_completed_step_whose_checkpoint_is_gone_are_an_error(self) -> None:
        with pytest.raises(ResourceMissing):
            load_findings(chunked(1))


def test_more_parts_than_one_thread_reads_are_still_read_by_few(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []

    def counted(size: int, **options: Any) -> Any:
        sizes.append(size)
        return ThreadPoolExecutor(size, **options)

    monkeypatch.setattr("analysis.checkpoints.ThreadPoolExecutor", counted)
    for number in range(1, 21):
        part(1, number, number)

    part_documents(ID, Step.CHUNKING, part_places(((1, 20),)))
    part_documents(ID, Step.CHUNKING, part_places(((1, 3),)))

    assert sizes == [PARTS_AT_ONCE, 3]


def test_the_study_of_the_tests_survives_the_bucket() -> None:
    save_study(ID, 1, a_study())
    assert load_study(ID, 1) == a_study()
