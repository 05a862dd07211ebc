"""Snapshots: read when they must be, shared by all who can share them, and never older than who asked."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from dashboard.feed.hub import INDEX_SECONDS, SETTLE_SECONDS, Hub
from dashboard.feed.watch import SNAPSHOT_SECONDS
from tests.dashboard.feed.fakes import FakeSource, StoreDown, Truth, WordSubject, WordTopic, change_to
from tests.dashboard.feed.stories import a_moment, ignore, tell
from tests.records import record


def test_a_viewer_gets_a_snapshot_and_then_changes() -> None:
    async def story(hub: Hub, source: FakeSource) -> None:
        woken = asyncio.Event()
        watch = hub.watch(WordTopic(Truth("first")), woken.set)
        assert watch.news() == []
        await woken.wait()
        await a_moment()
        assert watch.news() == ["first"]
        assert watch.news() == []
        woken.clear()
        source.bring(change_to(record(title="second", version=2)))
        await woken.wait()
        assert watch.news() == ["second"]

    tell(story)


def test_a_snapshot_is_read_after_the_source_is_ready() -> None:
    truth = Truth()

    async def story(hub: Hub, source: FakeSource) -> None:
        hub.watch(WordTopic(truth), ignore)
        await asyncio.sleep(SETTLE_SECONDS * 0.9)
        assert truth.reads == 0
        source.begin_epoch()
        await a_moment()
        assert truth.reads == 1

    tell(story, FakeSource(ready=False))


def test_a_crowd_that_comes_at_once_shares_a_snapshot() -> None:
    truth = Truth()

    async def story(hub: Hub, source: FakeSource) -> None:
        watches = [hub.watch(WordTopic(truth), ignore) for _ in range(1000)]
        await a_moment()
        assert [watch.news() for watch in watches] == [["first"]] * 1000
        assert truth.reads == 1
        assert len(truth.subjects) == 1

    tell(story)


def test_a_crowd_that_keeps_coming_shares_a_few_snapshots() -> None:
    truth = Truth(seconds=0.01)

    async def story(hub: Hub, source: FakeSource) -> None:
        for _ in range(100):
            hub.watch(WordTopic(truth), ignore)
            await asyncio.sleep(0.01)
        await asyncio.sleep(1)
        assert truth.reads <= 2 + 1 / SNAPSHOT_SECONDS

    tell(story)


def test_a_newcomer_is_shown_nothing_older_than_its_own_arrival() -> None:
    """Its page was read from the store, perhaps after a change that has not arrived here yet: it must not go back."""
    truth = Truth("old")

    async def story(hub: Hub, source: FakeSource) -> None:
        first = hub.watch(WordTopic(truth), ignore)
        await asyncio.sleep(1)
        assert first.news() == ["old"]
        truth.word = "new"  # Written; the change is still on its way.
        truth.seconds = 0.5
        second = hub.watch(WordTopic(truth), ignore)
        assert second.news() == []
        await asyncio.sleep(0.4)
        assert second.news() == []
        await asyncio.sleep(0.2)
        assert second.news() == ["new"]
        assert first.news() == ["new"]

    tell(story)


def test_who_comes_while_a_snapshot_is_being_read_waits_for_the_next() -> None:
    truth = Truth("old", seconds=0.5)

    async def story(hub: Hub, source: FakeSource) -> None:
        hub.watch(WordTopic(truth), ignore)
        await asyncio.sleep(0.25)
        truth.word = "new"
        second = hub.watch(WordTopic(truth), ignore)
        await asyncio.sleep(0.3)
        assert second.news() == [], "the first snapshot was begun before it came"
        await asyncio.sleep(1)
        assert second.news() == ["new"]
        assert truth.reads == 2

    tell(story)


def test_a_new_epoch_has_everything_read_again() -> None:
    truth = Truth()

    async def story(hub: Hub, source: FakeSource) -> None:
        watch = hub.watch(WordTopic(truth, is_page=True), ignore)
        await asyncio.sleep(1)
        watch.news()
        truth.word, truth.seconds = "missed", 0.5
        source.begin_epoch()
        await asyncio.sleep(0.1)
        assert 'data-state="reconnecting"' in "".join(watch.news()), "it does not claim to be live until it is"
        await asyncio.sleep(0.6)
        news = "".join(watch.news())
        assert "missed" in news
        assert 'data-state="live"' in news
        assert truth.subjects[0].times_missed == 2  # The beginning counts, too.

    tell(story)


def test_what_lags_is_read_once_more_after_the_feed_began() -> None:
    class LaggingTopic(WordTopic):
        def open(self, host: Any) -> Any:
            subject: WordSubject = super().open(host)
            subject.lags = True
            return subject

    truth = Truth()

    async def story(hub: Hub, source: FakeSource) -> None:
        watch = hub.watch(LaggingTopic(truth), ignore)
        await asyncio.sleep(INDEX_SECONDS - 1)
        assert watch.news() == ["first"]
        assert truth.reads == 1
        truth.word = "indexed by now"
        await asyncio.sleep(2)
        assert watch.news() == ["indexed by now"]
        await asyncio.sleep(100)
        assert truth.reads == 2

    tell(story)


@pytest.mark.parametrize("error", [StoreDown("No answer."), KeyError("listing"), OSError()])
def test_a_snapshot_that_fails_is_tried_again_and_the_page_says_so(error: Exception) -> None:
    truth = Truth(failing=error)

    async def story(hub: Hub, source: FakeSource) -> None:
        watch = hub.watch(WordTopic(truth, is_page=True), ignore)
        await asyncio.sleep(60)
        assert 8 <= truth.reads <= 20, "it slows down, and never gives up"
        told = "".join(watch.news())
        assert "first" not in told
        assert 'data-state="connecting"' in told
        assert "No answer." in told if isinstance(error, StoreDown) else "could not be read" in told
        truth.failing = None
        await asyncio.sleep(15)
        news = "".join(watch.news())
        assert "first" in news
        assert 'data-state="live"' in news

    tell(story)


def test_changes_come_through_while_a_snapshot_fails() -> None:
    truth = Truth()

    async def story(hub: Hub, source: FakeSource) -> None:
        watch = hub.watch(WordTopic(truth), ignore)
        await asyncio.sleep(1)
        watch.news()
        truth.failing = StoreDown("No answer.")
        source.begin_epoch()
        source.bring(change_to(record(title="change", version=2)))
        assert watch.news() == ["change"]

    tell(story)


def test_a_snapshot_for_a_newcomer_wakes_nobody_else_unless_it_brings_news() -> None:
    """Or a crowd that comes back after a restart would wake itself again and again."""
    truth = Truth()

    async def story(hub: Hub, source: FakeSource) -> None:
        wakes: list[None] = []
        first = hub.watch(WordTopic(truth, is_page=True), lambda: wakes.append(None))
        await asyncio.sleep(1)
        first.news()
        wakes.clear()
        for _ in range(8):  # Shorter than from beat to beat.
            hub.watch(WordTopic(truth, is_page=True), ignore)
            await asyncio.sleep(1)
        assert truth.reads == 9
        assert wakes == []
        truth.word = "new"
        hub.watch(WordTopic(truth, is_page=True), ignore)
        await asyncio.sleep(1)
        assert wakes
        assert first.news() == ["new"]

    tell(story)
