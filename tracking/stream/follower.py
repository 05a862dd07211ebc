"""The follower of a table's stream.

Finds the stream, follows it, finds its successor, for as long as it is asked to.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import closing
from random import Random

from tracking.errors import TrackingError
from tracking.stream.calls import Calls, ThreadedCalls
from tracking.stream.changes import Change
from tracking.stream.pace import Pace
from tracking.stream.position import Checkpoint
from tracking.stream.service import StreamService
from tracking.stream.session import StreamSession
from tracking.stream.shards import Means
from tracking.stream.status import FollowerState, Status

logger = logging.getLogger(__name__)


class Follower:
    """Delivers every change of a table's items, an item's changes in the order in which they were made.

    It ends only when told to: whatever goes wrong with the service is waited out, with a growing pause and a state
    that says why. A change may be delivered twice, and changes may be missed around an outage; the first shows in
    `Change.version`, the second in `FollowerState.epoch`.
    """

    def __init__(
        self,
        service: StreamService,
        pace: Pace,
        *,
        calls: Callable[[int], Calls] = ThreadedCalls,
        clock: Callable[[], float] = time.monotonic,
        random: Random | None = None,
    ) -> None:
        """`calls` makes a runner of service calls with so many workers; `clock` counts seconds from any moment on."""
        self._service = service
        self._pace = pace
        self._make_calls = calls
        self._clock = clock
        self._random = random or Random()
        self._epoch = 0
        self._session: StreamSession | None = None

    def run(
        self,
        deliver: Callable[[Change], None],
        on_state: Callable[[FollowerState], None],
        stop: threading.Event,
        resume: Checkpoint | None = None,
    ) -> None:
        """Follow until `stop` is set, and return within a fraction of a second then. It may be run any number of times.

        Both callbacks are called on this thread, one at a time and in order. What they raise is logged and begins a
        new epoch. With `resume` reading goes on where that checkpoint was taken, else with what is written from now
        on.
        """
        status = Status(on_state, self._pace.patience, self._epoch)
        failures = 0
        try:
            while (stream_arn := self._find(status, stop)) is not None:
                fits = resume is not None and resume.stream_arn == stream_arn
                session = self._follow(stream_arn, deliver, status, stop, resume if fits else None)
                if stop.is_set():
                    return
                resume = None
                failures = 1 if session.was_ready else failures + 1
                status.update(self._clock())
                self._pause(self._pace.after_failure(failures, self._random), stop)
        finally:
            self._epoch = status.epoch

    def checkpoint(self) -> Checkpoint | None:
        """How far everything has been delivered; None before there was a stream.

        To be asked for from within the callbacks, or once `run` has returned.
        """
        return self._session.checkpoint() if self._session else None

    def _follow(
        self,
        stream_arn: str,
        deliver: Callable[[Change], None],
        status: Status,
        stop: threading.Event,
        resume: Checkpoint | None,
    ) -> StreamSession:
        with closing(self._make_calls(self._pace.workers)) as calls:
            means = Means(
                service=self._service,
                pace=self._pace,
                calls=calls,
                clock=self._clock,
                random=self._random,
                deliver=deliver,
                status=status,
                stop=stop,
            )
            self._session = session = StreamSession(stream_arn, means, resume)
            session.follow()
        return session

    def _find(self, status: Status, stop: threading.Event) -> str | None:
        """The table's stream, waited for; None when told to stop first."""
        failures = 0
        status.update(self._clock())
        while not stop.is_set():
            outcome = self._look(stop)
            if outcome is None or isinstance(outcome, str):
                return outcome
            failures += 1
            if not isinstance(outcome, TrackingError):
                logger.error("An unexpected error while looking for the stream", exc_info=outcome)
                outcome = TrackingError("Unexpected.")
            status.blocked(outcome)
            status.update(self._clock())
            self._pause(self._pace.after_failure(failures, self._random), stop)
        return None

    def _look(self, stop: threading.Event) -> str | Exception | None:
        outcomes: list[str | Exception] = []
        with closing(self._make_calls(1)) as calls:
            calls.start(self._service.current_stream, outcomes.append, outcomes.append)
            while not (outcomes or stop.is_set()):
                calls.wait(self._pace.tick)
        return None if stop.is_set() else outcomes[0]

    def _pause(self, seconds: float, stop: threading.Event) -> None:
        until = self._clock() + seconds
        with closing(self._make_calls(1)) as calls:
            while (left := until - self._clock()) > 0 and not stop.is_set():
                calls.wait(min(left, self._pace.tick))
