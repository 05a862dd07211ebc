"""The whole follower on a service that expires, trims, throttles and goes away."""

from __future__ import annotations

import logging

import pytest

from tests.tracking.stream.fakes import Watched, local
from tests.tracking.stream.simulated import throttled, unreachable
from tracking.stream import AWS, Phase

S, F, W = Phase.STARTING, Phase.FOLLOWING, Phase.WAITING


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
