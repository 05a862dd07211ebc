"""The record as programs outside this project see it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracking.record import Record

_INTERNAL = frozenset(
    {
        "lease",
        "listing",
        "listing_status",
        "due",
        "due_at",
        "last_write",
        "fingerprint",
        "strip",
        "search",
        "options",
        "losses",
        "edits",
        "forgetting",
        "deleting",
    }
)


def status_document(item: Mapping[str, Any]) -> dict[str, Any]:
    """The item as API clients see it: the guide's attributes and ours, without what is the store's own business."""
    # By way of the record: DynamoDB gives maps back in any order, and clients print the steps as they come.
    document = {key: value for key, value in Record.from_item(item).to_item().items() if key not in _INTERNAL}
    document["sources"] = [{"name": source["name"], "bytes": source["bytes"]} for source in item.get("sources", ())]
    document["error"] = item.get("error")
    return document
