"""What the follower asks of DynamoDB: four calls, and the values they answer with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from tracking.stream.position import Position


@dataclass(frozen=True, slots=True)
class Shard:
    """One shard as DescribeStream lists it."""

    id: str
    parent: str | None = None
    """The shard it continues. It need not be listed any more."""
    closed: bool = False
    """Whether nothing more will be written to it."""


@dataclass(frozen=True, slots=True)
class ShardPage:
    """One answer of DescribeStream: up to 100 shards."""

    shards: tuple[Shard, ...]
    next: str | None = None
    """Where the next page begins; None on the last."""


@dataclass(frozen=True, slots=True)
class RecordPage:
    """One answer of GetRecords: up to 1,000 records or 1 MB, oldest first."""

    records: tuple[Mapping[str, Any], ...]
    """Records as the service writes them (`eventName`, `dynamodb` …)."""
    iterator: str | None
    """Where to read on. None, and only None, means that the shard has ended with this page."""


class StreamService(Protocol):
    """The calls. Each makes one request, waits no longer than its time limit, and raises errors of `tracking` only.

    Beside those named below any may raise `Throttled`, `Unreachable`, `AccessDenied`, `NoCredentials` or another
    `ServiceError`. They are called from several threads at once.
    """

    def current_stream(self) -> str:
        """ARN of the stream that the table writes to now.

        Raises ResourceMissing without a table, StreamOff without a stream.
        """

    def describe(self, stream_arn: str, *, after: str | None = None, children_of: str | None = None) -> ShardPage:
        """One page of the stream's shards, from the one after `after`.

        With `children_of`, only that shard's children are asked for; a service may ignore that and list others too.
        Raises StreamGone.
        """

    def iterator(self, stream_arn: str, shard_id: str, position: Position) -> str:
        """A shard iterator; it lives for 15 minutes. Raises TrimmedData, StreamGone."""

    def records(self, iterator: str) -> RecordPage:
        """The records that follow, none being a fair answer. Raises ExpiredIterator, TrimmedData, StreamGone."""
