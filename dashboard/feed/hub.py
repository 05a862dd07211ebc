"""The one place of a web process where changes arrive, and where sockets ask for what they watch."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterator
from weakref import WeakKeyDictionary

from dashboard.feed.news import Memory, News
from dashboard.feed.source import Source, configured_source
from dashboard.feed.subject import Topic
from dashboard.feed.topics import AnalysisTopic
from dashboard.feed.watch import Watch, Watched
from tracking.stream import Change, FollowerState, Phase

logger = logging.getLogger(__name__)

LINGER_SECONDS = 10.0
"""How long changes are still asked for after the last viewer left: a reload must not start all over."""

SETTLE_SECONDS = 2.0
"""How long a snapshot waits for the source to be ready. Without it there is a snapshot all the same, marked as such."""

BEAT_SECONDS = 10.0
"""How often pages hear that their socket still carries something: one that is silent for longer is no longer live."""

INDEX_SECONDS = 5.0
"""When a list is read once more after the feed began: by then its index knows what was written before."""

_UNKNOWN = FollowerState(phase=Phase.STARTING, epoch=-1)
"""Before the source has said anything."""


class Hub:
    """Asks for changes while somebody watches, and only then; keeps one subject for each topic watched."""

    def __init__(self, make_source: Callable[[], Source] = configured_source) -> None:
        self._make_source = make_source
        self._source: Source | None = None
        self._watched: dict[Topic, Watched] = {}
        self._analyses: dict[str, set[Watched]] = {}
        self._lists: set[Watched] = set()
        self._memory = Memory(asyncio.get_running_loop().time)
        self._state = _UNKNOWN
        self._epoch = _UNKNOWN.epoch
        self._settled = asyncio.Event()
        self._lingering: asyncio.TimerHandle | None = None
        self._beating: asyncio.TimerHandle | None = None
        self._ending: set[asyncio.Task[None]] = set()

    def watch(self, topic: Topic, wake: Callable[[], None]) -> Watch:
        """Begin to watch: `wake` is called whenever the watch may have news."""
        self._begin()
        watched = self._watched.get(topic)
        if watched is None:
            watched = self._watched[topic] = Watched(topic, self)
            self._interested(topic).add(watched)
        watch = Watch(watched, wake, self._leave)
        watched.watches.add(watch)
        return watch

    @property
    def watching(self) -> int:
        """How many watches there are."""
        return sum(len(watched.watches) for watched in self._watched.values())

    @property
    def is_following(self) -> bool:
        """Whether changes are being asked for."""
        return self._source is not None

    @property
    def freshness(self) -> tuple[str, str]:
        """What a page says of the feed (`connecting`, `live`, `reconnecting`), and why."""
        match self._state.phase:
            case Phase.FOLLOWING:
                return "live", ""
            case Phase.WAITING:
                return "reconnecting", self._state.reason
        return "connecting", ""

    async def settled(self) -> None:
        """Wait until it is known whether changes come; a snapshot read before that might miss some."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SETTLE_SECONDS):
                await self._settled.wait()

    def recent(self) -> Iterator[News]:
        """News of the last moments, oldest first."""
        return self._memory.recent()

    async def close(self) -> None:
        """End all at once, and wait for it."""
        for watched in list(self._watched.values()):
            for watch in list(watched.watches):
                watch.close()
        self._end()
        await asyncio.gather(*self._ending)

    # Lifecycle

    def _begin(self) -> None:
        if self._lingering is not None:
            self._lingering.cancel()
            self._lingering = None
        if self._source is None:
            self._source = self._make_source()
            self._source.start(self._on_change, self._on_state)
            self._beating = asyncio.get_running_loop().call_later(BEAT_SECONDS, self._beat)

    def _beat(self) -> None:
        self._beating = asyncio.get_running_loop().call_later(BEAT_SECONDS, self._beat)
        for watched in self._watched.values():
            watched.beat()

    def _leave(self, watch: Watch) -> None:
        watched = watch.watched
        watched.watches.discard(watch)
        if watched.watches or self._watched.get(watched.topic) is not watched:
            return
        watched.close()
        del self._watched[watched.topic]
        self._interested(watched.topic).discard(watched)
        if isinstance(watched.topic, AnalysisTopic) and not self._analyses[watched.topic.request_id]:
            del self._analyses[watched.topic.request_id]
        if not self._watched:
            self._lingering = asyncio.get_running_loop().call_later(LINGER_SECONDS, self._end)

    def _interested(self, topic: Topic) -> set[Watched]:
        if isinstance(topic, AnalysisTopic):
            return self._analyses.setdefault(topic.request_id, set())
        return self._lists

    def _end(self) -> None:
        if self._lingering is not None:
            self._lingering.cancel()
            self._lingering = None
        if self._beating is not None:
            self._beating.cancel()
            self._beating = None
        source, self._source = self._source, None
        self._state = _UNKNOWN
        self._epoch = _UNKNOWN.epoch
        self._settled.clear()
        self._memory.clear()
        if source is not None:
            ending = asyncio.get_running_loop().create_task(source.stop())
            self._ending.add(ending)
            ending.add_done_callback(self._ending.discard)

    # What the source calls

    def _on_change(self, change: Change) -> None:
        if not self._memory.is_new(change):
            return
        try:
            news = News.of(change)
        except (KeyError, TypeError, ValueError) as error:
            logger.error("An item that is not an analysis of ours is left out (%s)", type(error).__name__)
            return
        self._memory.note(news)
        for watched in (*self._analyses.get(news.request_id, ()), *self._lists):
            try:
                watched.subject.changed(news)
            except Exception:
                # What one page stumbles over must not cost the others the news; a snapshot makes it good.
                logger.exception("news_not_taken request_id=%s", news.request_id)
                watched.missed()

    def _on_state(self, state: FollowerState) -> None:
        before, self._state = self._state, state
        if state.phase is Phase.STARTING:
            self._settled.clear()
        else:
            self._settled.set()
        if state.phase is Phase.FOLLOWING and state.epoch != self._epoch:
            self._epoch = state.epoch
            self._missed()
        if state != before:
            for watched in self._watched.values():
                watched.wake()

    def _missed(self) -> None:
        self._memory.clear()
        for watched in self._watched.values():
            watched.missed()
            if watched.subject.lags:
                watched.read_again(INDEX_SECONDS)


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def current_hub() -> Hub:
    """The hub of the running event loop: in a web process there is one loop, so one hub."""
    loop = asyncio.get_running_loop()
    hub = _hubs.get(loop)
    if hub is None:
        hub = _hubs[loop] = Hub()
    return hub
