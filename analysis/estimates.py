"""How long each step should take, from past runs of the same engine. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median

from tracking.clock import seconds
from tracking.record import Record, StepState
from tracking.states import STEPS, Status, Step

FEWEST = 3
"""Past runs below which nothing is said."""


def step_seconds(state: StepState) -> float | None:
    """How long a completed step took; None for any other."""
    if state.status is not Status.COMPLETED or state.started_at is None or state.completed_at is None:
        return None
    return max(0.0, seconds(state.completed_at) - seconds(state.started_at))


def expected_seconds(record: Record, past: Iterable[Record]) -> dict[Step, float]:
    """Seconds that each step of `record` should take: the median of past seconds a byte, times its bytes.

    Empty where there are fewer than FEWEST completed runs of the same engine to learn from.
    """
    size = _bytes(record)
    runs = [r for r in past if r.engine == record.engine and r.overall_status is Status.COMPLETED and _bytes(r)]
    if len(runs) < FEWEST or not size:
        return {}
    expected = {}
    for step in STEPS:
        rates = [took / _bytes(run) for run in runs if (took := step_seconds(run.steps[step])) is not None]
        if rates:
            expected[step] = max(0.1, round(median(rates) * size, 1))
    return expected


def _bytes(record: Record) -> int:
    return sum(int(source["bytes"]) for source in record.sources)
