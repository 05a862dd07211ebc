"""One analysis that is watched."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from dashboard.feed import analysis as module
from dashboard.feed import previews
from dashboard.feed.analysis import AnalysisPage
from dashboard.feed.documents import AnalysisDocument
from dashboard.feed.news import News
from tests.dashboard.feed.fakes import FakeHost, change_to, removal_of
from tests.dashboard.feed.loops import run
from tests.records import Life, chunk
from tracking import bucket
from tracking.documents import status_document
from tracking.errors import Unreachable
from tracking.states import Step
from tracking.store import Store

pytestmark = pytest.mark.usefixtures("aws")


@pytest.fixture
def life() -> Life:
    return Life(Store(), "analysis_a")


def news_of(life: Life) -> News:
    return News.of(change_to(life.record))


async def caught_up() -> None:
    """Let findings be read."""
    for _ in range(20):
        await asyncio.sleep(0)


def test_a_page_begins_with_all_its_pieces_and_goes_on_with_those_that_change(life: Life) -> None:
    async def story() -> None:
        page = AnalysisPage("analysis_a", FakeHost())
        await page.load()
        (everything,) = page.since(0)
        for piece in ("summary", "actions", "card-chunking", "card-activating", "timeline", "findings-explaining"):
            assert f'hx-target="#{piece}"' in everything
        seen = page.edition
        life.take()
        life.start(Step.CHUNKING)
        life.progress(Step.CHUNKING, 1, 40)
        page.changed(news_of(life))
        (first,) = page.since(seen)
        assert "1 of 40" in first
        seen = page.edition
        life.progress(Step.CHUNKING, 2, 40)
        page.changed(news_of(life))
        (second,) = page.since(seen)
        assert second.count("<hx-partial") == 1
        assert "2 of 40" in second

    run(story())


def test_a_heartbeat_is_no_message(life: Life) -> None:
    async def story() -> None:
        page = AnalysisPage("analysis_a", FakeHost())
        await page.load()
        page.since(0)
        seen = page.edition
        taken = life.record
        life.take()
        page.changed(news_of(life))
        page.since(seen)
        seen = page.edition
        assert life.record.lease is not None
        life.store.renew("analysis_a", life.record.lease)
        page.changed(News.of(change_to(life.store.get("analysis_a"))))
        assert page.edition > seen
        assert page.since(seen) == []
        assert taken.version + 2 == life.store.get("analysis_a").version

    run(story())


def test_findings_follow_the_change_that_tells_of_them(life: Life) -> None:
    async def story() -> None:
        page = AnalysisPage("analysis_a", FakeHost())
        await page.load()
        life.take()
        life.start(Step.CHUNKING)
        life.progress(Step.CHUNKING, 1, 2, finds=True)
        page.changed(news_of(life))
        assert "chunk_1" not in page.since(0)[0], "the change shows at once"
        await caught_up()
        assert "chunk_1" in page.since(0)[0]
        life.complete(Step.CHUNKING, [chunk(7)])
        page.changed(news_of(life))
        await caught_up()
        assert "chunk_7" in page.since(0)[0]

    run(story())


def test_a_snapshot_brings_its_findings_along(life: Life) -> None:
    life.take()
    life.start(Step.CHUNKING)
    life.progress(Step.CHUNKING, 1, 2, finds=True)

    async def story() -> None:
        host = FakeHost()
        page = AnalysisPage("analysis_a", host)
        await page.load()
        assert "chunk_1" in page.since(0)[0]

    run(story())


def test_what_a_retry_makes_void_is_gone_at_once(life: Life) -> None:
    life.take()
    life.start(Step.CHUNKING)
    life.complete(Step.CHUNKING, [chunk(1)])
    life.start(Step.INFERRING)
    life.fail(Step.INFERRING, "The model refused.")

    async def story() -> None:
        page = AnalysisPage("analysis_a", FakeHost())
        await page.load()
        (failed,) = page.since(0)
        assert "The model refused." in failed
        assert "chunk_1" in failed
        life.retry(Step.CHUNKING)
        page.changed(news_of(life))
        (again,) = page.since(0)
        assert "The model refused." not in again
        assert "chunk_1" not in again

    run(story())


def test_old_and_repeated_changes_change_nothing(life: Life) -> None:
    old = news_of(life)
    life.take()
    life.start(Step.CHUNKING)

    async def story() -> None:
        page = AnalysisPage("analysis_a", FakeHost())
        await page.load()
        edition = page.edition
        page.changed(old)
        page.changed(news_of(life))
        page.changed(News.of(change_to(Life(Store(), "analysis_b").record)))
        assert page.edition == edition

    run(story())


def test_a_change_that_overtakes_the_snapshot_stays(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    life.take()
    get_item: Callable[..., Any] = Store.get_item

    async def story() -> None:
        page = AnalysisPage("analysis_a", FakeHost())

        def slow(store: Store, request_id: str) -> Any:
            monkeypatch.setattr(Store, "get_item", get_item)
            item = store.get_item(request_id)
            life.start(Step.CHUNKING)  # Between the read and its arrival here …
            life.progress(Step.CHUNKING, 3, 4)
            page.changed(news_of(life))  # … and so is this.
            return item

        monkeypatch.setattr(Store, "get_item", slow)
        await page.load()
        assert "3 of 4" in page.since(0)[0]

    run(story())


def test_a_table_made_anew_is_believed_though_its_versions_are_lower(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    life.take()
    life.start(Step.CHUNKING)

    async def story() -> None:
        page = AnalysisPage("analysis_a", FakeHost())
        page.changed(news_of(life))
        monkeypatch.setattr(Store, "get_item", lambda store, request_id: life.history[0].to_item())
        await page.load()
        assert "Waiting for a worker" in page.since(0)[0]
        page.changed(News.of(change_to(life.history[1])))
        page.changed(News.of(change_to(life.history[2])))
        assert "Working on chunking" in page.since(0)[0]

    run(story())


def test_findings_that_cannot_be_read_are_tried_again(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    read = previews.next_previews
    failures = iter([Unreachable("No answer.")] * 5)

    def unsure(*arguments: Any) -> Any:
        if (error := next(failures, None)) is not None:
            raise error
        return read(*arguments)

    async def story() -> None:
        page = AnalysisPage("analysis_a", FakeHost())
        await page.load()
        life.take()
        life.start(Step.CHUNKING)
        life.complete(Step.CHUNKING, [chunk(1)])
        monkeypatch.setattr(module, "next_previews", unsure)
        page.changed(news_of(life))
        await asyncio.sleep(60)
        assert "chunk_1" in page.since(0)[0], "though no other change came that might have had them read"
        page.close()

    run(story())


def test_findings_that_are_lost_do_not_keep_the_page_from_showing(life: Life) -> None:
    life.take()
    life.start(Step.CHUNKING)
    life.complete(Step.CHUNKING, [chunk(1)])
    bucket.delete_all("checkpoints/")

    async def story() -> None:
        page = AnalysisPage("analysis_a", FakeHost())
        await page.load()
        assert "chunking is done" in page.since(0)[0]

    run(story())


def test_an_analysis_that_is_not_there_is_gone_and_the_page_stops_asking() -> None:
    async def story() -> None:
        page = AnalysisPage("analysis_z", FakeHost())
        await page.load()
        assert page.ended
        (message,) = page.since(0)
        assert "not there any more" in message
        assert 'hx-target="#feed"' in message
        assert "hx-ws:connect" not in message

    run(story())


def test_a_deletion_is_seen(life: Life) -> None:
    async def story() -> None:
        page = AnalysisPage("analysis_a", FakeHost())
        document = AnalysisDocument("analysis_a", FakeHost())
        for subject in (page, document):
            await subject.load()
            subject.changed(News.of(removal_of(life.record)))
            assert subject.ended
        assert "not there any more" in page.since(0)[0]
        last = json.loads(document.since(0)[0])
        assert last["status"] is None
        assert last["error"]["code"] == "not_found"

    run(story())


def test_programs_get_the_answer_of_the_status_call_at_every_change(life: Life) -> None:
    async def story() -> None:
        document = AnalysisDocument("analysis_a", FakeHost())
        await document.load()
        messages = document.since(0)
        life.take()
        life.start(Step.CHUNKING)
        for done in range(1, 4):
            life.progress(Step.CHUNKING, done, 3)
            seen = document.edition
            document.changed(news_of(life))
            messages += document.since(seen)
        statuses = [json.loads(message)["status"] for message in messages]
        versions = [status["version"] for status in statuses]
        assert versions == sorted(set(versions))
        assert len(versions) == 4
        assert statuses[-1] == status_document(life.record.to_item())
        assert "lease" not in statuses[-1]

    run(story())


def test_a_snapshot_that_says_nothing_new_is_no_edition(life: Life) -> None:
    async def story() -> None:
        for subject in (AnalysisPage("analysis_a", FakeHost()), AnalysisDocument("analysis_a", FakeHost())):
            await subject.load()
            edition = subject.edition
            await subject.load()
            assert subject.edition == edition

    run(story())
