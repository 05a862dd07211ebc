"""Every legal move of an analysis, as a pure function from a record to the next one and the event it leaves.

A move raises IllegalTransition where the record does not allow it. The store makes a move durable; nothing else
changes a record, save progress and heartbeat, which leave no event.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tracking.clock import iso
from tracking.errors import IllegalTransition
from tracking.events import Event
from tracking.record import EXPIRY_LEAD, Failure, Lease, Record, StepState
from tracking.states import STEPS, WAITING_MESSAGES, Status, Step, is_legal

PENDING_GRACE = 10.0
"""Seconds a pending analysis may wait for its message to be taken before it is sent again."""

MAX_PAST_ATTEMPTS = 20
"""How many earlier attempts the item remembers; the events keep all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A record after a move, and the event that tells of it."""

    record: Record
    event: Event


DELETED = "deleted"
"""What the last event of an analysis leads to."""

VERSIONS_LOST = 100_000
"""More versions than progress and heartbeats can have used between two moves (over half a day at two a second)."""

MoveFunction = Callable[[Record], Move]


def _stamp(record: Record, at: float) -> str:
    """The time `at`, or that of the last move where the clock that wrote it was ahead: no record's time runs back."""
    return max(record.updated_at, iso(at))


def _moved(
    old: Record,
    new: Record,
    at: float,
    *,
    actor: str,
    message: str,
    step: Step | None = None,
    before: str | None = None,
    after: str | None = None,
) -> Move:
    version = old.version + 1
    record = replace(new, version=version, updated_at=_stamp(old, at))
    event = Event(
        request_id=old.request_id,
        seq=version,
        at=record.updated_at,
        actor=actor,
        step=step.value if step else None,
        before=before if before is not None else (old.steps[step].status.value if step else old.overall_status.value),
        after=after if after is not None else (new.steps[step].status.value if step else new.overall_status.value),
        attempt=record.attempt,
        message=message,
    )
    return Move(record=record, event=event)


def submitted(record: Record, actor: str) -> Event:
    """The first event of a new analysis."""
    return Event(
        request_id=record.request_id,
        seq=record.version,
        at=record.created_at,
        actor=actor,
        step=None,
        before=None,
        after=Status.PENDING.value,
        attempt=0,
        message="Submitted",
    )


def _require_legal(record: Record, step: Step, after: Status) -> None:
    before = record.steps[step].status
    if not is_legal(before, after):
        raise IllegalTransition(f"The step {step} is {before} and cannot become {after}.")


def _require_kept(record: Record) -> None:
    if record.deleting:
        raise IllegalTransition("The analysis is being deleted.")


def is_hopeless(record: Record, at: float, max_attempts: int) -> bool:
    """Whether the last worker that may be lost over this step has been lost."""
    return record.lease is not None and record.lease.until <= at and record.losses + 1 >= max_attempts


def take(record: Record, at: float, *, owner: str, worker: str, lease_seconds: float, max_attempts: int) -> Move:
    """A worker takes an analysis that nobody works on: a new attempt with a lease of its own."""
    _require_kept(record)
    if record.overall_status.is_final:
        raise IllegalTransition(f"The analysis is {record.overall_status} already.")
    lost = record.lease is not None
    if record.lease is not None and record.lease.until > at:
        raise IllegalTransition("Another worker holds the analysis.")
    if is_hopeless(record, at, max_attempts):  # A repeat of the message must not outrun the sweep that gives it up.
        raise IllegalTransition("Too many workers were lost over the analysis.")
    attempt = record.attempt + 1
    until = at + lease_seconds
    new = replace(
        record,
        attempt=attempt,
        losses=record.losses + (1 if lost else 0),
        lease=Lease(owner=owner, attempt=attempt, until=until),
        due_at=until,
    )
    message = f"Attempt {attempt} starts; the worker before was lost" if lost else f"Attempt {attempt} starts"
    return _moved(record, new, at, actor=worker, message=message)


