"""What can go wrong with a stream, beside what can go wrong with any AWS service.

TrackingError
└── ServiceError
    └── StreamError
        ├── ExpiredIterator     older than 15 minutes, or one the service no longer knows
        ├── TrimmedData         the records asked for are older than the 24 hours a stream keeps
        ├── StreamGone          this stream, or this shard of it, does not exist (any more)
        └── StreamOff           the table has no stream that carries whole items
"""

from __future__ import annotations

from tracking.errors import ServiceError


class StreamError(ServiceError):
    """Something about the stream of changes."""

    kind = "stream"


class ExpiredIterator(StreamError):
    """A shard iterator older than 15 minutes, or one that the service does not recognise."""

    kind = "expired_iterator"

    def __init__(self) -> None:
        super().__init__("A place in the change feed has expired.", "It is taken up again by itself.")


class TrimmedData(StreamError):
    """The records asked for are older than the 24 hours that a stream keeps."""

    kind = "trimmed_data"

    def __init__(self) -> None:
        super().__init__("Changes older than 24 hours are no longer in the feed.", "The present state is read instead.")


class StreamGone(StreamError):
    """The stream, or the shard of it that was asked for, does not exist (any more)."""

    kind = "stream_gone"

    def __init__(self) -> None:
        super().__init__("The change feed is not there any more.", "Its successor is looked for by itself.")


class StreamOff(StreamError):
    """The table is there, and has no stream that carries items before and after."""

    kind = "stream_off"

    def __init__(self, table: str) -> None:
        super().__init__(
            f"Table {table} has no stream of whole items.",
            "Turn its stream on with view type NEW_AND_OLD_IMAGES (manage.py check_tracking --apply does).",
        )
