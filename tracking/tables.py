"""The two tables: their schema, creation on first use, and the care their settings ask for."""

from __future__ import annotations

import time
from typing import Any

from tracking.client import clients
from tracking.conf import TrackingSettings, tracking_settings
from tracking.errors import ResourceMissing, TrackingError, Unreachable, error_code, translate

RECENT_INDEX = "recent"
"""Newest first: `listing` + `created_at`."""
STATUS_INDEX = "status"
"""Newest first with one status: `listing_status` + `created_at`."""
DUE_INDEX = "due"
"""Sparse: only what is still to be finished, by when to look at it: `due` + `due_at`."""

_ROW = ["research_data", "updated_at", "overall_status", "title", "owner", "engine", "strip", "search", "error"]
"""What a line of the list needs. Nothing here changes with progress or heartbeat, so neither writes to an index."""


def _throughput(settings: TrackingSettings) -> dict[str, Any]:
    if settings.billing_mode == "PROVISIONED":
        return {
            "ProvisionedThroughput": {
                "ReadCapacityUnits": settings.read_capacity,
                "WriteCapacityUnits": settings.write_capacity,
            }
        }
    return {}


def _index(name: str, hash_key: str, range_key: str, projection: dict[str, Any], settings: TrackingSettings) -> dict[str, Any]:
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


def describe_table(name: str) -> dict[str, Any] | None:
    """DescribeTable's `Table`; None where there is no such table."""
    try:
        return dict(clients().dynamodb.describe_table(TableName=name)["Table"])
    except Exception as error:
        translated = translate(error, "dynamodb:DescribeTable", f"table {name}")
        if isinstance(translated, ResourceMissing):
            return None
        raise translated from error


def ensure_tables(timeout: float = 60.0) -> None:
    """Create what is missing and wait until both tables are active. Raises ServiceError; Unreachable after `timeout` s."""
    settings = tracking_settings()
    for schema in (tracking_schema(settings), events_schema(settings)):
        name = schema["TableName"]
        if describe_table(name) is None:
            try:
                clients().dynamodb.create_table(**schema)
            except Exception as error:
                if error_code(error) != "ResourceInUseException":  # Another process was first.
                    raise translate(error, "dynamodb:CreateTable", f"table {name}") from error
        _wait_until_active(name, timeout)
    _apply_care(settings)


def _wait_until_active(name: str, timeout: float) -> None:
    deadline = time.monotonic() + timeout
    while True:
        table = describe_table(name)
        if table is not None and table["TableStatus"] == "ACTIVE":
            return
        if time.monotonic() > deadline:
            raise Unreachable(f"The table {name} did not become active within {timeout:.0f} s.")
        time.sleep(0.5)


def _apply_care(settings: TrackingSettings) -> None:
    if settings.retention_days:
        _enable_expiry(settings.table)
    if settings.point_in_time_recovery:
        for name in (settings.table, settings.events_table):
            _enable_recovery(name)


def _enable_expiry(name: str) -> None:
    try:
        current = clients().dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
        if current.get("TimeToLiveStatus") in ("ENABLED", "ENABLING"):
            return
        clients().dynamodb.update_time_to_live(
            TableName=name, TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires_at"}
        )
    except TrackingError:
        raise
    except Exception as error:
        raise translate(error, "dynamodb:UpdateTimeToLive", f"table {name}") from error


def _enable_recovery(name: str) -> None:
    try:
        clients().dynamodb.update_continuous_backups(
            TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
        )
    except Exception as error:
        raise translate(error, "dynamodb:UpdateContinuousBackups", f"table {name}") from error
