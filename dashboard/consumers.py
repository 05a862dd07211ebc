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
from dashboard.list_query import ListQuery
from dashboard.socket_pace import Stalled

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 0.05
"""Between two messages on one socket: more often nobody can see, and a burst becomes one message."""

# Why a socket was closed. (Autobahn, under Daphne, sends no code but 1000 and those from 3000 on.)
NOT_FOUND = 4404
FELL_BEHIND = 4409
BROKEN = 4500


class WatchConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # Channels has no types.
    """A socket that is shown something, and is never listened to."""

    # No layer of that name exists: the process listens once, in the hub, not once a socket.
    channel_layer_alias = "none"
    _pump: asyncio.Task[None] | None = None

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Serve one socket. However that ends, nothing of it is left."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            if self._pump is not None:
                self._pump.cancel()
                await asyncio.gather(self._pump, return_exceptions=True)

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
        self._pump = asyncio.get_running_loop().create_task(self._show())

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Nothing that a viewer sends means anything."""

    def topic(self, query: dict[str, list[str]]) -> Topic:
        """What is to be watched, from the address."""
        raise NotImplementedError

    async def _show(self) -> None:
        query = parse_qs(self.scope["query_string"].decode("latin-1"))
        news = asyncio.Event()
        try:
            with contextlib.closing(current_hub().watch(self.topic(query), news.set)) as watch:
                news.set()
                while not watch.has_ended:
                    await news.wait()
                    news.clear()
                    for message in watch.news():
                        await self.send(text_data=message)
                    await asyncio.sleep(PAUSE_SECONDS)
            await self.close(NOT_FOUND)
        except Stalled:
            return  # The connection is gone already.
        except FellBehind:
            await self.close(FELL_BEHIND)
        except Exception:
            # A socket whose pump has ended must not stay open: it would look alive and show nothing new.
            logger.exception("socket_broken path=%s", self.scope["path"])
            await self.close(BROKEN)


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
