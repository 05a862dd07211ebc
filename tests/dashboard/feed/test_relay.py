"""The relay and those who listen to it, over a layer in memory. (Over a real Redis: tests/live/test_relay.py.)"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from channels.layers import InMemoryChannelLayer, channel_layers

from dashboard.feed import layer as module
from dashboard.feed.layer import LOST, SILENT, SILENT_SECONDS, LayerSource
from dashboard.feed.messages import BEAT_SECONDS, GROUP, message
from dashboard.feed.relay import MAX_WAITING, Relay
from tests.dashboard.feed.fakes import FakeSource, change_to, removal_of
from tests.dashboard.feed.loops import run
from tests.records import record
from tracking.stream import Change, FollowerState, Phase


class Layer(InMemoryChannelLayer):  # type: ignore[misc]
    """A layer whose connection can be cut."""

    def __init__(self) -> None:
        super().__init__(capacity=100_000)
        self.cut = False
        self.lose = 0
        self.hang = False

    async def new_channel(self, *arguments: Any, **named: Any) -> Any:
        await self._meet()
        return await super().new_channel(*arguments, **named)

    async def group_send(self, group: str, text: dict[str, Any]) -> None:
        await self._meet()
        if self.lose:
            self.lose -= 1
            return
        await super().group_send(group, text)

    async def _meet(self) -> None:
        if self.hang:
            await asyncio.sleep(1e9)
        if self.cut:
            raise ConnectionError("Redis is away.")


@pytest.fixture
def layer() -> Iterator[Layer]:
    layer = Layer()
    before = channel_layers.set("default", layer)
    yield layer
    channel_layers.set("default", before)


class Heard:
    """What a listener took in."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self.states: list[FollowerState] = []

    def source(self) -> LayerSource:
        source = LayerSource()
        source.start(self.changes.append, self.states.append)
        return source

    @property
    def epoch(self) -> int:
        return self.states[-1].epoch

    def is_told(self, phase: Phase) -> bool:
        return self.states[-1].phase is phase


