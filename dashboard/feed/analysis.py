"""The latest state of one analysis that is being watched, as pieces for pages and as a document for programs."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dashboard import fragments
from dashboard.analysis_view import AnalysisView, FindingsPreview
from dashboard.feed.pieces import Pieces
from dashboard.feed.previews import empty_previews, load_previews, next_previews
from tracking.errors import NotFound, TrackingError
from tracking.record import Record, status_document
from tracking.store import Store
from tracking.stream import Change, Kind

if TYPE_CHECKING:
    from dashboard.feed.hub import Socket

logger = logging.getLogger(__name__)


class WatchedAnalysis:
    """One analysis: read once when the first socket comes, and then kept up by changes alone.

    A change shows at once with the findings that are known; findings that the change tells of are read from the
    bucket, once for all sockets, and shown when they are there.
    """

    def __init__(self, request_id: str) -> None:
        self.request_id = request_id
        self.sockets: set[Socket] = set()
        self.pieces = Pieces(fragments.frame)
        self.document = Pieces(_only_text)
        self._record: Record | None = None
        self._previews: Mapping[str, FindingsPreview] = empty_previews()
        self._version = 0
        self._changed_while_loading = 0
        self._wanted: Record | None = None
        self._fetching: asyncio.Task[None] | None = None

    async def load(self) -> None:
        """Read the item (consistently) and its findings, and publish them. Raises ServiceError."""
        self._changed_while_loading = 0
        try:
            item = await asyncio.to_thread(Store().get_item, self.request_id)
            record = Record.from_item(item)
            previews = await asyncio.to_thread(load_previews, record)
        except NotFound:
            self._gone()
            return
        if self._changed_while_loading > record.version:
            return  # A change overtook the snapshot, and what it tells of is being shown.
        self._previews = previews
        self._take(record, item)

    def changed(self, change: Change) -> None:
        """Take over a change; one that is not newer than what is known is dropped."""
        if change.version <= self._version:
            return
        self._changed_while_loading = change.version
        if change.kind is Kind.REMOVE or change.image is None:
            self._version = change.version
            self._gone()
            return
        self._take(Record.from_item(change.image), change.image)
        self._wanted = self._record
        if self._fetching is None or self._fetching.done():
            self._fetching = asyncio.get_running_loop().create_task(self._fetch())

    def close(self) -> None:
        """Nobody watches any more."""
        if self._fetching is not None:
            self._fetching.cancel()

    def _take(self, record: Record, item: Mapping[str, Any]) -> None:
        self._record = record
        self._version = record.version
        document = {"request_id": self.request_id, "status": status_document(item)}
        self.document.publish({"document": json.dumps(document, ensure_ascii=False, separators=(",", ":"))})
        self._show()

    async def _fetch(self) -> None:
        while (record := self._wanted) is not None:
            self._wanted = None
            try:
                previews = await asyncio.to_thread(next_previews, record, self._previews)
            except TrackingError as error:
                logger.warning("findings_not_read request_id=%s reason=%s", self.request_id, error.kind)
                continue
            if previews != self._previews:
                self._previews = previews
                self._show()

    def _show(self) -> None:
        if self._record is None:
            return
        view = AnalysisView(record=self._record, previews=self._previews)
        self.pieces.publish(fragments.analysis_fragments(view))
        self._wake()

    def _gone(self) -> None:
        self._record = None
        self.pieces.publish(fragments.gone_fragments(self.request_id))
        self.document.publish(
            {"document": json.dumps({"request_id": self.request_id, "status": None, "error": {"code": "not_found"}})}
        )
        self._wake()

    def _wake(self) -> None:
        for socket in self.sockets:
            socket.wake()


def _only_text(pieces: Mapping[str, str]) -> str:
    return "".join(pieces.values())
