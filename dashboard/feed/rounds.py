"""Going round the viewers of one subject, so that a thousand of them cost little and hold up nobody."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

PAUSE_SECONDS = 0.05
"""From the beginning of a round to that of the next: more often nobody can see, and a burst becomes one message."""

AT_ONCE = 50
"""How many are told in one turn of the event loop. Between two turns everything else has its own."""


class Rounds[T]:
    """Tells those who are due. Never within the call that made them so: they see what it does as a whole."""

    def __init__(self, tell: Callable[[T], None]) -> None:
        self._tell = tell
        self._due: dict[T, None] = {}
        self._next: asyncio.Handle | None = None
        """The next round, or the rest of the present one."""
        self._earliest = 0.0
        self._backwards = False

    def add(self, due: Iterable[T]) -> None:
        """Have these told, each once, however often that is asked for before."""
        self._due.update(dict.fromkeys(due))
        if self._due and self._next is None:
            self._next = asyncio.get_running_loop().call_at(self._earliest, self._begin)

    def close(self) -> None:
        """Tell nobody any more."""
        self._due.clear()
        if self._next is not None:
            self._next.cancel()
            self._next = None

    def _begin(self) -> None:
        self._earliest = asyncio.get_running_loop().time() + PAUSE_SECONDS
        due = list(self._due)
        self._due.clear()
        # There and back again: nobody is the last one every time.
        self._backwards = not self._backwards
        self._go_on(due[::-1] if self._backwards else due)

    def _go_on(self, due: list[T]) -> None:
        if len(due) > AT_ONCE:
            self._next = asyncio.get_running_loop().call_soon(self._go_on, due[AT_ONCE:])
        else:
            self._next = None
            self.add(())  # Those who became due while this round was under way.
        for each in due[:AT_ONCE]:
            self._tell(each)
