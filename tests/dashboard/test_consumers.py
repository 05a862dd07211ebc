"""The sockets: what a client meets."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any, Self

import pytest
from channels.testing import WebsocketCommunicator

from dashboard import consumers
from dashboard.asgi import application
from dashboard.feed.analysis import AnalysisPage
from dashboard.feed.hub import Hub
from dashboard.feed.watch import Watched
from tests.dashboard.feed.fakes import FakeSource, change_to, removal_of
from tests.records import Life
from tracking.states import Step
from tracking.store import Store

pytestmark = pytest.mark.usefixtures("aws")

HERE = (b"host", b"127.0.0.1:8000")


@pytest.fixture
def source() -> FakeSource:
    return FakeSource()


@pytest.fixture
async def hub(source: FakeSource, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hub]:
    hub = Hub(lambda: source)
    monkeypatch.setattr(consumers, "current_hub", lambda: hub)
    yield hub
    await hub.close()


@pytest.fixture
def life() -> Life:
    return Life(Store(), "analysis_a", title="Onboarding")


class Client:
    """One who opens a socket."""

    def __init__(self, path: str, *headers: tuple[bytes, bytes]) -> None:
        self._communicator = WebsocketCommunicator(application, path, headers=[HERE, *headers])

    async def __aenter__(self) -> Self:
        accepted, _ = await self._communicator.connect(timeout=10)
        assert accepted
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._communicator.disconnect(timeout=10)

    async def is_refused(self) -> bool:
        accepted, _ = await self._communicator.connect(timeout=10)
        return not accepted

    async def message(self) -> str:
        return str(await self._communicator.receive_from(timeout=10))

    async def message_with(self, words: str) -> str:
        async with asyncio.timeout(10):
            while words not in (message := await self.message()):
                pass
        return message

    async def status(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(await self.message())
        return document

    async def close_code(self) -> int:
        async with asyncio.timeout(10):
            while (event := await self._communicator.receive_output(timeout=10))["type"] != "websocket.close":
                pass
        return int(event["code"])

    async def say(self, text: str) -> None:
        await self._communicator.send_input({"type": "websocket.receive", "text": text})

    async def hears_nothing(self) -> bool:
        return bool(await self._communicator.receive_nothing(timeout=0.2))


async def test_a_page_gets_its_pieces_its_freshness_and_then_what_changes(
    hub: Hub, source: FakeSource, life: Life
) -> None:
    async with Client("/ws/analysis/analysis_a/") as client:
        first = await client.message_with("summary")
        assert "Waiting for a worker" in first
        await client.message_with('data-state="live"')
        life.take()
        life.start(Step.CHUNKING)
        source.bring(change_to(life.record))
        assert "Working on chunking" in await client.message()


async def test_programs_get_one_document_at_first_and_one_a_change(hub: Hub, source: FakeSource, life: Life) -> None:
    async with Client("/ws/analysis/analysis_a/?format=json") as client:
        first = await client.status()
        assert first["request_id"] == "analysis_a"
        assert first["status"]["overall_status"] == "pending"
        life.take()
        life.start(Step.CHUNKING)
        source.bring(change_to(life.record))
        second = await client.status()
        assert second["status"]["version"] > first["status"]["version"]
        assert second["status"]["analysis_result"]["steps_status"]["chunking"]["status"] == "processing"
        assert await client.hears_nothing()


async def test_the_list_shows_and_keeps_up(hub: Hub, source: FakeSource, life: Life) -> None:
    async with Client("/ws/analyses/") as page, Client("/ws/analyses/?format=json&q=onboarding") as program:
        assert "row-analysis_a" in await page.message_with("rows")
        assert (await program.status())["request_id"] == "analysis_a"
        other = Life(Store(), "analysis_b", title="Checkout", created_at="2026-03-02T09:00:00.000Z")
        source.bring(change_to(other.record))
        assert "row-analysis_b" in await page.message_with("Checkout")
        assert await program.hears_nothing()


async def test_a_burst_is_one_message_with_the_latest(hub: Hub, source: FakeSource, life: Life) -> None:
    async with Client("/ws/analysis/analysis_a/?format=json") as client:
        await client.status()
        life.take()
        life.start(Step.CHUNKING)
        for done in range(1, 31):
            life.progress(Step.CHUNKING, done, 30)
        source.bring(*[change_to(record) for record in life.history])
        document = await client.status()
        assert document["status"]["version"] == life.record.version
        assert await client.hears_nothing()


@pytest.mark.parametrize("query", ["", "?format=json"])
async def test_an_analysis_that_is_not_there_closes_the_socket(hub: Hub, query: str) -> None:
    async with Client(f"/ws/analysis/analysis_z/{query}") as client:
        assert "not_found" in await client.message() if query else await client.message_with("not there any more")
        assert await client.close_code() == consumers.NOT_FOUND
    assert hub.watching == 0


async def test_a_deletion_is_shown_and_closes_the_socket(hub: Hub, source: FakeSource, life: Life) -> None:
    async with Client("/ws/analysis/analysis_a/") as client:
        await client.message_with("summary")
        source.bring(removal_of(life.record))
        await client.message_with("not there any more")
        assert await client.close_code() == consumers.NOT_FOUND


async def test_a_crowd_costs_a_few_reads(hub: Hub, life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[str] = []
    get_item = Store.get_item

    def counted(store: Store, request_id: str, **named: Any) -> Any:
        reads.append(request_id)
        return get_item(store, request_id, **named)

    monkeypatch.setattr(Store, "get_item", counted)
    clients = [Client("/ws/analysis/analysis_a/?format=json") for _ in range(200)]
    for client in clients:
        await client.__aenter__()
    assert {(await client.status())["request_id"] for client in clients} == {"analysis_a"}
    assert hub.watching == 200
    assert len(reads) <= 20, "a few, for a crowd that keeps coming for a while"
    for client in clients:
        await client.__aexit__()
    assert hub.watching == 0


async def test_what_a_client_says_is_not_heard(hub: Hub, life: Life) -> None:
    async with Client("/ws/analysis/analysis_a/?format=json") as client:
        await client.status()
        for text in ("", "{", "x" * 100_000, '{"type": "websocket.close"}'):
            await client.say(text)
        assert await client.hears_nothing()


async def test_a_pump_that_breaks_closes_its_socket(hub: Hub, life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    """A live socket with nothing behind it would show old news for ever."""

    def broken(page: AnalysisPage, edition: int) -> list[str]:
        raise ZeroDivisionError

    monkeypatch.setattr(AnalysisPage, "since", broken)
    async with Client("/ws/analysis/analysis_a/") as client:
        assert await client.close_code() == consumers.BROKEN
    assert hub.watching == 0


async def test_one_that_fell_behind_is_told_to_come_back(hub: Hub, source: FakeSource, life: Life) -> None:
    async with Client("/ws/analyses/?format=json") as client:
        await client.status()
        source.begin_epoch()
        assert await client.close_code() == consumers.FELL_BEHIND
    async with Client("/ws/analyses/?format=json") as client:
        assert (await client.status())["request_id"] == "analysis_a"


async def test_leaving_before_anything_came_leaves_nothing(
    hub: Hub, life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(watched: Watched) -> None:
        await asyncio.sleep(1e6)

    monkeypatch.setattr(Watched, "_load", never)
    for _ in range(20):
        async with Client("/ws/analysis/analysis_a/"):
            await asyncio.sleep(0)
    assert hub.watching == 0
    await asyncio.sleep(0.01)
    assert len(asyncio.all_tasks()) == 1


async def test_who_has_left_before_the_server_said_so_is_no_error(
    hub: Hub, life: Life, caplog: pytest.LogCaptureFixture
) -> None:
    async def left(scope: Any, receive: Any, send: Any) -> None:
        async def send_until_left(message: dict[str, Any]) -> None:
            if message["type"] != "websocket.accept":
                raise OSError
            await send(message)

        await application(scope, receive, send_until_left)

    communicator = WebsocketCommunicator(left, "/ws/analysis/analysis_a/", headers=[HERE])
    await communicator.connect(timeout=10)
    async with asyncio.timeout(10):
        while hub.watching:  # noqa: ASYNC110 - nobody says so
            await asyncio.sleep(0.01)
    await communicator.disconnect(timeout=10)
    assert not caplog.records


async def test_an_application_that_is_cancelled_leaves_nothing(hub: Hub, life: Life) -> None:
    """As Daphne does with each at its end."""
    communicator = WebsocketCommunicator(application, "/ws/analysis/analysis_a/", headers=[HERE])
    await communicator.connect(timeout=10)
    await communicator.receive_from(timeout=10)
    assert hub.watching == 1
    communicator.future.cancel()
    with pytest.raises(asyncio.CancelledError):
        await communicator.future
    assert hub.watching == 0


async def test_a_process_refuses_more_than_its_limit(hub: Hub, life: Life, settings: Any) -> None:
    settings.FEED_MAX_SOCKETS = 2
    path = "/ws/analysis/analysis_a/?format=json"
    async with Client(path) as first, Client(path) as second:
        await first.status(), await second.status()
        assert await Client(path).is_refused()
    async with Client(path) as third:
        await third.status()


@pytest.mark.parametrize("path", ["/ws/", "/ws/analysis/", "/ws/analysis/a/b/", "/ws/other/x/", "/nowhere"])
async def test_an_address_that_is_none_is_refused(hub: Hub, path: str) -> None:
    assert await Client(path).is_refused()


@pytest.mark.parametrize(
    ("origin", "refused"),
    [
        (b"http://127.0.0.1:8000", False),
        (b"http://127.0.0.1:9999", True),
        (b"http://evil.example", True),
        (b"null", True),
        (b"", True),
    ],
)
async def test_pages_of_other_sites_are_refused(hub: Hub, life: Life, origin: bytes, refused: bool) -> None:
    client = Client("/ws/analysis/analysis_a/", (b"origin", origin))
    assert await client.is_refused() is refused
    if not refused:
        await client.__aexit__()


async def test_a_foreign_host_name_is_refused(hub: Hub) -> None:
    communicator = WebsocketCommunicator(application, "/ws/analyses/", headers=[(b"host", b"evil.example")])
    accepted, _ = await communicator.connect()
    assert not accepted
