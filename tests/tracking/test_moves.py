from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tracking import moves
from tracking.clock import iso
from tracking.documents import status_document
from tracking.errors import IllegalTransition
from tracking.record import Record, StepState
from tracking.states import STEPS, Status, Step, is_legal, overall

NOW = 1_700_000_000.0
LEASE = 30.0


def submitted(**changes: Any) -> Record:
    made = Record(
        request_id="analysis_a",
        research_data="s3://bucket/key",
        created_at=iso(NOW),
        updated_at=iso(NOW),
        listing="default#0",
        due_at=NOW + moves.PENDING_GRACE,
    )
    return replace(made, **changes)


def taken(record: Record | None = None, at: float = NOW, owner: str = "a", max_attempts: int = 3) -> Record:
    return moves.take(
        record or submitted(), at, owner=owner, worker="w", lease_seconds=LEASE, max_attempts=max_attempts
    ).record


def started(record: Record, step: Step = Step.CHUNKING, at: float = NOW) -> Record:
    return moves.start_step(record, at, step=step, worker="w", message="Starting").record


def completed(record: Record, step: Step, at: float = NOW, total: int = 0) -> Record:
    return moves.complete_step(
        record,
        at,
        step=step,
        worker="w",
        message="Done",
        result_data="s3://b/r" if step is STEPS[-1] else "",
        total=total,
    ).record


def finished() -> Record:
    record = taken()
    for step in STEPS:
        record = completed(started(record, step), step)
    return record


def failed(step: Step = Step.RELATING) -> Record:
    record = taken()
    for before in step.before:
        record = completed(started(record, before), before)
    return moves.fail_step(started(record, step), NOW, step=step, actor="w", kind="k", message="Why").record


def test_the_whole_road_is_one_event_a_move_with_rising_numbers() -> None:
    record, events = submitted(), [moves.submitted(submitted(), "web")]

    def make(move: moves.Move) -> Record:
        events.append(move.event)
        return move.record

    record = make(moves.take(record, NOW, owner="a", worker="w", lease_seconds=LEASE, max_attempts=3))
    for step in STEPS:
        record = make(moves.start_step(record, NOW, step=step, worker="w", message="…"))
        record = make(moves.complete_step(record, NOW, step=step, worker="w", message="…", result_data="s3://b/r"))
    assert [event.seq for event in events] == list(range(1, 13))
    assert record.version == 12
    assert record.overall_status is Status.COMPLETED
    assert record.result_data == "s3://b/r"
    assert (record.lease, record.due_at) == (None, None)
    assert all(state.attempt == 1 for state in record.steps.values())


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ("ppppp", Status.PENDING),
        ("rpppp", Status.PROCESSING),
        ("cpppp", Status.PROCESSING),
        ("ccccc", Status.COMPLETED),
        ("ccfpp", Status.FAILED),
        ("fpppp", Status.FAILED),
    ],
)
def test_the_overall_status_follows_from_the_steps(statuses: str, expected: Status) -> None:
    letters = {"p": Status.PENDING, "r": Status.PROCESSING, "c": Status.COMPLETED, "f": Status.FAILED}
    assert overall(letters[letter] for letter in statuses) is expected


def test_nothing_leads_out_of_an_end_but_back_to_pending() -> None:
    for end in (Status.COMPLETED, Status.FAILED):
        assert [after for after in Status if is_legal(end, after)] == [Status.PENDING]


class TestTaking:
    def test_gives_a_new_attempt_with_a_lease(self) -> None:
        record = taken(at=NOW)
        assert record.lease is not None
        assert (record.attempt, record.lease.attempt, record.lease.owner) == (1, 1, "a")
        assert record.lease.until == record.due_at == NOW + LEASE

    def test_is_refused_while_somebody_holds_it(self) -> None:
        with pytest.raises(IllegalTransition):
            taken(taken(at=NOW), at=NOW + LEASE - 0.001, owner="b")

    def test_takes_over_at_the_moment_the_lease_ends_and_counts_a_loss(self) -> None:
        record = taken(taken(at=NOW), at=NOW + LEASE, owner="b")
        assert (record.attempt, record.losses) == (2, 1)

    def test_after_a_hand_back_is_no_loss(self) -> None:
        record = taken(moves.hand_back(taken(), NOW, worker="w").record, owner="b")
        assert (record.attempt, record.losses) == (2, 0)

    def test_is_refused_where_too_many_workers_were_lost(self) -> None:
        record, at = submitted(), NOW
        for number in range(3):
            record, at = taken(record, at, owner=str(number)), at + LEASE
        with pytest.raises(IllegalTransition):
            taken(record, at, owner="late")

    @pytest.mark.parametrize("record", [finished(), failed()])
    def test_is_refused_at_an_end(self, record: Record) -> None:
        with pytest.raises(IllegalTransition):
            taken(record)


