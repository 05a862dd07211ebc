"""The hub: one source, one subject a topic, and the right snapshot for everyone who comes."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import pytest

from dashboard.feed.hub import INDEX_SECONDS, LINGER_SECONDS, SETTLE_SECONDS, Hub
from dashboard.feed.subject import FellBehind
from dashboard.feed.watch import SNAPSHOT_SECONDS, Watch
from tests.dashboard.feed.fakes import FakeSource, StoreDown, Truth, WordSubject, WordTopic, change_to
from tests.dashboard.feed.loops import run
from tests.records import record
from tracking.stream import Change, Phase

Story = Callable[[Hub, FakeSource], Coroutine[Any, Any, None]]


def tell(story: Story, source: FakeSource | None = None) -> None:
    """Run a story with a hub of its own."""
    source = source or FakeSource()

    async def told() -> None:
        hub = Hub(lambda: source)
        try:
            await story(hub, source)
        finally:
            await hub.close()

    run(told())
    assert source.starts == source.stops


def ignore() -> None:
    """Wake nobody."""


async def a_moment() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


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
        assert woken.is_set()
        assert watch.news() == ["second"]

    tell(story)


def test_nothing_is_asked_for_until_somebody_watches() -> None:
    async def story(hub: Hub, source: FakeSource) -> None:
        await asyncio.sleep(100)
        assert not hub.is_following
        assert source.starts == 0

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


def test_without_a_source_there_is_a_snapshot_all_the_same_that_says_so() -> None:
    async def story(hub: Hub, source: FakeSource) -> None:
        watch = hub.watch(WordTopic(Truth(), is_page=True), ignore)
        await asyncio.sleep(SETTLE_SECONDS + 1)
        word, freshness = watch.news()
        assert word == "first"
        assert 'data-state="connecting"' in freshness
        source.tell(Phase.WAITING, "The change feed does not answer.")
        (freshness,) = watch.news()
        assert 'data-state="reconnecting"' in freshness
        assert "does not answer" in freshness

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


def test_an_outage_of_the_source_is_told_and_its_end() -> None:
    async def story(hub: Hub, source: FakeSource) -> None:
        watch = hub.watch(WordTopic(Truth(), is_page=True), ignore)
        await asyncio.sleep(1)
        assert 'data-state="live"' in "".join(watch.news())
        source.tell(Phase.WAITING, "Redis does not answer.")
        assert 'data-state="reconnecting"' in "".join(watch.news())
        source.tell(Phase.FOLLOWING)
        assert 'data-state="live"' in "".join(watch.news())
        source.tell(Phase.STARTING)
        assert 'data-state="live"' not in "".join(watch.news())

    tell(story)


def test_programs_are_not_told_of_freshness() -> None:
    async def story(hub: Hub, source: FakeSource) -> None:
        watch = hub.watch(WordTopic(Truth()), ignore)
        source.tell(Phase.WAITING, "Down.")
        await asyncio.sleep(1)
        assert watch.news() == ["first"]

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


def test_repeated_and_foreign_changes_wake_nobody() -> None:
    async def story(hub: Hub, source: FakeSource) -> None:
        wakes: list[None] = []
        watch = hub.watch(WordTopic(Truth()), lambda: wakes.append(None))
        await asyncio.sleep(1)
        change = change_to(record(title="second", version=2))
        source.bring(change)
        watch.news()
        wakes.clear()
        source.bring(change, change_to(record(title="first", version=1)), foreign())
        assert wakes == []
        assert watch.news() == []

    tell(story)


def foreign() -> Change:
    """A change of an item that is not an analysis of ours."""
    return replace(change_to(record("analysis_z", version=9)), image={"request_id": "analysis_z", "version": 9})


def test_what_one_subject_stumbles_over_reaches_the_others() -> None:
    class Clumsy(WordSubject):
        def changed(self, news: Any) -> None:
            raise ZeroDivisionError

    class ClumsyTopic(WordTopic):
        def open(self, host: Any) -> Any:
            return Clumsy(self.truth, host, is_page=False)

    truth, clumsy = Truth(), Truth("clumsy")

    async def story(hub: Hub, source: FakeSource) -> None:
        stumbling = hub.watch(ClumsyTopic(clumsy), ignore)
        watch = hub.watch(WordTopic(truth), ignore)
        await asyncio.sleep(1)
        stumbling.news(), watch.news()
        clumsy.word = "made good by a snapshot"
        source.bring(change_to(record(title="second", version=2)))
        assert watch.news() == ["second"]
        await asyncio.sleep(1)
        assert stumbling.news() == ["made good by a snapshot"]

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


def test_a_subject_that_has_ended_is_told_once_and_says_nothing_of_freshness() -> None:
    class EndedTopic(WordTopic):
        def open(self, host: Any) -> Any:
            subject: WordSubject = super().open(host)
            subject.ended = True
            return subject

    async def story(hub: Hub, source: FakeSource) -> None:
        watch = hub.watch(EndedTopic(Truth("gone"), is_page=True), ignore)
        await a_moment()
        assert not watch.has_ended, "it has not been told yet"
        assert watch.news() == ["gone"]
        assert watch.has_ended

    tell(story)


def test_who_fell_behind_hears_of_it() -> None:
    class Forgetful(WordSubject):
        def since(self, edition: int) -> list[str]:
            raise FellBehind

    class ForgetfulTopic(WordTopic):
        def open(self, host: Any) -> Any:
            return Forgetful(self.truth, host, is_page=False)

    async def story(hub: Hub, source: FakeSource) -> None:
        watch = hub.watch(ForgetfulTopic(Truth()), ignore)
        await a_moment()
        with pytest.raises(FellBehind):
            watch.news()

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
        for _ in range(10):
            hub.watch(WordTopic(truth, is_page=True), ignore)
            await asyncio.sleep(1)
        assert truth.reads == 11
        assert wakes == []
        truth.word = "new"
        hub.watch(WordTopic(truth, is_page=True), ignore)
        await asyncio.sleep(1)
        assert wakes
        assert first.news() == ["new"]

    tell(story)
