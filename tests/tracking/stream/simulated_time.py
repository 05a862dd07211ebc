"""Time that only moves when it is waited for, and service calls on it."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from functools import partial
from itertools import count


class SimulatedClock:
    """Seconds that pass only by `advance`, and what happens at given times."""

    def __init__(self) -> None:
        self._now = 0.0
        self._order = count()
        self._events: list[tuple[float, int, Callable[[], None]]] = []

    def __call__(self) -> float:
        """The time now."""
        return self._now

    def at(self, when: float, event: Callable[[], None]) -> None:
        """Let something happen at a time."""
        heapq.heappush(self._events, (when, next(self._order), event))

    def advance(self, until: float) -> None:
        """Move on to a time, through all that happens before it."""
        while self._events and self._events[0][0] <= until:
            when, _, event = heapq.heappop(self._events)
            self._now = max(self._now, when)
            event()
        self._now = max(self._now, until)


class SimulatedCalls:
    """`Calls` on a simulated clock: each takes `latency()` seconds, `workers` at a time."""

    def __init__(self, clock: SimulatedClock, workers: int, latency: Callable[[], float] = lambda: 0.0) -> None:
        self._clock = clock
        self._latency = latency
        self._order = count()
        self._under_way: list[tuple[float, int, Callable[[], None]]] = []
        self.free = workers

    def start[T](
        self, call: Callable[[], T], then: Callable[[T], None], otherwise: Callable[[Exception], None]
    ) -> None:
        """Begin a call: the service acts on it now, and its answer is there a latency later."""
        self.free -= 1
        outcome: Callable[[], None]
        try:
            result = call()
            outcome = partial(then, result)
        except Exception as error:  # noqa: BLE001 - told apart by the follower, as with threads
            outcome = partial(otherwise, error)
        entry: tuple[float, int, Callable[[], None]] = (self._clock() + self._latency(), next(self._order), outcome)
        heapq.heappush(self._under_way, entry)

    def wait(self, seconds: float) -> None:
        """Move the clock on to the first answer, or by `seconds`."""
        until = self._clock() + seconds
        if not self._under_way or self._under_way[0][0] > until:
            self._clock.advance(until)
            return
        self._clock.advance(self._under_way[0][0])
        while self._under_way and self._under_way[0][0] <= self._clock():
            self.free += 1
            heapq.heappop(self._under_way)[2]()

    def close(self) -> None:
        """Forget what is under way."""
        self._under_way.clear()
