"""The two tables in DynamoDB: made on first use, and the care that their settings ask for."""

from __future__ import annotations

import time
from typing import Any

from tracking.client import clients
from tracking.conf import tracking_settings
from tracking.errors import ResourceMissing, ServiceError, ServiceRefused, Unreachable, error_code, translate
from tracking.schema import EXPIRY_ATTRIBUTE, events_schema, tracking_schema

POLL_SECONDS = 0.5
"""Pause between two looks at a table that is being changed."""


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
    """Create what is missing and wait until both tables are active. Raises ServiceError; Unreachable after `timeout` s.

    Retention and recovery are switched on where the settings ask for them. Everything else of a table that is there
    already is left as it is: `manage.py check_tracking --apply` changes it.
    """
    settings = tracking_settings()
    for schema in (tracking_schema(settings), events_schema(settings)):
        create_table(schema, timeout)
    if settings.retention_days:
        set_expiry(settings.table, on=True)
    if settings.point_in_time_recovery:
        for name in (settings.table, settings.events_table):
            set_recovery(name, on=True)


def create_table(schema: dict[str, Any], timeout: float = 60.0) -> None:
    """Create one table if it is not there, and wait until it is active. Raises ServiceError."""
    name = schema["TableName"]
    if describe_table(name) is None:
        try:
            clients().dynamodb.create_table(**schema)
        except Exception as error:
            if error_code(error) != "ResourceInUseException":  # Another process was first.
                raise _refused(error, "dynamodb:CreateTable", name, schema) from error
    wait_until_active(name, timeout)


def wait_until_active(name: str, timeout: float = 60.0) -> dict[str, Any]:
    """Wait until a table and its indexes can be used, and can be changed again; its description. Raises Unreachable."""
    deadline = time.monotonic() + timeout
    while True:
        table = describe_table(name)
        if table is not None and _is_settled(table):
            return table
        if time.monotonic() > deadline:
            raise Unreachable(f"The table {name} did not become active within {timeout:.0f} s.")
        time.sleep(POLL_SECONDS)


def _is_settled(table: dict[str, Any]) -> bool:
    states = [table["TableStatus"], *(index.get("IndexStatus", "ACTIVE") for index in indexes_of(table).values())]
    return all(state == "ACTIVE" for state in states)


def indexes_of(table: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The indexes of a described table, by name."""
    return {index["IndexName"]: index for index in table.get("GlobalSecondaryIndexes", ())}


def update_table(name: str, **changes: Any) -> None:
    """Change a table and wait until the change is done. Raises ServiceError."""
    try:
        clients().dynamodb.update_table(TableName=name, **changes)
    except Exception as error:
        raise _refused(error, "dynamodb:UpdateTable", name, changes) from error
    wait_until_active(name, timeout=600.0)


def _refused(error: Exception, action: str, name: str, asked: dict[str, Any]) -> ServiceError:
    if error_code(error) == "ValidationException" and "SSESpecification" in asked:
        return ServiceRefused(
            f"AWS refused {action} on table {name}, most likely for the encryption it asks for.",
            "Check TRACKING_KMS_KEY; empty is DynamoDB's own encryption, which every region and account has.",
        )
    return translate(error, action, f"table {name}")


def has_expiry(name: str) -> bool:
    """Whether DynamoDB deletes what has expired. Raises ServiceError."""
    try:
        found = clients().dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    except Exception as error:
        raise translate(error, "dynamodb:DescribeTimeToLive", f"table {name}") from error
    on = found.get("TimeToLiveStatus") in ("ENABLED", "ENABLING")
    return on and found.get("AttributeName", EXPIRY_ATTRIBUTE) == EXPIRY_ATTRIBUTE


def set_expiry(name: str, *, on: bool) -> None:
    """Switch the deletion of expired items. Raises ServiceError."""
    if has_expiry(name) is on:
        return
    try:
        clients().dynamodb.update_time_to_live(
            TableName=name, TimeToLiveSpecification={"Enabled": on, "AttributeName": EXPIRY_ATTRIBUTE}
        )
    except Exception as error:
        raise translate(error, "dynamodb:UpdateTimeToLive", f"table {name}") from error


def has_recovery(name: str) -> bool:
    """Whether continuous backups are on. Raises ServiceError."""
    try:
        found = clients().dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    except Exception as error:
        raise translate(error, "dynamodb:DescribeContinuousBackups", f"table {name}") from error
    recovery = found.get("PointInTimeRecoveryDescription", {})
    return recovery.get("PointInTimeRecoveryStatus") == "ENABLED"


def set_recovery(name: str, *, on: bool) -> None:
    """Switch continuous backups. Raises ServiceError."""
    try:
        clients().dynamodb.update_continuous_backups(
            TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": on}
        )
    except Exception as error:
        raise translate(error, "dynamodb:UpdateContinuousBackups", f"table {name}") from error


def tags_of(table: dict[str, Any]) -> dict[str, str]:
    """The tags of a described table. Raises ServiceError."""
    try:
        found = clients().dynamodb.list_tags_of_resource(ResourceArn=table["TableArn"])
    except Exception as error:
        raise translate(error, "dynamodb:ListTagsOfResource", f"table {table['TableName']}") from error
    return {tag["Key"]: tag["Value"] for tag in found.get("Tags", ())}


def set_tags(table: dict[str, Any], tags: dict[str, str]) -> None:
    """Give a described table these tags, beside those it has. Raises ServiceError."""
    try:
        clients().dynamodb.tag_resource(
            ResourceArn=table["TableArn"], Tags=[{"Key": key, "Value": value} for key, value in tags.items()]
        )
    except Exception as error:
        raise translate(error, "dynamodb:TagResource", f"table {table['TableName']}") from error
