"""Past a server's own layers: the same bytes in the same order, or not at all. (Real servers: tests/live.)"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from functools import partial
from typing import Any, cast

import pytest
import uvloop
from autobahn.websocket.protocol import PreparedMessage, WebSocketProtocol
from twisted.internet import tcp

from dashboard.outlets import AsyncioOutlet, Outlet, TwistedOutlet, outlet_behind, text_frame


class Reactor:
    """Remembers who waits to write. (Twisted's own would have to run.)"""

    def __init__(self) -> None:
        self.writers: set[Any] = set()

    def addWriter(self, writer: Any) -> None:  # noqa: N802 - Twisted's names
        self.writers.add(writer)

    def removeWriter(self, writer: Any) -> None:  # noqa: N802
        self.writers.discard(writer)

    def removeReader(self, reader: Any) -> None:  # noqa: N802
        """Nobody reads."""

    def turn(self) -> None:
        """Let each write that waits, as epoll would if there were room."""
        for writer in list(self.writers):
            writer.doWrite()


class Protocol:
    """As much of Autobahn's as an outlet meets."""

    STATE_OPEN = WebSocketProtocol.STATE_OPEN

    def __init__(self, transport: Any) -> None:
        self.transport = transport
        self.state = self.STATE_OPEN

    def registerProducer(self, producer: Any, streaming: bool) -> None:  # noqa: N802
        """By this it is recognised."""


class Line:
    """A real connection, Twisted's real transport at this end of it."""

    def __init__(self) -> None:
        ours, self.client = socket.socketpair()
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        self.client.setblocking(False)
        self.reactor = Reactor()
        self.transport: Any = tcp.Connection(ours, cast("Any", None), cast("Any", self.reactor))
        self.transport.connected = 1
        self.protocol = Protocol(self.transport)
        self.outlet = TwistedOutlet(self.protocol)

    def send(self, text: str) -> bool:
        return self.outlet.send_at_once({"type": "websocket.send", "text": text})

    def arrived(self) -> bytes:
        """All that has come to the client."""
        arrived = bytearray()
        while True:
            try:
                data = self.client.recv(1 << 20)
            except BlockingIOError:
                return bytes(arrived)
            arrived += data


@pytest.fixture
def line() -> Iterator[Line]:
    line = Line()
    yield line
    line.client.close()
    line.transport.socket.close()


@pytest.mark.parametrize("length", [1, 125, 126, 127, 65_535, 65_536, 100_000])
@pytest.mark.parametrize("letter", ["x", "é", "\N{CHECK MARK}"])
def test_a_frame_is_the_one_that_autobahn_makes(length: int, letter: str) -> None:
    text = letter * length
    prepared = PreparedMessage(text.encode(), isBinary=False, applyMask=False, doNotCompress=True)
    assert text_frame(text) == prepared.payloadHybi


def test_a_text_is_with_the_client_before_the_call_returns(line: Line) -> None:
    assert line.send("news")
    assert line.arrived() == text_frame("news")
    assert not line.reactor.writers, "epoll was not asked"


def test_what_the_kernel_does_not_take_follows(line: Line) -> None:
    text = "x" * 1_000_000
    assert line.send(text)
    assert not line.outlet.has_room
    arrived = line.arrived()
    assert 0 < len(arrived) < len(text)
    while line.reactor.writers:
        line.reactor.turn()
        arrived += line.arrived()
    assert arrived == text_frame(text)
    assert line.outlet.has_room
    assert line.send("news")


def test_nothing_passes_what_waits(line: Line) -> None:
    line.transport.write(b"a ping of the server's own")
    assert not line.send("news")
    line.reactor.turn()
    assert line.send("news")
    assert line.arrived() == b"a ping of the server's own" + text_frame("news")


def test_a_connection_that_is_lost_is_left_to_twisted(line: Line) -> None:
    line.client.close()
    assert line.send("news")
    assert line.transport in line.reactor.writers, "it meets the error itself, and closes"


def test_nothing_is_sent_once_a_side_has_begun_to_close(line: Line) -> None:
    line.protocol.state = WebSocketProtocol.STATE_CLOSING
    assert not line.outlet.is_open
    assert not line.send("news")
    assert line.arrived() == b""


def test_what_is_no_text_goes_the_usual_way(line: Line) -> None:
    assert not line.outlet.send_at_once({"type": "websocket.send", "bytes": b"news"})
    assert not line.outlet.send_at_once({"type": "websocket.send", "text": ""})


def test_tls_is_not_passed_by(line: Line) -> None:
    class Tls:
        """As Twisted's: hands on what it does not have itself, the socket's own methods too."""

        def __getattr__(self, name: str) -> Any:
            return getattr(line.transport, name)

    line.transport.unregisterProducer()
    outlet = TwistedOutlet(Protocol(Tls()))
    assert not outlet.send_at_once({"type": "websocket.send", "text": "news"})
    assert line.arrived() == b""


def test_servers_are_told_apart_by_what_they_hand_over() -> None:
    class Uvicorn:
        transport: Any = None

        async def send(self, message: dict[str, Any]) -> None:
            raise NotImplementedError

    async def unknown(message: dict[str, Any]) -> None:
        raise NotImplementedError

    async def daphne(protocol: Any, message: dict[str, Any]) -> None:
        raise NotImplementedError

    line = Line()
    line.transport.unregisterProducer()
    uvicorn = Uvicorn()
    assert type(outlet_behind(uvicorn.send)) is Outlet
    uvicorn.transport = line.transport
    assert type(outlet_behind(uvicorn.send)) is Outlet
    assert type(outlet_behind(unknown)) is Outlet
    assert type(outlet_behind(partial(unknown))) is Outlet
    assert type(outlet_behind(partial(daphne, line.protocol))) is TwistedOutlet
    line.client.close()
    line.transport.socket.close()


@pytest.mark.parametrize("new_loop", [asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def test_a_transport_of_asyncio_or_uvloop_tells_whether_there_is_room(new_loop: Any) -> None:
    class Uvicorn(asyncio.Protocol):
        async def send(self, message: dict[str, Any]) -> None:
            raise NotImplementedError

        def connection_made(self, transport: Any) -> None:
            self.transport = transport

    async def story() -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            _, uvicorn = await asyncio.get_running_loop().create_connection(Uvicorn, sock=ours)
            outlet = outlet_behind(uvicorn.send)
            assert type(outlet) is AsyncioOutlet
            assert outlet.is_open
            assert outlet.has_room
            uvicorn.transport.write(b"x" * 10_000_000)
            assert not outlet.has_room
            outlet.abort()
            assert not outlet.is_open

    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(story())
