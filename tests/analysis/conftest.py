from __future__ import annotations

from collections.abc import Iterator

import pytest

from analysis import worker
from tests.analysis.doubles import Clock, Engine
from tests.conftest import Sent
from tracking.store import Store


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch, aws: None, sent: Sent) -> Iterator[Engine]:
    """A worker's engine, with AWS to work on and nothing sent over a queue."""
    made = Engine()
    monkeypatch.setattr(worker, "load_engine", lambda name: made)
    yield made
    worker.stopping.clear()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of every store made from here on; nobody sleeps."""
    made = Clock()
    defaults = dict(Store.__init__.__kwdefaults__ or {}, clock=made, sleep=lambda seconds: None)
    monkeypatch.setattr(Store.__init__, "__kwdefaults__", defaults)
    return made
