"""Stories of a hub, told on a clock that leaps."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from dashboard.feed.hub import Hub
from tests.dashboard.feed.fakes import FakeSource
from tests.dashboard.feed.loops import run

Story = Callable[[Hub, FakeSource], Coroutine[Any, Any, None]]


def tell(story: Story, source: FakeSource | None = None) -> None:
    """Run a story with a hub of its own."""
    source = source or FakeSource()

    async def told() -> None:
        hub = Hub(lambda: source)
        try:
            await story(hub, source)
        finally:
            await hub.close()

    run(told())
    assert source.starts == source.stops


def ignore() -> None:
    """Wake nobody."""


async def a_moment() -> None:
    for _ in range(20):
        await asyncio.sleep(0)
