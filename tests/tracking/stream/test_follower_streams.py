"""The whole follower when its stream is switched off, or its table made again."""

from __future__ import annotations

import pytest

from tests.tracking.stream.fakes import Watched
from tests.tracking.stream.simulated import unreachable
from tracking.errors import AccessDenied, ResourceMissing
from tracking.stream import Phase

S, F, W = Phase.STARTING, Phase.FOLLOWING, Phase.WAITING


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
