"""A change as the feed takes it in, and the memory that tells news from repetition."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tracking.record import Record
from tracking.stream import Change, Kind

KEPT_SECONDS = 30.0
"""How long news is kept for snapshots that lag behind: far longer than an index of DynamoDB ever does."""

KEPT_NEWS = 2_000
"""Analyses of which news is kept, at the most: a few KB each."""

KEPT_VERSIONS = 20_000
"""Analyses of which the latest version is remembered, at the most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """An analysis after a change."""

    request_id: str
    version: int
    record: Record | None
    """None: it was deleted."""
    item: Mapping[str, Any] | None
    """The item that `record` was made of."""

    @classmethod
    def of(cls, change: Change) -> News:
        """What a change tells. Raises KeyError, TypeError or ValueError for an item that is not one of ours."""
        gone = change.kind is Kind.REMOVE or change.image is None
        return cls(
            request_id=change.request_id,
            version=change.version,
            record=None if gone or change.image is None else Record.from_item(change.image),
            item=None if gone else change.image,
        )


class Memory:
    """The latest of every analysis that changed. Bounded."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._versions: OrderedDict[str, int] = OrderedDict()
        self._recent: OrderedDict[str, tuple[float, News]] = OrderedDict()

    def is_new(self, change: Change) -> bool:
        """Whether a change tells of something later than all that was heard of its analysis."""
        return change.version > self._versions.get(change.request_id, 0)

    def note(self, news: News) -> None:
        """Remember."""
        self._versions[news.request_id] = news.version
        self._versions.move_to_end(news.request_id)
        self._recent[news.request_id] = (self._clock(), news)
        self._recent.move_to_end(news.request_id)
        if len(self._versions) > KEPT_VERSIONS:
            self._versions.popitem(last=False)
        if len(self._recent) > KEPT_NEWS:
            self._recent.popitem(last=False)
        self._forget_old()

    def recent(self) -> Iterator[News]:
        """News of the last `KEPT_SECONDS`, oldest first."""
        self._forget_old()
        return (news for _, news in list(self._recent.values()))

    def clear(self) -> None:
        """Forget all: from here on even a lower version is news."""
        self._versions.clear()
        self._recent.clear()

    def _forget_old(self) -> None:
        oldest = self._clock() - KEPT_SECONDS
        while self._recent and next(iter(self._recent.values()))[0] < oldest:
            self._recent.popitem(last=False)
