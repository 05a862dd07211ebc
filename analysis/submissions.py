"""Accepting research: checked, kept in the bucket, recorded, and only then acknowledged."""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from django.conf import settings

from analysis import personal, refused
from analysis.dispatch import enqueue
from analysis.engines import DEFAULT_ENGINE, check_engine_name
from analysis.errors import AnalysisError
from analysis.readers import Reading, Refusal
from analysis.readers.shown import on_one_line
from analysis.uploads import Upload, plain_extension
from analysis.usable import check_limits, understood, usable_files
from tracking import bucket, deletion, journal
from tracking.clock import iso
from tracking.errors import AlreadyExists, Deleted, NotFound, ServiceError
from tracking.listing import listing_key
from tracking.moves import PENDING_GRACE
from tracking.record import Record
from tracking.transitions import tracked_store

log = logging.getLogger(__name__)
MAX_TITLE = 200
ID_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"


class KeyReused(AnalysisError):
    """The same idempotency key came with another body."""

    kind = "idempotency_key_reused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What somebody wants analysed."""

    files: Sequence[tuple[str, bytes]]
    title: str = ""
    engine: str = DEFAULT_ENGINE
    actor: str = "web"
    owner: str = ""
    idempotency_key: str = ""
    research_data: str = ""
    """Where the files came from, if not from the upload itself; of a pseudonymised analysis it is not kept."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """`interviewers`, `interviewers_in`, `text_columns`, `pseudonymise` (see analysis.readers.ReadOptions)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """An analysis that will be run, and what of the upload was left out."""

    record: Record
    refusals: tuple[Refusal, ...]
    repeated: bool = False
    """True where an idempotency key brought back an earlier submission."""


def submit(submission: Submission) -> Accepted:
    """Check, store and record a submission, then tell the workers.

    Raises TooLarge, UnknownEngine, InvalidOption, UnusableSubmission (no file can be used), KeyReused, Deleted,
    ServiceError.
    """
    check_engine_name(submission.engine)
    check_limits(submission.files)
    request_id = _request_id(submission)
    fingerprint = _fingerprint(submission)
    store = tracked_store()
    if submission.idempotency_key and (earlier := _earlier(request_id, fingerprint)) is not None:
        return earlier
    is_pseudonymised = bool(submission.options.get("pseudonymise"))
    usable, refusals = usable_files(submission.files, submission.options, is_pseudonymised=is_pseudonymised)
    at = store.clock()
    created_at = iso(at)
    folder = bucket.personal_prefix(request_id) if is_pseudonymised else bucket.research_prefix(request_id)
    written: list[str] = []
    try:
        sources = _keep_files(folder, usable, written)
        address = bucket.uri(sources[0]["key"] if len(sources) == 1 else folder)
        options: dict[str, Any] = dict(submission.options)
        if is_pseudonymised:  # The record and its copies name nobody.
            options = {"pseudonymise": True, "reading": personal.keep_reading(request_id, options, usable)}
            written.append(options["reading"])
        elif submission.research_data:
            address = submission.research_data
        options |= refused.keep(request_id, refusals)
    except ServiceError as error:
        if not (
            error.retryable and submission.idempotency_key
        ):  # Whoever tries again with the key needs the same files.
            _withdraw(request_id, written)
        raise
    record = Record(
        request_id=request_id,
        research_data=address,
        created_at=created_at,
        updated_at=created_at,
        listing=listing_key(store.settings, request_id),
        title=_title(submission.title, usable, is_pseudonymised=is_pseudonymised),
        owner=submission.owner,
        team=store.settings.team,
        engine=submission.engine,
        sources=tuple(sources),
        options=options,
        due_at=at + PENDING_GRACE,
        fingerprint=fingerprint,
    )
    try:
        record = store.create(record, actor=submission.actor)
    except AlreadyExists as conflict:  # Two requests with one key at the same moment.
        _remove_strays(record, keep=conflict.existing)
        return _same(conflict.existing, fingerprint)
    except Deleted:
        _remove_strays(record)
        raise
    except ServiceError as error:
        if not error.retryable:  # Otherwise the record may have been written all the same.
            _withdraw(request_id, _uploaded(record))
        raise
    enqueue(request_id)
    return Accepted(record=record, refusals=tuple(refusals))


