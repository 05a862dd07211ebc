"""Stand-ins: a source of changes, a topic of words, a host."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from dashboard.feed.news import News
from dashboard.feed.subject import Host
from tracking.errors import TrackingError
from tracking.record import Record
from tracking.stream import Change, FollowerState, Kind, Phase


def change_to(record: Record, kind: Kind = Kind.MODIFY) -> Change:
    """The change that left `record` behind."""
    return Change(
        request_id=record.request_id,
        kind=kind,
        version=record.version,
        image=record.to_item(),
        before=None,
        sequence_number=str(record.version),
        at=None,
    )


def removal_of(record: Record) -> Change:
    """The change that removed `record`."""
    return Change(
        request_id=record.request_id,
        kind=Kind.REMOVE,
        version=record.version + 1,
        image=None,
        before=record.to_item(),
        sequence_number=str(record.version + 1),
        at=None,
    )


class FakeSource:
    """A source that brings what a test tells it to."""

    def __init__(self, *, ready: bool = True) -> None:
        self.starts = self.stops = 0
        self.epoch = 0
        self._ready = ready
        self._on_change: Callable[[Change], None] | None = None
        self._on_state: Callable[[FollowerState], None] | None = None

    def start(self, on_change: Callable[[Change], None], on_state: Callable[[FollowerState], None]) -> None:
        self.starts += 1
        self._on_change, self._on_state = on_change, on_state
        if self._ready:
            asyncio.get_running_loop().call_soon(self.begin_epoch)

    async def stop(self) -> None:
        self.stops += 1
        self._on_change = self._on_state = None

    @property
    def is_running(self) -> bool:
        return self._on_change is not None

    def bring(self, *changes: Change) -> None:
        """Changes arrive (nowhere, while nobody listens)."""
        for change in changes:
            if self._on_change is not None:
                self._on_change(change)

    def begin_epoch(self) -> None:
        """Changes may have been missed; from here on none is."""
        self.epoch += 1
        self.tell(Phase.FOLLOWING)

    def tell(self, phase: Phase, reason: str = "") -> None:
        if self._on_state is not None:
            self._on_state(FollowerState(phase=phase, epoch=self.epoch, reason=reason))


class FakeHost:
    """A host that counts."""

    def __init__(self) -> None:
        self.wakes = 0
        self.wished: list[float] = []
        self.heard: list[News] = []

    def wake(self) -> None:
        self.wakes += 1

    def read_again(self, seconds: float) -> None:
        self.wished.append(seconds)

    def recent(self) -> Iterable[News]:
        return list(self.heard)


@dataclass(eq=False)
class Truth:
    """What the subjects of a `WordTopic` read."""

    word: str = "first"
    failing: Exception | None = None
    seconds: float = 0.0
    """How long a read takes."""
    reads: int = 0
    subjects: list[WordSubject] = field(default_factory=list)


class WordSubject:
    """Shows one word."""

    lags = False

    def __init__(self, truth: Truth, host: Host, *, is_page: bool) -> None:
        self.is_page = is_page
        self.truth = truth
        self.host = host
        self.edition = 0
        self.ended = False
        self.closed = False
        self.times_missed = 0
        self.word = ""
        truth.subjects.append(self)

    async def load(self) -> None:
        self.truth.reads += 1
        word = self.truth.word
        if self.truth.seconds:
            await asyncio.sleep(self.truth.seconds)
        if self.truth.failing is not None:
            raise self.truth.failing
        self.say(word)

    def missed(self) -> None:
        self.times_missed += 1

    def changed(self, news: News) -> None:
        if news.record is not None:
            self.say(news.record.title)

    def since(self, edition: int) -> list[str]:
        return [self.word] if edition < self.edition else []

    def close(self) -> None:
        self.closed = True

    def say(self, word: str) -> None:
        if word != self.word:
            self.word = word
            self.edition += 1
            self.host.wake()


@dataclass(frozen=True)
class WordTopic:
    """A topic that needs no AWS. It hears of every analysis, as a list does."""

    truth: Truth
    is_page: bool = False

    def open(self, host: Host) -> Any:
        return WordSubject(self.truth, host, is_page=self.is_page)


class Eyes:
    """One who watches: reads whatever is new as soon as it is woken."""

    def __init__(self) -> None:
        self.woken = asyncio.Event()

    def wake(self) -> None:
        self.woken.set()


class StoreDown(TrackingError):
    """The store does not answer."""

    kind = "unreachable"