def start_step(record: Record, at: float, *, step: Step, worker: str, message: str) -> Move:
    """The step begins, or goes on where an earlier attempt left it (its parts stay)."""
    unfinished = [before for before in step.before if record.steps[before].status is not Status.COMPLETED]
    if unfinished:
        raise IllegalTransition(f"The step {step} must wait for {unfinished[0]}.")
    if record.steps[step].status is not Status.PROCESSING:  # An attempt may go on with a step its predecessor left.
        _require_legal(record, step, Status.PROCESSING)
    started_at = record.steps[step].started_at if record.steps[step].parts else None
    new = record.with_step(
        step, status=Status.PROCESSING, message=message, started_at=started_at or _stamp(record, at), completed_at=None
    )
    return _moved(record, new, at, actor=worker, step=step, message=message)


def complete_step(
    record: Record, at: float, *, step: Step, worker: str, message: str, result_data: str = "", total: int = 0
) -> Move:
    """The step is done and its checkpoint is in the bucket. The last step carries the address of the result.

    `total` is the step's units of work, all of them through; 0 leaves what its progress said.
    """
    _require_legal(record, step, Status.COMPLETED)
    total = total or record.steps[step].total
    new = record.with_step(
        step,
        status=Status.COMPLETED,
        message=message,
        completed_at=_stamp(record, at),
        done=total,
        total=total,
        attempt=record.attempt,
        parts=(),
    )
    new = replace(new, losses=0)  # What kills worker after worker is one step, not the analysis.
    if step is STEPS[-1]:
        new = replace(new, result_data=result_data, lease=None, due_at=None)
    return _moved(record, new, at, actor=worker, step=step, message=message)


def fail_step(record: Record, at: float, *, step: Step, actor: str, kind: str, message: str) -> Move:
    """The step cannot be done; so the analysis has failed. Later steps stay pending."""
    _require_legal(record, step, Status.FAILED)
    new = record.with_step(step, status=Status.FAILED, message=message, completed_at=_stamp(record, at))
    new = replace(new, failure=Failure(step=step, kind=kind, message=message), lease=None, due_at=None)
    return _moved(record, new, at, actor=actor, step=step, message=message)


def hand_back(record: Record, at: float, *, worker: str) -> Move:
    """A worker that must stop gives the analysis back, so that another can go on at once."""
    new = replace(record, lease=None, due_at=at)
    step = record.current_step
    if step is not None and record.steps[step].status is Status.PROCESSING:
        new = new.with_step(step, status=Status.PENDING, message="Handed back; waiting for another worker")
        return _moved(record, new, at, actor=worker, step=step, message="Handed back by a worker that is stopping")
    return _moved(record, new, at, actor=worker, message="Handed back by a worker that is stopping")


def cancel(record: Record, at: float, *, actor: str) -> Move:
    """A person stops the analysis. What was found so far stays; the worker's later writes are refused."""
    _require_kept(record)
    step = record.current_step
    if record.overall_status.is_final or step is None:
        raise IllegalTransition(f"The analysis is {record.overall_status} already and cannot be cancelled.")
    return fail_step(record, at, step=step, actor=actor, kind="cancelled", message=f"Cancelled by {actor}")


def give_up(record: Record, at: float, *, actor: str, max_attempts: int) -> Move:
    """Too many workers were lost over this analysis: it fails for good."""
    _require_kept(record)
    step = record.current_step
    if record.overall_status.is_final or step is None:
        raise IllegalTransition(f"The analysis is {record.overall_status} already.")
    if not is_hopeless(record, at, max_attempts):
        raise IllegalTransition("A worker holds the analysis, or another may still take it.")
    message = (
        f"Given up: {max_attempts} workers in a row were lost during this step. "
        "The research may be too large for the machine; retry with fewer files, or on a larger one."
    )
    return fail_step(record, at, step=step, actor=actor, kind="worker_lost", message=message)


