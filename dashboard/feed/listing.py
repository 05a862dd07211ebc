"""One page of the list that is watched: which analyses are on it, and the latest line of each."""

from __future__ import annotations

from dashboard import fragments
from dashboard.feed.news import News
from dashboard.feed.reading import read
from dashboard.feed.rows import PAGE_ROWS, ShownPage, read_page
from dashboard.feed.subject import Host
from dashboard.list_query import ListQuery
from tracking.conf import tracking_settings
from tracking.errors import BadCursor
from tracking.listing import Place
from tracking.record import Record

REFILL_SECONDS = 1.0
"""Pause before a page that lost a row is read again, so that a burst of removals costs one read."""


class ListPage:
    """A page of the list, read for those who come and kept up by changes.

    It shows what a fresh read would: a line that comes to belong between two others is put there, one that no longer
    belongs is taken out, and the first page takes in what is new.
    """

    is_page = True
    lags = True
    ended = False

    def __init__(self, query: ListQuery, host: Host) -> None:
        self.query = query
        self.edition = 0
        self._host = host
        try:
            self._begins: Place | None = Place.from_cursor(query.cursor) if query.cursor else None
        except BadCursor:
            self._begins = Place(created_at="", shown=())  # Nothing comes after it: the page says that it is empty.
        self._records: list[Record] = []
        self._ends: Place | None = None
        """Where the next page begins; None where there is none."""
        self._searched_to: str | None = None
        self._arranged = 0
        """The edition in which lines last came, went or changed places."""
        self._changed: dict[str, int] = {}
        """The edition in which each line last changed."""
        self._messages: dict[int, str] = {}

    async def load(self) -> None:
        """Read the page."""
        try:
            page = await read(read_page, self.query)
        except BadCursor:
            page = ShownPage(records=(), next_cursor=None)
        known = {record.request_id: record.version for record in self._records}
        before = (list(known), self._next_cursor())
        self._records = list(page.records)
        self._ends = Place.from_cursor(page.next_cursor) if page.next_cursor else None
        self._searched_to = page.searched_to
        for news in self._host.recent():  # What the index did not know yet, and what came while it was read.
            self._apply(news)
        shown = [record.request_id for record in self._records]
        if (shown, self._next_cursor()) != before or self.edition == 0:
            self._rearranged()
        for record in self._records:
            if known.get(record.request_id) != record.version:
                self._line_changed(record)

    def missed(self) -> None:
        """The snapshot says it all."""

    def changed(self, news: News) -> None:
        """Take over a change of any analysis."""
        if self.edition:  # Before, the snapshot is still being read.
            self._apply(news)

    def since(self, edition: int) -> list[str]:
        """The lines that changed, or the whole body of the list where lines came, went or moved."""
        if edition >= self.edition:
            return []
        if edition not in self._messages:
            self._messages[edition] = fragments.frame(self._pieces_since(edition))
        return [self._messages[edition]]

    def close(self) -> None:
        """Nothing to end."""

    def _apply(self, news: News) -> None:
        place = next((n for n, record in enumerate(self._records) if record.request_id == news.request_id), None)
        record = news.record
        if record is not None and not self.query.matches(record, tracking_settings().team):
            record = None
        if place is None:
            if record is not None and (self._begins is None or self._begins.precedes(record)):
                self._insert(record)
        elif news.version > self._records[place].version:
            if record is None:
                self._remove(place)
            else:
                self._records[place] = record
                self._line_changed(record)

    def _insert(self, record: Record) -> None:
        if self._ends is not None and self._ends.precedes(record):
            return  # It stands on a later page.
        self._records.insert(sum(_order(shown) > _order(record) for shown in self._records), record)
        beyond = self._records[PAGE_ROWS:]
        if beyond:
            del self._records[PAGE_ROWS:]
            for each in beyond:
                self._changed.pop(each.request_id, None)
            self._ends, self._searched_to = Place.after(self._records, self._begins), None
        self._rearranged()

    def _remove(self, place: int) -> None:
        self._changed.pop(self._records.pop(place).request_id, None)
        self._rearranged()
        if self._ends is not None:
            self._host.read_again(REFILL_SECONDS)

    def _line_changed(self, record: Record) -> None:
        self._new_edition()
        self._changed[record.request_id] = self.edition

    def _rearranged(self) -> None:
        self._new_edition()
        self._arranged = self.edition

    def _new_edition(self) -> None:
        self.edition += 1
        self._messages.clear()
        self._host.wake()

    def _pieces_since(self, edition: int) -> dict[str, str]:
        if edition < self._arranged:
            return {
                "rows": fragments.rows_fragment(
                    self._records, nothing=self.query.nothing, searched_to=self._searched_to
                ),
                "pager": fragments.pager_fragment(self.query, self._next_cursor(), searched_to=self._searched_to),
            }
        return {
            f"row-{record.request_id}": fragments.row_fragment(record)
            for record in self._records
            if self._changed.get(record.request_id, 0) > edition
        }

    def _next_cursor(self) -> str | None:
        return self._ends.to_cursor() if self._ends is not None else None


def _order(record: Record) -> tuple[str, str]:
    """The list shows the highest first."""
    return record.created_at, record.request_id
