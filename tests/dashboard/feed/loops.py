"""An event loop whose clock stands still while there is something to do, and leaps when there is not: no test waits."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor, Future
from typing import Any


class _LeapingSelector(selectors.DefaultSelector):
    """Instead of waiting for a timeout it moves the clock on."""

    leapt = 0.0

    def select(self, timeout: float | None = None) -> Any:
        ready = super().select(0)
        if not ready and timeout is None:
            raise RuntimeError("Everything waits for something that will never come.")
        if not ready and timeout:
            self.leapt += timeout
        return ready


class LeapingLoop(asyncio.SelectorEventLoop):
    """Keeps to the seconds that tasks sleep, in no time."""

    def __init__(self) -> None:
        self._leaping = _LeapingSelector()
        super().__init__(self._leaping)

    def time(self) -> float:
        return self._leaping.leapt


class InlineThreads(Executor):
    """Threads that do their work at once, in the place where they are asked to."""

    def submit[**P, T](self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:  # noqa: BLE001 - handed on, as an executor does
            future.set_exception(error)
        return future


def run[T](story: Coroutine[Any, Any, T]) -> T:
    """Run a story on a leaping loop, and see that it leaves no task behind."""
    with asyncio.Runner(loop_factory=LeapingLoop) as runner:
        result = runner.run(story)
        left = asyncio.all_tasks(runner.get_loop())
        assert not left, f"Tasks left behind: {left}"
        return result
