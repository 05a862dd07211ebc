"""Keeps people's edits in the bucket: each version a new object, written only if nobody was there first.

Two people who edit at once meet in one conditional write; the second reads again and adds to what the first wrote.
Every version stays, so the edits are their own audit trail.
"""

from __future__ import annotations

from analysis.curation.edits import Act, Anchor, Edit
from tracking import bucket
from tracking.clock import Clock, iso, now
from tracking.errors import VersionConflict

MAX_TRIES = 8


def load_edits(request_id: str) -> list[Edit]:
    """Every edit of an analysis, oldest first. Raises ServiceError."""
    latest = ""
    for key in bucket.keys(bucket.curation_prefix(request_id)):
        latest = max(latest, key)
    return [Edit.from_document(document) for document in bucket.get_json(latest)["edits"]] if latest else []


def add_edit(
    request_id: str,
    act: Act,
    *,
    actor: str,
    item: Anchor | None = None,
    text: str = "",
    into: Anchor | None = None,
    undoes: int = 0,
    clock: Clock = now,
) -> Edit:
    """Keep one more edit. Raises VersionConflict where others were quicker again and again, ServiceError."""
    for _ in range(MAX_TRIES):
        edits = load_edits(request_id)
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
        document = {"request_id": request_id, "edits": [each.to_document() for each in (*edits, edit)]}
        if bucket.put_json_once(bucket.curation_key(request_id, edit.seq), document):
            return edit
    raise VersionConflict(request_id)
