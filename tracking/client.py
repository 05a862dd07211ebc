"""The only module that imports boto3: clients, and DynamoDB's attribute format."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

import boto3
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from botocore.config import Config

from tracking import clock
from tracking.conf import tracking_settings
from tracking.skew import skew

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodbstreams import DynamoDBStreamsClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient


@dataclass(frozen=True, slots=True)
class Clients:
    """One client a service, shared by the threads of a process (boto3 clients are thread-safe)."""

    dynamodb: DynamoDBClient
    streams: DynamoDBStreamsClient
    s3: S3Client
    sqs: SQSClient


_QUICK = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3})
"""DynamoDB answers in milliseconds. A heartbeat must know well within the lease (30 s) that a call came to nothing."""

_ONCE = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 1})
"""The follower of the stream waits and tries again by itself. Retries below it would hide that a local service was
started anew, with places in the stream that no longer mean the same, and would hold up the end of the process."""


@cache
def clients() -> Clients:
    """This process's clients. Credentials and endpoint come by boto3's own chain and environment variables."""
    region = tracking_settings().region
    config = Config(
        region_name=region,
        connect_timeout=2,
        read_timeout=8,
        retries={"mode": "standard", "total_max_attempts": 4},
        max_pool_connections=32,
        # Account-bound endpoints exist only at AWS itself; emulators know the plain ones.
        account_id_endpoint_mode="disabled",
        s3={"addressing_style": "path" if os.environ.get("AWS_ENDPOINT_URL") else "auto"},
    )
    session = boto3.session.Session(region_name=region)
    dynamodb = session.client("dynamodb", config=config.merge(_QUICK))
    dynamodb.meta.events.register("before-call.dynamodb", _note_sent)
    dynamodb.meta.events.register("after-call.dynamodb", _note_received)
    return Clients(
        dynamodb=dynamodb,
        streams=session.client("dynamodbstreams", config=config.merge(_ONCE)),
        s3=session.client("s3", config=config),
        sqs=session.client("sqs", config=config),
    )


@cache
def partition(region: str) -> str:
    """The part of AWS that a region belongs to, as ARNs name it: `aws`, `aws-cn`, `aws-us-gov` …"""
    return boto3.session.Session().get_partition_for_region(region)


def _note_sent(context: dict[str, Any], **_: Any) -> None:
    context["sent_at"] = clock.now()


def _note_received(context: dict[str, Any], parsed: dict[str, Any], **_: Any) -> None:
    date = parsed.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date")
    if date and "sent_at" in context:
        skew.observe(context["sent_at"], clock.now(), date)


# A forked worker must not share its parent's sockets.
os.register_at_fork(after_in_child=clients.cache_clear)

_serialize = TypeSerializer().serialize
_deserialize = TypeDeserializer().deserialize


def to_attributes(values: Mapping[str, Any]) -> dict[str, Any]:
    """Plain values (str, bool, int, float, None, list, dict) in DynamoDB's typed form."""
    return {key: _serialize(_with_decimals(value)) for key, value in values.items()}


def from_attributes(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """The opposite of `to_attributes`; whole numbers come back as int, others as float."""
    return {key: _without_decimals(_deserialize(value)) for key, value in attributes.items()}


def _with_decimals(value: Any) -> Any:
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, dict):
        return {key: _with_decimals(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_with_decimals(inner) for inner in value]
    return value


def _without_decimals(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {key: _without_decimals(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without_decimals(inner) for inner in value]
    return value
