from __future__ import annotations

from typing import Any

import pytest

from tests.tracking.test_moves import NOW, submitted, taken
from tracking import moves
from tracking.client import clients
from tracking.heartbeat import Heartbeat
from tracking.record import Record
from tracking.store import Store


class Held:
    """An analysis that a worker holds, and the worker's heartbeat, beaten by hand."""

    def __init__(self) -> None:
        self.now, self.monotonic = NOW, 0.0
        self.store = Store(clock=lambda: self.now, sleep=lambda seconds: None)
        self.store.create(submitted(), actor="web")
        self.take("a")
        lease = self.record.lease
        assert lease is not None
        self.heart = Heartbeat(self.store, "analysis_a", lease, max_seconds=3_600, monotonic=lambda: self.monotonic)

    @property
    def record(self) -> Record:
        return self.store.get("analysis_a")

    def take(self, owner: str) -> None:
        self.store.move(
            "analysis_a", lambda r: moves.Move(record=taken(r, self.now, owner), event=_event(r, self.now, owner))
        )


def _event(record: Record, at: float, owner: str) -> Any:
    return moves.take(record, at, owner=owner, worker=owner, lease_seconds=30, max_attempts=3).event


@pytest.fixture
def held(aws: None) -> Held:
    return Held()


def test_a_beat_makes_the_lease_longer(held: Held) -> None:
    held.now += 10
    assert held.heart.beat()
    assert held.record.lease is not None
    assert held.record.lease.until == held.record.due_at == held.now + 30


def test_a_worker_paused_past_its_lease_goes_on_where_nobody_took_over(held: Held) -> None:
    held.now += 500
    assert held.heart.beat()
    assert not held.heart.lost.is_set()


def test_a_worker_paused_past_its_lease_stops_where_another_took_over(held: Held) -> None:
    held.now += 500
    held.take("b")
    held.heart.beat()
    assert held.heart.lost.is_set()


@pytest.mark.parametrize("deleted", [False, True])
def test_a_cancel_or_a_deletion_takes_the_lease(held: Held, deleted: bool) -> None:
    if deleted:
        held.store.delete("analysis_a", actor="Ada")
    else:
        held.store.move("analysis_a", lambda r: moves.cancel(r, held.now, actor="Ada"))
    held.heart.beat()
    assert held.heart.lost.is_set()


def test_a_service_that_does_not_answer_takes_no_lease(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(**parameters: Any) -> Any:
        raise ConnectionRefusedError

    monkeypatch.setattr(clients().dynamodb, "update_item", away)
    held.now += 500
    assert not held.heart.beat()
    assert not held.heart.lost.is_set()
    monkeypatch.undo()
    assert held.heart.beat()


def test_a_run_that_takes_too_long_is_let_go(held: Held) -> None:
    held.monotonic = 3_601
    held.heart.beat()
    assert held.heart.lost.is_set()
    assert held.record.lease is not None
    assert held.record.lease.until == NOW + 30, "it was not renewed"
