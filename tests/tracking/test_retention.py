"""Nothing of an analysis outlives the time for which it is kept, and nothing goes before."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from pytest_django import Settings

from analysis import services
from tests.records import record
from tracking import bucket, journal, listing, moves, retention
from tracking.client import clients
from tracking.errors import NotFound, Throttled
from tracking.record import EXPIRY_LEAD, Record
from tracking.states import Step
from tracking.store import Store

DAY = 86_400
ID = "analysis_a"
FILES = (
    f"research-data/{ID}/001-abc.txt",
    f"personal-data/{ID}/pseudonyms.json",
    f"checkpoints/{ID}/1/transcripts.json.gz",
    f"analysis-results/{ID}.json",
    f"curation/{ID}/000001.json",
)


class Clock:
    """Begins at the real time: S3 says by its own clock when an object was written."""

    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["aws", "ministack"])
def store(request: pytest.FixtureRequest, settings: Settings, clock: Clock) -> Store:
    """Keeps what has ended for two days. Not DynamoDB itself: a test says when the item goes."""
    request.getfixturevalue(request.param)
    settings.TRACKING_RETENTION_DAYS = 2
    return Store(clock=clock, sleep=lambda seconds: None, on_move=journal.keep)


def submitted(store: Store, request_id: str = ID) -> Record:
    made = record(request_id, listing=listing.listing_key(store.settings, request_id), due_at=store.clock())
    for key in FILES:
        bucket.put(key.replace(ID, request_id), b"what Anna said")
    return store.create(made, actor="test")


def ended(store: Store, request_id: str = ID) -> Record:
    submitted(store, request_id)
    return store.move(request_id, lambda record: moves.cancel(record, store.clock(), actor="ada"))


def taken_by_dynamodb(store: Store, request_id: str = ID) -> None:
    clients().dynamodb.delete_item(TableName=store.settings.table, Key={"request_id": {"S": request_id}})


def left() -> set[str]:
    return {key.split("/")[0] for key in bucket.keys("") if ID in key}


def erased(store: Store) -> int:
    return sum(retention.erase_leftovers(store))


EVERYWHERE = {"research-data", "personal-data", "checkpoints", "analysis-results", "curation", "journal"}


def test_what_expires_is_removed_whole_before_dynamodb_would_take_the_item_alone(store: Store, clock: Clock) -> None:
    expires_at = ended(store).expires_at
    assert expires_at == int(clock.now) + 2 * DAY
    clock.now = expires_at - EXPIRY_LEAD - 1

    assert retention.remove_expired(store) == 0
    assert left() == EVERYWHERE

    clock.now += 1
    assert retention.remove_expired(store) == 1
    assert left() == {"deleted"}
    with pytest.raises(NotFound):
        store.get(ID)
    assert [(event.actor, event.after) for event in store.events(ID)][-2:] == [
        ("retention", "failed"),
        ("retention", "deleted"),
    ]
    assert retention.remove_expired(store) == 0


def test_what_is_retried_stays(store: Store, clock: Clock) -> None:
    ended(store)
    clock.now += 2 * DAY - 1
    again = store.move(ID, lambda record: moves.retry(record, clock.now, actor="ada", from_step=None, engine=None))

    assert again.expires_at is None
    assert retention.remove_expired(store) == 0
    clock.now += 365 * DAY
    assert (retention.remove_expired(store), erased(store)) == (0, 0)
    assert store.get(ID) == again


def test_one_that_is_retried_in_the_very_moment_stays(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended(store)
    clock.now += 2 * DAY
    found = listing.expiring(store.settings, at=clock.now)
    store.move(ID, lambda record: moves.retry(record, clock.now, actor="ada", from_step=None, engine=None))
    monkeypatch.setattr(listing, "expiring", lambda *a, **k: found)

    assert retention.remove_expired(store) == 1
    assert not store.get(ID).deleting
    assert left() == EVERYWHERE


def test_what_waits_for_its_expiry_never_stands_before_unfinished_work(store: Store, clock: Clock) -> None:
    ended(store)
    submitted(store, "analysis_b")
    clock.now += 2 * DAY

    assert listing.due(store.settings, at=clock.now) == ["analysis_b"]
    assert listing.expiring(store.settings, at=clock.now) == [ID]


def test_a_removal_that_broke_off_is_finished_by_the_sweep(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended(store)
    clock.now += 2 * DAY
    erase = bucket.delete_all

    def fails_at(prefix: str) -> int:
        if prefix.startswith("checkpoints"):
            raise Throttled("Too many requests.")
        return erase(prefix)

    with monkeypatch.context() as broken:
        broken.setattr(bucket, "delete_all", fails_at)
        assert retention.remove_expired(store) == 1
    assert left() == EVERYWHERE - {"research-data", "personal-data"} | {"deleted"}

    clock.now += moves.PENDING_GRACE
    monkeypatch.setattr(services, "tracked_store", lambda: store)
    services.sweep()
    assert left() == {"deleted"}


class TestLeftovers:
    def test_files_go_when_dynamodb_took_the_item_while_no_worker_ran(self, store: Store, clock: Clock) -> None:
        ended(store)
        clock.now += 2 * DAY
        taken_by_dynamodb(store)
        assert retention.remove_expired(store) == 0

        assert erased(store) == 1
        assert left() == set()
        assert erased(store) == 0

    def test_what_the_table_has_lost_and_a_rebuild_would_bring_back_stays(self, store: Store, clock: Clock) -> None:
        known = ended(store)
        submitted(store, "analysis_b")
        clock.now += 2 * DAY - 1
        taken_by_dynamodb(store)
        taken_by_dynamodb(store, "analysis_b")

        assert erased(store) == 0
        clock.now += 365 * DAY
        assert erased(store) == 1, "an analysis that was not done yet never expires"
        assert dict(journal.rebuild(store)) == {"analysis_b": True}
        assert known.request_id not in store.get_many([ID])

    def test_what_is_there_stays_however_old(self, store: Store, clock: Clock) -> None:
        before = submitted(store)
        clock.now += 365 * DAY

        assert erased(store) == 0
        assert store.get(ID) == before
        assert left() == EVERYWHERE

    def test_files_of_a_submission_that_died_on_the_way_go_after_the_same_time(
        self, store: Store, clock: Clock
    ) -> None:
        bucket.put(FILES[0], b"what Anna said")
        bucket.put(FILES[1], b"{}")
        clock.now += 2 * DAY - 60

        assert erased(store) == 0
        clock.now += 120
        assert erased(store) == 1
        assert left() == set()

    def test_objects_that_are_none_of_ours_stay(self, store: Store, clock: Clock) -> None:
        theirs = {"research-data/study 7/anna.txt", "research-data/anna.txt", "backup/analysis_a/1"}
        for key in theirs:
            bucket.put(key, b"somebody put it here to be read")
        clock.now += 365 * DAY

        assert erased(store) == 0
        assert set(bucket.keys("")) == theirs

    def test_a_page_is_read_at_a_time(self, store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(bucket, "FOLDERS_A_PAGE", 2)
        for letter in "abcde":
            bucket.put(f"research-data/analysis_{letter}/001.txt", b"what Anna said")
        clock.now += 3 * DAY

        passing = retention.erase_leftovers(store)
        assert [count for count in passing if count] == [2, 2, 1]


@pytest.mark.parametrize("look", [retention.remove_expired, erased])
def test_without_retention_everything_stays(
    look: Callable[[Store], int], store: Store, clock: Clock, settings: Settings
) -> None:
    ended(store)
    bucket.put("research-data/analysis_b/001.txt", b"what Anna said")
    settings.TRACKING_RETENTION_DAYS = 0
    clock.now += 365 * DAY

    assert look(Store(clock=clock)) == 0
    assert left() == EVERYWHERE
    assert store.get(ID).steps[Step.CHUNKING].message == "Cancelled by ada"
