"""Positions, checkpoints, paces and changes: the values of the follower."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracking.stream import AWS, LOCAL, Checkpoint, Kind, Pace, Position
from tracking.stream.changes import BadRecord, change_of
from tracking.stream.position import Anchor

positions = st.one_of(st.just(Position.oldest()), st.just(Position.newest()), st.text(min_size=1).map(Position.after))


@given(arn=st.text(), places=st.dictionaries(st.text(), positions), finished=st.frozensets(st.text()))
def test_a_checkpoint_survives_json(arn: str, places: dict[str, Position], finished: frozenset[str]) -> None:
    checkpoint = Checkpoint(stream_arn=arn, positions=places, finished=finished)
    assert Checkpoint.from_json(json.loads(json.dumps(checkpoint.to_json()))) == checkpoint


@pytest.mark.parametrize("document", [{}, {"stream_arn": "a", "positions": {"s": ["NOWHERE", ""]}, "finished": []}])
def test_what_is_no_checkpoint_is_refused(document: dict[str, Any]) -> None:
    with pytest.raises((KeyError, ValueError)):
        Checkpoint.from_json(document)


@pytest.mark.parametrize(("anchor", "number"), [(Anchor.AFTER, ""), (Anchor.OLDEST, "5"), (Anchor.NEWEST, "5")])
def test_only_a_place_after_a_record_has_a_number(anchor: Anchor, number: str) -> None:
    with pytest.raises(ValueError, match="position"):
        Position(anchor, number)


def test_latest_is_the_one_place_that_cannot_be_found_again() -> None:
    assert [p.is_exact for p in (Position.oldest(), Position.newest(), Position.after("1"))] == [True, False, True]


def test_a_shard_is_asked_less_often_once_it_is_quiet() -> None:
    pace = Pace(busy=0.25, idle=1.0, still=2)
    assert [pace.until_next(empty) for empty in range(6)] == [0.25, 0.25, 0.25, 0.5, 1.0, 1.0]


@given(st.integers(min_value=1, max_value=10_000), st.integers())
def test_the_wait_after_failures_grows_is_capped_and_never_nothing(failures: int, seed: int) -> None:
    for pace in (AWS, LOCAL):
        wait = pace.after_failure(failures, Random(seed))
        assert pace.retry_first / 2 <= wait <= pace.retry_longest
        assert wait >= min(pace.retry_longest, pace.retry_first * 2.0 ** min(failures - 1, 30)) / 2


def test_no_wait_comes_near_the_life_of_an_iterator() -> None:
    for pace in (AWS, LOCAL):
        assert max(pace.idle, pace.retry_longest) < 60


def record(event: str = "MODIFY", **images: dict[str, Any]) -> dict[str, Any]:
    return {
        "eventName": event,
        "dynamodb": {"Keys": {"request_id": {"S": "analysis_1"}}, "SequenceNumber": "7", **images},
    }


NEW = {
    "request_id": {"S": "analysis_1"},
    "version": {"N": "4"},
    "steps": {"M": {"share": {"N": "0.5"}, "tags": {"L": [{"NULL": True}]}}},
}
OLD = {"request_id": {"S": "analysis_1"}, "version": {"N": "3"}}


def test_a_record_becomes_plain_values() -> None:
    at = datetime(2026, 1, 2, tzinfo=UTC)
    raw = record(NewImage=NEW, OldImage=OLD)
    raw["dynamodb"]["ApproximateCreationDateTime"] = at
    change = change_of(raw)
    assert (change.request_id, change.kind, change.version, change.sequence_number, change.at) == (
        "analysis_1",
        Kind.MODIFY,
        4,
        "7",
        at,
    )
    assert change.image == {"request_id": "analysis_1", "version": 4, "steps": {"share": 0.5, "tags": [None]}}
    assert change.before == {"request_id": "analysis_1", "version": 3}
    assert isinstance(change.image["version"], int)


def test_a_removal_is_above_the_last_version() -> None:
    change = change_of(record("REMOVE", OldImage=OLD))
    assert (change.version, change.image) == (4, None)


def test_an_item_without_version_has_version_0() -> None:
    assert change_of(record("INSERT", NewImage={"request_id": {"S": "analysis_1"}})).version == 0


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"eventName": "EXPLODE", "dynamodb": {}},
        {"eventName": "INSERT", "dynamodb": {"Keys": {"other": {"S": "secret words"}}, "SequenceNumber": "1"}},
        record(NewImage={"version": {"S": "secret words"}}),
    ],
)
def test_a_foreign_record_is_refused_without_quoting_it(raw: dict[str, Any]) -> None:
    with pytest.raises(BadRecord) as caught:
        change_of(raw)
    assert "secret" not in str(caught.value)
