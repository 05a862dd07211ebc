"""The sockets: transport only. What they send is made once a process, in dashboard.feed."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Any
from urllib.parse import parse_qs

from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer

from dashboard.feed.analysis import WatchedAnalysis
from dashboard.feed.hub import Hub, Watched, current_hub
from dashboard.feed.listing import ListQuery, WatchedList
from tracking.states import Status

PAUSE_SECONDS = 0.05
"""Between two messages on one socket: more often nobody can see, and a burst becomes one message."""


class WatchConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # Channels has no types.
    """A socket that is shown something, and is never listened to."""

    hub: Hub
    watched: Watched | None = None

    async def connect(self) -> None:
        """Accept, join what is watched, and send from then on."""
        await self.accept()
        query = parse_qs(self.scope["query_string"].decode("latin-1"))
        self.as_json = query.get("format") == ["json"]
        self.hub = current_hub()
        self._news = asyncio.Event()
        self._pump = asyncio.get_running_loop().create_task(self._run(query))

    async def disconnect(self, code: int) -> None:
        """Stop sending."""
        self._pump.cancel()
        if self.watched is not None:
            self.hub.leave(self.watched, self)
            self.watched = None
        raise StopConsumer

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Nothing that a viewer sends means anything."""

    def wake(self) -> None:
        """There is something new to send."""
        self._news.set()

    async def join(self, query: dict[str, list[str]]) -> Watched:
        """Begin to watch."""
        raise NotImplementedError

    def news(self) -> list[str]:
        """The messages not sent yet."""
        raise NotImplementedError

    async def _run(self, query: dict[str, list[str]]) -> None:
        self.watched = await self.join(query)
        self._news.set()
        while True:
            await self._news.wait()
            self._news.clear()
            for message in self.news():
                await self.send(text_data=message)
            await asyncio.sleep(PAUSE_SECONDS)


class AnalysisConsumer(WatchConsumer):
    """`ws/analysis/{id}/`: pieces of its page, or with `?format=json` its status documents."""

    watched: WatchedAnalysis | None

    async def join(self, query: dict[str, list[str]]) -> Watched:
        """Watch the analysis of the address."""
        self._edition = self._freshness = 0
        return await self.hub.watch_analysis(self.scope["url_route"]["kwargs"]["request_id"], self)

    def news(self) -> list[str]:
        """What changed since the last time."""
        assert self.watched is not None
        pieces = self.watched.document if self.as_json else self.watched.pieces
        messages = [pieces.since(self._edition)]
        self._edition = pieces.edition
        if not self.as_json:
            messages.append(self.hub.freshness.since(self._freshness))
            self._freshness = self.hub.freshness.edition
        return [message for message in messages if message]


class ListConsumer(WatchConsumer):
    """`ws/analyses/`: lines of a page of the list, or with `?format=json` a status document a change."""

    watched: WatchedList | None

    async def join(self, query: dict[str, list[str]]) -> Watched:
        """Watch the page of the list that the address names."""
        self._edition = self._freshness = 0
        return await self.hub.watch_list(list_query(query), self)

    def news(self) -> list[str]:
        """What changed since the last time."""
        assert self.watched is not None
        if self.as_json:
            documents, self._edition = self.watched.documents_since(self._edition)
            return [json.dumps(document, ensure_ascii=False, separators=(",", ":")) for document in documents]
        messages = [self.watched.pieces.since(self._edition), self.hub.freshness.since(self._freshness)]
        self._edition, self._freshness = self.watched.pieces.edition, self.hub.freshness.edition
        return [message for message in messages if message]


def list_query(query: Any) -> ListQuery:
    """The list page that a query string (name → values) asks for; an unknown status means all."""

    def first(name: str) -> str:
        return (query.get(name) or [""])[0]

    status = None
    with contextlib.suppress(ValueError):
        status = Status(first("status"))
    return ListQuery(status=status, search=first("q")[:100], cursor=first("cursor") or None)
