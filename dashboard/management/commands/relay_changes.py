"""Follows the stream once and publishes every change over Redis: needed from the third web process on."""

from __future__ import annotations

import asyncio
import logging
import signal
from typing import Any

from channels.layers import get_channel_layer
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from dashboard.feed.relay import GROUP, RELAY_BEAT_SECONDS, message
from dashboard.feed.source import StreamSource, configured_pace
from tracking.stream import Change, FollowerState, Phase

logger = logging.getLogger(__name__)

QUEUE_LIMIT = 10_000
"""Changes that may wait for Redis; beyond, the oldest are dropped and the gap in the numbers makes listeners read again."""


class Command(BaseCommand):
    """`manage.py relay_changes`"""

    help = "Follow the DynamoDB Stream and publish its changes to the web processes over Redis (CHANGES_SOURCE=layer)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until SIGTERM or Ctrl-C."""
        if not settings.REDIS_URL:
            raise CommandError("REDIS_URL is not set. The relay publishes over Redis; set it for the relay and the web processes.")
        asyncio.run(relay())


async def relay() -> None:
    """Publish changes, and at least once a second that the relay is there, until told to stop."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    waiting: asyncio.Queue[tuple[FollowerState, Change | None]] = asyncio.Queue(QUEUE_LIMIT)
    state = FollowerState(phase=Phase.STARTING, epoch=0)
    dropped = 0

    def put(change: Change | None) -> None:
        nonlocal dropped
        if waiting.full():
            waiting.get_nowait()
            dropped += 1
        waiting.put_nowait((state, change))

    def on_state(new: FollowerState) -> None:
        nonlocal state
        state = new
        put(None)

    source = StreamSource(configured_pace())
    source.start(put, on_state)
    publisher = loop.create_task(_publish(waiting, lambda: state, lambda: dropped))
    await stop.wait()
    publisher.cancel()
    await source.stop()


async def _publish(waiting: asyncio.Queue[tuple[FollowerState, Change | None]], present: Any, dropped: Any) -> None:
    layer = get_channel_layer()
    assert layer is not None
    number = 0
    while True:
        try:
            state, change = await asyncio.wait_for(waiting.get(), RELAY_BEAT_SECONDS)
        except TimeoutError:
            state, change = present(), None
        number += 1
        try:
            await layer.group_send(GROUP, message(number + dropped(), state, change))
        except Exception as error:  # The layer lets any error of Redis's client through.
            # The number is used up: whoever listens again will see the gap and read afresh.
            logger.warning("publish_failed type=%s", type(error).__name__)
            await asyncio.sleep(RELAY_BEAT_SECONDS / 2)
