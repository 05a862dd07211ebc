"""Writes of records in DynamoDB: every one conditional, versioned and told in the audit trail."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import count

from tracking import moves
from tracking.client import clients, from_attributes, to_attributes
from tracking.clock import Clock
from tracking.conf import TrackingSettings
from tracking.errors import (
    AlreadyExists,
    Deleted,
    LeaseLost,
    NotFound,
    ServiceError,
    TrackingError,
    VersionConflict,
    error_code,
    translate,
)
from tracking.events import Event
from tracking.leases import require_lease, update_under_lease
from tracking.moves import Move, MoveFunction
from tracking.record import Lease, Record
from tracking.record_reader import MAX_TRIES, RecordReader
from tracking.skew import service_now
from tracking.states import Step
from tracking.transactions import commit, put, remove

OnMove = Callable[[Record, Event], None]


class Store(RecordReader):
    """The tables, as the rest of the product sees them: what a RecordReader gives, and every way to write.

    `on_move` hears of every durable move (the bucket keeps a copy of each, see tracking.journal).
    """

    def __init__(
        self,
        settings: TrackingSettings | None = None,
        *,
        clock: Clock = service_now,
        sleep: Callable[[float], None] = time.sleep,
        on_move: OnMove | None = None,
    ) -> None:
        super().__init__(settings, sleep=sleep)
        self.clock = clock
        self.on_move = on_move

    def create(self, record: Record, *, actor: str) -> Record:
        """Write a new analysis. Raises AlreadyExists (with the one that is there), Deleted or ServiceError."""
        mark = secrets.token_hex(8)
        record = self._marked(record, mark)
        event = replace(moves.submitted(record, actor), mark=mark)
        for attempt in range(MAX_TRIES):
            try:
                if attempt and self._is_mine(event):
                    break  # The write that seemed to fail had taken effect.
                commit(self.settings, record, event, condition="attribute_not_exists(request_id)")
                break
            except VersionConflict:
                if self._is_mine(event):
                    break
                raise self._why_not_created(record.request_id) from None
            except ServiceError as error:
                if not error.retryable or attempt == MAX_TRIES - 1:
                    raise
                self.pause(attempt)
        self._told(record, event)
        return record

    def _why_not_created(self, request_id: str) -> TrackingError:
        try:
            return AlreadyExists(self.get(request_id))
        except NotFound:
            return Deleted(request_id)  # Its events are still there.

    def move(
        self,
        request_id: str,
        make: MoveFunction,
        *,
        lease: Lease | None = None,
        known: Record | None = None,
        patient: Callable[[], bool] | None = None,
    ) -> Record:
        """Make one move durable, with its event, in one transaction.

        With `lease`, only its holder may: LeaseLost otherwise. `known` is the record as the caller last saw it and
        saves the first read. `make` is called again on the fresh record whenever somebody else wrote in between, or
        the service did not say whether it wrote; that stops after MAX_TRIES, or as soon as `patient` (if given) says
        no. Raises what `make` raises (IllegalTransition), NotFound, VersionConflict, ServiceError.
        """
        mark = secrets.token_hex(8)
        record, tried = known, list[Move]()
        for attempt in count():
            try:
                if record is None:
                    record = self._fresh(request_id, lease)
                    if (done := self._done(tried, record)) is not None:
                        self._told(done.record, done.event)
                        return done.record
                require_lease(record, lease)
                move = self._make(make, record, mark)
                tried.append(move)
                commit(
                    self.settings,
                    move.record,
                    move.event,
                    condition="version = :version",
                    values={":version": record.version},
                )
            except (VersionConflict, ServiceError) as error:
                if isinstance(error, ServiceError) and not error.retryable:
                    raise
                if attempt + 1 >= MAX_TRIES and (patient is None or not patient()):
                    raise
            else:
                self._told(move.record, move.event)
                return move.record
            record = None
            self.pause(attempt)
        raise AssertionError("unreachable")

    def _make(self, make: MoveFunction, record: Record, mark: str) -> Move:
        move = make(record)
        return Move(record=self._marked(move.record, mark), event=replace(move.event, mark=mark))

    def _done(self, tried: Sequence[Move], now: Record) -> Move | None:
        """The one of `tried` that took effect although it seemed to fail, if one did."""
        for move in tried:
            if move.record.version <= now.version and self._is_mine(move.event):
                return move
        return None

    def _is_mine(self, event: Event) -> bool:
        """Whether the event of that number is this very one: its move, and no other, led to that version."""
        answer = self._call(
            "GetItem",
            clients().dynamodb.get_item,
            TableName=self.settings.events_table,
            Key=to_attributes({"request_id": event.request_id, "seq": event.seq}),
            ConsistentRead=True,
        )
        return "Item" in answer and Event.from_item(from_attributes(answer["Item"])).mark == event.mark

    def _fresh(self, request_id: str, lease: Lease | None) -> Record:
        try:
            return self.get(request_id)
        except NotFound:
            if lease is not None:
                raise LeaseLost(request_id) from None
            raise

    def progress(
        self, request_id: str, lease: Lease, step: Step, *, done: int, total: int, parts: list[list[int]]
    ) -> Record:
        """Note how far a step is; the record after it. Small: no event, nothing in an index. Raises LeaseLost."""
        path = f"analysis_result.steps_status.{step.value}"
        return update_under_lease(
            self.settings,
            request_id,
            lease,
            f"SET {path}.progress = :progress, {path}.parts = :parts ADD version :one",
            {":progress": {"done": done, "total": total}, ":parts": parts},
        )

    def renew(self, request_id: str, lease: Lease) -> Lease:
        """Heartbeat: the lease, longer. Raises LeaseLost."""
        until = self.clock() + self.settings.lease_seconds
        update_under_lease(
            self.settings,
            request_id,
            lease,
            "SET #lease.#until = :until, due_at = :until ADD version :one",
            {":until": until},
        )
        return replace(lease, until=until)

    def postpone(self, record: Record, due_at: float) -> None:
        """Look at it again at `due_at`. Raises VersionConflict where somebody else wrote since `record` was read."""
        try:
            clients().dynamodb.update_item(
                TableName=self.settings.table,
                Key=to_attributes({"request_id": record.request_id}),
                UpdateExpression="SET due_at = :due_at ADD version :one",
                ConditionExpression="version = :version AND attribute_exists(due_at)",
                ExpressionAttributeValues=to_attributes({":due_at": due_at, ":one": 1, ":version": record.version}),
            )
        except Exception as error:
            if error_code(error) == "ConditionalCheckFailedException":
                raise VersionConflict(record.request_id) from error
            raise translate(error, "dynamodb:UpdateItem", f"table {self.settings.table}") from error

    def note_edits(self, request_id: str, number: int) -> None:
        """Say that people's edit `number` is in the bucket, unless a later one was noted. Raises NotFound.

        No move, so it leaves no event: the edits are their own audit trail.
        """
        for attempt in range(MAX_TRIES):
            try:
                clients().dynamodb.update_item(
                    TableName=self.settings.table,
                    Key=to_attributes({"request_id": request_id}),
                    UpdateExpression="SET edits = :number ADD version :one",
                    ConditionExpression="attribute_exists(request_id) AND attribute_not_exists(deleting)"
                    " AND (attribute_not_exists(edits) OR edits < :number)",
                    ExpressionAttributeValues=to_attributes({":number": number, ":one": 1}),
                )
            except Exception as error:
                if error_code(error) == "ConditionalCheckFailedException":
                    if self.get(request_id).deleting:
                        raise NotFound(request_id) from None
                    return
                failure = translate(error, "dynamodb:UpdateItem", f"table {self.settings.table}")
                if not failure.retryable or attempt == MAX_TRIES - 1:
                    raise failure from error
                self.pause(attempt)
            else:
                return

    def delete(self, request_id: str, *, actor: str) -> Event:
        """Remove the item; its events stay, with one that says it was deleted. Raises NotFound."""
        for attempt in range(MAX_TRIES):
            record = self.get(request_id)
            event = moves.deleted(record, self.clock(), actor=actor)
            try:
                self.remove(record, event)
            except VersionConflict:
                self.pause(attempt)
                continue
            return event
        raise VersionConflict(request_id)

    def remove(self, record: Record, event: Event) -> None:
        """Remove the item, with its last event. Raises VersionConflict where it is no longer as `record` says."""
        remove(self.settings, record, event)

    def restore(self, record: Record, *, known: int, event: Event | None = None) -> bool:
        """Put back a record as the bucket knows it up to the version `known`, with the `event` that tells of it.

        False where the table knows as much or more.
        """
        condition, values = "attribute_not_exists(request_id) OR version < :version", {":version": known}
        try:
            if event is not None:
                commit(self.settings, record, event, condition=condition, values=values)
            else:
                put(self.settings, record, condition=condition, values=values)
        except VersionConflict:
            return False
        return True

    def restore_events(self, events: Iterable[Event]) -> None:
        """Put back events as the bucket knows them; one that is there stays, as nothing ever changes an event."""
        for event in events:
            try:
                clients().dynamodb.put_item(
                    TableName=self.settings.events_table,
                    Item=to_attributes(event.to_item()),
                    ConditionExpression="attribute_not_exists(seq)",
                )
            except Exception as error:
                if error_code(error) != "ConditionalCheckFailedException":
                    raise translate(error, "dynamodb:PutItem", f"table {self.settings.events_table}") from error

    def withdraw(self, request_id: str) -> None:
        """Take away an item that should not have been put back. Its events say already that it was deleted."""
        self._call(
            "DeleteItem",
            clients().dynamodb.delete_item,
            TableName=self.settings.table,
            Key=to_attributes({"request_id": request_id}),
        )

    def _marked(self, record: Record, mark: str) -> Record:
        expires_at = None
        if self.settings.retention_days and record.overall_status.is_final:  # What is still to be done never expires.
            expires_at = int(self.clock()) + self.settings.retention_days * 86_400
        return replace(record, last_write=mark, expires_at=expires_at)

    def _told(self, record: Record, event: Event) -> None:
        if self.on_move is not None:
            self.on_move(record, event)
