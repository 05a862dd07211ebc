"""The result document: what it says of a run, whole, half done, failed or long past."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from analysis.checkpoints import save_study
from analysis.findings import Findings, from_document
from analysis.results import compose, current_result, past_result, write_result
from analysis.transcripts import Study
from tests.builders import study, transcript
from tests.records import record
from tests.results import a_result, a_study
from tracking import bucket, moves
from tracking.errors import ResourceMissing
from tracking.record import Record, StepState
from tracking.states import STEPS, Status, Step

pytestmark = pytest.mark.usefixtures("aws")

ID = "analysis_a"
LISTS = {
    Step.CHUNKING: "chunks",
    Step.INFERRING: "inferences",
    Step.RELATING: "patterns",
    Step.EXPLAINING: "insights",
    Step.ACTIVATING: "design_principles",
}


def findings(*steps: Step) -> Findings:
    """Those of `a_result`, of the steps given; of all where none is."""
    found = Findings()
    for step in steps or STEPS:
        found.add(step.value, [from_document(step.value, document) for document in a_result()[LISTS[step]]])
    return found


def ran(*, through: int = 5, attempt: int = 1, **changes: Any) -> Record:
    """A record whose first steps are completed, each after two seconds."""
    now = replace(record(ID), attempt=attempt, **changes)
    for step in STEPS[:through]:
        now = now.with_step(
            step,
            status=Status.COMPLETED,
            attempt=attempt,
            started_at=f"2026-03-01T09:00:{2 * step.number:02d}.000Z",
            completed_at=f"2026-03-01T09:00:{2 * step.number + 2:02d}.000Z",
        )
    return now


def keep(now: Record) -> None:
    """Leave in the bucket what a run of `now` leaves there."""
    save_study(ID, now.attempt, a_study())
    for step in STEPS:
        if now.steps[step].status is Status.COMPLETED:
            bucket.put_json(bucket.checkpoint_key(ID, now.steps[step].attempt, step), a_result()[LISTS[step]])


class TestDocument:
    def test_says_what_was_found_of_whom_and_how_long_it_took(self) -> None:
        document = compose(ran(), a_study(), findings())

        assert {name: document[name] for name in LISTS.values()} == {name: a_result()[name] for name in LISTS.values()}
        assert (document["request_id"], document["status"], document["execution_time"]) == (ID, "completed", 10.0)
        assert document["metadata"]["seconds"] == dict.fromkeys((step.value for step in STEPS), 2.0)
        assert document["metadata"]["participants"] == 2
        assert [source["name"] for source in document["sources"]] == ["anna.txt", "ben.txt"]
        assert {"name": "Anna", "role": "participant"} in document["sources"][0]["speakers"]

    def test_counts_the_share_of_what_was_said_that_lies_in_chunks(self) -> None:
        talk = study(transcript(("Interviewer", "And how long?"), ("Anna", "One two three four.")))
        chunk = replace(findings(Step.CHUNKING).chunks[0], content="One two three")

        def coverage(study: Study | None, *contents: str) -> float | None:
            found = Findings(chunks=[replace(chunk, content=content) for content in contents])
            share: float | None = compose(ran(), study, found)["metadata"]["coverage"]
            return share

        assert coverage(talk, "One two three") == 0.75
        assert coverage(talk) == 0.0
        assert coverage(talk, "One two three four.", "three four.") == 1.0, "what overlaps counts no more than all"
        assert coverage(study(transcript(("Interviewer", "Nobody answers?")))) is None
        assert coverage(None) is None

    def test_of_people_without_names_counts_one_a_file(self) -> None:
        nameless = [transcript(("", "I wait."), ("", "Every day."), name=name) for name in ("a.txt", "b.txt")]

        assert compose(ran(), study(*nameless), Findings())["metadata"]["participants"] == 2

    def test_of_what_has_not_begun_is_empty_and_not_wrong(self) -> None:
        document = compose(record(ID), None, Findings())

        assert (document["status"], document["execution_time"], document["sources"]) == ("pending", 0, [])
        assert document["metadata"]["coverage"] is None
        assert document["metadata"]["matrix"] is None
        assert document["metadata"]["seconds"] == dict.fromkeys((step.value for step in STEPS), None)

    def test_a_step_that_ended_before_it_began_took_no_time(self) -> None:
        """Two workers' clocks need not agree."""
        now = ran().with_step(Step.CHUNKING, completed_at="2026-03-01T08:59:00.000Z")

        assert compose(now, a_study(), findings())["metadata"]["seconds"]["chunking"] == 0.0

    def test_says_which_files_were_left_out(self) -> None:
        refused = [{"name": "b.vtt", "reason": "It is empty.", "remedy": "Export it again."}]

        assert compose(ran(options={"refused": refused}), a_study(), findings())["metadata"]["refused"] == refused


