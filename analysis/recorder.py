"""Makes a run durable: progress and partial findings as they come, a checkpoint and a move at the end of each step."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from itertools import count
from typing import Any

from analysis.errors import Interrupted
from analysis.findings import Findings, to_document
from analysis.results import write_result
from analysis.transcripts import Study
from tracking import bucket, moves
from tracking.backoff import Backoff
from tracking.errors import LeaseLost, ServiceError
from tracking.record import Lease, Record
from tracking.states import STEPS, Step
from tracking.store import Store

logger = logging.getLogger(__name__)

FLUSH_SECONDS = 0.5
"""Progress is written at most twice a second an analysis: a person sees it move, the table hardly notices."""

LONGEST_PAUSE = 5.0
"""Seconds between two tries, at the most, while a service does not answer."""

MAX_PARTS = 400
"""Partial checkpoints a step may have; beyond, they come at longer intervals: a page that opens reads them all."""


class TrackingRecorder:
    """The Recorder that writes to the store and the bucket under a lease.

    `must_stop` is asked at every safe point; it returns "" to go on or a reason to stop. A service that does not answer
    is waited for until then: what was worked out is worth more than the time, and the lease says when it is over.
    """

    def __init__(
        self,
        store: Store,
        record: Record,
        lease: Lease,
        study: Study,
        *,
        worker: str,
        must_stop: Callable[[], str],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.record = record
        self._store = store
        self._lease = lease
        self._study = study
        self._worker = worker
        self._must_stop = must_stop
        self._monotonic = monotonic
        self._step = STEPS[0]
        self._started: Step | None = None
        self._done = self._total = 0
        self._unsaved: list[dict[str, Any]] = []
        self._parts: list[list[int]] = []
        self._flushed = float("-inf")

    def use(self, study: Study) -> None:
        """From here on the result rests on `study`."""
        self._study = study

    def step_started(self, step: str, message: str) -> None:
        """Start the step, or go on with one an earlier attempt left unfinished; once an attempt."""
        self._check()
        if self._started is Step(step):
            return
        self._started = Step(step)
        self._step = Step(step)
        self._done = self._total = 0
        self._unsaved = []
        self._flushed = self._monotonic()  # What is done in an instant needs no progress and no parts.
        self.record = self._move(
            lambda record: moves.start_step(
                record, self._store.clock(), step=self._step, worker=self._worker, message=message
            )
        )
        self._parts = [list(part) for part in self.record.steps[self._step].parts]

    def step_progressed(self, done: int, total: int) -> None:
        """Note progress; written when the last writing is long enough ago."""
        self._done, self._total = done, total
        self._flush_when_due()

    def step_found(self, item: Any) -> None:
        """Keep an item for the next part."""
        self._unsaved.append(to_document(item))
        self._flush_when_due()

    def step_completed(self, step: str, message: str, findings: Findings) -> None:
        """Checkpoint first, then the move: a step is never completed without its output."""
        self._check()
        documents = [to_document(item) for item in findings.of(step)]
        key = bucket.checkpoint_key(self.record.request_id, self._lease.attempt, self._step)
        self.patiently(lambda: bucket.put_json(key, documents))
        result_data = ""
        if self._step is STEPS[-1]:
            at = self._store.clock()
            result_data = self.patiently(
                lambda: write_result(self.record, self._study, findings, at=at, message=message)
            )
        self.record = self._move(
            lambda record: moves.complete_step(
                record,
                self._store.clock(),
                step=self._step,
                worker=self._worker,
                message=message,
                result_data=result_data,
                total=self._total,
            )
        )

    def step_failed(self, kind: str, message: str) -> None:
        """The present step cannot be done."""
        step = self.record.current_step or STEPS[0]
        self.record = self._move(
            lambda record: moves.fail_step(
                record, self._store.clock(), step=step, actor=self._worker, kind=kind, message=message
            )
        )

    def patiently[T](self, call: Callable[[], T]) -> T:
        """The answer of `call`, asked again while the service does not answer, until the run must stop."""
        backoff = Backoff(first=0.1, longest=LONGEST_PAUSE)
        for attempt in count():
            self._check()
            try:
                return call()
            except ServiceError as error:
                if not error.retryable:
                    raise
                logger.warning("waiting request_id=%s reason=%s", self.record.request_id, error.kind)
            self._store.sleep(backoff.wait(attempt + 1))
        raise AssertionError("unreachable")

    def _move(self, make: moves.MoveFunction) -> Record:
        try:
            return self._store.move(
                self.record.request_id,
                make,
                lease=self._lease,
                known=self.record,
                patient=lambda: not self._must_stop(),
            )
        except LeaseLost as error:
            raise Interrupted("The analysis was taken over, cancelled or deleted.") from error

    def _check(self) -> None:
        reason = self._must_stop()
        if reason:
            raise Interrupted(reason)

    def _flush_when_due(self) -> None:
        written = sum(number for _, number in self._parts)
        wait = FLUSH_SECONDS if written < MAX_PARTS else FLUSH_SECONDS * 20
        if self._monotonic() - self._flushed < wait:
            return
        self._check()
        self._flushed = self._monotonic()
        try:
            self._flush()
        except ServiceError as error:
            # Only what it would save a successor is at stake; the next flush brings it along.
            logger.warning("progress_not_written request_id=%s reason=%s", self.record.request_id, error.kind)

    def _flush(self) -> None:
        if self._unsaved:
            mine = self._my_part()
            bucket.put_json(
                bucket.part_key(self.record.request_id, self._lease.attempt, self._step, mine[1] + 1), self._unsaved
            )
            mine[1] += 1
            self._unsaved = []
        if self._total:
            self._write_progress(self._done, self._total)

    def _my_part(self) -> list[int]:
        if not self._parts or self._parts[-1][0] != self._lease.attempt:
            self._parts.append([self._lease.attempt, 0])
        return self._parts[-1]

    def _write_progress(self, done: int, total: int) -> None:
        try:
            self.record = self._store.progress(
                self.record.request_id, self._lease, self._step, done=done, total=total, parts=self._parts
            )
        except LeaseLost as error:
            raise Interrupted("The analysis was taken over, cancelled or deleted.") from error
