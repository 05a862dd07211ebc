"""The one place of a web process where changes arrive, and where sockets ask for what they watch."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections.abc import Callable
from typing import Protocol
from weakref import WeakKeyDictionary

from dashboard import fragments
from dashboard.feed.analysis import WatchedAnalysis
from dashboard.feed.listing import ListQuery, WatchedList
from dashboard.feed.pieces import Pieces
from dashboard.feed.source import Source, configured_source
from tracking.errors import TrackingError
from tracking.stream import Change, FollowerState, Phase

logger = logging.getLogger(__name__)

LINGER_SECONDS = 10.0
"""How long the stream is still followed after the last viewer left: a reload must not start all over."""

READY_SECONDS = 2.0
"""How long a new viewer waits for the stream before it gets a snapshot all the same."""


class Socket(Protocol):
    """What the hub knows of a socket."""

    def wake(self) -> None:
        """There is something new to send."""


class Watched(Protocol):
    """Something that sockets watch: an analysis or a list."""

    sockets: set[Socket]
    pieces: Pieces

    async def load(self) -> None:
        """Read the truth from the store. Raises TrackingError."""

    def changed(self, change: Change) -> None:
        """Take over one change."""

    def close(self) -> None:
        """Nobody watches any more."""


class Hub:
    """Follows changes while somebody watches, and only then; keeps one state for each thing watched."""

    def __init__(self, make_source: Callable[[], Source] = configured_source) -> None:
        self._make_source = make_source
        self._source: Source | None = None
        self._analyses: dict[str, WatchedAnalysis] = {}
        self._lists: dict[ListQuery, WatchedList] = {}
        self._loading: dict[Watched, asyncio.Task[None]] = {}
        self._ready = asyncio.Event()
        self._epoch = -1
        self._lingering: asyncio.TimerHandle | None = None
        self._stopping: asyncio.Task[None] | None = None
        self.freshness = Pieces(fragments.frame)
        self._tell_freshness("connecting", "")

    async def watch_analysis(self, request_id: str, socket: Socket) -> WatchedAnalysis:
        """Begin to watch one analysis: it is read once, however many sockets ask."""
        watched = self._analyses.get(request_id)
        if watched is None:
            watched = self._analyses[request_id] = WatchedAnalysis(request_id)
        await self._join(watched, socket)
        return watched

    async def watch_list(self, query: ListQuery, socket: Socket) -> WatchedList:
        """Begin to watch one page of the list."""
        watched = self._lists.get(query)
        if watched is None:
            watched = self._lists[query] = WatchedList(query)
        await self._join(watched, socket)
        return watched

    async def _join(self, watched: Watched, socket: Socket) -> None:
        watched.sockets.add(socket)  # Before the snapshot is read: no change may fall between the two.
        await self._start()
        if watched not in self._loading:
            self._loading[watched] = asyncio.get_running_loop().create_task(self._load(watched))
        await asyncio.shield(self._loading[watched])

    async def _load(self, watched: Watched) -> None:
        """Read a snapshot, again if changes may have been missed meanwhile, and for as long as the store does not answer."""
        pause = 0.5
        while True:
            with contextlib.suppress(TimeoutError):  # Without the stream there is a snapshot all the same, marked as such.
                await asyncio.wait_for(self._ready.wait(), READY_SECONDS)
            epoch = self._epoch
            try:
                await watched.load()
            except TrackingError as error:
                logger.warning("snapshot_failed reason=%s", error.kind)
                await asyncio.sleep(pause * random.uniform(0.5, 1.0))
                pause = min(10.0, pause * 2)
                continue
            if epoch == self._epoch:
                return

    def leave(self, watched: Watched, socket: Socket) -> None:
        """A socket has gone."""
        watched.sockets.discard(socket)
        if watched.sockets:
            return
        watched.close()
        if (loading := self._loading.pop(watched, None)) is not None:
            loading.cancel()
        if isinstance(watched, WatchedAnalysis):
            self._analyses.pop(watched.request_id, None)
        elif isinstance(watched, WatchedList):
            self._lists.pop(watched.query, None)
        if not self._analyses and not self._lists:
            self._lingering = asyncio.get_running_loop().call_later(LINGER_SECONDS, self._stop_soon)

    @property
    def watching(self) -> int:
        """How many sockets watch something."""
        return sum(len(watched.sockets) for watched in self._everything())

    @property
    def following(self) -> bool:
        """Whether changes are being asked for."""
        return self._source is not None

    def _everything(self) -> list[Watched]:
        return [*self._analyses.values(), *self._lists.values()]

    async def _start(self) -> None:
        if self._lingering is not None:
            self._lingering.cancel()
            self._lingering = None
        if self._stopping is not None:
            await asyncio.shield(self._stopping)
        if self._source is None:
            self._source = self._make_source()
            self._source.start(self._on_change, self._on_state)

    def _stop_soon(self) -> None:
        self._lingering = None
        self._stopping = asyncio.get_running_loop().create_task(self.stop())

    async def stop(self) -> None:
        """Stop following."""
        source, self._source = self._source, None
        self._ready.clear()
        self._epoch = -1
        if source is not None:
            await source.stop()
        self._stopping = None

    def _on_change(self, change: Change) -> None:
        analysis = self._analyses.get(change.request_id)
        if analysis is not None:
            analysis.changed(change)
        for watched in self._lists.values():
            watched.changed(change)

    def _on_state(self, state: FollowerState) -> None:
        if state.phase is Phase.FOLLOWING:
            missed = state.epoch != self._epoch
            self._epoch = state.epoch
            self._ready.set()
            if missed:
                for watched in self._everything():
                    self._reload(watched)
            self._tell_freshness("live", "")
        elif state.phase is Phase.WAITING:
            self._tell_freshness("reconnecting", state.reason)

    def _reload(self, watched: Watched) -> None:
        loading = self._loading.get(watched)
        if loading is None or loading.done():
            self._loading[watched] = asyncio.get_running_loop().create_task(self._load(watched))

    def _tell_freshness(self, state: str, reason: str) -> None:
        if self.freshness.publish({"freshness": fragments.freshness_fragment(state, reason)}):
            for watched in self._everything():
                for socket in watched.sockets:
                    socket.wake()


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def current_hub() -> Hub:
    """The hub of the running event loop: in a web process there is one loop, so one hub."""
    loop = asyncio.get_running_loop()
    hub = _hubs.get(loop)
    if hub is None:
        hub = _hubs[loop] = Hub()
    return hub
