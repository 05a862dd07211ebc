"""From what was written and what was seen to the figures that are printed."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from bench.live.watchers import Arrival
from bench.live.writer import Write


@dataclass(slots=True)
class Options:
    """How much is measured."""

    seconds: float
    rounds: int


def delays(writes: Sequence[Write], arrivals: Sequence[Arrival], watched: Sequence[int]) -> tuple[list[float], int]:
    """Milliseconds from each write to each viewer that watches its analysis, and how many never arrived.

    `watched`: by viewer the number of its analysis. A later state says all that an earlier one does.
    """
    by_viewer: dict[int, list[Arrival]] = {}
    for arrival in arrivals:
        by_viewer.setdefault(arrival.viewer, []).append(arrival)
    by_analysis: dict[int, list[Write]] = {}
    for write in writes:
        by_analysis.setdefault(write.analysis, []).append(write)
    found, lost = [], 0
    for viewer, analysis in enumerate(watched):
        coming = iter(sorted(by_viewer.get(viewer, []), key=lambda each: each.at))
        latest: Arrival | None = None
        for write in by_analysis.get(analysis, []):
            while latest is None or latest.done < write.done:
                latest = next(coming, None)
                if latest is None:
                    break
            if latest is None:
                lost += 1
            else:
                found.append(1_000 * (latest.at - write.at))
    return found, lost


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which that share lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def spread(values: Sequence[float]) -> str:
    """Median, and the range over the rounds."""
    return f"{statistics.median(values):,.0f} ({min(values):,.0f} to {max(values):,.0f})"
