"""On real threads: it stops at once, runs again, leaves no thread behind, and a call that hangs holds up nobody."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial

import pytest

from tests.tracking.stream.simulated import Limits, SimulatedStream
from tracking.stream import LOCAL, Change, Follower, FollowerState, Phase
from tracking.stream.calls import ThreadedCalls
from tracking.stream.service import RecordPage

LONG = 20.0
"""A limit for what happens at once unless something is broken."""


def wait_for(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + LONG
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.002)


class Running:
    """A follower on its own thread and the real clock."""

    def __init__(self, stream: SimulatedStream) -> None:
        self.stream = stream
        self.changes: list[Change] = []
        self.states: list[FollowerState] = []
        self.follower = Follower(stream, replace(LOCAL, workers=4))

    @contextmanager
    def running(self) -> Iterator[None]:
        stop = threading.Event()
        thread = threading.Thread(target=self.follower.run, args=(self.changes.append, self.states.append, stop))
        told = len(self.states)
        thread.start()
        try:
            wait_for(lambda: any(state.phase is Phase.FOLLOWING for state in self.states[told:]))
            yield
        finally:
            stop.set()
            thread.join(LONG)
        assert not thread.is_alive()


@pytest.fixture
def stream() -> SimulatedStream:
    return SimulatedStream(time.monotonic, 5, limits=Limits(describe=None, records_per_shard=None))


def test_it_runs_and_stops_many_times_and_leaves_no_thread(stream: SimulatedStream) -> None:
    before = set(threading.enumerate())
    running = Running(stream)
    for turn in range(1, 6):
        with running.running():
            stream.write(stream.open_shards()[turn % 5], "a", turn)
            wait_for(lambda turn=turn: len(running.changes) == turn)  # type: ignore[misc]
    wait_for(lambda: set(threading.enumerate()) <= before)
    assert [change.version for change in running.changes] == [1, 2, 3, 4, 5]
    assert sorted({state.epoch for state in running.states if state.phase is Phase.FOLLOWING}) == [1, 2, 3, 4, 5]


def test_a_call_that_hangs_holds_up_neither_other_shards_nor_the_stop(
    stream: SimulatedStream, monkeypatch: pytest.MonkeyPatch
) -> None:
    hanging, go_on = threading.Event(), threading.Event()
    stuck = stream.open_shards()[0]
    records = stream.records

    def hang(iterator: str) -> RecordPage:
        if iterator.startswith(stuck):
            hanging.set()
            go_on.wait(LONG)
        return records(iterator)

    monkeypatch.setattr(stream, "records", hang)
    running = Running(stream)
    try:
        with running.running():
            assert hanging.wait(LONG)
            stream.write(stream.open_shards()[1], "a", 1)
            wait_for(lambda: len(running.changes) == 1)
        # `running` has seen the follower's thread end though the call still hangs.
    finally:
        go_on.set()


def test_all_is_told_on_one_thread(stream: SimulatedStream) -> None:
    seen: set[int] = set()
    stop = threading.Event()

    def note(_: object) -> None:
        seen.add(threading.get_ident())

    def state(told: FollowerState) -> None:
        note(told)
        if told.phase is Phase.FOLLOWING:
            for shard in stream.open_shards():
                stream.write(shard, f"item-{shard}", 1)

    changes: list[Change] = []

    def change(told: Change) -> None:
        note(told)
        changes.append(told)
        if len(changes) == 5:
            stop.set()

    Follower(stream, LOCAL).run(change, state, stop)
    assert len(changes) == 5
    assert seen == {threading.get_ident()}


def test_outcomes_of_calls_come_back_to_the_waiting_thread() -> None:
    results: list[object] = []
    with closing(ThreadedCalls(2)) as calls:
        calls.start(partial(int, "7"), results.append, results.append)
        calls.start(partial(int, "seven"), results.append, results.append)
        assert calls.free == 0
        while len(results) < 2:
            calls.wait(LONG)
        assert calls.free == 2
    assert results.count(7) == 1
    assert sum(isinstance(result, ValueError) for result in results) == 1


def test_without_an_outcome_the_wait_ends_by_itself() -> None:
    with closing(ThreadedCalls(1)) as calls:
        calls.wait(0.0)
        calls.wait(0.01)
        assert calls.free == 1
