"""A stream record as a change of one analysis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from tracking.client import from_attributes


class Kind(StrEnum):
    """What happened to the item."""

    INSERT = "INSERT"
    MODIFY = "MODIFY"
    REMOVE = "REMOVE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One write to one item, as the stream tells it."""

    request_id: str
    kind: Kind
    version: int
    """The item's `version` after the write; for a removal, one more than its last. So one rule, “drop what is not above
    what you have”, serves every kind. 0 for an item that carries none."""
    image: Mapping[str, Any] | None
    """The item after the write as plain values; None for a removal."""
    before: Mapping[str, Any] | None
    """The item before it; None for an insert."""
    sequence_number: str
    """Rises within a shard, to be compared as a number."""
    at: datetime | None
    """When it was written, to the second."""


class BadRecord(ValueError):
    """A stream record that is not of a table of analyses."""


def change_of(record: Mapping[str, Any]) -> Change:
    """The change that a stream record tells of.

    Raises BadRecord, which never quotes the record's content.
    """
    try:
        kind = Kind(record["eventName"])
        data = record["dynamodb"]
        request_id = data["Keys"]["request_id"]["S"]
        image = from_attributes(data["NewImage"]) if data.get("NewImage") else None
        before = from_attributes(data["OldImage"]) if data.get("OldImage") else None
        return Change(
            request_id=request_id,
            kind=kind,
            version=_version(before) + 1 if kind is Kind.REMOVE else _version(image),
            image=None if kind is Kind.REMOVE else image,
            before=before,
            sequence_number=data["SequenceNumber"],
            at=data.get("ApproximateCreationDateTime"),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadRecord(f"A stream record of an unknown shape ({type(error).__name__}).") from None


def _version(image: Mapping[str, Any] | None) -> int:
    return int((image or {}).get("version", 0))