class TestSteps:
    def test_run_in_order(self) -> None:
        with pytest.raises(IllegalTransition):
            started(taken(), Step.INFERRING)

    def test_are_completed_once(self) -> None:
        record = completed(started(taken()), Step.CHUNKING)
        with pytest.raises(IllegalTransition):
            completed(record, Step.CHUNKING)

    def test_cannot_be_completed_before_they_start(self) -> None:
        with pytest.raises(IllegalTransition):
            completed(taken(), Step.CHUNKING)

    def test_are_gone_on_with_by_the_next_attempt_from_the_first_start(self) -> None:
        record = started(taken(), at=NOW + 1).with_step(Step.CHUNKING, parts=((1, 2),), done=3, total=9)
        record = started(taken(record, NOW + LEASE, owner="b"), at=NOW + LEASE + 1)
        state = record.steps[Step.CHUNKING]
        assert (state.parts, state.started_at) == (((1, 2),), iso(NOW + 1))

    def test_completion_says_how_much_was_done_and_forgets_losses_and_parts(self) -> None:
        record = started(taken(taken(at=NOW), NOW + LEASE, owner="b")).with_step(Step.CHUNKING, parts=((1, 1),))
        record = completed(record, Step.CHUNKING, at=NOW + LEASE, total=7)
        state = record.steps[Step.CHUNKING]
        assert (state.done, state.total, state.parts, state.attempt) == (7, 7, (), 2)
        assert record.losses == 0

    def test_failure_leaves_later_steps_pending_and_what_was_found(self) -> None:
        record = started(taken()).with_step(Step.CHUNKING, parts=((1, 3),))
        record = moves.fail_step(record, NOW, step=Step.CHUNKING, actor="w", kind="k", message="Why").record
        assert record.overall_status is Status.FAILED
        assert record.steps[Step.CHUNKING].parts == ((1, 3),)
        assert all(record.steps[step].status is Status.PENDING for step in STEPS[1:])
        assert record.failure is not None
        assert (record.failure.step, record.failure.kind, record.failure.message) == (Step.CHUNKING, "k", "Why")
        assert (record.lease, record.due_at) == (None, None)


class TestTime:
    def test_never_runs_back_in_a_record_whatever_a_workers_clock_says(self) -> None:
        record = started(taken(at=NOW), at=NOW)
        move = moves.complete_step(record, NOW - 500, step=Step.CHUNKING, worker="w", message="Done")
        state = move.record.steps[Step.CHUNKING]
        assert move.event.at == move.record.updated_at == state.completed_at == state.started_at == iso(NOW)


class TestHandingBack:
    def test_makes_the_step_pending_and_due_at_once(self) -> None:
        record = moves.hand_back(started(taken()), NOW + 5, worker="w").record
        assert record.lease is None
        assert record.due_at == NOW + 5
        assert record.steps[Step.CHUNKING].status is Status.PENDING

    def test_between_two_steps_changes_no_step(self) -> None:
        record = completed(started(taken()), Step.CHUNKING)
        assert moves.hand_back(record, NOW, worker="w").record.steps == record.steps


class TestCancelling:
    @pytest.mark.parametrize("record", [submitted(), taken(), started(taken())])
    def test_fails_the_present_step_and_takes_the_lease_away(self, record: Record) -> None:
        record = moves.cancel(record, NOW, actor="Ada").record
        assert record.overall_status is Status.FAILED
        assert record.failure is not None
        assert (record.failure.kind, record.failure.message) == ("cancelled", "Cancelled by Ada")
        assert record.lease is None

    @pytest.mark.parametrize("record", [finished(), failed()])
    def test_is_refused_at_an_end(self, record: Record) -> None:
        with pytest.raises(IllegalTransition):
            moves.cancel(record, NOW, actor="Ada")


