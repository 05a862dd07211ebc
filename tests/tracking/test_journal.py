"""Rebuilding while everything goes on: nothing is read or written of what is whole, nothing deleted comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from analysis.chain import Chain
from analysis.curation.anchors import anchor_of
from analysis.curation.edits import Act
from analysis.curation.storage import add_edit, load_edits
from tests.calls import counted
from tests.records import record
from tests.results import a_result
from tracking import bucket, deletion, journal, moves
from tracking.client import clients
from tracking.errors import NotFound
from tracking.record import Record
from tracking.store import Store

NOW = 1_700_000_000.0


@pytest.fixture(params=["aws", "ministack"])
def store(request: pytest.FixtureRequest) -> Store:
    request.getfixturevalue(request.param)
    return Store(clock=lambda: NOW, sleep=lambda seconds: None, on_move=journal.keep)


def ended(store: Store, request_id: str) -> Record:
    """An analysis of which the bucket holds two copies."""
    bucket.put(f"research-data/{request_id}/001.txt", b"what Anna said")
    store.create(record(request_id, listing="default#0", due_at=NOW), actor="test")
    return store.move(request_id, lambda record: moves.cancel(record, NOW, actor="ada"))


def lose(store: Store, *request_ids: str, table: str = "") -> None:
    """Take items away, as a table that was lost has lost them."""
    for request_id in request_ids:
        clients().dynamodb.delete_item(TableName=store.settings.table, Key={"request_id": {"S": request_id}})


def rebuilt(store: Store) -> dict[str, bool]:
    return dict(journal.rebuild(store))


def test_of_what_the_tables_know_nothing_is_read_or_written(store: Store) -> None:
    for number in range(3):
        ended(store, f"analysis_{number}")
    ended(store, "analysis_gone")
    deletion.delete(store, "analysis_gone", actor="ada")

    with counted() as calls:
        assert rebuilt(store) == dict.fromkeys(("analysis_0", "analysis_1", "analysis_2"), False)

    assert calls == {"ListObjectsV2": 2, "BatchGetItem": 2, "Query": 4}


def test_events_that_are_there_are_never_written_again(store: Store) -> None:
    before = ended(store, "analysis_a")
    events = store.events("analysis_a")
    changed = "Written by nobody but this test"
    clients().dynamodb.update_item(
        TableName=store.settings.events_table,
        Key={"request_id": {"S": "analysis_a"}, "seq": {"N": "1"}},
        UpdateExpression="SET message = :m",
        ExpressionAttributeValues={":m": {"S": changed}},
    )
    lose(store, "analysis_a")

    assert rebuilt(store) == {"analysis_a": True}
    assert store.get("analysis_a") == before
    assert [event.message for event in store.events("analysis_a")] == [changed, events[1].message]


def test_events_that_are_lost_alone_come_back(store: Store) -> None:
    ended(store, "analysis_a")
    events = store.events("analysis_a")
    for event in events:
        clients().dynamodb.delete_item(
            TableName=store.settings.events_table,
            Key={"request_id": {"S": "analysis_a"}, "seq": {"N": str(event.seq)}},
        )

    assert rebuilt(store) == {"analysis_a": False}
    assert store.events("analysis_a") == events


def test_edits_made_after_the_last_move_come_back(store: Store) -> None:
    analysis = ended(store, "analysis_a")
    add_edit(analysis, Act.PIN, actor="Mia", item=anchor_of(Chain(a_result()), "pattern_1"))
    lose(store, "analysis_a")

    assert rebuilt(store) == {"analysis_a": True}
    assert [edit.actor for edit in load_edits(store.get("analysis_a"))] == ["Mia"]


def just_before(monkeypatch: pytest.MonkeyPatch, place: Any, name: str, act: Callable[[], None]) -> None:
    """Have `act` happen before the first call of a function."""
    waiting, real = [act], getattr(place, name)

    def call(*values: Any, **named: Any) -> Any:
        if waiting:
            waiting.pop()()
        return real(*values, **named)

    monkeypatch.setattr(place, name, call)


@pytest.mark.parametrize("moment", ["get_json", "latest_curation"])
def test_one_that_is_deleted_meanwhile_stays_away_and_keeps_nobody_from_the_others(
    store: Store, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """Deleted before its copies were read, and just before it was put back from them."""
    for name in "abc":
        ended(store, f"analysis_{name}")
    # The table has lost what the copies still tell; whoever deletes the first knows it yet.
    lose(store, "analysis_b", "analysis_c")
    known = store.get("analysis_a")
    lose(store, "analysis_a")

    def delete() -> None:
        assert store.restore(known, known=known.version)
        deletion.delete(store, "analysis_a", actor="ada")

    just_before(monkeypatch, bucket, moment, delete)
    found = rebuilt(store)

    assert (found["analysis_b"], found["analysis_c"]) == (True, True)
    assert not found.get("analysis_a")
    with pytest.raises(NotFound):
        store.get("analysis_a")
    assert [key for key in bucket.keys("") if "analysis_a" in key] == ["deleted/analysis_a.json"]
    assert [event.after for event in store.events("analysis_a")][-1] == "deleted"
