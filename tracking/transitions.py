"""The store as the product uses it: every move is told in one line of the log and copied into the bucket."""

from __future__ import annotations

import logging

from tracking import journal
from tracking.clock import seconds
from tracking.events import Event
from tracking.record import Record
from tracking.states import Step
from tracking.store import OnMove, Store

logger = logging.getLogger(__name__)


def tracked_store(keep: OnMove = journal.keep_or_log) -> Store:
    """A Store that logs its moves and has `keep` copy them into the bucket."""

    def tell(record: Record, event: Event) -> None:
        log_move(record, event)
        if event.seq == 1:
            journal.keep(record, event)  # A submission is acknowledged only once the bucket knows it.
        else:
            keep(record, event)

    return Store(on_move=tell)


def log_move(record: Record, event: Event) -> None:
    """One structured line: ids, statuses and durations, never what somebody said."""
    took = ""
    if event.step is not None:
        state = record.steps[Step(event.step)]
        if state.started_at and state.completed_at:
            took = f" seconds={seconds(state.completed_at) - seconds(state.started_at):.3f}"
    logger.info(
        "transition request_id=%s seq=%d step=%s from=%s to=%s attempt=%d overall=%s actor=%r%s",
        event.request_id,
        event.seq,
        event.step or "-",
        event.before or "-",
        event.after,
        event.attempt,
        record.overall_status.value,
        event.actor,
        took,
    )