def _keep_files(folder: str, usable: Sequence[Upload], written: list[str]) -> list[dict[str, Any]]:
    """Write the files under `folder`; the record's sources. `written` is told the keys, also where it fails.

    Raises ServiceError.
    """
    sources = []
    for number, upload in enumerate(usable, start=1):
        key = bucket.upload_key(folder, number, upload.data, plain_extension(upload.name))
        written.append(key)
        bucket.put(key, upload.data)
        sources.append({"name": upload.name, "key": key, "bytes": len(upload.data)})
    return sources


def look(submission: Submission) -> Reading:
    """What the submission's files are understood to be. Keeps nothing. Raises as `understood` does."""
    return understood(submission.files, submission.options)


def _title(title: str, files: Sequence[Upload], *, is_pseudonymised: bool) -> str:
    title = on_one_line(title)[:MAX_TITLE]
    if title:
        return title
    if is_pseudonymised:
        return "Pseudonymised study" if len(files) == 1 else f"Pseudonymised study of {len(files)} files"
    first = PurePath(files[0].name).stem.replace("_", " ").strip()
    return first if len(files) == 1 else f"{first} and {len(files) - 1} more"


def _request_id(submission: Submission) -> str:
    if submission.idempotency_key:
        # The key decides the id, so that two requests with it meet in one conditional write.
        seed = hashlib.sha256(
            f"{settings.TRACKING_TEAM}\n{submission.owner}\n{submission.idempotency_key}".encode()
        ).digest()
        return "analysis_" + "".join(ID_ALPHABET[byte % len(ID_ALPHABET)] for byte in seed[:16])
    return "analysis_" + "".join(secrets.choice(ID_ALPHABET) for _ in range(12))


def _fingerprint(submission: Submission) -> str:
    digest = hashlib.sha256()
    about = [submission.title, submission.engine, dict(submission.options), submission.research_data]
    digest.update(json.dumps(about, sort_keys=True).encode())
    for name, data in submission.files:
        digest.update(json.dumps([name, len(data)]).encode() + hashlib.sha256(data).digest())
    return digest.hexdigest()


def _earlier(request_id: str, fingerprint: str) -> Accepted | None:
    try:
        return _same(tracked_store().get(request_id), fingerprint)
    except NotFound:
        if deletion.is_buried(request_id):
            raise Deleted(request_id) from None
        return None


def _remove_strays(late: Record, *, keep: Record | None = None) -> None:
    """Remove what was just uploaded for a submission that came too late."""
    for key in _uploaded(late) - (_uploaded(keep) if keep else set()):
        bucket.delete_all(key)


def _withdraw(request_id: str, written: Iterable[str]) -> None:
    """Remove the files of a submission that came to nothing, unless an analysis has them after all."""
    try:
        try:
            kept = _uploaded(tracked_store().get(request_id))
        except NotFound:
            kept = set()
        for key in set(written) - kept:
            bucket.delete_all(key)
    except ServiceError as error:
        log.warning("Files of a submission that failed are left in the bucket: %s %s", request_id, error.kind)


def _uploaded(record: Record) -> set[str]:
    keys = {str(source["key"]) for source in record.sources}
    others = (record.options.get("reading"), refused.list_key(record))
    return keys | {str(key) for key in others if key}


def _same(existing: Record, fingerprint: str) -> Accepted:
    if existing.fingerprint != fingerprint:
        raise KeyReused("This Idempotency-Key was used before with another body. Use a new key for a new submission.")
    if not journal.knows(existing.request_id):
        # The first request died, or was refused by the bucket, before its submission was durable there.
        journal.keep(existing, tracked_store().events(existing.request_id)[-1])
    return Accepted(record=existing, refusals=refused.every(existing), repeated=True)
