"""The latest completed runs, from which pages say how long the next will take: read now and then, for all pages."""

from __future__ import annotations

from threading import Lock

from cachetools import TTLCache, cached

from dashboard.recent_records import recent_records
from tracking.record import Record
from tracking.states import Status

LEARN_FROM = 20
"""Past runs from which it is said how long one will take."""

KEPT_SECONDS = 60.0
"""How old what is known of them may be."""

_kept: TTLCache[tuple[()], tuple[Record, ...]] = TTLCache(maxsize=1, ttl=KEPT_SECONDS)


@cached(_kept, lock=Lock())
def past_runs() -> tuple[Record, ...]:
    """The latest completed analyses, newest first. Raises ServiceError."""
    return tuple(recent_records(status=Status.COMPLETED, most=LEARN_FROM)[0])
