"""How the tables are kept, against how the settings want them: every difference named, and mended where it can be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tracking import bucket, queue, tables
from tracking.conf import TrackingSettings
from tracking.errors import ResourceMissing
from tracking.schema import ON_DEMAND, PROVISIONED, events_schema, tracking_schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Something that is not as the settings want it."""

    resource: str
    """`table design-analysis-tracking`, `bucket …`, `queue …`."""
    aspect: str
    wanted: str
    found: str
    mend: Callable[[], None] | None
    """Makes it as it is wanted; None where only people can."""
    remedy: str = "Only a new table can have it: choose another name."
    """What helps where `mend` is None."""

    def __str__(self) -> str:
        return f"{self.resource}: {self.aspect} is {self.found}, wanted is {self.wanted}"


def differences(settings: TrackingSettings) -> Iterator[Difference]:
    """All that is missing or otherwise than the settings want it, in an order in which it can be mended.

    Lazy: whoever mends each difference before asking for the next sees what follows from it. Raises ServiceError.
    """
    for schema, expires in ((tracking_schema(settings), True), (events_schema(settings), False)):
        name = schema["TableName"]
        if tables.describe_table(name) is None:
            yield _missing(f"table {name}", lambda schema=schema: tables.create_table(schema))  # type: ignore[misc]
        table = tables.describe_table(name)
        if table is None:
            continue
        yield from _of_table(table, schema)
        yield from _of_recovery(name, settings)
        if expires:
            yield from _of_expiry(name, settings)
    yield from _of_bucket(settings)
    yield from _of_queue(settings)


def _missing(resource: str, create: Callable[[], None]) -> Difference:
    return Difference(resource=resource, aspect="existence", wanted="there", found="missing", mend=create)


def _of_table(table: dict[str, Any], schema: dict[str, Any]) -> Iterator[Difference]:
    name = schema["TableName"]
    on = f"table {name}"
    if _keys(table) != _keys(schema):
        yield Difference(resource=on, aspect="key", wanted=_keys(schema), found=_keys(table), mend=None)
        return
    yield from _of_billing(table, schema)
    yield from _of_indexes(table, schema)
    if "StreamSpecification" in schema:
        yield from _of_stream(table, schema)
    yield from _of_encryption(table, schema)
    wanted = {tag["Key"]: tag["Value"] for tag in schema["Tags"]}
    found = tables.tags_of(table)
    if any(found.get(key) != value for key, value in wanted.items()):
        yield Difference(
            resource=on,
            aspect="tags",
            wanted=_listed(wanted),
            found=_listed(found) or "none",
            mend=lambda: tables.set_tags(table, wanted),
        )


def _keys(table: dict[str, Any]) -> str:
    return ", ".join(f"{key['AttributeName']} ({key['KeyType'].lower()})" for key in table["KeySchema"])


def _listed(tags: dict[str, str]) -> str:
    return ", ".join(f"{key}={value}" for key, value in sorted(tags.items()))


def _of_billing(table: dict[str, Any], schema: dict[str, Any]) -> Iterator[Difference]:
    wanted, found = _billing(schema), _billing(table)
    if wanted == found:
        return
    name = schema["TableName"]
    changes: dict[str, Any] = {"BillingMode": schema["BillingMode"]}
    if schema["BillingMode"] == PROVISIONED:
        changes["ProvisionedThroughput"] = schema["ProvisionedThroughput"]
        changes["GlobalSecondaryIndexUpdates"] = [
            {"Update": {"IndexName": index, "ProvisionedThroughput": schema["ProvisionedThroughput"]}}
            for index in tables.indexes_of(table)
        ]
    yield Difference(
        resource=f"table {name}",
        aspect="billing",
        wanted=wanted,
        found=found,
        mend=lambda: tables.update_table(name, **{key: value for key, value in changes.items() if value}),
    )


def _billing(table: dict[str, Any]) -> str:
    # A table that was always provisioned has no summary at all.
    mode = table.get("BillingMode") or table.get("BillingModeSummary", {}).get("BillingMode", PROVISIONED)
    if mode == ON_DEMAND:
        return "on demand"
    throughput = table["ProvisionedThroughput"]
    return (
        f"provisioned, {throughput['ReadCapacityUnits']} reads and {throughput['WriteCapacityUnits']} writes a second"
    )


def _of_indexes(table: dict[str, Any], schema: dict[str, Any]) -> Iterator[Difference]:
    name = schema["TableName"]
    found = tables.indexes_of(table)
    for index in schema.get("GlobalSecondaryIndexes", ()):
        there = found.get(index["IndexName"])
        aspect = f"index {index['IndexName']}"
        if there is None:
            yield Difference(
                resource=f"table {name}",
                aspect=aspect,
                wanted=_index(index),
                found="missing",
                # DynamoDB makes one index at a time.
                mend=lambda index=index: tables.update_table(  # type: ignore[misc]
                    name,
                    AttributeDefinitions=schema["AttributeDefinitions"],
                    GlobalSecondaryIndexUpdates=[{"Create": index}],
                ),
            )
        elif _index(there) != _index(index):
            yield Difference(
                resource=f"table {name}",
                aspect=aspect,
                wanted=_index(index),
                found=_index(there),
                mend=lambda index=index: _remake(name, schema, index),  # type: ignore[misc]
            )


