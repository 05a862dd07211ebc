"""The shards under way: whose turn it is, what comes of it, and the handing on of records."""

from __future__ import annotations

import heapq
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from math import inf
from random import Random
from typing import Any

from tracking.errors import ServiceError
from tracking.stream.calls import Calls
from tracking.stream.changes import BadRecord, Change, change_of
from tracking.stream.pace import Pace
from tracking.stream.position import Anchor, Position
from tracking.stream.reader import ShardReader
from tracking.stream.service import RecordPage, StreamService
from tracking.stream.status import Status

logger = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Means:
    """What following a stream takes."""

    service: StreamService
    pace: Pace
    calls: Calls
    clock: Callable[[], float]
    random: Random
    deliver: Callable[[Change], None]
    status: Status
    stop: threading.Event

    def retry_at(self, failures: int) -> float:
        """When to try again after so many failures in a row."""
        return self.clock() + self.pace.after_failure(failures, self.random)


@dataclass(slots=True)
class Shards:
    """Reads shards turn by turn: a turn is one call, for an iterator where there is none, else for a page."""

    means: Means
    stream_arn: str
    on_end: Callable[[str], None]
    """A shard has been read to its end; it is no longer under way."""
    on_missing: Callable[[], None]
    """The service said that a shard does not exist."""
    known: Callable[[Exception], ServiceError | None]
    """Tells an error that is waited out from one that ends it all."""
    _readers: dict[str, ShardReader] = field(default_factory=dict)
    _turns: list[tuple[float, int, ShardReader]] = field(default_factory=list)
    _order: count[int] = field(default_factory=count)
    _without_place: set[str] = field(default_factory=set)

    def add(self, shard_id: str, position: Position) -> None:
        """Begin to read a shard."""
        self._readers[shard_id] = reader = ShardReader(shard_id, position)
        if position.anchor is Anchor.NEWEST:
            self._without_place.add(shard_id)
        self._due(reader, self.means.clock())

    @property
    def any(self) -> bool:
        """Whether any shard is under way."""
        return bool(self._readers)

    @property
    def placed(self) -> bool:
        """Whether each shard that is read from now on has had its iterator: what is written later will be seen."""
        return not self._without_place

    @property
    def positions(self) -> dict[str, Position]:
        """How far each has been handed on."""
        return {shard_id: reader.position for shard_id, reader in self._readers.items()}

    @property
    def missing(self) -> list[str]:
        """Those of which the service said that they do not exist."""
        return [reader.shard_id for reader in self._readers.values() if reader.missing]

    @property
    def due(self) -> float:
        """When the next turn is; infinite when none is."""
        return self._turns[0][0] if self._turns else inf

    def take_turns(self, now: float) -> None:
        """Start the calls that are due, as many as may be under way."""
        while self.means.calls.free and self._turns and self._turns[0][0] <= now:
            reader = heapq.heappop(self._turns)[2]
            if self._is_current(reader):
                self._turn(reader, now)

    def end(self, shard_id: str) -> None:
        """Read this shard no more."""
        del self._readers[shard_id]
        self._without_place.discard(shard_id)
        self.means.status.well(shard_id)
        self.on_end(shard_id)

    def _turn(self, reader: ShardReader, now: float) -> None:
        service, calls = self.means.service, self.means.calls
        failed = partial(self._failed, reader)
        if reader.iterator is None:
            seek = partial(service.iterator, self.stream_arn, reader.shard_id, reader.position)
            calls.start(seek, partial(self._sought, reader), failed)
        else:
            calls.start(partial(service.records, reader.iterator), partial(self._read, reader, now), failed)

    def _due(self, reader: ShardReader, when: float) -> None:
        heapq.heappush(self._turns, (when, next(self._order), reader))

    def _is_current(self, reader: ShardReader) -> bool:
        return self._readers.get(reader.shard_id) is reader

    def _sought(self, reader: ShardReader, iterator: str) -> None:
        if not self._is_current(reader):
            return
        if reader.sought(iterator):
            self.means.status.gap()
        self._without_place.discard(reader.shard_id)
        self._due(reader, self.means.clock())

    def _read(self, reader: ShardReader, started: float, page: RecordPage) -> None:
        if not self._is_current(reader):
            return
        for record in page.records:
            if self.means.stop.is_set():
                return
            self._hand_on(record)
            if number := record.get("dynamodb", {}).get("SequenceNumber"):
                reader.handed_on(number)
        self.means.status.well(reader.shard_id)
        if reader.read(page):
            self.end(reader.shard_id)
        else:
            # The time that call and consumer took counts towards the interval.
            self._due(reader, started + self.means.pace.until_next(reader.empty_pages))

    def _hand_on(self, record: Mapping[str, Any]) -> None:
        try:
            self.means.deliver(change_of(record))
        except BadRecord as error:
            logger.error("%s It is left out.", error)
            self.means.status.gap()
        except Exception:
            # One change that can't be handled must neither end the feed nor be tried for ever: a snapshot mends it.
            logger.exception("The consumer of the stream failed over a change")
            self.means.status.gap()

    def _failed(self, reader: ShardReader, error: Exception) -> None:
        if not self._is_current(reader) or not (known := self.known(error)):
            return
        now = self.means.clock()
        at_once = reader.failed(known)
        if reader.missing:
            self.on_missing()
        if not at_once:
            self.means.status.trouble(reader.shard_id, known, now)
        self._due(reader, now if at_once else self.means.retry_at(reader.failures))
