"""The stream as a source: a thread's calls arrive on the loop, in order, and end with it."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable

import pytest

from dashboard.feed import source as module
from dashboard.feed.layer import LayerSource
from dashboard.feed.source import StreamSource, configured_source
from tests.dashboard.feed.fakes import change_to
from tests.records import record
from tracking.stream import Change, FollowerState, Phase

OnChange = Callable[[Change], None]
OnState = Callable[[FollowerState], None]


class Follower:
    """Delivers `count` changes, then waits for the end."""

    def __init__(self, count: int = 0, error: Exception | None = None) -> None:
        self.count = count
        self.error = error
        self.runs = 0
        self.delivered = 0
        self.ended = threading.Event()

    def run(self, deliver: OnChange, on_state: OnState, stop: threading.Event) -> None:
        self.runs += 1
        try:
            if self.error is not None and self.runs == 1:
                raise self.error
            on_state(FollowerState(phase=Phase.FOLLOWING, epoch=self.runs))
            for version in range(1, self.count + 1):
                if stop.is_set():
                    return
                deliver(change_to(record(version=version)))
                self.delivered += 1
            stop.wait(30)
        finally:
            self.ended.set()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - the follower is a thread
            await asyncio.sleep(0.005)


async def test_changes_arrive_in_order_on_the_loop() -> None:
    follower, versions, threads = Follower(5_000), list[int](), set[int]()
    source = StreamSource(lambda: follower)

    def take(change: Change) -> None:
        versions.append(change.version)
        threads.add(threading.get_ident())

    source.start(take, lambda state: None)
    await until(lambda: len(versions) == 5_000)
    await source.stop()
    assert versions == list(range(1, 5_001))
    assert threads == {threading.get_ident()}
    assert follower.ended.is_set()


async def test_a_follower_waits_for_a_loop_that_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_UNTAKEN", 10)
    follower, versions = Follower(100), list[int]()
    source = StreamSource(lambda: follower)
    source.start(lambda change: versions.append(change.version), lambda state: None)
    time.sleep(0.3)  # noqa: ASYNC251 - the loop is busy
    assert follower.delivered <= 10
    await until(lambda: len(versions) == 100)
    await source.stop()


async def test_nothing_arrives_after_the_stop() -> None:
    follower, heard = Follower(1_000_000), list[Change]()
    source = StreamSource(lambda: follower)
    source.start(heard.append, lambda state: None)
    await until(lambda: bool(heard))
    await source.stop()
    count = len(heard)
    await asyncio.sleep(0.05)
    assert len(heard) == count
    assert follower.ended.is_set()
    assert not [thread for thread in threading.enumerate() if thread.name == "stream follower"]


async def test_a_follower_that_breaks_is_started_again_and_the_page_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RESTART_SECONDS", 0.05)
    follower, states = Follower(error=ZeroDivisionError()), list[FollowerState]()
    source = StreamSource(lambda: follower)
    source.start(lambda change: None, states.append)
    await until(lambda: bool(states) and states[-1].phase is Phase.FOLLOWING)
    await source.stop()
    assert follower.runs == 2
    assert states[0].phase is Phase.WAITING
    assert states[0].reason


async def test_a_follower_that_cannot_be_made_is_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RESTART_SECONDS", 0.05)
    states = list[FollowerState]()

    def make() -> Follower:
        raise ValueError("Invalid endpoint")

    source = StreamSource(make)
    source.start(lambda change: None, states.append)
    await until(lambda: len(states) >= 2)
    await source.stop()
    assert {state.phase for state in states} == {Phase.WAITING}


def test_a_loop_that_is_closed_ends_the_follower() -> None:
    follower = Follower(1_000_000)
    source = StreamSource(lambda: follower)

    async def begin() -> None:
        source.start(lambda change: None, lambda state: None)
        await until(lambda: follower.delivered > 0)

    asyncio.run(begin())
    assert follower.ended.wait(10)


def test_a_follower_that_breaks_after_the_loop_has_ended_is_no_error(caplog: pytest.LogCaptureFixture) -> None:
    """As Daphne ends: the loop first, and nothing stops the follower before Python ends its pools of threads."""
    has_ended = threading.Event()

    class Breaking(Follower):
        def run(self, deliver: OnChange, on_state: OnState, stop: threading.Event) -> None:
            has_ended.wait(20)
            raise RuntimeError("cannot schedule new futures after shutdown")

    async def begin() -> threading.Thread:
        before = set(threading.enumerate())
        StreamSource(Breaking).start(lambda change: None, lambda state: None)
        (thread,) = set(threading.enumerate()) - before
        return thread

    thread = asyncio.run(begin())
    has_ended.set()
    thread.join(20)
    assert not thread.is_alive()
    assert not caplog.records


@pytest.mark.parametrize(("setting", "kind"), [("stream", StreamSource), ("layer", LayerSource)])
def test_the_setting_chooses(settings: object, setting: str, kind: type) -> None:
    settings.CHANGES_SOURCE = setting  # type: ignore[attr-defined]
    assert type(configured_source()) is kind
