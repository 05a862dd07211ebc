"""One analysis that is watched, and its page in pieces."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from itertools import count
from typing import Any

from dashboard import fragments
from dashboard.analysis_view import AnalysisView
from dashboard.feed.news import News
from dashboard.feed.pieces import Pieces
from dashboard.feed.previews import are_current, empty_previews, next_previews, still_valid, unread
from dashboard.feed.reading import read
from dashboard.feed.subject import Host
from tracking.backoff import Backoff
from tracking.errors import NotFound, ResourceMissing, TrackingError
from tracking.record import Record
from tracking.store import Store

logger = logging.getLogger(__name__)

RETRY_SECONDS = 0.5
"""First pause after findings could not be read; doubled up to …"""
RETRY_LONGEST = 10.0


class Analysis:
    """The latest item of one analysis: read once for those who come, then kept up by changes alone."""

    lags = False

    def __init__(self, request_id: str, host: Host) -> None:
        self.request_id = request_id
        self.edition = 0
        self.ended = False
        self._host = host
        self._version = 0
        self._item: Mapping[str, Any] | None = None
        self._overtook = 0
        """The latest version that a change brought while a snapshot was being read."""

    async def load(self) -> None:
        """Read the item, consistently."""
        self._overtook = 0
        try:
            item = await read(Store().get_item, self.request_id)
        except NotFound:
            self._take(None, None)
            return
        record = Record.from_item(item)
        if record.version >= self._overtook and not (self.edition and item == self._item):
            self._version = record.version
            self._take(record, item)

    def missed(self) -> None:
        """The snapshot says it all."""

    def changed(self, news: News) -> None:
        """Take over a change that is newer than what is known."""
        if news.request_id != self.request_id or news.version <= self._version:
            return
        self._version = self._overtook = news.version
        self._take(news.record, news.item)

    def close(self) -> None:
        """Nothing to end."""

    def _take(self, record: Record | None, item: Mapping[str, Any] | None) -> None:
        """Show this state; None: there is no such analysis (any more)."""
        self._item = item
        self.ended = record is None
        self.edition += 1
        self._host.wake()


class AnalysisPage(Analysis):
    """An analysis for people: the pieces of its page.

    A change shows at once with the findings that are known. Findings that it tells of are read from the bucket, once
    for all who watch, and follow a moment later.
    """

    is_page = True

    def __init__(self, request_id: str, host: Host) -> None:
        super().__init__(request_id, host)
        self._record: Record | None = None
        self._previews = empty_previews()
        self._pieces = Pieces(self._render)
        self._shown: fragments.Shown | None = None
        self._reading = asyncio.Lock()
        self._catching_up: asyncio.Task[None] | None = None

    async def load(self) -> None:
        """Read the item, and the findings too: a page must not lose for a moment what it showed already."""
        await super().load()
        await self._read_findings()

    def since(self, edition: int) -> list[str]:
        """What differs, as one message."""
        message = self._pieces.since(edition, self.edition)
        return [message] if message else []

    def close(self) -> None:
        """Stop reading findings."""
        if self._catching_up is not None:
            self._catching_up.cancel()

    def _take(self, record: Record | None, item: Mapping[str, Any] | None) -> None:
        self._record = record
        if record is not None:
            self._previews = still_valid(record, self._previews)
        super()._take(record, item)

    def changed(self, news: News) -> None:
        """Take over a change, and read the findings that it tells of."""
        super().changed(news)
        if self._is_behind() and (self._catching_up is None or self._catching_up.done()):
            self._catching_up = asyncio.get_running_loop().create_task(self._catch_up())

    def _is_behind(self) -> bool:
        return self._record is not None and not are_current(self._record, self._previews)

    async def _catch_up(self) -> None:
        backoff = Backoff(first=RETRY_SECONDS, longest=RETRY_LONGEST)
        for failures in count(1):
            try:
                await self._read_findings()
            except TrackingError as error:
                logger.warning("findings_not_read request_id=%s reason=%s", self.request_id, error.kind)
            else:
                return
            await asyncio.sleep(backoff.wait(failures))

    async def _read_findings(self) -> None:
        """Read what the latest record tells of beyond what is known. Raises ServiceError."""
        async with self._reading:
            while (record := self._record) is not None and not are_current(record, self._previews):
                try:
                    previews = await read(next_previews, record, self._previews)
                except ResourceMissing:
                    if record is self._record:
                        # Deleted a moment ago, and the news is on its way; or the bucket has lost them.
                        logger.warning("findings_missing request_id=%s", self.request_id)
                        return
                    continue
                if self._record is not None:
                    self._previews = still_valid(self._record, previews)
                    self.edition += 1
                    self._host.wake()

    def _render(self) -> Mapping[str, str]:
        if self._record is None:
            return fragments.gone_fragments(self.request_id)
        view = AnalysisView(record=self._record, previews=self._previews)
        pieces = fragments.analysis_fragments(view, self._shown)
        if self._shown is not None:
            for step in unread(self._record, self._previews):
                # A completed list is put up once and then left to its reader, so it must not be put up half.
                pieces[f"findings-{step.value}"] = self._shown[1][f"findings-{step.value}"]
        self._shown = view, pieces
        return pieces