def _remake(name: str, schema: dict[str, Any], index: dict[str, Any]) -> None:
    tables.update_table(name, GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": index["IndexName"]}}])
    tables.update_table(
        name,
        AttributeDefinitions=schema["AttributeDefinitions"],
        GlobalSecondaryIndexUpdates=[{"Create": index}],
    )


def _index(index: dict[str, Any]) -> str:
    projection = index["Projection"]
    carried = ", ".join(sorted(projection.get("NonKeyAttributes", ()))) or projection["ProjectionType"].lower()
    return f"{_keys(index)} with {carried}"


def _of_stream(table: dict[str, Any], schema: dict[str, Any]) -> Iterator[Difference]:
    wanted = schema["StreamSpecification"]
    found = table.get("StreamSpecification") or {"StreamEnabled": False}
    if found.get("StreamEnabled") and found.get("StreamViewType") == wanted["StreamViewType"]:
        return
    name = schema["TableName"]

    def mend() -> None:
        if found.get("StreamEnabled"):  # One of another kind has to be switched off first.
            tables.update_table(name, StreamSpecification={"StreamEnabled": False})
        tables.update_table(name, StreamSpecification=wanted)

    yield Difference(
        resource=f"table {name}",
        aspect="stream",
        wanted=wanted["StreamViewType"],
        found=found.get("StreamViewType", "off") if found.get("StreamEnabled") else "off",
        mend=mend,
    )


def _of_encryption(table: dict[str, Any], schema: dict[str, Any]) -> Iterator[Difference]:
    wanted = schema.get("SSESpecification", {}).get("KMSMasterKeyId", "")
    described = table.get("SSEDescription", {})
    found = described.get("KMSMasterKeyArn", "") if described.get("Status") in ("ENABLED", "UPDATING") else ""
    # A key is named by its id or its ARN (aliases are refused, see tracking.checks); DynamoDB answers with the ARN.
    if (not wanted and not found) or (wanted and (found == wanted or found.endswith(f"/{wanted}"))):
        return
    name = schema["TableName"]
    change = schema.get("SSESpecification", {"Enabled": False})
    yield Difference(
        resource=f"table {name}",
        aspect="encryption",
        wanted=f"the KMS key {wanted}" if wanted else "DynamoDB's own",
        found=f"the KMS key {found}" if found else "DynamoDB's own",
        mend=lambda: tables.update_table(name, SSESpecification=change),
    )


def _of_recovery(name: str, settings: TrackingSettings) -> Iterator[Difference]:
    wanted, found = settings.point_in_time_recovery, tables.has_recovery(name)
    if wanted is not found:
        yield Difference(
            resource=f"table {name}",
            aspect="point-in-time recovery",
            wanted=_on(wanted),
            found=_on(found),
            mend=lambda: tables.set_recovery(name, on=wanted),
        )


def _of_expiry(name: str, settings: TrackingSettings) -> Iterator[Difference]:
    wanted, found = bool(settings.retention_days), tables.has_expiry(name)
    if wanted is not found:
        yield Difference(
            resource=f"table {name}",
            aspect="deletion of what has expired",
            wanted=_on(wanted),
            found=_on(found),
            mend=lambda: tables.set_expiry(name, on=wanted),
        )


def _on(state: bool) -> str:
    return "on" if state else "off"


def _of_bucket(settings: TrackingSettings) -> Iterator[Difference]:
    on = f"bucket {settings.bucket}"
    if not _is_there(bucket.check):
        yield _missing(on, bucket.ensure_bucket)
        if not _is_there(bucket.check):
            return
    if bucket.keeps_versions():
        # Whether older versions are needed for something else that is in it, nobody knows but its owner.
        yield Difference(
            resource=on,
            aspect="versioning",
            wanted="off, so that research which was deleted is gone",
            found="on",
            mend=None,
            remedy="Suspend it and remove older versions, or have a lifecycle rule expire noncurrent versions.",
        )


def _of_queue(settings: TrackingSettings) -> Iterator[Difference]:
    on = f"queue {settings.queue}"
    if not _is_there(queue.visibility):
        yield _missing(on, queue.ensure_queue)
        if not _is_there(queue.visibility):
            return
    found = queue.visibility()
    if found != queue.VISIBILITY_SECONDS:
        yield Difference(
            resource=on,
            aspect="visibility timeout",
            wanted=f"{queue.VISIBILITY_SECONDS} s",
            found=f"{found} s",
            mend=queue.set_visibility,
        )


def _is_there(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except ResourceMissing:
        return False
    return True
