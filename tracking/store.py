"""Reads and writes of records in DynamoDB: every write conditional, versioned and told in the audit trail."""

from __future__ import annotations

import random
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from tracking import moves
from tracking.client import clients, from_attributes, to_attributes
from tracking.clock import Clock, now
from tracking.conf import TrackingSettings, tracking_settings
from tracking.errors import (
    AlreadyExists,
    Deleted,
    LeaseLost,
    NotFound,
    ServiceError,
    VersionConflict,
    error_code,
    translate,
)
from tracking.moves import Move, MoveFunction
from tracking.record import Event, Lease, Record
from tracking.states import Step

MAX_TRIES = 8
"""How often a move is computed anew because somebody else wrote in between, or the service did not answer."""

OnMove = Callable[[Record, Event], None]


class Store:
    """The tables, as the rest of the product sees them. Cheap to make; holds no state but its settings.

    `on_move` hears of every durable move (the bucket keeps a copy of each, see tracking.journal).
    """

    def __init__(
        self,
        settings: TrackingSettings | None = None,
        *,
        clock: Clock = now,
        sleep: Callable[[float], None] = time.sleep,
        on_move: OnMove | None = None,
    ) -> None:
        self.settings = settings or tracking_settings()
        self.clock = clock
        self.sleep = sleep
        self.on_move = on_move

    # Reading

    def get(self, request_id: str, *, consistent: bool = True) -> Record:
        """The record as it is now. Raises NotFound."""
        return Record.from_item(self.get_item(request_id, consistent=consistent))

    def get_item(self, request_id: str, *, consistent: bool = True) -> dict[str, Any]:
        """The item as it is now, in plain values. Raises NotFound."""
        answer = self._call(
            "GetItem",
            clients().dynamodb.get_item,
            TableName=self.settings.table,
            Key=to_attributes({"request_id": request_id}),
            ConsistentRead=consistent,
        )
        if "Item" not in answer:
            raise NotFound(request_id)
        return from_attributes(answer["Item"])

    def get_many(self, request_ids: Iterable[str]) -> dict[str, Record]:
        """Records by id, read consistently; ids that do not exist are absent. At most 100 ids."""
        keys = [to_attributes({"request_id": request_id}) for request_id in dict.fromkeys(request_ids)]
        found: dict[str, Record] = {}
        for _ in range(MAX_TRIES):
            if not keys:
                return found
            answer = self._call(
                "BatchGetItem",
                clients().dynamodb.batch_get_item,
                RequestItems={self.settings.table: {"Keys": keys, "ConsistentRead": True}},
            )
            for item in answer["Responses"].get(self.settings.table, []):
                record = Record.from_item(from_attributes(item))
                found[record.request_id] = record
            keys = answer.get("UnprocessedKeys", {}).get(self.settings.table, {}).get("Keys", [])
        return found

    def events(self, request_id: str) -> list[Event]:
        """The whole audit trail of one analysis, oldest first; empty for an unknown one."""
        events: list[Event] = []
        start: dict[str, Any] = {}
        while True:
            answer = self._call(
                "Query",
                clients().dynamodb.query,
                TableName=self.settings.events_table,
                KeyConditionExpression="request_id = :id",
                ExpressionAttributeValues=to_attributes({":id": request_id}),
                ConsistentRead=True,
                **start,
            )
            events += [Event.from_item(from_attributes(item)) for item in answer["Items"]]
            if "LastEvaluatedKey" not in answer:
                return events
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}

    # Writing

    def create(self, record: Record, *, actor: str) -> Record:
        """Write a new analysis. Raises AlreadyExists (with the one that is there) or Deleted."""
        record = self._stamped(record)
        event = moves.submitted(record, actor)
        try:
            self._commit(record, event, condition="attribute_not_exists(request_id)", values={})
        except VersionConflict:
            try:
                existing = self.get(record.request_id)
            except NotFound:
                raise Deleted(record.request_id) from None  # Its events are still there.
            if existing.last_write != record.last_write:
                raise AlreadyExists(existing) from None
            record = existing
        self._told(record, event)
        return record

    def move(self, request_id: str, make: MoveFunction, *, lease: Lease | None = None) -> Record:
        """Make one move durable, with its event, in one transaction.

        With `lease`, only its holder may: LeaseLost otherwise. `make` is called again on the fresh record whenever
        somebody else wrote in between. Raises what `make` raises (IllegalTransition), NotFound, VersionConflict,
        ServiceError.
        """
        record = self.get(request_id)
        tried: Move | None = None
        for attempt in range(MAX_TRIES):
            if tried is not None and record.last_write == tried.record.last_write:
                break  # The write that seemed to fail had taken effect.
            require_lease(record, lease)
            tried = make(record)
            tried = replace(tried, record=self._stamped(tried.record))
            try:
                self._commit(
                    tried.record,
                    tried.event,
                    condition="version = :version",
                    values={":version": record.version},
                )
                break
            except VersionConflict:
                pass
            except ServiceError as error:
                if not error.retryable:
                    raise
            self._pause(attempt)
            record = self._reread(request_id, lease)
        else:
            raise VersionConflict(request_id)
        self._told(tried.record, tried.event)
        return tried.record

    def _pause(self, attempt: int) -> None:
        self.sleep(random.uniform(0, min(2.0, 0.02 * 2**attempt)))

    def _reread(self, request_id: str, lease: Lease | None) -> Record:
        try:
            return self.get(request_id)
        except NotFound:
            if lease is not None:
                raise LeaseLost(request_id) from None
            raise

    def progress(self, request_id: str, lease: Lease, step: Step, *, done: int, total: int, parts: list[list[int]]) -> None:
        """Note how far a step is. One small write: no event, nothing in an index. Raises LeaseLost."""
        path = f"analysis_result.steps_status.{step.value}"
        self._under_lease(
            request_id,
            lease,
            f"SET {path}.progress = :progress, {path}.parts = :parts ADD version :one",
            {":progress": {"done": done, "total": total}, ":parts": parts},
        )

    def renew(self, request_id: str, lease: Lease) -> Lease:
        """Heartbeat: the lease, longer. Raises LeaseLost."""
        until = self.clock() + self.settings.lease_seconds
        self._under_lease(
            request_id, lease, "SET #lease.#until = :until, due_at = :until ADD version :one", {":until": until}
        )
        return replace(lease, until=until)

    def _under_lease(self, request_id: str, lease: Lease, update: str, values: dict[str, Any]) -> None:
        names = {"#lease": "lease", "#owner": "owner", "#attempt": "attempt"}
        if "#until" in update:
            names["#until"] = "until"
        try:
            clients().dynamodb.update_item(
                TableName=self.settings.table,
                Key=to_attributes({"request_id": request_id}),
                UpdateExpression=update,
                ConditionExpression="#lease.#owner = :owner AND #lease.#attempt = :attempt",
                ExpressionAttributeNames=names,
                ExpressionAttributeValues=to_attributes(
                    {**values, ":owner": lease.owner, ":attempt": lease.attempt, ":one": 1}
                ),
            )
        except Exception as error:
            if error_code(error) == "ConditionalCheckFailedException":
                raise LeaseLost(request_id) from error
            raise translate(error, "dynamodb:UpdateItem", f"table {self.settings.table}") from error

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

    def delete(self, request_id: str, *, actor: str) -> Event:
        """Remove the item; its events stay, with one that says it was deleted. Raises NotFound."""
        for attempt in range(MAX_TRIES):
            record = self.get(request_id)
            event = moves.deleted(record, self.clock(), actor=actor)
            try:
                self._transact(
                    {
                        "Delete": {
                            "TableName": self.settings.table,
                            "Key": to_attributes({"request_id": request_id}),
                            "ConditionExpression": "version = :version",
                            "ExpressionAttributeValues": to_attributes({":version": record.version}),
                        }
                    },
                    event,
                )
            except VersionConflict:
                self._pause(attempt)
                continue
            return event
        raise VersionConflict(request_id)

    def restore(self, record: Record, events: Iterable[Event], *, known: int) -> bool:
        """Put back a record and its events as the bucket knows them, up to the version `known`.

        False where the table knows as much or more.
        """
        for event in events:
            self._call(
                "PutItem",
                clients().dynamodb.put_item,
                TableName=self.settings.events_table,
                Item=to_attributes(event.to_item()),
            )
        try:
            clients().dynamodb.put_item(
                TableName=self.settings.table,
                Item=to_attributes(record.to_item()),
                ConditionExpression="attribute_not_exists(request_id) OR version < :version",
                ExpressionAttributeValues=to_attributes({":version": known}),
            )
        except Exception as error:
            if error_code(error) == "ConditionalCheckFailedException":
                return False
            raise translate(error, "dynamodb:PutItem", f"table {self.settings.table}") from error
        return True

    # How

    def _stamped(self, record: Record) -> Record:
        expires_at = None
        if self.settings.retention_days:
            expires_at = int(self.clock()) + self.settings.retention_days * 86_400
        return replace(record, last_write=secrets.token_hex(8), expires_at=expires_at)

    def _commit(self, record: Record, event: Event, *, condition: str, values: dict[str, Any]) -> None:
        put: dict[str, Any] = {
            "TableName": self.settings.table,
            "Item": to_attributes(record.to_item()),
            "ConditionExpression": condition,
        }
        if values:
            put["ExpressionAttributeValues"] = to_attributes(values)
        self._transact({"Put": put}, event)

    def _transact(self, write: dict[str, Any], event: Event) -> None:
        """One write and its event, or neither. Raises VersionConflict where the condition does not hold."""
        try:
            clients().dynamodb.transact_write_items(
                TransactItems=[
                    write,  # type: ignore[list-item]  # a dict that says Put or Delete
                    {
                        "Put": {
                            "TableName": self.settings.events_table,
                            "Item": to_attributes(event.to_item()),
                            "ConditionExpression": "attribute_not_exists(seq)",
                        }
                    },
                ]
            )
        except Exception as error:
            if error_code(error) == "TransactionCanceledException":
                raise VersionConflict(event.request_id) from error
            raise translate(error, "dynamodb:TransactWriteItems", f"table {self.settings.table}") from error

    def _call(self, action: str, method: Callable[..., Any], **parameters: Any) -> Any:
        try:
            return method(**parameters)
        except Exception as error:
            raise translate(error, f"dynamodb:{action}", f"table {self.settings.table}") from error

    def _told(self, record: Record, event: Event) -> None:
        if self.on_move is not None:
            self.on_move(record, event)


def require_lease(record: Record, lease: Lease | None) -> None:
    """Raise LeaseLost unless the record is held under exactly `lease`; None asks for nothing."""
    if lease is None:
        return
    held = record.lease
    if held is None or held.owner != lease.owner or held.attempt != lease.attempt:
        raise LeaseLost(record.request_id)
