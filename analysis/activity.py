"""What the system did lately, counted from records: analyses a day, success, durations of steps, failures. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median, quantiles

from analysis.engines import DEFAULT_ENGINE
from analysis.estimates import step_seconds
from tracking.record import Record
from tracking.states import STEPS, Status, Step


@dataclass(frozen=True, slots=True)
class Day:
    """One day (UTC) by how the analyses submitted on it stand now."""

    day: date
    completed: int
    failed: int
    open: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.completed + self.failed + self.open


@dataclass(frozen=True, slots=True)
class Durations:
    """How long one step took."""

    step: Step
    runs: int
    median: float | None
    p95: float | None


@dataclass(frozen=True, slots=True)
class Failures:
    """Failures of one kind in one step."""

    step: Step
    kind: str
    count: int
    latest: Record


@dataclass(frozen=True, slots=True)
class Cost:
    """What the analyses were charged for by whoever runs their engines. What AWS asks is on its own bill."""

    free: int
    """Analyses with the engine that runs on our own machines, without charge."""
    unknown: Mapping[str, int]
    """Analyses by any other engine: what those charged is not on the record."""


@dataclass(frozen=True, slots=True)
class Activity:
    """The figures of the last days."""

    days: tuple[Day, ...]
    durations: tuple[Durations, ...]
    failures: tuple[Failures, ...]
    completed: int
    failed: int
    running: int
    waiting: int
    total_median: float | None
    """Median seconds of a whole analysis: of its five steps together, waiting not counted."""
    cost: Cost

    @property
    def success(self) -> float | None:
        """Share of the finished ones that completed, cancelled ones left out; None while none has finished."""
        counted = self.completed + self.failed
        return self.completed / counted if counted else None

    @property
    def busiest(self) -> int:
        """Most analyses on one day, at least 1."""
        return max((day.total for day in self.days), default=1) or 1


def activity(records: Sequence[Record], *, now: float, days: int) -> Activity:
    """The figures of `records`, which were submitted in the last `days` days."""
    today = datetime.fromtimestamp(now, UTC).date()
    by_day: dict[date, Counter[Status]] = {today - timedelta(days=ago): Counter() for ago in range(days - 1, -1, -1)}
    failures: dict[tuple[Step, str], list[Record]] = {}
    for record in records:
        submitted = datetime.fromisoformat(record.created_at).date()
        if submitted in by_day:
            by_day[submitted][record.overall_status] += 1
        if record.failure is not None and record.overall_status is Status.FAILED:
            failures.setdefault((record.failure.step, record.failure.kind), []).append(record)
    statuses = Counter(record.overall_status for record in records)
    cancelled = sum(len(found) for (_, kind), found in failures.items() if kind == "cancelled")
    return Activity(
        days=tuple(_day(day, counts) for day, counts in by_day.items()),
        durations=tuple(_durations(step, records) for step in STEPS),
        failures=tuple(
            Failures(step, kind, len(found), max(found, key=lambda record: record.updated_at))
            for (step, kind), found in sorted(failures.items(), key=lambda each: -len(each[1]))
        ),
        completed=statuses[Status.COMPLETED],
        failed=statuses[Status.FAILED] - cancelled,
        running=statuses[Status.PROCESSING],
        waiting=statuses[Status.PENDING],
        cost=_cost(records),
        total_median=_median(total for record in records if (total := _total(record)) is not None),
    )


def _cost(records: Iterable[Record]) -> Cost:
    by_engine = Counter(record.engine for record in records)
    free = by_engine.pop(DEFAULT_ENGINE, 0)
    return Cost(free, dict(by_engine))


def _day(day: date, counts: Counter[Status]) -> Day:
    return Day(
        day=day,
        completed=counts[Status.COMPLETED],
        failed=counts[Status.FAILED],
        open=counts[Status.PENDING] + counts[Status.PROCESSING],
    )


def _durations(step: Step, records: Iterable[Record]) -> Durations:
    took = [spent for record in records if (spent := step_seconds(record.steps[step])) is not None]
    p95 = quantiles(took, n=20, method="inclusive")[-1] if len(took) > 1 else None
    return Durations(step, len(took), _median(took), p95)


def _median(values: Iterable[float]) -> float | None:
    values = list(values)
    return median(values) if values else None


def _total(record: Record) -> float | None:
    took = [step_seconds(record.steps[step]) for step in STEPS]
    if record.overall_status is not Status.COMPLETED or any(each is None for each in took):
        return None
    return sum(each for each in took if each is not None)