class TestWriting:
    def test_is_written_as_completed_before_the_record_is(self) -> None:
        now = ran(through=4).with_step(Step.ACTIVATING, status=Status.PROCESSING, started_at="2026-03-01T09:00:10.000Z")

        address = write_result(now, a_study(), findings(), at=1_772_355_612.5, message="Done")

        document = bucket.get_json(f"analysis-results/{ID}.json")
        assert address == bucket.uri(f"analysis-results/{ID}.json")
        assert (document["status"], document["metadata"]["seconds"]["activating"]) == ("completed", 2.5)
        assert now.overall_status is Status.PROCESSING

    def test_of_a_later_attempt_leaves_the_earlier_one_alone(self) -> None:
        first = write_result(ran(), a_study(), findings(), at=0.0, message="")
        before = bucket.get_json(f"analysis-results/{ID}.json")

        second = write_result(ran(attempt=2, engine="other"), a_study(), Findings(), at=0.0, message="")

        assert first != second
        assert bucket.get_json(f"analysis-results/{ID}.json") == before
        assert current_result(ran(attempt=2, result_data=second))["engine"] == "other"


class TestReading:
    def test_of_a_finished_analysis_is_what_was_written(self) -> None:
        address = write_result(ran(), a_study(), findings(), at=0.0, message="")

        assert current_result(ran(result_data=address)) == bucket.get_json(f"analysis-results/{ID}.json")

    def test_that_is_gone_is_an_error_and_not_an_empty_result(self) -> None:
        with pytest.raises(ResourceMissing):
            current_result(ran(result_data=bucket.uri(f"analysis-results/{ID}.json")))

    @pytest.mark.parametrize("through", range(5))
    def test_of_an_unfinished_one_is_what_its_steps_have_given(self, through: int) -> None:
        now = ran(through=through)
        keep(now)

        document = current_result(now)

        given = [step for step, name in LISTS.items() if document[name]]
        assert given == list(STEPS[:through])
        assert document["status"] == ("pending" if through == 0 else "processing")


class TestPast:
    def retried(self, first: Record, from_step: Step) -> Record:
        """`first`, which has ended, retried and taken by the next worker."""
        again = moves.retry(first, 1_772_355_700.0, actor="Ada", from_step=from_step, engine="other").record
        return moves.take(again, 1_772_355_701.0, owner="b", worker="w", lease_seconds=30.0, max_attempts=3).record

    def test_comes_back_from_its_checkpoints_with_its_own_engine_and_status(self) -> None:
        first = ran()
        keep(first)
        now = self.retried(first, Step.RELATING)

        document = past_result(now, 1)

        assert (document["attempt"], document["engine"], document["status"]) == (1, "local", "completed")
        assert len(document["design_principles"]) == 3
        assert [source["name"] for source in document["sources"]] == ["anna.txt", "ben.txt"]
        assert current_result(now)["patterns"] == []
        assert len(current_result(now)["inferences"]) == 6

    def test_of_a_failed_one_ends_where_it_failed_with_the_parts_it_had(self) -> None:
        first = ran(through=1)
        keep(first)
        bucket.put_json(bucket.part_key(ID, 1, Step.INFERRING, 1), a_result()["inferences"][:2])
        failed = replace(
            first,
            steps={**first.steps, Step.INFERRING: StepState(status=Status.FAILED, parts=((1, 1),))},
        )

        document = past_result(self.retried(failed, Step.INFERRING), 1)

        assert document["status"] == "failed"
        assert [len(document[name]) for name in LISTS.values()] == [6, 2, 0, 0, 0]

    def test_rests_on_the_steps_it_took_over_from_one_before(self) -> None:
        first = ran()
        keep(first)
        second = replace(
            ran(attempt=2),
            past_attempts=({"attempt": 1, "status": "completed", "engine": "local", "steps": {}},),
            steps={**ran(attempt=2).steps, **{step: first.steps[step] for step in STEPS[:2]}},
        )
        for step in STEPS[2:]:
            bucket.put_json(bucket.checkpoint_key(ID, 2, step), a_result()[LISTS[step]][:1])

        document = past_result(self.retried(second, Step.RELATING), 2)

        assert [len(document[name]) for name in LISTS.values()] == [6, 6, 1, 1, 1]
        assert [source["name"] for source in document["sources"]] == ["anna.txt", "ben.txt"], "read by the first"

    @pytest.mark.parametrize("attempt", [0, 2, 99])
    def test_that_nobody_remembers_is_a_key_error(self, attempt: int) -> None:
        with pytest.raises(KeyError):
            past_result(self.retried(ran(), Step.RELATING), attempt)
