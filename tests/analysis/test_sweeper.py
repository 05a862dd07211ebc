from __future__ import annotations

import threading

import pytest

from analysis import sweeper
from analysis.sweeper import Sweeper
from tracking.errors import Unreachable


def test_it_goes_on_whatever_a_sweep_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes: list[Exception | None] = [Unreachable("No answer."), KeyError("request_id"), None]
    done = threading.Event()

    def sweep() -> int:
        outcome = outcomes.pop(0)
        if outcome is not None:
            raise outcome
        done.set()
        running.stop()
        return 0

    monkeypatch.setattr(sweeper, "sweep", sweep)
    running = Sweeper(0.0)
    running.start()
    assert done.wait(30)
    running.join(30)
    assert not running.is_alive()
