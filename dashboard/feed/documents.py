"""The feed for programs: one status document a change, as the status call answers it."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.feed.analysis import Analysis
from dashboard.feed.news import News
from dashboard.feed.reading import read
from dashboard.feed.rows import ShownPage, read_page
from dashboard.feed.subject import FellBehind, Host
from dashboard.list_query import ListQuery
from tracking.conf import tracking_settings
from tracking.documents import status_document
from tracking.errors import BadCursor
from tracking.record import Record

KEPT_DOCUMENTS = 1_000
"""Analyses of a list whose latest document is kept for those who are behind."""


class AnalysisDocument(Analysis):
    """One analysis: its status document, whenever it changes."""

    is_page = False

    def __init__(self, request_id: str, host: Host) -> None:
        super().__init__(request_id, host)
        self._message = ""

    def since(self, edition: int) -> list[str]:
        """The latest document."""
        return [self._message] if edition < self.edition else []

    def _take(self, record: Record | None, item: Mapping[str, Any] | None) -> None:
        message = document_message(self.request_id, item)
        if message != self._message:
            self._message = message
            super()._take(record, item)


@dataclass(frozen=True, slots=True)
class _Told:
    """What was last told of an analysis."""

    edition: int
    version: int
    message: str
    belongs: bool
    """Whether it was on the list then."""


class ListDocuments:
    """A list: the documents of its first page, and from then on that of every analysis on the list which changes.

    One that leaves the list (its status no longer matches, or it is deleted) is told of once more.
    """

    is_page = False
    lags = True
    ended = False

    def __init__(self, query: ListQuery, host: Host) -> None:
        self.query = query
        self.edition = 0
        self._host = host
        self._told: OrderedDict[str, _Told] = OrderedDict()
        """By id, in the order of the editions."""
        self._forgotten = 0
        """The last edition that is not remembered any more."""

    async def load(self) -> None:
        """Read the page."""
        try:
            page = await read(read_page, self.query)
        except BadCursor:
            page = ShownPage(records=(), next_cursor=None)
        self.edition = max(1, self.edition)
        for record in reversed(page.records):
            self._tell(record.request_id, record.version, record.to_item(), belongs=True)
        for news in self._host.recent():
            self.changed(news)

    def missed(self) -> None:
        """What left the list meanwhile cannot be known, so those who watch have to start afresh."""
        self.edition += 1
        self._forgotten = self.edition
        self._told.clear()

    def changed(self, news: News) -> None:
        """Take over a change of any analysis."""
        if not self.edition:
            return  # The snapshot is still being read.
        belongs = news.record is not None and self.query.matches(news.record, tracking_settings().team)
        known = self._told.get(news.request_id)
        if belongs or (known is not None and known.belongs):
            self._tell(news.request_id, news.version, news.item, belongs=belongs)

    def since(self, edition: int) -> list[str]:
        """The documents that changed; to a newcomer (0) those of what is on the list. Raises FellBehind."""
        if 0 < edition < self._forgotten:
            raise FellBehind
        messages = []
        for told in reversed(self._told.values()):
            if told.edition <= edition:
                break
            if told.belongs or edition:
                messages.append(told.message)
        return messages[::-1]

    def close(self) -> None:
        """Nothing to end."""

    def _tell(self, request_id: str, version: int, item: Mapping[str, Any] | None, *, belongs: bool) -> None:
        known = self._told.get(request_id)
        if known is not None and version <= known.version:
            return
        self.edition += 1
        self._told[request_id] = _Told(self.edition, version, document_message(request_id, item), belongs)
        self._told.move_to_end(request_id)
        if len(self._told) > KEPT_DOCUMENTS:
            self._forgotten = self._told.popitem(last=False)[1].edition
        self._host.wake()


def document_message(request_id: str, item: Mapping[str, Any] | None) -> str:
    """The status call's answer as a message. For an analysis that is not there: no status, and an error."""
    document: dict[str, Any] = {"request_id": request_id, "status": None}
    if item is None:
        message = f"There is no analysis “{request_id[:80]}”."
        document["error"] = {"code": "not_found", "message": message, "details": {}}
    else:
        document["status"] = status_document(item)
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
