"""A copy of every move in the bucket, so that the bucket alone is enough to rebuild the tables."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator

from tracking import bucket, moves
from tracking.errors import ServiceError
from tracking.record import Event, Record
from tracking.store import Store

logger = logging.getLogger(__name__)

_MOVES = "journal/"
_TOMBSTONES = "deleted/"


def move_key(request_id: str, version: int) -> str:
    """Key of the copy of the move that led to `version`."""
    return f"{_MOVES}{request_id}/{version:08d}.json"


def keep(record: Record, event: Event) -> None:
    """Copy one durable move into the bucket. Raises ServiceError."""
    bucket.put_json(move_key(record.request_id, record.version), {"item": record.to_item(), "event": event.to_item()})


def keep_or_log(record: Record, event: Event) -> None:
    """As `keep`, but a bucket that does not answer stops nothing: the table holds the truth, the copy is for disasters."""
    try:
        keep(record, event)
    except ServiceError as error:
        logger.warning("journal_lag request_id=%s version=%d reason=%s", record.request_id, record.version, error.kind)


def bury(request_id: str, events: list[Event]) -> None:
    """Mark an analysis as deleted; only its events are kept. Raises ServiceError."""
    bucket.put_json(f"{_TOMBSTONES}{request_id}.json", {"events": [event.to_item() for event in events]})


def erase(request_id: str) -> None:
    """Remove everything of an analysis but its tombstone. Raises ServiceError."""
    for prefix in (
        f"research-data/{request_id}/",
        f"checkpoints/{request_id}/",
        f"analysis-results/{request_id}.",
        f"{_MOVES}{request_id}/",
    ):
        bucket.delete_all(prefix)


def rebuild(store: Store) -> Iterator[tuple[str, bool]]:
    """Put back from the bucket every analysis that the table has lost or knows less of: (request_id, whether it was).

    Leases are not put back: what was being worked on is due at once.
    """
    buried = {key.removeprefix(_TOMBSTONES).removesuffix(".json") for key in bucket.keys(_TOMBSTONES)}
    journals: dict[str, list[str]] = defaultdict(list)
    for key in bucket.keys(_MOVES):
        journals[key.removeprefix(_MOVES).split("/")[0]].append(key)
    for request_id, keys in sorted(journals.items()):
        if request_id in buried:
            erase(request_id)
            continue
        copies = [bucket.get_json(key) for key in sorted(keys)]
        record = Record.from_item(copies[-1]["item"])
        events = [Event.from_item(copy["event"]) for copy in copies]
        if not record.overall_status.is_final:
            move = moves.restored(record, store.clock())
            record, events = move.record, [*events, move.event]
        yield request_id, store.restore(record, events, known=copies[-1]["item"]["version"])
