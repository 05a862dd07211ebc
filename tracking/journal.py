"""A copy of every move in the bucket, so that the bucket alone is enough to rebuild the tables."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import batched
from typing import Any

from tracking import bucket, deletion, moves
from tracking.deletion import COPIES
from tracking.errors import NotFound, ResourceMissing, ServiceError
from tracking.events import Event
from tracking.record import Record
from tracking.store import Store

logger = logging.getLogger(__name__)

_BATCH = 100
"""Records that one call can read."""


def move_key(request_id: str, version: int) -> str:
    """Key of the copy of the move that led to `version`."""
    return f"{COPIES}{request_id}/{version:08d}.json"


def keep(record: Record, event: Event, *, restored_from: int | None = None) -> None:
    """Copy one durable move into the bucket; a restoring one says from which version. Raises ServiceError."""
    copy: dict[str, Any] = {"item": record.to_item(), "event": event.to_item()}
    if restored_from is not None:
        copy["restored_from"] = restored_from
    bucket.put_json(move_key(record.request_id, record.version), copy)


def keep_or_log(record: Record, event: Event) -> None:
    """`keep`, but a bucket that does not answer stops nothing: the copy is for disasters, the truth is in the table."""
    try:
        keep(record, event)
    except ServiceError as error:
        logger.warning("journal_lag request_id=%s version=%d reason=%s", record.request_id, record.version, error.kind)


def fill_gaps(store: Store, request_id: str) -> None:
    """Copy what the events tell and the bucket does not: whoever moved last may have died before it copied that.

    Raises ServiceError.
    """
    known = set(bucket.keys(f"{COPIES}{request_id}/"))
    for event in store.events(request_id):
        if move_key(request_id, event.seq) not in known:
            bucket.put_json(move_key(request_id, event.seq), {"event": event.to_item()})


def knows(request_id: str) -> bool:
    """Whether the bucket holds a copy of any of its moves. Raises ServiceError."""
    return next(iter(bucket.keys(f"{COPIES}{request_id}/")), None) is not None


def last_known(request_id: str) -> Record | None:
    """The record as the bucket knows it; None where it holds no copy. Raises ServiceError."""
    items = [copy["item"] for copy in _history(bucket.keys(f"{COPIES}{request_id}/")) if "item" in copy]
    return Record.from_item(items[-1]) if items else None


def rebuild(store: Store) -> Iterator[tuple[str, bool]]:
    """Put back from the bucket every analysis that the table has lost or knows less of: (request_id, whether it was).

    Leases are not put back: what was being worked on is due at once. Of what was deleted, the events alone come back;
    a deletion that was begun is finished; what has expired stays away. Of an analysis that the tables know, nothing is
    read but that they do.
    """
    buried = deletion.buried()
    for batch in batched(buried, _BATCH, strict=False):
        still_there = store.get_many(batch)
        for request_id in batch:
            _keep_deleted(store, request_id, is_there=request_id in still_there)
    gone = frozenset(buried)
    journals: dict[str, list[str]] = defaultdict(list)
    for key in bucket.keys(COPIES):
        journals[key.removeprefix(COPIES).split("/")[0]].append(key)
    for batch in batched(sorted(journals.keys() - gone), _BATCH, strict=False):
        there = store.get_many(batch)
        for request_id in batch:
            if _is_known(store, there.get(request_id), journals[request_id]):
                yield request_id, False
                continue
            try:
                copies = _history(journals[request_id])
            except ResourceMissing:
                continue  # It was deleted meanwhile.
            if any("item" in copy for copy in copies):
                yield request_id, _restore(store, copies)


def _is_known(store: Store, record: Record | None, keys: Iterable[str]) -> bool:
    """Whether both tables know as much of an analysis as the copies under `keys`."""
    newest = max(keys)
    if record is None or move_key(record.request_id, record.version) < newest:
        return False
    last = store.last_event(record.request_id)
    return last is not None and move_key(record.request_id, last.seq) >= newest


def _restore(store: Store, copies: list[dict[str, Any]]) -> bool:
    record = Record.from_item(next(copy["item"] for copy in reversed(copies) if "item" in copy))
    if deletion.is_buried(record.request_id):
        return False
    if record.expires_at is not None and record.expires_at <= store.clock():
        deletion.erase(record.request_id)
        return False
    record = replace(record, edits=max(record.edits, bucket.latest_curation(record.request_id)))
    store.restore_events(Event.from_item(copy["event"]) for copy in copies if _version(copy) <= record.version)
    if not _put_back(store, record):
        return False
    if deletion.is_buried(record.request_id):
        # An item goes only after its tombstone stands: whoever deleted it was between the two looks at that.
        store.withdraw(record.request_id)
        deletion.erase(record.request_id)
        return False
    return True


def _put_back(store: Store, record: Record) -> bool:
    if record.overall_status.is_final and not record.deleting:
        return store.restore(record, known=record.version)
    move = moves.restored(record, store.clock())
    if not store.restore(move.record, known=record.version, event=move.event):
        return False
    keep(move.record, move.event, restored_from=record.version)
    return True


def _keep_deleted(store: Store, request_id: str, *, is_there: bool) -> None:
    if is_there:
        with suppress(NotFound):  # A worker's sweep may be at it too.
            deletion.finish(store, request_id, actor="rebuild")
        return
    last = store.last_event(request_id)
    if last is not None and last.after == moves.DELETED:
        return  # Written with the removal of the item, when all else was gone.
    deletion.erase(request_id)
    try:
        store.restore_events(deletion.last_words(request_id))
    except (ValueError, KeyError) as error:
        logger.error("tombstone_unreadable request_id=%s type=%s", request_id, type(error).__name__)


def _history(keys: Iterable[str]) -> list[dict[str, Any]]:
    """The copies under `keys`, oldest first.

    Without those that reached the bucket only after a restore from an earlier one: they tell of what is undone.
    """
    history: list[dict[str, Any]] = []
    for copy in _readable(keys):
        if (known := copy.get("restored_from")) is not None:
            history = [earlier for earlier in history if _version(earlier) <= known]
        history.append(copy)
    return history


def _readable(keys: Iterable[str]) -> list[dict[str, Any]]:
    """The copies under `keys`, oldest first; one that cannot be read is left out, and the log says so."""
    copies: list[dict[str, Any]] = []
    for key in keys:
        try:
            copy = bucket.get_json(key)
            Event.from_item(copy["event"])
            if "item" in copy:
                Record.from_item(copy["item"])
        except (ValueError, KeyError, TypeError) as error:
            logger.error("journal_unreadable key=%s type=%s", key, type(error).__name__)
        else:
            copies.append(copy)
    return sorted(copies, key=_version)


def _version(copy: dict[str, Any]) -> int:
    return int(copy["event"]["seq"])
