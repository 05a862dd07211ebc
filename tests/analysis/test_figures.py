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


def upload(size: int) -> Record:
    return record("new", sources=({"name": "a.txt", "key": "k", "bytes": size},))


class TestEstimates:
    def test_know_what_every_run_costs_and_what_a_byte_costs(self) -> None:
        """2 s for nothing at all, and 1 s for each 1,000 bytes; one run waited for a machine."""
        past = [finished(f"p{size}", took=2 + size / 1_000, size=size) for size in (500, 1_000, 2_000, 4_000, 8_000)]
        past.append(finished("odd", took=300.0, size=1_500))

        for size in (200, 3_000, 20_000):
            assert expected_seconds(upload(size), past)[Step.CHUNKING] == pytest.approx(2 + size / 1_000, rel=0.25)

    def test_of_a_large_study_are_not_guessed_from_tiny_ones(self) -> None:
        """Sixty files after a few samples: by seconds a byte, half an hour was told of what took 39 seconds."""
        past = [finished(f"p{n}", took=2.0, size=600 + 20 * n) for n in range(10)]

        assert expected_seconds(upload(60 * 30_000), past) == {}
        assert expected_seconds(upload(700), past)[Step.CHUNKING] == pytest.approx(2.0)

    def test_of_runs_that_took_now_this_now_that_are_not_given(self) -> None:
        past = [finished(f"p{n}", took=took, size=1_000 + n) for n, took in enumerate((1, 30, 2, 90, 4, 60, 1))]

        assert expected_seconds(upload(1_000), past) == {}

    def test_follow_the_pace_of_the_run_itself(self) -> None:
        past = [finished(f"p{n}", took=10.0, size=1_000) for n in range(5)]
        slow = upload(1_000)
        for step in STEPS[:3]:  # More than half is done, each step in three times as long.
            state = {"started_at": iso(NOON), "completed_at": iso(NOON + 30), "status": Status.COMPLETED}
            slow = slow.with_step(step, **state)

        assert expected_seconds(upload(1_000), past)[Step.ACTIVATING] == pytest.approx(10.0)
        assert expected_seconds(slow, past)[Step.ACTIVATING] == pytest.approx(30.0)

    def test_of_too_few_runs_or_of_another_engine_are_not_given(self) -> None:
        assert expected_seconds(upload(1_000), [finished("a"), finished("b")]) == {}
        assert expected_seconds(upload(1_000), [finished(name, engine="else") for name in "abcd"]) == {}
        assert expected_seconds(upload(0), [finished(name) for name in "abcd"]) == {}


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
