"""How far this machine's clock is off the service's: every answer of AWS says what time it is there.

A lease is a moment that all workers compare with their own clocks; a worker whose clock is far ahead would see every
lease expired. So a clock is corrected where it is provably wrong, by as little as the answers prove, and else left
alone.
"""

from __future__ import annotations

import threading
from email.utils import parsedate_to_datetime

from tracking import clock

DATE_RESOLUTION = 1.0
"""The Date header counts whole seconds."""

WINDOW = 60.0
"""Seconds after which observations are forgotten, since clocks drift; the correction stays until the next answer."""


class Skew:
    """The correction, narrowed down by each answer that was sent between two readings of our clock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._low, self._high = float("-inf"), float("inf")
        self._since = float("-inf")
        self._correction = 0.0

    def observe(self, sent: float, received: float, date: str) -> None:
        """An answer with the header `date` to what was `sent` and `received` at these times of our clock."""
        try:
            service = parsedate_to_datetime(date).timestamp()
        except ValueError:
            return
        low, high = service - received, service + DATE_RESOLUTION - sent
        with self._lock:
            # After a while, and where the clock was set in between, only the newest answer counts.
            if abs(received - self._since) > WINDOW or low > self._high or high < self._low:
                self._low, self._high, self._since = low, high, received
            else:
                self._low, self._high = max(self._low, low), min(self._high, high)
            self._correction = max(0.0, self._low) + min(0.0, self._high)

    @property
    def correction(self) -> float:
        """Seconds to add to our clock."""
        return self._correction


skew = Skew()
"""This process's."""


def service_now() -> float:
    """Seconds since the epoch, on the service's clock as far as it is known: what leases are written and read in."""
    return clock.now() + skew.correction
