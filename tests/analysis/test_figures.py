"""Figures from records and events: activity, estimates, attempts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from analysis.activity import activity
from analysis.attempts import attempts
from analysis.estimates import expected_seconds
from tests.records import record
from tracking.clock import iso, seconds
from tracking.events import Event
from tracking.record import Failure, Record, StepState
from tracking.states import STEPS, Status, Step

NOON = seconds("2026-03-10T12:00:00Z")
DAY = 86_400.0


def finished(name: str, *, took: float = 10.0, size: int = 1_000, days_ago: float = 0.0, **values: Any) -> Record:
    at = NOON - days_ago * DAY
    steps = {
        step: StepState(status=Status.COMPLETED, started_at=iso(at), completed_at=iso(at + took), attempt=1)
        for step in STEPS
    }
    sources = ({"name": "a.txt", "key": "k", "bytes": size},)
    return record(name, created_at=iso(at), steps=steps, sources=sources, **values)


def failed(name: str, step: Step, kind: str) -> Record:
    whole = finished(name)
    return replace(
        whole.with_step(step, status=Status.FAILED), failure=Failure(step=step, kind=kind, message="Because.")
    )


def test_days_count_what_was_submitted_on_them() -> None:
    found = activity([finished("a"), finished("b", days_ago=1), failed("c", Step.RELATING, "x")], now=NOON, days=3)

    assert [(day.completed, day.failed, day.open) for day in found.days] == [(0, 0, 0), (1, 0, 0), (1, 1, 0)]


def test_a_cancelled_analysis_is_no_failure_of_the_system() -> None:
    found = activity([finished("a"), failed("b", Step.CHUNKING, "cancelled")], now=NOON, days=3)

    assert found.success == 1.0
    assert [(each.step, each.kind, each.count) for each in found.failures] == [(Step.CHUNKING, "cancelled", 1)]


def test_median_and_p95_of_a_step() -> None:
    found = activity([finished(f"a{n}", took=float(n)) for n in range(1, 101)], now=NOON, days=3)

    durations = found.durations[0]
    assert durations.runs == 100
    assert durations.median == pytest.approx(50.5)
    assert durations.p95 == pytest.approx(95, abs=1)


def test_what_an_engine_charged_is_known_of_the_one_that_charges_nothing_only() -> None:
    records = [finished("a"), finished("b"), finished("c", engine="paid"), failed("d", Step.RELATING, "x")]

    cost = activity(records, now=NOON, days=3).cost

    assert (cost.free, cost.unknown) == (3, {"paid": 1})


def test_nothing_happened_is_said_as_not_known() -> None:
    found = activity([], now=NOON, days=7)

    assert found.success is None
    assert found.total_median is None
    assert len(found.days) == 7


def test_the_estimate_grows_with_the_upload() -> None:
    past = [finished(f"p{n}", took=took, size=1_000) for n, took in enumerate((8.0, 10.0, 30.0))]
    large = record("new", sources=({"name": "a.txt", "key": "k", "bytes": 3_000},))

    assert expected_seconds(large, past)[Step.CHUNKING] == pytest.approx(30.0)


def test_too_few_runs_or_another_engine_teach_nothing() -> None:
    large = record("new", sources=({"name": "a.txt", "key": "k", "bytes": 3_000},))

    assert expected_seconds(large, [finished("a"), finished("b")]) == {}
    assert expected_seconds(large, [finished(name, engine="else") for name in "abcd"]) == {}


def event(seq: int, attempt: int, step: str | None, after: str, actor: str = "worker 1") -> Event:
    return Event(
        request_id="analysis_a",
        seq=seq,
        at=iso(NOON + seq),
        actor=actor,
        step=step,
        before=None,
        after=after,
        attempt=attempt,
        message="",
    )


def test_attempts_know_which_steps_ran_and_how_they_ended() -> None:
    trail = [
        event(1, 0, None, "pending", "web"),
        event(2, 1, None, "pending"),
        event(3, 1, "chunking", "processing"),
        event(5, 1, "chunking", "completed"),
        event(6, 1, "inferring", "processing"),
        event(9, 1, "inferring", "failed"),
        event(20, 2, None, "processing", "worker 2"),
        event(21, 2, "inferring", "processing", "worker 2"),
    ]
    first, second = attempts(trail)

    assert [(run.step, run.seconds, run.status) for run in first.runs] == [
        (Step.CHUNKING, 2.0, Status.COMPLETED),
        (Step.INFERRING, 3.0, Status.FAILED),
    ]
    assert second.worker == "worker 2"
    assert [(run.step, run.seconds) for run in second.runs] == [(Step.INFERRING, None)]
