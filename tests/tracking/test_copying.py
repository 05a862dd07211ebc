from __future__ import annotations

import threading

import pytest

from tests.tracking.test_moves import submitted
from tracking import journal, moves
from tracking.copying import Copying
from tracking.events import Event
from tracking.record import Record


def history(length: int) -> list[tuple[Record, Event]]:
    record, made = submitted(), []
    for number in range(length):
        move = moves.retry(
            moves.cancel(record, number, actor="Ada").record, number, actor="Ada", from_step=None, engine=None
        )
        record = move.record
        made.append((move.record, move.event))
    return made


def test_all_is_kept_in_order_at_the_latest_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[int] = []
    monkeypatch.setattr(journal, "keep_or_log", lambda record, event: kept.append(event.seq))
    given = history(20)
    with Copying() as copying:
        for move in given:
            copying.keep(*move)
    assert kept == [event.seq for _, event in given]


def test_the_worker_does_not_wait_for_the_bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    bucket_answers = threading.Event()
    kept: list[int] = []

    def slowly(record: Record, event: Event) -> None:
        assert bucket_answers.wait(30)
        kept.append(event.seq)

    monkeypatch.setattr(journal, "keep_or_log", slowly)
    with Copying() as copying:
        for move in history(3):
            copying.keep(*move)
        assert kept == []
        bucket_answers.set()
    assert len(kept) == 3


def test_a_copy_that_cannot_be_made_does_not_end_the_copying(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[int] = []

    def moody(record: Record, event: Event) -> None:
        kept.append(event.seq)
        if len(kept) == 1:
            raise KeyError

    monkeypatch.setattr(journal, "keep_or_log", moody)
    with Copying() as copying:
        for move in history(2):
            copying.keep(*move)
    assert len(kept) == 2
