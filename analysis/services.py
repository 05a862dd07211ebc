"""What people can do with an analysis that is there: retry, cancel, delete; and the sweep that finds what got stuck."""

from __future__ import annotations

import logging

from analysis.dispatch import enqueue
from analysis.engines import check_engine_name
from tracking import journal, listing, moves
from tracking.clock import seconds
from tracking.errors import IllegalTransition, NotFound, TrackingError, VersionConflict
from tracking.record import Record
from tracking.states import Step
from tracking.transitions import tracked_store

MAX_WAIT = 300.0
"""Longest pause, in seconds, between two messages for one pending analysis."""

logger = logging.getLogger(__name__)


def retry(request_id: str, *, actor: str, from_step: Step | None = None, engine: str | None = None) -> Record:
    """Run again from the failed step or an earlier one, as a new attempt.

    Raises NotFound, IllegalTransition (it runs, or the step is too late), UnknownEngine, ServiceError.
    """
    if engine is not None:
        check_engine_name(engine)
    store = tracked_store()
    record = store.move(
        request_id,
        lambda record: moves.retry(record, store.clock(), actor=actor, from_step=from_step, engine=engine),
    )
    enqueue(request_id)
    return record


def cancel(request_id: str, *, actor: str) -> Record:
    """Stop a pending or running analysis; what was found stays. Raises NotFound, IllegalTransition, ServiceError."""
    store = tracked_store()
    return store.move(request_id, lambda record: moves.cancel(record, store.clock(), actor=actor))


def delete(request_id: str, *, actor: str) -> None:
    """Remove the item, the files and the results; the audit trail stays. Raises NotFound, ServiceError."""
    store = tracked_store()
    record = store.get(request_id)
    last = moves.deleted(record, store.clock(), actor=actor)
    # The tombstone comes first: from here on no rebuild brings the analysis back.
    journal.bury(request_id, [*store.events(request_id), last])
    store.delete(request_id, actor=actor)
    journal.erase(request_id)


def sweep() -> int:
    """Send again what should have moved on by now; give up what has lost too many workers. How many were found.

    Safe to run in many places at once: sending twice is harmless, giving up is one conditional write.
    """
    store = tracked_store()
    found = 0
    for request_id in listing.due(store.settings, at=store.clock()):
        found += 1
        try:
            record = store.get(request_id)
            if _is_hopeless(record, store.clock(), store.settings.max_attempts):
                store.move(
                    request_id,
                    lambda record: moves.give_up(
                        record, store.clock(), actor="sweep", max_attempts=store.settings.max_attempts
                    ),
                )
            elif enqueue(request_id):
                store.postpone(record, _next_look(record, store.clock()))
        except (NotFound, IllegalTransition, VersionConflict):
            continue  # Somebody else was quicker.
        except TrackingError as error:
            logger.warning("sweep_failed request_id=%s reason=%s", request_id, error.kind)
    return found


def _next_look(record: Record, at: float) -> float:
    """Waiting twice as long each time: a long queue must not fill with repeats of its own messages."""
    waited = at - seconds(record.updated_at)
    return at + min(MAX_WAIT, max(moves.PENDING_GRACE, waited))


def _is_hopeless(record: Record, at: float, max_attempts: int) -> bool:
    return record.lease is not None and record.lease.until <= at and record.losses + 1 >= max_attempts
