"""Sending waits for slow clients. (In real servers, with real memory: tests/live/test_slow_clients.py.)"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

import pytest

from dashboard import socket_pace
from dashboard.socket_pace import Gone, PacedSockets, Stalled
from tests.dashboard.feed.loops import run

SCOPE = {"type": "websocket", "path": "/ws/analyses/"}
TEXT = {"type": "websocket.send", "text": "news"}
CLOSE = {"type": "websocket.close", "code": 1000}


class Transport:
    """As Twisted's: pauses its producer when told, and knows how it was ended."""

    def __init__(self) -> None:
        self.producer: Any = "the HTTP channel"
        self.aborted = False

    def registerProducer(self, producer: Any, streaming: bool) -> None:  # noqa: N802
        assert self.producer is None, "Twisted allows one"
        assert streaming
        self.producer = producer

    def unregisterProducer(self) -> None:  # noqa: N802
        self.producer = None

    def abortConnection(self) -> None:  # noqa: N802
        self.aborted = True
        self.producer.stopProducing()


class Daphne:
    """As much of the server as an application meets."""

    STATE_OPEN, STATE_CLOSING = 3, 2
    state = STATE_OPEN

    def __init__(self) -> None:
        self.transport = Transport()
        self.sent: list[dict[str, Any]] = []

    def registerProducer(self, producer: Any, streaming: bool) -> None:  # noqa: N802
        """Autobahn has it, too; by this the protocol is recognised."""

    async def handle_reply(self, protocol: Any, message: dict[str, Any]) -> None:
        self.sent.append(message)

    async def serve(self, application: Any) -> None:
        await PacedSockets(application)(SCOPE, None, partial(self.handle_reply, self))


def test_sending_goes_on_while_there_is_room_and_waits_where_there_is_none() -> None:
    daphne = Daphne()

    async def application(scope: Any, receive: Any, send: Any) -> None:
        await send(TEXT)
        daphne.transport.producer.pauseProducing()
        waiting = asyncio.ensure_future(send(TEXT))
        await asyncio.sleep(socket_pace.STALLED_SECONDS - 1)
        assert len(daphne.sent) == 1
        daphne.transport.producer.resumeProducing()
        await waiting
        assert len(daphne.sent) == 2

    run(daphne.serve(application))
    assert daphne.transport.producer is None, "a transport that closes would wait for a producer"
    assert not daphne.transport.aborted


def test_a_client_that_never_reads_is_disconnected() -> None:
    daphne = Daphne()

    async def application(scope: Any, receive: Any, send: Any) -> None:
        daphne.transport.producer.pauseProducing()
        with pytest.raises(Stalled):
            await send(TEXT)

    run(daphne.serve(application))
    assert daphne.transport.aborted
    assert daphne.sent == []


def test_closing_waits_for_nobody() -> None:
    daphne = Daphne()

    async def application(scope: Any, receive: Any, send: Any) -> None:
        daphne.transport.producer.pauseProducing()
        await send(CLOSE)

    run(daphne.serve(application))
    assert daphne.sent == [CLOSE]


def test_who_has_begun_to_leave_is_sent_nothing_more() -> None:
    """Autobahn raises for what is sent then, and an error in the log would be made of everyone who closes a page."""
    daphne = Daphne()

    async def application(scope: Any, receive: Any, send: Any) -> None:
        daphne.state = daphne.STATE_CLOSING
        with pytest.raises(Gone):
            await send(TEXT)
        await send(CLOSE)

    run(daphne.serve(application))
    assert daphne.sent == [CLOSE]


@pytest.mark.parametrize("message", [TEXT, CLOSE])
def test_a_server_that_says_by_an_error_that_the_client_has_left(message: dict[str, Any]) -> None:
    async def send(message: dict[str, Any]) -> None:
        raise OSError

    async def application(scope: Any, receive: Any, paced: Any) -> None:
        with pytest.raises(Gone):
            await paced(message)

    run(PacedSockets(application)(SCOPE, None, send))


def test_a_lost_connection_ends_the_waiting() -> None:
    daphne = Daphne()

    async def application(scope: Any, receive: Any, send: Any) -> None:
        daphne.transport.producer.pauseProducing()
        waiting = asyncio.ensure_future(send(TEXT))
        await asyncio.sleep(1)
        daphne.transport.producer.stopProducing()
        await waiting

    run(daphne.serve(application))


def test_a_server_whose_send_waits_by_itself_has_the_same_limit() -> None:
    class Transport:
        aborted = False

        def is_closing(self) -> bool:
            return False

        def get_write_buffer_size(self) -> int:
            return 1

        def abort(self) -> None:
            self.aborted = True

    class Uvicorn:
        transport = Transport()

        async def send(self, message: dict[str, Any]) -> None:
            await asyncio.sleep(1e6)

    uvicorn = Uvicorn()

    async def application(scope: Any, receive: Any, send: Any) -> None:
        with pytest.raises(Stalled):
            await send(TEXT)

    run(PacedSockets(application)(SCOPE, None, uvicorn.send))
    assert uvicorn.transport.aborted


def test_a_server_that_is_not_known_is_served_all_the_same() -> None:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def application(scope: Any, receive: Any, paced: Any) -> None:
        await paced(TEXT)

    run(PacedSockets(application)(SCOPE, None, send))
    assert sent == [TEXT]
