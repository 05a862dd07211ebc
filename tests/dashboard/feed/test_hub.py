"""The hub: what of a change reaches whom."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from dashboard.feed.hub import BEAT_SECONDS, Hub
from dashboard.feed.subject import FellBehind
from dashboard.feed.watch import BEAT
from tests.dashboard.feed.fakes import FakeSource, Truth, WordSubject, WordTopic, change_to
from tests.dashboard.feed.stories import a_moment, ignore, tell
from tests.records import record
from tracking.stream import Change


def test_repeated_and_foreign_changes_wake_nobody() -> None:
    async def story(hub: Hub, source: FakeSource) -> None:
        wakes: list[None] = []
        watch = hub.watch(WordTopic(Truth()), lambda: wakes.append(None))
        await asyncio.sleep(1)
        change = change_to(record(title="second", version=2))
        source.bring(change)
        await asyncio.sleep(1)
        assert len(wakes) == 2, "for the snapshot, and for the change"
        watch.news()
        wakes.clear()
        source.bring(change, change_to(record(title="first", version=1)), foreign())
        await asyncio.sleep(1)
        assert wakes == []
        assert watch.news() == []

    tell(story)


def test_a_page_hears_every_ten_seconds_that_its_socket_lives_and_a_program_does_not() -> None:
    async def story(hub: Hub, source: FakeSource) -> None:
        page_wakes: list[None] = []
        program_wakes: list[None] = []
        page = hub.watch(WordTopic(Truth(), is_page=True), lambda: page_wakes.append(None))
        program = hub.watch(WordTopic(Truth()), lambda: program_wakes.append(None))
        await asyncio.sleep(1)
        page.news(), program.news()
        page_wakes.clear()
        program_wakes.clear()

        await asyncio.sleep(BEAT_SECONDS)
        assert (len(page_wakes), len(program_wakes)) == (1, 0)
        assert page.news() == [BEAT]
        assert page.news() == [], "once"
        assert program.news() == []

        await asyncio.sleep(3 * BEAT_SECONDS)
        assert page.news() == [BEAT], "who reads slowly has no backlog of beats"
        newcomer = hub.watch(page.watched.topic, ignore)
        await asyncio.sleep(1)
        assert BEAT not in newcomer.news()

        source.bring(change_to(record(title="second", version=2)))
        await asyncio.sleep(BEAT_SECONDS)
        assert page.news() == ["second"], "news say it, too"

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
