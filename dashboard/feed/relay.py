"""The relay: follows the stream once and publishes every change, for any number of web processes."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import deque
from collections.abc import Callable
from typing import Any

from channels.layers import get_channel_layer

from dashboard.feed.messages import BEAT_SECONDS, GROUP, message
from dashboard.feed.source import Source
from tracking.stream import Change, FollowerState, Phase

logger = logging.getLogger(__name__)

MAX_WAITING = 10_000
"""Changes that may wait for Redis. The oldest beyond are dropped; the gap in the numbers makes listeners read again."""

PUBLISH_SECONDS = 5.0
"""How long Redis may take to accept a message."""


class Relay:
    """Hands on what a source brings, in order and numbered, and is heard at least once a second."""

    def __init__(self, source: Source, *, on_ready: Callable[[], None] = lambda: None) -> None:
        """`on_ready` is called once, when it is heard and misses nothing."""
        self._source = source
        self._on_ready: Callable[[], None] | None = on_ready
        self._name = secrets.token_hex(8)
        self._number = 0
        self._state = FollowerState(phase=Phase.STARTING, epoch=0)
        self._waiting: deque[tuple[int, FollowerState, Change | None]] = deque(maxlen=MAX_WAITING)
        self._news = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Relay until `stop` is set."""
        self._source.start(self._put, self._on_state)
        publishing = asyncio.get_running_loop().create_task(self._publish())
        stopping = asyncio.get_running_loop().create_task(stop.wait())
        try:
            await asyncio.wait((publishing, stopping), return_when=asyncio.FIRST_COMPLETED)
            if publishing.done():
                publishing.result()  # It ends by itself only by an error, which is not to be swallowed.
        finally:
            publishing.cancel()
            stopping.cancel()
            await asyncio.gather(publishing, stopping, return_exceptions=True)
            await self._source.stop()
        await self._send(message(self._name, self._number + 1, self._state, bye=True))

    def _on_state(self, state: FollowerState) -> None:
        self._state = state
        self._put(None)

    def _put(self, change: Change | None) -> None:
        self._number += 1
        self._waiting.append((self._number, self._state, change))
        self._news.set()

    async def _publish(self) -> None:
        while True:
            if not self._waiting:
                self._news.clear()
                try:
                    async with asyncio.timeout(BEAT_SECONDS):
                        await self._news.wait()
                except TimeoutError:
                    self._put(None)
            number, state, change = self._waiting.popleft()
            if not await self._send(message(self._name, number, state, change)):
                await asyncio.sleep(BEAT_SECONDS / 2)  # The number is used up: whoever hears the next one sees the gap.
            elif self._on_ready is not None and state.phase is Phase.FOLLOWING:
                self._on_ready()
                self._on_ready = None

    async def _send(self, text: dict[str, Any]) -> bool:
        layer = get_channel_layer()
        assert layer is not None  # noqa: S101  # The settings always name one.
        try:
            async with asyncio.timeout(PUBLISH_SECONDS):
                await layer.group_send(GROUP, text)
        except Exception as error:  # noqa: BLE001 - the layer lets through whatever Redis's client raises
            logger.warning("publish_failed type=%s", type(error).__name__)
            return False
        return True
