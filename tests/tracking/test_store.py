"""The store does alike on moto, on MiniStack and on Amazon's own DynamoDB Local."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError
from pytest_django import Settings

from tests.records import record
from tracking import moves
from tracking.client import clients
from tracking.documents import status_document
from tracking.errors import AlreadyExists, Deleted, IllegalTransition, LeaseLost, NotFound, Throttled, VersionConflict
from tracking.moves import Move, MoveFunction
from tracking.record import Lease, Record
from tracking.record_reader import MAX_TRIES
from tracking.states import STEPS, Status, Step
from tracking.store import Store

pytestmark = pytest.mark.usefixtures("dynamodb")

NOW = 1_700_000_000.0
ID = "analysis_a"


@pytest.fixture
def store() -> Store:
    return Store(clock=lambda: NOW, sleep=lambda seconds: None)


def created(store: Store, **values: Any) -> Record:
    return store.create(record(ID, listing="default#0", due_at=NOW, **values), actor="test")


def take(owner: str = "a", at: float = NOW) -> MoveFunction:
    def make(record: Record) -> Move:
        return moves.take(record, at, owner=owner, worker="w", lease_seconds=30.0, max_attempts=3)

    return make


def taken(store: Store, owner: str = "a", at: float = NOW) -> Lease:
    lease = store.move(ID, take(owner, at)).lease
    assert lease is not None
    return lease


def start(record: Record) -> Move:
    return moves.start_step(record, NOW, step=Step.CHUNKING, worker="w", message="Starting")


def test_a_record_comes_back_as_it_was_written(store: Store) -> None:
    sources = ({"name": "ann.txt", "key": "research-data/a/001.txt", "bytes": 12},)
    written = created(store, title="Tea ☕", sources=sources, options={"pseudonymise": True}, engine="local")

    assert store.get(ID) == written
    assert store.get_many([ID, "analysis_none"]) == {ID: written}


def test_the_item_is_the_guides(store: Store) -> None:
    created(store)

    item = store.get_item(ID)
    document = status_document(item)

    assert set(item) >= {"request_id", "research_data", "analysis_result", "created_at", "updated_at"}
    assert set(item["analysis_result"]) == {"result_data", "steps_status"}
    assert document["overall_status"] == item["overall_status"] == "pending"
    # DynamoDB keeps no order; clients print the steps as they come.
    steps = document["analysis_result"]["steps_status"]
    assert list(steps) == [step.value for step in STEPS]
    assert all(list(step) == ["status", "message", "started_at", "completed_at"] for step in steps.values())


def test_an_unknown_analysis(store: Store) -> None:
    with pytest.raises(NotFound):
        store.get("analysis_none")
    with pytest.raises(NotFound):
        store.move("analysis_none", take())
    with pytest.raises(NotFound):
        store.delete("analysis_none", actor="test")
    assert store.events("analysis_none") == []


def test_an_id_is_given_once(store: Store) -> None:
    first = created(store, title="First")

    with pytest.raises(AlreadyExists) as conflict:
        created(store, title="Second")

    assert conflict.value.existing == first


def test_a_deleted_id_is_never_given_again(store: Store) -> None:
    created(store)
    store.delete(ID, actor="ada")

    with pytest.raises(Deleted):
        created(store)

    assert [event.after for event in store.events(ID)] == ["pending", "deleted"]


def test_every_move_rises_the_version_and_leaves_an_event(store: Store) -> None:
    created(store)
    lease = taken(store)
    store.move(ID, start, lease=lease)
    moved = store.move(ID, lambda r: moves.cancel(r, NOW, actor="ada"))

    events = store.events(ID)

    assert [event.seq for event in events] == [1, 2, 3, 4]
    assert moved.version == 4
    assert [(event.step, event.before, event.after) for event in events] == [
        (None, None, "pending"),
        (None, "pending", "pending"),
        ("chunking", "pending", "processing"),
        ("chunking", "processing", "failed"),
    ]


def test_a_move_that_is_not_allowed_changes_nothing(store: Store) -> None:
    before = created(store)

    with pytest.raises(IllegalTransition):
        store.move(ID, lambda r: moves.retry(r, NOW, actor="ada", from_step=None, engine=None))

    assert store.get(ID) == before
    assert len(store.events(ID)) == 1


def test_whoever_comes_late_is_refused(store: Store) -> None:
    created(store)
    late = taken(store, "a")
    taken(store, "b", at=NOW + 31)

    with pytest.raises(LeaseLost):
        store.move(ID, start, lease=late)
    with pytest.raises(LeaseLost):
        store.renew(ID, late)
    with pytest.raises(LeaseLost):
        store.progress(ID, late, Step.CHUNKING, done=1, total=2, parts=[])
    assert store.get(ID).lease == Lease(owner="b", attempt=2, until=NOW + 61)


def test_a_lease_on_what_was_deleted_is_lost(store: Store) -> None:
    created(store)
    lease = taken(store)
    store.delete(ID, actor="ada")

    with pytest.raises(LeaseLost):
        store.renew(ID, lease)
    with pytest.raises(LeaseLost):
        store.move(ID, start, lease=lease)


def test_progress_and_heartbeat_rise_the_version_and_leave_no_event(store: Store) -> None:
    created(store)
    lease = taken(store)
    store.move(ID, start, lease=lease)

    store.progress(ID, lease, Step.CHUNKING, done=3, total=9, parts=[[1, 2]])
    longer = Store(clock=lambda: NOW + 10).renew(ID, lease)

    now = store.get(ID)
    assert now.version == 5
    assert (now.steps[Step.CHUNKING].done, now.steps[Step.CHUNKING].total) == (3, 9)
    assert now.steps[Step.CHUNKING].parts == ((1, 2),)
    assert now.lease == longer
    assert longer.until == now.due_at == NOW + 40
    assert len(store.events(ID)) == 3


def test_a_look_is_postponed_only_where_nobody_wrote(store: Store) -> None:
    before = created(store)

    store.postpone(before, NOW + 60)

    assert store.get(ID).due_at == NOW + 60
    with pytest.raises(VersionConflict):
        store.postpone(before, NOW + 120)


def test_of_many_takers_one_wins(store: Store) -> None:
    created(store)

    def attempt(owner: str) -> str | None:
        try:
            return taken(store, owner).owner
        except (IllegalTransition, VersionConflict):
            return None

    with ThreadPoolExecutor(8) as pool:
        winners = [owner for owner in pool.map(attempt, map(str, range(8))) if owner]

    held = store.get(ID).lease
    assert held is not None
    assert winners == [held.owner]
    assert store.get(ID).attempt == 1
    assert len(store.events(ID)) == 2


def answer_lost(monkeypatch: pytest.MonkeyPatch, *, after: bool) -> Callable[[], None]:
    """The next transaction gets no answer, before or after it took effect."""
    real = clients().dynamodb.transact_write_items

    def call(**parameters: Any) -> Any:
        monkeypatch.setattr(clients().dynamodb, "transact_write_items", real)
        if after:
            real(**parameters)
        raise ReadTimeoutError(endpoint_url="")

    def arm() -> None:
        monkeypatch.setattr(clients().dynamodb, "transact_write_items", call)

    return arm


@pytest.mark.parametrize("after", [True, False])
def test_a_lost_answer_is_settled_by_reading(store: Store, monkeypatch: pytest.MonkeyPatch, after: bool) -> None:
    lose = answer_lost(monkeypatch, after=after)
    heard: list[int] = []
    store = Store(clock=lambda: NOW, sleep=lambda seconds: None, on_move=lambda record, event: heard.append(event.seq))

    lose()
    created(store)
    lose()
    taken(store)

    assert [event.seq for event in store.events(ID)] == [1, 2]
    assert heard == [1, 2]
    assert store.get(ID).attempt == 1


def test_throttling_is_told_after_a_capped_number_of_tries(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from botocore.exceptions import ClientError

    created(store)
    calls: list[None] = []

    def throttled(**_: Any) -> None:
        calls.append(None)
        raise ClientError({"Error": {"Code": "ThrottlingException"}}, "TransactWriteItems")

    monkeypatch.setattr(clients().dynamodb, "transact_write_items", throttled)

    with pytest.raises(Throttled):
        store.move(ID, take())
    assert 1 < len(calls) < 20


def test_retention_counts_from_the_end(store: Store, settings: Settings) -> None:
    settings.TRACKING_RETENTION_DAYS = 2
    store = Store(clock=lambda: NOW)
    created(store)
    assert store.get(ID).expires_at is None

    store.move(ID, lambda r: moves.cancel(r, NOW, actor="ada"))

    assert store.get(ID).expires_at == int(NOW) + 2 * 86_400


def test_restoring_never_undoes(store: Store) -> None:
    known = created(store)
    newer = store.move(ID, take())

    assert not store.restore(known, known=known.version)
    assert store.get(ID) == newer

    store.delete(ID, actor="ada")
    assert store.restore(replace(newer, lease=None), known=newer.version)
    assert store.get(ID).overall_status is Status.PENDING


class TestReadingMany:
    """BatchGetItem answers 200 with what it read, and names the keys that it had no room for."""

    @pytest.fixture
    def pauses(self, store: Store) -> list[float]:
        pauses: list[float] = []
        store.sleep = pauses.append
        return pauses

    def leave_unread(self, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
        """Let the service read only the first of the keys it is asked for, `times` times."""
        client: Any = clients().dynamodb
        read = client.batch_get_item
        left = [None] * times

        def busy(**parameters: Any) -> Any:
            if not left:
                return read(**parameters)
            left.pop()
            ((table, asked),) = parameters["RequestItems"].items()
            answer = read(RequestItems={table: {**asked, "Keys": asked["Keys"][:1]}})
            return {**answer, "UnprocessedKeys": {table: {**asked, "Keys": asked["Keys"][1:]}}}

        monkeypatch.setattr(client, "batch_get_item", busy)

    def made(self, store: Store, count: int) -> list[str]:
        ids = [f"analysis_{number:02d}" for number in range(count)]
        for request_id in ids:
            store.create(record(request_id, listing="default#0", due_at=NOW), actor="test")
        return ids

    def test_what_was_left_unread_is_asked_for_again_after_a_pause(
        self, store: Store, pauses: list[float], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ids = self.made(store, 6)
        self.leave_unread(monkeypatch, 3)

        assert sorted(store.get_many(ids)) == ids
        assert len(pauses) == 3

    def test_what_stays_unread_is_no_answer(
        self, store: Store, pauses: list[float], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ids = self.made(store, 12)
        self.leave_unread(monkeypatch, 100)

        with pytest.raises(Throttled):
            store.get_many(ids)
        assert len(pauses) == MAX_TRIES - 1