def retry(
    record: Record,
    at: float,
    *,
    actor: str,
    from_step: Step | None,
    engine: str | None,
    options: Mapping[str, Any] | None = None,
    about: str = "",
) -> Move:
    """Run again from the failed step, or from a named earlier one, which resets it and all after it.

    `options` change how the files are read, so they need a retry from the first step; `about` says what they change, in
    words for the audit trail, which outlives the analysis and must name nobody.
    """
    _require_kept(record)
    if record.forgetting:
        raise IllegalTransition("Its names are being forgotten; it can be retried once they are gone.")
    if not record.overall_status.is_final:
        raise IllegalTransition(f"The analysis is {record.overall_status}; it can be retried when it has ended.")
    first = record.current_step
    step = from_step or first or STEPS[0]
    if first is not None and step.number > first.number:
        raise IllegalTransition(f"The step {first} is not completed, so a retry cannot start later, at {step}.")
    if options and step is not STEPS[0]:
        raise IllegalTransition(f"Files are read in the step {STEPS[0]}; reading them otherwise starts again there.")
    steps = dict(record.steps)
    for reset in step.onwards:
        steps[reset] = StepState(message=WAITING_MESSAGES[reset])
    new = replace(
        record,
        steps=steps,
        result_data="",
        engine=engine or record.engine,
        options={**record.options, **(options or {})},
        failure=None,
        lease=None,
        losses=0,
        due_at=at + PENDING_GRACE,
        past_attempts=(*record.past_attempts, summary(record))[-MAX_PAST_ATTEMPTS:],
    )
    message = f"Retry from {step}" + (f" with the engine {engine}" if engine and engine != record.engine else "")
    message += f"; {about}" if about else ""
    return _moved(record, new, at, actor=actor, step=step, message=message, after=Status.PENDING.value)


def begin_forgetting(record: Record, at: float, *, actor: str, options: Mapping[str, Any]) -> Move:
    """Somebody wants the names behind the pseudonyms gone: no run reads them from here on, none starts before they are.

    `options` are those of a record without them. A sweep finishes what is not finished now.
    """
    _require_kept(record)
    if not record.overall_status.is_final:
        raise IllegalTransition(f"The analysis is {record.overall_status}; names can be forgotten when it has ended.")
    new = replace(record, options=options, forgetting=actor, due_at=at + PENDING_GRACE)
    return _moved(record, new, at, actor=actor, message=f"Forgetting the names was asked for by {actor}")


def forgotten(record: Record, at: float, *, actor: str) -> Move:
    """The names are gone."""
    _require_kept(record)
    if not record.forgetting:
        raise IllegalTransition("Nobody is forgetting its names.")
    new = replace(record, forgetting="", due_at=None)
    return _moved(record, new, at, actor=actor, message="The names behind the pseudonyms were forgotten")


def restored(record: Record, at: float) -> Move:
    """An unfinished analysis comes back from the bucket: nobody holds it, and it is due at once.

    Progress and heartbeats since the last copy had versions of their own, so the version leaps over them.
    """
    new = replace(record, lease=None, due_at=at)
    leaped = replace(record, version=record.version + VERSIONS_LOST)
    return _moved(leaped, new, at, actor="rebuild", message="Restored from the bucket")


def summary(record: Record) -> Mapping[str, Any]:
    """What a finished attempt came to, small enough to be kept in the item."""
    return {
        "attempt": record.attempt,
        "status": record.overall_status.value,
        "engine": record.engine,
        "steps": {step.value: record.steps[step].attempt for step in STEPS if record.steps[step].attempt},
        "parts": {
            step.value: [list(p) for p in record.steps[step].parts] for step in STEPS if record.steps[step].parts
        },
        "ended_at": record.updated_at,
        "message": record.failure.message if record.failure else "",
    }


def begin_deletion(record: Record, at: float, *, actor: str) -> Move:
    """Somebody wants the analysis gone: its worker loses it, and a sweep will finish what is not finished now."""
    _require_kept(record)
    new = replace(record, deleting=actor, lease=None, due_at=at + PENDING_GRACE)
    return _moved(record, new, at, actor=actor, message=f"Deletion asked for by {actor}")


def expire(record: Record, at: float) -> Move:
    """The time for which it was to be kept is nearly over: its deletion begins, which nobody need ask for."""
    if record.expires_at is None or record.expires_at - EXPIRY_LEAD > at or not record.overall_status.is_final:
        raise IllegalTransition("The analysis is still to be kept.")
    return begin_deletion(record, at, actor="retention")


def deleted(record: Record, at: float, *, actor: str) -> Event:
    """The last event of an analysis that is being removed."""
    return Event(
        request_id=record.request_id,
        seq=record.version + 1,
        at=_stamp(record, at),
        actor=actor,
        step=None,
        before=record.overall_status.value,
        after=DELETED,
        attempt=record.attempt,
        message=f"Deleted by {actor}",
    )
