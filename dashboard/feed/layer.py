"""The web process's end of the relay: changes that arrive over the channel layer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from channels.layers import get_channel_layer

from dashboard.feed.messages import BEAT_SECONDS, GROUP, change_in, state_in
from tracking.backoff import Backoff
from tracking.stream import Change, FollowerState, Phase

logger = logging.getLogger(__name__)

OnChange = Callable[[Change], None]
OnState = Callable[[FollowerState], None]

SILENT_SECONDS = 3.5 * BEAT_SECONDS
"""A relay that is not heard for so long counts as lost."""

CONNECT_SECONDS = 5.0
"""How long Redis may take to answer."""

RETRY_SECONDS = 0.2
"""First pause before Redis is tried again; doubled up to …"""
RETRY_LONGEST = 5.0

SILENT = "The relay of changes is not heard. Is `manage.py relay_changes` running?"
LOST = "Redis does not answer, so changes do not arrive. It is tried again by itself."


class LayerSource:
    """Listens to the relay. A lost message, silence, another relay or a lost Redis begin a new epoch.

    Several relays may publish: one is listened to, and the next as soon as that one falls silent.
    """

    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None
        self._epoch = 0

    def start(self, on_change: OnChange, on_state: OnState) -> None:
        """Begin to listen."""
        self._task = asyncio.get_running_loop().create_task(self._listen(on_change, on_state))

    async def stop(self) -> None:
        """Stop listening."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _listen(self, on_change: OnChange, on_state: OnState) -> None:
        layer = get_channel_layer()
        backoff, failures = Backoff(first=RETRY_SECONDS, longest=RETRY_LONGEST), 0
        while True:
            reason = SILENT
            try:
                if await self._hear(layer, on_change, on_state):
                    failures = 0
            except Exception as error:  # noqa: BLE001 - the layer lets through whatever Redis's client raises
                logger.warning("layer_lost type=%s", type(error).__name__)
                reason = LOST
            on_state(FollowerState(phase=Phase.WAITING, epoch=self._epoch, reason=reason))
            await _clean(layer)
            failures += 1
            await asyncio.sleep(backoff.wait(failures))

    async def _hear(self, layer: Any, on_change: OnChange, on_state: OnState) -> bool:
        """Take in what comes until nothing does any more; whether there was anything."""
        async with asyncio.timeout(CONNECT_SECONDS):
            channel = await layer.new_channel()
            await layer.group_add(GROUP, channel)
        relay, place = "", (0, 0)
        loop = asyncio.get_running_loop()
        heard = loop.time()
        while True:
            try:
                async with asyncio.timeout_at(heard + SILENT_SECONDS):
                    message = await layer.receive(channel)
            except TimeoutError:
                return bool(relay)
            if relay and message["relay"] != relay:
                continue  # Another relay of the same changes; this one is enough.
            if message["bye"]:
                return True
            heard = loop.time()
            if not relay or (message["epoch"], message["number"]) != place:
                self._epoch += 1  # The first message, a lost one, or a relay that itself has missed something.
            relay, place = message["relay"], (message["epoch"], message["number"] + 1)
            on_state(state_in(message, self._epoch))
            if (change := change_in(message)) is not None:
                on_change(change)


async def _clean(layer: Any) -> None:
    """Let the layer begin anew: after a lost connection it may believe that it is still subscribed.

    Nothing else in a web process uses the layer: sockets are served by the hub.
    """
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            await layer.flush()
    except Exception as error:  # noqa: BLE001 - as above
        logger.warning("layer_not_cleaned type=%s", type(error).__name__)
