"""The sockets: transport only. What they send is made once a process, in dashboard.feed."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import Any
from urllib.parse import parse_qs

from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

from dashboard.feed.hub import current_hub
from dashboard.feed.subject import FellBehind, Topic
from dashboard.feed.topics import AnalysisTopic, ListTopic
from dashboard.feed.watch import Watch
from dashboard.list_query import ListQuery
from dashboard.socket_pace import Gone

logger = logging.getLogger(__name__)

# Why a socket was closed. (Autobahn, under Daphne, sends no code but 1000 and those from 3000 on.)
NOT_FOUND = 4404
FELL_BEHIND = 4409
BROKEN = 4500


class WatchConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # Channels has no types.
    """A socket that is shown something, and is never listened to."""

    # No layer of that name exists: the process listens once, in the hub, not once a socket.
    channel_layer_alias = "none"
    _watch: Watch | None = None
    _showing: asyncio.Task[None] | None = None

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Serve one socket. However that ends, nothing of it is left."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            if self._watch is not None:
                self._watch.close()
            if self._showing is not None:
                self._showing.cancel()
                await asyncio.gather(self._showing, return_exceptions=True)

    async def dispatch(self, message: dict[str, Any]) -> None:
        """As Channels has it, but for its care of database connections: none is used here, and it takes a thread."""
        await getattr(self, get_handler_name(message))(message)

    async def connect(self) -> None:
        """Accept, and show from then on; refuse (403) where this process serves as many as it may."""
        if current_hub().watching >= settings.FEED_MAX_SOCKETS:
            logger.warning("socket_refused limit=%d", settings.FEED_MAX_SOCKETS)
            await self.close()
            return
        await self.accept()
        query = parse_qs(self.scope["query_string"].decode("latin-1"))
        self._watch = current_hub().watch(self.topic(query), self._look)
        self._look()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Nothing that a viewer sends means anything."""

    def topic(self, query: dict[str, list[str]]) -> Topic:
        """What is to be watched, from the address."""
        raise NotImplementedError

    def _look(self) -> None:
        """There may be news. While the client is still being sent the last, they wait for their turn."""
        if self._watch is not None and (self._showing is None or self._showing.done()):
            # Begun here and now, and mostly ended, too: no turn of the event loop is spent on it.
            showing = self._show(self._watch)
            self._showing = asyncio.Task(showing, loop=asyncio.get_running_loop(), eager_start=True)

    async def _show(self, watch: Watch) -> None:
        try:
            while news := watch.news():
                for message in news:
                    await self.base_send({"type": "websocket.send", "text": message})
            if not watch.has_ended:
                return
            code = NOT_FOUND
        except Gone:
            watch.close()
            return
        except FellBehind:
            code = FELL_BEHIND
        except Exception:
            # A socket that is shown nothing any more must not stay open: it would look alive.
            logger.exception("socket_broken path=%s", self.scope["path"])
            code = BROKEN
        watch.close()
        with contextlib.suppress(Gone):
            await self.close(code)


class AnalysisConsumer(WatchConsumer):
    """`ws/analysis/{id}/`: pieces of its page, or with `?format=json` its status documents."""

    def topic(self, query: dict[str, list[str]]) -> Topic:
        """The analysis of the address."""
        return AnalysisTopic(self.scope["url_route"]["kwargs"]["request_id"], _wants_json(query))


class ListConsumer(WatchConsumer):
    """`ws/analyses/`: lines of a page of the list, or with `?format=json` a status document a change."""

    def topic(self, query: dict[str, list[str]]) -> Topic:
        """The page of the list that the address names."""
        return ListTopic(ListQuery.from_values(query), _wants_json(query))


def _wants_json(query: dict[str, list[str]]) -> bool:
    return query.get("format") == ["json"]
