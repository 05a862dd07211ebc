"""Analyses that are written to as a worker writes."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, replace

from tests.records import record
from tracking import listing, moves
from tracking.conf import tracking_settings
from tracking.record import Lease
from tracking.states import STEPS
from tracking.store import Store

TOTAL = 1_000_000
"""Units of work of the step that is watched: it never ends."""


@dataclass(frozen=True, slots=True)
class Write:
    """One write of progress."""

    analysis: int
    done: int
    at: float


class Analyses:
    """Analyses that are at work in their first step, and are written to as a worker does."""

    def __init__(self, count: int) -> None:
        self.ids: list[str] = []
        self.writes: list[Write] = []
        self._store, self._step, self._leases, self._done = Store(), STEPS[0], list[Lease](), [0] * count
        for _ in range(count):
            request_id = f"analysis_{secrets.token_hex(6)}"
            new = replace(record(request_id), listing=listing.listing_key(tracking_settings(), request_id))
            self._store.create(new, actor="bench")
            taken = self._store.move(
                request_id,
                lambda r: moves.take(
                    r, time.time(), owner="bench", worker="bench", lease_seconds=3_600, max_attempts=3
                ),
            )
            self._store.move(
                request_id,
                lambda r: moves.start_step(r, time.time(), step=STEPS[0], worker="bench", message="At work"),
            )
            assert taken.lease is not None
            self._leases.append(taken.lease)
            self.ids.append(request_id)

    def write(self, analysis: int) -> None:
        """One more unit of work is through."""
        self._done[analysis] += 1
        done = self._done[analysis]
        self.writes.append(Write(analysis, done, time.time()))
        self._store.progress(self.ids[analysis], self._leases[analysis], self._step, done=done, total=TOTAL, parts=[])

    def write_for(self, seconds: float, a_second: float) -> list[Write]:
        """Write to each in turn at that rate; the writes that were made."""
        self.writes = []
        begun = time.monotonic()
        for number in range(int(seconds * a_second)):
            time.sleep(max(0.0, begun + number / a_second - time.monotonic()))
            self.write(number % len(self.ids))
        return self.writes
