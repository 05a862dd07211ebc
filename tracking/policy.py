"""The least that each role must be allowed in IAM, for the names in the settings. Pure values."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from tracking.client import partition
from tracking.conf import TrackingSettings

Document = dict[str, Any]


class Role(StrEnum):
    """Who acts: each process has one role."""

    WEB = "web"
    WORKER = "worker"
    OPERATOR = "operator"


_ITEMS = ("GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "DescribeTable")
_OBJECTS = ("GetObject", "PutObject", "DeleteObject")
_SEND = ("SendMessage", "GetQueueUrl", "GetQueueAttributes")
_KMS = ("Encrypt", "Decrypt", "ReEncrypt*", "GenerateDataKey*", "DescribeKey", "CreateGrant")

_ON_TABLE: dict[Role, tuple[str, ...]] = {
    Role.WEB: (*_ITEMS, "BatchGetItem"),
    Role.WORKER: (*_ITEMS, "BatchGetItem"),
    Role.OPERATOR: (
        *_ITEMS,
        "BatchGetItem",
        "CreateTable",
        "UpdateTable",
        "DescribeTimeToLive",
        "UpdateTimeToLive",
        "DescribeContinuousBackups",
        "UpdateContinuousBackups",
        "ListTagsOfResource",
        "TagResource",
    ),
}
_ON_EVENTS: dict[Role, tuple[str, ...]] = {
    # Append-only: nobody but the operator, whose probe cleans up after itself, may take an event away.
    Role.WEB: ("GetItem", "PutItem", "Query", "DescribeTable"),
    Role.WORKER: ("GetItem", "PutItem", "Query"),
    Role.OPERATOR: (
        "GetItem",
        "PutItem",
        "Query",
        "DeleteItem",
        "CreateTable",
        "UpdateTable",
        "DescribeTable",
        "DescribeTimeToLive",
        "DescribeContinuousBackups",
        "UpdateContinuousBackups",
        "ListTagsOfResource",
        "TagResource",
    ),
}
_ON_STREAM: dict[Role, tuple[str, ...]] = {
    Role.WEB: ("DescribeStream", "GetShardIterator", "GetRecords"),
    Role.WORKER: (),
    Role.OPERATOR: ("DescribeStream", "GetShardIterator", "GetRecords"),
}
_ON_BUCKET: dict[Role, tuple[str, ...]] = {
    Role.WEB: ("ListBucket",),
    Role.WORKER: ("ListBucket",),
    Role.OPERATOR: ("ListBucket", "CreateBucket", "GetBucketVersioning"),
}
_ON_QUEUE: dict[Role, tuple[str, ...]] = {
    Role.WEB: _SEND,
    Role.WORKER: (*_SEND, "ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility"),
    Role.OPERATOR: ("GetQueueUrl", "GetQueueAttributes", "SetQueueAttributes", "CreateQueue", "TagQueue"),
}


def policy(role: Role, settings: TrackingSettings, *, source_buckets: Iterable[str] = ()) -> Document:
    """The policy document of `role`.

    `source_buckets` are those that an `s3_uri` may name; only the web reads them.
    """
    arn = f"arn:{partition(settings.region)}"
    table = f"{arn}:dynamodb:{settings.region}:*:table/{settings.table}"
    events = f"{arn}:dynamodb:{settings.region}:*:table/{settings.events_table}"
    bucket = f"{arn}:s3:::{settings.bucket}"
    queue = f"{arn}:sqs:*:*:{settings.queue}"
    statements = [
        _allow("Analyses", "dynamodb", _ON_TABLE[role], table, f"{table}/index/*"),
        _allow("AuditTrail", "dynamodb", _ON_EVENTS[role], events),
        _allow("Changes", "dynamodb", _ON_STREAM[role], f"{table}/stream/*"),
        _allow("Files", "s3", _OBJECTS, f"{bucket}/*"),
        _allow("FileNames", "s3", _ON_BUCKET[role], bucket),
        _allow("Queue", "sqs", _ON_QUEUE[role], queue),
        # Celery looks a queue up among all of an account's.
        _allow("QueueNames", "sqs", ("ListQueues",) if role is not Role.OPERATOR else (), "*"),
        _allow(
            "Sources",
            "s3",
            ("GetObject",) if role is Role.WEB else (),
            *(f"{arn}:s3:::{name}/*" for name in source_buckets),
        ),
        _allow("Key", "kms", _KMS if settings.kms_key else (), _key(settings)),
    ]
    return {"Version": "2012-10-17", "Statement": [statement for statement in statements if statement]}


def _allow(sid: str, service: str, actions: Iterable[str], *resources: str) -> Document | None:
    actions = [f"{service}:{action}" for action in actions]
    if not actions or not resources:
        return None
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Action": sorted(actions),
        "Resource": resources[0] if len(resources) == 1 else list(resources),
    }


def _key(settings: TrackingSettings) -> str:
    if settings.kms_key.startswith("arn:"):
        return settings.kms_key
    return f"arn:{partition(settings.region)}:kms:{settings.region}:*:key/{settings.kms_key}"
