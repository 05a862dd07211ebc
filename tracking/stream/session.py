"""Follows one stream from its first listing until it is replaced, switched off or lost.

One thread decides and delivers; `Calls` makes the requests beside it. Three things are ever due: the turn of a shard (an iterator
or a page), a question of `Discovery` (DescribeStream), and a look at which stream the table has (DescribeTable).
"""

from __future__ import annotations

import heapq
import logging
import threading
from collections.abc import Callable, Mapping
from functools import partial
from itertools import count
from math import inf
from random import Random
from typing import Any

from tracking.errors import ResourceMissing, ServiceError, Throttled, TrackingError, Unreachable
from tracking.stream.calls import Calls
from tracking.stream.changes import BadRecord, Change, change_of
from tracking.stream.discovery import Discovery, Question
from tracking.stream.errors import StreamGone, StreamOff
from tracking.stream.lineage import Lineage
from tracking.stream.pace import Pace
from tracking.stream.position import Anchor, Checkpoint
from tracking.stream.reader import ShardReader
from tracking.stream.service import RecordPage, Shard, ShardPage, StreamService
from tracking.stream.status import Status

logger = logging.getLogger(__name__)

LISTING, TABLE = "listing", "table"


class StreamSession:
    """The following of one stream."""

    def __init__(
        self,
        stream_arn: str,
        *,
        service: StreamService,
        pace: Pace,
        calls: Calls,
        clock: Callable[[], float],
        random: Random,
        deliver: Callable[[Change], None],
        status: Status,
        resume: Checkpoint | None = None,
    ) -> None:
        self.stream_arn = stream_arn
        self.was_ready = False
        self._service = service
        self._pace = pace
        self._calls = calls
        self._clock = clock
        self._random = random
        self._deliver = deliver
        self._status = status
        self._resume = resume
        now = clock()
        self._lineage = Lineage()
        self._discovery = Discovery(pace, sweep_due=now)
        self._listed_once = False
        self._listing_failures = 0
        self._readers: dict[str, ShardReader] = {}
        self._turns: list[tuple[float, int, ShardReader]] = []
        self._turn_number = count()
        self._not_sought: set[str] = set()
        self._look_due = now + pace.sweep
        self._looked_at = now
        self._look_failures = 0
        self._over = False
        self._stop = threading.Event()

    def follow(self, stop: threading.Event) -> None:
        """Read and deliver until `stop` is set or the stream has to be looked for afresh."""
        self._stop = stop
        self._status.begin(missed=self._resume is None)
        while not (stop.is_set() or self._over):
            self._start_what_is_due()
            self._status.update(self._clock())
            self._calls.wait(self._pause())
        self._status.end()

    def checkpoint(self) -> Checkpoint:
        """How far everything has been delivered. To be asked for on the thread that delivers, or once `follow` has returned."""
        return Checkpoint(
            stream_arn=self.stream_arn,
            positions={shard_id: reader.position for shard_id, reader in self._readers.items()},
            finished=self._lineage.finished,
        )

    # What is due

    def _start_what_is_due(self) -> None:
        now = self._clock()
        if self._calls.free and self._discovery.due <= now:
            self._ask(self._discovery.next(now))
        if self._calls.free and self._look_due <= now:
            self._look(now)
        while self._calls.free and self._turns and self._turns[0][0] <= now:
            reader = heapq.heappop(self._turns)[2]
            if self._is_current(reader):
                self._turn(reader, now)

    def _pause(self) -> float:
        if not self._calls.free:
            return self._pace.tick
        shard_due = self._turns[0][0] if self._turns else inf
        due = min(shard_due, self._discovery.due, self._look_due)
        return max(0.0, min(due - self._clock(), self._pace.tick))

    def _turn(self, reader: ShardReader, now: float) -> None:
        if reader.iterator is None:
            seek = partial(self._service.iterator, self.stream_arn, reader.shard_id, reader.position)
            self._calls.start(seek, partial(self._sought, reader), partial(self._reading_failed, reader))
        else:
            read = partial(self._service.records, reader.iterator)
            self._calls.start(read, partial(self._read, reader, now), partial(self._reading_failed, reader))

    def _due(self, reader: ShardReader, when: float) -> None:
        heapq.heappush(self._turns, (when, next(self._turn_number), reader))

    def _is_current(self, reader: ShardReader) -> bool:
        return self._readers.get(reader.shard_id) is reader

    # Shards

    def _take_ready(self) -> None:
        now = self._clock()
        for shard_id, position in self._lineage.take_ready():
            reader = ShardReader(shard_id, position)
            self._readers[shard_id] = reader
            if position.anchor is Anchor.NEWEST:
                self._not_sought.add(shard_id)
            self._due(reader, now)

    def _sought(self, reader: ShardReader, iterator: str) -> None:
        if not self._is_current(reader):
            return
        if reader.sought(iterator):
            self._status.gap()
        self._not_sought.discard(reader.shard_id)
        self._check_ready()
        self._due(reader, self._clock())

    def _read(self, reader: ShardReader, started: float, page: RecordPage) -> None:
        if not self._is_current(reader):
            return
        for record in page.records:
            if self._stop.is_set():
                return
            self._hand_on(record)
            if number := record.get("dynamodb", {}).get("SequenceNumber"):
                reader.handed_on(number)
        self._status.well(reader.shard_id)
        if reader.read(page):
            self._end(reader)
        else:
            self._due(reader, max(self._clock(), started + self._pace.until_next(reader.empty_pages)))

    def _hand_on(self, record: Mapping[str, Any]) -> None:
        try:
            self._deliver(change_of(record))
        except BadRecord as error:
            logger.error("%s It is left out.", error)
            self._status.gap()
        except Exception:
            # One change that cannot be handled must neither end the feed nor be tried for ever: the snapshot makes it good.
            logger.exception("The consumer of the stream failed over a change")
            self._status.gap()

    def _reading_failed(self, reader: ShardReader, error: Exception) -> None:
        if not self._is_current(reader) or not (known := self._known(error)):
            return
        now = self._clock()
        at_once = reader.failed(known)
        if reader.missing:
            self._discovery.sweep_by(now)
            self._look_soon(now)
        if not at_once:
            self._status.trouble(reader.shard_id, known, now)
        self._due(reader, now if at_once else now + self._pace.after_failure(reader.failures, self._random))

    def _end(self, reader: ShardReader) -> None:
        now = self._clock()
        del self._readers[reader.shard_id]
        self._not_sought.discard(reader.shard_id)
        self._status.well(reader.shard_id)
        self._lineage.finish(reader.shard_id, now)
        self._discovery.shard_ended(reader.shard_id, now)
        self._take_ready()
        self._check_ready()

    def _check_ready(self) -> None:
        if self._listed_once and not self._not_sought:
            self.was_ready = True
            self._status.ready()

    # Which shards there are

    def _ask(self, question: Question) -> None:
        ask = partial(self._service.describe, self.stream_arn, after=question.after, children_of=question.children_of)
        self._calls.start(ask, partial(self._answered, question), self._asking_failed)

    def _answered(self, question: Question, page: ShardPage) -> None:
        now = self._clock()
        self._listing_failures = 0
        self._status.well(LISTING)
        finding = self._discovery.answered(question, page, now)
        if finding.listed is not None and not self._listed_once:
            self._begin(finding.shards, now)
        elif self._listed_once:
            self._lineage.learn(finding.shards)
        if finding.listed is not None:
            self._lineage.forget(finding.listed, now - self._pace.remember)
            for reader in [reader for reader in self._readers.values() if reader.missing]:
                shard = finding.listed.get(reader.shard_id)
                if shard is None or shard.closed:
                    self._end(reader)
                    self._status.gap()
        if finding.childless:
            self._look_soon(now)
        self._take_ready()
        self._check_ready()
        if not self._readers:
            # A stream just made has no shard for a moment, and one whose shards have all ended is about to have others.
            self._discovery.sweep_by(now + self._pace.child_longest)

    def _begin(self, shards: tuple[Shard, ...], now: float) -> None:
        self._listed_once = True
        if self._resume is None:
            self._lineage.begin(shards, now)
        elif not self._lineage.resume(shards, self._resume, now):
            self._status.gap()

    def _asking_failed(self, error: Exception) -> None:
        if not (known := self._known(error)):
            return
        now = self._clock()
        self._listing_failures += 1
        self._status.trouble(LISTING, known, now)
        if isinstance(known, StreamGone):
            self._look_soon(now)
        retry_at = now + self._pace.after_failure(self._listing_failures, self._random)
        self._discovery.failed(retry_at, keep_place=isinstance(known, (Throttled, Unreachable)))

    # Which stream the table has

    def _look_soon(self, now: float) -> None:
        # Many shards may end at once; one look a second tells as much.
        self._look_due = min(self._look_due, max(now, self._looked_at + self._pace.child_longest))

    def _look(self, now: float) -> None:
        self._look_due = inf
        self._looked_at = now
        self._calls.start(self._service.current_stream, self._looked, self._looking_failed)

    def _looked(self, stream_arn: str) -> None:
        self._status.well(TABLE)
        self._look_failures = 0
        self._look_due = self._clock() + self._pace.sweep
        if stream_arn != self.stream_arn:
            logger.info("The table has another stream now; it is followed from here on")
            self._over = True

    def _looking_failed(self, error: Exception) -> None:
        if isinstance(error, (ResourceMissing, StreamOff)):
            self._lost(error)
        elif known := self._known(error):
            now = self._clock()
            self._look_failures += 1
            self._status.trouble(TABLE, known, now)
            self._look_due = now + self._pace.after_failure(self._look_failures, self._random)

    # The end

    def _known(self, error: Exception) -> ServiceError | None:
        """The error, if the session can go on after it; otherwise this ends the session."""
        if not isinstance(error, ServiceError):
            logger.error("An unexpected error while following the stream", exc_info=error)
            self._lost(TrackingError("Unexpected."))
            return None
        if isinstance(error, Unreachable) and not self._pace.outlives_outage:
            self._lost(error)
            return None
        return error

    def _lost(self, error: TrackingError) -> None:
        self._over = True
        self._status.blocked(error)
