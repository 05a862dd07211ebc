"""The follower against services that speak the real protocol."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.tracking.stream.conftest import LocalService
from tracking.errors import ResourceMissing
from tracking.stream import LOCAL, Change, Follower, FollowerState, Kind, Phase, Position
from tracking.stream.api import TableStream
from tracking.stream.errors import ExpiredIterator, StreamGone, StreamOff

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import StreamSpecificationTypeDef

LONG = 20.0


class Table:
    """A table of analyses with a stream, and a follower of it."""

    def __init__(self, service: LocalService) -> None:
        self.service = service
        self.name = f"analyses-{uuid.uuid4().hex[:8]}"
        self.client: DynamoDBClient = service.dynamodb()
        self.api = TableStream(self.client, service.streams(), self.name)
        self.changes: list[Change] = []
        self.states: list[FollowerState] = []

    def create(self) -> None:
        self.client.create_table(
            TableName=self.name,
            AttributeDefinitions=[{"AttributeName": "request_id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "request_id", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        )

    def switch_stream(self, *, on: bool) -> None:
        if on:
            wanted: StreamSpecificationTypeDef = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
        else:
            wanted = {"StreamEnabled": False}
        self.client.update_table(TableName=self.name, StreamSpecification=wanted)

    def put(self, item: str, version: int) -> None:
        image = {"request_id": {"S": item}, "version": {"N": str(version)}, "share": {"N": "0.5"}}
        self.client.put_item(TableName=self.name, Item=image)

    @contextmanager
    def followed(self) -> Iterator[None]:
        stop = threading.Event()
        follower = Follower(self.api, LOCAL)
        thread = threading.Thread(target=follower.run, args=(self.changes.append, self.states.append, stop))
        thread.start()
        try:
            self.wait_following()
            yield
        finally:
            stop.set()
            thread.join(LONG)
            assert not thread.is_alive()

    def wait_following(self, epoch: int = 1) -> None:
        wait_for(lambda: any(state.phase is Phase.FOLLOWING and state.epoch >= epoch for state in self.states))

    def wait_seen(self, *seen: str) -> None:
        """Until exactly these versions of items have been delivered, in this order."""
        wait_for(lambda: len(self.changes) >= len(seen))
        assert [f"{change.request_id}{change.version}" for change in self.changes] == list(seen)


def wait_for(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + LONG
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.005)


@pytest.fixture
def table(local_service: LocalService) -> Iterator[Table]:
    made = Table(local_service)
    made.create()
    yield made
    made.client.delete_table(TableName=made.name)


def test_writes_arrive_whole_and_in_order(table: Table) -> None:
    table.put("a", 1)
    with table.followed():
        for version in range(2, 6):
            table.put("a", version)
        table.client.delete_item(TableName=table.name, Key={"request_id": {"S": "a"}})
        table.wait_seen("a2", "a3", "a4", "a5", "a6")
    first, last = table.changes[0], table.changes[-1]
    assert first.kind is Kind.MODIFY
    assert first.image == {"request_id": "a", "version": 2, "share": 0.5}
    assert first.before == {"request_id": "a", "version": 1, "share": 0.5}
    assert first.at is not None
    assert (last.kind, last.image) == (Kind.REMOVE, None)


def test_a_thousand_writes_in_transactions_arrive_once_each(table: Table) -> None:
    with table.followed():
        for batch in range(100):
            table.client.transact_write_items(
                TransactItems=[
                    {
                        "Put": {
                            "TableName": table.name,
                            "Item": {"request_id": {"S": f"item{number}-"}, "version": {"N": str(batch + 1)}},
                        }
                    }
                    for number in range(10)
                ]
            )
        wait_for(lambda: len(table.changes) >= 1000)
    for number in range(10):
        versions = [change.version for change in table.changes if change.request_id == f"item{number}-"]
        assert versions == list(range(1, 101))


def test_a_place_can_be_found_again(table: Table) -> None:
    table.put("a", 1)
    table.put("a", 2)
    arn = table.api.current_stream()
    shards = table.api.describe(arn).shards
    page = table.api.records(table.api.iterator(arn, shards[-1].id, Position.oldest()))
    numbers = [record["dynamodb"]["SequenceNumber"] for record in page.records]
    assert len(numbers) == 2
    again = table.api.records(table.api.iterator(arn, shards[-1].id, Position.after(numbers[0])))
    assert [record["dynamodb"]["SequenceNumber"] for record in again.records] == numbers[1:]


def test_the_table_made_again_is_followed_in_a_new_epoch(table: Table) -> None:
    with table.followed():
        table.put("a", 1)
        table.wait_seen("a1")
        table.client.delete_table(TableName=table.name)
        wait_for(lambda: any(state.phase is Phase.WAITING for state in table.states))
        table.create()
        table.wait_following(epoch=2)
        table.put("b", 1)
        table.wait_seen("a1", "b1")


def test_the_stream_switched_off_is_said_and_its_successor_followed(table: Table) -> None:
    with table.followed():
        table.switch_stream(on=False)
        wait_for(lambda: any("no stream" in state.reason for state in table.states))
        table.switch_stream(on=True)
        table.wait_following(epoch=2)
        table.put("a", 1)
        table.wait_seen("a1")


def test_what_is_not_there_has_its_name(local_service: LocalService) -> None:
    table = Table(local_service)
    with pytest.raises(ResourceMissing):
        table.api.current_stream()
    table.create()
    try:
        arn = table.api.current_stream()
        with pytest.raises(StreamGone):
            table.api.describe(arn[:-3] + "000")
        table.switch_stream(on=False)
        with pytest.raises(StreamOff):
            table.api.current_stream()
    finally:
        table.client.delete_table(TableName=table.name)


@pytest.mark.parametrize("kill", [False, True])
def test_a_service_started_again_is_taken_up_in_a_new_epoch(own_ministack: LocalService, kill: bool) -> None:
    table = Table(own_ministack)
    table.create()
    with table.followed():
        table.put("a", 1)
        table.wait_seen("a1")
        own_ministack.stop(kill=kill)
        wait_for(lambda: table.states[-1].phase is Phase.WAITING)
        own_ministack.start()
        if kill:
            # Nothing of DynamoDB outlives this end.
            table.create()
        table.wait_following(epoch=2)
        table.put("a", 2)
        table.wait_seen("a1", "a2")


def test_an_iterator_of_another_stream_has_expired(own_ministack: LocalService) -> None:
    table = Table(own_ministack)
    table.create()
    arn = table.api.current_stream()
    iterator = table.api.iterator(arn, table.api.describe(arn).shards[0].id, Position.newest())
    table.switch_stream(on=False)
    with pytest.raises(ExpiredIterator):
        table.api.records(iterator)
