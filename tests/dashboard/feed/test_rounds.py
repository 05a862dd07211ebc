"""Rounds: everyone who is due is told, soon, once, and not at the cost of others."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from itertools import pairwise
from typing import Any

from dashboard.feed.rounds import AT_ONCE, PAUSE_SECONDS, Rounds
from tests.dashboard.feed.loops import run

MANY = range(10 * AT_ONCE + 1)


def tell(story: Callable[[Rounds[int], list[int]], Coroutine[Any, Any, None]]) -> None:
    """Run a story of rounds, and of who was told."""

    async def told() -> None:
        heard: list[int] = []
        await story(Rounds(heard.append), heard)

    run(told())


async def first_few(heard: list[int]) -> None:
    """Until a round has begun, and no longer."""
    while not heard:  # noqa: ASYNC110 - turn by turn
        await asyncio.sleep(0)


def test_everyone_is_told_once_and_not_before_the_call_has_returned() -> None:
    async def story(rounds: Rounds[int], heard: list[int]) -> None:
        rounds.add(MANY)
        rounds.add(MANY)
        assert heard == []
        await asyncio.sleep(1)
        assert sorted(heard) == list(MANY)

    tell(story)


def test_the_first_round_begins_at_once_and_the_next_after_a_pause() -> None:
    async def story(rounds: Rounds[int], heard: list[int]) -> None:
        rounds.add([1])
        await asyncio.sleep(PAUSE_SECONDS / 10)
        assert heard == [1]
        rounds.add([1])
        rounds.add([2])
        await asyncio.sleep(PAUSE_SECONDS / 2)
        assert heard == [1]
        await asyncio.sleep(PAUSE_SECONDS)
        assert sorted(heard) == [1, 1, 2]
        await asyncio.sleep(1)
        rounds.add([3])
        await asyncio.sleep(PAUSE_SECONDS / 10)
        assert heard[-1] == 3

    tell(story)


def test_the_event_loop_goes_on_between_a_few_and_the_next_few() -> None:
    async def story(rounds: Rounds[int], heard: list[int]) -> None:
        rounds.add(MANY)
        steps = [0]
        while len(heard) < len(MANY):
            await asyncio.sleep(0)
            steps.append(len(heard))
        assert max(after - before for before, after in pairwise(steps)) == AT_ONCE

    tell(story)


def test_nobody_is_the_last_every_time() -> None:
    async def story(rounds: Rounds[int], heard: list[int]) -> None:
        for _ in range(2):
            rounds.add(MANY)
            await asyncio.sleep(1)
        assert heard[: len(MANY)] == heard[len(MANY) :][::-1]

    tell(story)


def test_who_becomes_due_during_a_round_has_another_soon() -> None:
    async def story(rounds: Rounds[int], heard: list[int]) -> None:
        rounds.add(MANY)
        await first_few(heard)
        first = heard[0]
        rounds.add([first, -1])
        await asyncio.sleep(PAUSE_SECONDS / 2)
        assert heard.count(first) == 1
        await asyncio.sleep(PAUSE_SECONDS)
        assert heard.count(first) == 2
        assert heard[-2:] in ([first, -1], [-1, first])

    tell(story)


def test_one_who_fails_costs_nobody_else_the_next_round() -> None:
    heard: list[int] = []

    def fail_at_zero(number: int) -> None:
        heard.append(number)
        assert number, "the event loop reports it"

    async def story() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda *_: None)
        rounds = Rounds(fail_at_zero)
        rounds.add([0])
        await asyncio.sleep(1)
        rounds.add([1])
        await asyncio.sleep(1)
        assert heard == [0, 1]

    run(story())


def test_after_closing_nobody_is_told() -> None:
    async def story(rounds: Rounds[int], heard: list[int]) -> None:
        rounds.add(MANY)
        await first_few(heard)
        told = len(heard)
        rounds.add([-1])
        rounds.close()
        await asyncio.sleep(1)
        assert len(heard) == told < len(MANY)

    tell(story)
