"""Fixtures of the feed's tests: a source that is moved by hand, and reads that happen at once."""

from __future__ import annotations

import pytest

from dashboard.feed import reading
from tests.dashboard.feed.loops import InlineThreads


@pytest.fixture(autouse=True)
def reads_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reads take no thread, so that a story always runs in the same order."""
    monkeypatch.setattr(reading, "_THREADS", InlineThreads())
