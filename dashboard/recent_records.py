"""The newest records whole: which, by Query on the `recent` index; how they stand, by key."""

from __future__ import annotations

from tracking import listing
from tracking.clock import seconds
from tracking.conf import tracking_settings
from tracking.record import Record
from tracking.states import Status
from tracking.store import Store

MOST = 500
"""Records that one page of figures reads at the most: about 600 read units."""

_BATCH = 100


def recent_records(*, since: float = 0.0, status: Status | None = None, most: int = MOST) -> tuple[list[Record], bool]:
    """Records submitted since `since` (seconds since the epoch), newest first; and whether those are all of them.

    Raises ServiceError.
    """
    store = Store()
    records: list[Record] = []
    cursor: str | None = None
    while len(records) < most:
        limit = min(_BATCH, most - len(records))
        page = listing.recent(tracking_settings(), limit=limit, status=status, cursor=cursor)
        wanted = [row.request_id for row in page.rows if seconds(row.created_at) >= since]
        found = store.get_many(wanted) if wanted else {}
        records += [found[request_id] for request_id in wanted if request_id in found]
        cursor = page.next_cursor
        if cursor is None or len(wanted) < len(page.rows):
            return records, True
    return records, False
