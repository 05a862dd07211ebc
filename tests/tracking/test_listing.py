"""The list: newest first over every shard, by Query, page by page, on every service alike."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from tests.records import record
from tracking import listing, moves
from tracking.clock import iso
from tracking.conf import tracking_settings
from tracking.errors import BadCursor
from tracking.listing import Place
from tracking.states import Status
from tracking.store import Store

NOW = 1_700_000_000.0


def submit(store: Store, number: int, *, at: float | None = None, title: str = "") -> str:
    request_id = f"analysis_{number:03d}"
    made = record(request_id, created_at=iso(NOW + number if at is None else at), title=title or f"Study {number}")
    store.create(replace(made, listing=listing.listing_key(store.settings, request_id), due_at=NOW), actor="test")
    return request_id


def pages(limit: int, **query: object) -> list[list[str]]:
    found = []
    cursor = None
    while True:
        page = listing.recent(tracking_settings(), limit=limit, cursor=cursor, **query)  # type: ignore[arg-type]
        found.append([row.request_id for row in page.rows])
        cursor = page.next_cursor
        if cursor is None:
            return found


@pytest.mark.usefixtures("dynamodb")
def test_newest_first_over_all_shards() -> None:
    store = Store()
    ids = [submit(store, number) for number in random.Random(3).sample(range(23), 23)]

    found = pages(5)

    assert [len(page) for page in found] == [5, 5, 5, 5, 3]
    assert list(chain(*found)) == sorted(ids, reverse=True)
    assert len({listing.listing_key(store.settings, request_id) for request_id in ids}) == 4


@pytest.mark.usefixtures("dynamodb")
def test_rows_of_one_moment_are_neither_lost_nor_shown_twice() -> None:
    store = Store()
    ids = [submit(store, number, at=NOW) for number in range(9)]

    found = list(chain(*pages(2)))

    assert sorted(found) == sorted(ids)
    assert len(found) == len(set(found))


@pytest.mark.usefixtures("dynamodb")
def test_a_row_that_comes_meanwhile_moves_no_other() -> None:
    store = Store()
    ids = [submit(store, number) for number in range(6)]
    first = listing.recent(store.settings, limit=3)

    submit(store, 99)
    second = listing.recent(store.settings, limit=3, cursor=first.next_cursor)

    assert [row.request_id for row in (*first.rows, *second.rows)] == ids[::-1]


@pytest.mark.usefixtures("dynamodb")
def test_by_status_and_by_words() -> None:
    store = Store()
    for number in range(4):
        submit(store, number, title=f"{'Tea' if number % 2 else 'Coffee'} {number}")
    store.move("analysis_001", lambda r: moves.cancel(r, NOW, actor="ada"))

    assert pages(10, status=Status.FAILED) == [["analysis_001"]]
    assert pages(10, status=Status.PENDING) == [["analysis_003", "analysis_002", "analysis_000"]]
    assert pages(10, search="TEA") == [["analysis_003", "analysis_001"]]
    assert pages(10, search="tea", status=Status.FAILED) == [["analysis_001"]]
    assert pages(10, search="milk") == [[]]


@pytest.mark.usefixtures("dynamodb")
def test_what_is_due_is_found_and_what_has_ended_is_not() -> None:
    store = Store()
    for number in range(3):
        submit(store, number)
    store.move("analysis_001", lambda r: moves.cancel(r, NOW, actor="ada"))

    assert sorted(listing.due(store.settings, at=NOW)) == ["analysis_000", "analysis_002"]
    assert listing.due(store.settings, at=NOW - 1) == []


@pytest.mark.usefixtures("dynamodb")
def test_shards_can_be_raised_and_lowered_without_losing_rows(settings: Settings) -> None:
    settings.TRACKING_LISTING_SHARDS = 1
    first = [submit(Store(), number) for number in range(5)]
    settings.TRACKING_LISTING_SHARDS = 8
    second = [submit(Store(), number) for number in range(5, 10)]

    assert list(chain(*pages(4))) == sorted(first + second, reverse=True)

    settings.TRACKING_LISTING_SHARDS, settings.TRACKING_LISTING_SHARDS_READ = 2, 8
    assert list(chain(*pages(4))) == sorted(first + second, reverse=True)
    assert sorted(listing.due(tracking_settings(), at=NOW)) == sorted(first + second)


def test_teams_do_not_see_each_other(aws: None, settings: Settings) -> None:
    submit(Store(), 1)
    settings.TRACKING_TEAM = "other"

    assert pages(10) == [[]]


@pytest.mark.parametrize("cursor", ["x", "bm90IGpzb24", "e30", "WzEsMl0", "ü", "W10", "bnVsbA", "A" * 5_000])
def test_a_cursor_of_nobodys(aws: None, cursor: str) -> None:
    with pytest.raises(BadCursor):
        listing.recent(tracking_settings(), limit=5, cursor=cursor)


@given(st.text(), st.lists(st.text()))
def test_a_cursor_comes_back_as_it_was(created_at: str, shown: list[str]) -> None:
    place = Place(created_at=created_at, shown=tuple(shown))

    assert Place.from_cursor(place.to_cursor()) == place
