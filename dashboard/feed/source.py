"""Where changes come from: the DynamoDB Stream itself, or a relay that follows it and publishes over Redis."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Protocol

from django.conf import settings

from dashboard.feed.layer import LayerSource, OnChange, OnState
from tracking.stream import AWS, LOCAL, Follower, FollowerState, Phase
from tracking.stream.api import table_stream

logger = logging.getLogger(__name__)

MAX_UNTAKEN = 2_000
"""Changes handed to the event loop and not taken by it yet; beyond, the follower waits."""

RESTART_SECONDS = 5.0
"""Pause before a follower that could not be made, or broke, is made again."""


class Source(Protocol):
    """Calls back on the event loop, in order, between `start` and `stop`. To be used once."""

    def start(self, on_change: OnChange, on_state: OnState) -> None:
        """Begin; to be called on the loop."""

    async def stop(self) -> None:
        """End. From the call on nothing is called back."""


def configured_source() -> Source:
    """The source that CHANGES_SOURCE names."""
    return LayerSource() if settings.CHANGES_SOURCE == "layer" else StreamSource()


def configured_follower() -> Follower:
    """A follower of the table's stream at the pace of the settings: that of AWS unless a stand-in is followed."""
    base = LOCAL if settings.AWS_ENDPOINT_URL else AWS
    pace = replace(base, busy=settings.STREAM_PACE_SECONDS, idle=settings.STREAM_IDLE_SECONDS)
    return Follower(table_stream(), pace)


class Follows(Protocol):
    """What is asked of a follower."""

    def run(self, deliver: OnChange, on_state: OnState, stop: threading.Event) -> None:
        """Follow until `stop` is set."""


class StreamSource:
    """Follows the stream in a thread of this process."""

    def __init__(self, make_follower: Callable[[], Follows] = configured_follower) -> None:
        self._make_follower = make_follower
        self._stop = threading.Event()
        self._room = threading.BoundedSemaphore(MAX_UNTAKEN)
        self._thread: threading.Thread | None = None

    def start(self, on_change: OnChange, on_state: OnState) -> None:
        """Begin to follow."""
        loop = asyncio.get_running_loop()
        self._thread = threading.Thread(
            target=self._run,
            args=(loop, partial(self._hand_over, loop, on_change), partial(self._hand_over, loop, on_state)),
            name="stream follower",
            daemon=True,
        )
        self._thread.start()

    async def stop(self) -> None:
        """Stop following and wait for the thread."""
        self._stop.set()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join, RESTART_SECONDS)

    def _run(self, loop: asyncio.AbstractEventLoop, on_change: OnChange, on_state: OnState) -> None:
        # Made here: loading the AWS client takes a moment, which the loop does not have.
        follower: Follows | None = None
        while not self._stop.is_set():
            try:
                follower = follower or self._make_follower()
                follower.run(on_change, on_state, self._stop)
            except Exception:
                if self._stop.is_set() or not loop.is_running():
                    return  # Without a loop the process is ending, and Python starts no more threads for anybody.
                logger.exception("The follower of the stream broke; it is started again in %.0f s", RESTART_SECONDS)
                on_state(FollowerState(phase=Phase.WAITING, epoch=0, reason="The change feed could not be started."))
                self._stop.wait(RESTART_SECONDS)

    def _hand_over[T](self, loop: asyncio.AbstractEventLoop, callback: Callable[[T], None], value: T) -> None:
        while not self._room.acquire(timeout=0.25):
            if self._stop.is_set():
                return
        try:
            loop.call_soon_threadsafe(self._take, callback, value)
        except RuntimeError:  # The loop is closed: the process is ending.
            self._stop.set()

    def _take[T](self, callback: Callable[[T], None], value: T) -> None:
        self._room.release()
        if not self._stop.is_set():
            callback(value)
