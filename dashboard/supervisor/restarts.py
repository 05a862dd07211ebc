"""How often, and after how long, a process that died is started again. Pure."""

from __future__ import annotations

from collections import deque


class Restarts:
    """At most `limit` restarts within `window` seconds, each pause twice as long as the one before."""

    def __init__(self, *, limit: int = 5, window: float = 120.0, first: float = 0.2, longest: float = 10.0) -> None:
        self.limit = limit
        self.window = window
        self._first = first
        self._longest = longest
        self._at: deque[float] = deque()

    def pause_after(self, died_at: float) -> float | None:
        """Seconds to wait before the next start; None where it died too often to go on."""
        while self._at and died_at - self._at[0] > self.window:
            self._at.popleft()
        if len(self._at) >= self.limit:
            return None
        pause = min(self._longest, self._first * 2.0 ** len(self._at))
        self._at.append(died_at)
        return pause
