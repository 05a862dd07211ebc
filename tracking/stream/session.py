"""Follows one stream from its first listing until it is replaced, switched off or lost.

One thread decides and delivers; `Calls` makes the requests beside it. Three things are ever due: the turn of a
shard (an iterator or a page), a question of `Discovery` (DescribeStream), and a look at which stream the table has
(DescribeTable).
"""

from __future__ import annotations

import logging
from functools import partial
from math import inf

from tracking.errors import ResourceMissing, ServiceError, Throttled, TrackingError, Unreachable
from tracking.stream.discovery import Discovery, Finding, Question
from tracking.stream.errors import StreamGone, StreamOff
from tracking.stream.lineage import Lineage
from tracking.stream.position import Checkpoint
from tracking.stream.service import ShardPage
from tracking.stream.shards import Means, Shards

logger = logging.getLogger(__name__)

LISTING, TABLE = "listing", "table"
"""What a trouble can be about, beside the shards by their ids."""


class StreamSession:
    """The following of one stream."""

    def __init__(self, stream_arn: str, means: Means, resume: Checkpoint | None = None) -> None:
        self.stream_arn = stream_arn
        self.was_ready = False
        """Whether it ever got as far as following."""
        self._means = means
        self._resume = resume
        now = means.clock()
        self._lineage = Lineage()
        self._discovery = Discovery(means.pace, sweep_due=now)
        self._shards = Shards(means, stream_arn, self._shard_ended, self._shard_missing, self._known)
        self._is_listed = False
        self._listing_failures = 0
        self._look_due = now + means.pace.sweep
        self._looked_at = now
        self._look_failures = 0
        self._is_over = False

    def follow(self) -> None:
        """Read and deliver until told to stop, or until the stream has to be looked for afresh."""
        means = self._means
        means.status.begin(missed=self._resume is None)
        while not (means.stop.is_set() or self._is_over):
            self._start_what_is_due()
            self._check_ready()
            means.status.update(means.clock())
            means.calls.wait(self._pause())
        means.status.end()

    def checkpoint(self) -> Checkpoint:
        """How far everything has been delivered.

        To be asked for on the thread that delivers, or once `follow` has returned.
        """
        return Checkpoint(stream_arn=self.stream_arn, positions=self._shards.positions, finished=self._lineage.finished)

    def _start_what_is_due(self) -> None:
        now = self._means.clock()
        if self._means.calls.free and self._discovery.due <= now:
            self._ask(self._discovery.next(now))
        if self._means.calls.free and self._look_due <= now:
            self._look(now)
        self._shards.take_turns(now)

    def _pause(self) -> float:
        if not self._means.calls.free:
            return self._means.pace.tick
        due = min(self._shards.due, self._discovery.due, self._look_due)
        return max(0.0, min(due - self._means.clock(), self._means.pace.tick))

    def _check_ready(self) -> None:
        if self._is_listed and self._shards.placed:
            self.was_ready = True
            self._means.status.ready()

    # Shards

    def _take_ready(self) -> None:
        for shard_id, position in self._lineage.take_ready():
            self._shards.add(shard_id, position)

    def _shard_ended(self, shard_id: str) -> None:
        now = self._means.clock()
        self._lineage.finish(shard_id, now)
        self._discovery.shard_ended(shard_id, now)
        self._take_ready()

    def _shard_missing(self) -> None:
        now = self._means.clock()
        self._discovery.sweep_by(now)
        self._look_soon(now)

    # Which shards there are

    def _ask(self, question: Question) -> None:
        describe = self._means.service.describe
        ask = partial(describe, self.stream_arn, after=question.after, children_of=question.children_of)
        self._means.calls.start(ask, partial(self._answered, question), self._asking_failed)

    def _answered(self, question: Question, page: ShardPage) -> None:
        now = self._means.clock()
        self._listing_failures = 0
        self._means.status.well(LISTING)
        finding = self._discovery.answered(question, page, now)
        if self._is_listed:
            self._lineage.learn(finding.shards, now)
        elif finding.listed is not None:
            self._begin(finding, now)
        if finding.listed is not None:
            self._compare(finding, now)
        if finding.childless:
            self._look_soon(now)
        self._take_ready()
        if not self._shards.any:
            # A stream just made has no shard for a moment, and one whose shards have all ended soon has others.
            self._discovery.sweep_by(now + self._means.pace.child_longest)

    def _begin(self, finding: Finding, now: float) -> None:
        self._is_listed = True
        if self._resume is None:
            self._lineage.begin(finding.shards, now)
        elif not self._lineage.resume(finding.shards, self._resume, now):
            self._means.status.gap()

    def _compare(self, finding: Finding, now: float) -> None:
        listed = finding.listed or {}
        self._lineage.forget(listed, now - self._means.pace.remember)
        self._lineage.adopt(now - self._means.pace.sweep)
        for shard_id in self._shards.missing:
            if shard_id not in listed or listed[shard_id].closed:
                self._shards.end(shard_id)
                self._means.status.gap()

    def _asking_failed(self, error: Exception) -> None:
        if not (known := self._known(error)):
            return
        now = self._means.clock()
        self._listing_failures += 1
        self._means.status.trouble(LISTING, known, now)
        if isinstance(known, StreamGone):
            self._look_soon(now)
        retry_at = self._means.retry_at(self._listing_failures)
        self._discovery.failed(retry_at, keep_place=isinstance(known, (Throttled, Unreachable)))

    # Which stream the table has

    def _look_soon(self, now: float) -> None:
        # Many shards may end at once; one look a second tells as much.
        self._look_due = min(self._look_due, max(now, self._looked_at + self._means.pace.child_longest))

    def _look(self, now: float) -> None:
        self._look_due = inf
        self._looked_at = now
        self._means.calls.start(self._means.service.current_stream, self._looked, self._looking_failed)

    def _looked(self, stream_arn: str) -> None:
        self._means.status.well(TABLE)
        self._look_failures = 0
        self._look_due = self._means.clock() + self._means.pace.sweep
        if stream_arn != self.stream_arn:
            logger.info("The table has another stream now; it is followed from here on")
            self._is_over = True

    def _looking_failed(self, error: Exception) -> None:
        if isinstance(error, (ResourceMissing, StreamOff)):
            self._lost(error)
        elif known := self._known(error):
            self._look_failures += 1
            self._means.status.trouble(TABLE, known, self._means.clock())
            self._look_due = self._means.retry_at(self._look_failures)

    # The end

    def _known(self, error: Exception) -> ServiceError | None:
        """The error, if the session can go on after it; otherwise this ends the session."""
        if not isinstance(error, ServiceError):
            logger.error("An unexpected error while following the stream", exc_info=error)
            self._lost(TrackingError("Unexpected."))
            return None
        if isinstance(error, Unreachable) and not self._means.pace.outlives_outage:
            self._lost(error)
            return None
        return error

    def _lost(self, error: TrackingError) -> None:
        self._is_over = True
        self._means.status.blocked(error)
