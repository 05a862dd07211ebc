"""A page of the list that is watched. (That it ends as a fresh read would have it, whatever happens: test_truth.)"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dashboard import fragments
from dashboard.feed import listing as module
from dashboard.feed.listing import REFILL_SECONDS, ListPage
from dashboard.feed.news import News
from dashboard.feed.rows import ShownPage
from dashboard.list_query import ListQuery
from tests.dashboard.feed.dom import Dom
from tests.dashboard.feed.fakes import FakeHost, change_to, removal_of
from tests.dashboard.feed.loops import run
from tests.records import record
from tracking.listing import Place
from tracking.record import Record
from tracking.states import Status, Step


class Table:
    """What a read of the list finds: those of `records` that match, newest first, three a page."""

    rows = 3

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.records: dict[str, Record] = {}
        self.reads = 0
        self.meanwhile: Callable[[], None] = lambda: None
        monkeypatch.setattr(module, "PAGE_ROWS", self.rows)
        monkeypatch.setattr(module, "read_page", self.read_page)

    def put(self, number: int, *, version: int = 1, failed: bool = False, title: str = "") -> News:
        made = record(
            f"analysis_{number:02d}",
            version=version,
            created_at=f"2026-03-01T09:{number:02d}:00.000Z",
            title=title or f"Study {number}",
        )
        if failed:
            made = made.with_step(Step.CHUNKING, status=Status.FAILED)
        self.records[made.request_id] = made
        return News.of(change_to(made))

    def remove(self, number: int) -> News:
        return News.of(removal_of(self.records.pop(f"analysis_{number:02d}")))

    def read_page(self, query: ListQuery) -> ShownPage:
        self.reads += 1
        begins = Place.from_cursor(query.cursor) if query.cursor else None
        matching = [each for each in self.records.values() if query.matches(each, "default")]
        matching = [each for each in matching if begins is None or begins.precedes(each)]
        matching.sort(key=lambda each: each.created_at, reverse=True)
        self.meanwhile()
        more = len(matching) > self.rows
        shown = tuple(matching[: self.rows])
        return ShownPage(records=shown, next_cursor=Place.after(shown, begins).to_cursor() if more else None)


class Browser:
    """A page that shows what a subject sends."""

    def __init__(self, page: ListPage) -> None:
        self.page = page
        self.dom = Dom('<ol id="rows"></ol><nav id="pager"></nav>')
        self.seen = 0
        self.frames: list[str] = []

    def look(self) -> list[int]:
        """The numbers of the analyses that it shows, from above."""
        self.frames = self.page.since(self.seen)
        self.seen = self.page.edition
        for frame in self.frames:
            self.dom.receive(frame)
        assert self.dom.faults == []
        rows = self.dom.find("rows")
        assert rows is not None
        return [int(row.get("id").removeprefix("row-analysis_")) for row in rows if row.get("id")]

    def next_page(self) -> str:
        pager = self.dom.shows("pager")
        return pager.partition("cursor=")[2].partition('"')[0]


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Table:
    return Table(monkeypatch)


def loaded(table: Table, query: ListQuery | None = None, host: FakeHost | None = None) -> Browser:
    page = ListPage(query or ListQuery(), host or FakeHost())
    run(page.load())
    return Browser(page)


def test_it_shows_the_newest_and_takes_in_what_is_new(table: Table) -> None:
    for number in (1, 2):
        table.put(number)
    browser = loaded(table)
    assert browser.look() == [2, 1]
    browser.page.changed(table.put(3))
    assert browser.look() == [3, 2, 1]
    browser.page.changed(table.put(4))
    assert browser.look() == [4, 3, 2]
    assert table.reads == 1


def test_a_change_in_a_line_sends_that_line_alone(table: Table) -> None:
    for number in (1, 2, 3):
        table.put(number)
    browser = loaded(table)
    browser.look()
    browser.page.changed(table.put(2, version=2, failed=True))
    assert browser.look() == [3, 2, 1]
    assert browser.frames[0].count("<hx-partial") == 1
    assert "is-failed" in browser.dom.shows("row-analysis_02")


def test_what_falls_off_the_end_is_on_the_next_page(table: Table) -> None:
    for number in (1, 2, 3):
        table.put(number)
    browser = loaded(table)
    browser.look()
    assert browser.next_page() == ""
    browser.page.changed(table.put(4))
    browser.look()
    following = loaded(table, ListQuery(cursor=browser.next_page()))
    assert following.look() == [1]


def test_one_that_leaves_the_filter_leaves_the_page_and_it_is_filled_up_again(table: Table) -> None:
    host = FakeHost()
    for number in range(1, 6):
        table.put(number, failed=True)
    browser = loaded(table, ListQuery(status=Status.FAILED), host)
    assert browser.look() == [5, 4, 3]
    browser.page.changed(table.put(4, version=2))
    assert browser.look() == [5, 3]
    assert host.wished == [REFILL_SECONDS]
    run(browser.page.load())
    assert browser.look() == [5, 3, 2]


def test_a_deletion_takes_the_line_away(table: Table) -> None:
    host = FakeHost()
    for number in (1, 2):
        table.put(number)
    browser = loaded(table, host=host)
    browser.look()
    browser.page.changed(table.remove(1))
    assert browser.look() == [2]
    browser.page.changed(table.remove(2))
    assert browser.look() == []
    assert host.wished == [], "there is nothing to fill it up with"


def test_one_that_comes_to_match_is_put_in_its_place(table: Table) -> None:
    for number in (1, 3):
        table.put(number, failed=True)
    table.put(2)
    browser = loaded(table, ListQuery(status=Status.FAILED))
    assert browser.look() == [3, 1]
    browser.page.changed(table.put(2, version=2, failed=True))
    assert browser.look() == [3, 2, 1]


def test_one_that_belongs_further_down_stays_out(table: Table) -> None:
    for number in range(2, 7):
        table.put(number, failed=True)
    browser = loaded(table, ListQuery(status=Status.FAILED))
    assert browser.look() == [6, 5, 4]
    browser.page.changed(table.put(1, version=2, failed=True))
    assert browser.look() == [6, 5, 4]
    assert browser.frames == []


def test_a_later_page_keeps_its_place(table: Table) -> None:
    for number in range(1, 7):
        table.put(number)
    first = loaded(table)
    first.look()
    later = loaded(table, ListQuery(cursor=first.next_page()))
    assert later.look() == [3, 2, 1]
    later.page.changed(table.put(7))
    assert later.look() == [3, 2, 1], "what is new is not for this page"
    later.page.changed(table.put(2, version=2, failed=True))
    assert later.look() == [3, 2, 1]
    assert "is-failed" in later.dom.shows("row-analysis_02")


def test_a_cursor_that_is_not_ours_is_an_empty_page(table: Table) -> None:
    browser = loaded(table, ListQuery(cursor="nonsense"))
    browser.page.changed(table.put(1))
    assert browser.look() == []


def test_a_search_takes_in_only_what_it_names(table: Table) -> None:
    browser = loaded(table, ListQuery(search="checkout"))
    browser.page.changed(table.put(1, title="Onboarding"))
    browser.page.changed(table.put(2, title="CHECKOUT on phones"))
    assert browser.look() == [2]


def test_what_changes_while_the_page_is_read_is_on_it(table: Table) -> None:
    host = FakeHost()
    table.put(1)

    def meanwhile() -> None:
        host.heard = [table.put(2)]

    table.meanwhile = meanwhile
    assert loaded(table, host=host).look() == [2, 1]


def test_what_the_index_does_not_know_yet_is_on_it(table: Table) -> None:
    host = FakeHost()
    news = table.put(2)
    table.records.clear()  # The index lags behind.
    table.put(1)
    host.heard = [news]
    assert loaded(table, host=host).look() == [2, 1]


def test_a_newer_snapshot_is_not_undone_by_older_news(table: Table) -> None:
    host = FakeHost()
    host.heard = [table.put(1)]
    table.put(1, version=5, failed=True)
    browser = loaded(table, host=host)
    browser.look()
    assert "is-failed" in browser.dom.shows("row-analysis_01")


def test_a_snapshot_that_says_nothing_new_is_no_message(table: Table) -> None:
    table.put(1)
    browser = loaded(table)
    browser.look()
    run(browser.page.load())
    browser.look()
    assert browser.frames == []


def test_a_viewer_that_is_behind_gets_the_latest_in_one_message(table: Table) -> None:
    for number in (1, 2):
        table.put(number)
    browser = loaded(table)
    browser.look()
    for version in range(2, 50):
        browser.page.changed(table.put(1, version=version, failed=version == 49))
        browser.page.changed(table.put(3, version=version))
    assert browser.look() == [3, 2, 1]
    assert len(browser.frames) == 1
    assert "is-failed" in browser.dom.shows("row-analysis_01")


def test_all_who_have_seen_the_same_get_the_same_message_rendered_once(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    renderings: list[Record] = []
    row_fragment = fragments.row_fragment

    def count(entry: Any) -> str:
        renderings.append(entry)
        return row_fragment(entry)

    for number in (1, 2):
        table.put(number)
    page = loaded(table).page
    seen = page.edition
    monkeypatch.setattr(fragments, "row_fragment", count)
    page.changed(table.put(1, version=2))
    assert len({page.since(seen)[0] for _ in range(1000)}) == 1
    assert len(renderings) == 1


class TestSearchThatStopped:
    """A search looks back only so far in one request (see tracking.listing)."""

    def page(self, monkeypatch: pytest.MonkeyPatch, *numbers: int) -> Browser:
        """A page whose search found these, and looked as far back as number 10."""
        table = Table(monkeypatch)
        for number in numbers:
            table.put(number, title="Tea")
        to = "2026-03-01T09:10:00.000Z"
        shown = ShownPage(
            records=tuple(sorted(table.records.values(), key=lambda each: each.created_at, reverse=True)),
            next_cursor=Place(created_at=to, shown=()).to_cursor(),
            searched_to=to,
        )
        monkeypatch.setattr(module, "read_page", lambda query: shown)
        return loaded(table, ListQuery(search="tea"))

    def test_says_so_and_offers_to_go_on(self, monkeypatch: pytest.MonkeyPatch) -> None:
        browser = self.page(monkeypatch)
        assert browser.look() == []
        assert "not looked through yet" in browser.dom.shows("rows")
        assert "Look further back" in browser.dom.shows("pager")
        assert browser.next_page() == Place(created_at="2026-03-01T09:10:00.000Z", shown=()).to_cursor()

    def test_takes_in_what_comes_and_leaves_older_ones_to_the_next_page(self, monkeypatch: pytest.MonkeyPatch) -> None:
        browser = self.page(monkeypatch, 20)
        others = Table(monkeypatch)
        browser.page.changed(others.put(15, title="Tea"))
        browser.page.changed(others.put(9, title="Tea"))
        assert browser.look() == [20, 15]
        assert "Look further back" in browser.dom.shows("pager")

    def test_that_fills_up_has_an_older_page_like_any_other(self, monkeypatch: pytest.MonkeyPatch) -> None:
        browser = self.page(monkeypatch, 20, 21, 22)
        browser.page.changed(Table(monkeypatch).put(23, title="Tea"))
        assert browser.look() == [23, 22, 21]
        assert "Older" in browser.dom.shows("pager")
        assert "Look further back" not in browser.dom.shows("pager")
