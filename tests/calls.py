"""Notes every AWS call that the product makes in tests, and which of them no role's IAM policy would allow."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

from django.conf import settings

from tracking.client import Clients, clients
from tracking.conf import tracking_settings
from tracking.policy import Document, Role, policy

TRACKING = str(Path(__file__).parent.parent / "tracking")
ACCOUNT = "123456789012"


class Call(NamedTuple):
    """A call as IAM sees it."""

    action: str
    resource: str


made: set[Call] = set()
"""All calls of the product so far in this process."""
forbidden: set[Call] = set()
"""Those of them that no role may make; each test ends with none."""

# Where the name of the permission is not that of the call.
_ACTIONS = {
    "HeadBucket": "ListBucket",
    "ListObjectsV2": "ListBucket",
    "HeadObject": "GetObject",
    "DeleteObjects": "DeleteObject",
}


def record_calls(made_by: Clients) -> None:
    """Note the calls of these clients from now on."""
    for name in ("dynamodb", "streams", "s3", "sqs"):
        getattr(made_by, name).meta.events.register("provide-client-params.*.*", _note, unique_id="noted")


@contextmanager
def calls_of() -> Iterator[set[Call]]:
    """The calls made meanwhile."""
    before = set(made)
    made.clear()
    found: set[Call] = set()
    try:
        yield found
    finally:
        found.update(made)
        made.update(before)


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """How often each call of DynamoDB, S3 and SQS is made meanwhile, by its name."""
    calls: Counter[str] = Counter()

    def note(model: Any, **_: Any) -> None:
        calls[model.name] += 1

    mine = [client.meta.events for client in (clients().dynamodb, clients().s3, clients().sqs)]
    for events in mine:
        events.register("provide-client-params.*.*", note, unique_id="counted")
    try:
        yield calls
    finally:
        for events in mine:
            events.unregister("provide-client-params.*.*", note, unique_id="counted")


def is_allowed(call: Call, document: Document) -> bool:
    """Whether a policy allows the call."""
    for statement in document["Statement"]:
        resources = statement["Resource"]
        if any(fnmatchcase(call.action, action) for action in statement["Action"]) and any(
            fnmatchcase(call.resource, resource)
            for resource in ([resources] if isinstance(resources, str) else resources)
        ):
            return True
    return False


def policies() -> dict[Role, Document]:
    """The policy of each role for the settings in force."""
    return {role: policy(role, tracking_settings(), source_buckets=settings.S3_SOURCE_BUCKETS) for role in Role}


def _note(params: dict[str, Any], model: Any, **_: Any) -> None:
    if not _is_ours():
        return
    calls = set(_calls(model.service_model.service_name, model.name, params))
    made.update(calls)
    allowed = policies().values()
    forbidden.update(call for call in calls if not any(is_allowed(call, document) for document in allowed))


def _is_ours() -> bool:
    """Whether the product makes this call, and not a test that prepares or looks into something."""
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        path = frame.f_code.co_filename
        if path.startswith(TRACKING):
            return True
        if "site-packages" not in path and path != __file__:
            return False
        frame = frame.f_back
    return False


def _calls(service: str, name: str, params: dict[str, Any]) -> Iterator[Call]:
    action = _ACTIONS.get(name, name)
    if service == "s3":
        key = params.get("Key") or "".join(each["Key"] for each in params.get("Delete", {}).get("Objects", ())[:1])
        yield Call(f"s3:{action}", f"arn:aws:s3:::{params['Bucket']}" + (f"/{key}" if key else ""))
    elif service == "sqs":
        queue = params.get("QueueName") or params.get("QueueUrl", "*").rsplit("/", 1)[-1]
        yield Call(f"sqs:{action}", f"arn:aws:sqs:{settings.AWS_REGION}:{ACCOUNT}:{queue}")
    elif name == "TransactWriteItems":
        # Each of its writes needs its own permission.
        for write in params["TransactItems"]:
            for kind, item in write.items():
                permission = kind if kind == "ConditionCheck" else f"{kind}Item"
                yield Call(f"dynamodb:{permission}", _table(item["TableName"]))
    elif name == "BatchGetItem":
        for table in params["RequestItems"]:
            yield Call("dynamodb:BatchGetItem", _table(table))
    elif service == "dynamodbstreams":
        # An iterator does not show of which stream it is.
        arn = params.get("StreamArn") or f"{_table(settings.DYNAMODB_TABLE_NAME)}/stream/x"
        yield Call(f"dynamodb:{action}", arn)
    elif "ResourceArn" in params:
        yield Call(f"dynamodb:{action}", params["ResourceArn"])
    else:
        yield Call(f"dynamodb:{action}", _table(params["TableName"], params.get("IndexName")))


def _table(name: str, index: str | None = None) -> str:
    arn = f"arn:aws:dynamodb:{settings.DYNAMODB_REGION}:{ACCOUNT}:table/{name}"
    return f"{arn}/index/{index}" if index else arn
