"""A change of one item and the event that tells of it, written in one transaction: both or neither."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracking.client import clients, to_attributes
from tracking.conf import TrackingSettings
from tracking.errors import VersionConflict, cancellation_reasons, error_code, translate
from tracking.events import Event
from tracking.record import Record


def commit(
    settings: TrackingSettings, record: Record, event: Event, *, condition: str, values: Mapping[str, Any] | None = None
) -> None:
    """Write the whole record with its event. Raises VersionConflict (`condition` does not hold) and ServiceError."""
    _transact(settings, {"Put": _put(settings, record, condition, values)}, event)


def remove(settings: TrackingSettings, record: Record, event: Event) -> None:
    """Remove the item with its last event. Raises VersionConflict (it has another version by now) and ServiceError."""
    delete = {
        "TableName": settings.table,
        "Key": to_attributes({"request_id": record.request_id}),
        "ConditionExpression": "version = :version",
        "ExpressionAttributeValues": to_attributes({":version": record.version}),
    }
    _transact(settings, {"Delete": delete}, event)


def put(settings: TrackingSettings, record: Record, *, condition: str, values: Mapping[str, Any]) -> None:
    """Write the whole record without an event: for what its events tell already. Raises as `commit`."""
    try:
        clients().dynamodb.put_item(**_put(settings, record, condition, values))
    except Exception as error:
        if error_code(error) == "ConditionalCheckFailedException":
            raise VersionConflict(record.request_id) from error
        raise translate(error, "dynamodb:PutItem", f"table {settings.table}") from error


def _put(
    settings: TrackingSettings, record: Record, condition: str, values: Mapping[str, Any] | None
) -> dict[str, Any]:
    parameters: dict[str, Any] = {
        "TableName": settings.table,
        "Item": to_attributes(record.to_item()),
        "ConditionExpression": condition,
    }
    if values:
        parameters["ExpressionAttributeValues"] = to_attributes(values)
    return parameters


def _transact(settings: TrackingSettings, write: dict[str, Any], event: Event) -> None:
    told: Any = {
        "TableName": settings.events_table,
        "Item": to_attributes(event.to_item()),
        "ConditionExpression": "attribute_not_exists(seq)",
    }
    try:
        clients().dynamodb.transact_write_items(
            TransactItems=[write, {"Put": told}]  # type: ignore[list-item]  # a dict that says Put or Delete
        )
    except Exception as error:
        if "ConditionalCheckFailed" in cancellation_reasons(error):
            raise VersionConflict(event.request_id) from error
        # IAM knows no permission for transactions, only for what they do.
        actions = " and ".join(dict.fromkeys([*(f"dynamodb:{kind}Item" for kind in write), "dynamodb:PutItem"]))
        raise translate(error, actions, f"tables {settings.table} and {settings.events_table}") from error
