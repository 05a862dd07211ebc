"""Sockets whose client reads slowly, or never: sending waits for them, whatever server this runs on."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from dashboard.outlets import outlet_behind

logger = logging.getLogger(__name__)

STALLED_SECONDS = 30.0
"""A client that has made no room for so long is disconnected; it may come back and gets the latest state."""


class Gone(Exception):
    """The client is not there any more: there is nobody to send to, or to close for."""


class Stalled(Gone):
    """The client does not read, and was disconnected."""


class PacedSockets:
    """Middleware, outermost: it has to see the server's own `send`."""

    def __init__(self, application: Any) -> None:
        self._application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Run the application with a `send` that waits for room.

        It raises Stalled where there is none for long, and Gone where the client has left.
        """
        outlet = outlet_behind(send)

        async def paced(message: dict[str, Any]) -> None:
            is_news = message["type"] == "websocket.send"
            if is_news and outlet.send_at_once(message):
                return
            if is_news and not outlet.is_open:
                raise Gone
            try:
                if not is_news or outlet.has_room:
                    await send(message)
                    return
                async with asyncio.timeout(STALLED_SECONDS):
                    await outlet.room()
                    await send(message)
            except TimeoutError:
                logger.info("socket_stalled path=%s", scope["path"])
                outlet.abort()
                raise Stalled from None
            except OSError:  # By the ASGI specification: the client has left.
                raise Gone from None

        try:
            await self._application(scope, receive, paced)
        finally:
            outlet.close()
