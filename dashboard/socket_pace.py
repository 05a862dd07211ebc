"""Sockets whose client reads slowly, or never: sending waits for them, whatever server this runs on.

uvicorn's `send` waits until there is room. Daphne's returns at once and keeps what is unsent in memory, without limit
(`bench/slow_client.py` shows it). Here it waits by the means Twisted has for that: a producer, which the transport
pauses when more than 64 KB are unsent, and resumes when all are gone.
"""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import Any

logger = logging.getLogger(__name__)

STALLED_SECONDS = 30.0
"""A client that has made no room for so long is disconnected; it may come back and gets the latest state."""


class Stalled(Exception):
    """The client does not read, and was disconnected."""


class PacedSockets:
    """Middleware, outermost: it has to see the server's own `send`."""

    def __init__(self, application: Any) -> None:
        self._application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Run the application with a `send` that waits for room, and raises Stalled where there is none for long."""
        outlet = _outlet(send)

        async def paced(message: dict[str, Any]) -> None:
            if message["type"] != "websocket.send" or outlet.has_room:
                await send(message)
                return
            try:
                async with asyncio.timeout(STALLED_SECONDS):
                    await outlet.room()
                    await send(message)
            except TimeoutError:
                logger.info("socket_stalled path=%s", scope["path"])
                outlet.abort()
                raise Stalled from None

        try:
            await self._application(scope, receive, paced)
        finally:
            outlet.close()


class _Outlet:
    """The way out to a client, through a server whose `send` waits by itself."""

    has_room = False
    """Whether it is certain that sending would not wait."""

    def __init__(self, transport: Any = None) -> None:
        self._transport = transport

    async def room(self) -> None:
        """Wait until something may be sent."""

    def abort(self) -> None:
        """Disconnect at once: closing in order would wait for the client to read what is unsent."""
        if self._transport is not None:
            self._transport.abort()

    def close(self) -> None:
        """The application has ended."""


class _TwistedOutlet(_Outlet):
    """The way out through Daphne. Twisted's IPushProducer, for what the transport calls."""

    def __init__(self, protocol: Any) -> None:
        super().__init__(protocol.transport)
        self._room = asyncio.Event()
        self._room.set()
        # The HTTP channel that the socket began as is still registered. Paused, it would stop reading, pongs too.
        self._transport.unregisterProducer()
        self._transport.registerProducer(self, True)

    @property
    def has_room(self) -> bool:  # type: ignore[override]
        """Whether the transport has not paused us."""
        return self._room.is_set()

    async def room(self) -> None:
        """Wait until the transport resumes us."""
        await self._room.wait()

    def abort(self) -> None:
        """Disconnect at once, and drop what is unsent."""
        self._transport.abortConnection()

    def close(self) -> None:
        """Let the transport close in order: with a producer it would wait for one that was paused."""
        self._transport.unregisterProducer()

    def pauseProducing(self) -> None:  # noqa: N802 - Twisted's name
        """Too much is unsent."""
        self._room.clear()

    def resumeProducing(self) -> None:  # noqa: N802
        """All is sent."""
        self._room.set()

    def stopProducing(self) -> None:  # noqa: N802
        """The connection is lost: nobody need wait any more."""
        self._room.set()


def _outlet(send: Any) -> _Outlet:
    # Neither server hands its transport to the application, so it is taken from what `send` is bound to.
    if isinstance(send, partial) and send.args and hasattr(send.args[0], "registerProducer"):
        return _TwistedOutlet(send.args[0])
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    return _Outlet(transport if isinstance(transport, asyncio.WriteTransport) else None)
