"""What DynamoDB charges for the calls of this process, by its published rules: emulators do not say, or say it wrong.

Writes: 1 unit for each KB begun, 2 in a transaction; for each index 1 unit for each KB of what it projects where that
changes, and 2 where its key changes (out and in). Reads: 1 unit for each 4 KB, half where not consistent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from math import ceil
from typing import Any

from tracking.client import Clients
from tracking.conf import tracking_settings
from tracking.tables import tracking_schema

Attributes = Mapping[str, Mapping[str, Any]]


def size(name: str, value: Mapping[str, Any]) -> int:
    """Bytes of one attribute in DynamoDB's typed form."""
    return len(name.encode()) + _value_size(value)


def item_size(item: Attributes) -> int:
    """Bytes of an item."""
    return sum(size(name, value) for name, value in item.items())


def _value_size(value: Mapping[str, Any]) -> int:
    [(kind, content)] = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "N":
            return ceil(len(content.strip("-0.")) / 2) + 1
        case "L":
            return 3 + sum(1 + _value_size(inner) for inner in content)
        case "M":
            return 3 + sum(1 + size(name, inner) for name, inner in content.items())
    return 1


_WRITES = frozenset({"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"})


class Meter:
    """Counts the calls of some clients, and the units that DynamoDB would charge for them."""

    def __init__(self, clients: Clients, state: Callable[[str], Attributes | None]) -> None:
        """`state` gives the item of an analysis as it is, over a connection that is not counted."""
        self.calls: Counter[str] = Counter()
        self.write_units: Counter[str] = Counter()
        self.read_units = 0.0
        self.largest_item = 0
        self._indexes = tracking_schema(tracking_settings())["GlobalSecondaryIndexes"]
        self._state = state
        self._writing: tuple[str, Attributes | None, Attributes | None] | None = None
        for service in ("dynamodb", "s3", "sqs"):
            events = getattr(clients, service).meta.events
            events.register(f"provide-client-params.{service}", self._called)
            events.register(f"after-call.{service}", self._answered)

    def _called(self, model: Any, params: dict[str, Any], **_: Any) -> None:
        self.calls[f"{model.service_model.service_name}:{model.name}"] += 1
        if model.name in _WRITES:
            write, event = params, None
            if model.name == "TransactWriteItems":
                [write] = params["TransactItems"][0].values()
                event = params["TransactItems"][1]["Put"]["Item"]
            request_id = (write.get("Item") or write["Key"])["request_id"]["S"]
            self._writing = request_id, self._state(request_id), event

    def _answered(self, model: Any, parsed: dict[str, Any], **_: Any) -> None:
        if model.name == "GetItem":
            self.read_units += max(1, ceil(item_size(parsed.get("Item", {})) / 4096))
        elif model.name == "Query":
            self.read_units += max(1, ceil(sum(item_size(item) for item in parsed["Items"]) / 4096)) / 2
        elif model.name in _WRITES and self._writing is not None:
            request_id, before, event = self._writing
            self._charge(before, self._state(request_id), event)
            self._writing = None

    def _charge(self, before: Attributes | None, after: Attributes | None, event: Attributes | None) -> None:
        largest = max(item_size(before or {}), item_size(after or {}))
        self.largest_item = max(self.largest_item, largest)
        self.write_units["items"] += ceil(largest / 1024) * (1 if event is None else 2)
        if event is not None:
            self.write_units["events"] += 2 * ceil(item_size(event) / 1024)
        for index in self._indexes:
            units = self._index_units(index, before or {}, after or {})
            self.write_units[f"index {index['IndexName']}"] += units

    def _index_units(self, index: dict[str, Any], before: Attributes, after: Attributes) -> int:
        keys = [key["AttributeName"] for key in index["KeySchema"]]
        projected = ["request_id", *keys, *index["Projection"].get("NonKeyAttributes", ())]
        old, new = ({k: item[k] for k in projected if k in item} for item in (before, after))
        was, becomes = (all(key in entry for key in keys) for entry in (old, new))
        units = [ceil(item_size(entry) / 1024) for entry, there in ((old, was), (new, becomes)) if there]
        if was and becomes and all(old[key] == new[key] for key in keys):
            return 0 if old == new else max(units)
        return sum(units)
