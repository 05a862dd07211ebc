"""What happened in each attempt, from the audit trail: which steps ran, when, and how they ended. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tracking.clock import seconds
from tracking.events import Event
from tracking.states import Status, Step


@dataclass(slots=True)
class StepRun:
    """One step in one attempt."""

    step: Step
    began_at: float
    ended_at: float | None = None
    status: Status = Status.PROCESSING

    @property
    def seconds(self) -> float | None:
        """How long it ran; None while it runs."""
        return None if self.ended_at is None else max(0.0, self.ended_at - self.began_at)


@dataclass(slots=True)
class Attempt:
    """One taking of the analysis by a worker."""

    number: int
    worker: str
    began_at: float
    runs: list[StepRun] = field(default_factory=list)
    last_at: float = 0.0

    @property
    def span(self) -> float:
        """Seconds from its beginning to the last thing known of it, at least a tenth."""
        return max(0.1, self.last_at - self.began_at)


def attempts(events: Iterable[Event]) -> list[Attempt]:
    """Every attempt that the trail tells of, oldest first."""
    found: dict[int, Attempt] = {}
    for event in sorted(events, key=lambda event: event.seq):
        at = seconds(event.at)
        if event.attempt and event.attempt not in found:
            found[event.attempt] = Attempt(event.attempt, event.actor, at)
        attempt = found.get(event.attempt)
        if attempt is None:
            continue
        attempt.last_at = max(attempt.last_at, at)
        if event.step is not None:
            _follow(attempt, Step(event.step), event.after, at)
    return list(found.values())


def _follow(attempt: Attempt, step: Step, after: str, at: float) -> None:
    running = next((run for run in attempt.runs if run.step is step and run.ended_at is None), None)
    if after == Status.PROCESSING and running is None:
        attempt.runs.append(StepRun(step, at))
    elif running is not None and after in (Status.COMPLETED, Status.FAILED, Status.PENDING):
        running.ended_at = at
        running.status = Status(after)
