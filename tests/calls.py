"""Notes every AWS call that tests make, so that one test can compare them with the IAM policy."""

from __future__ import annotations

import re
from typing import Any

from tracking.client import Clients

made: set[str] = set()
"""IAM actions, `dynamodb:PutItem` …, of all calls so far in this process."""

_SERVICES = {"dynamodb": "dynamodb", "dynamodbstreams": "dynamodb", "s3": "s3", "sqs": "sqs"}

# Where the name of the permission is not that of the call.
_ACTIONS = {
    "dynamodb:TransactWriteItems": "",  # Each of its writes needs a permission of its own, see `_of_transaction`.
    "s3:HeadBucket": "s3:ListBucket",
    "s3:ListObjectsV2": "s3:ListBucket",
    "s3:HeadObject": "s3:GetObject",
    "s3:DeleteObjects": "s3:DeleteObject",
}


def record_calls(clients: Clients) -> None:
    """Note the calls of these clients from now on."""
    for name in ("dynamodb", "streams", "s3", "sqs"):
        getattr(clients, name).meta.events.register("provide-client-params.*.*", _note, unique_id="noted")


def _note(params: dict[str, Any], model: Any, **_: Any) -> None:
    service = _SERVICES[model.service_model.service_name]
    call = f"{service}:{model.name}"
    if model.name == "TransactWriteItems":
        made.update(_of_transaction(params))
    elif action := _ACTIONS.get(call, call):
        made.add(action)


def _of_transaction(params: dict[str, Any]) -> set[str]:
    return {
        f"dynamodb:{re.sub('$', 'Item', kind) if kind != 'ConditionCheck' else 'ConditionCheckItem'}"
        for write in params["TransactItems"]
        for kind in write
    }
