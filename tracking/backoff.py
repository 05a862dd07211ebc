"""How long to wait before something is tried again: the one rule for it, in all packages. Pure values."""

from __future__ import annotations

import random as everybodys
from dataclasses import dataclass
from random import Random

_MOST_DOUBLINGS = 30
"""Beyond any longest wait; keeps the power of two a float that exists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backoff:
    """Waits that double from `first` up to `longest` seconds, cut at random, lest all who failed come back at once.

    `least` is the share of a wait that is never cut. 0.5 keeps a service that is down from being asked at once again;
    0.0 parts best those who got in each other's way.
    """

    first: float
    longest: float
    least: float = 0.5

    def wait(self, failures: int, random: Random | None = None) -> float:
        """Seconds to wait after so many failures in a row (1 or more)."""
        whole = min(self.longest, self.first * 2.0 ** min(failures - 1, _MOST_DOUBLINGS))
        return whole * (random or everybodys).uniform(self.least, 1.0)