class Relaying:
    """A relay at work."""

    def __init__(self) -> None:
        self.source = FakeSource()
        self._stop = asyncio.Event()
        self._task = asyncio.get_running_loop().create_task(Relay(self.source).run(self._stop))

    async def stop(self) -> None:
        self._stop.set()
        await self._task

    async def kill(self) -> None:
        """Without a last word."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


def tell(story: Callable[[Relaying, Heard], Any]) -> None:
    async def told() -> None:
        relay, heard = Relaying(), Heard()
        source = heard.source()
        await asyncio.sleep(0.1)
        await story(relay, heard)
        await source.stop()
        await relay.stop()

    run(told())


def moved(title: str, version: int = 2) -> Change:
    return change_to(record(title=title, version=version))


def titles(changes: list[Change]) -> list[str]:
    return [change.image["title"] if change.image else "gone" for change in changes]


@pytest.mark.usefixtures("layer")
def test_changes_and_states_come_through_as_they_were() -> None:
    async def story(relay: Relaying, heard: Heard) -> None:
        assert heard.is_told(Phase.FOLLOWING)
        sent = [moved("one"), moved("two", 3), removal_of(record(version=3))]
        relay.source.bring(*sent)
        await asyncio.sleep(0.1)
        assert [(c.request_id, c.kind, c.version, c.image) for c in heard.changes] == [
            (c.request_id, c.kind, c.version, c.image) for c in sent
        ]
        relay.source.tell(Phase.WAITING, "The change feed does not answer.")
        await asyncio.sleep(0.1)
        assert heard.states[-1] == FollowerState(
            phase=Phase.WAITING, epoch=heard.epoch, reason="The change feed does not answer."
        )

    tell(story)


@pytest.mark.usefixtures("layer")
def test_a_quiet_relay_is_heard_all_the_same() -> None:
    async def story(relay: Relaying, heard: Heard) -> None:
        epoch = heard.epoch
        await asyncio.sleep(1000)
        assert heard.is_told(Phase.FOLLOWING)
        assert heard.epoch == epoch
        assert {state.phase for state in heard.states} == {Phase.FOLLOWING}

    tell(story)


def test_a_lost_message_is_a_new_epoch(layer: Layer) -> None:
    async def story(relay: Relaying, heard: Heard) -> None:
        epoch = heard.epoch
        layer.lose = 1
        relay.source.bring(moved("lost"))
        relay.source.bring(moved("heard", 3))
        await asyncio.sleep(0.1)
        assert titles(heard.changes) == ["heard"]
        assert heard.epoch == epoch + 1
        assert heard.is_told(Phase.FOLLOWING)

    tell(story)


@pytest.mark.usefixtures("layer")
def test_an_epoch_of_the_relay_is_one_of_the_listener() -> None:
    async def story(relay: Relaying, heard: Heard) -> None:
        epoch = heard.epoch
        relay.source.begin_epoch()
        await asyncio.sleep(0.1)
        assert heard.epoch == epoch + 1

    tell(story)


@pytest.mark.usefixtures("layer")
def test_a_relay_that_falls_silent_is_missed_and_its_successor_is_a_new_epoch() -> None:
    async def story(relay: Relaying, heard: Heard) -> None:
        epoch = heard.epoch
        await relay.kill()
        await asyncio.sleep(SILENT_SECONDS + 1)
        assert heard.is_told(Phase.WAITING)
        assert heard.states[-1].reason == SILENT
        another = Relaying()
        await asyncio.sleep(10)
        assert heard.is_told(Phase.FOLLOWING)
        assert heard.epoch > epoch
        another.source.bring(moved("after"))
        await asyncio.sleep(0.1)
        assert titles(heard.changes) == ["after"]
        await another.stop()

    async def told() -> None:
        relay, heard = Relaying(), Heard()
        source = heard.source()
        await asyncio.sleep(0.1)
        await story(relay, heard)
        await source.stop()

    run(told())


@pytest.mark.usefixtures("layer")
def test_a_relay_that_stops_says_so_and_its_successor_is_heard_within_a_moment() -> None:
    async def story(relay: Relaying, heard: Heard) -> None:
        epoch = heard.epoch
        await relay.stop()
        await asyncio.sleep(0.01)
        assert heard.is_told(Phase.WAITING)
        another = Relaying()
        await asyncio.sleep(2 * BEAT_SECONDS)
        assert heard.is_told(Phase.FOLLOWING)
        assert heard.epoch > epoch
        await another.stop()

    tell(story)


@pytest.mark.usefixtures("layer")
def test_of_two_relays_one_is_listened_to_and_the_other_takes_over() -> None:
    async def story(relay: Relaying, heard: Heard) -> None:
        second = Relaying()
        await asyncio.sleep(10)
        epoch = heard.epoch
        for version in range(2, 50):
            relay.source.bring(moved(f"v{version}", version))
            second.source.bring(moved(f"v{version}", version))
        await asyncio.sleep(1)
        assert titles(heard.changes) == [f"v{version}" for version in range(2, 50)]
        assert heard.epoch == epoch, "two relays are no gap"
        await relay.stop()
        await asyncio.sleep(3 * BEAT_SECONDS)
        assert heard.is_told(Phase.FOLLOWING)
        second.source.bring(moved("of the second", 60))
        await asyncio.sleep(0.1)
        assert titles(heard.changes)[-1] == "of the second"
        await second.stop()

    tell(story)


@pytest.mark.parametrize("fault", ["cut", "hang"])
def test_a_lost_redis_is_told_and_recovered_from(layer: Layer, fault: str) -> None:
    async def story(relay: Relaying, heard: Heard) -> None:
        epoch = heard.epoch
        setattr(layer, fault, True)
        relay.source.bring(moved("lost"))
        await asyncio.sleep(30)
        assert heard.is_told(Phase.WAITING)
        assert heard.states[-1].reason == LOST
        setattr(layer, fault, False)
        await asyncio.sleep(15)
        assert heard.is_told(Phase.FOLLOWING)
        assert heard.epoch > epoch
        relay.source.bring(moved("after", 3))
        await asyncio.sleep(0.1)
        assert titles(heard.changes)[-1] == "after"

    tell(story)


def test_a_listener_that_never_hears_a_relay_says_so(layer: Layer) -> None:
    async def told() -> None:
        heard = Heard()
        source = heard.source()
        await asyncio.sleep(60)
        assert {state.phase for state in heard.states} == {Phase.WAITING}
        assert heard.states[-1].reason == SILENT
        await source.stop()
        await asyncio.sleep(100)
        count = len(heard.states)
        await layer.group_send(GROUP, message("r", 1, FollowerState(phase=Phase.FOLLOWING, epoch=1), moved("late")))
        await asyncio.sleep(1)
        assert len(heard.states) == count
        assert heard.changes == []

    run(told())


def test_what_waits_for_redis_is_bounded_and_its_loss_is_noticed(layer: Layer) -> None:
    async def story(relay: Relaying, heard: Heard) -> None:
        epoch = heard.epoch
        layer.hang = True
        await asyncio.sleep(BEAT_SECONDS * 2)
        for version in range(2, MAX_WAITING + 500):
            relay.source.bring(moved("x", version))
        layer.hang = False
        await asyncio.sleep(30)
        assert len(heard.changes) <= MAX_WAITING
        assert heard.changes[-1].version == MAX_WAITING + 499
        assert heard.epoch > epoch

    tell(story)


def test_a_relay_that_breaks_does_not_end_quietly(layer: Layer, monkeypatch: pytest.MonkeyPatch) -> None:
    async def told() -> None:
        relay = Relay(FakeSource())

        async def broken(text: dict[str, Any]) -> bool:
            raise ZeroDivisionError

        monkeypatch.setattr(relay, "_send", broken)
        with pytest.raises(ZeroDivisionError):
            await relay.run(asyncio.Event())

    run(told())


def test_the_layer_begins_anew_after_a_loss(layer: Layer, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a lost connection a layer may believe that it is still subscribed, and then nothing ever arrives."""
    flushes: list[None] = []

    async def flush() -> None:
        flushes.append(None)

    monkeypatch.setattr(layer, "flush", flush)
    layer.cut = True

    async def told() -> None:
        source = Heard().source()
        await asyncio.sleep(3 * module.RETRY_LONGEST)
        await source.stop()

    run(told())
    assert 3 <= len(flushes) <= 12
