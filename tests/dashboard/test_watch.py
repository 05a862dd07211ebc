"""`manage.py watch`: against a server that says what a test wants."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from django.core.management.base import CommandError
from rich.console import Console
from websockets.asyncio.server import ServerConnection, serve

from dashboard.feed.documents import document_message
from dashboard.management.commands import watch
from dashboard.management.commands.watch import Board, feed_address, follow
from tests.records import record
from tracking.documents import status_document
from tracking.record import Failure, Record
from tracking.states import STEPS, Status, Step

Handler = Callable[[ServerConnection], Awaitable[None]]
STARTED, ENDED = "2026-03-01T09:00:00.000Z", "2026-03-01T09:00:02.500Z"


@asynccontextmanager
async def site(handler: Handler) -> AsyncIterator[str]:
    async with serve(handler, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        yield feed_address(f"http://127.0.0.1:{port}", "analysis_a")


def document(made: Record) -> str:
    return document_message(made.request_id, made.to_item())


def completed() -> Record:
    made = record("analysis_a", title="Onboarding", version=20)
    for step in STEPS:
        made = made.with_step(
            step, status=Status.COMPLETED, message=f"{step} is done", started_at=STARTED, completed_at=ENDED
        )
    return made


def running() -> Record:
    made = record("analysis_a", title="[b]Onboarding[/b]", version=5)
    return made.with_step(
        Step.CHUNKING, status=Status.PROCESSING, message="Reading", started_at=STARTED, done=48, total=112
    )


def terminal() -> tuple[Console, io.StringIO]:
    output = io.StringIO()
    return Console(file=output, width=120, force_terminal=True, color_system=None), output


async def test_it_shows_what_comes_and_ends_with_the_analysis() -> None:
    async def handler(connection: ServerConnection) -> None:
        await connection.send(document(running()))
        await connection.send(document(completed()))
        await connection.wait_closed()

    console, output = terminal()
    async with site(handler) as address:
        ended = await follow(address, console)
    assert ended is not None
    assert ended["overall_status"] == "completed"
    shown = output.getvalue()
    assert "[b]Onboarding[/b]" in shown, "a title is text, never markup"
    assert "48/112 turns" in shown
    assert "activating is done" in shown
    assert "2.5 s" in shown


async def test_a_lost_connection_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "RETRY_SECONDS", 0.01)
    visits: list[None] = []

    async def handler(connection: ServerConnection) -> None:
        visits.append(None)
        if len(visits) < 3:
            await connection.send(document(running()))
            await connection.close(4500)
        else:
            await connection.send(document(completed()))
            await connection.wait_closed()

    console, output = terminal()
    async with site(handler) as address:
        ended = await follow(address, console)
    assert ended is not None
    assert len(visits) == 3
    assert "trying again" in output.getvalue()


async def test_a_server_that_is_away_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "RETRY_SECONDS", 0.01)
    monkeypatch.setattr(watch, "RETRY_LONGEST", 0.02)
    console, output = terminal()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(follow("ws://127.0.0.1:9/ws/analysis/a/?format=json", console), 0.5)
    assert output.getvalue().count("trying again") == 1, "said once, however often it is tried"


async def test_an_analysis_that_is_not_there_is_none() -> None:
    async def handler(connection: ServerConnection) -> None:
        await connection.send(document_message("analysis_a", None))
        await connection.close(4404)

    console, output = terminal()
    async with site(handler) as address:
        assert await follow(address, console) is None
    assert "chunking" not in output.getvalue()


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://127.0.0.1:8000", "ws://127.0.0.1:8000/ws/analysis/analysis_a/?format=json"),
        ("https://study.example/", "wss://study.example/ws/analysis/analysis_a/?format=json"),
    ],
)
def test_the_address_of_the_feed(url: str, address: str) -> None:
    assert feed_address(url, "analysis_a") == address


def test_an_id_cannot_lead_elsewhere() -> None:
    assert feed_address("http://h", "../x?y#z").endswith("/ws/analysis/..%2Fx%3Fy%23z/?format=json")


@pytest.mark.parametrize("url", ["127.0.0.1:8000", "ftp://h", "http://", ""])
def test_what_is_no_address_is_said(url: str) -> None:
    with pytest.raises(CommandError, match="is not an address"):
        feed_address(url, "analysis_a")


def test_the_command_fails_with_the_analysis(monkeypatch: pytest.MonkeyPatch) -> None:
    failed = record("analysis_a", failure=Failure(step=Step.CHUNKING, kind="engine", message="The model refused."))
    failed = failed.with_step(Step.CHUNKING, status=Status.FAILED)

    async def ended(address: str, console: Console) -> dict[str, Any]:
        return status_document(failed.to_item())

    monkeypatch.setattr(watch, "follow", ended)
    with pytest.raises(CommandError, match=r"The model refused\."):
        watch.Command().handle(request_id="analysis_a", url="http://127.0.0.1:8000")


def test_the_command_says_that_there_is_no_such_analysis(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nobody(address: str, console: Console) -> None:
        return None

    monkeypatch.setattr(watch, "follow", nobody)
    with pytest.raises(CommandError, match="no analysis “analysis_z”"):
        watch.Command().handle(request_id="analysis_z", url="http://127.0.0.1:8000")


@pytest.mark.parametrize("status", list(Status))
def test_every_state_of_a_step_can_be_shown(status: Status) -> None:
    console, output = terminal()
    made = record("analysis_a").with_step(Step.RELATING, status=status, message="A message", started_at=STARTED)
    with Board(console) as board:
        board.show(json.loads(document(made))["status"])
    assert "A message" in output.getvalue()
