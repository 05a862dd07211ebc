"""What the two tables are to be: keys, indexes, stream, billing, encryption, tags. Pure values."""

from __future__ import annotations

from typing import Any

from tracking.conf import TrackingSettings

RECENT_INDEX = "recent"
"""Newest first: `listing` + `created_at`."""
STATUS_INDEX = "status"
"""Newest first with one status: `listing_status` + `created_at`."""
DUE_INDEX = "due"
"""Sparse: only what is still to be finished, or will expire, by when to look at it: `due` + `due_at`."""

EXPIRY_ATTRIBUTE = "expires_at"
"""Seconds since the epoch at which DynamoDB may delete an item, where retention is set."""

PROVISIONED = "PROVISIONED"
ON_DEMAND = "PAY_PER_REQUEST"

_ROW = ["research_data", "updated_at", "overall_status", "title", "owner", "engine", "strip", "search", "error"]
"""What a line of the list needs. Nothing here changes with progress or a heartbeat, so neither writes to the indexes of
the list. A heartbeat moves its entry in `due`, which holds keys alone."""


def _throughput(settings: TrackingSettings) -> dict[str, Any]:
    if settings.billing_mode == PROVISIONED:
        return {
            "ProvisionedThroughput": {
                "ReadCapacityUnits": settings.read_capacity,
                "WriteCapacityUnits": settings.write_capacity,
            }
        }
    return {}


def _index(
    name: str, hash_key: str, range_key: str, projection: dict[str, Any], settings: TrackingSettings
) -> dict[str, Any]:
    return {
        "IndexName": name,
        "KeySchema": [
            {"AttributeName": hash_key, "KeyType": "HASH"},
            {"AttributeName": range_key, "KeyType": "RANGE"},
        ],
        "Projection": projection,
        **_throughput(settings),
    }


def _common(settings: TrackingSettings) -> dict[str, Any]:
    common: dict[str, Any] = {
        "BillingMode": settings.billing_mode,
        "Tags": [{"Key": key, "Value": value} for key, value in settings.tags.items()],
        **_throughput(settings),
    }
    if settings.kms_key:
        common["SSESpecification"] = {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": settings.kms_key}
    return common


def tracking_schema(settings: TrackingSettings) -> dict[str, Any]:
    """CreateTable's parameters for the table of analyses."""
    row = {"ProjectionType": "INCLUDE", "NonKeyAttributes": _ROW}
    return {
        "TableName": settings.table,
        "AttributeDefinitions": [
            {"AttributeName": "request_id", "AttributeType": "S"},
            {"AttributeName": "listing", "AttributeType": "S"},
            {"AttributeName": "listing_status", "AttributeType": "S"},
            {"AttributeName": "created_at", "AttributeType": "S"},
            {"AttributeName": "due", "AttributeType": "S"},
            {"AttributeName": "due_at", "AttributeType": "N"},
        ],
        "KeySchema": [{"AttributeName": "request_id", "KeyType": "HASH"}],
        "GlobalSecondaryIndexes": [
            _index(RECENT_INDEX, "listing", "created_at", row, settings),
            _index(STATUS_INDEX, "listing_status", "created_at", row, settings),
            _index(DUE_INDEX, "due", "due_at", {"ProjectionType": "KEYS_ONLY"}, settings),
        ],
        "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        **_common(settings),
    }


def events_schema(settings: TrackingSettings) -> dict[str, Any]:
    """CreateTable's parameters for the audit trail."""
    return {
        "TableName": settings.events_table,
        "AttributeDefinitions": [
            {"AttributeName": "request_id", "AttributeType": "S"},
            {"AttributeName": "seq", "AttributeType": "N"},
        ],
        "KeySchema": [
            {"AttributeName": "request_id", "KeyType": "HASH"},
            {"AttributeName": "seq", "KeyType": "RANGE"},
        ],
        **_common(settings),
    }
