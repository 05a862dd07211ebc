"""Where changes come from: the DynamoDB Stream itself, or a relay that follows it and publishes over Redis."""

from __future__ import annotations

import asyncio
import logging
import random
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from channels.layers import get_channel_layer
from django.conf import settings

from dashboard.feed.relay import GROUP, RELAY_SILENT_SECONDS, change_from_message, state_from_message
from tracking.stream import LOCAL, Change, Follower, FollowerState, Pace, Phase
from tracking.stream.api import table_stream

logger = logging.getLogger(__name__)

OnChange = Callable[[Change], None]
OnState = Callable[[FollowerState], None]


class Source(Protocol):
    """Calls back on the event loop, in order, between `start` and `stop`."""

    def start(self, on_change: OnChange, on_state: OnState) -> None:
        """Begin; to be called on the loop."""

    async def stop(self) -> None:
        """End; nothing is called back afterwards."""


def configured_source() -> Source:
    """The source that CHANGES_SOURCE names."""
    return LayerSource() if settings.CHANGES_SOURCE == "layer" else StreamSource(configured_pace())


def configured_pace() -> Pace:
    """The pace of the settings: that of AWS unless a stand-in is followed."""
    base = LOCAL if settings.AWS_ENDPOINT_URL else Pace()
    return replace(base, busy=settings.STREAM_PACE_SECONDS, idle=settings.STREAM_IDLE_SECONDS)


class StreamSource:
    """Follows the stream in a thread of this process."""

    def __init__(self, pace: Pace) -> None:
        self._follower = Follower(table_stream(), pace)
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, on_change: OnChange, on_state: OnState) -> None:
        """Begin to follow."""
        loop = asyncio.get_running_loop()
        stop = self._stop = threading.Event()

        def hand_over(callback: Callable[[Change | FollowerState], None], value: Change | FollowerState) -> None:
            if not stop.is_set():
                loop.call_soon_threadsafe(lambda: None if stop.is_set() else callback(value))

        self._thread = threading.Thread(
            target=self._follower.run,
            args=(lambda change: hand_over(on_change, change), lambda state: hand_over(on_state, state), stop),  # type: ignore[arg-type]
            name="stream follower",
            daemon=True,
        )
        self._thread.start()

    async def stop(self) -> None:
        """Stop following and wait for the thread."""
        self._stop.set()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join, 10)


class LayerSource:
    """Listens to the relay over the channel layer. Silence, a gap or a lost Redis begin a new epoch."""

    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None

    def start(self, on_change: OnChange, on_state: OnState) -> None:
        """Begin to listen."""
        self._task = asyncio.get_running_loop().create_task(self._listen(on_change, on_state))

    async def stop(self) -> None:
        """Stop listening."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _listen(self, on_change: OnChange, on_state: OnState) -> None:
        epoch = 0
        on_state(FollowerState(phase=Phase.STARTING, epoch=epoch))
        pause = 0.2
        while True:
            try:
                epoch = await self._subscribed(epoch, on_change, on_state)
                pause = 0.2
            except asyncio.CancelledError:
                raise
            except Exception as error:  # The layer lets any error of Redis's client through.
                logger.warning("layer_lost type=%s", type(error).__name__)
                pause = min(5.0, pause * 2)
            on_state(FollowerState(phase=Phase.WAITING, epoch=epoch, reason="The relay of changes does not answer."))
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))

    async def _subscribed(self, epoch: int, on_change: OnChange, on_state: OnState) -> int:
        layer = get_channel_layer()
        if layer is None:
            raise RuntimeError("CHANGES_SOURCE=layer needs REDIS_URL.")
        channel = await layer.new_channel()
        await layer.group_add(GROUP, channel)
        last: tuple[int, int] | None = None
        try:
            while True:
                try:
                    message = await asyncio.wait_for(layer.receive(channel), RELAY_SILENT_SECONDS)
                except TimeoutError:
                    return epoch
                place = (message["relay_epoch"], message["number"])
                if last is None or place != (last[0], last[1] + 1):
                    epoch += 1  # The first message, a lost one, or a relay that itself has missed something.
                last = place
                on_state(state_from_message(message, epoch))
                change = change_from_message(message)
                if change is not None:
                    on_change(change)
        finally:
            await layer.group_discard(GROUP, channel)
