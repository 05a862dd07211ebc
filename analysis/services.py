"""What people can do with an analysis that is there: retry, cancel, delete; and the sweep that finds what got stuck."""

from __future__ import annotations

import logging

from analysis.dispatch import enqueue
from analysis.engines import check_engine_name
from tracking import deletion, listing, moves
from tracking.clock import seconds
from tracking.errors import IllegalTransition, NotFound, TrackingError, VersionConflict
from tracking.record import Record
from tracking.states import Step
from tracking.store import Store
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
    deletion.delete(tracked_store(), request_id, actor=actor)


def sweep() -> int:
    """Move on what should have moved on by now; how many were found.

    Sends again what no worker took or whose worker was lost, gives up what has lost too many, finishes deletions.
    Safe to run in many places at once: each of these begins with one conditional write, which one sweep wins.
    """
    store = tracked_store()
    due = listing.due(store.settings, at=store.clock())
    for request_id in due:
        try:
            _move_on(store, store.get(request_id))
        except (NotFound, IllegalTransition, VersionConflict):
            continue  # Somebody else was quicker.
        except TrackingError as error:
            logger.warning("sweep_failed request_id=%s reason=%s", request_id, error.kind)
        except Exception as error:  # noqa: BLE001  # One broken record must not keep the sweep from the others.
            logger.error("sweep_failed request_id=%s type=%s", request_id, type(error).__name__)
    return len(due)


def _move_on(store: Store, record: Record) -> None:
    at = store.clock()
    if record.due_at is None or record.due_at > at:
        return  # The index is a little behind the table.
    if record.deleting:
        store.postpone(record, at + moves.PENDING_GRACE)
        deletion.finish(store, record.request_id)
    elif moves.is_hopeless(record, at, store.settings.max_attempts):
        store.move(
            record.request_id,
            lambda record: moves.give_up(
                record, store.clock(), actor="sweep", max_attempts=store.settings.max_attempts
            ),
        )
    else:
        store.postpone(record, _next_look(record, at))
        enqueue(record.request_id)


def _next_look(record: Record, at: float) -> float:
    """Waiting twice as long each time: a long queue must not fill with repeats of its own messages."""
    waited = at - (record.lease.until if record.lease is not None else seconds(record.updated_at))
    return at + min(MAX_WAIT, max(moves.PENDING_GRACE, waited))
