"""How long each step should take, from past runs of the same engine and from this run's own pace. Pure.

A step costs something however little it has to do, and something more for each byte; what a few tiny runs took says
nothing of a large one. So both are fitted, by medians that single odd runs do not move (Theil and Sen's estimator:
H. Theil 1950; P. K. Sen, JASA 63, 1968), and nothing is said where the fit would be a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log
from statistics import median

from tracking.clock import seconds
from tracking.record import Record, StepState
from tracking.states import STEPS, Status, Step

FEWEST = 3
"""Past runs below which nothing is said."""

NEAR = 4.0
"""Times smaller than the smallest, or larger than the largest past run, within which their line is followed further."""

ALIKE = 2.0
"""Past runs whose sizes differ by less do not tell what a byte costs; then only runs as like as that are spoken of."""

DOUBTFUL = log(1.5)
"""Past runs that the fit misses by this much (as a factor) half of the time: it says nothing."""

PACE_LIMIT = 8.0
"""How much slower or faster than past runs this one is taken to be, at the most."""


@dataclass(frozen=True, slots=True)
class _Line:
    """Seconds over bytes."""

    fixed: float
    per_byte: float

    def at(self, size: int) -> float:
        return self.fixed + self.per_byte * size


def step_seconds(state: StepState) -> float | None:
    """How long a completed step took; None for any other."""
    if state.status is not Status.COMPLETED or state.started_at is None or state.completed_at is None:
        return None
    return max(0.0, seconds(state.completed_at) - seconds(state.started_at))


def expected_seconds(record: Record, past: Iterable[Record]) -> dict[Step, float]:
    """Seconds that each step of `record` should take.

    Empty where nobody can know: too few completed runs of the same engine, none of them of a size like this one, or
    runs that took now this long, now that.
    """
    runs = [run for run in past if run.engine == record.engine and _is_whole(run)]
    size = _bytes(record)
    if len(runs) < FEWEST or not _is_near(size, [_bytes(run) for run in runs]):
        return {}
    lines = {step: _fitted([(_bytes(run), _took(run, step)) for run in runs]) for step in STEPS}
    if _is_doubtful(lines, runs):
        return {}
    expected = {step: line.at(size) for step, line in lines.items()}
    pace = _pace(record, expected)
    return {step: max(0.1, round(each * pace, 1)) for step, each in expected.items()}


def _is_whole(run: Record) -> bool:
    return _bytes(run) > 0 and all(step_seconds(run.steps[step]) is not None for step in STEPS)


def _is_near(size: int, sizes: Sequence[int]) -> bool:
    smallest, largest = min(sizes), max(sizes)
    reach = NEAR if largest >= ALIKE * smallest else ALIKE
    return smallest / reach <= size <= largest * reach


def _fitted(points: Sequence[tuple[int, float]]) -> _Line:
    slopes = [
        (took - before) / (size - other) for (other, before), (size, took) in combinations(points, 2) if size != other
    ]
    sizes = [size for size, _ in points]
    per_byte = max(0.0, median(slopes)) if max(sizes) >= ALIKE * min(sizes) else 0.0
    return _Line(fixed=max(0.0, median(took - per_byte * size for size, took in points)), per_byte=per_byte)


def _is_doubtful(lines: Mapping[Step, _Line], runs: Sequence[Record]) -> bool:
    misses = []
    for run in runs:
        took = sum(_took(run, step) for step in STEPS)
        fitted = sum(line.at(_bytes(run)) for line in lines.values())
        misses.append(abs(log(max(took, 0.1) / max(fitted, 0.1))))
    return median(misses) > DOUBTFUL


def _pace(record: Record, expected: Mapping[Step, float]) -> float:
    """How many times longer than expected this run takes, judged by the steps it has behind it.

    The further it is, the more its own pace counts: half of the expected time done, and nothing else does.
    """
    done = {step: took for step in STEPS if (took := step_seconds(record.steps[step])) is not None}
    behind, whole = sum(expected[step] for step in done), sum(expected.values())
    if not behind or not whole:
        return 1.0
    pace = min(PACE_LIMIT, max(1 / PACE_LIMIT, sum(done.values()) / behind))
    return float(pace ** min(1.0, 2 * behind / whole))


def _took(run: Record, step: Step) -> float:
    return step_seconds(run.steps[step]) or 0.0


def _bytes(record: Record) -> int:
    return sum(int(source["bytes"]) for source in record.sources)
