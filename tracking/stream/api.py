"""The follower's calls, made through boto3's clients."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracking.client import clients
from tracking.conf import tracking_settings
from tracking.errors import ResourceMissing, ServiceError, error_code, translate
from tracking.stream.errors import ExpiredIterator, StreamGone, StreamOff, TrimmedData
from tracking.stream.position import Anchor, Position
from tracking.stream.service import RecordPage, Shard, ShardPage

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodbstreams import DynamoDBStreamsClient

WHOLE_ITEMS = "NEW_AND_OLD_IMAGES"
"""The one view type that serves: without the old image a removal could not say which version it follows."""


class TableStream:
    """A `StreamService` for one table."""

    def __init__(self, dynamodb: DynamoDBClient, streams: DynamoDBStreamsClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._streams = streams
        self._table = table

    def current_stream(self) -> str:
        """As in `StreamService`.

        A stream that was switched off keeps its ARN for a day, so the ARN alone says nothing.
        """
        try:
            table = self._dynamodb.describe_table(TableName=self._table)["Table"]
        except Exception as error:
            raise translate(error, "dynamodb:DescribeTable", f"table {self._table}") from error
        arn = table.get("LatestStreamArn")
        specification = table.get("StreamSpecification")
        if table.get("TableStatus") == "DELETING":
            raise ResourceMissing(f"Table {self._table} is being deleted.")
        if not arn or not specification or not specification["StreamEnabled"]:
            raise StreamOff(self._table)
        if specification.get("StreamViewType") != WHOLE_ITEMS:
            raise StreamOff(self._table)
        return arn

    def describe(self, stream_arn: str, *, after: str | None = None, children_of: str | None = None) -> ShardPage:
        """As in `StreamService`."""
        request: dict[str, Any] = {"StreamArn": stream_arn}
        if after is not None:
            request["ExclusiveStartShardId"] = after
        if children_of is not None:
            request["ShardFilter"] = {"Type": "CHILD_SHARDS", "ShardId": children_of}
        try:
            stream = self._streams.describe_stream(**request)["StreamDescription"]
        except Exception as error:
            raise self._named(error, "DescribeStream") from error
        shards = tuple(
            Shard(
                id=shard["ShardId"],
                parent=shard.get("ParentShardId"),
                closed="EndingSequenceNumber" in shard.get("SequenceNumberRange", {}),
            )
            for shard in stream.get("Shards", ())
        )
        return ShardPage(shards, stream.get("LastEvaluatedShardId"))

    def iterator(self, stream_arn: str, shard_id: str, position: Position) -> str:
        """As in `StreamService`."""
        request: dict[str, Any] = {
            "StreamArn": stream_arn,
            "ShardId": shard_id,
            "ShardIteratorType": position.anchor.value,
        }
        if position.anchor is Anchor.AFTER:
            request["SequenceNumber"] = position.sequence_number
        try:
            return self._streams.get_shard_iterator(**request)["ShardIterator"]
        except Exception as error:
            raise self._named(error, "GetShardIterator") from error

    def records(self, iterator: str) -> RecordPage:
        """As in `StreamService`."""
        try:
            answer = self._streams.get_records(ShardIterator=iterator)
        except Exception as error:
            raise self._named(error, "GetRecords") from error
        return RecordPage(tuple(answer.get("Records", ())), answer.get("NextShardIterator") or None)

    def _named(self, error: Exception, call: str) -> ServiceError:
        match error_code(error):
            case "ExpiredIteratorException":
                return ExpiredIterator()
            case "TrimmedDataAccessException":
                return TrimmedData()
            case "ResourceNotFoundException":
                return StreamGone()
            case "ValidationException" if call == "GetRecords":
                # What an emulator says to an iterator that it gave out before it was started again.
                return ExpiredIterator()
            case "ValidationException" if call == "GetShardIterator":
                # What it says to a sequence number from then: the place does not exist any more.
                return TrimmedData()
        return translate(error, f"dynamodb:{call}", f"the stream of table {self._table}")


def table_stream() -> TableStream:
    """The stream of the table of analyses, as the settings name it."""
    aws = clients()
    return TableStream(aws.dynamodb, aws.streams, tracking_settings().table)