class TestGivingUp:
    def test_takes_the_cap_of_lost_workers(self) -> None:
        record = started(taken())
        with pytest.raises(IllegalTransition):
            moves.give_up(record, NOW + LEASE, actor="sweep", max_attempts=2)
        record = taken(record, NOW + LEASE, owner="b")
        with pytest.raises(IllegalTransition):  # Its worker is alive.
            moves.give_up(record, NOW + LEASE, actor="sweep", max_attempts=2)
        record = moves.give_up(record, NOW + 2 * LEASE, actor="sweep", max_attempts=2).record
        assert record.failure is not None
        assert record.failure.kind == "worker_lost"
        assert "2 workers" in record.failure.message


class TestRetrying:
    def test_resets_the_failed_step_and_those_after_it(self) -> None:
        record = moves.retry(failed(Step.RELATING), NOW, actor="Ada", from_step=None, engine=None).record
        assert [record.steps[step].status.value[0] for step in STEPS] == ["c", "c", "p", "p", "p"]
        assert (record.failure, record.losses, record.lease) == (None, 0, None)
        assert record.due_at == NOW + moves.PENDING_GRACE

    def test_from_an_earlier_step_resets_that_one_too_and_the_result(self) -> None:
        record = moves.retry(finished(), NOW, actor="Ada", from_step=Step.INFERRING, engine="other").record
        assert [record.steps[step].status.value[0] for step in STEPS] == ["c", "p", "p", "p", "p"]
        assert (record.result_data, record.engine) == ("", "other")

    def test_that_changes_how_files_are_read_starts_with_the_first_step_and_says_so(self) -> None:
        record = replace(finished(), options={"refused": [], "interviewers": ["Bo"]})
        changes: dict[str, Any] = {"options": {"interviewers": ["Mia"]}, "about": "1 speaker asks the questions"}
        move = moves.retry(record, NOW, actor="Ada", from_step=Step.CHUNKING, engine=None, **changes)
        assert move.record.options == {"refused": [], "interviewers": ["Mia"]}
        assert move.event.message == "Retry from chunking; 1 speaker asks the questions"
        with pytest.raises(IllegalTransition, match="starts again there"):
            moves.retry(record, NOW, actor="Ada", from_step=Step.RELATING, engine=None, **changes)

    def test_remembers_what_the_attempt_before_came_to(self) -> None:
        record = moves.retry(failed(Step.RELATING), NOW, actor="Ada", from_step=None, engine=None).record
        assert record.past_attempts[0]["steps"] == {"chunking": 1, "inferring": 1}
        assert (record.past_attempts[0]["attempt"], record.past_attempts[0]["message"]) == (1, "Why")

    def test_remembers_the_latest_attempts_only(self) -> None:
        record = failed(Step.CHUNKING)
        for number in range(moves.MAX_PAST_ATTEMPTS + 5):
            record = moves.retry(record, NOW, actor="Ada", from_step=None, engine=None).record
            record = started(taken(record, owner=str(number)))
            record = moves.fail_step(record, NOW, step=Step.CHUNKING, actor="w", kind="k", message="").record
        assert len(record.past_attempts) == moves.MAX_PAST_ATTEMPTS
        assert record.past_attempts[-1]["attempt"] == record.attempt - 1

    @pytest.mark.parametrize("record", [submitted(), taken(), started(taken())])
    def test_is_refused_while_it_runs(self, record: Record) -> None:
        with pytest.raises(IllegalTransition):
            moves.retry(record, NOW, actor="Ada", from_step=None, engine=None)

    def test_is_refused_from_a_step_after_the_failed_one(self) -> None:
        with pytest.raises(IllegalTransition):
            moves.retry(failed(Step.RELATING), NOW, actor="Ada", from_step=Step.ACTIVATING, engine=None)


