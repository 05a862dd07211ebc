"""The follower's calls as boto3 makes them: requests as the service wants them, refusals as our own errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError, NoCredentialsError
from botocore.stub import Stubber

from tracking.errors import AccessDenied, NoCredentials, ResourceMissing, ServiceError, Throttled, Unreachable
from tracking.stream import Position
from tracking.stream.api import TableStream
from tracking.stream.errors import ExpiredIterator, StreamGone, StreamOff, TrimmedData
from tracking.stream.service import RecordPage, Shard, ShardPage

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodbstreams import DynamoDBStreamsClient

ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/analyses/stream/2026-01-01T00:00:00.000"
SHARD = "shardId-00000001700000000000-0000abcd"


class Stubbed:
    """The two clients with answers put in beforehand."""

    def __init__(self) -> None:
        session = boto3.Session(region_name="us-east-1", aws_access_key_id="none", aws_secret_access_key="none")
        self.dynamodb: DynamoDBClient = session.client("dynamodb")
        self.streams: DynamoDBStreamsClient = session.client("dynamodbstreams")
        self.tables = Stubber(self.dynamodb)
        self.stream = Stubber(self.streams)
        self.api = TableStream(self.dynamodb, self.streams, "analyses")


@pytest.fixture
def stubbed() -> Iterator[Stubbed]:
    stubs = Stubbed()
    with stubs.tables, stubs.stream:
        yield stubs
        stubs.tables.assert_no_pending_responses()
        stubs.stream.assert_no_pending_responses()


def table(**described: Any) -> dict[str, Any]:
    return {"Table": {"TableStatus": "ACTIVE", **described}}


ON = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}


def test_the_stream_that_the_table_has(stubbed: Stubbed) -> None:
    stubbed.tables.add_response(
        "describe_table", table(LatestStreamArn=ARN, StreamSpecification=ON), {"TableName": "analyses"}
    )
    assert stubbed.api.current_stream() == ARN


@pytest.mark.parametrize(
    "described",
    [
        {},
        {"LatestStreamArn": ARN},
        {"LatestStreamArn": ARN, "StreamSpecification": {"StreamEnabled": False}},
        {"LatestStreamArn": ARN, "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}},
        {"LatestStreamArn": ARN, "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}},
    ],
)
def test_a_stream_that_is_off_or_carries_no_items_is_none(stubbed: Stubbed, described: dict[str, Any]) -> None:
    stubbed.tables.add_response("describe_table", table(**described))
    with pytest.raises(StreamOff, match="NEW_AND_OLD_IMAGES"):
        stubbed.api.current_stream()


def test_a_table_on_its_way_out_is_missing(stubbed: Stubbed) -> None:
    stubbed.tables.add_response("describe_table", {"Table": {"TableStatus": "DELETING"}})
    with pytest.raises(ResourceMissing):
        stubbed.api.current_stream()


def test_shards_are_listed_page_by_page(stubbed: Stubbed) -> None:
    shards: list[dict[str, Any]] = [
        {
            "ShardId": SHARD,
            "SequenceNumberRange": {"StartingSequenceNumber": "1" * 21, "EndingSequenceNumber": "2" * 21},
        },
        {"ShardId": SHARD + "1", "ParentShardId": SHARD, "SequenceNumberRange": {"StartingSequenceNumber": "3" * 21}},
    ]
    stubbed.stream.add_response(
        "describe_stream",
        {"StreamDescription": {"Shards": shards, "LastEvaluatedShardId": SHARD + "1"}},
        {"StreamArn": ARN, "ExclusiveStartShardId": SHARD + "0"},
    )
    assert stubbed.api.describe(ARN, after=SHARD + "0") == ShardPage(
        (Shard(SHARD, None, closed=True), Shard(SHARD + "1", SHARD, closed=False)), SHARD + "1"
    )


def test_children_are_asked_for_by_the_services_own_filter(stubbed: Stubbed) -> None:
    stubbed.stream.add_response(
        "describe_stream",
        {"StreamDescription": {"Shards": []}},
        {"StreamArn": ARN, "ShardFilter": {"Type": "CHILD_SHARDS", "ShardId": SHARD}},
    )
    assert stubbed.api.describe(ARN, children_of=SHARD) == ShardPage((), None)


@pytest.mark.parametrize(
    ("position", "request_part"),
    [
        (Position.oldest(), {"ShardIteratorType": "TRIM_HORIZON"}),
        (Position.newest(), {"ShardIteratorType": "LATEST"}),
        (Position.after("4" * 21), {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": "4" * 21}),
    ],
)
def test_each_place_has_its_iterator(stubbed: Stubbed, position: Position, request_part: dict[str, str]) -> None:
    wanted = {"StreamArn": ARN, "ShardId": SHARD, **request_part}
    stubbed.stream.add_response("get_shard_iterator", {"ShardIterator": "there"}, wanted)
    assert stubbed.api.iterator(ARN, SHARD, position) == "there"


def test_a_last_page_has_no_iterator_and_may_have_records(stubbed: Stubbed) -> None:
    record = {"eventName": "INSERT", "dynamodb": {"SequenceNumber": "5" * 21}}
    stubbed.stream.add_response("get_records", {"Records": [record]}, {"ShardIterator": "there"})
    assert stubbed.api.records("there") == RecordPage((record,), None)


REFUSALS: list[tuple[str, str, type[ServiceError]]] = [
    ("get_records", "ExpiredIteratorException", ExpiredIterator),
    ("get_records", "ValidationException", ExpiredIterator),
    ("get_records", "TrimmedDataAccessException", TrimmedData),
    ("get_records", "ResourceNotFoundException", StreamGone),
    ("get_records", "LimitExceededException", Throttled),
    ("get_records", "ProvisionedThroughputExceededException", Throttled),
    ("get_records", "InternalServerError", Unreachable),
    ("get_records", "AccessDeniedException", AccessDenied),
    ("get_shard_iterator", "TrimmedDataAccessException", TrimmedData),
    ("get_shard_iterator", "ValidationException", TrimmedData),
    ("get_shard_iterator", "ResourceNotFoundException", StreamGone),
    ("describe_stream", "ResourceNotFoundException", StreamGone),
    ("describe_stream", "ThrottlingException", Throttled),
]


@pytest.mark.parametrize(("call", "code", "expected"), REFUSALS)
def test_every_refusal_has_its_name(stubbed: Stubbed, call: str, code: str, expected: type[ServiceError]) -> None:
    stubbed.stream.add_client_error(call, code, "some words of the service", 500 if "Internal" in code else 400)
    calls: dict[str, Callable[[], object]] = {
        "get_records": lambda: stubbed.api.records("there"),
        "get_shard_iterator": lambda: stubbed.api.iterator(ARN, SHARD, Position.oldest()),
        "describe_stream": lambda: stubbed.api.describe(ARN),
    }
    with pytest.raises(expected) as caught:
        calls[call]()
    assert "some words" not in str(caught.value)


def test_a_missing_table_is_missing(stubbed: Stubbed) -> None:
    stubbed.tables.add_client_error("describe_table", "ResourceNotFoundException")
    with pytest.raises(ResourceMissing):
        stubbed.api.current_stream()


@pytest.mark.parametrize(
    ("error", "expected"),
    [(EndpointConnectionError(endpoint_url="http://there"), Unreachable), (NoCredentialsError(), NoCredentials)],
)
def test_no_answer_has_its_name(
    stubbed: Stubbed, monkeypatch: pytest.MonkeyPatch, error: Exception, expected: type[ServiceError]
) -> None:
    def fail(**request: str) -> None:
        raise error

    monkeypatch.setattr(stubbed.streams, "get_records", fail)
    with pytest.raises(expected):
        stubbed.api.records("there")
