"""The list: newest first over every shard, by Query, page by page, on every service alike."""

from __future__ import annotations

import base64
import json
import random
import unicodedata
from dataclasses import replace
from itertools import chain
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from tests.records import record
from tracking import listing, moves
from tracking.client import clients
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


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        *("x", "bm90IGpzb24", "ü", "A" * 5_000),
        *map(encoded, ({}, [1, 2], [], None, [""], ["", "analysis_a"], "ab", {"a": 1}, ["2026"], ["2026-03-01"])),
        encoded("2026-03-01T09:00:00.000Z"),
        encoded(["٢٠٢٦-03-01T09:00:00.000Z"]),
        base64.urlsafe_b64encode(b"[" * 5_000).decode(),
    ],
)
def test_a_cursor_of_nobodys(aws: None, cursor: str) -> None:
    with pytest.raises(BadCursor):
        listing.recent(tracking_settings(), limit=5, cursor=cursor)


@given(st.floats(0, 4e9), st.lists(st.text()))
def test_a_cursor_comes_back_as_it_was(created_at: float, shown: list[str]) -> None:
    place = Place(created_at=iso(created_at), shown=tuple(shown))

    assert Place.from_cursor(place.to_cursor()) == place


class TestSearch:
    """A search costs one query a shard in one request, however few it finds and however many there are."""

    @pytest.fixture
    def queries(self, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
        """The queries that are made; each looks at three entries."""
        monkeypatch.setattr(listing, "SEARCHED", 3)
        made: list[dict[str, object]] = []
        client: Any = clients().dynamodb
        query = client.query

        def noted(**parameters: Any) -> Any:
            made.append(dict(parameters))
            return query(**parameters)

        monkeypatch.setattr(client, "query", noted)
        return made

    @pytest.mark.usefixtures("dynamodb")
    def test_ends_after_one_query_a_shard_and_says_how_far_it_looked(self, queries: list[dict[str, object]]) -> None:
        store = Store()
        ids = [submit(store, number, title="Tea" if number == 0 else "Coffee") for number in range(40)]
        queries.clear()

        page = listing.recent(store.settings, limit=10, search="tea")

        assert len(queries) == 4
        assert page.rows == ()
        assert page.next_cursor is not None
        assert page.searched_to is not None
        assert iso(NOW + 20) < page.searched_to < iso(NOW + 39)
        assert list(chain(*pages(10, search="tea"))) == ids[:1]

    @pytest.mark.usefixtures("dynamodb")
    def test_finds_everything_once_in_order_from_page_to_page(self, queries: list[dict[str, object]]) -> None:
        store = Store()
        chosen = random.Random(5).sample(range(60), 12)
        for number in range(60):
            submit(store, number, title="Tea" if number in chosen else "Coffee")

        for limit in (1, 3, 10):
            found = list(chain(*pages(limit, search="tea")))
            assert found == [f"analysis_{number:03d}" for number in sorted(chosen, reverse=True)]

    @pytest.mark.usefixtures("dynamodb")
    def test_gets_on_where_more_were_submitted_in_one_moment_than_it_looks_at(
        self, queries: list[dict[str, object]]
    ) -> None:
        store = Store()
        for number in range(40):
            submit(store, number, at=NOW if number > 2 else NOW - 1, title="Tea")

        found = list(chain(*pages(5, search="tea")))

        assert sorted(found) == sorted(f"analysis_{number:03d}" for number in range(40))

    def test_finds_titles_however_their_accents_are_written(self, aws: None) -> None:
        """macOS names files in decomposed characters, keyboards type composed ones."""
        store = Store()
        submit(store, 1, title=unicodedata.normalize("NFD", "Café Ängste.txt"))
        submit(store, 2, title=unicodedata.normalize("NFC", "Café Ängste.txt"))

        for form in ("NFC", "NFD"):
            query = unicodedata.normalize(form, "CAFÉ än")
            assert pages(10, search=query) == [["analysis_002", "analysis_001"]]
