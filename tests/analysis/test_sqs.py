"""A worker's polling bears an SQS that does not answer, and neither spins nor ends on it."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from kombu.transport.SQS import Channel as SQSChannel

from analysis.sqs import BUSY_SECONDS, FAILED_SECONDS, Channel


class Hub:
    """Notes what is to happen when: 0 is at once."""

    def __init__(self) -> None:
        self.planned: list[tuple[float, str]] = []

    def call_soon(self, act: Callable[[str], None], queue: str) -> None:
        self.planned.append((0, queue))

    def call_later(self, seconds: float, act: Callable[[str], None], queue: str) -> None:
        self.planned.append((seconds, queue))


@pytest.fixture
def channel(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A channel without a connection; it may take messages."""
    made = Channel.__new__(Channel)
    room = SimpleNamespace(can_consume=lambda: True)
    monkeypatch.setattr(Channel, "hub", Hub(), raising=False)
    monkeypatch.setattr(Channel, "qos", room, raising=False)
    monkeypatch.setattr(
        SQSChannel, "_on_messages_ready", lambda self, queue, qname, messages: len(messages["Messages"])
    )
    return made


def polled(channel: Any, answer: Any) -> tuple[int, tuple[float, str]]:
    """How many messages that poll brought, and when the next one is."""
    taken = channel._on_messages_ready("url", "queue", answer)
    channel._loop1("queue", taken)
    return taken, channel.hub.planned[-1]


def test_after_an_answer_the_next_poll_comes_at_once(channel: Any) -> None:
    assert polled(channel, {"Messages": [1, 2]}) == (2, (0, "queue"))
    assert polled(channel, {"Messages": []}) == (0, (0, "queue"))


@pytest.mark.parametrize("nothing", [[], None, b"<html>502</html>"])
def test_after_a_poll_without_an_answer_it_waits_and_goes_on(channel: Any, nothing: Any) -> None:
    assert polled(channel, nothing) == (0, (FAILED_SECONDS, "queue"))
    assert polled(channel, {"Messages": [1]}) == (1, (0, "queue")), "one failure does not slow down the next"


def test_a_worker_with_its_hands_full_looks_again_soon_but_does_not_spin(channel: Any) -> None:
    channel.qos.can_consume = lambda: False

    assert polled(channel, {"Messages": [1]}) == (1, (BUSY_SECONDS, "queue"))
