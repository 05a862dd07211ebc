"""One page of the list that is being watched: which analyses are on it, and the latest line of each."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dashboard import fragments
from dashboard.feed.pieces import Pieces
from tracking import listing
from tracking.conf import tracking_settings
from tracking.errors import BadCursor
from tracking.record import Record, status_document
from tracking.states import Status
from tracking.store import Store
from tracking.stream import Change, Kind

if TYPE_CHECKING:
    from dashboard.feed.hub import Socket

logger = logging.getLogger(__name__)

PAGE_ROWS = 25
"""Analyses on one page of the list."""

REFILL_SECONDS = 1.0
"""Pause before a page that lost a row is read again, so that a burst of removals costs one read."""


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which page of the list: the same query as the page's address."""

    status: Status | None = None
    search: str = ""
    cursor: str | None = None

    def matches(self, record: Record, team: str) -> bool:
        """Whether an analysis belongs on this list, wherever on it."""
        if record.team != team or (self.status is not None and record.overall_status is not self.status):
            return False
        return self.search.casefold() in f"{record.title} {record.request_id}".casefold()


@dataclass(frozen=True, slots=True)
class ListPage:
    """What a page of the list shows."""

    records: tuple[Record, ...]
    next_cursor: str | None


def read_page(query: ListQuery) -> ListPage:
    """Read one page: which, from the index; how they stand, from the items. Raises BadCursor and ServiceError."""
    page = listing.recent(
        tracking_settings(), limit=PAGE_ROWS, status=query.status, cursor=query.cursor, search=query.search
    )
    records = Store().get_many([row.request_id for row in page.rows])
    # The index lags behind the items by a moment: what no longer matches is left out.
    shown = tuple(
        records[row.request_id]
        for row in page.rows
        if row.request_id in records and (query.status is None or records[row.request_id].overall_status is query.status)
    )
    return ListPage(records=shown, next_cursor=page.next_cursor)


class WatchedList:
    """A page of the list, read when the first socket comes and kept up by changes.

    The first page takes in what is new; a later page keeps its place and changes only in its lines.
    """

    def __init__(self, query: ListQuery) -> None:
        self.query = query
        self.sockets: set[Socket] = set()
        self.pieces = Pieces(fragments.frame)
        self._records: dict[str, Record] = {}
        self._versions: dict[str, int] = {}
        self._more = False
        self._loaded = False
        self._early: dict[str, Change] = {}
        self._refill: asyncio.TimerHandle | None = None
        self._refilling: asyncio.Task[None] | None = None
        self._documents: dict[str, tuple[int, Mapping[str, Any]]] = {}
        self._document_edition = 0

    async def load(self) -> None:
        """Read the page and publish it. Raises ServiceError."""
        self._early = {}
        try:
            page = await asyncio.to_thread(read_page, self.query)
        except BadCursor:
            page = ListPage(records=(), next_cursor=None)
        self._records = {record.request_id: record for record in page.records}
        self._versions = {record.request_id: record.version for record in page.records}
        for record in page.records:
            self._note_document(record.request_id, record.to_item())
        self._more = page.next_cursor is not None
        self._loaded = True
        early, self._early = self._early, {}
        for change in early.values():
            self.changed(change)
        self._show_all()

    def changed(self, change: Change) -> None:
        """Take over a change of any analysis."""
        if not self._loaded or (self._refilling is not None and not self._refilling.done()):
            known = self._early.get(change.request_id)
            if known is None or known.version < change.version:
                self._early[change.request_id] = change  # The snapshot is still being read.
            if not self._loaded:
                return
        if change.version <= self._versions.get(change.request_id, 0):
            return
        record = Record.from_item(change.image) if change.image is not None and change.kind is not Kind.REMOVE else None
        team = tracking_settings().team
        belongs = record is not None and self.query.matches(record, team)
        shown = change.request_id in self._records
        if record is not None and change.image is not None and (belongs or shown):
            self._note_document(change.request_id, change.image)
        if record is not None and belongs and shown:
            self._records[change.request_id] = record
            self._versions[change.request_id] = record.version
            if self.pieces.publish({f"row-{record.request_id}": fragments.row_fragment(record)}):
                self._wake()
        elif record is not None and belongs and self.query.cursor is None:
            self._insert(record)
        elif shown:
            self._remove(change.request_id)
        self._wake()

    def documents_since(self, edition: int) -> tuple[list[Mapping[str, Any]], int]:
        """The status documents that changed after `edition`, for programs; and the edition now."""
        news = [document for changed, document in self._documents.values() if changed > edition]
        return news, self._document_edition

    def close(self) -> None:
        """Nobody watches any more."""
        if self._refill is not None:
            self._refill.cancel()
        if self._refilling is not None:
            self._refilling.cancel()

    def _insert(self, record: Record) -> None:
        self._records[record.request_id] = record
        self._versions[record.request_id] = record.version
        newest = sorted(self._records.values(), key=lambda r: (r.created_at, r.request_id), reverse=True)
        for beyond in newest[PAGE_ROWS:]:
            self._more = True
            self._drop(beyond.request_id)
        self._records = {r.request_id: r for r in newest[:PAGE_ROWS]}
        if record.request_id in self._records:
            self._show_all()

    def _remove(self, request_id: str) -> None:
        self._drop(request_id)
        self._show_all()
        if self._more and self._refill is None:
            self._refill = asyncio.get_running_loop().call_later(REFILL_SECONDS, self._start_refill)

    def _drop(self, request_id: str) -> None:
        self._records.pop(request_id, None)
        self._versions.pop(request_id, None)
        self.pieces.forget(f"row-{request_id}")

    def _start_refill(self) -> None:
        self._refill = None
        self._refilling = asyncio.get_running_loop().create_task(self.load())

    def _note_document(self, request_id: str, item: Mapping[str, Any]) -> None:
        self._document_edition += 1
        document = {"request_id": request_id, "status": status_document(item)}
        self._documents[request_id] = (self._document_edition, document)
        while len(self._documents) > 4 * PAGE_ROWS:
            del self._documents[next(iter(self._documents))]

    def _show_all(self) -> None:
        for name in ("rows", *(f"row-{request_id}" for request_id in self._records)):
            self.pieces.forget(name)  # The whole list says it all, and must come even where it looks as it did before.
        narrowed = bool(self.query.status or self.query.search)
        self.pieces.publish({"rows": fragments.rows_fragment(tuple(self._records.values()), filtered=narrowed)})
        self._wake()

    def _wake(self) -> None:
        for socket in self.sockets:
            socket.wake()
