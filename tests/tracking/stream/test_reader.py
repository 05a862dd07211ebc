"""What each answer does to the reading of one shard."""

from __future__ import annotations

import pytest

from tracking.errors import ServiceError, Throttled, Unreachable
from tracking.stream.errors import ExpiredIterator, StreamGone, TrimmedData
from tracking.stream.position import Position
from tracking.stream.reader import ShardReader
from tracking.stream.service import RecordPage

NOTHING = RecordPage((), "next")


def reading(position: Position) -> ShardReader:
    reader = ShardReader("A", position)
    assert reader.sought("iterator-1") is False
    return reader


def test_an_empty_page_is_not_the_end_a_missing_iterator_is() -> None:
    reader = reading(Position.oldest())
    assert reader.read(RecordPage((), "iterator-2")) is False
    assert reader.read(RecordPage(({},), None)) is True


def test_empty_pages_are_counted_until_a_record_comes() -> None:
    reader = reading(Position.oldest())
    counts = []
    for page in (NOTHING, NOTHING, RecordPage(({},), "next"), NOTHING):
        reader.read(page)
        counts.append(reader.empty_pages)
    assert counts == [1, 2, 0, 1]


def test_an_expired_iterator_is_made_anew_after_the_last_record_at_once() -> None:
    reader = reading(Position.oldest())
    reader.handed_on("12")
    assert reader.failed(ExpiredIterator()) is True
    assert (reader.position, reader.iterator, reader.gap) == (Position.after("12"), None, False)


def test_one_that_expires_again_and_again_is_not_asked_for_without_pause() -> None:
    reader = reading(Position.oldest())
    assert reader.failed(ExpiredIterator()) is True
    reader.sought("iterator-2")
    assert reader.failed(ExpiredIterator()) is False
    reader.sought("iterator-3")
    reader.read(RecordPage((), "iterator-4"))
    assert reader.failed(ExpiredIterator()) is True


def test_without_a_record_seen_a_lost_latest_is_a_gap_told_when_the_new_place_is_there() -> None:
    reader = reading(Position.newest())
    reader.failed(ExpiredIterator())
    assert reader.sought("iterator-2") is True
    assert reader.sought("iterator-3") is False


def test_a_latest_that_never_was_loses_nothing() -> None:
    reader = ShardReader("A", Position.newest())
    reader.failed(Throttled("Slow down."))
    assert reader.sought("iterator-1") is False


def test_trimmed_data_means_the_oldest_there_is_and_a_gap() -> None:
    reader = reading(Position.oldest())
    reader.handed_on("12")
    assert reader.failed(TrimmedData()) is True
    assert (reader.position, reader.iterator) == (Position.oldest(), None)
    assert reader.sought("iterator-2") is True


@pytest.mark.parametrize("error", [Throttled("Slow down."), Unreachable("No answer.")])
def test_a_passing_trouble_keeps_the_place(error: ServiceError) -> None:
    reader = reading(Position.oldest())
    assert reader.failed(error) is False
    assert (reader.iterator, reader.gap, reader.failures) == ("iterator-1", False, 1)


def test_a_shard_said_to_be_gone_is_missing_until_a_page_of_it_is_read() -> None:
    reader = reading(Position.oldest())
    reader.failed(StreamGone())
    assert (reader.missing, reader.iterator) == (True, None)
    reader.sought("iterator-2")
    reader.read(RecordPage((), "iterator-3"))
    assert not reader.missing
