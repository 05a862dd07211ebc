"""Viewers come and go: changes are asked for while there are any, and nothing is left of those who went."""

from __future__ import annotations

import asyncio
import gc
import threading

from dashboard.feed.hub import LINGER_SECONDS, Hub
from dashboard.feed.watch import Watch
from tests.dashboard.feed.fakes import FakeSource, Truth, WordTopic
from tests.dashboard.feed.loops import run
from tests.dashboard.feed.stories import a_moment, ignore, tell


def test_nothing_is_asked_for_until_somebody_watches() -> None:
    async def story(hub: Hub, source: FakeSource) -> None:
        await asyncio.sleep(100)
        assert not hub.is_following
        assert source.starts == 0

    tell(story)


def test_the_last_who_leaves_closes_the_subject_and_after_a_while_the_source() -> None:
    truth = Truth()

    async def story(hub: Hub, source: FakeSource) -> None:
        first, second = hub.watch(WordTopic(truth), ignore), hub.watch(WordTopic(truth), ignore)
        await asyncio.sleep(1)
        first.close()
        first.close()
        assert not truth.subjects[0].closed
        assert hub.watching == 1
        second.close()
        assert truth.subjects[0].closed
        assert hub.watching == 0
        await asyncio.sleep(LINGER_SECONDS - 0.1)
        assert source.is_running, "a reload must not start all over"
        await asyncio.sleep(0.2)
        assert not source.is_running
        assert not hub.is_following

    tell(story)


def test_who_comes_back_in_time_finds_the_source_running() -> None:
    async def story(hub: Hub, source: FakeSource) -> None:
        for _ in range(50):
            hub.watch(WordTopic(Truth()), ignore).close()
            await asyncio.sleep(LINGER_SECONDS - 1)
        assert source.starts == 1

    tell(story)


def test_starting_and_stopping_a_hundred_times_leaves_nothing() -> None:
    sources: list[FakeSource] = []

    def another() -> FakeSource:
        sources.append(FakeSource())
        return sources[-1]

    async def come_and_go(hub: Hub) -> None:
        watch = hub.watch(WordTopic(Truth()), ignore)
        await asyncio.sleep(0.5)
        assert watch.news() == ["first"]
        watch.close()
        await asyncio.sleep(LINGER_SECONDS + 1)

    async def told() -> None:
        hub = Hub(another)
        for _ in range(100):
            await come_and_go(hub)
        assert len(asyncio.all_tasks()) == 1
        gc.collect()
        assert not [each for each in gc.get_objects() if isinstance(each, Watch)]

    threads = threading.active_count()
    run(told())
    assert [(source.starts, source.stops) for source in sources] == [(1, 1)] * 100
    assert threading.active_count() == threads


def test_leaving_while_the_store_hangs_leaves_nothing() -> None:
    async def story(hub: Hub, source: FakeSource) -> None:
        for _ in range(10):
            watch = hub.watch(WordTopic(Truth(seconds=1e6)), ignore)
            await asyncio.sleep(1)
            watch.close()
        await a_moment()
        assert hub.watching == 0
        assert len(asyncio.all_tasks()) == 1

    tell(story)
