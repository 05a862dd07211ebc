"""The relay over a real Redis, which dies and comes back."""

from __future__ import annotations

import asyncio
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from channels.layers import channel_layers
from channels_redis.pubsub import RedisPubSubChannelLayer

from dashboard import consumers
from dashboard.feed import layer as layer_module
from dashboard.feed.hub import Hub
from dashboard.feed.layer import LayerSource
from dashboard.feed.relay import Relay
from tests.dashboard.feed.fakes import FakeSource, Truth, WordTopic, change_to
from tests.ministack import free_port
from tests.records import record
from tests.tools import redis_server, spawn

pytestmark = pytest.mark.live


class Redis:
    """One redis-server, to be killed and started again on the same port."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._folder = folder
        self._path = redis_server()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = spawn(
            [self._path, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--loglevel", "warning"],
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
        )

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    redis = Redis(tmp_path)
    redis.start()
    yield redis
    redis.kill()


@pytest.fixture
async def layer(redis: Redis, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Any]:
    """The channel layer of the settings, on that Redis; and no long pauses between tries."""
    layer = RedisPubSubChannelLayer(hosts=[f"redis://127.0.0.1:{redis.port}/0"])
    before = channel_layers.set("default", layer)
    monkeypatch.setattr(layer_module, "RETRY_LONGEST", 0.5)
    yield layer
    await layer.flush()
    channel_layers.set("default", before)


class Relaying:
    """A relay that runs."""

    def __init__(self) -> None:
        self.source = FakeSource()
        self._stop = asyncio.Event()
        self._task = asyncio.get_running_loop().create_task(Relay(self.source).run(self._stop))

    async def stop(self) -> None:
        self._stop.set()
        await self._task


async def until(condition: Callable[[], bool], what: str) -> None:
    """Look again and again; a busy machine may need its time."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, f"It did not come to pass: {what}"
        await asyncio.sleep(0.02)


class Page:
    """What a page says that watches through a hub of a web process in `layer` mode."""

    def __init__(self, hub: Hub, truth: Truth) -> None:
        self._watch = hub.watch(WordTopic(truth, is_page=True), lambda: None)
        self.word = self.freshness = ""

    def look(self) -> None:
        for message in self._watch.news():
            if "freshness" in message:
                self.freshness = message.partition('data-state="')[2].partition('"')[0]
            else:
                self.word = message

    def says(self, word: str, freshness: str = "live") -> Callable[[], bool]:
        def says() -> bool:
            self.look()
            return (self.word, self.freshness) == (word, freshness)

        return says


@pytest.mark.usefixtures("layer")
async def test_pages_of_two_processes_survive_the_death_of_redis(redis: Redis) -> None:
    relay, truth = Relaying(), Truth("first")
    hubs = [Hub(LayerSource), Hub(LayerSource)]
    pages = [Page(hub, truth) for hub in hubs]
    for page in pages:
        await until(page.says("first"), "the snapshot")
    relay.source.bring(change_to(record(title="second", version=2)))
    for page in pages:
        await until(page.says("second"), "a change over Redis")

    redis.kill()
    truth.word = "third"
    relay.source.bring(change_to(record(title="third", version=3)))  # Lost for ever.
    for page in pages:
        await until(page.says("second", "reconnecting"), "that Redis is away is said")
    redis.start()
    for page in pages:
        await until(page.says("third"), "the truth after Redis came back")
    relay.source.bring(change_to(record(title="fourth", version=4)))
    for page in pages:
        await until(page.says("fourth"), "changes flow again")

    for hub in hubs:
        await hub.close()
    await relay.stop()


@pytest.mark.usefixtures("layer")
async def test_a_relay_that_is_started_again_is_heard() -> None:
    relay, truth = Relaying(), Truth("first")
    hub = Hub(LayerSource)
    page = Page(hub, truth)
    await until(page.says("first"), "the snapshot")
    await relay.stop()
    await until(page.says("first", "reconnecting"), "that the relay is away is said")
    truth.word = "second"
    relay = Relaying()
    await until(page.says("second"), "the truth after the relay came back")
    await hub.close()
    await relay.stop()


async def test_sockets_subscribe_to_nothing(redis: Redis, layer: Any) -> None:
    """A process listens once; with a subscription a socket, Redis would send as many messages as there are viewers."""
    assert consumers.WatchConsumer.channel_layer_alias not in channel_layers
    relay, truth = Relaying(), Truth("first")
    hub = Hub(LayerSource)
    pages = [Page(hub, truth) for _ in range(50)]
    for page in pages:
        await until(page.says("first"), "the snapshot")
    (shard,) = layer._get_layer()._shards
    assert len(shard._subscribed_to) == 2, "its own channel and the group"
    await hub.close()
    await relay.stop()
