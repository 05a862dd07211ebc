"""A follower on a simulated stream, watched: what a test needs to say a case in a line or two."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

from tests.tracking.stream.simulated import Limits, SimulatedStream
from tests.tracking.stream.simulated_time import SimulatedCalls, SimulatedClock
from tracking.stream import AWS, Change, Checkpoint, Follower, FollowerState, Pace, Phase
from tracking.stream.service import Shard


def forest(*lines: str) -> list[Shard]:
    """Shards from lines such as `A` (open), `B.` (closed), `C<B` (open child of B) and `D.<C` (closed child of C)."""
    shards = []
    for line in lines:
        name, _, parent = line.partition("<")
        shards.append(Shard(name.rstrip("."), parent or None, closed=name.endswith(".")))
    return shards


class Watched:
    """A follower on a simulated stream that notes all it is told, with times."""

    def __init__(
        self, pace: Pace = AWS, shards: int = 1, *, limits: Limits | None = None, latency: float = 0.01
    ) -> None:
        self.clock = SimulatedClock()
        self.stream = SimulatedStream(self.clock, shards, limits=limits)
        self.pace = pace
        self.latency = latency
        self.changes: list[tuple[float, Change]] = []
        self.states: list[tuple[float, FollowerState]] = []
        self.heard: list[Change | FollowerState] = []
        self.on_change: Callable[[Change], None] = lambda change: None
        self.on_state: Callable[[FollowerState], None] = lambda state: None
        self.written: dict[str, int] = {}
        self.follower = Follower(
            self.stream,
            pace,
            calls=lambda workers: SimulatedCalls(self.clock, workers, lambda: self.latency),
            clock=self.clock,
            random=Random(7),
        )

    def run(self, until: float, resume: Checkpoint | None = None) -> None:
        """Follow until that time."""
        stop = threading.Event()
        self.clock.at(until, stop.set)
        self.follower.run(self._changed, self._stated, stop, resume)

    def write(self, item: str, shard: int | str = -1, times: int = 1) -> None:
        """The item's next versions, to a shard by id or by place among the open ones."""
        shard_id = shard if isinstance(shard, str) else self.stream.open_shards()[shard]
        for _ in range(times):
            self.written[item] = self.written.get(item, 0) + 1
            self.stream.write(shard_id, item, self.written[item])

    def write_at(self, when: float, item: str, shard: int | str = -1) -> None:
        """The same at a time."""
        self.clock.at(when, lambda: self.write(item, shard))

    def at(self, when: float, event: Callable[[], Any]) -> None:
        """Let something happen at a time."""
        self.clock.at(when, lambda: (event(), None)[1])

    def break_until(self, when: float, error: Exception) -> None:
        """Let every call fail from now until then."""
        self.stream.down = error
        self.at(when, lambda: setattr(self.stream, "down", None))

    @property
    def seen(self) -> list[str]:
        """What was delivered, as `item1 item2 …` (item and version)."""
        return [f"{change.request_id}{change.version}" for _, change in self.changes]

    @property
    def phases(self) -> list[Phase]:
        """The phases told, repetitions left out."""
        told = [state.phase for _, state in self.states]
        return [phase for place, phase in enumerate(told) if place == 0 or told[place - 1] is not phase]

    @property
    def epochs(self) -> list[int]:
        """The epochs in which it was following."""
        return sorted({state.epoch for _, state in self.states if state.phase is Phase.FOLLOWING})

    @property
    def following_since(self) -> float:
        """When it first said that it follows."""
        return next(when for when, state in self.states if state.phase is Phase.FOLLOWING)

    def _changed(self, change: Change) -> None:
        self.changes.append((self.clock(), change))
        self.heard.append(change)
        self.on_change(change)

    def _stated(self, state: FollowerState) -> None:
        self.states.append((self.clock(), state))
        self.heard.append(state)
        self.on_state(state)


def local(pace: Pace = AWS) -> Pace:
    """A pace for a service that may come back from an outage with another history."""
    return replace(pace, outlives_outage=False)
