"""What people can do with an analysis that is there: retry, cancel, delete; and the sweep that finds what got stuck."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from contextlib import suppress

from analysis import personal
from analysis.checkpoints import latest_study
from analysis.dispatch import enqueue
from analysis.engines import check_engine_name
from analysis.errors import InvalidOption, NothingToForget
from analysis.roster import named_interviewers
from analysis.studies import NAMES_FORGOTTEN
from tracking import deletion, listing, moves
from tracking.clock import seconds
from tracking.errors import IllegalTransition, NotFound, TrackingError, VersionConflict
from tracking.record import Record
from tracking.states import STEPS, Step
from tracking.store import Store
from tracking.transitions import tracked_store

MAX_WAIT = 300.0
"""Longest pause, in seconds, between two messages for one pending analysis."""

logger = logging.getLogger(__name__)


def retry(
    request_id: str,
    *,
    actor: str,
    from_step: Step | None = None,
    engine: str | None = None,
    interviewers: Iterable[str] | None = None,
) -> Record:
    """Run again from the failed step or an earlier one, as a new attempt.

    `interviewers` are the speakers who ask the questions, and nobody else does: as that changes what is read, it starts
    again from the first step. Raises NotFound, IllegalTransition (it runs, or the step is too late, or nothing was read
    yet), InvalidOption (no such speaker, or nobody would be left to take part), UnknownEngine, ServiceError.
    """
    if engine is not None:
        check_engine_name(engine)
    store = tracked_store()
    options, about = {}, ""
    if interviewers is not None:
        if from_step not in (None, STEPS[0]):
            raise InvalidOption(f"Other interviewers change what is read, so it starts again from {STEPS[0]}.")
        from_step = STEPS[0]
        names = _checked_interviewers(store.get(request_id), interviewers)
        options, about = {"interviewers": names, "interviewers_in": {}}, _counted_interviewers(len(names))
    record = store.move(
        request_id,
        lambda record: moves.retry(
            record, store.clock(), actor=actor, from_step=from_step, engine=engine, options=options, about=about
        ),
    )
    enqueue(request_id)
    return record


def _checked_interviewers(record: Record, names: Iterable[str]) -> list[str]:
    if not record.overall_status.is_final:
        raise IllegalTransition(f"The analysis is {record.overall_status}; it can be retried when it has ended.")
    study = latest_study(record)
    if study is None:
        raise IllegalTransition("Its files have not been read yet, so nobody is known who could be an interviewer.")
    return named_interviewers(study, names)


def _counted_interviewers(count: int) -> str:
    """Without names: the audit trail outlives the analysis."""
    return f"{count or 'no'} speaker{'s ask' if count != 1 else ' asks'} the questions"


def forget_names(request_id: str, *, actor: str) -> None:
    """Remove the names behind the pseudonyms and the uploaded files, which hold them; the findings stay.

    A later run lives on the transcripts as they were kept. Raises NotFound, NothingToForget, IllegalTransition (it
    runs) and ServiceError, after which the forgetting may have begun, and then goes on by itself, or when asked again.
    """
    store = tracked_store()
    record = store.get(request_id)

    def begin(record: Record) -> moves.Move:
        if not record.options.get("pseudonymise") or record.options.get(NAMES_FORGOTTEN):
            raise NothingToForget
        options = {name: value for name, value in record.options.items() if name != "reading"}
        return moves.begin_forgetting(record, store.clock(), actor=actor, options={**options, NAMES_FORGOTTEN: True})

    if not record.forgetting:
        store.move(request_id, begin, known=record)
    _finish_forgetting(store, request_id, actor=actor)


def _finish_forgetting(store: Store, request_id: str, *, actor: str) -> None:
    personal.erase(request_id)
    with suppress(IllegalTransition):  # Somebody else was quicker, or it is being deleted: what matters is gone.
        store.move(request_id, lambda record: moves.forgotten(record, store.clock(), actor=actor))


def cancel(request_id: str, *, actor: str) -> Record:
    """Stop a pending or running analysis; what was found stays. Raises NotFound, IllegalTransition, ServiceError."""
    store = tracked_store()
    return store.move(request_id, lambda record: moves.cancel(record, store.clock(), actor=actor))


def delete(request_id: str, *, actor: str) -> None:
    """Remove the item, the files and the results; the audit trail stays. Raises NotFound, ServiceError."""
    deletion.delete(tracked_store(), request_id, actor=actor)


def sweep() -> int:
    """Move on what should have moved on by now; how many were found.

    Sends again what no worker took or whose worker was lost, gives up what has lost too many, finishes deletions and
    the forgetting of names. Safe to run in many places at once: each of these begins with one conditional write, which
    one sweep wins.
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
    elif record.forgetting:
        store.postpone(record, at + moves.PENDING_GRACE)
        _finish_forgetting(store, record.request_id, actor="sweep")
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
    """Waiting twice as long each time: a long queue must not fill with repeats of its own messages.

    Of lost workers there are never many, and what they held has waited for long.
    """
    if record.lease is not None:
        return at + moves.PENDING_GRACE
    return at + min(MAX_WAIT, max(moves.PENDING_GRACE, at - seconds(record.updated_at)))
