from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest

from analysis import sweeper
from analysis.sweeper import Sweeper
from tracking.errors import Unreachable


@pytest.fixture(autouse=True)
def nothing_expires(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeper, "tracked_store", SimpleNamespace)
    monkeypatch.setattr(sweeper, "remove_expired", lambda store: 0)
    monkeypatch.setattr(sweeper, "erase_leftovers", lambda store: iter(()))


def run(sweeps: int, monkeypatch: pytest.MonkeyPatch, monotonic: Callable[[], float], outcome: object = 0) -> None:
    """Let it run to the end of that many sweeps; `outcome` is raised where it is an exception, else returned."""
    left = [outcome] * sweeps
    running = Sweeper(0.0, monotonic=monotonic)

    def sweep() -> object:
        outcome = left.pop()
        if not left:
            running.stop()
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    monkeypatch.setattr(sweeper, "sweep", sweep)
    running.start()
    running.join(30)
    assert not running.is_alive()
    assert left == []


@pytest.mark.parametrize("fault", [Unreachable("No answer."), KeyError("request_id")])
def test_it_goes_on_whatever_a_sweep_raises(fault: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    run(3, monkeypatch, lambda: 0.0, fault)


def test_it_goes_on_whatever_tidying_up_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = threading.Event()

    def fails(store: object) -> int:
        tried.set()
        raise Unreachable("No answer.")

    monkeypatch.setattr(sweeper, "remove_expired", fails)
    run(3, monkeypatch, lambda: 0.0)
    assert tried.is_set()


def test_it_looks_for_what_has_expired_at_start_and_then_seldom_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    pages: list[int] = []
    now = [0.0]

    def clock() -> float:
        now[0] += sweeper.TIDY_SECONDS / 4
        return now[0]

    def leftovers(store: object) -> Iterator[int]:
        for page in range(2):
            pages.append(page)
            yield 0

    monkeypatch.setattr(sweeper, "erase_leftovers", leftovers)
    run(100, monkeypatch, clock)
    looks = len(pages) + len(pages) // 2  # Between two passes it takes a breath.
    assert pages[:4] == [0, 1, 0, 1]
    assert 10 < looks < 40
