"""The whole follower on a stream whose shards split, end, come late and come from nowhere."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.tracking.stream.fakes import Watched
from tests.tracking.stream.simulated import Limits
from tracking.stream import AWS, Phase

S, F = Phase.STARTING, Phase.FOLLOWING


@pytest.mark.parametrize("into", [1, 2])
def test_children_follow_their_parent(into: int) -> None:
    watched = Watched()
    watched.write_at(2.0, "a")
    watched.at(3.0, lambda: watched.stream.split(watched.stream.open_shards()[0], into))
    watched.write_at(3.0, "a")
    watched.write_at(4.0, "a")
    watched.run(10.0)
    assert watched.seen == ["a1", "a2", "a3"]
    assert watched.epochs == [1]


def test_a_parent_is_read_to_its_end_before_its_child_though_the_child_is_full() -> None:
    watched = Watched()
    watched.stream.records_a_page = 2
    watched.at(5.0, lambda: watched.write("a", times=9))
    watched.at(5.0, lambda: watched.stream.split(watched.stream.open_shards()[0]))
    watched.at(5.0, lambda: watched.write("a", times=9))
    watched.run(20.0)
    assert watched.seen == [f"a{version}" for version in range(1, 19)]


def test_the_last_page_of_a_shard_may_hold_records() -> None:
    watched = Watched()
    watched.at(5.0, lambda: watched.write("a"))
    watched.at(5.0, lambda: watched.stream.split(watched.stream.open_shards()[0], 0))
    watched.run(10.0)
    assert watched.seen == ["a1"]


def test_children_that_are_listed_late_are_found_by_asking_again() -> None:
    watched = Watched()
    watched.stream.listed_late = 1.5
    watched.at(5.0, lambda: watched.stream.split(watched.stream.open_shards()[0]))
    watched.write_at(5.1, "a")
    watched.run(10.0)
    assert watched.seen == ["a1"]


def test_children_that_are_listed_very_late_are_found_by_the_listing() -> None:
    watched = Watched()
    watched.stream.listed_late = 45.0
    watched.at(5.0, lambda: watched.stream.split(watched.stream.open_shards()[0]))
    watched.write_at(5.1, "a")
    watched.run(60.0)
    assert watched.seen == ["a1"]
    assert watched.stream.calls["throttled"] == 0


def test_a_shard_out_of_nowhere_is_found_within_a_minute_and_read_whole() -> None:
    watched = Watched()
    watched.at(5.0, watched.stream.grow_root)
    watched.write_at(6.0, "a", -1)
    watched.run(70.0)
    assert watched.seen == ["a1"]
    assert watched.changes[0][0] < 62.0


def test_a_filter_that_is_ignored_is_no_harm() -> None:
    watched = Watched(shards=4)
    watched.stream.filters_children = False
    watched.at(5.0, lambda: watched.stream.split(watched.stream.open_shards()[0]))
    for shard in range(5):
        watched.write_at(6.0, f"item{shard}-", shard)
    watched.run(10.0)
    assert sorted(watched.seen) == [f"item{shard}-1" for shard in range(5)]


def test_many_pages_of_shards_are_listed_below_the_rate_limit() -> None:
    watched = Watched(shards=40)
    watched.stream.shards_a_page = 3
    watched.run(20.0)
    assert watched.following_since > 13 * 0.2
    assert watched.stream.calls["throttled"] == 0
    assert watched.stream.calls["iterator"] == 40


def test_a_shard_that_splits_during_the_first_listing_loses_nothing() -> None:
    watched = Watched(shards=6)
    watched.stream.shards_a_page = 2
    first = watched.stream.open_shards()[0]
    watched.at(0.1, lambda: watched.write("a", first))
    watched.at(0.1, lambda: watched.stream.split(first))
    watched.write_at(0.2, "a", -1)
    watched.write_at(3.0, "a", -1)
    watched.run(5.0)
    assert watched.seen[-2:] == ["a2", "a3"]


def test_a_shard_that_is_gone_is_given_up_and_the_rest_goes_on() -> None:
    watched = Watched(shards=2)
    gone = watched.stream.open_shards()[0]
    watched.at(5.0, lambda: watched.stream.shards.pop(gone))
    watched.write_at(9.0, "a")
    watched.run(20.0)
    assert watched.seen == ["a1"]
    assert watched.epochs == [1, 2]
    assert watched.states[-1][1].phase is F


def test_a_stream_without_shards_is_followed_and_its_first_shard_found_soon() -> None:
    watched = Watched(shards=0)
    watched.at(5.0, watched.stream.grow_root)
    watched.write_at(5.1, "a")
    watched.run(10.0)
    assert watched.phases == [S, F]
    assert watched.seen == ["a1"]


def test_memory_stays_bounded_over_weeks_of_rotations() -> None:
    watched = Watched(replace(AWS, busy=60.0, idle=60.0, sweep=3600.0, tick=60.0), limits=Limits(describe=None))
    hours = 24 * 14
    for hour in range(hours):
        watched.at(hour * 3600.0 + 60, lambda: watched.stream.split(watched.stream.open_shards()[0], 1))
        watched.at(hour * 3600.0 + 61, watched.stream.clean)
    watched.run(hours * 3600.0)
    saved = watched.follower.checkpoint()
    assert saved is not None
    assert len(watched.stream.shards) <= 27
    assert len(saved.finished) <= 55, "a day as it lists them, and a day after"
    assert len(saved.positions) == 1
