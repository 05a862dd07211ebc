"""The way out to a client, by the server that a socket is served by: all that is known here of servers' insides.

uvicorn's `send` waits until there is room. Daphne's never does: it keeps what is unsent in memory, without limit
(`bench/slow_client.py` shows it); and it never sends at once, but has epoll tell it first that it may, and takes that
back after, for every message (half of what a message cost; `docs/feed-figures.md`). Twisted has the means for better.
"""

from __future__ import annotations

import asyncio
import struct
from functools import lru_cache, partial
from typing import Any


class Outlet:
    """The way out through a server of which nothing is known: its `send` is trusted to wait by itself."""

    is_open = True
    """Whether the client has not left, as far as the server knows."""

    has_room = False
    """Whether it is certain that sending would not wait."""

    def send_at_once(self, message: dict[str, Any]) -> bool:  # noqa: ARG002 - for those who can
        """Send a `websocket.send` past the server's own layers, if that is sure to be right; whether it was done."""
        return False

    async def room(self) -> None:
        """Wait until something may be sent."""

    def abort(self) -> None:
        """Disconnect at once: closing in order would wait for the client to read what is unsent."""

    def close(self) -> None:
        """The application has ended."""


class AsyncioOutlet(Outlet):
    """The way out through a server on asyncio's transports, or uvloop's: uvicorn."""

    def __init__(self, transport: Any) -> None:
        self._transport = transport

    @property
    def is_open(self) -> bool:  # type: ignore[override]
        """Whether the transport has not begun to close."""
        return not self._transport.is_closing()

    @property
    def has_room(self) -> bool:  # type: ignore[override]
        """Whether nothing is unsent."""
        return not self._transport.get_write_buffer_size()

    def abort(self) -> None:
        """Disconnect at once, and drop what is unsent."""
        self._transport.abort()


class TwistedOutlet(Outlet):
    """The way out through Daphne. Twisted's IPushProducer, too, for what the transport calls.

    The transport pauses its producer when more than 64 KB are unsent, and resumes it when all are gone.
    """

    def __init__(self, protocol: Any) -> None:
        from twisted.internet import tcp  # Daphne has loaded it; other servers are spared its 50 MB.

        self._protocol = protocol
        self._transport = protocol.transport
        self._room = asyncio.Event()
        self._room.set()
        # TLS has a transport of its own around the one that has the socket, and must not be passed by.
        self._is_plain = isinstance(self._transport, tcp.Connection) and not self._transport.TLS
        # The HTTP channel that the socket began as is still registered. Paused, it would stop reading, pongs too.
        self._transport.unregisterProducer()
        self._transport.registerProducer(self, True)

    @property
    def is_open(self) -> bool:  # type: ignore[override]
        """Whether no side has begun to close: from then on Autobahn raises for every message."""
        return bool(self._protocol.state == self._protocol.STATE_OPEN)

    @property
    def has_room(self) -> bool:  # type: ignore[override]
        """Whether the transport has not paused us."""
        return self._room.is_set()

    def send_at_once(self, message: dict[str, Any]) -> bool:
        """Give a text to the kernel, unless something waits to be sent before it."""
        transport, text = self._transport, message.get("text")
        if not (self._is_plain and text and self.is_open) or transport.dataBuffer or transport._tempDataLen:
            return False
        frame = text_frame(text)
        sent = transport.writeSomeData(frame)
        if sent != len(frame):
            # The kernel took a part; or the connection is lost, which Twisted then meets by itself.
            transport.write(frame[sent:] if isinstance(sent, int) else frame)
        return True

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


def outlet_behind(send: Any) -> Outlet:
    """The outlet of the server that handed `send` to its application.

    Neither Daphne nor uvicorn hands over its transport as well, so it is taken from what `send` is bound to.
    """
    if isinstance(send, partial) and send.args and hasattr(send.args[0], "registerProducer"):
        return TwistedOutlet(send.args[0])
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    # By what it can, not by its class: uvloop's transports are no asyncio.WriteTransport.
    return AsyncioOutlet(transport) if hasattr(transport, "get_write_buffer_size") else Outlet()


@lru_cache(maxsize=32)
def text_frame(text: str) -> bytes:
    """A message as the WebSocket frame (RFC 6455) that carries it, the same for every client: servers do not mask."""
    payload = text.encode()
    if len(payload) < 126:
        return struct.pack("!BB", 0x81, len(payload)) + payload
    if len(payload) < 65536:
        return struct.pack("!BBH", 0x81, 126, len(payload)) + payload
    return struct.pack("!BBQ", 0x81, 127, len(payload)) + payload
