"""Nothing of an analysis outlives the time for which it is kept.

A worker removes it whole, files first, shortly before it expires. Where no worker ran then, DynamoDB removes the item
alone, and nobody knows any more which files were its; they are looked for page by page.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from itertools import batched, chain

from tracking import bucket, deletion, journal, listing, moves
from tracking.errors import IllegalTransition, NotFound, TrackingError
from tracking.store import Store

logger = logging.getLogger(__name__)

_DAY = 86_400
_ID = re.compile(r"analysis_[a-z0-9]+")
_PLACES = (deletion.COPIES, bucket.RESEARCH, bucket.PERSONAL)
"""Where an analysis that has anything in the bucket has a folder."""


def remove_expired(store: Store) -> int:
    """Remove whole what has expired or soon will; how many were found. Raises ServiceError where nothing can be found.

    Bounded: what is left over is found the next time. A removal that breaks off goes on with the sweep.
    """
    if not store.settings.retention_days:
        return 0
    found = listing.expiring(store.settings, at=store.clock())
    for request_id in found:
        try:
            store.move(request_id, lambda record: moves.expire(record, store.clock()))
            deletion.finish(store, request_id)
        except (NotFound, IllegalTransition):
            continue  # Somebody else was quicker, or it was retried.
        except TrackingError as error:
            logger.warning("not_removed request_id=%s reason=%s", request_id, error.kind)
    return len(found)


def erase_leftovers(store: Store) -> Iterator[int]:
    """Erase what expired analyses left in the bucket when DynamoDB removed them; yields how many, after every page.

    Whoever iterates sets the pace. What the table has merely lost, and a rebuild would bring back, stays.
    Raises ServiceError.
    """
    if not store.settings.retention_days:
        return
    for page in chain.from_iterable(bucket.folders(place) for place in _PLACES):
        erased = 0
        for names in batched(filter(_ID.fullmatch, page), 100, strict=False):
            there = store.get_many(names)
            for request_id in names:
                if request_id not in there and _is_over(store, request_id):
                    deletion.erase(request_id)
                    logger.info("leftovers_erased request_id=%s", request_id)
                    erased += 1
        yield erased


def _is_over(store: Store, request_id: str) -> bool:
    """Whether the time of an analysis that is not in the table is over, as its copies in the bucket know it.

    What was never submitted to its end has none: its files are kept as long as if it had ended when they came.
    """
    record = journal.last_known(request_id)
    if record is not None:
        return record.overall_status.is_final and record.expires_at is not None and record.expires_at <= store.clock()
    written = [time for place in _PLACES if (time := bucket.last_write(f"{place}{request_id}/")) is not None]
    return bool(written) and max(written) + store.settings.retention_days * _DAY <= store.clock()
