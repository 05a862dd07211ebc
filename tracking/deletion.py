"""Deleting an analysis for good, in an order in which it may die anywhere and be finished by anybody.

1. A move says in the table that it is being deleted: its worker loses it, and it is due, so that a sweep goes on here.
2. A tombstone with its events stands in the bucket: from here on no rebuild brings it back.
3. Its files, checkpoints, results and copies are erased.
4. The item goes, with a last event.
"""

from __future__ import annotations

from tracking import bucket, moves
from tracking.errors import NotFound, ServiceError, VersionConflict
from tracking.events import Event
from tracking.record_reader import MAX_TRIES
from tracking.store import Store

TOMBSTONES = "deleted/"
COPIES = "journal/"


def delete(store: Store, request_id: str, *, actor: str) -> None:
    """Remove the item and everything in the bucket; the events stay. Raises NotFound and ServiceError.

    After a ServiceError the deletion may have begun, and then goes on by itself.
    """
    if not store.get(request_id).deleting:
        store.move(request_id, lambda record: moves.begin_deletion(record, store.clock(), actor=actor))
    finish(store, request_id)


def finish(store: Store, request_id: str, *, actor: str = "sweep") -> None:
    """Go on with a deletion that was begun, wherever it stands. Raises NotFound where there is nothing left of it."""
    for attempt in range(MAX_TRIES):
        try:
            record = store.get(request_id)
        except NotFound:
            if attempt:
                return  # The removal that seemed to fail had taken effect, or somebody else was quicker.
            raise
        last = moves.deleted(record, store.clock(), actor=record.deleting or actor)
        _bury(request_id, [*store.events(request_id), last])
        erase(request_id)
        try:
            store.remove(record, last)
        except VersionConflict:
            continue
        except ServiceError as error:
            if not error.retryable or attempt == MAX_TRIES - 1:
                raise
            store.pause(attempt)
        else:
            return
    raise VersionConflict(request_id)


def is_buried(request_id: str) -> bool:
    """Whether it was deleted, or is being deleted. Raises ServiceError."""
    return bucket.exists(_tombstone_key(request_id))


def buried() -> list[str]:
    """Ids of all that was deleted. Raises ServiceError."""
    return [key.removeprefix(TOMBSTONES).removesuffix(".json") for key in bucket.keys(TOMBSTONES)]


def last_words(request_id: str) -> list[Event]:
    """The events on its tombstone, oldest first. Raises ResourceMissing; ValueError or KeyError where it is broken."""
    return [Event.from_item(event) for event in bucket.get_json(_tombstone_key(request_id))["events"]]


def erase(request_id: str) -> None:
    """Remove everything of an analysis from the bucket but its tombstone. Raises ServiceError."""
    for prefix in (
        bucket.research_prefix(request_id),
        bucket.personal_prefix(request_id),
        f"checkpoints/{request_id}/",
        f"analysis-results/{request_id}.",
        bucket.curation_prefix(request_id),
        f"{COPIES}{request_id}/",
    ):
        bucket.delete_all(prefix)


def _bury(request_id: str, events: list[Event]) -> None:
    bucket.put_json(_tombstone_key(request_id), {"events": [event.to_item() for event in events]})


def _tombstone_key(request_id: str) -> str:
    return f"{TOMBSTONES}{request_id}.json"
