"""The whole follower on a simulated stream: what it tells, in which order, how often it asks, and whom it bears."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from tests.tracking.stream.fakes import Watched
from tracking.stream import AWS, Change, FollowerState, Kind, Phase

S, F = Phase.STARTING, Phase.FOLLOWING


def test_what_was_written_before_is_left_to_the_snapshot() -> None:
    watched = Watched()
    watched.write("a")
    watched.write_at(5.0, "a")
    watched.run(10.0)
    assert watched.seen == ["a2"]
    assert watched.changes[0][1].kind is Kind.MODIFY


def test_following_means_that_every_open_shard_has_its_iterator() -> None:
    watched = Watched(replace(AWS, workers=2), shards=9, latency=0.1)
    watched.run(10.0)
    since = watched.following_since
    # One look, one listing, then nine iterators two at a time.
    assert since == pytest.approx(0.1 + 0.1 + 5 * 0.1)
    assert watched.phases == [S, F]


def test_a_write_at_the_very_moment_of_following_is_delivered() -> None:
    watched = Watched(shards=3)

    def write(state: FollowerState) -> None:
        if state.phase is F:
            for shard in range(3):
                watched.write(f"item{shard}-", shard)

    watched.on_state = write
    watched.run(5.0)
    assert sorted(watched.seen) == ["item0-1", "item1-1", "item2-1"]


def test_a_busy_shard_is_read_every_quarter_second_and_a_quiet_one_every_second() -> None:
    busy, quiet = Watched(), Watched()
    for tick in range(600):
        busy.write_at(tick / 10, "a")
    for each in (busy, quiet):
        each.run(60.0)
    assert 230 <= busy.stream.calls["records"] <= 245
    assert 60 <= quiet.stream.calls["records"] <= 66
    assert busy.stream.calls["throttled"] == quiet.stream.calls["throttled"] == 0


def test_a_consumer_that_stumbles_gets_a_new_epoch_and_the_next_change(caplog: pytest.LogCaptureFixture) -> None:
    watched = Watched()

    def stumble(change: Change) -> None:
        if change.version == 1:
            raise RuntimeError("cannot render")

    watched.on_change = stumble
    watched.write_at(2.0, "a")
    watched.write_at(4.0, "a")
    with caplog.at_level(logging.ERROR):
        watched.run(10.0)
    assert watched.seen == ["a1", "a2"]
    assert watched.epochs == [1, 2]
    assert "failed over a change" in caplog.text


def test_a_foreign_record_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    watched = Watched()

    def foreign() -> None:
        watched.write("a")
        next(iter(watched.stream.shards.values())).records[-1]["eventName"] = "EXPLODE"

    watched.at(2.0, foreign)
    watched.write_at(4.0, "a")
    with caplog.at_level(logging.ERROR):
        watched.run(10.0)
    assert watched.seen == ["a2"]
    assert watched.epochs == [1, 2]
    assert "left out" in caplog.text


def test_states_and_changes_come_in_order() -> None:
    watched = Watched()
    watched.write_at(1.0, "a")
    watched.at(5.0, watched.stream.begin_anew)
    watched.write_at(9.0, "a")
    watched.run(20.0)
    changes = [place for place, heard in enumerate(watched.heard) if isinstance(heard, Change)]
    following = [
        place for place, heard in enumerate(watched.heard) if isinstance(heard, FollowerState) and heard.phase is F
    ]
    assert following[0] < changes[0] < following[1] < changes[1]


def test_it_runs_again_in_a_new_epoch() -> None:
    watched = Watched()
    watched.run(5.0)
    watched.write("a")
    watched.write_at(10.0, "a")
    watched.run(15.0)
    assert watched.seen == ["a2"]
    assert watched.epochs == [1, 2]


def test_from_a_checkpoint_it_goes_on_without_a_gap() -> None:
    watched = Watched()
    watched.write_at(1.0, "a")
    watched.run(5.0)
    saved = watched.follower.checkpoint()
    watched.write("a")
    watched.at(6.0, lambda: watched.stream.split(watched.stream.open_shards()[0]))
    watched.write_at(10.0, "a")
    watched.run(15.0, resume=saved)
    assert watched.seen == ["a1", "a2", "a3"]
    assert watched.epochs == [1]


def test_a_checkpoint_of_another_stream_is_of_no_use() -> None:
    watched = Watched()
    watched.write_at(1.0, "a")
    watched.run(5.0)
    saved = watched.follower.checkpoint()
    watched.stream.reuses_names = True
    watched.stream.begin_anew()
    watched.write_at(10.0, "b")
    watched.run(15.0, resume=saved)
    assert watched.seen == ["a1", "b1"]
    assert watched.epochs == [1, 2]
