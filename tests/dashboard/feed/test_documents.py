"""The list for programs: a document a change."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dashboard.feed import documents as module
from dashboard.feed.documents import ListDocuments
from dashboard.feed.news import News
from dashboard.feed.rows import ShownPage
from dashboard.feed.subject import FellBehind
from dashboard.list_query import ListQuery
from tests.dashboard.feed.fakes import FakeHost, change_to, removal_of
from tests.dashboard.feed.loops import run
from tests.records import record
from tracking.errors import BadCursor
from tracking.record import Record
from tracking.states import Status, Step


def failed(request_id: str, version: int = 1) -> Record:
    return record(request_id, version=version).with_step(Step.CHUNKING, status=Status.FAILED)


def shown(*records: Record) -> Any:
    return lambda query: ShownPage(records=records, next_cursor=None)


def told(messages: list[str]) -> list[tuple[str, str]]:
    """(id, overall status or "gone") of each message."""
    documents = [json.loads(message) for message in messages]
    return [(each["request_id"], each["status"]["overall_status"] if each["status"] else "gone") for each in documents]


@pytest.fixture
def failures(monkeypatch: pytest.MonkeyPatch) -> ListDocuments:
    """The list of failed analyses: b, the newest, and a."""
    monkeypatch.setattr(module, "read_page", shown(failed("b"), failed("a")))
    subject = ListDocuments(ListQuery(status=Status.FAILED), FakeHost())
    run(subject.load())
    return subject


def test_first_come_the_documents_of_the_page_oldest_first(failures: ListDocuments) -> None:
    assert told(failures.since(0)) == [("a", "failed"), ("b", "failed")]


def test_then_one_a_change_of_what_is_on_the_list(failures: ListDocuments) -> None:
    seen = failures.edition
    failures.changed(News.of(change_to(failed("c"))))
    failures.changed(News.of(change_to(record("d"))))
    assert told(failures.since(seen)) == [("c", "failed")]


def test_one_that_leaves_the_list_is_told_of_once_more(failures: ListDocuments) -> None:
    seen = failures.edition
    failures.changed(News.of(change_to(record("a", version=2))))
    failures.changed(News.of(change_to(record("a", version=3))))
    assert told(failures.since(seen)) == [("a", "pending")]
    assert told(failures.since(0)) == [("b", "failed")], "a newcomer hears of what is on the list alone"
    failures.changed(News.of(change_to(failed("a", version=4))))
    assert told(failures.since(seen)) == [("a", "failed")]


def test_a_deletion_is_told(failures: ListDocuments) -> None:
    seen = failures.edition
    failures.changed(News.of(removal_of(failed("b"))))
    assert told(failures.since(seen)) == [("b", "gone")]


def test_old_versions_are_dropped(failures: ListDocuments) -> None:
    seen = failures.edition
    failures.changed(News.of(change_to(failed("a", version=1))))
    assert failures.since(seen) == []


def test_a_slow_program_gets_the_latest_of_each(failures: ListDocuments) -> None:
    seen = failures.edition
    for version in range(2, 100):
        failures.changed(News.of(change_to(failed("a", version=version))))
        failures.changed(News.of(change_to(failed("b", version=version))))
    messages = failures.since(seen)
    assert [json.loads(message)["status"]["version"] for message in messages] == [99, 99]


def test_one_that_is_too_far_behind_must_start_afresh(failures: ListDocuments, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT_DOCUMENTS", 10)
    seen = failures.edition
    for number in range(10):
        failures.changed(News.of(change_to(failed(f"n{number}"))))
    assert len(failures._told) == 10
    assert len(failures.since(seen)) == 10
    failures.changed(News.of(change_to(failed("n10"))))
    assert len(failures._told) == 10
    with pytest.raises(FellBehind):
        failures.since(seen)


def test_after_missed_changes_everybody_must_start_afresh(failures: ListDocuments) -> None:
    seen = failures.edition
    failures.missed()
    run(failures.load())
    with pytest.raises(FellBehind):
        failures.since(seen)
    assert told(failures.since(0)) == [("a", "failed"), ("b", "failed")]


def test_before_the_snapshot_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    subject = ListDocuments(ListQuery(), FakeHost())
    subject.changed(News.of(change_to(failed("a"))))
    assert subject.edition == 0


def test_an_empty_list_and_a_foreign_cursor_are_a_beginning_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(query: ListQuery) -> ShownPage:
        raise BadCursor

    for read in (shown(), refuse):
        monkeypatch.setattr(module, "read_page", read)
        subject = ListDocuments(ListQuery(), FakeHost())
        run(subject.load())
        assert subject.since(0) == []
        subject.changed(News.of(change_to(failed("a"))))
        assert told(subject.since(subject.edition - 1)) == [("a", "failed")]
