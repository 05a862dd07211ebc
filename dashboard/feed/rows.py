"""Reads one page of the list, for the page that opens and for the feed that keeps it up."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.list_query import ListQuery
from tracking import listing
from tracking.conf import tracking_settings
from tracking.record import Record
from tracking.store import Store

PAGE_ROWS = 25
"""Analyses on one page of the list."""


@dataclass(frozen=True, slots=True)
class ShownPage:
    """What a page of the list shows."""

    records: tuple[Record, ...]
    next_cursor: str | None
    searched_to: str | None = None
    """The time down to which a search looked for now (see tracking.listing.Page)."""


def read_page(query: ListQuery) -> ShownPage:
    """Read one page: which, from the index; how they stand, from the items. Raises BadCursor and ServiceError."""
    settings = tracking_settings()
    page = listing.recent(settings, limit=PAGE_ROWS, status=query.status, cursor=query.cursor, search=query.search)
    records = Store().get_many([row.request_id for row in page.rows])
    # The index lags behind the items by a moment: what no longer matches is left out.
    shown = [records[row.request_id] for row in page.rows if row.request_id in records]
    return ShownPage(
        records=tuple(record for record in shown if query.matches(record, settings.team)),
        next_cursor=page.next_cursor,
        searched_to=page.searched_to,
    )
