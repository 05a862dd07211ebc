"""Keeps people's edits in the bucket: each version a new object, written only if nobody was there first.

Two people who edit at once meet in one conditional write; the second reads again and adds to what the first wrote.
Every version stays, so the edits are their own audit trail. The record says which is the latest, so a page of an
analysis that nobody edited reads nothing here, and others one object.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from typing import Any

from analysis.curation.edits import Act, Anchor, Edit
from tracking import bucket
from tracking.backoff import Backoff
from tracking.clock import Clock, iso, now
from tracking.errors import NotFound, ResourceMissing, VersionConflict
from tracking.record import Record
from tracking.store import Store

MAX_TRIES = 8
_BACKOFF = Backoff(first=0.05, longest=1.0, least=0.0)


def load_edits(record: Record) -> list[Edit]:
    """Every edit of an analysis, oldest first. Raises ServiceError."""
    return _version(record.request_id, record.edits)


def add_edit(
    record: Record,
    act: Act,
    *,
    actor: str,
    item: Anchor | None = None,
    text: str = "",
    into: Anchor | None = None,
    undoes: int = 0,
    clock: Clock = now,
    sleep: Callable[[float], None] = time.sleep,
) -> Edit:
    """Keep one more edit. Raises VersionConflict where others were quicker again and again, NotFound, ServiceError."""
    request_id, latest = record.request_id, record.edits
    mark = secrets.token_hex(8)
    for tries in range(1, MAX_TRIES + 1):
        edits = _version(request_id, latest)
        edit = Edit(
            seq=len(edits) + 1,
            at=iso(clock()),
            actor=actor,
            act=act,
            item=item,
            text=text,
            into=into,
            undoes=undoes,
        )
        if _write(request_id, [*edits, edit], mark):
            _tell(request_id, edit.seq)
            return edit
        sleep(_BACKOFF.wait(tries))
        latest = bucket.latest_curation(request_id)
    raise VersionConflict(request_id)


def _version(request_id: str, number: int) -> list[Edit]:
    if not number:
        return []
    return [Edit.from_document(document) for document in _kept(request_id, number)["edits"]]


def _kept(request_id: str, number: int) -> dict[str, Any]:
    kept: dict[str, Any] = bucket.get_json(bucket.curation_key(request_id, number))
    return kept


def _write(request_id: str, edits: Sequence[Edit], mark: str) -> bool:
    """Write the version that ends with the last of `edits`; False where somebody else wrote that one.

    `mark` is the writer's own. A write whose answer was lost is repeated by the client below us, and is told then that
    something is there: its own.
    """
    number = edits[-1].seq
    document = {"request_id": request_id, "mark": mark, "edits": [edit.to_document() for edit in edits]}
    if bucket.put_json_once(bucket.curation_key(request_id, number), document):
        return True
    try:
        return _kept(request_id, number).get("mark") == mark
    except ResourceMissing:
        return False  # Somebody is writing it just now, or deleting the analysis.


def _tell(request_id: str, number: int) -> None:
    try:
        Store().note_edits(request_id, number)
    except NotFound:
        bucket.delete_all(bucket.curation_prefix(request_id))  # Deleted meanwhile: nothing of it is to stay.
        raise
