"""Runs the service calls beside the follower's thread, so that a slow shard holds up no other."""

from __future__ import annotations

import queue
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol


class Calls(Protocol):
    """Calls under way. Everything but the calls themselves happens on the thread that uses this."""

    @property
    def free(self) -> int:
        """How many more may be started now."""

    def start[T](
        self, call: Callable[[], T], then: Callable[[T], None], otherwise: Callable[[Exception], None]
    ) -> None:
        """Start a call. One of the other two gets its outcome, from within a later `wait`."""

    def wait(self, seconds: float) -> None:
        """Wait until a call has ended, `seconds` at the most, and hand on the outcomes there are."""

    def close(self) -> None:
        """Forget what is under way. Returns at once: a call that hangs ends by its own time limit, unheard."""


class ThreadedCalls:
    """Calls on a few threads."""

    def __init__(self, workers: int) -> None:
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="stream")
        self._outcomes: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._free = workers

    @property
    def free(self) -> int:
        """How many threads are idle."""
        return self._free

    def start[T](
        self, call: Callable[[], T], then: Callable[[T], None], otherwise: Callable[[Exception], None]
    ) -> None:
        """Run `call` on a thread."""
        self._free -= 1

        def run() -> None:
            try:
                result = call()
            except Exception as error:  # noqa: BLE001 - told apart on the follower's thread
                failure = error
                self._outcomes.put(lambda: otherwise(failure))
            else:
                self._outcomes.put(lambda: then(result))

        self._pool.submit(run)

    def wait(self, seconds: float) -> None:
        """Sleep until the first outcome, then hand on all there are."""
        timeout: float | None = max(0.0, seconds)
        while True:
            try:
                outcome = self._outcomes.get(block=timeout is not None, timeout=timeout)
            except queue.Empty:
                return
            self._free += 1
            timeout = None
            outcome()

    def close(self) -> None:
        """Let the threads end after the call that each is in."""
        self._pool.shutdown(wait=False, cancel_futures=True)
