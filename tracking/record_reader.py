"""Reads of records and their events in DynamoDB: always whole, or an error."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

from tracking.backoff import Backoff
from tracking.client import clients, from_attributes, to_attributes
from tracking.conf import TrackingSettings, tracking_settings
from tracking.errors import NotFound, refused, translate
from tracking.events import Event
from tracking.record import Record

MAX_TRIES = 8
"""How often a call is made while the service does not answer, or a move while others write in between."""

_BACKOFF = Backoff(first=0.02, longest=2.0, least=0.0)


class RecordReader:
    """The tables, for whoever only looks. Cheap to make; holds no state but its settings."""

    def __init__(
        self, settings: TrackingSettings | None = None, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.settings = settings or tracking_settings()
        self.sleep = sleep

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
        """Records by id, read consistently; ids that do not exist are absent. At most 100 ids.

        The service may leave some unread when it is busy. They are asked for again, and what is left in the end is no
        answer: Throttled.
        """
        keys = [to_attributes({"request_id": request_id}) for request_id in dict.fromkeys(request_ids)]
        found: dict[str, Record] = {}
        for attempt in range(MAX_TRIES):
            if not keys:
                return found
            if attempt:
                self.pause(attempt - 1)
            answer = self._call(
                "BatchGetItem",
                clients().dynamodb.batch_get_item,
                RequestItems={self.settings.table: {"Keys": keys, "ConsistentRead": True}},
            )
            for item in answer["Responses"].get(self.settings.table, []):
                record = Record.from_item(from_attributes(item))
                found[record.request_id] = record
            keys = answer.get("UnprocessedKeys", {}).get(self.settings.table, {}).get("Keys", [])
        if keys:
            raise refused(
                "ProvisionedThroughputExceededException", "dynamodb:BatchGetItem", f"table {self.settings.table}"
            )
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

    def last_event(self, request_id: str) -> Event | None:
        """The newest event of one analysis; None for an unknown one."""
        answer = self._call(
            "Query",
            clients().dynamodb.query,
            TableName=self.settings.events_table,
            KeyConditionExpression="request_id = :id",
            ExpressionAttributeValues=to_attributes({":id": request_id}),
            ScanIndexForward=False,
            Limit=1,
            ConsistentRead=True,
        )
        return next((Event.from_item(from_attributes(item)) for item in answer["Items"]), None)

    def _call(self, action: str, method: Callable[..., Any], **parameters: Any) -> Any:
        try:
            return method(**parameters)
        except Exception as error:
            raise translate(error, f"dynamodb:{action}", f"table {self.settings.table}") from error

    def pause(self, attempt: int) -> None:
        """Wait before the next try; `attempt` counts from 0."""
        self.sleep(_BACKOFF.wait(attempt + 1))
