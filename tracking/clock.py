"""The one source of time: UTC, ISO 8601, ending in `Z`."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], float]
"""Seconds since the epoch."""

now: Clock = time.time


def iso(seconds: float) -> str:
    """`2024-01-15T10:30:45.123456Z`: fixed width, so that text order is time order."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def seconds(text: str) -> float:
    """Seconds since the epoch of a time written by `iso` (or any ISO 8601 time with a zone)."""
    return datetime.fromisoformat(text).timestamp()
