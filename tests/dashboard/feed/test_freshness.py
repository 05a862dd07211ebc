"""What a page is told of the feed itself: whether what it shows is live."""

from __future__ import annotations

import asyncio

from dashboard.feed.hub import SETTLE_SECONDS, Hub
from tests.dashboard.feed.fakes import FakeSource, Truth, WordTopic
from tests.dashboard.feed.stories import ignore, tell
from tracking.stream import Phase


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
