"""The fencing token at work: who holds a lease, and small writes that only its holder may make."""

from __future__ import annotations

from typing import Any

from tracking.client import clients, from_attributes, to_attributes
from tracking.conf import TrackingSettings
from tracking.errors import LeaseLost, error_code, translate
from tracking.record import Lease, Record


def require_lease(record: Record, lease: Lease | None) -> None:
    """Raise LeaseLost unless the record is held under exactly `lease`; None asks for nothing."""
    if lease is None:
        return
    held = record.lease
    if held is None or held.owner != lease.owner or held.attempt != lease.attempt:
        raise LeaseLost(record.request_id)


def update_under_lease(
    settings: TrackingSettings, request_id: str, lease: Lease, update: str, values: dict[str, Any]
) -> Record:
    """Update attributes of the item if it is held under `lease`; the record after it. Raises LeaseLost, ServiceError.

    `update` may name `#until`, the lease's end, and `:one`.
    """
    names = {"#lease": "lease", "#owner": "owner", "#attempt": "attempt"}
    if "#until" in update:
        names["#until"] = "until"
    try:
        answer = clients().dynamodb.update_item(
            TableName=settings.table,
            Key=to_attributes({"request_id": request_id}),
            UpdateExpression=update,
            ConditionExpression="#lease.#owner = :owner AND #lease.#attempt = :attempt",
            ExpressionAttributeNames=names,
            ExpressionAttributeValues=to_attributes(
                {**values, ":owner": lease.owner, ":attempt": lease.attempt, ":one": 1}
            ),
            ReturnValues="ALL_NEW",
        )
    except Exception as error:
        if error_code(error) == "ConditionalCheckFailedException":
            raise LeaseLost(request_id) from error
        raise translate(error, "dynamodb:UpdateItem", f"table {settings.table}") from error
    return Record.from_item(from_attributes(answer["Attributes"]))
