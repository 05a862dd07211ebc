from __future__ import annotations

import logging
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from analysis import services, worker
from analysis.errors import StepFailed
from analysis.results import current_result, past_result
from tests.analysis.doubles import Clock, Engine, accepted, die, fresh, once, run_and_die, trail
from tests.conftest import Sent
from tracking import bucket, moves
from tracking.client import clients
from tracking.states import STEPS, Status, Step
from tracking.store import Store

pytestmark = pytest.mark.usefixtures("clock")


def found(engine: Engine, step: Step) -> int:
    return engine.performed.count(step.value)


def test_a_run_goes_from_the_upload_to_the_result(engine: Engine) -> None:
    record = accepted()
    worker.run_analysis(record.request_id)
    record = fresh(record)
    assert record.overall_status is Status.COMPLETED
    result = current_result(record)
    assert [len(result[c]) for c in ("chunks", "inferences", "patterns", "insights", "design_principles")] == [
        6,
        6,
        2,
        2,
        2,
    ]
    assert trail(record) == [
        (None, None, "pending"),
        (None, "pending", "pending"),
        *(
            (step.value, before, after)
            for step in STEPS
            for before, after in (("pending", "processing"), ("processing", "completed"))
        ),
    ]


def test_a_message_that_comes_again_or_for_nothing_does_nothing(engine: Engine) -> None:
    record = accepted()
    worker.run_analysis(record.request_id)
    before = trail(record)
    worker.run_analysis(record.request_id)
    worker.run_analysis("analysis_unknown")
    assert trail(record) == before


@pytest.mark.parametrize("step", STEPS)
def test_a_worker_that_dies_in_a_step_is_succeeded_from_that_step(engine: Engine, clock: Clock, step: Step) -> None:
    record = accepted()
    engine.then[step.value] = once(die)
    run_and_die(record)
    done = {earlier: found(engine, earlier) for earlier in step.before}
    clock.now += 29.9
    worker.run_analysis(record.request_id)
    assert fresh(record).attempt == 1, "its lease still runs"
    clock.now += 0.1
    worker.run_analysis(record.request_id)
    record = fresh(record)
    assert record.overall_status is Status.COMPLETED
    assert {earlier: found(engine, earlier) for earlier in step.before} == done, "no completed step is done again"
    assert len({chunk["id"] for chunk in current_result(record)["chunks"]}) == 6
    assert [record.steps[s].attempt for s in STEPS] == [1] * step.number + [2] * (5 - step.number)