class TestForgetting:
    def test_takes_the_options_that_name_people_and_stays_due_until_it_is_done(self) -> None:
        begun = moves.begin_forgetting(finished(), NOW, actor="Ada", options={"gone": True})
        assert (begun.record.options, begun.record.due_at) == ({"gone": True}, NOW + moves.PENDING_GRACE)
        done = moves.forgotten(begun.record, NOW, actor="Ada")
        assert (done.record.due_at, done.record.result_data) == (None, finished().result_data)
        assert [(move.event.before, move.event.after) for move in (begun, done)] == [("completed", "completed")] * 2

    def test_lets_nobody_run_it_before_the_names_are_gone(self) -> None:
        begun = moves.begin_forgetting(finished(), NOW, actor="Ada", options={}).record
        with pytest.raises(IllegalTransition, match="being forgotten"):
            moves.retry(begun, NOW + 1, actor="Bob", from_step=Step.RELATING, engine=None)
        done = moves.forgotten(begun, NOW + 2, actor="Ada").record
        assert moves.retry(done, NOW + 3, actor="Bob", from_step=Step.RELATING, engine=None).record.due_at

    def test_ends_once(self) -> None:
        done = moves.forgotten(
            moves.begin_forgetting(finished(), NOW, actor="Ada", options={}).record, NOW, actor="Ada"
        ).record
        with pytest.raises(IllegalTransition):
            moves.forgotten(done, NOW, actor="sweep")

    def test_is_remembered_by_the_item(self) -> None:
        begun = moves.begin_forgetting(finished(), NOW, actor="Ada", options={}).record
        assert Record.from_item(begun.to_item()) == begun
        assert "forgetting" not in status_document(begun.to_item())

    @pytest.mark.parametrize("record", [submitted(), taken(), started(taken())])
    def test_is_refused_while_it_runs(self, record: Record) -> None:
        with pytest.raises(IllegalTransition, match="when it has ended"):
            moves.begin_forgetting(record, NOW, actor="Ada", options={})

    def test_is_refused_of_what_is_being_deleted(self) -> None:
        record = moves.begin_deletion(finished(), NOW, actor="Ada").record
        with pytest.raises(IllegalTransition):
            moves.begin_forgetting(record, NOW, actor="Ada", options={})
        with pytest.raises(IllegalTransition):
            moves.forgotten(record, NOW, actor="Ada")


class TestDeleting:
    @pytest.mark.parametrize("record", [submitted(), started(taken()), finished(), failed()])
    def test_takes_the_lease_away_and_is_due_until_it_is_done(self, record: Record) -> None:
        record = moves.begin_deletion(record, NOW, actor="Ada").record
        assert (record.deleting, record.lease) == ("Ada", None)
        assert record.due_at == NOW + moves.PENDING_GRACE

    def test_lets_nothing_else_happen(self) -> None:
        gone = moves.begin_deletion(failed(), NOW, actor="Ada").record
        running = moves.begin_deletion(taken(), NOW, actor="Ada").record
        for record in (gone, running):
            for move in (
                taken,
                lambda r: moves.cancel(r, NOW, actor="Bob"),
                lambda r: moves.retry(r, NOW, actor="Bob", from_step=None, engine=None),
                lambda r: moves.give_up(r, NOW, actor="sweep", max_attempts=1),
                lambda r: moves.begin_deletion(r, NOW, actor="Bob"),
            ):
                with pytest.raises(IllegalTransition):
                    move(record)


class TestRestoring:
    def test_leaps_over_versions_that_the_bucket_cannot_know(self) -> None:
        move = moves.restored(started(taken()), NOW + 9)
        assert move.event.seq == move.record.version == 3 + moves.VERSIONS_LOST + 1
        assert (move.record.lease, move.record.due_at) == (None, NOW + 9)


def test_a_record_survives_its_item() -> None:
    for record in (
        submitted(),
        started(taken()),
        finished(),
        failed(),
        moves.begin_deletion(failed(), NOW, actor="A").record,
    ):
        assert Record.from_item(record.to_item()) == record


def test_the_guides_attributes_are_in_every_item() -> None:
    item = finished().to_item()
    assert {"request_id", "research_data", "analysis_result", "created_at", "updated_at", "overall_status"} <= set(item)
    assert list(item["analysis_result"]["steps_status"]) == [step.value for step in STEPS]
    for state in item["analysis_result"]["steps_status"].values():
        assert {"status", "message", "started_at", "completed_at"} <= set(state)


def test_an_unfinished_step_document_survives() -> None:
    state = StepState(
        status=Status.PROCESSING, message="m", started_at=iso(NOW), done=2, total=5, parts=((1, 2), (2, 1))
    )
    assert StepState.from_document(state.to_document()) == state
