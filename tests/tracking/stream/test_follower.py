"""The whole follower on a simulated stream: what a stream can do to it, and what it must make of that."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from tests.tracking.stream.fakes import Watched, local
from tracking.errors import AccessDenied, ResourceMissing
from tracking.stream import AWS, Change, FollowerState, Kind, Phase
from tracking.stream.simulated import Limits, throttled, unreachable

S, F, W = Phase.STARTING, Phase.FOLLOWING, Phase.WAITING


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


def test_walking_to_the_first_record_through_empty_pages() -> None:
    watched = Watched()
    watched.stream.empty_pages = 12
    watched.write_at(1.0, "a")
    watched.run(30.0)
    assert watched.seen == ["a1"]


def test_an_expired_iterator_costs_nothing_once_a_record_was_seen() -> None:
    watched = Watched()
    watched.write_at(1.0, "a")
    watched.at(5.0, watched.stream.expire)
    watched.at(5.0, lambda: watched.write("a"))
    watched.run(10.0)
    assert watched.seen == ["a1", "a2"]
    assert watched.epochs == [1]


def test_an_expired_iterator_of_a_quiet_shard_begins_a_new_epoch() -> None:
    watched = Watched()
    watched.at(5.0, watched.stream.expire)
    watched.at(5.0, lambda: watched.write("a"))
    watched.write_at(7.0, "a")
    watched.run(10.0)
    assert watched.seen == ["a2"], "the first one was written while there was no place"
    assert watched.epochs == [1, 2]


def test_the_new_epoch_is_told_when_the_new_place_is_there_not_before() -> None:
    watched = Watched(latency=0.5)
    watched.at(5.0, watched.stream.expire)
    watched.run(10.0)
    told = next(when for when, state in watched.states if state.epoch == 2 and state.phase is F)
    sought = watched.stream.iterator_times[-1]
    assert told >= sought > 5.0


def test_trimmed_records_mean_the_oldest_there_are_and_a_new_epoch() -> None:
    watched = Watched()
    watched.write_at(1.0, "a")
    watched.at(5.0, lambda: watched.write("a", times=4))
    watched.at(5.0, lambda: watched.stream.trim(watched.stream.open_shards()[0], keep=2))
    watched.run(10.0)
    assert watched.seen == ["a1", "a4", "a5"]
    assert watched.epochs == [1, 2]


def test_throttling_is_waited_out_and_told_only_when_it_lasts() -> None:
    short, long = Watched(), Watched()
    short.at(5.0, lambda: short.stream.faults.extend([throttled()] * 2))
    long.at(5.0, lambda: long.break_until(20.0, throttled()))
    for each in (short, long):
        each.write_at(6.0, "a")
        each.run(40.0)
        assert each.seen == ["a1"]
        assert each.epochs == [1]
    assert short.phases == [S, F]
    assert long.phases == [S, F, W, F]
    assert "late" in next(state.reason for _, state in long.states if state.phase is W)


def test_failing_calls_are_spaced_out() -> None:
    watched = Watched()
    watched.at(5.0, lambda: watched.break_until(3600.0, throttled()))
    watched.run(3615.0)
    assert watched.stream.calls["records"] < 3600 / AWS.retry_longest * 2.1 + 50
    assert watched.phases[-2:] == [W, F], "it never gives up"


def test_an_outage_of_aws_is_bridged_without_loss() -> None:
    watched = Watched()
    watched.write_at(1.0, "a")
    watched.at(5.0, lambda: watched.break_until(30.0, unreachable()))
    watched.write_at(6.0, "a")
    watched.write_at(29.0, "a")
    watched.run(60.0)
    assert watched.seen == ["a1", "a2", "a3"]
    assert watched.phases == [S, F, W, F]
    assert watched.epochs == [1]


def test_after_an_outage_of_a_local_service_nothing_old_is_trusted() -> None:
    watched = Watched(local())
    watched.write_at(1.0, "a")
    watched.at(5.0, lambda: watched.break_until(9.0, unreachable()))
    watched.at(7.0, watched.stream.forget)
    watched.write_at(30.0, "a")
    watched.run(60.0)
    assert watched.seen == ["a1", "a2"], "though its numbers began anew"
    assert watched.phases == [S, F, W, S, F]
    assert watched.epochs == [1, 2]


def test_a_table_made_again_is_followed_at_once() -> None:
    watched = Watched()
    watched.write_at(1.0, "a")
    watched.at(5.0, watched.stream.begin_anew)
    watched.write_at(9.0, "b")
    watched.run(20.0)
    assert watched.seen == ["a1", "b1"]
    assert watched.epochs == [1, 2]


def test_a_table_made_again_whose_old_stream_stays_readable_is_noticed_by_looking() -> None:
    watched = Watched()
    watched.stream.keeps_old_streams = True
    watched.at(5.0, watched.stream.begin_anew)
    watched.write_at(100.0, "b")
    watched.run(110.0)
    assert watched.seen == ["b1"]
    assert watched.epochs == [1, 2]


def test_a_stream_switched_off_is_said_and_its_successor_followed() -> None:
    watched = Watched()
    watched.at(5.0, watched.stream.switch_off)
    watched.at(60.0, watched.stream.begin_anew)
    watched.write_at(90.0, "a")
    watched.run(100.0)
    assert watched.phases == [S, F, W, S, F]
    assert "NEW_AND_OLD_IMAGES" in next(state.reason for _, state in watched.states if state.phase is W)
    assert watched.seen == ["a1"]


def test_a_stream_switched_off_ends_its_shards_and_that_is_noticed_at_once() -> None:
    watched = Watched()
    watched.stream.keeps_old_streams = True
    watched.at(5.0, watched.stream.switch_off)
    watched.run(10.0)
    waiting = next(when for when, state in watched.states if state.phase is W)
    assert waiting < 8.0


@pytest.mark.parametrize(
    "error",
    [
        ResourceMissing("Not found: table analyses."),
        AccessDenied("Access denied: dynamodb:DescribeTable."),
        unreachable(),
    ],
)
def test_what_is_missing_at_the_start_is_said_and_waited_for(error: Exception) -> None:
    watched = Watched()
    watched.break_until(30.0, error)
    watched.write_at(45.0, "a")
    watched.run(60.0)
    assert watched.phases == [S, W, S, F]
    assert watched.states[1][1].reason
    assert watched.seen == ["a1"]


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


def test_an_error_nobody_thought_of_begins_everything_anew(caplog: pytest.LogCaptureFixture) -> None:
    watched = Watched()
    watched.at(5.0, lambda: watched.stream.faults.append(KeyError("emulator")))
    watched.write_at(9.0, "a")
    with caplog.at_level(logging.ERROR):
        watched.run(20.0)
    assert watched.seen == ["a1"]
    assert watched.phases == [S, F, W, S, F]
    assert watched.epochs == [1, 2]
    assert "emulator" not in "".join(state.reason for _, state in watched.states)


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