def test_within_a_long_step_nothing_that_was_kept_is_worked_out_again(
    engine: Engine, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.recorder.FLUSH_SECONDS", 0.0)
    record = accepted()
    engine.then["inferring"] = lambda: die() if found(engine, Step.INFERRING) == 4 else None
    run_and_die(record)
    engine.then.clear()
    engine.performed.clear()
    clock.now += 30
    worker.run_analysis(record.request_id)
    assert found(engine, Step.INFERRING) == 3
    assert [i["id"] for i in current_result(fresh(record))["inferences"]] == [f"inference_{n}" for n in range(1, 7)]


@pytest.mark.parametrize("moment", ["checkpoint", "result", "move"])
def test_a_worker_that_dies_between_two_writes_leaves_nothing_half_done(
    engine: Engine, clock: Clock, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """checkpoint → result → move: after each of them."""
    record = accepted()
    put_json = bucket.put_json

    def dying_put(key: str, document: Any) -> None:
        put_json(key, document)
        if (moment == "checkpoint" and "activating.json" in key) or (moment == "result" and "analysis-results" in key):
            monkeypatch.undo()
            engine_stays(monkeypatch, engine)
            die()

    def dying_tell(record: Any, event: Any) -> None:
        if event.step == "activating" and event.after == "completed":
            die()

    monkeypatch.setattr(bucket, "put_json", dying_put)
    if moment == "move":
        monkeypatch.setattr("tracking.transitions.log_move", dying_tell)
    run_and_die(record)
    state = Store(clock=clock).get(record.request_id)
    assert (state.overall_status is Status.COMPLETED) == (moment == "move")
    later = clock.now + 30
    monkeypatch.setattr("analysis.worker.tracked_store", lambda keep: Store(clock=lambda: later, on_move=keep))
    worker.run_analysis(record.request_id)
    record = fresh(record)
    assert record.overall_status is Status.COMPLETED
    assert current_result(record)["attempt"] == (1 if moment == "move" else 2)
    assert trail(record).count(("activating", "processing", "completed")) == 1


def engine_stays(monkeypatch: pytest.MonkeyPatch, engine: Engine) -> None:
    monkeypatch.setattr(worker, "load_engine", lambda name: engine)
    monkeypatch.setattr("analysis.dispatch.app.send_task", lambda *a, **k: None)


def test_who_comes_back_late_is_refused_and_stops(engine: Engine, clock: Clock) -> None:
    record = accepted()

    def overtaken() -> None:
        clock.now += 31
        engine.then.clear()
        worker.run_analysis(record.request_id)

    engine.then["relating"] = once(overtaken)
    worker.run_analysis(record.request_id)
    record = fresh(record)
    assert (record.overall_status, record.attempt) == (Status.COMPLETED, 2)
    assert trail(record).count(("relating", "processing", "completed")) == 1
    assert record.result_data.endswith("attempt-2.json")


def test_an_analysis_that_kills_every_worker_is_given_up(engine: Engine, clock: Clock) -> None:
    record = accepted()
    engine.then["relating"] = die
    for _ in range(3):
        run_and_die(record)
        clock.now += 30
        services.sweep()
    record = fresh(record)
    assert record.overall_status is Status.FAILED
    assert record.failure is not None
    assert (record.failure.kind, record.failure.step) == ("worker_lost", Step.RELATING)
    worker.run_analysis(record.request_id)
    assert fresh(record).attempt == 3, "a late message brings it back no more"


def test_losses_in_different_steps_do_not_add_up(engine: Engine, clock: Clock) -> None:
    record = accepted()
    for step in STEPS:
        engine.then = {step.value: die}
        run_and_die(record)
        clock.now += 30
    engine.then.clear()
    worker.run_analysis(record.request_id)
    assert fresh(record).overall_status is Status.COMPLETED


def test_a_cancel_stops_the_worker_and_keeps_what_was_found(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.recorder.FLUSH_SECONDS", 0.0)
    record = accepted()

    def cancel_at_the_fourth() -> None:
        if found(engine, Step.INFERRING) == 4:
            services.cancel(record.request_id, actor="Ada")

    engine.then["inferring"] = cancel_at_the_fourth
    worker.run_analysis(record.request_id)
    record = fresh(record)
    assert record.failure is not None
    assert record.failure.kind == "cancelled"
    assert found(engine, Step.INFERRING) == 4, "it stops at the next safe point"
    result = current_result(record)
    assert (len(result["chunks"]), len(result["inferences"])) == (6, 3)


def test_a_deletion_while_it_runs_leaves_nothing_behind(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.recorder.FLUSH_SECONDS", 0.0)
    record = accepted()
    engine.then["inferring"] = once(lambda: services.delete(record.request_id, actor="Ada"))
    worker.run_analysis(record.request_id)
    assert list(bucket.keys("")) == [f"deleted/{record.request_id}.json"]
    assert [event.after for event in Store().events(record.request_id)][-2:] == ["processing", "deleted"]


def test_told_to_stop_it_hands_back_at_the_next_safe_point(
    engine: Engine, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.recorder.FLUSH_SECONDS", 0.0)
    record = accepted()
    engine.then["inferring"] = once(worker.stopping.set)
    worker.run_analysis(record.request_id)
    record = fresh(record)
    assert (record.lease, record.losses) == (None, 0)
    assert record.steps[Step.INFERRING].status is Status.PENDING
    assert sent == [record.request_id] * 2, "submitted, and handed back"
    worker.stopping.clear()
    worker.run_analysis(record.request_id)
    assert fresh(record).overall_status is Status.COMPLETED


def test_a_step_that_fails_says_why(engine: Engine) -> None:
    def fail() -> None:
        raise StepFailed("too_odd", "This cannot be related.")

    engine.then["relating"] = fail
    record = accepted()
    worker.run_analysis(record.request_id)
    failure = fresh(record).failure
    assert failure is not None
    assert (failure.step, failure.kind, failure.message) == (Step.RELATING, "too_odd", "This cannot be related.")


def test_what_an_engine_raises_is_neither_shown_nor_logged(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise RuntimeError("Anna said she was ill")

    engine.then["relating"] = fail
    record = accepted()
    with caplog.at_level(logging.DEBUG, logger="analysis"):
        worker.run_analysis(record.request_id)
    failure = fresh(record).failure
    assert failure is not None
    assert failure.kind == "internal_error"
    assert "RuntimeError" in caplog.text
    assert "ill" not in caplog.text
    assert "ill" not in failure.message.replace("still", "").replace("will", "")


def test_a_retry_runs_from_the_failed_step_and_the_old_attempt_stays_readable(engine: Engine) -> None:
    def fail() -> None:
        raise StepFailed("too_odd", "This cannot be explained.")

    engine.then["explaining"] = fail
    record = accepted()
    worker.run_analysis(record.request_id)
    engine.then.clear()
    services.retry(record.request_id, actor="Ada")
    engine.performed.clear()
    worker.run_analysis(record.request_id)
    record = fresh(record)
    assert set(engine.performed) == {"explaining", "activating"}
    assert record.overall_status is Status.COMPLETED
    past = past_result(record, 1)
    assert (past["status"], len(past["patterns"]), past["insights"]) == ("failed", 2, [])


def test_a_retry_of_a_completed_one_keeps_both_results(engine: Engine) -> None:
    record = accepted()
    worker.run_analysis(record.request_id)
    services.retry(record.request_id, actor="Ada", from_step=Step.RELATING)
    worker.run_analysis(record.request_id)
    record = fresh(record)
    assert (past_result(record, 1)["status"], current_result(record)["attempt"]) == ("completed", 2)
    assert {"analysis-results/" + record.request_id + end for end in (".json", ".attempt-2.json")} <= set(
        bucket.keys("")
    )


def test_an_uploaded_file_that_is_gone_fails_with_the_reason(engine: Engine) -> None:
    record = accepted()
    bucket.delete_all("research-data/")
    worker.run_analysis(record.request_id)
    failure = fresh(record).failure
    assert failure is not None
    assert failure.kind == "resource_missing"


class TestAServiceThatDoesNotAnswer:
    @staticmethod
    def breaks(monkeypatch: pytest.MonkeyPatch, name: str, service: str, times: int, *, after: bool) -> None:
        client: Any = getattr(clients(), service)
        call, left = getattr(client, name), [times]

        def broken(**parameters: Any) -> Any:
            if left[0] and ("Key" not in parameters or "analysis-results" in str(parameters["Key"])):
                left[0] -= 1
                if after:
                    call(**parameters)
                raise ReadTimeoutError(endpoint_url="")
            return call(**parameters)

        monkeypatch.setattr(client, name, broken, raising=False)

    @pytest.mark.parametrize("after", [False, True])
    def test_is_waited_for_while_the_lease_is_held(
        self, engine: Engine, monkeypatch: pytest.MonkeyPatch, after: bool
    ) -> None:
        record = accepted()
        engine.then["activating"] = once(
            lambda: (
                self.breaks(monkeypatch, "transact_write_items", "dynamodb", 20, after=after),
                self.breaks(monkeypatch, "put_object", "s3", 20, after=after),
            )
        )
        worker.run_analysis(record.request_id)
        record = fresh(record)
        assert (record.overall_status, record.attempt) == (Status.COMPLETED, 1)
        assert trail(record).count(("activating", "processing", "completed")) == 1

    def test_leaves_the_analysis_to_the_sweep_where_it_cannot_be_taken(
        self, engine: Engine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        record = accepted()
        self.breaks(monkeypatch, "transact_write_items", "dynamodb", 1_000, after=False)
        worker.run_analysis(record.request_id)
        assert (fresh(record).attempt, engine.performed) == (0, [])


def test_the_bucket_alone_brings_back_a_completed_analysis(engine: Engine, clock: Clock) -> None:
    from tracking import journal, tables

    record = accepted()
    worker.run_analysis(record.request_id)
    before, events = fresh(record), Store().events(record.request_id)
    for table in ("design-analysis-tracking", "design-analysis-tracking-events"):
        clients().dynamodb.delete_table(TableName=table)
    tables.ensure_tables()
    assert list(journal.rebuild(Store())) == [(record.request_id, True)]
    assert fresh(record) == before
    assert Store().events(record.request_id) == events
    assert list(journal.rebuild(Store())) == [(record.request_id, False)]


def test_the_bucket_alone_brings_back_a_running_analysis_and_its_worker_is_refused(
    engine: Engine, clock: Clock
) -> None:
    from tracking import journal, tables

    record = accepted()

    def disaster() -> None:
        for table in ("design-analysis-tracking", "design-analysis-tracking-events"):
            clients().dynamodb.delete_table(TableName=table)
        tables.ensure_tables()
        list(journal.rebuild(Store()))

    engine.then["relating"] = once(disaster)
    worker.run_analysis(record.request_id)
    state = fresh(record)
    assert (state.lease, state.due_at, state.steps[Step.RELATING].status) == (None, clock.now, Status.PROCESSING)
    assert state.version > moves.VERSIONS_LOST
    worker.run_analysis(record.request_id)
    state = fresh(record)
    assert (state.overall_status, state.losses) == (Status.COMPLETED, 0)
    assert trail(record).count(("relating", "processing", "completed")) == 1
